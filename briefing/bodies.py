"""Every document's body as HTML.

What is wrong with a body is found before any template runs, so that no page is rendered of content
that cannot be published. A body of plain paragraphs can hold no mistake: it is made into HTML when
a page asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from operator import attrgetter

from msgspec import Struct

from briefing import limits, markup, pages
from briefing.addresses import page_path, path_of_name
from briefing.assets import Assets
from briefing.cards import Cards
from briefing.content import Content
from briefing.coverage import Coverage
from briefing.documents import Document, Words
from briefing.markup import NameLinks, Targets
from briefing.memory import Memory
from briefing.model import Alias, actor_path, url
from briefing.problems import Problem, first
from briefing.site import Site
from briefing.sources import Texts

NAME: Callable[[Document], str] = attrgetter("name")


class Bodies(Mapping[str, str]):
    """The HTML of each body by its page's output path; that of plain ones is made when asked."""

    def __init__(
        self,
        made: Mapping[str, str],
        plain: Mapping[str, Document] | None = None,
        render: Callable[[Document], str] = str,
    ) -> None:
        self._made = made
        self._plain = {} if plain is None else plain
        self._render = render

    def __getitem__(self, path: str) -> str:
        if path in self._made:
            return self._made[path]
        return self._render(self._plain[path])

    def sources(self) -> dict[str, object]:
        """What tells of a change of each, beside the names that are linked; in the same order."""
        return dict(self._made) | {path: Words(self._plain[path]) for path in self._plain}

    def has(self, path: str) -> bool:
        """Whether anything stands in the body of the page at *path*."""
        if path in self._plain:
            return not self._plain[path].being.blank
        return bool(self._made[path])

    def __iter__(self) -> Iterator[str]:
        return chain(self._made, self._plain)

    def __len__(self) -> int:
        return len(self._made) + len(self._plain)


class Material(Struct, frozen=True, kw_only=True):
    """What pages show besides the site.

    ``bodies`` are HTML by output path, ``proven`` the ids of statements whose quotation is proven.
    """

    assets: Assets
    bodies: Bodies
    names: NameLinks
    texts: Texts
    proven: frozenset[str]
    coverage: Mapping[str, Coverage]
    cards: Cards = Cards()


def render_all(
    content: Content, site: Site, assets: Assets, names: NameLinks, memory: Memory
) -> tuple[Bodies, list[Problem]]:
    """The HTML of all bodies, and the problems found."""
    documents = published(content, site)
    planned = pages.plan(site, memory)
    names_of = tuple(document.name for document in documents)
    sources = (
        planned,
        memory.settle("names of documents", names_of),
        memory.settle("statements", tuple(site.statements)),
        memory.settle("paths of assets", assets.paths),
        memory.settle("unread names", content.unread),
    )
    make = partial(link_targets, content, documents, site, assets, planned)
    targets = memory.recall("targets", "", sources, make)
    nowhere = memory.settle("nowhere", Targets(pages={}, statements={}, assets={}))
    plain = memory.merged("plain", documents, NAME, (), partial(_if_plain, True))
    marked = memory.merged("marked up", documents, NAME, (), partial(_if_plain, False)).values()
    bodies: dict[str, str] = {}
    problems: list[Problem] = []
    for stage, leads in (("linking", targets), ("marked", nowhere)):
        # Only what has a bracket can hold a link or a picture, and depends on where these lead.
        some = [doc for doc in marked if doc.being.leads is (stage == "linking")]
        render = partial(_render, names=names, targets=leads)
        for rendered in memory.each(stage, some, NAME, (names, leads), render):
            for own, html, flaws in rendered:
                bodies[own] = html
                problems += flaws

    def later(document: Document) -> str:
        make = partial(_render, document, names, nowhere)
        return memory.of_item("plain body", document.name, (document, names), make)[1]

    return Bodies(bodies, plain, later), problems


def _if_plain(plain: bool, document: Document) -> dict[str, Document]:
    """The document by its page's path, if it is one with a *plain* body, or is not."""
    return {page_path(document): document} if document.being.plain is plain else {}


def _render(
    document: Document, names: NameLinks, targets: Targets
) -> tuple[str, str, list[Problem]]:
    """The path of a document's page, the HTML of its body, and what is wrong with it."""
    own = page_path(document)
    html, flaws = markup.render(
        document.body,
        folder=document.name.rpartition("/")[0],
        targets=targets,
        names=names,
        own=(own,),
    )
    problems = (
        document.body_problem(flaw.line, flaw.message, flaw.hint, find=flaw.find) for flaw in flaws
    )
    return own, html, first(document.path, islice(problems, limits.PROBLEMS + 1))


def name_links(site: Site, memory: Memory) -> NameLinks:
    """The spellings by which running text is linked to actors."""
    return memory.recall("names", "", (site.actors,), partial(_name_links, site))


def _name_links(site: Site) -> NameLinks:
    names: dict[str, str] = {}
    for actor in site.actors.values():
        for alias in (Alias(name=actor.name), *actor.aliases):
            spelling = " ".join(alias.name.split())
            if alias.link and spelling:  # an empty one is a stand-in
                names[spelling] = actor_path(actor.slug)
    return NameLinks(names)


def link_targets(
    content: Content,
    documents: Iterable[Document],
    site: Site,
    assets: Assets,
    planned: Iterable[str],
) -> Targets:
    """What a body may link to: documents by file name, pages by output path, statements by id."""
    paths = {path: path for path in planned}
    paths |= {document.name: page_path(document) for document in documents}
    # What could not be read is reported as such; a link to it is not a second problem.
    paths |= {name: path_of_name(name) for name in content.unread}
    return Targets(
        pages=paths,
        statements={key: url(statement) for key, statement in site.statements.items()},
        assets=assets.paths,
    )


def published(content: Content, site: Site) -> list[Document]:
    """The documents that have a page."""
    return [
        document
        for document in content.documents
        if document.fields.draft != "true" or page_path(document) in site.drafts
    ]

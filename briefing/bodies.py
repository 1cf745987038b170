"""Every document's body as HTML.

What is wrong with a body is found before any template runs, so that no page is rendered of content
that cannot be published. A body of plain paragraphs can hold no mistake: it is made into HTML when
a page asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Protocol

from msgspec import Struct

from briefing import limits, markup, pages
from briefing.addresses import page_path, path_of_name
from briefing.assets import Assets
from briefing.cards import Cards
from briefing.content import Content
from briefing.coverage import Coverage
from briefing.documents import Document, Plain
from briefing.markup import Targets
from briefing.memory import Memory
from briefing.model import Actor, Alias, actor_path, url
from briefing.name_links import NameLinks
from briefing.problems import Problem, first
from briefing.site import Site
from briefing.sources import Texts
from briefing.workers import spread

MANY = 64
"""Fewer bodies that need a parser are not worth a process."""
NAME: Callable[[Document], str] = attrgetter("name")
Rendered = tuple[str, str, list[Problem]]
"""The path of a document's page, the HTML of its body, and what is wrong with it."""


class Early(Protocol):
    """Bodies that are made before they are asked for."""

    def get(self, name: str) -> str | None:
        """The HTML of the body of the document *name*, if it is made and still there."""

    def let_go(self, name: str) -> None:
        """The page of the document *name* is made: what it and those before it took is free."""


class Bodies(Mapping[str, str]):
    """The HTML of each body by its page's output path; that of plain ones is made when asked."""

    def __init__(
        self,
        made: Mapping[str, str],
        plain: Mapping[str, Plain] | None = None,
        render: Callable[[Plain], str] = str,
        early: Early | None = None,
    ) -> None:
        """Some are *made*; the *plain* ones are those that *early* has, if there is any such, or
        else what *render* makes of them."""
        self._made = made
        self._plain = {} if plain is None else plain
        self._render = render
        self._early = early

    def __getitem__(self, path: str) -> str:
        if path in self._made:
            return self._made[path]
        plain = self._plain[path]
        early = self._early.get(plain.name) if self._early and not plain.blank else None
        return self._render(plain) if early is None else early

    def let_go(self, path: str) -> None:
        """The page at *path* is made, for which its body is kept: what it took is free."""
        if self._early and path in self._plain:
            self._early.let_go(self._plain[path].name)

    def sources(self) -> Mapping[str, object]:
        """What tells of a change of each, beside the names that are linked; in the same order."""
        return {**self._made, **self._plain}

    def has(self, path: str) -> bool:
        """Whether anything stands in the body of the page at *path*."""
        if path in self._plain:
            return not self._plain[path].blank
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
    content: Content,
    site: Site,
    assets: Assets,
    names: NameLinks,
    memory: Memory,
    early: Early | None = None,
    processes: int = 1,
) -> tuple[Bodies, list[Problem]]:
    """The HTML of all bodies, and the problems found. *early* gives that of some plain ones,
    by the names of their documents."""
    documents = published(content, site)
    plain = memory.merged("plain", documents, NAME, (), _if_plain)
    marked = [document for document in documents if not document.being.plain]
    nowhere = memory.settle("nowhere", Targets(pages={}, statements={}, assets={}))
    bodies: dict[str, str] = {}
    problems: list[Problem] = []
    for leads in (True, False):
        # Only what has a bracket can hold a link or a picture, and depends on where these lead.
        some = [document for document in marked if document.being.leads is leads]
        if not some:
            continue
        targets = _targets(content, documents, site, assets, memory) if leads else nowhere
        render = partial(_render, names=names, targets=targets)
        stage = "linking" if leads else "marked"
        every: Iterable[Rendered]
        if memory.lasting:
            every = chain(*memory.each(stage, some, NAME, (names, targets), render))
        else:
            every = _on_all_cores(some, render, processes)
        for own, html, flaws in every:
            bodies[own] = html
            problems += flaws
    if not memory.lasting:
        return Bodies(bodies, plain, partial(_paragraphs, names=names), early), problems

    def later(body: Plain) -> str:
        make = partial(_paragraphs, body, names)
        return memory.of_item("plain body", body.name, (body, names), make)

    return Bodies(bodies, plain, later, early), problems


def _on_all_cores(
    documents: Sequence[Document], render: Callable[[Document], Rendered], processes: int
) -> Iterator[Rendered]:
    """What *render* makes of each document, in their order."""
    found = spread(len(documents), lambda at: render(documents[at]), processes, least=MANY)
    return iter(dict(sorted(found, key=itemgetter(0))).values())


def _targets(
    content: Content, documents: Sequence[Document], site: Site, assets: Assets, memory: Memory
) -> Targets:
    planned = pages.plan(site, memory)
    sources = (
        planned,
        memory.settle("names of documents", tuple(map(NAME, documents))),
        memory.settle("statements", tuple(site.statements)),
        memory.settle("paths of assets", assets.paths),
        memory.settle("unread names", content.unread),
    )
    make = partial(link_targets, content, documents, site, assets, planned)
    return memory.recall("targets", "", sources, make)


def _paragraphs(body: Plain, names: NameLinks) -> str:
    return "" if body.blank else markup.paragraphs(body.text.body, names, (body.own,))


def _if_plain(document: Document) -> dict[str, Plain]:
    """The body by its page's path, if it is a plain one."""
    return (
        {page_path(document): Plain(document, page_path(document))} if document.being.plain else {}
    )


def _render(document: Document, names: NameLinks, targets: Targets) -> Rendered:
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
    return memory.recall("names", "", (site.actors,), lambda: NameLinks(linked(site.actors)))


def linked(actors: Mapping[str, Actor]) -> dict[str, str]:
    """The spellings by which running text is linked to *actors*, with the paths of their pages."""
    names: dict[str, str] = {}
    for actor in actors.values():
        for alias in (Alias(name=actor.name), *actor.aliases):
            spelling = " ".join(alias.name.split())
            if alias.link and spelling:  # an empty one is a stand-in
                names[spelling] = actor_path(actor.slug)
    return names


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

"""Every document's body as HTML, made once and before any template runs.

What is wrong with a body is found here, so that no page is rendered of content that cannot be
published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import islice
from operator import attrgetter

from msgspec import Struct

from briefing import limits, markup, pages
from briefing.addresses import page_path, path_of_name
from briefing.assets import Assets
from briefing.cards import Cards
from briefing.content import Content, Document
from briefing.coverage import Coverage
from briefing.markup import NameLinks, Targets
from briefing.memory import Memory
from briefing.model import Alias, actor_path, url
from briefing.problems import Problem, first
from briefing.site import Site
from briefing.sources import Texts


class Material(Struct, frozen=True, kw_only=True):
    """What pages show besides the site.

    ``bodies`` are HTML by output path, ``proven`` the ids of statements whose quotation is proven.
    """

    assets: Assets
    bodies: Mapping[str, str]
    names: NameLinks
    texts: Texts
    proven: frozenset[str]
    coverage: Mapping[str, Coverage]
    cards: Cards = Cards()


def render_all(
    content: Content, site: Site, assets: Assets, names: NameLinks, memory: Memory
) -> tuple[Mapping[str, str], list[Problem]]:
    """The HTML of each body by its page's output path, and the problems found."""
    documents = _published(content, site)
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
    # Only what has a bracket can hold a link or a picture, and depends on where these lead.
    linking = [document for document in documents if "[" in document.body]
    plain = [document for document in documents if "[" not in document.body]
    bodies: dict[str, str] = {}
    problems: list[Problem] = []
    for stage, some, leads in (("linking", linking, targets), ("plain", plain, nowhere)):
        render = partial(_render, names=names, targets=leads)
        for rendered in memory.each(stage, some, attrgetter("name"), (names, leads), render):
            for own, html, flaws in rendered:
                if html is not None:
                    bodies[own] = html
                problems += flaws
    return bodies, problems


def _render(
    document: Document, names: NameLinks, targets: Targets
) -> tuple[str, str | None, list[Problem]]:
    """The path of a document's page, the HTML of its body if it has one, and what is wrong."""
    own = page_path(document)
    if not document.body.strip():
        return own, None, []
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


def _published(content: Content, site: Site) -> list[Document]:
    return [
        document
        for document in content.documents
        if document.fields.draft != "true" or page_path(document) in site.drafts
    ]

"""Every document's body as HTML, made once and before any template runs.

What is wrong with a body is found here, so that no page is rendered of content that cannot be
published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from briefing import markup, pages
from briefing.addresses import page_path, path_of_name
from briefing.assets import Assets
from briefing.cards import Cards
from briefing.content import Content, Document
from briefing.coverage import Coverage
from briefing.markup import NameLinks, Targets
from briefing.model import Alias, actor_path, url
from briefing.problems import Problem
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
    content: Content, site: Site, assets: Assets, names: NameLinks
) -> tuple[Mapping[str, str], list[Problem]]:
    """The HTML of each body by its page's output path, and the problems found."""
    documents = _published(content, site)
    targets = link_targets(content, documents, site, assets)
    bodies: dict[str, str] = {}
    problems: list[Problem] = []
    for document in documents:
        if not document.body.strip():
            continue
        own = page_path(document)
        html, flaws = markup.render(
            document.body,
            folder=document.name.rpartition("/")[0],
            targets=targets,
            names=names,
            own=(own,),
        )
        bodies[own] = html
        problems += (
            document.body_problem(flaw.line, flaw.message, flaw.hint, find=flaw.find)
            for flaw in flaws
        )
    return bodies, problems


def name_links(site: Site) -> NameLinks:
    """The spellings by which running text is linked to actors."""
    names: dict[str, str] = {}
    for actor in site.actors.values():
        for alias in (Alias(name=actor.name), *actor.aliases):
            if alias.link:
                names[" ".join(alias.name.split())] = actor_path(actor.slug)
    return NameLinks(names)


def link_targets(
    content: Content, documents: Iterable[Document], site: Site, assets: Assets
) -> Targets:
    """What a body may link to: documents by file name, pages by output path, statements by id."""
    paths = {path: path for path in pages.plan(site)}
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

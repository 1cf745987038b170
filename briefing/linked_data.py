"""What machines are told of a page, as JSON-LD: who is quoted, on what, and from where.

One node for each page, linked to the site and with the way to it. Addresses are absolute; a site
without a ``base_url`` has none to give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from briefing import nodes
from briefing.dates import UNDATED
from briefing.model import Actor, Article, Day, Theme, path
from briefing.nodes import SCHEMA, Node, address, known, make, named
from briefing.permalinks import permalink
from briefing.site import Site
from briefing.wording import phrase

STANDING = {"active", "corrected"}
OTHER_SPELLINGS = {None, "short", "former"}

_ESCAPES = {char.encode(): f"\\u{ord(char):04x}".encode() for char in "<>&\u2028\u2029"}


def script(data: Node) -> str:
    """*data* as the content of ``<script type="application/ld+json">``.

    Nothing in it can close the element or be taken for mark-up (HTML, "Restrictions for contents
    of script elements"): ``<``, ``>``, ``&`` and the two line separators are JSON escapes.
    """
    text = msgspec.json.encode(data)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text.decode()


def of(site: Site, family: str, subject: Any, *, name: str, at: str) -> Node:
    """What a page is: its family, its subject, its title *name* and its output path *at*."""
    if family in FAMILIES:
        return FAMILIES[family](site, subject)
    kind = "CollectionPage" if family in COLLECTIONS else "WebPage"
    return page(site, kind, name, at)


def page(site: Site, kind: str, name: str, at: str, *trail: str, **properties: object) -> Node:
    """A page of the type *kind* at the output path *at*; *trail* names the lists it belongs to."""
    title, gettext = site.settings.title, site.language.gettext
    places = ((gettext(PLACES[step]), step) for step in trail)
    steps = [(title, "index.html"), *places, (name, at)]
    absolute = site.settings.base_url
    return make(
        kind,
        {"@context": SCHEMA},
        address(site, at),
        name=name,
        inLanguage=site.settings.language,
        isPartOf=make("WebSite", address(site, "index.html"), name=title) if absolute else {},
        publisher=named("Organization", site.settings.publisher),
        breadcrumb=make(
            "BreadcrumbList",
            itemListElement=[
                make(
                    "ListItem",
                    position=position,
                    name=label,
                    item=permalink(site.settings, step) if absolute else "",
                )
                for position, (label, step) in enumerate(steps, 1)
            ],
        ),
        **properties,
    )


def home(site: Site, subject: None = None) -> Node:
    """The home page: a ``WebSite``, which must have an address; without one, a ``WebPage``."""
    settings = site.settings
    licence = settings.licence
    return make(
        "WebSite" if settings.base_url else "WebPage",
        {"@context": SCHEMA},
        address(site, "index.html"),
        name=settings.title,
        description=settings.description,
        inLanguage=settings.language,
        publisher=named("Organization", settings.publisher),
        license=licence if licence.startswith("http") else named("CreativeWork", licence),
    )


def article(site: Site, subject: Article) -> Node:
    """Our page about a source: what it is based on, and its statements.

    Withdrawn and removed statements are left out.
    """
    filed = [site.statements[key] for key in subject.statements]
    told = [nodes.statement(site, statement) for statement in filed if statement.status in STANDING]
    acts = [node for node in told if node["@type"] == "Action"]
    changes = [change.date for statement in filed for change in statement.changes]
    return page(
        site,
        "WebPage",
        subject.title,
        path(subject),
        "articles.html",
        description=subject.summary,
        dateModified=nodes.newest_day([subject.updated, *changes]),
        isBasedOn=nodes.source(subject),
        about=[nodes.theme(site, site.themes[slug]) for slug in subject.themes],
        mentions=[nodes.actor(site, site.actors[slug]) for slug in subject.actors] + acts,
        hasPart=[node for node in told if node["@type"] != "Action"],
    )


def actor(site: Site, subject: Actor) -> Node:
    """The page of an actor, with what identifies it."""
    person = subject.kind == "person"
    places = [nodes.actor(site, site.actors[slug]) for slug in subject.speaks_for]
    if subject.affiliation:
        places.append(named("Organization", subject.affiliation))
    entity = nodes.actor(site, subject) | known(
        alternateName=[a.name for a in subject.aliases if a.kind in OTHER_SPELLINGS],
        sameAs=list(subject.same_as),
        jobTitle=subject.role if person else "",
        description="" if person else subject.role,
        affiliation=places if person else [],
    )
    at = path(subject)
    return page(site, "ProfilePage", subject.name, at, "actors.html", mainEntity=entity)


def theme(site: Site, subject: Theme) -> Node:
    """The page of a theme: a term that the site defines."""
    at = "themes.html"
    name = site.language.gettext(PLACES[at])
    themes = make("DefinedTermSet", address(site, at), name=name)
    term = nodes.theme(site, subject) | known(
        alternateName=[a.name for a in subject.aliases if a.kind in OTHER_SPELLINGS],
        inDefinedTermSet=themes,
    )
    at = path(subject)
    return page(site, "CollectionPage", subject.name, at, "themes.html", mainEntity=term)


def day(site: Site, subject: Day) -> Node:
    """The page of a day, month or year, and what it covers."""
    note = site.notes.get(subject.key)
    return page(
        site,
        "CollectionPage",
        site.language.heading(subject.key),
        path(subject),
        "dates.html",
        headline=note.headline if note else "",
        description=note.summary if note else "",
        temporalCoverage="" if subject.key == UNDATED else subject.key,
    )


PLACES = {
    "articles.html": phrase("Articles"),
    "actors.html": phrase("Actors"),
    "themes.html": phrase("Themes"),
    "dates.html": phrase("Dates"),
}
"""The lists that pages belong to, and what they are called on the way to a page."""

COLLECTIONS = {"articles", "actors", "themes", "dates", "sources"}
"""The families of one page that are lists of other things."""

FAMILIES: dict[str, Callable[[Site, Any], Node]] = {
    "home": home,
    "article": article,
    "actor": actor,
    "theme": theme,
    "day": day,
}
"""What makes the node of a page, by the family of :data:`briefing.pages.FAMILIES`."""

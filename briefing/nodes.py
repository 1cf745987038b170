"""Actors, themes, sources and statements as nodes of JSON-LD, in schema.org's vocabulary.

What is not known is left out, and a date is given only as exactly as it is known, so that nothing
here says more than the pages do. There are no verdicts, hence no ``ClaimReview``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from briefing.dates import Edtf
from briefing.model import Actor, Article, Kind, Statement, Theme, actor_path, theme_path, url
from briefing.permalinks import permalink
from briefing.site import Site

SCHEMA = "https://schema.org"

Node = dict[str, Any]


def make(kind: str | list[str], *parts: Node, **properties: object) -> Node:
    """A node of the type *kind*; properties of which nothing is known are left out."""
    merged: Node = {"@type": kind}
    for part in parts:
        merged.update(part)
    for name, value in properties.items():
        if value:
            merged[name] = value
    return merged


def known(**properties: object) -> Node:
    """*properties* without those of which nothing is known."""
    return {name: value for name, value in properties.items() if value}


def address(site: Site, url: str, fragment: str = "") -> Node:
    """``@id`` and ``url`` of what stands at *url*; *fragment* tells a thing from its page.

    Empty where the site has no ``base_url``: a relative address means nothing elsewhere.
    """
    settings = site.settings
    if not settings.base_url:
        return {}
    found = permalink(settings, url)
    return {"@id": found + fragment, "url": found}


def named(kind: str, name: str) -> Node:
    """A node of which only the name is known; empty if not even that is."""
    return make(kind, name=name) if name else {}


def actor(site: Site, subject: Actor) -> Node:
    """An actor by name, under the identity that stands for it everywhere."""
    return make(
        _actor_type(site, subject),
        address(site, actor_path(subject.slug), "#actor"),
        name=subject.name,
    )


def theme(site: Site, subject: Theme) -> Node:
    """A theme as a term, under the identity that stands for it everywhere."""
    return make("DefinedTerm", address(site, theme_path(subject.slug), "#theme"), name=subject.name)


def source(article: Article) -> Node:
    """The cited article: a ``NewsArticle`` if its headline and exact date are known.

    Those two are what readers of such a node require; without them it is a ``CreativeWork``.
    """
    cited, published = article.source, exact(article.date)
    return make(
        "NewsArticle" if cited.headline and published else "CreativeWork",
        _origin(article),
        headline=cited.headline,
        inLanguage=cited.language,
        datePublished=published,
        publisher=named("Organization", cited.publisher),
        url=cited.url,
        archivedAt=cited.archived,
    )


def statement(site: Site, subject: Statement) -> Node:
    """A statement, by its kind (:data:`KINDS`); the page around it describes actors and themes."""
    return KINDS[subject.kind](site, subject)


def exact(date: Edtf | None) -> str:
    """*date* as an ISO 8601 day, month or year; empty for an interval or if it is qualified."""
    return date.machine if date and not date.qualified else ""


def newest_day(dates: Iterable[Edtf | None]) -> str:
    """The newest of *dates* as ``YYYY-MM-DD``; empty unless that one is an exact day."""
    found = [date for date in dates if date]
    newest = exact(max(found, key=lambda date: (date.latest, date))) if found else ""
    return newest if newest.count("-") == 2 else ""


def _said(site: Site, subject: Statement) -> Node:
    """Reported speech: a ``Quotation`` where its words are given, else a ``Claim`` in ours."""
    speakers = _actors(site, subject.by)
    origin = _origin(site.articles[subject.article])
    if subject.quote:
        node = make(
            "Quotation",
            _place(site, subject),
            text=subject.quote,
            inLanguage=subject.quote_language,
            abstract=subject.text,
            spokenByCharacter=speakers,
            isBasedOn=origin,
        )
    else:
        node = make(
            "Claim",
            _place(site, subject),
            text=subject.text,
            author=speakers,
            appearance=origin,
        )
    return node | known(
        dateCreated=exact(subject.on),
        about=[_reference(site, site.themes[slug]) for slug in subject.about],
        mentions=_actors(site, subject.concerning),
    )


def _done(site: Site, subject: Statement) -> Node:
    """An act: done, or announced and not yet done.

    The date of an announcement may be that of the act or its own, so it is left out.
    """
    planned = subject.kind == "plans"
    start, end = ("", "") if planned else _ends(subject.on)
    return make(
        "Action",
        _place(site, subject),
        description=subject.text,
        agent=_actors(site, subject.by),
        participant=_actors(site, subject.with_),
        object=_actors(site, subject.concerning),
        actionStatus=f"{SCHEMA}/{'Potential' if planned else 'Completed'}ActionStatus",
        startTime=start,
        endTime=end,
        subjectOf=make("Quotation", text=subject.quote) if subject.quote else {},
    )


def _ends(date: Edtf | None) -> tuple[str, str]:
    """The first and last day of *date* where they are exact days."""
    if not date or date.qualified:
        return "", ""
    start, end = (
        point.key if point and point.precision == "day" else "" for point in (date.start, date.end)
    )
    return start, end if date.precision == "interval" else ""


def _actors(site: Site, slugs: Iterable[str]) -> list[Node]:
    return [_reference(site, site.actors[slug]) for slug in slugs]


def _reference(site: Site, subject: Actor | Theme) -> Node:
    """*subject* by its identity alone: its page describes it once. Without one, in full."""
    settings = site.settings
    if isinstance(subject, Actor):
        if settings.base_url:
            return {"@id": f"{permalink(settings, actor_path(subject.slug))}#actor"}
        return actor(site, subject)
    if settings.base_url:
        return {"@id": f"{permalink(settings, theme_path(subject.slug))}#theme"}
    return theme(site, subject)


def _place(site: Site, subject: Statement) -> Node:
    """The permalink of a statement, as its identity."""
    return {"@id": permalink(site.settings, url(subject))} if site.settings.base_url else {}


def _origin(article: Article) -> Node:
    return {"@id": article.source.url} if article.source.url else {}


def _actor_type(site: Site, subject: Actor) -> str | list[str]:
    """The type of an actor; of one whose kind is not known, the most general.

    A state is a ``GovernmentOrganization`` too, since a place alone neither speaks nor acts, and
    so is a body that speaks for a state.
    """
    match subject.kind:
        case "person":
            return "Person"
        case "state":
            return ["Country", "GovernmentOrganization"]
        case "body" if any(site.actors[side].kind == "state" for side in subject.sides):
            return "GovernmentOrganization"
        case "body" | "organisation":
            return "Organization"
        case None:
            return "Thing"


KINDS: dict[Kind, Callable[[Site, Statement], Node]] = {
    "says": _said,
    "does": _done,
    "plans": _done,
}
"""What makes a node of a statement of each kind."""

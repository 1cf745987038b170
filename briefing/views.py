"""What each kind of page shows: a site and a subject in, the template's variables out.

A view chooses and orders; how statements are grouped is told in :mod:`briefing.groups`. It neither
writes HTML nor spells an address.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from briefing import groups
from briefing.dates import UNDATED
from briefing.model import (
    Actor,
    Article,
    Change,
    Day,
    Redirect,
    StandingPage,
    Statement,
    Theme,
    path,
)
from briefing.site import Site
from briefing.terms import article_order

NEWEST = 5
MAIN_ACTORS = 8

View = dict[str, Any]
Statements = Sequence[Statement]


def home(site: Site, subject: None) -> View:
    """The story, what is newest, who the main actors are, and where accounts differ."""
    visible = groups.visible(site)
    told = [statement for statement in visible if statement.status != "withdrawn"]
    speaking = Counter(slug for statement in visible for slug in statement.by)
    main = sorted(speaking, key=lambda slug: (-speaking[slug], site.actors[slug].name))
    return {
        "newest": groups.by_date(groups.newest_first(visible)[:NEWEST]),
        "main_actors": [(site.actors[slug], speaking[slug]) for slug in main[:MAIN_ACTORS]],
        "themes": groups.themes_with_counts(site),
        "contested": groups.most_contested(site, told),
        "differing": groups.differing(site, visible),
        "days": [day for day in site.days.values() if day.precision == "day"],
        "articles": groups.newest_articles(site.articles.values()),
        "statement_count": len(visible),
    }


def articles(site: Site, subject: None) -> View:
    """Every article, newest first, by year."""
    years: dict[str, list[Article]] = defaultdict(list)
    dated = [article for article in site.articles.values() if article.date]
    for article in sorted(dated, key=article_order, reverse=True):
        years[f"{article.date.earliest.year:04}" if article.date else ""].append(article)
    undated = [article for article in site.articles.values() if not article.date]
    return {"years": list(years.items()), "undated": undated}


def article(site: Site, subject: Article) -> View:
    """Our digest, its statements in their order, and what is known of the source."""
    statements = [site.statements[key] for key in subject.statements]
    return {
        "article": subject,
        "statements": statements,
        "actors": [site.actors[slug] for slug in subject.actors],
        "themes": [site.themes[slug] for slug in subject.themes],
        "gaps": groups.gaps(site, subject),
    }


def actors(site: Site, subject: None) -> View:
    """Every actor, those of one side together."""
    sides: dict[str, list[Actor]] = defaultdict(list)
    for actor in site.actors.values():
        for side in actor.sides or ("",):
            sides[side].append(actor)
    named = [
        (site.actors[slug], sorted(sides[slug], key=lambda actor: actor.slug != slug))
        for slug in site.actors
        if slug in sides
    ]
    return {
        "sides": named,
        "others": sides.get("", []),
        "counts": {slug: len(site.term("actors", slug).statements) for slug in site.actors},
    }


def actor(site: Site, subject: Actor) -> View:
    """Who it is, its statements by theme, with whom, and what others say about it."""
    term = site.term("actors", subject.slug)
    own = groups.statements(site, term.statements)
    spoken_for = groups.statements(site, site.term("spoken_for", subject.slug).statements)
    concerning = groups.statements(site, site.term("concerning", subject.slug).statements)
    about = [statement for statement in concerning if subject.slug not in statement.by]
    company = Counter(
        slug for statement in own for slug in statement.by + statement.with_ if slug != subject.slug
    )
    speakers: dict[str, list[Statement]] = defaultdict(list)
    for statement in spoken_for:
        speakers[statement.by[0]].append(statement)
    return {
        "actor": subject,
        "speaks_for": [site.actors[slug] for slug in subject.speaks_for],
        "spokespeople": [
            other for other in site.actors.values() if subject.slug in other.speaks_for
        ],
        "by_theme": [
            (group.subject, *groups.latest_and_earlier(group.statements))
            for group in groups.by_theme(site, groups.newest_first(own))
        ],
        "gathered": [
            (site.actors[slug], groups.by_date(groups.newest_first(found)))
            for slug, found in sorted(speakers.items(), key=lambda item: site.actors[item[0]].name)
        ],
        "gathered_count": len(spoken_for),
        "company": [(site.actors[slug], count) for slug, count in sorted(company.items())],
        "about": groups.by_date(
            groups.newest_first([s for s in about if subject.slug not in s.by])
        ),
        "articles": groups.newest_articles(site.articles[slug] for slug in term.articles),
        "own_count": len(own),
    }


def themes(site: Site, subject: None) -> View:
    """Every theme with its figures."""
    return {"themes": groups.themes_with_counts(site)}


def theme(site: Site, subject: Theme) -> View:
    """A timeline, the sides next to one another, differing accounts, and who is not heard."""
    term = site.term("themes", subject.slug)
    found = groups.statements(site, term.statements)
    sides: dict[str, list[Statement]] = defaultdict(list)
    for statement in found:
        for side in statement.sides or ("",):
            sides[side].append(statement)
    heard = set(sides)
    return {
        "theme": subject,
        "timeline": groups.by_date(found),
        "sides": [
            groups.Group(site.actors[slug], groups.newest_first(sides[slug]))
            for slug in site.actors
            if slug in sides
        ],
        "others": groups.newest_first(sides.get("", [])),
        "differing": groups.differing(site, found),
        "not_heard": [
            site.actors[slug]
            for slug in site.actors
            if slug in site.terms["sides"] and slug not in heard
        ],
        "articles": groups.newest_articles(site.articles[slug] for slug in term.articles),
        "origins": groups.origins(site, found),
        "count": len(found),
    }


def dates(site: Site, subject: None) -> View:
    """The calendar: years, their months, and the days of each."""
    years = []
    for year in site.days.values():
        if year.precision == "year":
            months = [
                (site.days[key], [site.days[day] for day in site.days[key].days])
                for key in year.days
            ]
            years.append((year, months))
    return {
        "years": years,
        "undated": site.days.get(UNDATED),
        "notes": site.notes,
        "amounts": {key: groups.amount(site, day) for key, day in site.days.items()},
        "weeks": {
            key: groups.weeks(site, key)
            for key, day in site.days.items()
            if day.precision == "month" and day.days
        },
    }


def day(site: Site, subject: Day) -> View:
    """A day's statements by theme, said and done told apart; or a month's or year's days."""
    found = groups.statements(site, subject.statements)
    return {
        "day": subject,
        "note": site.notes.get(subject.key),
        "previous": site.days.get(subject.previous),
        "next": site.days.get(subject.next),
        "parents": [site.days[key] for key in _coarser(subject.key) if key in site.days],
        "parts": [site.days[key] for key in subject.days],
        "amounts": {key: groups.amount(site, site.days[key]) for key in subject.days},
        "notes": site.notes,
        "moved": [
            site.statements[key]
            for key in sorted(site.moved.get(subject.key, ()))
            if not found and key in site.statements and site.statements[key].status != "removed"
        ],
        "by_theme": [
            (group.subject, groups.by_kind(group.statements))
            for group in groups.by_theme(site, found, first_only=True)
        ],
        "articles": [site.articles[slug] for slug in subject.articles],
    }


def positions(site: Site, subject: None) -> View:
    """A table for each side: who has said what last on which theme."""
    latest: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    told = [s for s in groups.visible(site) if s.status != "withdrawn"]
    for statement in told:
        for slug in statement.by:
            for about in statement.about:
                latest[slug, about].append(statement)
    members: dict[str, list[Actor]] = defaultdict(list)
    speaking = {slug for slug, _ in latest}
    for actor in site.actors.values():
        if actor.slug in speaking:
            for side in actor.sides or ("",):
                members[side].append(actor)
    spoken_of = {about for _, about in latest}
    columns = [theme for slug, theme in site.themes.items() if slug in spoken_of]
    return {
        "overview": groups.overview(site, told),
        "tables": [
            groups.table(site.actors.get(slug), members[slug], columns, latest)
            for slug in (*site.actors, "")
            if slug in members
        ],
    }


def sources(site: Site, subject: None) -> View:
    """Every source with what is known of it, and how many origins each theme rests on."""
    rows = []
    for article in site.articles.values():
        own = [s for s in groups.statements(site, article.statements) if s.status != "removed"]
        rows.append(
            {
                "article": article,
                "statements": len(own),
                "quotes": sum(bool(statement.quote) for statement in own),
                "set_aside": article.set_aside,
                "gaps": groups.gaps(site, article),
                "origins": groups.origins(site, own),
            }
        )
    themes = [
        (theme, groups.origins(site, groups.statements(site, site.term("themes", slug).statements)))
        for slug, theme in site.themes.items()
    ]
    return {"rows": rows, "themes": themes}


def corrections(site: Site, subject: None) -> View:
    """All changes to published statements, newest first."""
    changed = [
        (change, statement)
        for statement in site.statements.values()
        for change in statement.changes
    ]
    updated = [article for article in site.articles.values() if article.updated]
    return {
        "changes": sorted(changed, key=_change_order, reverse=True),
        "updated": sorted(updated, key=lambda a: (a.updated, a.slug), reverse=True),
    }


def search(site: Site, subject: None) -> View:
    """Everything that has a page, from A to Z, under every spelling."""
    entries = [
        *(groups.index_entries(site.actors, "actor")),
        *(groups.index_entries(site.themes, "theme")),
        *(groups.Entry(article.title, article, "article") for article in site.articles.values()),
        *(groups.Entry(site.language.heading(day.key), day, "date") for day in site.days.values()),
    ]
    letters: dict[str, list[groups.Entry]] = defaultdict(list)
    for entry in sorted(entries, key=groups.index_order):
        letters[groups.initial(entry.label)].append(entry)
    return {"letters": sorted(letters.items(), key=lambda item: (item[0] == "0–9", item[0]))}


def print_pack(site: Site, subject: None) -> View:
    """The whole briefing as one numbered document: statements by day, then the sources."""
    return {
        "by_date": groups.by_date(groups.visible(site)),
        "articles": list(site.articles.values()),
        "numbers": {slug: number for number, slug in enumerate(site.articles, 1)},
    }


def standing(site: Site, subject: StandingPage) -> View:
    return {"standing": subject}


def not_found(site: Site, subject: None) -> View:
    return {}


def redirect(site: Site, subject: Redirect) -> View:
    """The statements are those of the article that is led to: their old permalinks arrive here."""
    article = site.articles.get(PurePosixPath(subject.target).stem)
    if article is None or path(article) != subject.target:
        return {"redirect": subject, "statements": []}
    return {"redirect": subject, "statements": groups.statements(site, article.statements)}


def _coarser(key: str) -> list[str]:
    return [] if key == UNDATED else [key[:length] for length in (4, 7) if length < len(key)]


def _change_order(item: tuple[Change, Statement]) -> tuple[Any, str]:
    change, statement = item
    return change.date, statement.id

"""What the pages show that list things of one kind: articles, actors, days, positions, sources."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from briefing import alphabet, groups, tables
from briefing.dates import UNDATED
from briefing.model import Actor, Article, Change, Day, Part, Statement
from briefing.sides import NO_SIDE
from briefing.site import Site
from briefing.terms import article_order
from briefing.views import parts
from briefing.views.later import Later

View = dict[str, Any]


def articles(site: Site, subject: Part | None) -> View:
    """Every article, newest first, by year; of a long list the newest, or those of a period."""
    here = Later(lambda: parts.listed_articles(site, "articles.html", subject))

    def years() -> list[tuple[str, list[Article]]]:
        found: dict[str, list[Article]] = defaultdict(list)
        dated = [article for article in here() if article.date]
        for article in sorted(dated, key=article_order, reverse=True):
            found[f"{article.date.earliest.year:04}" if article.date else ""].append(article)
        return list(found.items())

    return {
        "years": Later(years),
        "undated": Later(lambda: [article for article in here() if not article.date]),
        **parts.periods(site, "articles.html", subject),
    }


def actors(site: Site, subject: None) -> View:
    """Every actor, those of one side together."""

    def by_side() -> dict[str, list[Actor]]:
        sides: dict[str, list[Actor]] = defaultdict(list)
        for actor in site.actors.values():
            for side in actor.sides or ("",):
                sides[side].append(actor)
        return sides

    sides = Later(by_side)

    def named() -> list[tuple[Actor, list[Actor]]]:
        return [
            (site.actors[slug], sorted(sides()[slug], key=lambda actor: actor.slug != slug))
            for slug in site.actors
            if slug in sides()
        ]

    return {
        "sides": Later(named),
        "others": Later(lambda: sides().get("", [])),
        "counts": Later(
            lambda: {slug: len(site.term("actors", slug).statements) for slug in site.actors}
        ),
    }


def themes(site: Site, subject: None) -> View:
    """Every theme with its figures."""
    return {"themes": Later(lambda: groups.themes_with_counts(site))}


def dates(site: Site, subject: None) -> View:
    """The calendar: years, their months, and the days of each."""

    def years() -> list[tuple[Day, list[tuple[Day, list[Day]]]]]:
        return [
            (
                year,
                [
                    (site.days[key], [site.days[day] for day in site.days[key].days])
                    for key in year.days
                ],
            )
            for year in site.days.values()
            if year.precision == "year"
        ]

    return {
        "years": Later(years),
        "undated": Later(lambda: site.days.get(UNDATED)),
        "notes": site.notes,
        "amounts": Later(lambda: {key: groups.amount(site, day) for key, day in site.days.items()}),
        "weeks": Later(
            lambda: {
                key: groups.weeks(site, key)
                for key, day in site.days.items()
                if day.precision == "month" and day.days
            }
        ),
    }


def positions(site: Site, subject: Part | None) -> View:
    """A table for each side: who has said what last on which theme."""
    told = [s for s in groups.visible(site) if s.status != "withdrawn"]
    here = set(subject.entries) if subject else None
    latest: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    spoken_of: set[str] = set()
    for statement in told:
        if statement.by:
            spoken_of.update(statement.about)
        for slug in statement.by:
            if here is None or slug in here:
                for about in statement.about:
                    latest[slug, about].append(statement)
    columns = [theme for slug, theme in site.themes.items() if slug in spoken_of]
    pages = {part.key: part for part in site.parts.get("positions.html", ())}
    members: dict[str, list[Actor]] = defaultdict(list)
    if subject:
        members[subject.key] = [site.actors[slug] for slug in subject.entries]
    elif not pages:
        speaking = {slug for slug, _ in latest}
        for actor in site.actors.values():
            if actor.slug in speaking:
                for side in actor.sides or (NO_SIDE,):
                    members[side].append(actor)
    return {
        "overview": None if subject else tables.overview(site, told),
        "pages": pages,
        "part": subject,
        "side": site.actors.get(subject.key) if subject else None,
        "tables": [
            tables.table(site.actors.get(slug), members[slug], columns, latest)
            for slug in (*site.actors, NO_SIDE)
            if slug in members
        ],
    }


def sources(site: Site, subject: Part | None) -> View:
    """Every source with what is known of it, and how many origins each theme rests on."""
    rows = []
    for article in parts.listed_articles(site, "sources.html", subject):
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
        for slug, theme in (site.themes.items() if subject is None else ())
    ]
    return {
        "rows": rows,
        "themes": themes,
        **parts.periods(site, "sources.html", subject),
    }


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
        *(alphabet.entries_of(site.actors, "actor")),
        *(alphabet.entries_of(site.themes, "theme")),
        *(alphabet.Entry(article.title, article, "article") for article in site.articles.values()),
        *(
            alphabet.Entry(site.language.heading(day.key), day, "date")
            for day in site.days.values()
        ),
    ]
    letters: dict[str, list[alphabet.Entry]] = defaultdict(list)
    for entry in sorted(entries, key=alphabet.order):
        letters[alphabet.initial(entry.label)].append(entry)
    return {"letters": sorted(letters.items(), key=lambda item: (item[0] == "0–9", item[0]))}


def _change_order(item: tuple[Change, Statement]) -> tuple[Any, str]:
    change, statement = item
    return change.date, statement.id

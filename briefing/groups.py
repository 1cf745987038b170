"""Statements grouped for reading: by theme, day, kind and side, newest first.

Pure functions over a site, shared by the views of several kinds of page.
"""

from __future__ import annotations

from calendar import Calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from briefing.model import Article, Day, Statement
from briefing.site import Site

Statements = Sequence[Statement]


class Group(Struct, frozen=True):
    """Statements that belong together: under a theme, an actor, a side or a day."""

    subject: Any
    statements: Statements


RECENT = 50
"""How many entries of a list that is split by period stand on its first page: the newest."""

SIGNS = 8
"""How many sides have a sign of their own; the others share one."""


def side_marks(site: Site) -> Mapping[str, int]:
    """The sign of each side, from 1: most statements first. 0 is that of all further sides."""
    sides = site.terms["sides"]
    ranked = sorted(sides, key=lambda slug: (-len(sides[slug].statements), slug))
    own = {slug: number for number, slug in enumerate(ranked[:SIGNS], 1)}
    return {slug: own.get(slug, 0) for slug in site.actors}


def by_sign(site: Site, sides: Iterable[str]) -> list[str]:
    """*sides* in the order of their signs, those without one of their own last."""
    marks = side_marks(site)
    return sorted(sides, key=lambda side: (marks[side] or SIGNS + 1, side))


def origins(site: Site, statements: Iterable[Statement]) -> list[str]:
    """Where *statements* come from in the end: the farthest relay, or else the source itself."""
    found = set()
    for statement in statements:
        if statement.via:
            found.add(statement.via[-1].name)
        elif statement.article in site.articles:
            source = site.articles[statement.article].source
            found.add(source.publisher or source.headline or site.articles[statement.article].title)
    return sorted(found)


def gaps(site: Site, article: Article) -> list[str]:
    """What is not known of an article's source."""
    source, gettext = article.source, site.language.gettext
    lacks = {
        gettext("the date is not known"): article.date is None,
        gettext("the date is inferred"): bool(article.date and article.date.qualified),
        gettext("the publisher is not known"): not source.publisher,
        gettext("the address is not known"): not source.url,
        gettext("no archived copy is on file"): not source.archived,
    }
    return [words for words, lacking in lacks.items() if lacking]


def visible(site: Site) -> list[Statement]:
    return [s for s in site.statements.values() if s.status != "removed"]


def statements(site: Site, ids: Sequence[str]) -> list[Statement]:
    several = getattr(site.statements, "several", None)  # of a site that is watched
    return several(ids) if several else [site.statements[key] for key in ids]


def newest_first(statements: Iterable[Statement]) -> list[Statement]:
    """Dated ones newest first, those of one day in the order of their file; undated ones last."""
    listed = list(statements)
    dated = [s for s in listed if s.filed]
    dated.sort(key=filed_order, reverse=True)
    return dated + [s for s in listed if not s.filed]


def filed_order(statement: Statement) -> tuple[Any, ...]:
    """For sorting by the date that *statement* is filed under."""
    return statement.filed.sort_key if statement.filed else ()


def newest_articles(articles: Iterable[Article]) -> list[Article]:
    """*articles*, given by date with undated ones last: dated ones newest first, then the rest."""
    listed = list(articles)
    dated = [article for article in listed if article.date]
    return dated[::-1] + [article for article in listed if not article.date]


def newest_filed(site: Site, whole: str, slugs: Iterable[str]) -> list[Article]:
    """The articles on the first page of a list, newest first: of a split one the newest alone."""
    listed = newest_articles(site.articles[slug] for slug in slugs)
    return listed[:RECENT] if whole in site.parts else listed


def newest(site: Site, whole: str, statements: Statements) -> Statements:
    """Those of *statements* that stand on the first page of a list: of a split one the newest."""
    return newest_first(statements)[:RECENT] if whole in site.parts else statements


def by_theme(site: Site, statements: Statements, *, first_only: bool = False) -> list[Group]:
    """*statements* under their themes; with *first_only* each under its first theme alone."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for slug in statement.about[:1] if first_only else statement.about:
            found[slug].append(statement)
    return [Group(site.themes[slug], found[slug]) for slug in site.themes if slug in found]


def most_contested(site: Site, statements: Iterable[Statement]) -> Group | None:
    """The theme on which most sides have said something, with what each said last."""
    latest: dict[str, dict[str, Statement]] = defaultdict(dict)
    counts: Counter[str] = Counter()
    for statement in newest_first(s for s in statements if s.kind == "says"):
        for about in statement.about:
            counts[about] += 1
            for side in statement.sides:
                latest[about].setdefault(side, statement)
    if not latest:
        return None
    slug = min(latest, key=lambda slug: (-len(latest[slug]), -counts[slug], slug))
    ranked = by_sign(site, latest[slug])
    return Group(site.themes[slug], [latest[slug][side] for side in ranked])


def latest_and_earlier(statements: Statements) -> tuple[list[Statement], list[Statement]]:
    """*statements*, newest first, as those filed under the newest date and the rest."""
    newest = statements[0].filed if statements else None
    latest = [s for s in statements if s.filed == newest]
    return latest, [s for s in statements if s.filed != newest]


def by_kind(statements: Statements) -> list[tuple[str, list[Statement]]]:
    return [
        (kind, found)
        for kind in ("says", "does", "plans")
        if (found := [s for s in statements if s.kind == kind])
    ]


def by_date(statements: Statements) -> list[Group]:
    """*statements* under the dates that they are filed under, in reading order."""
    found: dict[Any, list[Statement]] = {}
    for statement in statements:
        found.setdefault(statement.filed, []).append(statement)
    return [Group(date, listed) for date, listed in found.items()]


def differing(site: Site, statements: Statements) -> list[tuple[Statement, Statement]]:
    """Pairs of accounts that differ, each pair once."""
    present = {statement.id for statement in statements}
    return [
        (statement, site.statements[other])
        for statement in statements
        for other in statement.differs_from
        if other in present and statement.id < other
    ]


def themes_with_counts(site: Site) -> list[dict[str, Any]]:
    rows = []
    for slug, theme in site.themes.items():
        term = site.term("themes", slug)
        found = statements(site, term.statements)
        sides = dict.fromkeys(side for statement in found for side in statement.sides)
        rows.append(
            {
                "theme": theme,
                "statements": len(found),
                "articles": len(term.articles),
                "sides": [site.actors[side] for side in sides],
                "latest": newest_first(found)[:1],
            }
        )
    return rows


def weeks(site: Site, month: str) -> list[list[tuple[int, Day | None]]]:
    """The weeks of *month* (``2022-02``) from Monday: day numbers, 0 outside of the month, each
    with its Day if that has a page."""
    year, number = map(int, month.split("-"))
    return [
        [(day, site.days.get(f"{month}-{day:02}") if day else None) for day in week]
        for week in Calendar().monthdayscalendar(year, number)
    ]


def amount(site: Site, day: Day) -> tuple[int, int]:
    """How many statements and articles are filed under *day* or a part of it, each counted once."""
    statements, articles = set(day.statements), set(day.articles)
    parts = [site.days[key] for key in day.days]
    for part in parts:
        statements.update(part.statements)
        articles.update(part.articles)
        parts += [site.days[key] for key in part.days]
    return len(statements), len(articles)

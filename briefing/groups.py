"""Statements grouped for reading: by theme, day, kind and side, newest first, in tables.

Pure functions over a site, shared by the views of several kinds of page.
"""

from __future__ import annotations

import unicodedata
from calendar import Calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from briefing.model import Actor, Article, Day, Statement, Theme
from briefing.site import Site

Statements = Sequence[Statement]


class Group(Struct, frozen=True):
    """Statements that belong together: under a theme, an actor, a side or a day."""

    subject: Any
    statements: Statements


class Cell(Struct, frozen=True):
    """One actor on one theme: the latest statement and how many there are."""

    theme: Theme
    latest: Statement | None
    count: int


class Row(Struct, frozen=True):
    """One actor's cells, one for each theme."""

    actor: Actor
    cells: Sequence[Cell]


class Table(Struct, frozen=True):
    """The positions of one side (None: of those who speak for none).

    ``silent`` are the themes on which nobody in it has a statement; they have no column.
    """

    side: Actor | None
    columns: Sequence[Theme]
    rows: Sequence[Row]
    silent: Sequence[Theme]


class Overview(Struct, frozen=True):
    """How much each side (None: those who speak for none) has on each theme, in their order."""

    themes: Sequence[Theme]
    rows: Sequence[tuple[Actor | None, Sequence[tuple[Theme, int]]]]


class Entry(Struct, frozen=True):
    """A line of the index from A to Z."""

    label: str
    thing: Any
    kind: str
    main: str = ""


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
    dated.sort(key=_filed, reverse=True)
    return dated + [s for s in listed if not s.filed]


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


def table(
    side: Actor | None,
    members: Iterable[Actor],
    themes: Sequence[Theme],
    latest: Mapping[tuple[str, str], Statements],
) -> Table:
    """The side itself comes first, then its people."""
    rows = sorted(members, key=lambda actor: actor is not side)
    heard = {t.slug for t in themes if any((actor.slug, t.slug) in latest for actor in rows)}
    columns = [theme for theme in themes if theme.slug in heard]
    return Table(
        side,
        columns,
        [Row(a, [cell(t, latest.get((a.slug, t.slug), [])) for t in columns]) for a in rows],
        [theme for theme in themes if theme.slug not in heard],
    )


def cell(theme: Theme, statements: Statements) -> Cell:
    """The first of the newest *statements*, else the first of all, and how many there are."""
    dated = [statement for statement in statements if statement.filed]
    newest = max(dated, key=_filed) if dated else statements[0] if statements else None
    return Cell(theme, newest, len(statements))


def _filed(statement: Statement) -> tuple[Any, ...]:
    return statement.filed.sort_key if statement.filed else ()


def overview(site: Site, statements: Iterable[Statement]) -> Overview:
    """How many of *statements* each side has on each theme; most statements first."""
    counts: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for statement in statements:
        for side in statement.sides or ("",):
            totals[side] += 1
            counts.update((side, about) for about in statement.about)
    spoken_of = {about for _, about in counts}
    themes = [theme for slug, theme in site.themes.items() if slug in spoken_of]
    ranked = sorted(totals, key=lambda side: (not side, -totals[side], side))
    return Overview(
        themes,
        [
            (site.actors.get(side), [(theme, counts[side, theme.slug]) for theme in themes])
            for side in ranked
        ],
    )


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


def index_entries(things: Mapping[str, Any], kind: str) -> list[Entry]:
    entries = []
    for thing in things.values():
        entries.append(Entry(thing.name, thing, kind))
        entries += (Entry(alias.name, thing, kind, thing.name) for alias in thing.aliases)
    return entries


def index_order(entry: Entry) -> tuple[str, str]:
    """By letters; days and years in order of time."""
    if entry.kind == "date" and entry.label[0].isdigit():
        return entry.thing.key, ""
    return collation(entry.label), entry.label


def collation(label: str) -> str:
    """*label* for sorting: without case, accents and leading marks."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).lstrip("“”«»\"'(")


def initial(label: str) -> str:
    first = collation(label)[:1].upper()
    return "0–9" if not first or not first.isalpha() else first

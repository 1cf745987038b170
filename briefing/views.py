"""What each kind of page shows: a site and a subject in, the template's variables out.

A view sorts and groups; it neither writes HTML nor spells an address. Statements are given as
records, in the order in which they are read.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from briefing.dates import UNDATED, key_words
from briefing.model import (
    Actor,
    Article,
    Change,
    Day,
    Redirect,
    StandingPage,
    Statement,
    Theme,
)
from briefing.site import Site
from briefing.terms import article_order

NEWEST = 6
MAIN_ACTORS = 8

View = dict[str, Any]
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


class Entry(Struct, frozen=True):
    """A line of the index from A to Z."""

    label: str
    thing: Any
    kind: str
    main: str = ""


def home(site: Site, subject: None) -> View:
    """The story, what is newest, who the main actors are, and where accounts differ."""
    visible = _visible(site)
    speaking = Counter(slug for statement in visible for slug in statement.by)
    main = sorted(speaking, key=lambda slug: (-speaking[slug], site.actors[slug].name))
    return {
        "newest": _by_date(_newest_first(visible)[:NEWEST]),
        "main_actors": [(site.actors[slug], speaking[slug]) for slug in main[:MAIN_ACTORS]],
        "themes": _themes_with_counts(site),
        "differing": _differing(site, visible),
        "days": [day for day in site.days.values() if day.precision == "day"],
        "articles": list(site.articles.values()),
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
        "gaps": gaps(subject),
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
    own = _statements(site, term.statements)
    spoken_for = _statements(site, site.term("spoken_for", subject.slug).statements)
    about = _statements(site, site.term("concerning", subject.slug).statements)
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
        "by_theme": _by_theme(site, _newest_first(own)),
        "gathered": [
            (site.actors[slug], _by_date(_newest_first(found)))
            for slug, found in sorted(speakers.items(), key=lambda item: site.actors[item[0]].name)
        ],
        "gathered_count": len(spoken_for),
        "company": [(site.actors[slug], count) for slug, count in sorted(company.items())],
        "about": _by_date(_newest_first([s for s in about if subject.slug not in s.by])),
        "articles": [site.articles[slug] for slug in term.articles],
        "own_count": len(own),
    }


def themes(site: Site, subject: None) -> View:
    """Every theme with its figures."""
    return {"themes": _themes_with_counts(site)}


def theme(site: Site, subject: Theme) -> View:
    """A timeline, the sides next to one another, differing accounts, and who is not heard."""
    term = site.term("themes", subject.slug)
    found = _statements(site, term.statements)
    sides: dict[str, list[Statement]] = defaultdict(list)
    for statement in found:
        for side in statement.sides or ("",):
            sides[side].append(statement)
    heard = set(sides)
    return {
        "theme": subject,
        "timeline": _by_date(found),
        "sides": [
            Group(site.actors[slug], _newest_first(sides[slug]))
            for slug in site.actors
            if slug in sides
        ],
        "others": _newest_first(sides.get("", [])),
        "differing": _differing(site, found),
        "not_heard": [
            site.actors[slug]
            for slug in site.actors
            if slug in site.terms["sides"] and slug not in heard
        ],
        "articles": [site.articles[slug] for slug in term.articles],
        "origins": origins(site, found),
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
        "amounts": {key: _amount(site, day) for key, day in site.days.items()},
    }


def day(site: Site, subject: Day) -> View:
    """A day's statements by theme, said and done told apart; or a month's or year's days."""
    found = _statements(site, subject.statements)
    return {
        "day": subject,
        "note": site.notes.get(subject.key),
        "previous": site.days.get(subject.previous),
        "next": site.days.get(subject.next),
        "parents": [site.days[key] for key in _coarser(subject.key) if key in site.days],
        "parts": [site.days[key] for key in subject.days],
        "amounts": {key: _amount(site, site.days[key]) for key in subject.days},
        "notes": site.notes,
        "by_theme": [
            (group.subject, _by_kind(group.statements))
            for group in _by_theme(site, found, first_only=True)
        ],
        "articles": [site.articles[slug] for slug in subject.articles],
    }


def positions(site: Site, subject: None) -> View:
    """A table for each side: who has said what last on which theme."""
    latest: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in _visible(site):
        if statement.status != "withdrawn":
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
        "tables": [
            _table(site.actors.get(slug), members[slug], columns, latest)
            for slug in (*site.actors, "")
            if slug in members
        ]
    }


def sources(site: Site, subject: None) -> View:
    """Every source with what is known of it, and how many origins each theme rests on."""
    rows = []
    for article in site.articles.values():
        own = [s for s in _statements(site, article.statements) if s.status != "removed"]
        rows.append(
            {
                "article": article,
                "statements": len(own),
                "quotes": sum(bool(statement.quote) for statement in own),
                "set_aside": article.set_aside,
                "gaps": gaps(article),
                "origins": origins(site, own),
            }
        )
    themes = [
        (theme, origins(site, _statements(site, site.term("themes", slug).statements)))
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
        *(_index_entries(site.actors, "actor")),
        *(_index_entries(site.themes, "theme")),
        *(Entry(article.title, article, "article") for article in site.articles.values()),
        *(Entry(key_words(day.key), day, "date") for day in site.days.values()),
    ]
    letters: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_index_order):
        letters[_initial(entry.label)].append(entry)
    return {"letters": sorted(letters.items(), key=lambda item: (item[0] == "0–9", item[0]))}


def print_pack(site: Site, subject: None) -> View:
    """The whole briefing as one numbered document: statements by day, then the sources."""
    return {
        "by_date": _by_date(_visible(site)),
        "articles": list(site.articles.values()),
        "numbers": {slug: number for number, slug in enumerate(site.articles, 1)},
    }


def standing(site: Site, subject: StandingPage) -> View:
    return {"standing": subject}


def not_found(site: Site, subject: None) -> View:
    return {}


def redirect(site: Site, subject: Redirect) -> View:
    return {"redirect": subject}


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


def gaps(article: Article) -> list[str]:
    """What is not known of an article's source."""
    source = article.source
    lacks = {
        "the date is not known": article.date is None,
        "the date is inferred": bool(article.date and article.date.qualified),
        "the publisher is not known": not source.publisher,
        "the address is not known": not source.url,
        "no archived copy is on file": not source.archived,
    }
    return [words for words, lacking in lacks.items() if lacking]


def _visible(site: Site) -> list[Statement]:
    return [s for s in site.statements.values() if s.status != "removed"]


def _statements(site: Site, ids: Iterable[str]) -> list[Statement]:
    return [site.statements[key] for key in ids]


def _newest_first(statements: Iterable[Statement]) -> list[Statement]:
    """Dated ones newest first, those of one day in the order of their file; undated ones last."""
    listed = list(statements)
    dated = [s for s in listed if s.filed]
    dated.sort(key=lambda s: s.filed.sort_key if s.filed else (), reverse=True)
    return dated + [s for s in listed if not s.filed]


def _by_theme(site: Site, statements: Statements, *, first_only: bool = False) -> list[Group]:
    """*statements* under their themes; with *first_only* each under its first theme alone."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for slug in statement.about[:1] if first_only else statement.about:
            found[slug].append(statement)
    return [Group(theme, found[slug]) for slug, theme in site.themes.items() if slug in found]


def _by_kind(statements: Statements) -> list[tuple[str, list[Statement]]]:
    return [
        (kind, found)
        for kind in ("says", "does", "plans")
        if (found := [s for s in statements if s.kind == kind])
    ]


def _by_date(statements: Statements) -> list[Group]:
    """*statements* under the dates that they are filed under, in reading order."""
    found: dict[Any, list[Statement]] = {}
    for statement in statements:
        found.setdefault(statement.filed, []).append(statement)
    return [Group(date, listed) for date, listed in found.items()]


def _differing(site: Site, statements: Statements) -> list[tuple[Statement, Statement]]:
    """Pairs of accounts that differ, each pair once."""
    present = {statement.id for statement in statements}
    return [
        (statement, site.statements[other])
        for statement in statements
        for other in statement.differs_from
        if other in present and statement.id < other
    ]


def _themes_with_counts(site: Site) -> list[dict[str, Any]]:
    rows = []
    for slug, theme in site.themes.items():
        term = site.term("themes", slug)
        found = _statements(site, term.statements)
        sides = dict.fromkeys(side for statement in found for side in statement.sides)
        rows.append(
            {
                "theme": theme,
                "statements": len(found),
                "articles": len(term.articles),
                "sides": [site.actors[side] for side in sides],
                "latest": _newest_first(found)[:1],
            }
        )
    return rows


def _table(
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
        [Row(a, [_cell(t, latest.get((a.slug, t.slug), [])) for t in columns]) for a in rows],
        [theme for theme in themes if theme.slug not in heard],
    )


def _cell(theme: Theme, statements: Statements) -> Cell:
    newest = _newest_first(statements)
    return Cell(theme, newest[0] if newest else None, len(newest))


def _amount(site: Site, day: Day) -> tuple[int, int]:
    """How many statements and articles are filed under *day* or a part of it, each counted once."""
    statements, articles = set(day.statements), set(day.articles)
    parts = [site.days[key] for key in day.days]
    for part in parts:
        statements.update(part.statements)
        articles.update(part.articles)
        parts += [site.days[key] for key in part.days]
    return len(statements), len(articles)


def _coarser(key: str) -> list[str]:
    return [] if key == UNDATED else [key[:length] for length in (4, 7) if length < len(key)]


def _change_order(item: tuple[Change, Statement]) -> tuple[Any, str]:
    change, statement = item
    return change.date, statement.id


def _index_entries(things: Mapping[str, Any], kind: str) -> list[Entry]:
    entries = []
    for thing in things.values():
        entries.append(Entry(thing.name, thing, kind))
        entries += (Entry(alias.name, thing, kind, thing.name) for alias in thing.aliases)
    return entries


def _index_order(entry: Entry) -> tuple[str, str]:
    """By letters; days and years in order of time."""
    if entry.kind == "date" and entry.label[0].isdigit():
        return entry.thing.key, ""
    return _collation(entry.label), entry.label


def _collation(label: str) -> str:
    """*label* for sorting: without case, accents and leading marks."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).lstrip("“”«»\"'(")


def _initial(label: str) -> str:
    first = _collation(label)[:1].upper()
    return "0–9" if not first or not first.isalpha() else first

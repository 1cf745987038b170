"""The tables of positions: what each actor has said last on each theme, and how much each side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from briefing.groups import Statements, filed_order
from briefing.model import Actor, Statement, Theme
from briefing.site import Site


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
    newest = max(dated, key=filed_order) if dated else statements[0] if statements else None
    return Cell(theme, newest, len(statements))


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

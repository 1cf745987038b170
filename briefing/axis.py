"""Dates as the columns of a timeline: which have one, where it is, and what a bar covers.

Columns are the dates that have something, equally wide, whatever lies between them: an axis of real
distances would show a year of silence and a smear of ink. Places are per cent of the width, so that
a drawing fits a phone and a wall.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from msgspec import Struct

from briefing.dates import Edtf, Point

COLUMNS = 10
"""At 320 px a column of ten has room for a mark of 24 px and for a year in figures."""
SLOTS = 6
"""A few dates stand together at the left instead of far apart."""


class Column(Struct, frozen=True):
    """A day, month or year: where its middle and its left edge are, in per cent.

    ``new_month`` and ``new_year`` tell whether the column before it is in another; ``broken``
    whether days are left out between the two.
    """

    point: Point
    x: float
    edge: float
    new_month: bool
    new_year: bool
    broken: bool


class Span(Struct, frozen=True):
    """The columns ``first`` to ``last`` that a date takes, and where it belongs: ``place``.

    An interval also has a ``bar`` from one place to another in per cent. Its ``begin`` and ``end``
    are empty when stated, else ``open`` (it goes on) or ``unknown``.
    """

    place: int
    first: int
    last: int
    bar: tuple[float, float] | None = None
    begin: str = ""
    end: str = ""


class Axis(Struct, frozen=True, dict=True):
    """The columns in order of time, and where the last of them ends, in per cent.

    ``dates`` and ``beyond`` count the dates that have no column and what is filed under them.
    """

    columns: Sequence[Column]
    right: float
    dates: int
    beyond: int

    @cached_property
    def places(self) -> Mapping[Point, int]:
        """The column of each day, month or year that has one."""
        return {column.point: index for index, column in enumerate(self.columns)}

    def span(self, filed: Edtf) -> Span | None:
        """Where *filed* is drawn; None when it belongs under a date without a column.

        An end without a column of its own is drawn at the last column that lies before it.
        """
        places = self.places
        place = places.get(belongs(filed))
        if place is None or filed.precision != "interval":
            return None if place is None else Span(place, place, place)
        left, right = filed.text.split("/")
        begin = "" if filed.start else "open" if left == ".." else "unknown"
        end = "" if filed.end else "open" if right == ".." else "unknown"
        first = 0 if begin == "open" else place
        last = len(self.columns) - 1 if end == "open" else place
        if filed.start and filed.end:
            within = (i for i, c in enumerate(self.columns) if c.point.last <= filed.latest)
            last = max(place, places.get(_points(filed)[-1], max(within, default=place)))
        half = self.columns[0].x - self.columns[0].edge
        stated = half / 2 if first == last else 0
        bar = (
            round(self.columns[first].x - (half * 0.8 if begin else stated), 2),
            round(self.columns[last].x + (half * 0.8 if end else stated), 2),
        )
        return Span(place, first, last, bar, begin, end)


def axis(dates: Sequence[Edtf]) -> Axis:
    """The axis of *dates*: beyond COLUMNS of them those with most, of equals the latest."""
    busy: Counter[Point] = Counter()
    points: set[Point] = set()
    known = {filed.text: filed for filed in dates}
    for text, count in Counter([filed.text for filed in dates]).items():
        named = _points(known[text])
        busy[named[0]] += count
        points.update(named)
    ranked = sorted(points, key=lambda point: (-busy[point], *_latest_first(point)))
    columns = _columns(ranked[:COLUMNS])
    left_out = [busy[point] for point in ranked[COLUMNS:] if busy[point]]
    right = _percent(len(columns), len(columns))
    return Axis(columns, right, len(left_out), sum(left_out))


def belongs(filed: Edtf) -> Point:
    """The day, month or year of *filed*; of an interval the first that is stated."""
    return _points(filed)[0]


def _points(filed: Edtf) -> list[Point]:
    """The days, months or years that *filed* names, without their qualifiers."""
    start, end = filed.start, filed.end
    ends = (start,) if start is end else (start, end)
    return [Point(p.year, p.month, p.day) if p.qualifier else p for p in ends if p]


def _latest_first(point: Point) -> tuple[int, ...]:
    """By the day on which *point* begins, the latest first, then from the coarse to the fine."""
    year, month, day = point.year, point.month, point.day
    return -year, -(month or 1), -(day or 1), month, day


def _percent(column: float, columns: int) -> float:
    return round(column * 100 / max(columns, SLOTS), 2)


def _columns(points: Iterable[Point]) -> list[Column]:
    ordered = sorted(points, key=lambda point: (point.first, point.last))
    columns: list[Column] = []
    month, year, end = (0, 0), 0, date.max
    for index, point in enumerate(ordered):
        own = (point.year, point.month) if point.day else (0, 0)
        columns.append(
            Column(
                point,
                _percent(index + 0.5, len(ordered)),
                _percent(index, len(ordered)),
                bool(point.day) and own != month,
                bool(point.month) and point.year != year,
                index > 0 and point.first - end > timedelta(days=1),
            )
        )
        month, year, end = own, point.year if point.month else 0, point.last
    return columns

"""Where everything lies on a timeline: dates as columns, sides or themes as lanes, signs as marks.

Geometry alone, without a word of HTML: ``templates/timeline.html`` draws it. Across, places are per
cent of the width, so that a drawing fits a phone and a wall; down, they are em, so that it grows
with the reader's letters. Columns are the dates that have something, equally wide, whatever lies
between them: a timeline of real distances would show a year of silence and a smear of ink.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from briefing import groups
from briefing.dates import Edtf, Point
from briefing.model import Actor, Statement, Theme
from briefing.site import Site

COLUMNS = 10
"""At 320 px a column of ten has room for a mark of 24 px and for a year in figures."""
SLOTS = 6
"""A few dates stand together at the left instead of far apart."""
LANES = 8
STACK = 3
CROWD = 40
"""Beyond so many statements those of one lane and date become one mark."""
BARS = 3
ROW = 1.5
LEAST = 3

Statements = Sequence[Statement]
Group = tuple[Actor | Theme | None, int | None, Statements]
"""Of whom or on what (None: all others), the sign of the lane if it has one, and what is in it."""


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


class Mark(Struct, frozen=True):
    """One or more statements of one lane, in reading order, at ``x`` per cent and ``y`` em.

    ``place`` is the column of its date, or of the date on which it began. It has the columns ``first`` to ``last`` of its row for itself. A bar also has two ends,
    ``begin`` and ``end`` in per cent; each of them may be ``open`` (it goes on) or ``unknown``.
    """

    statements: Statements
    sign: int
    place: int
    x: float
    y: float
    first: int
    last: int
    exact: bool
    bar: tuple[float, float] | None = None
    begin: str = ""
    end: str = ""

    @property
    def alone(self) -> bool:
        return len(self.statements) == 1

    @property
    def size(self) -> float:
        """How large its sign is drawn, in em."""
        return 1 if len(self.statements) < 5 else 1.15 if len(self.statements) < 10 else 1.3

    @property
    def kind(self) -> str:
        """What all of them are: ``says``, ``does``, ``plans``; empty when they differ."""
        kinds = {statement.kind for statement in self.statements}
        return kinds.pop() if len(kinds) == 1 else ""

    @property
    def withdrawn(self) -> bool:
        return all(statement.status == "withdrawn" for statement in self.statements)


class Lane(Struct, frozen=True):
    """What one side said and did, or what was said and done on one theme.

    ``subject`` is None for all others together; ``count`` are its statements, drawn or not.
    """

    subject: Actor | Theme | None
    sign: int | None
    count: int
    height: float
    marks: Sequence[Mark]


class Timeline(Struct, frozen=True):
    """What is drawn, and how much is not: ``dates`` and ``beyond`` count the dates that have no
    column and the statements on them, ``undated`` those without any date."""

    columns: Sequence[Column]
    lanes: Sequence[Lane]
    right: float
    dates: int
    beyond: int
    undated: int

    @property
    def marks(self) -> list[Mark]:
        return [mark for lane in self.lanes for mark in lane.marks]


class _Span(Struct, frozen=True):
    """The columns that a statement takes and, for one over several days, the bar's ends."""

    first: int
    last: int
    bar: tuple[float, float] | None = None
    begin: str = ""
    end: str = ""


def by_side(site: Site, statements: Statements) -> list[Group]:
    """*statements* by side in the order of the signs; the last group has all who share a sign."""
    signs = groups.side_marks(site)
    found: dict[int, dict[str, Statement]] = defaultdict(dict)
    names = {signs[slug]: site.actors[slug] for slug in signs if signs[slug]}
    for statement in statements:
        for sign in {signs[side] for side in statement.sides} or {0}:
            found[sign][statement.id] = statement
    return [
        (names.get(sign), sign, list(found[sign].values()))
        for sign in sorted(found, key=lambda sign: sign or groups.SIGNS + 1)
    ]


def by_theme(site: Site, statements: Statements) -> list[Group]:
    """*statements* by theme, most first; beyond LANES themes the last group has all others."""
    found = groups.by_theme(site, statements)
    found.sort(key=lambda group: -len(group.statements))
    shown: list[Group] = [(group.subject, None, group.statements) for group in found[:LANES]]
    rest = {s.id for group in found[LANES:] for s in group.statements}
    if rest:
        shown.append((None, None, [s for s in statements if s.id in rest]))
    return shown


def timeline(site: Site, lanes: Sequence[Group], *, stack: int = STACK) -> Timeline | None:
    """The timeline of *lanes*, with at most *stack* marks of one lane on one date.

    None where it would show nothing that a list does not: fewer than three statements, or one date.
    """
    told = {s.id: s for _, _, statements in lanes for s in statements}
    dated = {key: s.filed for key, s in told.items() if s.filed}
    busy = Counter(_anchor(filed) for filed in dated.values())
    points = {point for filed in dated.values() for point in _points(filed)}
    if len(dated) < LEAST or len(points) < 2:
        return None
    chosen = sorted(points, key=lambda p: (-busy[p], -p.first.toordinal(), p.key))[:COLUMNS]
    columns = _columns(chosen)
    places = {column.point: index for index, column in enumerate(columns)}
    if len(dated) > CROWD:
        stack = 1
    signs = groups.side_marks(site)
    return Timeline(
        columns,
        [_lane(lane, columns, places, signs, stack) for lane in lanes],
        _percent(len(columns), len(columns)),
        len([point for point in busy if point not in places]),
        sum(count for point, count in busy.items() if point not in places),
        len(told) - len(dated),
    )


def anchor(filed: Edtf | None) -> str:
    """The id of the place for *filed* in a list by date: ``on-2022-03-31-about``."""
    words = {"..": "open", "/": "-to-", "~": "-about", "?": "-perhaps", "%": "-perhaps-about"}
    text = str(filed or "undated")
    for sign, word in words.items():
        text = text.replace(sign, word)
    return f"on-{text}"


def is_exact(statement: Statement) -> bool:
    """Whether its source tells the day, or both days between which it lasted."""
    on = statement.on
    ends = (on.start, on.end) if on else ()
    return bool(ends) and all(p and p.day and not p.qualifier for p in ends)


def _points(filed: Edtf) -> list[Point]:
    """The days, months or years that *filed* names, without their qualifiers."""
    return [Point(p.year, p.month, p.day) for p in (filed.start, filed.end) if p]


def _anchor(filed: Edtf) -> Point:
    return _points(filed)[0]


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


def _lane(
    lane: Group,
    columns: Sequence[Column],
    places: Mapping[Point, int],
    signs: Mapping[str, int],
    stack: int,
) -> Lane:
    subject, sign, statements = lane
    bars: dict[_Span, list[Statement]] = defaultdict(list)
    cells: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        filed = statement.filed
        if not filed or _anchor(filed) not in places:
            continue
        place = places[_anchor(filed)]
        span = _span(filed, place, columns, places)
        if span.bar and (span in bars or len(bars) < BARS):
            bars[span].append(statement)
        else:
            cells[place].append(statement)
    wanted = list(bars.items())
    for place in sorted(cells):
        listed = cells[place]
        parts = [[s] for s in listed] if len(listed) <= stack else [listed]
        wanted += ((_Span(place, place), part) for part in parts)

    rows: list[set[int]] = []
    marks = []
    for span, part in wanted:
        taken = set(range(span.first, span.last + 1))
        row = next((r for r, used in enumerate(rows) if not used & taken), len(rows))
        if row == len(rows):
            rows.append(set())
        rows[row] |= taken
        filed = part[0].filed
        assert filed is not None
        own = {signs[side] for s in part for side in s.sides[:1]}
        marks.append(
            Mark(
                part,
                sign if sign is not None else own.pop() if len(own) == 1 else 0,
                places[_anchor(filed)],
                columns[places[_anchor(filed)]].x,
                row * ROW + ROW / 2,
                span.first,
                span.last,
                any(is_exact(s) for s in part),
                span.bar,
                span.begin,
                span.end,
            )
        )
    marks.sort(key=lambda mark: (mark.x, mark.y))
    count = sum(1 for s in statements if s.filed)
    return Lane(subject, sign, count, max(len(rows), 1) * ROW, marks)


def _span(filed: Edtf, place: int, columns: Sequence[Column], places: Mapping[Point, int]) -> _Span:
    """An end without a column of its own is drawn at the last column that lies before it."""
    if filed.precision != "interval":
        return _Span(place, place)
    left, right = filed.text.split("/")
    begin = "" if filed.start else "open" if left == ".." else "unknown"
    end = "" if filed.end else "open" if right == ".." else "unknown"
    first = 0 if begin == "open" else place
    last = len(columns) - 1 if end == "open" else place
    if filed.start and filed.end:
        stated = places.get(_points(filed)[-1])
        within = (i for i, c in enumerate(columns) if c.point.last <= filed.latest)
        last = max(place, stated if stated is not None else max(within, default=place))
    quarter = (columns[0].x - columns[0].edge) / 2
    one = first == last
    from_ = (
        columns[first].x - 1.6 * quarter if begin else columns[first].x - (quarter if one else 0)
    )
    to = columns[last].x + 1.6 * quarter if end else columns[last].x + (quarter if one else 0)
    return _Span(first, last, (round(from_, 2), round(to, 2)), begin, end)

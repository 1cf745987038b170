"""What lies where on a timeline: sides or themes as lanes, what was said and done as marks.

Geometry alone, without a word of HTML: ``templates/timeline.html`` draws it. Places are per cent
across and em down, so that a drawing is as wide as the page and grows with the reader's letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from briefing import groups
from briefing.axis import Axis, Span, axis
from briefing.dates import Edtf
from briefing.model import Actor, Statement, Theme
from briefing.site import Site

LEAST = 3
LANES = 8
STACK = 3
CROWD = 40
"""Beyond so many statements those of one lane and date are one mark."""
BARS = 3
ROW = 1.5

Statements = Sequence[Statement]
Spans = Mapping[Edtf, Span | None]
Group = tuple[Actor | Theme | None, int | None, Statements]
"""Of whom or on what (None: all others), the sign if it is of a side, and what is in it."""


class Mark(Struct, frozen=True):
    """One or more statements of one lane, in reading order, at ``x`` per cent and ``y`` em.

    It has the columns of its span for itself in its row.
    """

    statements: Statements
    x: float
    y: float
    span: Span

    @property
    def alone(self) -> bool:
        return len(self.statements) == 1

    @property
    def exact(self) -> bool:
        """Whether the day of any of them is known."""
        return any(is_exact(statement) for statement in self.statements)

    @property
    def size(self) -> float:
        """How large its sign is drawn, in em."""
        return 1 if len(self.statements) < 5 else 1.1 if len(self.statements) < 10 else 1.2

    @property
    def withdrawn(self) -> bool:
        return all(statement.status == "withdrawn" for statement in self.statements)


class Lane(Struct, frozen=True):
    """What one side said and did, or what was said and done on one theme.

    ``sign`` is None where lanes are no sides; ``count`` are its dated statements, drawn or not;
    ``height`` is in em.
    """

    subject: Actor | Theme | None
    sign: int | None
    count: int
    height: float
    marks: Sequence[Mark]


class Timeline(Struct, frozen=True):
    """What is drawn. ``undated`` counts the statements without any date."""

    axis: Axis
    lanes: Sequence[Lane]
    undated: int

    @property
    def marks(self) -> list[Mark]:
        return [mark for lane in self.lanes for mark in lane.marks]

    @property
    def shown(self) -> set[str]:
        """What of it wants to be explained: the kinds of statements that have a mark of their own,
        and ``inexact``, ``withdrawn``, ``bar``, ``counted`` (marks of several) and ``broken``."""
        shown = {"broken"} if any(column.broken for column in self.axis.columns) else set()
        for mark in self.marks:
            shown.add(mark.statements[0].kind if mark.alone else "counted")
            if not mark.exact:
                shown.add("inexact")
            if mark.withdrawn:
                shown.add("withdrawn")
            if mark.span.bar:
                shown.add("bar")
        return shown


def by_side(site: Site, statements: Statements) -> list[Group]:
    """*statements* by side in the order of the signs; the last group has all who share a sign."""
    signs = groups.side_marks(site)
    names = {signs[slug]: site.actors[slug] for slug in signs if signs[slug]}
    found: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        for sign in {signs[side] for side in statement.sides} or {0}:
            found[sign].append(statement)
    ranked = sorted(found, key=lambda sign: sign or groups.SIGNS + 1)
    return [(names.get(sign), sign, found[sign]) for sign in ranked]


def by_theme(site: Site, statements: Statements) -> list[Group]:
    """*statements* by theme, most first; beyond LANES themes the last group has all others."""
    found = groups.by_theme(site, statements)
    found.sort(key=lambda group: -len(group.statements))
    shown: list[Group] = [(group.subject, None, group.statements) for group in found[:LANES]]
    rest = {statement.id for group in found[LANES:] for statement in group.statements}
    if rest:
        shown.append((None, None, [s for s in statements if s.id in rest]))
    return shown


def timeline(lanes: Sequence[Group], *, stack: int = STACK) -> Timeline | None:
    """The timeline of *lanes*, with at most *stack* marks of one lane on one date.

    None where it would show nothing that a list does not: fewer than three statements, or one date.
    """
    told = {s.id: s.filed for _, _, statements in lanes for s in statements}
    dates = [filed for filed in told.values() if filed]
    drawn = axis(dates)
    if len(dates) < LEAST or len(drawn.columns) < 2:
        return None
    most = stack if len(dates) <= CROWD else 1
    spans = {filed: drawn.span(filed) for filed in set(dates)}
    parts = [_lane(lane, drawn, spans, most) for lane in lanes]
    return Timeline(drawn, parts, len(told) - len(dates))


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
    return bool(ends) and all(end and end.day and not end.qualifier for end in ends)


def _lane(lane: Group, drawn: Axis, spans: Spans, stack: int) -> Lane:
    subject, sign, statements = lane
    rows: list[set[int]] = []
    marks = []
    for span, part in _parts(statements, spans, stack):
        taken = set(range(span.first, span.last + 1))
        row = next((row for row, used in enumerate(rows) if not used & taken), len(rows))
        if row == len(rows):
            rows.append(set())
        rows[row] |= taken
        x = drawn.columns[span.place].x
        y = row * ROW + ROW / 2
        marks.append(Mark(part, x, y, span))
    marks.sort(key=lambda mark: (mark.x, mark.y))
    count = sum(1 for statement in statements if statement.filed)
    return Lane(subject, sign, count, max(len(rows), 1) * ROW, marks)


def _parts(
    statements: Statements, spans: Spans, stack: int
) -> Iterator[tuple[Span, list[Statement]]]:
    """*statements* as they are drawn together: bars first, then date by date.

    Beyond BARS bars, what lasted longer is drawn with the date on which it began.
    """
    bars: dict[Span, list[Statement]] = defaultdict(list)
    cells: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        filed = statement.filed
        span = spans[filed] if filed else None
        if span and span.bar and (span in bars or len(bars) < BARS):
            bars[span].append(statement)
        elif span:
            cells[span.place].append(statement)
    yield from bars.items()
    for place, listed in sorted(cells.items()):
        parts = [[statement] for statement in listed] if len(listed) <= stack else [listed]
        yield from ((Span(place, place, place), part) for part in parts)

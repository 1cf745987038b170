"""Dates as editors know them: exact, approximate, by the month or year, from one to another.

The notation is EDTF (Extended Date/Time Format, Library of Congress 2019; ISO 8601-2): level 0
without times, and from level 1 the qualifiers and the open and unknown ends of intervals. A date
is never made more exact than it was written: the bounds of an approximate day are that day's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import Literal

import msgspec

from briefing.wording import ENGLISH, Words

ALLOWED = (
    "allowed are 2022-02-16, 2022-02, 2022, each with ? (uncertain), ~ (approximate) or % (both) "
    "after it, and two of these as an interval, 2022-02-18/2022-02-20, where .. stands for an end "
    "that is open and nothing for one that is not known"
)
MONTHS = ENGLISH.months
UNDATED = "undated"
SHORT_INTERVAL = timedelta(days=30)

_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)

Precision = Literal["day", "month", "year", "interval"]


class Point(msgspec.Struct, frozen=True):
    """A year, month or day, with its qualifier (``?``, ``~``, ``%`` or nothing)."""

    year: int
    month: int = 0
    day: int = 0
    qualifier: str = ""

    @property
    def precision(self) -> Precision:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def key(self) -> str:
        """The point without its qualifier: ``2022-02-16``, ``2022-02`` or ``2022``."""
        return f"{self.year:04}" + "".join(f"-{part:02}" for part in (self.month, self.day) if part)

    def fill(self, pattern: str, words: Words) -> str:
        """*pattern* of *words* with the parts of this point."""
        names, alone = words.months, words.months_alone or words.months
        return pattern.format(
            day=self.day,
            month=names[self.month - 1] if self.month else "",
            alone=alone[self.month - 1] if self.month else "",
            year=self.year,
        )

    def bare(self, words: Words) -> str:
        """``16 February 2022``, ``February 2022`` or ``2022``, without its qualifier."""
        patterns = {"day": words.day, "month": words.month}
        return self.fill(patterns.get(self.precision, "{year}"), words)

    def of(self, words: Words) -> str:
        """The same after a preposition."""
        patterns = {"day": words.day, "month": words.month_of}
        return self.fill(patterns.get(self.precision, words.phrases.year_of), words)

    def words(self, words: Words = ENGLISH, date: str = "") -> str:
        """*date*, by default the whole point, with what its qualifier says."""
        shown, of = date or self.bare(words), date or self.of(words)
        match self.qualifier:
            case "~":
                return words.phrases.about.format(date=shown, of=of)
            case "?":
                return words.phrases.perhaps.format(date=shown, of=of)
            case "%":
                return words.phrases.perhaps_about.format(date=shown, of=of)
        return shown


@total_ordering
class Edtf:
    """A date or an interval. Equal when written alike; ordered by earliest, then latest day."""

    __slots__ = ("earliest", "end", "keys", "latest", "machine", "start", "text")

    def __init__(self, text: str) -> None:
        """Parse *text*. Raises ValueError, saying what is allowed, when it is not such a date."""
        self.text = text
        self.start: Point | None
        self.end: Point | None
        left, slash, right = text.partition("/")
        if slash:
            self.start, self.end = _end_of_interval(left), _end_of_interval(right)
            if not (self.start or self.end):
                raise ValueError(f"“{text}” has no stated end; {ALLOWED}")
        else:
            self.start = self.end = _point(text)
        self.earliest = self.start.first if self.start else date.min
        self.latest = self.end.last if self.end else date.max
        if self.latest < self.earliest:
            raise ValueError(f"“{text}” ends before it begins")
        self.keys = self._keys()
        """The day, month or year that it is filed under by itself.

        A long or open interval gives its stated ends' years; a short one its ends' months, for
        when none of the days it covers has a page.
        """
        self.machine = self.start.key if self.start and self.start is self.end else ""
        """The value of an HTML ``time`` element's ``datetime``: empty for an interval."""

    @property
    def precision(self) -> Precision:
        return "interval" if self.start is not self.end or not self.start else self.start.precision

    @property
    def qualified(self) -> bool:
        """Whether any part of it is uncertain or approximate."""
        return any(point and point.qualifier for point in (self.start, self.end))

    @property
    def short(self) -> bool:
        """Whether it is an interval of at most 31 days with both ends stated."""
        return (
            self.precision == "interval"
            and bool(self.start and self.end)
            and self.latest - self.earliest <= SHORT_INTERVAL
        )

    def _keys(self) -> tuple[str, ...]:
        if self.precision != "interval":
            return (self.start.key,) if self.start else ()
        width = 7 if self.short else 4
        ends = [point.first.isoformat()[:width] for point in (self.start, self.end) if point]
        return tuple(dict.fromkeys(ends))

    @property
    def words(self) -> str:
        """As read aloud in English: ``about 31 March 2022``, ``18 to 20 February 2022``."""
        return self.said(ENGLISH)

    def said(self, words: Words) -> str:
        """As read aloud in the language of *words*."""
        start, end = self.start, self.end
        if start and end:
            return start.words(words) if start is end else _interval(start, end, words)
        point = start or end
        if start:
            pattern = (
                words.phrases.since if self.text.endswith("..") else words.phrases.since_end_unknown
            )
        else:
            pattern = (
                words.phrases.until
                if self.text.startswith("..")
                else words.phrases.until_start_unknown
            )
        if not point:
            return ""
        shown = point.words(words)
        return pattern.format(date=shown, of=shown if point.qualifier else point.of(words))

    def days(self) -> Iterator[str]:
        """The days (``YYYY-MM-DD``) within its bounds."""
        for number in range(self.earliest.toordinal(), self.latest.toordinal() + 1):
            yield date.fromordinal(number).isoformat()

    @property
    def sort_key(self) -> tuple[date, date]:
        return self.earliest, self.latest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edtf) and self.text == other.text

    def __lt__(self, other: Edtf) -> bool:
        return (*self.sort_key, self.text) < (*other.sort_key, other.text)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Edtf({self.text!r})"


@lru_cache(maxsize=4096)
def parse(text: str) -> Edtf:
    """*text* as a date. Raises ValueError, saying what is allowed, when it is not one."""
    return Edtf(text)


def key_words(key: str, words: Words = ENGLISH) -> str:
    """A filing key as read aloud: ``16 February 2022``, ``February 2022``, ``Undated``."""
    return words.phrases.undated if key == UNDATED else _point(key).bare(words)


def weekday(key: str, words: Words = ENGLISH) -> str:
    """``Wednesday`` for ``2022-02-16``; empty for a key that is not a day."""
    if len(key) != len("2022-02-16"):
        return ""
    return words.weekdays[date.fromisoformat(key).weekday()]


def _interval(start: Point, end: Point, words: Words) -> str:
    """Two points of one precision in short, what they share said once; others each in full."""
    year, month = start.year == end.year, start.month == end.month
    match start.precision if start.precision == end.precision else "":
        case "day":
            within = words.days_of_a_month if month else words.days_of_a_year
            span = within if year else words.days_of_years
        case "month":
            span = words.months_of_a_year if year else words.months_of_years
        case "year":
            span = words.years
        case _:
            return start.words(words) + words.between + end.words(words)
    head, between, tail = span
    first = start.words(words, start.fill(head, words))
    return first + between + end.words(words, end.fill(tail, words))


def _end_of_interval(text: str) -> Point | None:
    return None if text in {"", ".."} else _point(text)


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is not a date that can be filed; {ALLOWED}")
    year, month, day, qualifier = match.groups()
    point = Point(int(year), int(month or 0), int(day or 0), qualifier)
    try:
        if month == "00" or day == "00":
            raise ValueError
        date(point.year, point.month or 1, point.day or 1)
    except ValueError:
        raise ValueError(f"there is no {_no_such(point)}, so “{text}” cannot be filed") from None
    return point


def _no_such(point: Point) -> str:
    if not point.year:
        return "year 0000"
    if not 1 <= point.month <= len(MONTHS):
        return f"month {point.month:02}"
    return f"{point.day:02} {MONTHS[point.month - 1]} {point.year:04}"

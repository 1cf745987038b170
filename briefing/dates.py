"""Dates as editors know them: exact, approximate, by the month or year, from one to another.

The notation is EDTF (Extended Date/Time Format, Library of Congress 2019; ISO 8601-2): level 0
without times, and from level 1 the qualifiers and the open and unknown ends of intervals. A date
is never made more exact than it was written: the bounds of an approximate day are that day's.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import Literal

import msgspec

ALLOWED = (
    "allowed are 2022-02-16, 2022-02, 2022, each with ? (uncertain), ~ (approximate) or % (both) "
    "after it, and two of these as an interval, 2022-02-18/2022-02-20, where .. stands for an end "
    "that is open and nothing for one that is not known"
)
MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
UNDATED = "undated"
SHORT_INTERVAL = timedelta(days=30)

_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)
_QUALIFIERS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}

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

    def words(self, *, month: bool = True, year: bool = True) -> str:
        """``16 February 2022``; parts that a neighbouring point already says can be left out."""
        parts = [str(self.day) if self.day else ""]
        parts.append(MONTHS[self.month - 1] if month and self.month else "")
        parts.append(str(self.year) if year else "")
        return _QUALIFIERS[self.qualifier] + " ".join(filter(None, parts))


@total_ordering
class Edtf:
    """A date or an interval. Equal when written alike; ordered by earliest, then latest day."""

    __slots__ = ("earliest", "end", "latest", "start", "text")

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

    @property
    def keys(self) -> tuple[str, ...]:
        """The day, month or year that it is filed under by itself.

        A long or open interval gives its stated ends' years; a short one its ends' months, for
        when none of the days it covers has a page.
        """
        if self.precision != "interval":
            return (self.start.key,) if self.start else ()
        width = 7 if self.short else 4
        ends = [point.first.isoformat()[:width] for point in (self.start, self.end) if point]
        return tuple(dict.fromkeys(ends))

    @property
    def words(self) -> str:
        """As read aloud: ``about 31 March 2022``, ``18 to 20 February 2022``."""
        start, end = self.start, self.end
        if start is end and start:
            return start.words()
        if start and end:
            year = start.year != end.year
            month = year or start.month != end.month or not start.day
            return f"{start.words(month=month, year=year)} to {end.words()}"
        if start:
            return f"since {start.words()}" + (
                "" if self.text.endswith("..") else ", end not known"
            )
        begin = "" if self.text.startswith("..") else ", start not known"
        return f"until {end.words() if end else ''}{begin}"

    @property
    def machine(self) -> str:
        """The value of an HTML ``time`` element's ``datetime``: empty for an interval."""
        return self.start.key if self.start and self.start is self.end else ""

    def covers(self, key: str) -> bool:
        """Whether the day *key* (``YYYY-MM-DD``) lies within its bounds."""
        return self.earliest.isoformat() <= key <= self.latest.isoformat()

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


def key_words(key: str) -> str:
    """A filing key as read aloud: ``16 February 2022``, ``February 2022``, ``Undated``."""
    return "Undated" if key == UNDATED else _point(key).words()


def weekday(key: str) -> str:
    """``Wednesday`` for ``2022-02-16``; empty for a key that is not a day."""
    return WEEKDAYS[date.fromisoformat(key).weekday()] if len(key) == len("2022-02-16") else ""


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

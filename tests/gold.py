"""What is true of a raw article: a table beside it, written by hand.

One fact a line, cells between bars: `headline`, `date`, `address` (blank where there is none), `set
aside | 4`, `on | 2 | 2031-05-07` (a candidate's day, or `none`), and for each statement its
paragraph, who makes it (by name where a pronoun stands for one; `unknown` where the text does not
tell) and, if it is a quotation, how that begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from briefing.importing.attribution import Candidate
from briefing.model import fold

UNKNOWN = "unknown"


class Said(NamedTuple):
    """A statement of the gold table."""

    paragraph: int
    speaker: str
    begins: str


class Gold(NamedTuple):
    """A gold table."""

    headline: str | None
    date: str | None
    address: str | None
    set_aside: list[int]
    days: list[tuple[int, str]]
    said: list[Said]


class Score(NamedTuple):
    """Named candidates that are right, that are wrong, and named statements that were missed."""

    right: int
    wrong: list[Candidate]
    found: int
    missed: list[Said]


def read(file: Path) -> Gold:
    """The table *file*."""
    facts: dict[str, str] = {}
    gold = Gold(None, None, None, [], [], [])
    for line in file.read_text("utf-8").splitlines():
        first, *cells = (cell.strip() for cell in line.split("|"))
        if first in {"headline", "date", "address"}:
            facts[first] = cells[0]
        elif first == "set aside":
            gold.set_aside.append(int(cells[0]))
        elif first == "on":
            gold.days.append((int(cells[0]), cells[1]))
        elif first:
            gold.said.append(Said(int(first), cells[0], cells[1]))
    return gold._replace(
        headline=facts.get("headline"), date=facts.get("date"), address=facts.get("address")
    )


def score(said: Sequence[Said], candidates: Sequence[Candidate], *, quotes: bool = False) -> Score:
    """How well *candidates* match what was *said*; of *quotes* alone if asked."""
    told = [entry for entry in said if entry.speaker != UNKNOWN]
    wanted = [entry for entry in told if entry.begins or not quotes]
    named = [one for one in candidates if one.named and (one.quote or not quotes)]
    wrong = [one for one in named if not any(_same(entry, one) for entry in told)]
    missed = [entry for entry in wanted if not any(_same(entry, one) for one in named)]
    return Score(len(named) - len(wrong), wrong, len(wanted) - len(missed), missed)


def _same(entry: Said, candidate: Candidate) -> bool:
    if entry.paragraph != candidate.paragraph:
        return False
    if (
        entry.begins
        and candidate.quote
        and not fold(candidate.quote).startswith(fold(entry.begins))
    ):
        return False
    if entry.begins and not candidate.quote:
        return False
    ours, theirs = fold(candidate.name).split(), fold(entry.speaker).split()
    return ours[-len(theirs) :] == theirs or theirs[-len(ours) :] == ours

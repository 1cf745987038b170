"""Where a paragraph quotes: marks of every kind, glued, mixed or left open.

Marks are read by their place rather than by their shape: newspapers mix straight and curly ones,
open with one and close with the other, and lose the space around them.
"""

from __future__ import annotations

import re
from bisect import bisect

from msgspec import Struct

HOLE = "\ue000"
"""Stands for a quotation in the text around it."""

LONGEST_SINGLE = 1500
_MOST_TRIED = 20

_DOUBLE = re.compile('["“”„‟«»＂「」『』]')
_OPEN_SINGLE = re.compile(r"(?<![\w’'‘.,!?])[‘'‚](?=[\w$£€(\[…])(?!\d\ds)")
_CLOSE_SINGLE = re.compile(r"(?<=[\w.,!?…)\]])[’'‘](?!\w)")
_STOPS = ",.!?…;:"


class Quotation(Struct, frozen=True):
    """Words between marks: ``start`` and ``end`` are outside of the marks.

    ``closed`` is false where the paragraph ends before the quotation does.
    """

    start: int
    end: int
    text: str
    closed: bool = True

    @property
    def words(self) -> int:
        return len(self.text.split())


def quotations(text: str) -> list[Quotation]:
    """The quotations of *text*, in order; none inside another."""
    found = _double(text)
    return found or _single(text)


def masked(text: str, found: list[Quotation]) -> str:
    """*text* with each of *found* as one HOLE."""
    parts, at = [], 0
    for quotation in found:
        parts += [text[at : quotation.start].replace(HOLE, " "), f" {HOLE} "]
        at = quotation.end
    return "".join([*parts, text[at:].replace(HOLE, " ")])


def _double(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    begin = -1
    for match in _DOUBLE.finditer(text):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if begin < 0:
            if not _closes_only(mark, before, after):
                begin = at
        elif _opens_again(text[begin], mark, before, after):
            found.append(_quotation(text, begin, at, closed=False))
            begin = at
        else:
            found.append(_quotation(text, begin, at + 1))
            begin = -1
    if begin >= 0 and len(text) > begin + 1:
        found.append(_quotation(text, begin, len(text), closed=False))
    return [quotation for quotation in found if quotation.text]


def _closes_only(mark: str, before: str, after: str) -> bool:
    """Whether a mark that nothing opened cannot open a quotation itself."""
    ends = after.isspace() or after in ",.;:!?)"
    return (mark in "”」』" and not before.isspace() and ends) or (
        mark == '"' and ends and (before.isdigit() or before in _STOPS)
    )


def _opens_again(first: str, mark: str, before: str, after: str) -> bool:
    """Whether *mark*, inside a quotation that *first* opened, can only open another."""
    return mark == "“" and first in '“"' and before.isspace() and not after.isspace()


def _single(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    closing = [match.start() for match in _CLOSE_SINGLE.finditer(text)]
    at = 0
    while closing and (match := _OPEN_SINGLE.search(text, at)):
        begin = match.start()
        near = bisect(closing, begin + 1)
        ends = [end for end in closing[near : near + _MOST_TRIED] if end < begin + LONGEST_SINGLE]
        # After the s of a plural the mark may be an apostrophe: a later one is taken if it is sure.
        sure = [end for end in ends if text[end - 1] in _STOPS or text[end - 1] != "s"]
        if not ends:
            at = begin + 1
            continue
        end = sure[0] if sure else ends[0]
        found.append(_quotation(text, begin, end + 1))
        at = end + 1
    return [quotation for quotation in found if quotation.words > 1]


def _quotation(text: str, begin: int, end: int, *, closed: bool = True) -> Quotation:
    inner = text[begin + 1 : end - 1 if closed else end]
    return Quotation(begin, end, inner.strip(), closed)

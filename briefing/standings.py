"""Where a quotation stands in a text.

Compared are words: Unicode form, white space and the kinds of quotation marks, dashes and ellipses
do not count, case and words do. ``[…]`` and ``[an insertion]`` split a quotation into parts that
follow one another. Nothing is ever matched approximately.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from briefing import limits
from briefing.model import Statement
from briefing.sources import fold

_INSERTION = re.compile(r"\[[^\[\]]*\]")


class Standing(Struct, frozen=True):
    """One place in a source text: the paragraph (from 1) and the characters of it, folded."""

    paragraph: int
    start: int
    end: int


def standings(statement: Statement, paragraphs: Sequence[str]) -> list[Standing]:
    """The places in the folded *paragraphs* where the statement's quotation stands.

    Of very many no more are told than show that they are.
    """
    patterns = _patterns(statement.prefix, statement.quote, statement.suffix)
    every = (
        Standing(number, start, end)
        for number, text in enumerate(paragraphs, 1)
        for start, end in _places(text, patterns)
    )
    return list(islice(every, limits.PLACES + 1))


def places(quote: str, text: str, *, prefix: str = "", suffix: str = "") -> list[tuple[int, int]]:
    """Start and end of each place of the folded *text* where *quote* stands."""
    return list(_places(text, _patterns(prefix, quote, suffix)))


def _patterns(prefix: str, quote: str, suffix: str) -> list[re.Pattern[str]]:
    """What finds the parts of a quotation, one after the other; each is its pattern's group 1."""
    parts = [re.escape(part) for piece in _INSERTION.split(quote) if (part := fold(piece))]
    if not parts:
        return []
    begins = [r"(?<!\w)", *[r"\b"] * (len(parts) - 1)]
    ends = [*[r"\b"] * (len(parts) - 1), r"(?!\w)"]
    if prefix:
        begins[0] = rf"{re.escape(fold(prefix))}\s*(?<!\w)"
    if suffix:
        ends[-1] += rf"(?=\s*{re.escape(fold(suffix))})"
    # A lookahead finds places that overlap, too.
    return [
        re.compile(rf"(?={begin}({part}){end})")
        for begin, part, end in zip(begins, parts, ends, strict=True)
    ]


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Every place where the first of *patterns* stands and the others follow, each the nearest.

    No part is looked for twice in the same stretch of *text*: a quotation of many parts that are
    everywhere would else be looked for in every way that they can be combined.
    """
    first, others = patterns[:1], patterns[1:]
    following: list[re.Match[str] | None] = [None] * len(others)
    for match in first[0].finditer(text) if first else ():
        end = match.end(1)
        for at, pattern in enumerate(others):
            found = following[at]
            if found is None or found.start(1) < end:
                found = following[at] = pattern.search(text, end)
            if found is None:
                return
            end = found.end(1)
        yield match.start(1), end

"""Text set in lines: as large as it fits, the lines balanced, nothing cut off.

Lengths are in pixels. Pillow is imported only when a text is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from briefing.cards.typeface import Typeface

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

NARROWER = 8
"""How often the width is halved in search of the narrowest that needs no further line."""


class Block(Struct, frozen=True):
    """Lines of one typeface and size; ``leading`` leads from baseline to baseline."""

    typeface: Typeface
    size: int
    leading: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return self.leading * len(self.lines)


def fit(
    text: str,
    typeface: Typeface,
    *,
    sizes: Sequence[int],
    width: float,
    height: float,
    leading: float,
    before: float = 0,
) -> Block:
    """*text* in the first of *sizes* in which its lines fit.

    *leading* is in ems, as is *before*: what is kept free of the width for something else.
    A line feed begins a line. A word is broken only where it is too wide in half the first size.
    Raises ValueError when the text fits in no size.
    """
    for size in sizes:
        lines: list[str] = []
        through, room = size <= sizes[0] / 2, width - before * size
        for paragraph in text.split("\n"):
            units = _units(paragraph, typeface, size, room)
            if not through and any(not apart for _, apart in units):
                break
            lines += _balanced(units, typeface, size, room)
        else:
            block = Block(typeface, size, size * leading, tuple(lines))
            if block.height <= height:
                return block
    raise ValueError(f"the text has no place in {width:.0f} by {height:.0f} pixels")


def length(text: str, typeface: Typeface, size: int) -> float:
    """How long *text* is in one line."""
    end = 0.0
    for char, start in placed(text, typeface, size):
        end = start + _advance(typeface, size, char)
    return end


def placed(text: str, typeface: Typeface, size: int) -> Iterator[tuple[str, float]]:
    """Each character of *text* with the place where it begins."""
    at, before = 0.0, ""
    for char in text:
        if before:
            at += typeface.kern(before, char) * size
        yield char, at
        at += _advance(typeface, size, char)
        before = char


@lru_cache(maxsize=256)
def font(typeface: Typeface, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(typeface.file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def _advance(typeface: Typeface, size: int, char: str) -> float:
    return font(typeface, size).getlength(char)


def _units(text: str, typeface: Typeface, size: int, width: float) -> list[tuple[str, bool]]:
    """What must stay together, and whether a space is before it: words, or their characters."""
    units = []
    for word in text.split(" "):
        if length(word, typeface, size) <= width:
            units.append((word, True))
        else:
            units += [(char, not at) for at, char in enumerate(word)]
    return units


def _balanced(
    units: Sequence[tuple[str, bool]], typeface: Typeface, size: int, width: float
) -> list[str]:
    """Lines of at most *width*, as few as may be and of much the same length."""
    lines = _filled(units, typeface, size, width)
    low, high = width / 2, width
    for _ in range(NARROWER if len(lines) > 1 else 0):
        middle = (low + high) / 2
        narrower = _filled(units, typeface, size, middle)
        if len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _filled(
    units: Sequence[tuple[str, bool]], typeface: Typeface, size: int, width: float
) -> list[str]:
    lines: list[str] = []
    line = ""
    for unit, apart in units:
        longer = f"{line} {unit}" if line and apart else line + unit
        if line and length(longer, typeface, size) > width:
            lines.append(line)
            line = unit
        else:
            line = longer
    return [*lines, line]

"""Which characters a font has, and how near two of them stand: read from the font file itself.

Pillow does not tell the one and, without a library that few machines have, does not do the other.
Only what ``tests/fonts.py`` writes is read: ``cmap`` of format 4 and ``kern`` of format 0 (OpenType
1.9).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
WIDE = 0xFFFF


class Typeface:
    """One font file, by its name in ``fonts/``."""

    def __init__(self, name: str) -> None:
        self.file = FOLDER / f"{name}.ttf"

    @cached_property
    def data(self) -> bytes:
        return self.file.read_bytes()

    @cached_property
    def glyphs(self) -> Mapping[str, int]:
        """The number of the glyph of each character that the font has."""
        table = self._table("cmap")
        (count,) = struct.unpack_from(">H", table, 2)
        records = (struct.unpack_from(">HHI", table, 4 + 8 * i) for i in range(count))
        start = next(offset for platform, form, offset in records if (platform, form) == (3, 1))
        (doubled,) = struct.unpack_from(">H", table, start + 6)
        columns = f">{doubled // 2}H"
        ends, starts, deltas, offsets = (
            struct.unpack_from(columns, table, start + at)
            for at in (14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled)
        )
        found: dict[str, int] = {}
        for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
            for code in range(first, min(last, WIDE - 1) + 1):
                glyph = code
                if offsets[i]:
                    place = start + 16 + 3 * doubled + 2 * i + offsets[i] + 2 * (code - first)
                    (glyph,) = struct.unpack_from(">H", table, place)
                found[chr(code)] = (glyph + deltas[i]) & WIDE
        return found

    @cached_property
    def kerning(self) -> Mapping[tuple[int, int], float]:
        """How much farther apart two glyphs stand, in ems; mostly less than 0."""
        (em,) = struct.unpack_from(">H", self._table("head"), 18)
        table = self._table("kern")
        (count,) = struct.unpack_from(">H", table, 10)
        pairs = struct.iter_unpack(">HHh", table[18 : 18 + 6 * count])
        return {(left, right): advance / em for left, right, advance in pairs}

    def kern(self, left: str, right: str) -> float:
        return self.kerning.get((self.glyphs[left], self.glyphs[right]), 0.0)

    def lacks(self, text: str) -> str:
        """The characters of *text* that the font has not, each once."""
        return "".join(dict.fromkeys(char for char in text if char not in self.glyphs))

    def _table(self, tag: str) -> bytes:
        (count,) = struct.unpack_from(">H", self.data, 4)
        for i in range(count):
            name, _, offset, length = struct.unpack_from(">4sIII", self.data, 12 + 16 * i)
            if name == tag.encode():
                return self.data[offset : offset + length]
        raise ValueError(f"{self.file} has no table “{tag}”")


SERIF, SANS = Typeface("serif"), Typeface("sans")

"""The fonts of the cards: ``python -m tests.fonts`` cuts them anew out of the complete ones.

Needs fontTools, fontpkg-source-serif-4 and fontpkg-source-sans-3 in the environment, and nothing of
the project does. Kerning goes into the plain ``kern`` table, which ``briefing.cards.typeface`` can
read; combining marks are left out, because nothing would place them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "briefing" / "cards" / "fonts"
FONTS = {
    "serif": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", {"opsz": 48, "wght": 600}),
    "sans": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf", {"wght": 450}),
}
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),  # Latin
    *range(0x370, 0x530),  # Greek, Cyrillic
    *range(0x1E00, 0x2000),  # Latin of Vietnam and others, Greek with accents
    *range(0x2010, 0x205F),  # punctuation
    *range(0x20A0, 0x20C0),  # currencies
    0x2116,
    0x2122,
]
KERNED = {*range(0x21, 0x7F), *range(0xC0, 0x100), 0x2013, 0x2019, 0x201C, 0x201D}
KERNED |= {*range(0x391, 0x3CA), *range(0x404, 0x458), 0x490, 0x491}
"""Between these. A ``kern`` table holds 10 900 pairs; those that change most come first."""


def cut(name: str) -> None:
    """Write ``NAME.ttf`` and ``NAME-OFL.txt``."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    package, file, axes = FONTS[name]
    home = Path(str(importlib.import_module(package).__file__)).parent
    font = instancer.instantiateVariableFont(TTFont(home / "files" / file), axes)
    options = subset.Options(
        hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 4, 5, 6, 13, 14]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)
    font["kern"] = _kerning(font)
    for table in ("GPOS", "GSUB", "GDEF", "STAT", "BASE"):
        if table in font:
            del font[table]
    # The licence reserves the name “Source” for fonts that are whole.
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = f"Card{name.title()}"
    font["name"].names = [record for record in font["name"].names if record.nameID < 256]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(FOLDER / f"{name}.ttf")
    licence = (home / "LICENSE").read_text("utf-8")
    (FOLDER / f"{name}-OFL.txt").write_text(licence, "utf-8", newline="\n")


def _kerning(font: Any) -> Any:
    """The pairs of the ``kern`` feature as a ``kern`` table, which maps pairs to advances."""
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

    pairs: dict[tuple[str, str], int] = {}
    gpos = font["GPOS"].table
    wanted = {
        index
        for record in gpos.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(wanted):
        settled: set[str] = set()
        for extended in gpos.LookupList.Lookup[index].SubTable:
            table = getattr(extended, "ExtSubTable", extended)
            for pair, advance in _pairs(table, font):
                if pair[0] not in settled:
                    pairs.setdefault(pair, advance)
            # A table by classes has a class for every second glyph: nothing after it is read.
            if table.LookupType == 2 and table.Format == 2:
                settled |= {*table.Coverage.glyphs}
    common = {font.getBestCmap()[code] for code in KERNED if code in font.getBestCmap()}
    kept = [(pair, advance) for pair, advance in pairs.items() if advance and common >= {*pair}]
    entries = sorted(kept, key=lambda item: (-abs(item[1]), item[0]))[:10_900]
    subtable = KernTable_format_0()
    subtable.version, subtable.coverage, subtable.format, subtable.tupleIndex = 0, 1, 0, None
    subtable.apple = False
    subtable.kernTable = dict(entries)
    table = newTable("kern")
    table.version, table.kernTables = 0, [subtable]
    print(f"{len(entries)} of {len(kept)} pairs of kerning")
    return table


def _pairs(table: Any, font: Any) -> Iterable[tuple[tuple[str, str], int]]:
    if table.LookupType != 2:
        return
    firsts = table.Coverage.glyphs
    if table.Format == 1:
        for first, second in zip(firsts, table.PairSet, strict=True):
            for record in second.PairValueRecord:
                yield (first, record.SecondGlyph), _advance(record.Value1)
        return
    seconds: dict[int, list[str]] = {}
    for glyph in font.getGlyphOrder():
        seconds.setdefault(table.ClassDef2.classDefs.get(glyph, 0), []).append(glyph)
    for first in firsts:
        records = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
        for number, record in enumerate(records):
            advance = _advance(record.Value1)
            if advance:
                yield from ((pair, advance) for pair in product([first], seconds.get(number, [])))


def _advance(value: Any) -> int:
    return getattr(value, "XAdvance", 0) or 0 if value else 0


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in FONTS:
        cut(name)

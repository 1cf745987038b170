"""Names that look the same and are not: letters of other scripts, and characters not to be seen.

Names are compared as they are written, so «Рatel» with a Cyrillic first letter is somebody else
than “Patel”, and no reader can tell. :func:`skeleton` gives what a reader sees; where two have one
skeleton, an editor is told. The table is short on purpose: the Cyrillic and Greek letters that
usual typefaces draw like Latin ones (Unicode Technical Standard 39 lists all that resemble).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from briefing.model import fold

# Capitals first: “Ν” looks like N, its small letter “ν” like v.
_PAIRS = (
    "аa вb еe ѕs іi јj кk мm нh оo рp сc тt уy хx ԁd ɡg һh ӏl ԛq ԝw ѵv ьb пn гr ոn оo "
    "αa βb εe ζz ηn ιi κk μm νv οo ρp τt υu χx γy ωw σo ϲc ϳj ςs "
    "ıi ɑa ℓl ⅼl ⅰi ⅴv ⅹx ⅽc ⅾd ⅿm 0o 1l |l"
)
_CAPITALS = "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX"
_FIRST = {ord(pair[0]): pair[1] for pair in _CAPITALS.split()}
_LATIN = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


@lru_cache(maxsize=100_000)  # asked of every name each time that something changes
def skeleton(name: str) -> str:
    """What a reader sees of *name*: folded, without what is not seen, in Latin letters where others
    look like them. “l” and “1” are one, and so are “o” and “0”."""
    seen = fold(name.translate(_FIRST))
    if not seen.isascii():
        seen = "".join(char for char in seen if unicodedata.category(char) != "Cf")
    return " ".join(seen.translate(_LATIN).split())


def strange(name: str) -> str:
    """The first letter of *name* that is of another script than most of it; empty if none is."""
    scripts = [(char, _script(char)) for char in name if char.isalpha()]
    found = [script for _, script in scripts]
    most = max(dict.fromkeys(found), key=found.count, default="")
    for char, script in scripts:
        if script != most:
            return f"“{char}” ({unicodedata.name(char, 'no name').capitalize()})"
    for char in name:
        if unicodedata.category(char) == "Cf":
            return f"U+{ord(char):04X} ({unicodedata.name(char, 'no name').capitalize()})"
    return ""


def _script(char: str) -> str:
    """The script of a letter, as the first word of its name has it: ``LATIN``."""
    return unicodedata.name(char, "").partition(" ")[0]

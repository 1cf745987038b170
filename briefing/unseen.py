"""Characters that no reader sees, and that could make a text pass for another."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef"
    + "".join(map(chr, range(0xFFFE, 0x110000, 0x10000)))
    + "".join(map(chr, range(0xFFFF, 0x110000, 0x10000)))
    + "]"
)
"""Control characters, line separators, bidirectional overrides, surrogates and noncharacters."""

_VISIBLE = re.compile(
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""Anything that a reader can see."""


_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"


def is_printable(text: str) -> bool:
    """Whether *text* is lines of printable characters, as :meth:`str.isprintable` has them."""
    if text.isascii():
        return not text.encode().translate(None, _PRINTABLE)
    return text.replace("\n", "").isprintable()


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of *text*."""
    return _VISIBLE.search(text) is not None

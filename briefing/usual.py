"""Frontmatter as it is nearly always written, read without a YAML parser.

One field a line, lists and groups indented below, text plain or in quotation marks without escapes:
that is read here in a fraction of the time. Whatever goes beyond it, or may be a mistake, is left
to the parser, so that the result is always the parser's; a property test holds the two together.
"""

from __future__ import annotations

import re
from typing import Any

from briefing import limits
from briefing.unseen import is_printable

_LINE = re.compile(r"^( *)(- )?(?:([a-z_]+):(?: |$))?(.*)$", re.MULTILINE)
_IN_LISTS = re.compile(r"[^\W_][^\[\]{}\"':#&*!|>%@`\\]*")
_NOTHING = {"null", "Null", "NULL"}
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Characters that count as printable and show nothing."""
_DEEPEST = 8
_LONGEST = 5_000
"""Lines of a frontmatter that is read here."""
_MOST = min(limits.REFERENCES, limits.ITEMS)
"""Entries of a list that is read here: no more than any list may have."""
_WIDEST = min(limits.NAME, limits.TEXT, limits.ADDRESS)
"""Characters of a text that is read here: no more than any text may have."""


def read(front: str) -> dict[str, Any] | None:
    """The fields of *front* (text, lists, mappings); None where only the parser can tell."""
    if not is_printable(front) or front.count("\n") > _LONGEST:
        return None
    if not front.isascii() and _UNSEEN.search(front):
        return None
    root: dict[str, Any] = {}
    stack: list[tuple[int, Any]] = [(0, root)]
    waiting: tuple[dict[str, Any], str, int] | None = None
    for spaces, dash, key, written in _LINE.findall(front):
        if not (dash or key or written):
            continue
        indent = len(spaces)
        if waiting:
            if indent < waiting[2] + (not dash) or len(stack) > _DEEPEST:
                return None
            below: Any = [] if dash else {}
            waiting[0][waiting[1]] = below
            stack.append((indent, below))
            waiting = None
        else:
            while stack[-1][0] > indent or (not dash and type(stack[-1][1]) is list):
                stack.pop()
                if not stack:
                    return None
            if stack[-1][0] != indent:
                return None
        top = stack[-1][1]
        if dash:
            if type(top) is not list or len(top) >= _MOST:
                return None
            if not key:
                text = _text(written)
                if text is None:
                    return None
                top.append(text)
                continue
            indent += 2
            item: dict[str, Any] = {}
            top.append(item)
            stack.append((indent, item))
            top = item
        if not key or type(top) is not dict or key in top:
            return None
        if not written:
            waiting = top, key, indent
            continue
        value = _texts(written) if written[0] == "[" else _text(written)
        if value is None:
            return None
        top[key] = value
    return None if waiting else root


def _text(written: str) -> str | None:
    """The text that stands *written* in one line, plain or in quotation marks."""
    first, last = written[:1], written[-1:]
    if len(written) > _WIDEST:
        return None
    if first.isalnum():
        plain = last not in " :" and ": " not in written and " #" not in written
        return written if plain and written not in _NOTHING else None
    if first not in {'"', "'"} or last != first or len(written) < 3:
        return None
    text = written[1:-1]
    return text if first not in text and "\\" not in text and text.strip() else None


def _texts(written: str) -> list[str] | None:
    """The items of a list that stands *written* in one line, all of them plain."""
    if written[-1] != "]" or len(written) > _WIDEST:
        return None
    if written == "[]":
        return []
    found = [item.strip(" ") for item in written[1:-1].split(",")]
    plain = all(_IN_LISTS.fullmatch(item) and item not in _NOTHING for item in found)
    return found if plain else None

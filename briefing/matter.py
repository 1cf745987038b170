"""Frontmatter: from the text between the fences to checked fields, and back to its lines.

What is written as usual is read here; the parsers are asked only about the rest, and imported only
then. This is the only module that imports python-frontmatter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from briefing import located, usual
from briefing.fields import Fault, FrontmatterError, Kind, Place, fit

if TYPE_CHECKING:
    from frontmatter.default_handlers import YAMLHandler

_OPENED = re.compile(r"---\n(?=\S)")
_CLOSED = re.compile(r"^-{3,}\s*$", re.MULTILINE)


class Parts(msgspec.Struct, frozen=True):
    """A document split at its fences; lines count from 1."""

    front: str
    front_line: int
    body: str
    body_line: int


def split(text: str) -> Parts:
    """*text* as frontmatter and body. Raises FrontmatterError when a fence is missing."""
    if not text.strip():
        raise FrontmatterError(
            Fault("the file is empty", "begin with frontmatter between two lines of ---")
        )
    if _OPENED.match(text) and (closed := _closed(text)):
        return _parts(text, text[3 : closed.start()], text[closed.end() :])
    if not _handler().detect(text):
        raise FrontmatterError(
            Fault(
                "the frontmatter is missing",
                "the first line must be ---, then the fields, then a line of ---",
            )
        )
    try:
        front, body = _handler().split(text)
    except ValueError:
        raise FrontmatterError(
            Fault(
                "the frontmatter is not closed",
                "put a line of --- after the last field",
            )
        ) from None
    return _parts(text, front, body)


def _closed(text: str) -> re.Match[str] | None:
    """The first line after the opening fence that closes it."""
    first = text.find("\n---", 3) + 1
    return (first and _CLOSED.match(text, first)) or _CLOSED.search(text, 4)


def _parts(text: str, front: str, body: str) -> Parts:
    begin = text.index(front, 3)
    body_at = len(text) - len(body)
    return Parts(front, text.count("\n", 0, begin) + 1, body, text.count("\n", 0, body_at) + 1)


def read(front: str, kind: type[Kind]) -> tuple[Kind, tuple[Fault, ...]]:
    """The fields of *front* and all that does not fit *kind*; faulty fields hold a stand-in.

    Raises FrontmatterError when it is not YAML.
    """
    simple = usual.read(front)
    if simple is not None:
        return fit(simple, kind, blanks=False)
    value, faults, blank = parse(front)
    return fit(value, kind, blanks=bool(blank), faults=faults)


def parse(front: str) -> tuple[Any, list[Fault], list[Place]]:
    """What the YAML parser makes of *front*, what is wrong with it, and which places are blank."""
    from briefing import composed

    return composed.parse(front)


def locate(front: str, path: Place, *, on_key: bool = False) -> tuple[int, int]:
    """The line and column (from 0) of what stands at *path*, or of the nearest thing above it."""
    if (place := located.locate(front, path, on_key=on_key)) is not None:
        return place
    from briefing import composed

    return composed.locate(front, path, on_key=on_key)


@cache
def _handler() -> YAMLHandler:
    from frontmatter.default_handlers import YAMLHandler

    return YAMLHandler()

"""A raw article: the headline, perhaps a date and an address, then one paragraph a line.

Line 1 is the headline, unless it is a date or an address itself. The date line (YYYYMMDD) and the
address line follow in either order, and each may be missing. Nothing is guessed: a line that is
neither is a paragraph, and every line that is not blank is one of the four.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from briefing import limits
from briefing.problems import Problem

_DATE = re.compile(r"\d{8}")
_ADDRESS = re.compile(r"https?://(?:(?=[^\s/]+\.[^\s/])\S+|[^\s/]+/\S*)", re.IGNORECASE)
_BARE_ADDRESS = (
    r"www\.[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?"
    r"|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?/\S*"
)
_AROUND = " \t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SCHEME = re.compile(r"(?i:https?)://")


class Raw(Struct, frozen=True, kw_only=True):
    """A raw article, taken apart. ``paragraphs`` count from 1; ``lines`` are their lines.

    ``date`` is None and ``date_line`` filled where the date line is no day of the calendar.
    ``address`` has a scheme; ``address_line`` is the line as it stands.
    """

    headline: str
    date: date | None
    date_line: str
    address: str
    address_line: str
    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]


def read(data: bytes) -> Raw:
    """*data* taken apart. Raises UnicodeDecodeError where it is not UTF-8."""
    return parse(data.decode("utf-8-sig"))


def parse(text: str) -> Raw:
    """*text* taken apart; lines end with LF, CR or both."""
    split = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [(number, bare) for number, line in enumerate(split, 1) if (bare := trimmed(line))]
    headline = date_line = address_line = ""
    for index in range(min(3, len(lines))):
        line = lines[0][1]
        if not date_line and _DATE.fullmatch(line):
            date_line = line
        elif not address_line and is_address(line):
            address_line = line
        elif index == 0:
            headline = line
        else:
            break
        del lines[0]
    return Raw(
        headline=headline,
        date=_day(date_line),
        date_line=date_line,
        address=_with_scheme(address_line),
        address_line=address_line,
        paragraphs=tuple(line for _, line in lines),
        lines=tuple(number for number, _ in lines),
    )


def trimmed(line: str) -> str:
    """*line* without the white space and the invisible characters around it."""
    return line.strip().strip(_AROUND).strip()


def is_address(line: str) -> bool:
    """Whether *line* is an address and nothing else; without a scheme it must look like one."""
    if len(line) > limits.ADDRESS:
        return False
    return bool(_ADDRESS.fullmatch(line) or re.fullmatch(_BARE_ADDRESS, line, re.IGNORECASE))


def too_large(path: str, size: int) -> Problem:
    """The Problem of a file that is no article: nobody would read it to its end."""
    message = f"the file has {size:,} bytes; an article has at most {limits.SOURCE_TEXT:,}"
    return Problem(path, 0, 0, message, "make several files of it, one for each article")


def not_utf8(
    path: str,
    data: bytes,
    error: UnicodeDecodeError,
    hint: str = "save it as UTF-8; nothing was imported from it",
) -> Problem:
    """The Problem of a file whose bytes are not UTF-8, at the first byte that is wrong."""
    line = data.count(b"\n", 0, error.start) + 1
    column = error.start - data.rfind(b"\n", 0, error.start)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        hint = "it looks like UTF-16: " + hint
    message = f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read"
    return Problem(path, line, column, message, hint)


def _day(line: str) -> date | None:
    try:
        return date(int(line[:4]), int(line[4:6]), int(line[6:])) if line else None
    except ValueError:
        return None


def _with_scheme(line: str) -> str:
    found = _SCHEME.match(line)
    if found:
        return found.group().lower() + line[found.end() :]
    return f"https://{line}" if line else ""

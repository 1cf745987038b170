"""What is wrong with the content, said so that a maintainer can mend it.

Every refusal of the tool is a :class:`Problem`: a place, the line that stands there, what is wrong
and what to do about it. Problems are collected and reported together; nobody should have to run a
build ten times to learn of ten mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from briefing import limits

Severity = Literal["error", "notice"]

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_WIDTH = 160
"""Characters of a line that are shown around what is wrong with it."""
_LONGEST = 600
"""Characters of a message, and of a line of a hint."""
_CLOSE = 0.6
_WORD = 100
"""Characters of the longest name that another is looked for instead of."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """One finding. Lines and columns count from 1; 0 means that the whole file is meant."""

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    source: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """``path:line:column: message``, the line itself, then the hint."""
        path = shown(self.path)
        place = f"{path}:{self.line}:{self.column}" if self.line else path
        label = "notice: " if self.severity == "notice" else ""
        parts = [f"{place}: {label}{shown(self.message)}"]
        if self.source.strip():
            source, column = _around(self.source, self.column)
            source = printable(source)
            parts.append(f"    {source}")
            if 0 < column <= len(source) + 1:
                parts.append("    " + " " * (column - 1) + "^")
        hint = [shown(line) for line in self.hint.split("\n")] if self.hint else []
        parts += [f"  hint: {line}" for line in hint[:1]]
        parts += [f"        {line}" for line in hint[1:]]
        return "\n".join(parts)


class UsageError(Exception):
    """The command line asks for what there is not; nothing has been done."""


class ContentError(Exception):
    """The content cannot be published as it is. Carries every problem of the run, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def refuse_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The notices among *problems*; raises ContentError with all of them if one is an error."""
    found = tuple(problems)
    if any(problem.severity == "error" for problem in found):
        raise ContentError(found)
    return found


def first(path: str, problems: Iterable[Problem]) -> list[Problem]:
    """*problems* of the file *path*; of very many the first, and that there are more."""
    found = list(problems)
    if len(found) > limits.PROBLEMS:
        more = f"more than {limits.PROBLEMS} problems: the others are told once these are mended"
        found[limits.PROBLEMS :] = [Problem(path, 0, 0, more)]
    return found


def printable(line: str) -> str:
    """*line* with tabs, controls and bidirectional controls made harmless, one column each."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "".join(" " if unicodedata.category(char) in hidden else char for char in line)


def shown(text: str) -> str:
    """*text* on one line, whatever it holds: what a terminal would obey is written as an escape.

    Foreign words stand in messages; none of them can pass for another message.
    """
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 200]} … {text[-200:]}"
    return escaped(text)


def escaped(text: str) -> str:
    """*text* of any length on one line, with what a terminal would obey written as an escape."""
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)


def _around(line: str, column: int) -> tuple[str, int]:
    """The part of a long *line* that *column* (from 1) lies in, and the column there."""
    if len(line) <= _WIDTH:
        return line, column
    start = max(0, min(column - 1, len(line)) - _WIDTH // 2)
    before, after = "… " if start else "", " …" if start + _WIDTH < len(line) else ""
    return f"{before}{line[start : start + _WIDTH]}{after}", column - start + len(before)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The spelling among *known* that *word* was probably meant to be, or None."""
    sought = word.casefold()
    length, letters = len(sought), Counter(sought)
    if length > _WORD:
        return None
    folded: dict[str, str] = {}
    for name in known:
        other = name.casefold()
        # As many letters in common as a likeness of _CLOSE needs: most names lack them.
        needed = _CLOSE / 2 * (length + len(other))
        if needed <= min(length, len(other)):
            common = set(other)
            if sum(count for letter, count in letters.items() if letter in common) >= needed:
                folded.setdefault(other, name)
    import difflib  # many a run finds nothing wrong

    match = difflib.get_close_matches(sought, folded, n=1, cutoff=_CLOSE)
    return folded[match[0]] if match else None


def listed(names: Iterable[str], conjunction: str = "or") -> str:
    """``a, b or c``."""
    items = list(names)
    return f" {conjunction} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))

"""What is wrong with the content, said so that a maintainer can mend it.

Every refusal of the tool is a :class:`Problem`: a place, the line that stands there, what is wrong
and what to do about it. Problems are collected and reported together; nobody should have to run a
build ten times to learn of ten mistakes.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "notice"]


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
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        label = "notice: " if self.severity == "notice" else ""
        parts = [f"{place}: {label}{self.message}"]
        if self.source.strip():
            source = printable(self.source)
            parts.append(f"    {source}")
            if 0 < self.column <= len(source) + 1:
                parts.append("    " + " " * (self.column - 1) + "^")
        parts += [f"  hint: {line}" for line in self.hint.splitlines()[:1]]
        parts += [f"        {line}" for line in self.hint.splitlines()[1:]]
        return "\n".join(parts)


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


def printable(line: str) -> str:
    """*line* with tabs, controls and bidirectional controls made harmless, one column each."""
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cf"} else char for char in line)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The spelling among *known* that *word* was probably meant to be, or None."""
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    match = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else None


def listed(names: Iterable[str], conjunction: str = "or") -> str:
    """``a, b or c``."""
    items = list(names)
    return f" {conjunction} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))

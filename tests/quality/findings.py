"""What a part of the gate hands back: findings, and a line that says what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is not as it should be: on which page, at which element, and what."""

    page: str
    where: str
    what: str

    def __str__(self) -> str:
        return ": ".join(filter(None, self))


class Result(NamedTuple):
    """The findings of a part; *measured* says how much was looked at, with the telling figures.

    *again* judges once more, when nothing else runs, what a busy machine alone may have spoilt.
    """

    measured: str
    findings: list[Finding]
    again: Callable[[], Result] | None = None


class MissingError(Exception):
    """A tool is not there; the message says how to get it."""

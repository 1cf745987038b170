"""What is known of an address, and the file that remembers it until the next run.

What went well is believed for a fortnight; what did not is asked again the next day, and a host
that gave no answer is asked in every run. The file may be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from briefing.problems import Problem

Clock = Callable[[], datetime]
"""Tells the time, with its zone."""

Outcome = Literal["well", "moved", "dead", "lost", "unclear", "silent"]
"""``moved`` for good, to ``to``; ``lost``: there is no such host, or no network here; ``unclear``:
the host answered, but did not tell; ``silent``: it did not answer, or not in good order."""

LIFE: dict[Outcome, timedelta] = {
    "well": timedelta(days=14),
    "moved": timedelta(days=14),
    "dead": timedelta(days=1),
    "unclear": timedelta(days=1),
}
"""For how long an answer is believed; what is not named here is not kept."""


class Answer(Struct, frozen=True, omit_defaults=True):
    """The outcome, in words what was ``said``, and where an address that moved leads ``to``."""

    outcome: Outcome
    said: str = ""
    to: str = ""


class _Kept(Struct, frozen=True):
    answer: Answer
    until: Annotated[datetime, Meta(tz=True)]


class _File(Struct, frozen=True):
    version: Literal[1]
    addresses: dict[str, _Kept]


class Memory:
    """The answers of earlier runs, by address. ``notes`` tell what is wrong with the file."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self.notes: list[Problem] = []
        self._file = file
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._changed = False
        try:
            self._kept = msgspec.json.decode(file.read_bytes(), type=_File).addresses
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
            self._note("cannot be used and was dropped", "all addresses are asked anew")

    def recall(self, address: str) -> Answer | None:
        """What is still believed of *address*."""
        kept = self._kept.get(address)
        return kept.answer if kept and self._is_fresh(kept, self._clock()) else None

    def keep(self, address: str, answer: Answer) -> None:
        """Believe *answer* for as long as its outcome is worth."""
        life = LIFE.get(answer.outcome)
        if life:
            self._kept[address] = _Kept(answer, self._clock() + life)
            self._changed = True

    def save(self) -> None:
        """Write the file, whole or not at all, without what is out of date."""
        if not self._changed:
            return
        now = self._clock()
        fresh = {name: kept for name, kept in self._kept.items() if self._is_fresh(kept, now)}
        data = msgspec.json.encode(_File(version=1, addresses=dict(sorted(fresh.items()))))
        beside = self._file.with_name(f".{self._file.name}-{os.getpid()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.format(data, indent=1) + b"\n")
            beside.replace(self._file)
        except OSError as error:
            self._note(f"cannot be written: {error.strerror}", "the next run asks everything again")
        finally:
            if self._file.parent.is_dir():
                beside.unlink(missing_ok=True)

    def _is_fresh(self, kept: _Kept, now: datetime) -> bool:
        """Whether it is not out of date; nor from the future, where a clock was wrong once."""
        life = LIFE.get(kept.answer.outcome, timedelta())
        return now < kept.until <= now + life

    def _note(self, what: str, hint: str) -> None:
        message = f"the memory of checked addresses {what}"
        path = self._file.as_posix()
        self.notes.append(Problem(path, 0, 0, message, hint, severity="notice"))

"""What processes that are begun afresh do in tests."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from briefing.spawned import Member

TOLD = b"the same"


def doubling(told: bytes, member: Member) -> None:
    """Double numbers, and then say what was told at the end of each turn."""
    heard = member.turn(lambda number: (2 * number, os.getpid()), told)
    member.turn(lambda _: (heard, os.getpid()), told)


def failing(_: object, member: Member) -> None:
    def fail(number: int) -> None:
        raise KeyError(f"number {number}")

    member.turn(fail)


def dying(_: object, member: Member) -> None:
    member.turn(lambda _: os.kill(os.getpid(), signal.SIGTERM))


def idle(file: Path, member: Member) -> None:
    """Leave the number of this process in *file*, and work for ever."""
    file.write_text(f"{os.getpid()}")
    member.turn(lambda _: time.sleep(1_000))


def waiting(_: object) -> None:
    time.sleep(1_000)

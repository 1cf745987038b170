"""The table of targets, and the time that an input is given."""

from __future__ import annotations

import signal
from collections.abc import Callable
from random import Random
from types import FrameType
from typing import NamedTuple

from tests.fuzzing import bodies, caches, dates, frontmatter, imports, names, requests, sites

LONGEST = 2.0
"""Seconds of processor time in which an input must be done with; ten times as many by the clock."""


class Target(NamedTuple):
    """What makes inputs and what tries them; of 100 inputs, how many are of this target."""

    make: Callable[[Random], bytes]
    check: Callable[[bytes], None]
    share: int


class TooLongError(Exception):
    """An input takes longer than LONGEST."""


def within(check: Callable[[bytes], None], data: bytes) -> None:
    """Try *data*. Raises what *check* raises, and TooLongError where it does not come to an end."""
    if not hasattr(signal, "setitimer"):
        check(data)
        return
    timers = (signal.ITIMER_PROF, signal.ITIMER_REAL)
    before = [signal.signal(number, _late) for number in (signal.SIGPROF, signal.SIGALRM)]
    try:
        for timer, seconds in zip(timers, (LONGEST, 10 * LONGEST), strict=True):
            signal.setitimer(timer, seconds)
        check(data)
    finally:
        for timer in timers:
            signal.setitimer(timer, 0)
        for number, handler in zip((signal.SIGPROF, signal.SIGALRM), before, strict=True):
            signal.signal(number, handler)


def _late(_signal: int, _frame: FrameType | None) -> None:
    raise TooLongError(f"more than {LONGEST:g} seconds")


TARGETS: dict[str, Target] = {
    "dates": Target(dates.make, dates.check, 31),
    "names": Target(names.make, names.check, 25),
    "frontmatter": Target(frontmatter.make, frontmatter.check, 20),
    "bodies": Target(bodies.make, bodies.check, 14),
    "imports": Target(imports.make, imports.check, 5),
    "caches": Target(caches.make, caches.check, 3),
    "requests": Target(requests.make, requests.check, 1),
    "sites": Target(sites.make, sites.check, 1),
}

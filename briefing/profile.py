"""Where the time of a run goes: the seconds of each stage, and the pages that took longest."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator

SLOWEST = 10


class Profile:
    """A clock that is told of each stage, and of each file that was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._stages: list[tuple[str, float]] = [("starting", self._begun)]
        self._files: list[tuple[float, str]] = []

    def stage(self, name: str) -> None:
        """From now on it is *name* that takes the time."""
        self._stages.append((name, time.perf_counter()))

    def file(self, path: str, seconds: float) -> None:
        """The file at *path* took so many *seconds*."""
        keep = heapq.heappushpop if len(self._files) >= SLOWEST else heapq.heappush
        keep(self._files, (seconds, path))

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.perf_counter() - self._begun

    def lines(self) -> Iterator[str]:
        """What took how long: the stages in their order, then the slowest files."""
        ends = [begun for _, begun in self._stages[1:]] + [time.perf_counter()]
        for (name, begun), end in zip(self._stages, ends, strict=True):
            yield f"{end - begun:8.3f} s  {name}"
        for seconds, path in sorted(self._files, reverse=True):
            yield f"{seconds:8.3f} s  {path}"

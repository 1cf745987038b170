"""One run of a command: how long it took, what it cost, and how much memory it needed at most."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.004
"""Seconds between two looks at the memory, at least."""
SHARE = 8
"""How many times as long as a look takes the pause after it is: looking holds a process up."""


@dataclass(frozen=True, slots=True)
class Run:
    """``wall`` and ``cpu`` in seconds, the latter user and system time of all its processes;
    ``memory`` in bytes, if it was looked at."""

    wall: float
    cpu: float
    memory: int | None = None


def run(command: Sequence[str], folder: Path, limit: float, *, memory: bool = False) -> Run:
    """Run *command* in *folder*, in a session of its own that is ended in any case.

    With *memory*, what all processes of the session hold is looked at again and again, which slows
    it down. Raises RuntimeError with the end of what it printed when it fails, and when it takes
    longer than *limit* seconds.
    """
    log = folder / "build.log"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # no peer is compiled at each run
    before = _children()
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # a peer's own command
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        late = threading.Timer(limit, _end, [process.pid])
        late.start()
        try:
            # Without a limit of its own: with one, it would only look every now and then.
            with _watched(process.pid) if memory else nullcontext([0]) as peak:
                process.wait()
            wall = time.perf_counter() - began
        finally:
            late.cancel()
            _end(process.pid)
            process.wait()
    if wall >= limit:
        raise RuntimeError(f"not done after {limit:,.0f} s")
    if process.returncode:
        told = log.read_text("utf-8", "replace")[-2000:]
        raise RuntimeError(f"exit status {process.returncode}:\n{told}")
    return Run(wall, _children() - before, peak[0] if memory else None)


def _end(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def held(session: int) -> int:
    """Bytes that the processes of *session* hold now: their proportional set size.

    A page that several of them share counts once, divided among them. A process that has just
    ended holds nothing.
    """
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                rollup = stat.with_name("smaps_rollup").read_text()
                line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
                total += int(line.split()[1]) * 1024
    return total


@contextmanager
def _watched(session: int) -> Iterator[list[int]]:
    """What *session* holds at most while this lasts, as the one entry of a list."""
    peak = [0]
    done = threading.Event()

    def watch() -> None:
        pause = PAUSE
        while not done.wait(pause):
            began = time.perf_counter()
            with suppress(StopIteration):
                peak[0] = max(peak[0], held(session))
            pause = max(PAUSE, SHARE * (time.perf_counter() - began))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield peak
    finally:
        done.set()
        watching.join()


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

"""Work on all cores: forked processes take it piece by piece and send back what came of it.

A forked process has all that the run knows without a byte being copied, so only numbers go in and
small results come out. Where a system cannot fork the same work is done here, one after another.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import FileIO
from typing import TypeVar

from briefing.problems import ContentError, Problem

Result = TypeVar("Result")

_NUMBER = struct.Struct("=I")
_MOST_TICKETS = 4_000
"""So many numbers fit a pipe before anybody reads from it."""


class WorkerError(ContentError):
    """A worker ended before its work was done."""


def jobs(asked: int | None = None) -> int:
    """How many processes to work with: as many as *asked*, or as there are cores to run on."""
    if asked:
        return asked
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this process can be forked safely: macOS says not, and threads make it unsafe."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def spread(
    count: int,
    work: Callable[[int], Result],
    processes: int,
    *,
    least: int = 64,
    begin: Callable[[int], object] = int,
) -> Iterator[tuple[int, Result]]:
    """The results of *work* for the numbers below *count*, each with its number, as they come.

    Fewer than *least* are not worth a process. Each process lets *begin* know which it is, from 0.
    Raises what *work* raises, and WorkerError when a process is killed; none is left behind.
    """
    if processes < 2 or count < least or not can_fork():
        begin(0)
        yield from ((number, work(number)) for number in range(count))
        return
    size = -(-count // min(count, _MOST_TICKETS))
    batches = [range(at, min(at + size, count)) for at in range(0, count, size)]
    tickets, giving = os.pipe()
    os.write(giving, b"".join(map(_NUMBER.pack, range(len(batches)))))
    os.close(giving)
    sys.stdout.flush()
    sys.stderr.flush()
    children: dict[int, FileIO] = {}
    try:
        for which in range(processes):
            reading, writing = os.pipe()
            child = os.fork()
            if not child:
                begin(which)
                _labour(tickets, writing, batches, work)
            os.close(writing)
            children[child] = os.fdopen(reading, "rb", buffering=0)
        yield from _gathered(children, count)
    finally:
        os.close(tickets)
        _end(children)


def _labour(
    tickets: int, writing: int, batches: Sequence[range], work: Callable[[int], object]
) -> None:
    """The life of a worker: never returns."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as results:
            while ticket := os.read(tickets, _NUMBER.size):
                batch = batches[_NUMBER.unpack(ticket)[0]]
                try:
                    sent = pickle.dumps(([(number, work(number)) for number in batch], None))
                except Exception as error:
                    sent = pickle.dumps(([], error))
                results.write(_NUMBER.pack(len(sent)) + sent)
                results.flush()
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is cleaned up here


def _gathered(children: dict[int, FileIO], count: int) -> Iterator[tuple[int, Result]]:
    """What the *children* send, until all of it is there."""
    got = 0
    with selectors.DefaultSelector() as selector:
        for stream in children.values():
            selector.register(stream, selectors.EVENT_READ, stream)
        while selector.get_map():
            for key, _ in selector.select():
                header = _read(key.data, _NUMBER.size)
                if not header:
                    selector.unregister(key.fileobj)
                    continue
                sent = _read(key.data, _NUMBER.unpack(header)[0])
                done, error = pickle.loads(sent)  # noqa: S301  # from our own process
                if error:
                    raise error
                got += len(done)
                yield from done
    if got < count:
        message = "a process that made pages was killed, perhaps for want of memory"
        hint = "run the build again; with --jobs 1 it needs less"
        raise WorkerError([Problem("build.py", 0, 0, message, hint)])


def _read(stream: FileIO, size: int) -> bytes:
    """The next *size* bytes, or nothing where the process at the other end is gone."""
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _end(children: dict[int, FileIO]) -> None:
    for child, stream in children.items():
        stream.close()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

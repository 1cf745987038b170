"""Work on all cores: forked processes take it piece by piece and send back what came of it.

A forked process has all that the run knows without a byte being copied, so only numbers go in and
small results come out. This process works as well: one that only waited would cost the memory of
one that works. Where a system cannot fork the same work is done here, one after another, or a whole
build is shared with processes that are begun afresh (:mod:`briefing.spawned`).
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
from io import BufferedWriter, FileIO
from itertools import chain
from typing import Generic, TypeVar, cast

from briefing.problems import ContentError, Problem

Result = TypeVar("Result")

_NUMBER = struct.Struct("=I")
_TOGETHER, _LEAST_TICKETS = 8, 64
"""So many numbers are drawn at once, as long as there are so many tickets: each costs a message."""
_MOST_TICKETS = 4_000
"""So many numbers fit a pipe before anybody reads from it."""
WORTH = 300
"""From how many documents on it is worth while to begin processes afresh."""
MOST = 8
"""So many processes at most where they are begun afresh: each holds the whole site by itself."""


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


def apart(processes: int, documents: int) -> int:
    """How many of the *processes* are to be begun afresh (:mod:`briefing.spawned`): none where they
    can be forked, or where so many *documents* are not worth it."""
    if processes < 2 or documents < WORTH or can_fork() or not sys.executable:
        return 0
    return min(processes, MOST) - 1


def spread(
    count: int,
    work: Callable[[int], Result],
    processes: int,
    *,
    least: int = 64,
    begin: Callable[[int], object] = int,
) -> Iterator[tuple[int, Result]]:
    """The results of *work* for the numbers below *count*, each with its number, as they come.

    Fewer than *least* are not worth a process. This one is among the *processes*; each lets *begin*
    know which it is, from 0. Raises what *work* raises, and WorkerError when a process is killed;
    none is left behind.
    """
    if processes < 2 or count < least or not can_fork():
        begin(0)
        yield from ((number, work(number)) for number in range(count))
        return
    children: dict[int, FileIO] = {}
    batches, tickets = _batches(count)
    try:
        _employ(children, batches, tickets, work, range(1, processes), begin)
        begin(0)
        got = 0
        for done in _gathered(children, _own(batches, tickets, work)):
            got += len(done)
            yield from done
        if got < count:
            raise killed()
    finally:
        os.close(tickets)
        _end(children)


class Aside(Generic[Result]):
    """*work* that a process of its own does, while this one goes on. To be closed in any case.

    With less than two *processes*, or where none can be forked, it is done here when its result is
    asked for.
    """

    def __init__(self, work: Callable[[], Result], processes: int) -> None:
        self._work: Callable[[], Result] | None = None
        self._children: dict[int, FileIO] = {}
        if processes < 2 or not can_fork():
            self._work = work
            return
        batches, tickets = _batches(1)
        try:
            _employ(self._children, batches, tickets, lambda _: work(), range(1))
        finally:
            os.close(tickets)

    def result(self) -> Result:
        """What came of it; waits for it. Raises as :func:`spread` does."""
        if self._work:
            return self._work()
        results: list[tuple[int, Result]] = list(chain(*_gathered(self._children, iter(()))))
        self.close()
        if not results:
            raise killed()
        return results[0][1]

    def close(self) -> None:
        """End it, done or not."""
        _end(self._children)
        self._children.clear()


def _batches(count: int) -> tuple[Sequence[range], int]:
    """The numbers below *count* in batches, and the end of a pipe that gives a ticket for each."""
    size = max(1, min(_TOGETHER, count // _LEAST_TICKETS), -(-count // _MOST_TICKETS))
    batches = [range(at, min(at + size, count)) for at in range(0, count, size)]
    tickets, giving = os.pipe()
    os.write(giving, b"".join(map(_NUMBER.pack, range(len(batches)))))
    os.close(giving)
    return batches, tickets


def _employ(
    children: dict[int, FileIO],
    batches: Sequence[range],
    tickets: int,
    work: Callable[[int], object],
    numbers: range,
    begin: Callable[[int], object] = int,
) -> None:
    """Add to *children* a process for each of *numbers*, and the end of a pipe in which it sends
    what came of its *work*."""
    sys.stdout.flush()
    sys.stderr.flush()
    for which in numbers:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            begin(which)
            _labour(tickets, writing, batches, work)
        os.close(writing)
        children[child] = os.fdopen(reading, "rb", buffering=0)


def _own(
    batches: Sequence[range], tickets: int, work: Callable[[int], Result]
) -> Iterator[list[tuple[int, Result]]]:
    """What comes of each batch that is left when its ticket is drawn."""
    while ticket := os.read(tickets, _NUMBER.size):
        yield [(number, work(number)) for number in batches[_NUMBER.unpack(ticket)[0]]]


def _labour(
    tickets: int, writing: int, batches: Sequence[range], work: Callable[[int], object]
) -> None:
    """The life of a worker: never returns."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as results:
            try:
                for done in _own(batches, tickets, work):
                    _send(results, (done, None))
            except Exception as error:
                _send(results, ([], error))
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is cleaned up here


def _send(results: BufferedWriter, message: object) -> None:
    sent = pickle.dumps(message)
    results.write(_NUMBER.pack(len(sent)) + sent)
    results.flush()


def _gathered(
    children: dict[int, FileIO], own: Iterator[list[tuple[int, Result]]]
) -> Iterator[list[tuple[int, Result]]]:
    """What the *children* send until the end of all, and what this process does of its *own*."""
    busy = True
    with selectors.DefaultSelector() as selector:
        for stream in children.values():
            selector.register(stream, selectors.EVENT_READ)
        while busy or selector.get_map():
            for key, _ in selector.select(0 if busy else None):
                stream = cast("FileIO", key.fileobj)
                header = _read(stream, _NUMBER.size)
                sent = _read(stream, _NUMBER.unpack(header)[0]) if header else b""
                if not sent:
                    selector.unregister(stream)
                    continue
                done, error = pickle.loads(sent)  # noqa: S301 - from our own
                if error:
                    raise error
                yield done
            done = next(own, None)
            busy = done is not None
            if done is not None:
                yield done


def killed() -> WorkerError:
    """What is wrong when a process has ended before its work was done."""
    message = "a process that made pages was killed, perhaps for want of memory"
    hint = "run the build again; with --jobs 1 it needs less"
    return WorkerError([Problem("build.py", 0, 0, message, hint)])


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

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
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import FileIO
from itertools import chain
from typing import Generic, TypeVar, cast

from briefing.problems import ContentError, Problem

Result = TypeVar("Result")

_NUMBER = struct.Struct("=I")
_TOGETHER, _LEAST_TICKETS = 8, 64
"""So many numbers are drawn at once, as long as there are so many tickets: each costs a message."""
_MOST_TICKETS = 4_000
"""So many tickets fit a pipe before anybody reads from it."""
_PIPE = 1 << 16
"""Bytes to read at once: all that a pipe holds."""
_FEWER_AT_FIRST = 16
"""The first so many tickets are for one number each, the next for two, and so on: what takes long
comes first, and whoever has it should not have more of it than the others."""
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
    batches = list(_divided(count))
    tickets, giving = os.pipe()
    os.write(giving, b"".join(map(_NUMBER.pack, range(len(batches)))))
    os.close(giving)
    return batches, tickets


def _divided(count: int) -> Iterator[range]:
    size = max(1, min(_TOGETHER, count // _LEAST_TICKETS), -(-count // _MOST_TICKETS))
    at = drawn = 0
    while at < count:
        to = min(at + min(size, 1 + drawn // _FEWER_AT_FIRST), count)
        yield range(at, to)
        at, drawn = to, drawn + 1


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
        results = _Sending(writing)
        try:
            for done in _own(batches, tickets, work):
                results.send((done, None))
        except Exception as error:
            results.send(([], error))
        results.end()
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's is cleaned up here


class _Sending:
    """Messages into a pipe whose other end may be busy: what does not fit yet waits in memory, so
    that the work goes on."""

    def __init__(self, pipe: int) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._waiting: deque[memoryview] = deque()

    def send(self, message: object) -> None:
        sent = pickle.dumps(message)
        self._waiting.append(memoryview(_NUMBER.pack(len(sent)) + sent))
        with suppress(BlockingIOError):
            self._push()

    def end(self) -> None:
        """All of it, however long that takes."""
        os.set_blocking(self._pipe, True)
        self._push()
        os.close(self._pipe)

    def _push(self) -> None:
        while self._waiting:
            first = self._waiting[0]
            written = os.write(self._pipe, first)
            if written < len(first):
                self._waiting[0] = first[written:]
            else:
                self._waiting.popleft()


def _gathered(
    children: dict[int, FileIO], own: Iterator[list[tuple[int, Result]]]
) -> Iterator[list[tuple[int, Result]]]:
    """What the *children* send until the end of all, and what this process does of its *own*."""
    busy = True
    parts = {stream: bytearray() for stream in children.values()}
    with selectors.DefaultSelector() as selector:
        for stream in parts:
            os.set_blocking(stream.fileno(), False)
            selector.register(stream, selectors.EVENT_READ)
        while busy or selector.get_map():
            for key, _ in selector.select(0 if busy else None):
                stream = cast("FileIO", key.fileobj)
                if not _drained(stream, parts[stream]):
                    selector.unregister(stream)
                for sent in _messages(parts[stream]):
                    done, error = pickle.loads(sent)  # noqa: S301 - from our own
                    if error:
                        raise error
                    yield done
            done = next(own, None)
            busy = done is not None
            if done is not None:
                yield done


def _drained(stream: FileIO, parts: bytearray) -> bool:
    """Whether more may come from *stream*, after what is there is added to *parts*."""
    while (some := stream.read(_PIPE)) is not None:
        if not some:
            return False
        parts += some
    return True


def _messages(parts: bytearray) -> Iterator[bytes]:
    """The messages that are complete, taken out of *parts*."""
    at = 0
    while len(parts) >= (begin := at + _NUMBER.size):
        end = begin + _NUMBER.unpack_from(parts, at)[0]
        if end > len(parts):
            break
        yield bytes(parts[begin:end])
        at = end
    del parts[:at]


def killed() -> WorkerError:
    """What is wrong when a process has ended before its work was done."""
    message = "a process that made pages was killed, perhaps for want of memory"
    hint = "run the build again; with --jobs 1 it needs less"
    return WorkerError([Problem("build.py", 0, 0, message, hint)])


def _end(children: dict[int, FileIO]) -> None:
    for child, stream in children.items():
        stream.close()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

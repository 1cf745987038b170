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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from io import FileIO
from typing import Any, Generic, TypeVar, cast

from briefing.problems import ContentError, Problem

if sys.platform == "linux":
    import fcntl

Result = TypeVar("Result")
Work = tuple[int, Callable[[int], Any]]
"""A count, and what is to be done for each number below it."""

_NUMBER = struct.Struct("=I")
_TOGETHER, _LEAST_TICKETS = 8, 64
"""So many numbers are drawn at once, as long as there are so many tickets: each costs a message."""
_MOST_TICKETS = 4_000
"""So many tickets fit a pipe before anybody reads from it."""
_PIPE = 1 << 16
"""Bytes to read at once: all that a pipe holds."""
_WIDE = 1 << 20
"""Bytes that a pipe holds at most, on Linux for whoever is not root."""
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
    with closing(Forked([(count, work)], processes if count >= least else 1, begin)) as forked:
        yield from forked.results(0)


class Forked:
    """Processes that do several works, one after another, and this one with them. To be closed.

    What a forked process looks at becomes a copy of its own: one that lives on for the next work
    has it already. A work is a count and what is to be done for each number below it.
    """

    def __init__(
        self,
        works: Sequence[Work],
        processes: int,
        begin: Callable[[int], object] = int,
        *,
        here: bool = True,
    ) -> None:
        """This one is among the *processes* if it works *here*, too; each lets *begin* know which
        it is, from 0. With fewer than two, or where none can be forked, all is done here."""
        self._works = works
        self._here = here
        self._children: dict[int, FileIO] = {}
        self._parts: dict[FileIO, bytearray] = {}
        self._selector = selectors.DefaultSelector()
        self._pipes: list[_Tickets] = []
        if processes > 1 and can_fork():
            self._pipes = [_Tickets(count) for count, _ in works]
            try:
                self._fork(range(1 if here else 0, processes if here else processes - 1), begin)
            except BaseException:  # some may be there already
                self.close()
                raise
        if here:
            begin(0)

    def _fork(self, numbers: range, begin: Callable[[int], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        for which in numbers:
            reading, writing = _wide_pipe()
            child = os.fork()
            if not child:
                for tickets in self._pipes:
                    tickets.forgo()
                begin(which)
                _labour(writing, zip(self._pipes, (work for _, work in self._works), strict=True))
            os.close(writing)
            self._children[child] = stream = os.fdopen(reading, "rb", buffering=0)
            os.set_blocking(reading, False)
            self._parts[stream] = bytearray()
            self._selector.register(stream, selectors.EVENT_READ)

    @property
    def others(self) -> Sequence[int]:
        """The processes beside this one, by their numbers."""
        return list(self._children)

    def give(self, which: int) -> None:
        """Let the others begin with that work; the one before has to be done."""
        if self._pipes:
            self._pipes[which].give()

    def results(self, which: int) -> Iterator[tuple[int, Any]]:
        """What comes of that work, each with its number, as it comes. Raises as :func:`spread`
        does."""
        count, work = self._works[which]
        if not self._pipes:
            yield from ((number, work(number)) for number in range(count))
            return
        self.give(which)
        tickets = self._pipes[which]
        got = 0
        for done in self._gathered(_own(tickets, work) if self._here else iter(())):
            got += len(done)
            yield from done
        if got < count:
            raise killed()

    def _gathered(self, own: Iterator[list[tuple[int, Any]]]) -> Iterator[list[tuple[int, Any]]]:
        """What the others send until all have done the work, and what this process does of its
        *own*."""
        working = {cast("FileIO", key.fileobj) for key in self._selector.get_map().values()}
        busy = True
        while busy or working:
            for key, _ in self._selector.select(0 if busy else None):
                stream = cast("FileIO", key.fileobj)
                if not _drained(stream, self._parts[stream]):
                    self._selector.unregister(stream)
                    working.discard(stream)
                for sent in _messages(self._parts[stream]):
                    done, error = pickle.loads(sent)  # noqa: S301 - from our own
                    if error:
                        raise error
                    if done:
                        yield done
                    else:
                        working.discard(stream)
            done = next(own, None)
            busy = done is not None
            if done is not None:
                yield done

    def close(self) -> None:
        """End the others, done or not."""
        for tickets in self._pipes:
            tickets.close()
        self._pipes.clear()
        self._selector.close()
        _end(self._children)
        self._children.clear()


class Aside(Generic[Result]):
    """*work* that a process of its own does, while this one goes on. To be closed in any case.

    With less than two *processes*, or where none can be forked, it is done here when its result is
    asked for.
    """

    def __init__(self, work: Callable[[], Result], processes: int) -> None:
        self._forked = Forked([(1, lambda _: work())], min(processes, 2), here=False)
        self._forked.give(0)

    def result(self) -> Result:
        """What came of it; waits for it. Raises as :func:`spread` does."""
        results: list[tuple[int, Result]] = list(self._forked.results(0))
        self.close()
        return results[0][1]

    def close(self) -> None:
        """End it, done or not."""
        self._forked.close()


class _Tickets:
    """A pipe with a ticket for each batch of the numbers below *count*: whoever draws it does it.

    It is empty until they are given, and at its end when all are drawn.
    """

    def __init__(self, count: int) -> None:
        self._batches = list(_divided(count))
        self._taking, self._giving = os.pipe()
        self._is_open = True

    def give(self) -> None:
        """All tickets, once."""
        if self._is_open:
            os.write(self._giving, b"".join(map(_NUMBER.pack, range(len(self._batches)))))
            self.forgo()

    def forgo(self) -> None:
        """Leave the giving to another process."""
        if self._is_open:
            os.close(self._giving)
            self._is_open = False

    def draw(self) -> range | None:
        """The numbers of the next ticket; None if there is none any more. Waits until they are
        given."""
        ticket = os.read(self._taking, _NUMBER.size)
        return self._batches[_NUMBER.unpack(ticket)[0]] if ticket else None

    def close(self) -> None:
        self.forgo()
        os.close(self._taking)


def _divided(count: int) -> Iterator[range]:
    size = max(1, min(_TOGETHER, count // _LEAST_TICKETS), -(-count // _MOST_TICKETS))
    at = drawn = 0
    while at < count:
        to = min(at + min(size, 1 + drawn // _FEWER_AT_FIRST), count)
        yield range(at, to)
        at, drawn = to, drawn + 1


def _wide_pipe() -> tuple[int, int]:
    """A pipe that holds much, where there are such: who has filled one that nobody reads from yet
    cannot end, and as long as it lives all that is looked at is copied."""
    pipe = os.pipe()
    if sys.platform == "linux":
        with suppress(OSError):  # it may be more than this user is allowed
            fcntl.fcntl(pipe[1], fcntl.F_SETPIPE_SZ, _WIDE)
    return pipe


def _own(tickets: _Tickets, work: Callable[[int], Any]) -> Iterator[list[tuple[int, Any]]]:
    """What comes of each batch that is left when its ticket is drawn."""
    while (numbers := tickets.draw()) is not None:
        yield [(number, work(number)) for number in numbers]


def _labour(writing: int, works: Iterable[tuple[_Tickets, Callable[[int], Any]]]) -> None:
    """The life of a worker: never returns. What comes of nothing tells that a work is done."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        results = _Sending(writing)
        try:
            for tickets, work in works:
                for done in _own(tickets, work):
                    results.send((done, None))
                results.send(([], None))
                results.wait()
        except Exception as error:
            results.send(([], error))
            results.wait()
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

    def wait(self) -> None:
        """Until all of it is sent."""
        os.set_blocking(self._pipe, True)
        self._push()
        os.set_blocking(self._pipe, False)

    def _push(self) -> None:
        while self._waiting:
            first = self._waiting[0]
            written = os.write(self._pipe, first)
            if written < len(first):
                self._waiting[0] = first[written:]
            else:
                self._waiting.popleft()


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

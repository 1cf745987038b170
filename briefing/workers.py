"""Work on all cores: forked processes take it piece by piece and send back what came of it.

A forked process has all that the run knows without a byte being copied, so only numbers go in and
small results come out. This process works as well: one that only waited would cost the memory of
one that works. Where a system cannot fork the same work is done here, one after another, or a whole
build is shared with processes that are begun afresh (:mod:`briefing.spawned`).
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any, TypeVar, cast

from briefing.pipes import Receiving, Sending
from briefing.problems import ContentError, Problem
from briefing.tickets import Tickets

Result = TypeVar("Result")
Work = tuple[int, Callable[[int], Any]]
"""A count, and what is to be done for each number below it."""

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
    has it already.
    """

    def __init__(
        self, works: Sequence[Work], processes: int, begin: Callable[[int], object] = int
    ) -> None:
        """This one is among the *processes*; each lets *begin* know which it is, from 0. With fewer
        than two, or where none can be forked, all is done here."""
        self._works = works
        self._children: dict[int, Receiving] = {}
        self._selector = selectors.DefaultSelector()
        self._tickets: list[Tickets] = []
        if processes > 1 and can_fork():
            self._tickets = [Tickets(count) for count, _ in works]
            try:
                self._fork(range(1, processes), begin)
            except BaseException:  # some may be there already
                self.close()
                raise
        begin(0)

    def _fork(self, numbers: range, begin: Callable[[int], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        for which in numbers:
            reading, writing = os.pipe()
            child = os.fork()
            if not child:
                for tickets in self._tickets:
                    tickets.forgo()
                begin(which)
                _labour(writing, zip(self._tickets, (work for _, work in self._works), strict=True))
            os.close(writing)
            self._children[child] = receiving = Receiving(reading)
            self._selector.register(receiving, selectors.EVENT_READ)

    @property
    def others(self) -> Sequence[int]:
        """The processes beside this one, by their numbers."""
        return list(self._children)

    def give(self, which: int) -> None:
        """Let the others begin with that work; the one before has to be done."""
        if self._tickets:
            self._tickets[which].give()

    def results(self, which: int) -> Iterator[tuple[int, Any]]:
        """What comes of that work, each with its number, as it comes. Raises as :func:`spread`
        does."""
        count, work = self._works[which]
        if not self._tickets:
            yield from ((number, work(number)) for number in range(count))
            return
        self.give(which)
        got = 0
        for done in self._gathered(_own(self._tickets[which], work)):
            got += len(done)
            yield from done
        if got < count:
            raise killed()

    def _gathered(self, own: Iterator[list[tuple[int, Any]]]) -> Iterator[list[tuple[int, Any]]]:
        """What the others send until all have done the work, and what this process does of its
        *own*."""
        working = {cast("Receiving", key.fileobj) for key in self._selector.get_map().values()}
        busy = True
        while busy or working:
            for key, _ in self._selector.select(0 if busy else None):
                receiving = cast("Receiving", key.fileobj)
                for done, error in receiving.messages():
                    if error:
                        raise error
                    if done:
                        yield done
                    else:
                        working.discard(receiving)
                if receiving.ended:
                    self._selector.unregister(receiving)
                    working.discard(receiving)
            done = next(own, None)
            busy = done is not None
            if done is not None:
                yield done

    def close(self) -> None:
        """End the others, done or not."""
        for tickets in self._tickets:
            tickets.close()
        self._tickets.clear()
        self._selector.close()
        for child, receiving in self._children.items():
            receiving.close()
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        self._children.clear()


def _own(tickets: Tickets, work: Callable[[int], Any]) -> Iterator[list[tuple[int, Any]]]:
    """What comes of each batch that is left when its ticket is drawn."""
    while (numbers := tickets.draw()) is not None:
        yield [(number, work(number)) for number in numbers]


def _labour(writing: int, works: Iterable[tuple[Tickets, Callable[[int], Any]]]) -> None:
    """The life of a worker: never returns. What comes of nothing tells that a work is done."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        results = Sending(writing)
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


def killed() -> WorkerError:
    """What is wrong when a process has ended before its work was done."""
    message = "a process that made pages was killed, perhaps for want of memory"
    hint = "run the build again; with --jobs 1 it needs less"
    return WorkerError([Problem("build.py", 0, 0, message, hint)])

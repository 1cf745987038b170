"""Work on all cores where no process can be forked: by others that are begun afresh.

What a forked process gets for nothing one that begins afresh has to come to by itself: it lives
through the same work as this one, from turn to turn. In a turn all do a part each. Who does which
is found as they go; then everybody is told what the others have.

A process of which it turns out that it works from something else (a file was changed between two
readings) is given nothing to do. Only pipes, threads and signals that every system has are used.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import IO, Any, NoReturn, TypeVar

from briefing.stopping import heed
from briefing.workers import killed

Ticket = TypeVar("Ticket")
Result = TypeVar("Result")
Done = tuple[int, Ticket, Result]
"""Who has done it (0 is this process), for which ticket, and what came of it."""

_AT_ONCE = 2
"""So many tickets each process has: while it works on one, the next is on its way."""
_PATIENCE = 0.2
"""Seconds after which it is looked whether this process was told to stop: on Windows nothing else
ends waiting."""
_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from briefing.spawned import begin; begin()"


class Crew:
    """*count* processes beside this one that each live through *life*, given an *order*.

    To be closed in any case. Both must be known to :mod:`pickle`. Raises OSError when none can be
    started. A turn that needs what an ended process owed raises WorkerError; what is raised in one
    is raised here.
    """

    def __init__(self, life: Callable[[Any, Member], object], order: object, count: int) -> None:
        self._lock = threading.Lock()
        self._turn, self._told = 0, b""
        self._tickets: deque[Any] = deque()
        self._found: SimpleQueue[tuple[int, Any, Any]] = SimpleQueue()
        self._others: list[_Other] = []
        try:
            for number in range(1, count + 1):
                other = _Other(number, self._hear)
                self._others.append(other)
                other.send((life, order))
        except BaseException:
            self.close()
            raise

    def share(
        self, tickets: Iterable[Ticket], work: Callable[[Ticket], Result], told: bytes = b""
    ) -> Iterator[Done[Ticket, Result]]:
        """Take a turn: what comes of *work* for each of *tickets*, in any order.

        The others begin at once, this process when it is first asked for a result. Only those take
        part that come to the same as is *told*.
        """
        every = deque(tickets)
        with self._lock:
            self._turn, self._told, self._tickets = self._turn + 1, told, every
            left = len(every)
            for other in self._others:
                waiting, other.waiting = other.waiting, []
                for turn, said in waiting:
                    self._give(other, turn, said)
        return self._shared(every, work, left)

    def _shared(
        self, tickets: deque[Ticket], work: Callable[[Ticket], Result], left: int
    ) -> Iterator[Done[Ticket, Result]]:
        while left:
            own = False
            with suppress(IndexError):
                ticket = tickets.popleft()
                own = True
            if own:
                left -= 1
                yield 0, ticket, work(ticket)
            with suppress(Empty):
                while left:
                    found = self._found.get_nowait() if own else self._found.get(timeout=_PATIENCE)
                    own = True
                    who, ticket, result = found
                    if isinstance(result, BaseException):
                        raise result
                    left -= 1
                    yield who, ticket, result
            heed()

    def tell(self, what: Callable[[int], object]) -> None:
        """End the turn, and tell each of the others what is for its number."""
        with self._lock:
            for other in self._others:
                other.send((None, what(other.number)))

    def _hear(self, other: _Other, message: object) -> None:
        """*other* has sent a *message*; nothing if it is gone. In a thread of its own."""
        if not isinstance(message, tuple):
            self._found.put((other.number, None, message if message is not None else killed()))
            return
        turn, said, done = message
        with self._lock:
            if done is not None:
                self._found.put((other.number, *done))
            self._give(other, turn, said)

    def _give(self, other: _Other, turn: int, said: bytes) -> None:
        """A ticket for *other*, which is in that *turn*; later, if it is ahead of this process."""
        if turn > self._turn:
            other.waiting.append((turn, said))
        elif turn == self._turn and said == self._told:
            with suppress(IndexError):
                other.send((self._tickets.popleft(),))

    def close(self) -> None:
        """End the others, done or not."""
        for other in self._others:
            other.kill()
        for other in self._others:
            other.bury()
        self._others.clear()


class _Other:
    """One of the others, as this process sees it. What it sends is given to *hear*."""

    def __init__(self, number: int, hear: Callable[[_Other, object], None]) -> None:
        self.number = number
        self.waiting: list[tuple[int, bytes]] = []
        options = ["-X", "utf8"] if sys.flags.utf8_mode else []
        self._process = subprocess.Popen(  # noqa: S603  # this Python, and this program
            [sys.executable, *options, "-c", _BEGIN, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What is typed to interrupt this process is for this process alone, which ends others.
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            process_group=0 if os.name == "posix" else None,
        )
        self._thread = threading.Thread(target=self._listen, args=(hear,), daemon=True)
        self._thread.start()

    def _listen(self, hear: Callable[[_Other, object], None]) -> None:
        try:
            for message in _messages(self._process.stdout):
                hear(self, message)
        finally:
            hear(self, None)

    def send(self, message: object) -> None:
        with suppress(OSError, ValueError):  # that it is gone is heard elsewhere
            _send(self._process.stdin, message)

    def kill(self) -> None:
        with suppress(OSError):  # it is gone already
            self._process.kill()
        with suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()

    def bury(self) -> None:
        self._process.wait()
        self._thread.join()
        if self._process.stdout:
            self._process.stdout.close()


class Member:
    """The crew, as one of the others sees it."""

    def __init__(self, sending: IO[bytes]) -> None:
        self.heard: SimpleQueue[Any] = SimpleQueue()
        self._sending = sending
        self._turn = 0

    def turn(self, work: Callable[[Any], object], told: bytes = b"") -> Any:
        """Take a turn, and come back with what is told at its end: *work* as long as there is some
        for a process that comes to the same as is *told*."""
        self._turn += 1
        for _ in range(_AT_ONCE):
            self.send((self._turn, told, None))
        while True:
            ticket, *end = self.heard.get()
            if end:
                return end[0]
            self.send((self._turn, told, (ticket, work(ticket))))

    def wait(self) -> NoReturn:
        """Wait for the end."""
        while True:
            self.heard.get()

    def send(self, message: object) -> None:
        _send(self._sending, message)


def begin() -> NoReturn:
    """The life of a process that is begun afresh: it ends with the one that has begun it."""
    import gc

    gc.disable()  # as in the other
    status = 1
    try:
        sending = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # what is printed by mistake is no message
        member: Member = Member(sending)
        threading.Thread(target=partial(_hear, member), daemon=True).start()
        life, order = member.heard.get()
        try:
            life(order, member)
        except Exception as error:
            member.send(error)
        status = 0
    finally:
        os._exit(status)


def _hear(member: Member) -> None:
    try:
        for message in _messages(sys.stdin.buffer):
            member.heard.put(message)
    finally:
        os._exit(1)


def _messages(stream: IO[bytes] | None) -> Iterator[Any]:
    """What comes through *stream* until the process at its other end is gone."""
    with suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
        while stream:
            yield pickle.load(stream)  # noqa: S301 - from our own


def _send(stream: IO[bytes] | None, message: object) -> None:
    if stream:
        pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()

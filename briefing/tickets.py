"""Who does what: a pipe of tickets, from which every process draws the next when it is free."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

_NUMBER = struct.Struct("=I")
_TOGETHER, _LEAST = 8, 64
"""So many numbers are drawn at once, as long as there are so many tickets: each costs a message."""
_MOST = 4_000
"""So many tickets fit a pipe before anybody reads from it."""
_FEWER_AT_FIRST = 16
"""The first so many tickets are for one number each, the next for two, and so on: what takes long
comes first, and whoever has it should not have more of it than the others."""


class Tickets:
    """A ticket for each batch of the numbers below *count*: whoever draws it does it. To be closed.

    There is none before they are given, and then until all are drawn.
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
        """Let go of the pipe."""
        self.forgo()
        os.close(self._taking)


def _divided(count: int) -> Iterator[range]:
    size = max(1, min(_TOGETHER, count // _LEAST), -(-count // _MOST))
    at = drawn = 0
    while at < count:
        to = min(at + min(size, 1 + drawn // _FEWER_AT_FIRST), count)
        yield range(at, to)
        at, drawn = to, drawn + 1

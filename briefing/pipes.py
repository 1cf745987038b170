"""Messages from one process to another through a pipe, without either waiting for the other."""

from __future__ import annotations

import os
import pickle
import struct
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

_SIZE = struct.Struct("=I")
_HELD = 1 << 16
"""Bytes to read at once: all that a pipe holds."""


class Sending:
    """Messages into a pipe whose other end may be busy: what does not fit yet waits in memory, so
    that the work goes on."""

    def __init__(self, pipe: int) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._waiting: deque[memoryview] = deque()

    def send(self, message: object) -> None:
        """Send a *message* that is known to :mod:`pickle`, now or with one of the next."""
        sent = pickle.dumps(message)
        self._waiting.append(memoryview(_SIZE.pack(len(sent)) + sent))
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


class Receiving:
    """Messages out of a *pipe*. To be closed. ``ended`` tells whether none can come any more."""

    def __init__(self, pipe: int) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._parts = bytearray()
        self.ended = False

    def fileno(self) -> int:
        """The pipe, for :mod:`selectors`."""
        return self._pipe

    def messages(self) -> Iterator[Any]:
        """Those that are there and whole."""
        with suppress(BlockingIOError):
            while some := os.read(self._pipe, _HELD):
                self._parts += some
            self.ended = True
        at = 0
        while len(self._parts) >= (begin := at + _SIZE.size):
            end = begin + _SIZE.unpack_from(self._parts, at)[0]
            if end > len(self._parts):
                break
            yield pickle.loads(memoryview(self._parts)[begin:end])  # noqa: S301 - from our own
            at = end
        del self._parts[:at]

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._pipe)

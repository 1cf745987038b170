"""Texts that are put by: read once, seldom asked for again, and more of them than memory is for.

They wait in a file without a name, which whoever was forked since can read as well.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import Protocol

from msgspec import Struct

from briefing.problems import ContentError, Problem

_SIZE = 24
"""Bits of a place that tell the size."""


def place_of(at: int, size: int) -> int:
    """Where a text of *size* bytes begins, and how many these are, as one number."""
    return at << _SIZE | size


def told_by(place: int) -> tuple[int, int]:
    """Where a text begins and how many bytes it has, from its :func:`place_of`."""
    return place >> _SIZE, place & (1 << _SIZE) - 1


def shared_places(count: int) -> memoryview:
    """Room for so many places that is the same in all processes that are forked from now on."""
    return memoryview(mmap.mmap(-1, 8 * max(count, 1))).cast("Q")


class Spool:
    """A file that one process adds to. It is gone when the last that knows of it ends.

    Raises ContentError when it cannot be written.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="briefing-", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise _refused(error) from error
        self._end = 0
        self._waiting: list[bytes] = []
        self._view: mmap.mmap | None = None

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self.close()

    @property
    def closed(self) -> bool:
        """Whether nothing can be read from it any more, in this process."""
        return self._file.closed

    def close(self) -> None:
        """Let go of it. Its room is free when all have who know of it."""
        self._file.close()
        if self._view is not None:
            self._view.close()

    def put(self, *parts: str) -> tuple[int, ...]:
        """Put a text by: the place where it begins, and how many bytes each of its *parts* has.

        Others can read it from the next :meth:`flush` on.
        """
        encoded = [part.encode() for part in parts]
        sizes = [len(part) for part in encoded]
        at = self._end
        self._end += sum(sizes)
        self._waiting += encoded
        return at, *sizes

    def flush(self) -> None:
        """Write what waits to be written."""
        rest = memoryview(b"".join(self._waiting))
        self._waiting.clear()
        try:
            while rest:
                rest = rest[os.write(self._file.fileno(), rest) :]
        except OSError as error:
            raise _refused(error) from error

    def get(self, at: int, size: int) -> str:
        """The text of *size* bytes that begins *at* a place."""
        parts = []
        while size:
            part = os.pread(self._file.fileno(), size, at)
            if not part:
                raise OSError(None, "a text that was put by is gone")
            parts.append(part)
            at, size = at + len(part), size - len(part)
        return b"".join(parts).decode()

    def peek(self, at: int, size: int) -> str:
        """The same, of what is asked for again and again: it stays at hand, once for all."""
        if not size:
            return ""
        if self._view is None or len(self._view) < at + size:
            self._view = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return self._view[at : at + size].decode()


def _refused(error: OSError) -> ContentError:
    folder = tempfile.gettempdir() if tempfile.tempdir is not None else "."
    message = f"texts cannot be put by in a temporary file: {error.strerror}"
    hint = "make room, name another folder with TMPDIR, or keep them in memory with --jobs 1"
    return ContentError([Problem(folder, 0, 0, message, hint)])


class Text(Protocol):
    """The frontmatter and the body of a document, wherever they are."""

    @property
    def front(self) -> str: ...

    @property
    def body(self) -> str: ...


class Held(Struct, frozen=True):
    """The two in memory."""

    front: str
    body: str


class PutBy(Struct, frozen=True):
    """The two in a spool: where they begin, and how many bytes each has; or had, before the spool
    was closed, and then they are what they are *again*."""

    spool: Spool
    again: Text
    at: int
    front_size: int
    body_size: int

    @property
    def front(self) -> str:
        if self.spool.closed:
            return self.again.front
        return self.spool.get(self.at, self.front_size)

    @property
    def body(self) -> str:
        if self.spool.closed:
            return self.again.body
        return self.spool.get(self.at + self.front_size, self.body_size)

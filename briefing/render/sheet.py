"""Where the bytes of one page after another are put together.

A long page takes four times its room on the way from pieces of text to bytes, and room that is
given back and asked for again costs more than writing into it. So a few pieces at a time become
bytes, and these lie where those of the page before have lain.
"""

from __future__ import annotations

from collections.abc import Iterable

from briefing.hrefs import ROOT

_ROOT = ROOT.encode()
_TOGETHER = 1 << 15
"""Characters that become bytes at once, or a few more."""


class Sheet:
    """The bytes of a page, until the next one is put together."""

    def __init__(self) -> None:
        self._room = bytearray()
        self._page = memoryview(self._room)

    def fill(self, pieces: Iterable[str], root: str) -> memoryview:
        """Put the page together of *pieces*, in which *root* takes the place of
        :data:`briefing.hrefs.ROOT`; it has to be within one of them."""
        self._page.release()
        way, end, size = root.encode(), 0, 0
        some: list[str] = []
        for piece in pieces:
            some.append(piece)
            size += len(piece)
            if size > _TOGETHER:
                end = self._add(end, some, way)
                size = 0
        end = self._add(end, some, way)
        self._page = memoryview(self._room)[:end]
        return self._page

    def _add(self, begin: int, some: list[str], way: bytes) -> int:
        data = "".join(some).encode().replace(_ROOT, way)
        some.clear()
        end = begin + len(data)
        self._room[begin:end] = data
        return end

    def find(self, data: bytes, begin: int) -> int:
        """Where *data* stands in the page from *begin* on, or -1."""
        return self._room.find(data, begin, len(self._page))

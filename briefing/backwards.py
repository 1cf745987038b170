"""Run a program as on a disk that lists folders backwards: ``python -m briefing.backwards FILE …``.

File systems list a folder in whatever order they like, and most machines never show but one. So
:mod:`briefing.verify` builds once with this.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any


class Backwards:
    """The entries of a folder, last first, with all that :func:`os.scandir` gives."""

    def __init__(self, entries: Any) -> None:
        with entries:
            self._entries: Iterator[Any] = reversed(list(entries))

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> Backwards:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """There is nothing left to close."""


def list_backwards() -> None:
    """From now on this process is shown folders backwards."""
    scandir, listdir = os.scandir, os.listdir
    os.scandir = lambda path=".": Backwards(scandir(path))  # type: ignore[assignment]
    os.listdir = lambda path=".": listdir(path)[::-1]  # type: ignore[assignment]


if __name__ == "__main__":
    import runpy
    import sys

    list_backwards()
    sys.argv = sys.argv[1:]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))  # noqa: PTH100, PTH120  # not yet
    runpy.run_path(sys.argv[0], run_name="__main__")

"""What a build knows of the files that it has written, so that the next one need not read them.

A file is taken to be as it was written for as long as its times, its size and its inode are the
same. Whoever edits one, even with its date kept, changes the time of its inode; then it is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from briefing.output import files

NAME = "known"
CHANGING = "changing"

State = tuple[int, int, int, int, str]
"""When a file and its inode changed (ns), its size, its inode, its SHA-256."""


class Known(Struct, frozen=True, kw_only=True):
    """``files`` are those of the site, by path. Of the twin: its inode, the folders in it with
    their times, and the paths at which it differs from the site."""

    version: int = 1
    files: dict[str, State] = {}
    site: int = 0
    twin: int = 0
    folders: dict[str, int] = {}
    apart: list[str] = []


def load(work: Path) -> Known:
    """What the last build has left in *work*; nothing, if that cannot be read."""
    with suppress(OSError, msgspec.MsgspecError):
        known = msgspec.msgpack.decode((work / NAME).read_bytes(), type=Known)
        if known.version == Known().version:
            return known
    return Known()


def save(work: Path, known: Known) -> None:
    """Leave *known* in *work* for the next build. Raises OSError."""
    files.put(work / NAME, msgspec.msgpack.encode(known))


def announce(work: Path, paths: Iterable[str]) -> None:
    """Leave word that the twin is being changed at *paths*, before it is. Raises OSError."""
    files.put(work / CHANGING, msgspec.msgpack.encode(sorted(paths)))


def announced(work: Path) -> list[str] | None:
    """The paths at which a twin has been changed by a build that did not end; else None."""
    try:
        return msgspec.msgpack.decode((work / CHANGING).read_bytes(), type=list[str])
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):
        return []


def state(status: os.stat_result, digest: str) -> State:
    """The state of a file of that *status* and *digest*."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, digest


def states(
    folder: Path, known: Known, present: Mapping[str, os.stat_result], paths: Iterable[str]
) -> tuple[dict[str, State], set[str]]:
    """The states of those of *paths* that are *present*, and at which paths *folder* is not as it
    is *known* to have been left.

    Only the files at the latter are read. Links and whatever else is no plain file have no state.
    """
    found: dict[str, State] = {}
    unsettled = known.files.keys() - present.keys()
    for path in paths:
        status = present.get(path)
        if status is None:
            continue
        before = known.files.get(path)
        if before is not None and before == state(status, before[4]):
            found[path] = before
            continue
        unsettled.add(path)
        if digest := files.digest(folder / path, status):
            found[path] = state(status, digest)
    return found, unsettled

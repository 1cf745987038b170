"""Whether anything has changed since the last build, told from what the file system says alone.

A run that has nothing to do reads no document and imports no library: this module needs Python's
own and little of that. A file counts as unchanged while its times, its size and its inode are the
same.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

State = tuple[int, int, int, int]
"""When a file and its inode changed (ns), its size, its inode."""

States = dict[str, State]
"""The states of files by their paths below a folder, with ``/``."""

JUST_NOW = 50_000_000
"""Nanoseconds in which two writes of a file may bear the same time."""

FORM = 1
_PATH = itemgetter(0)
_BY_VALUE = 0
"""The version of :mod:`marshal` in which equal values are equal bytes, however they came about."""


class Stamp(NamedTuple):
    """What a build is made from, as it is when the build begins.

    ``fixed`` is a digest of all that is not content: the code and its libraries, the templates, the
    assets, the options. ``content`` are the states of the content and of the source texts.
    ``settled`` tells whether any later change must show in the states; a state that need not show
    one is like no other.
    """

    fixed: str
    content: States
    settled: bool


class Said(NamedTuple):
    """What the last build told its maintainer: its summary, how many files, and its notices."""

    summary: str
    files: int
    notices: list[str]


def place(cache: Path | None, output: Path) -> Path | None:
    """The folder below *cache* in which builds into the folder *output* leave what they know."""
    if cache is None:
        return None
    return cache / hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:16]


def take(options: Sequence[object], *, content: Sequence[str], others: Sequence[str]) -> Stamp:
    """The stamp of the *options*, the *content* folders, and all *others* (folders or files)."""
    recent = time.time_ns() - JUST_NOW
    settled = True
    texts: States = {}
    for number, folder in enumerate(content):
        for path, state in sorted(walk(folder, hidden=False), key=_PATH):
            if state[0] >= recent or state[1] >= recent:
                settled, state = False, (*state[:3], 0)
            texts[f"{number}/{path}"] = state
    fixed = [(other, sorted(walk(other), key=_PATH) or [("", _state(other))]) for other in others]
    known = repr((FORM, options, fixed, _installed()))
    if any(max(state[:2]) >= recent for _, states in fixed for _, state in states):
        settled, known = False, f"{recent} {known}"
    return Stamp(hashlib.sha256(known.encode()).hexdigest(), texts, settled)


def walk(folder: str, *, hidden: bool = True) -> Iterator[tuple[str, State]]:
    """The files below *folder*, in any order, and their states; *hidden* ones perhaps not."""
    waiting = [("", folder)]
    while waiting:
        prefix, place = waiting.pop()
        try:
            with os.scandir(place) as scanned:
                entries = list(scanned)
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if name == "__pycache__" or (not hidden and (name[0] == "." or name[-1] == "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{name}/", entry.path))
                continue
            try:
                status = entry.stat()
            except OSError:
                yield prefix + name, (0, 0, -1, 0)
                continue
            yield prefix + name, _of(status)


def unchanged(file: str, stamp: Stamp, output: str) -> Said | None:
    """What the last build said, if the one now would do and say the same. Raises ValueError when
    *file* holds no stamp."""
    try:
        begin, _, kept = Path(file).read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(error.strerror) from error
    if begin.decode("ascii", "replace") != hashlib.sha256(kept).hexdigest():
        raise ValueError("it is damaged")
    given, made, said = json.loads(kept)
    # The site is looked at last: after an edit it need not be.
    return Said(*said) if given == _given(stamp) and made == _made(walk(output)) else None


def leave(
    file: str, stamp: Stamp, output: str, said: Said, left: Mapping[str, State] | None = None
) -> None:
    """Leave word in *file* of a build that has ended; *left* are the files in the folder *output*
    as it has left them, if it knows: else they are looked at. Raises OSError."""
    given = made = ""
    if stamp.settled:
        given, made = _given(stamp), _made(walk(output) if left is None else left.items())
    kept = json.dumps([given, made, said]).encode()
    unfinished = Path(f"{file}.{os.getpid()}")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_bytes(hashlib.sha256(kept).hexdigest().encode() + b"\n" + kept)
    unfinished.replace(file)


def _given(stamp: Stamp) -> str:
    known = hashlib.sha256(stamp.fixed.encode())
    known.update(marshal.dumps(list(stamp.content.items()), _BY_VALUE))
    return known.hexdigest()


def _made(files: Iterable[tuple[str, State]]) -> str:
    return hashlib.sha256(marshal.dumps(sorted(files, key=_PATH), _BY_VALUE)).hexdigest()


def _installed() -> list[object]:
    """The Python that runs, and what is installed beside it: its folders bear the versions."""
    places = [
        Path(place) for place in sys.path if place.endswith(("site-packages", "dist-packages"))
    ]
    names = [sorted(os.listdir(place)) for place in places if place.is_dir()]  # noqa: PTH208
    return [sys.version, sys.platform, names]


def _of(status: os.stat_result) -> State:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _state(file: str) -> State:
    try:
        return _of(os.stat(file))  # noqa: PTH116 - twice as fast
    except OSError:
        return 0, 0, -1, 0

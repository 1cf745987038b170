"""What a build leaves for the next one, whole or not at all.

Each file begins with a digest of the rest. What is damaged, of another form or of another kind is
dropped, and the maintainer is told.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from briefing.cache.stamp import States
from briefing.parcels import Shelved
from briefing.traces import Asked

Kept = TypeVar("Kept", bound=Struct)

FORM = b"briefing 1\n"
NAMES = KNOWN, TRACES, CODE, READ, FILED = "known", "traces", "templates", "read", "filed"
MOST = 32
"""How many output folders are remembered."""
_OURS = re.compile(r"[0-9a-f]{16}")
_SIZE = 32


class Known(Struct, frozen=True, kw_only=True):
    """What is known of the content: enough to put an edited body in the place of the one before.

    ``fixed`` is that of the stamp. ``fronts`` are digests of all that a document is beside its
    body, ``bodies`` tells of each that is published whether it has one; both by file name.
    ``names`` are the spellings that are linked, with the paths that they lead to. ``printed`` says
    where a body stands, by the path of its page: on which page, from which byte on, how long it is;
    ``unclear`` are those of which that is not known. ``texts`` tells whether source texts are at
    hand, with which every edit is compared.
    """

    fixed: str
    content: States
    fronts: dict[str, bytes]
    bodies: dict[str, bool]
    names: dict[str, str]
    printed: dict[str, list[tuple[str, int, int]]]
    unclear: list[str]
    texts: bool
    summary: str
    notices: list[str]


class Traces(Struct, frozen=True, kw_only=True):
    """What each page was made from. ``tables`` are the keys of each mapping that was asked,
    ``digests`` those of its answers, ``pages`` what each page asked (see :func:`opened`), and its
    SHA-256, ``statements`` what each statement asks for wherever it is shown."""

    fixed: str
    names: dict[str, str]
    tables: dict[str, list[str]]
    digests: dict[str, bytes]
    pages: dict[str, tuple[msgspec.Raw, str]]
    statements: dict[str, bytes]


class Code(Struct, frozen=True, kw_only=True):
    """The templates as they were compiled: each one's checksum and code, by Jinja's key."""

    fixed: str
    states: dict[str, tuple[str, bytes]]


class Read(Struct, frozen=True, kw_only=True):
    """The documents as they were read, with the states of their files."""

    fixed: str
    files: Shelved


def load(file: Path, kind: type[Kept]) -> Kept | None:
    """What *file* keeps; None if there is none.

    Raises ValueError, and removes it, when it cannot be used.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(error.strerror) from error
    begun = len(FORM) + _SIZE
    try:
        if not data.startswith(FORM):
            raise ValueError("it is of another form")
        if blake2b(data[begun:], digest_size=_SIZE).digest() != data[len(FORM) : begun]:
            raise ValueError("it is damaged")
        return msgspec.msgpack.decode(data[begun:], type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        with suppress(OSError):
            file.unlink()
        raise ValueError(str(error)) from error


def save(file: Path, kept: Struct) -> None:
    """Keep *kept* in *file*. Raises OSError."""
    data = msgspec.msgpack.encode(kept)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with unfinished.open("wb") as stream:
        stream.write(FORM + blake2b(data, digest_size=_SIZE).digest())
        stream.write(data)
    unfinished.replace(file)


def packed(asked: Asked) -> msgspec.Raw:
    """What a page asked, as it is kept."""
    return msgspec.Raw(_ENCODER.encode(asked))


def opened(packed: msgspec.Raw) -> Asked:
    """What a page asked, of what is kept of it."""
    return _DECODER.decode(packed)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Asked)


def prune(cache: Path) -> None:
    """Let go of what builds into other folders have left; that of the last MOST stays."""
    with suppress(OSError):
        folders = [folder for folder in cache.iterdir() if _OURS.fullmatch(folder.name)]
        folders.sort(key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
        for folder in folders[MOST:]:
            for name in (*NAMES, "stamp"):
                (folder / name).unlink(missing_ok=True)
            folder.rmdir()

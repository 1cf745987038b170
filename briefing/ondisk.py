"""Documents as they lie on the disk: read whole or not at all, and read again where that is asked.

What lies outside of the content, has no end, or is no text is told, never passed over in silence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from briefing import limits, matter
from briefing.documents import sums
from briefing.fields import FrontmatterError
from briefing.parcels import State
from briefing.problems import ContentError, Problem

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class OnDisk:
    """The text of a document that an earlier run has read: it is read again if it is asked for.

    Raises ContentError when the file is another one by then.
    """

    __slots__ = ("_content", "_name", "_root", "_state", "_sums")

    def __init__(
        self, root: str, content: Path, name: str, known: tuple[bytes, bytes], state: State
    ) -> None:
        self._root, self._content, self._name, self._sums = root, content, name, known
        self._state = state

    @property
    def front(self) -> str:
        return self._parts().front

    @property
    def body(self) -> str:
        return self._parts().body

    def may_hold(self, words: Sequence[bytes]) -> bool:
        """Whether the body may hold one of *words* (UTF-8), told without taking it apart."""
        file = f"{self._content}/{self._name}"
        try:
            status = os.stat(file)  # noqa: PTH116 - twice as fast
            if self._state != _state_of(status):
                return True
            stream = os.open(file, _READ)
            try:
                data = os.read(stream, status.st_size)
            finally:
                os.close(stream)
        except OSError:
            return True
        if len(data) < status.st_size:
            return True
        begin = max(data.find(b"\n---"), 0)
        return any(data.find(word, begin) >= 0 for word in words)

    def _parts(self) -> matter.Parts:
        path = f"{self._root}/{self._name}"
        text = text_of(path, self._content, self._name)
        with suppress(FrontmatterError):
            if isinstance(text, str) and sums(parts := matter.split(text)) == self._sums:
                return parts
        message, hint = "the file was changed while the site was built", "build it again"
        raise ContentError([Problem(path, 0, 0, message, hint)])


def text_of(path: str, content: Path, name: str) -> str | Problem:
    """The text of the file *name* below *content*, which messages call *path*; or why it has none
    that can be read."""
    data = _bytes(path, content, name)
    return data if isinstance(data, Problem) else _decode(path, data)


def flaw_of_folder(path: str, folder: Path) -> Problem | None:
    """Why *folder* was not looked into, if it is one: see :func:`briefing.content.load`."""
    if not folder.is_dir():
        return None
    if folder.is_symlink():
        message, hint = "left out: a link to a folder", "put the folder itself in its place"
        return Problem(path, 0, 0, message, hint, severity="notice")
    message, hint = "the folder cannot be read", "give yourself the right to read it"
    if path.count("/") > limits.DEEPEST:
        message = f"folders lie more than {limits.DEEPEST} deep in one another"
        hint = "documents need no folders but those of their kinds"
    return Problem(path, 0, 0, message, hint)


def _state_of(status: os.stat_result) -> State:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _bytes(path: str, content: Path, name: str) -> bytes | Problem:
    """The bytes of a document. What lies outside of *content*, or has no end, is not read."""
    file = f"{content}/{name}"
    try:
        status = os.lstat(file)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(file)  # noqa: PTH116 - beside its other
            if not (content / name).resolve().is_relative_to(content.resolve()):
                hint = "put the document itself in its place"
                return Problem(path, 0, 0, "it is a link that leads out of the content", hint)
        if not stat.S_ISREG(status.st_mode):
            pipe = Problem(path, 0, 0, "it is no file: a pipe, a socket or a device", "delete it")
            return flaw_of_folder(path, content / name) or pipe
        if status.st_size > limits.DOCUMENT:
            return _too_large(path, status.st_size)
        stream = os.open(file, _READ)
        try:
            data = os.read(stream, status.st_size + 1)
            while len(data) > status.st_size and len(data) <= limits.DOCUMENT:
                part = os.read(stream, limits.DOCUMENT + 1 - len(data))  # it has grown meanwhile
                if not part:
                    break
                data += part
        finally:
            os.close(stream)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        return Problem(path, 0, 0, f"the file cannot be read: {reason}")
    return data if len(data) <= limits.DOCUMENT else _too_large(path, len(data))


def _too_large(path: str, size: int) -> Problem:
    message = f"the file has {size:,} bytes; a document has at most {limits.DOCUMENT:,}"
    hint = "make several documents of it; pictures and other files belong into assets/"
    return Problem(path, 0, 0, message, hint)


def _decode(path: str, data: bytes) -> str | Problem:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        wrong = f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read"
        hint = "save it as UTF-8"
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            hint += " (it looks like UTF-16)"
        whole = data.split(b"\n")[line - 1].decode("utf-8", "replace").rstrip("\r")
        return Problem(path, line, column, wrong, hint, whole)
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""Files and folders as the operating system has them: looked at, written whole, linked, removed.

Whatever changes the disk goes through functions of :mod:`os` by their names, so that a test can
let each of them fail, or the process die there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefing.problems import ContentError, Problem

Status = dict[str, os.stat_result]
NO_LINK = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK}
"""What a file system answers that has no hard links, or allows none, or no more of them."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MODE = 0o644
_FOLLOW = os.link not in os.supports_follow_symlinks
"""Links are not followed where that can be asked for."""


def walk(folder: Path, *, but: str = "") -> tuple[Status, dict[str, int]]:
    """Everything below *folder* that is no folder, and of every folder when it last changed.

    Paths are relative, with slashes; the folder itself is ``""``. Links are not followed. The entry
    *but* of the folder itself is passed over. What vanishes meanwhile has not been there.
    """
    found: Status = {}
    changed: dict[str, int] = {}
    waiting = [""]
    while waiting:
        inner = waiting.pop()
        place = f"{folder}/{inner}" if inner else os.fspath(folder)
        with suppress(FileNotFoundError):
            changed[inner] = os.stat(place).st_mtime_ns
            with os.scandir(place) as entries:
                for entry in entries:
                    path = f"{inner}/{entry.name}" if inner else entry.name
                    if path == but:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                        continue
                    try:
                        found[path] = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
    return found, changed


def changes(folder: Path, folders: Iterable[str]) -> dict[str, int]:
    """When each of *folders* below *folder* has last changed."""
    return {inner: os.stat(f"{folder}/{inner}").st_mtime_ns for inner in folders}


def create(file: str | Path, data: bytes | memoryview, *, readable: bool = False) -> bool:
    """Write the new *file*, readable by a web server whatever the umask.

    Returns whether it was so by itself; then others in that folder are, which is what *readable*
    says.
    """
    stream = os.open(file, _NEW, _MODE)
    try:
        written = os.write(stream, data) if data else 0
        if written < len(data):
            rest = memoryview(data)[written:]
            while rest:
                rest = rest[os.write(stream, rest) :]
        if not readable and hasattr(os, "fchmod"):
            readable = stat.S_IMODE(os.fstat(stream).st_mode) == _MODE
            if not readable:
                os.fchmod(stream, _MODE)
    finally:
        os.close(stream)
    return readable


def put(file: Path, data: bytes) -> None:
    """Write *file* so that it is, at every moment, either as before or as it shall be."""
    temporary = file.with_name(f".briefing-{os.getpid()}.tmp")
    discard(temporary)  # of a process that had the same number and was killed
    try:
        create(temporary, data)
        temporary.replace(file)
    except OSError as error:
        discard(temporary)
        raise OSError(error.errno, error.strerror, str(file)) from error
    except BaseException:
        discard(temporary)
        raise


def make_folder(folder: Path, *, below: Path | None = None) -> None:
    """Make *folder*, and those that it needs *below* another, open to a web server whatever the
    umask. Raises OSError, also when that other folder is not there."""
    missing = []
    while folder != below and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        with suppress(FileExistsError):  # another process of this build was quicker
            made.mkdir()
            made.chmod(0o755)


def link(source: str, target: str) -> None:
    """Make *target* another name of the file *source*. Raises OSError."""
    os.link(source, target, follow_symlinks=_FOLLOW)


def double(source: str, target: str) -> None:
    """Make *target* another name of the file *source*, or a copy where there are no such names."""
    try:
        link(source, target)
    except OSError as error:
        if error.errno not in NO_LINK:
            raise
        create(target, Path(source).read_bytes())
        status = os.stat(source)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def remove(folder: Path, path: str) -> None:
    """Remove a file, if there is one, and the folders below *folder* that it leaves empty."""
    file = folder / path
    try:
        file.unlink()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError:
        if not file.is_dir() or file.is_symlink():
            raise
        return
    for parent in file.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:
            return


def discard(file: Path) -> None:
    """Remove *file* if it can be removed."""
    with suppress(OSError):
        file.unlink()


def sweep(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, as far as that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        discard(path)


def digest(file: Path, status: os.stat_result | None) -> str:
    """The SHA-256 of *file*, of that *status*; empty when it is no plain file."""
    if status is None or not stat.S_ISREG(status.st_mode):
        return ""
    with suppress(FileNotFoundError), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""


@contextmanager
def reported(folder: Path, action: str, hint: str) -> Iterator[None]:
    """Make a ContentError of what the operating system refuses."""
    try:
        yield
    except OSError as error:
        raise refused(error, folder, action, hint) from error


def refused(error: OSError, folder: Path, action: str, hint: str) -> ContentError:
    """What to say of the *error* of an *action* in *folder*."""
    place = Path(str(error.filename or folder)).as_posix()
    message = f"cannot {action}: {error.strerror or error}"
    return ContentError([Problem(place, 0, 0, message, hint)])

"""The folder in which a build works until the site can be switched: ``.site.next`` beside ``site``.

It is made, recognised, locked and swept here. Where the output folder is a mount point, or the
folder around it cannot be written to, it lies in the output folder and goes when the build ends.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from briefing.output import files, target
from briefing.problems import ContentError, Problem

TWIN = "twin"
RETIRED = "retired"
JOURNAL = "journal"
_TAG = "CACHEDIR.TAG"
_WORDS = b"""\
Signature: 8a477f597d28d172789f06886806bc55
# In this folder build.py makes the next site before it takes the place of the present one.
# It holds nothing that a build would not make again, and may be deleted while none runs.
"""
_LOCK = "build.lock"
_DIGITS = 20
_STAGED = re.compile(r"staged-[0-9]+-[0-9a-f]{8}")
_ELSEWHERE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG}


class Place:
    """``site`` is the output folder, ``work`` the folder to work in, locked until it is closed.

    ``hindrance`` says why it is not beside the output folder; empty when it is.
    """

    def __init__(self, site: Path, work: Path, hindrance: str = "") -> None:
        """Raises OSError, and ContentError when another build holds it or it is not a build's."""
        self.site = site
        self.work = work
        self.hindrance = hindrance
        self.twin = work / TWIN
        self.retired = work / RETIRED
        self.staged = work / f"staged-{os.getpid()}-{os.urandom(4).hex()}"
        self._process = os.getpid()
        self._made = [folder for folder in (work, *work.parents) if not folder.is_dir()]
        self._lock = -1
        try:
            work.mkdir(parents=True, exist_ok=True)
            marked = self._is_marked()
            self._lock = self._locked()
            if not marked:
                files.put(work / ".gitignore", b"*\n")
                files.put(work / _TAG, _WORDS)
            files.make_folder(self.staged)
        except BaseException:
            self.close(keep=False)
            raise

    def _is_marked(self) -> bool:
        """Whether a build has made the folder, or had begun to; refuses somebody else's."""
        tag = self.work / _TAG
        if tag.is_file() and tag.read_bytes() == _WORDS:
            return True
        others = {path.name for path in self.work.iterdir()} - {_LOCK, ".gitignore"}
        if not all(map(target.is_temporary, others)):
            self._made = []
            message = "a build needs this folder, and no build has made what is in it"
            hint = "move it away, or choose another folder with --output"
            raise ContentError([Problem(self.work.as_posix(), 0, 0, message, hint)])
        return False

    def _locked(self) -> int:
        """The open lock, held by this process until it closes it or ends in any way."""
        while True:
            lock = os.open(self.work / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _take(lock)
                with suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(lock), (self.work / _LOCK).stat()):
                        os.write(lock, f"{os.getpid():<{_DIGITS}}\n".encode())
                        return lock
            except BlockingIOError as error:
                holder = os.pread(lock, _DIGITS, 0).decode().strip() if hasattr(os, "pread") else ""
                os.close(lock)
                self._made = []
                process = f" (process {holder})" if holder else ""
                message = f"another build is writing this site at the moment{process}"
                hint = "wait until it has ended, or choose another folder with --output"
                raise ContentError([Problem(self.site.as_posix(), 0, 0, message, hint)]) from error
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)  # the build before this one has just removed it

    def leftovers(self) -> Iterator[Path]:
        """What builds that were stopped have staged."""
        with os.scandir(self.work) as entries:
            for entry in entries:
                stopped = _STAGED.fullmatch(entry.name) and entry.name != self.staged.name
                if stopped or target.is_temporary(entry.name):
                    yield self.work / entry.name

    def close(self, *, keep: bool) -> None:
        """Sweep what is staged and let others build; *keep* the folder for the next build."""
        if os.getpid() != self._process:  # a worker of this build ends
            return
        pending = (self.work / JOURNAL).exists()  # the next build needs what is staged
        if self.staged.exists() and not pending:
            files.sweep(self.staged)
        if not (keep or pending) and (self.hindrance or self.work in self._made):
            with suppress(OSError):
                if self._lock >= 0:
                    self._empty()
                for folder in self._made or [self.work]:
                    folder.rmdir()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _empty(self) -> None:
        """Remove what is in the folder; what says whose it is goes last."""
        own = (".gitignore", _TAG, _LOCK)
        for path in self.work.iterdir():
            if path.name not in own:
                files.sweep(path)
        if {path.name for path in self.work.iterdir()} <= set(own):
            for name in own[:-1]:
                (self.work / name).unlink(missing_ok=True)
            if sys.platform == "win32" and self._lock >= 0:  # an open file cannot be removed there
                os.close(self._lock)
                self._lock = -1
            (self.work / _LOCK).unlink(missing_ok=True)


def place_of(site: Path) -> Place:
    """Where a build of *site*, a path without links, works. Raises as :class:`Place` does."""
    hindrance = "it is a mount point" if is_mounted(site) else ""
    if not hindrance:
        try:
            return Place(site, site.with_name(f".{site.name}.next"))
        except OSError as error:
            if error.errno not in _ELSEWHERE or not site.is_dir():
                raise
            hindrance = f"nothing can be made beside it ({error.strerror})"
    return Place(site, site / target.INSIDE, hindrance)


def is_mounted(site: Path) -> bool:
    """Whether *site* is where something is mounted, be it a folder of the same file system."""
    if not site.is_dir():
        return False
    if os.path.ismount(site):
        return True
    with suppress(OSError):
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        mangled = re.sub(r"[ \t\n\\]", lambda found: f"\\{ord(found[0]):03o}", str(site))
        return any(line.split(" ", 5)[4] == mangled for line in mounts.splitlines())
    return False


if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> None:
        """Raises BlockingIOError when another process has it."""
        try:
            os.lseek(lock, 1 << 20, os.SEEK_SET)
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
            os.lseek(lock, 0, os.SEEK_SET)
        except OSError as error:
            raise BlockingIOError(error.errno, error.strerror) from error

else:
    import fcntl

    def _take(lock: int) -> None:
        """Raises BlockingIOError when another process has it."""
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise BlockingIOError(error.errno, error.strerror) from error

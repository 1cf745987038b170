"""An output folder that a build has opened: staged into, and switched from site to site."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Set
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from briefing import stopping
from briefing.output import files, journal, known, switch, target, twin
from briefing.output.known import Known, State
from briefing.output.place import Place
from briefing.output.staging import AS_BEFORE, Staging
from briefing.output.target import MANIFEST
from briefing.problems import ContentError, Problem

_NO_SWITCH = {
    errno.EBUSY,
    errno.EXDEV,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTEMPTY,
    errno.EEXIST,
    errno.EINVAL,
}
"""What a system answers that does not let a folder be moved away."""
_MANY = 500
"""From how many differences on the twin is brought up to date at once, not by the next build."""


class Report(Struct, frozen=True, kw_only=True):
    """How many files were written, were right already, and were removed; what is to be said."""

    written: int
    unchanged: int
    removed: int
    notices: tuple[Problem, ...] = ()


class Opened:
    """An output folder in the hands of one build, from :func:`briefing.output.prepare` to close.

    Files are staged with :meth:`put`, or taken as they are with :meth:`keep`, also by forked worker
    processes at the same time; then :meth:`publish` switches. As a context manager it closes
    itself, and notes on an interruption what became of the site.
    """

    def __init__(
        self,
        folder: Path,
        place: Place,
        *,
        present: files.Status,
        folders: Mapping[str, int],
        manifest: Mapping[str, str],
        remembered: Known,
        notices: Iterable[Problem] = (),
    ) -> None:
        """*present* are the files of the site, *folders* its folders with their times. Raises
        OSError when one cannot be read, ContentError when the twin holds what no build has made."""
        self._folder = folder
        self._place = place
        self._present = present
        self._folders = folders
        self._manifest = manifest
        self._notices = list(notices)
        self._staging = Staging(folder, place.staged)
        self._expected: frozenset[str] | None = None
        self._begun: set[str] = set()
        self._left: dict[str, State] | None = None
        self._switched = False
        self._states, self._unsettled = known.states(place.site, remembered, present, manifest)
        self._system = {path for path in present if target.is_by_the_system(path)}
        self._twin = remembered if twin.is_remembered(place, remembered) else None
        apart: Iterable[str] = ()
        if self._twin is not None:
            apart = self._twin.apart
        elif not place.hindrance:
            apart = twin.differences(place, remembered, present, manifest)
        self._apart = self._unsettled | self._system | set(apart) - {MANIFEST}

    def expect(self, paths: Collection[str]) -> None:
        """Raise ContentError if *paths* cannot all be files of the site, or the folder holds a file
        that is neither one of them nor a build's."""
        wanted = frozenset(paths)
        if wanted == self._expected:
            return
        if problems := list(target.unwritable(self._folder, wanted)):
            raise ContentError(problems)
        target.refuse_foreign(self._folder, self._present, self._manifest.keys() | wanted)
        self._expected = wanted
        if self._is_bare() and not self._place.hindrance:
            with suppress(OSError):  # publishing begins it then
                twin.begin(self._place, self._begun | self._apart | wanted)
                self._begun |= self._apart | wanted
                self._staging = Staging(self._folder, self._place.staged, self._place.twin)

    @property
    def paths(self) -> Collection[str]:
        """The files of the present site, as its list names them."""
        return self._manifest.keys()

    @property
    def left(self) -> dict[str, tuple[int, int, int, int]] | None:
        """When each file of the site and its inode changed (ns), its size and its inode, as they
        were published, the list included; None if that is not known of all."""
        if self._left is None:
            return None
        return {path: state[:4] for path, state in self._left.items()}

    def read(self, path: str) -> bytes | None:
        """The file at *path* as a build wrote it; None if somebody has touched it since."""
        return (self._place.site / path).read_bytes() if self.keep(path) else None

    def keep(self, path: str) -> str | None:
        """The SHA-256 of the file at *path*, if a build wrote it and nobody has touched it since.

        With it, :meth:`publish` leaves the file as it is.
        """
        digest = self._digest(path)
        return digest if digest and digest == self._manifest.get(path) else None

    def put(self, path: str, data: bytes) -> str:
        """Stage *data* as the file at *path*, unless the site has it already; its SHA-256.

        Raises ContentError when it cannot be written.
        """
        stopping.heed()
        digest = sha256(data).hexdigest()
        if self._digest(path) != digest:
            self._staging.put(path, data)
        return digest

    def apart(self) -> tuple[Staging, dict[str, str]]:
        """Where a process that is not forked from this one stages files, and the SHA-256 of those
        in the site of which it is known."""
        known = {path: state[4] for path, state in self._states.items()}
        return self._staging, known

    def _digest(self, path: str) -> str:
        """The SHA-256 of what is at *path* in the site; empty if there is no plain file."""
        state = self._states.get(path)
        if state is None and path in self._present:
            digest = files.digest(self._place.site / path, self._present[path])
            state = self._states[path] = known.state(self._present[path], digest)
        return state[4] if state else ""

    def publish(self, wanted: Mapping[str, str]) -> Report:
        """Make the folder hold the files *wanted* (path to SHA-256) and their list, nothing else.

        Each was given by :meth:`put` or :meth:`keep`. Raises ContentError, with the site as it was,
        when the switch fails.
        """
        if wanted.keys() != self._manifest.keys():
            self.expect(wanted)
        changed = {path for path, digest in wanted.items() if self._digest(path) != digest}
        target.refuse_foreign(
            self._folder, self._present, self._manifest.keys() | (wanted.keys() - changed)
        )
        stale = {path for path in self._manifest.keys() - wanted.keys() if path in self._present}
        lines = target.lines_of(wanted)
        stopping.heed()
        with files.reported(self._folder, "be written", AS_BEFORE):
            if not self._place.hindrance and self._is_bare():
                self._first(wanted, lines)
            elif changed or stale or not self._lists(lines):
                self._next(wanted, changed, stale, lines)
            elif self._unsettled and not self._place.hindrance:
                with suppress(OSError):
                    self._remember(wanted, self._twin or Known(), self._states)
        self._switched = True
        return Report(
            written=len(changed),
            unchanged=len(wanted) - len(changed),
            removed=len(stale),
            notices=tuple(self._notices),
        )

    def _is_bare(self) -> bool:
        return not self._present and self._folders.keys() <= {""}

    def _lists(self, lines: bytes) -> bool:
        status = self._present.get(MANIFEST)
        file = self._place.site / MANIFEST
        return status is not None and status.st_size == len(lines) and file.read_bytes() == lines

    def _first(self, wanted: Mapping[str, str], lines: bytes) -> None:
        """Publish where there is no site yet: what is staged becomes the site as it is."""
        place = self._place
        files.put(place.staged / MANIFEST, lines)
        if place.site.is_dir():
            shutil.copymode(place.site, place.staged)
        present, _ = files.walk(place.staged)
        linked = {path for path in self._begun & wanted.keys() if present[path].st_nlink > 1}
        touched = (self._apart | wanted.keys()) - linked
        twinned = self._twin_of(place.staged, touched, wanted.keys(), lines)
        if touched:  # which have another time of their inode now
            present, _ = files.walk(place.staged)
        try:
            with stopping.undisturbed():
                if os.name == "nt" and place.site.is_dir():
                    place.site.rmdir()
                place.staged.rename(place.site)
                self._switched = True
        except OSError as error:
            if error.errno not in _NO_SWITCH or not place.site.is_dir():
                raise
            self._next(wanted, set(wanted), set(), lines)
            return
        states = {path: known.state(present[path], digest) for path, digest in wanted.items()}
        with suppress(OSError):
            self._remember(wanted, twinned, states)

    def _next(
        self, wanted: Mapping[str, str], changed: set[str], stale: set[str], lines: bytes
    ) -> None:
        """Publish over a site."""
        place = self._place
        if place.hindrance:
            files.put(place.staged / MANIFEST, lines)
            self._file_by_file(place.staged, changed, stale, place.hindrance)
            return
        touched = self._apart | changed | stale | (wanted.keys() - self._manifest.keys())
        there = wanted.keys() | self._system
        filled = target.folders_of(self._present)
        twin.bring_up(
            place,
            touched=touched,
            wanted=there,
            staged=changed,
            same=place.site,
            lines=lines,
            empty=[folder for folder in self._folders if folder and folder not in filled],
        )
        try:
            with stopping.undisturbed():
                switch.switch(place.twin, place.site, place.retired)
                self._switched = True
        except OSError as error:
            if error.errno not in _NO_SWITCH:
                raise
            reason = f"it cannot be moved ({error.strerror})"
            self._file_by_file(place.twin, changed, stale, reason)
            with suppress(OSError):
                self._remember(wanted, Known(), self._states_now(wanted, changed, touched))
            return
        with suppress(OSError):  # the site is there; the next build finds out by looking
            apart = changed | stale | self._system
            twinned = Known(
                twin=place.twin.stat().st_ino, folders=dict(self._folders), apart=sorted(apart)
            )
            if len(apart) > _MANY:
                touched |= apart
                twinned = self._twin_of(place.site, apart, there, lines)
            self._remember(wanted, twinned, self._states_now(wanted, changed, touched))

    def _twin_of(self, same: Path, touched: Set[str], wanted: Set[str], lines: bytes) -> Known:
        """Bring the twin up to date with the folder *same* at the paths *touched*, if that can be
        done: else the next build does it. What is to be remembered of it."""
        place = self._place
        with suppress(OSError):
            twin.bring_up(
                place,
                touched=touched,
                wanted=wanted,
                staged=frozenset(),
                same=same,
                lines=lines,
                begun=bool(self._begun),
            )
            folders = files.changes(place.twin, {"", *target.folders_of(wanted)})
            return Known(twin=place.twin.stat().st_ino, folders=folders)
        return Known()

    def _states_now(
        self, wanted: Mapping[str, str], changed: Set[str], touched: Set[str]
    ) -> dict[str, State]:
        """The states of the files *wanted* in the site; those *touched* have new ones."""
        states = {}
        for path, digest in wanted.items():
            before = self._states.get(path)
            if path not in touched and before:
                states[path] = before
                continue
            now = known.state(os.lstat(f"{self._place.site}/{path}"), digest)
            # What was linked has a new time of its inode; nothing else may have changed meanwhile.
            if path in changed or (before and before[0] == now[0] and before[2:] == now[2:]):
                states[path] = now
        return states

    def _file_by_file(self, source: Path, changed: set[str], stale: set[str], reason: str) -> None:
        hint = "every file in the output folder is whole; the next build completes the site"
        with stopping.undisturbed(), files.reported(self._folder, "be written", hint):
            journal.change(self._place, source, changed, stale)
            self._switched = True
        message = f"the site was changed file by file, not all at once: {reason}"
        hint = "a reader may have met new pages beside old ones for a moment"
        place = self._folder.as_posix()
        self._notices.append(Problem(place, 0, 0, message, hint, severity="notice"))

    def _remember(
        self, wanted: Mapping[str, str], twinned: Known, states: Mapping[str, State]
    ) -> None:
        """Leave word for the next build. Raises OSError."""
        work = self._place.work
        remembered = msgspec.structs.replace(
            twinned,
            files={path: states[path] for path in wanted if path in states},
            site=self._place.site.stat().st_ino,
        )
        known.save(work, remembered)
        if len(remembered.files) == len(wanted) and not self._system:
            listed = known.state(os.lstat(f"{self._place.site}/{MANIFEST}"), "")
            self._left = {**remembered.files, MANIFEST: listed}
        if twinned.twin:
            files.discard(work / known.CHANGING)

    def close(self) -> None:
        """Sweep what is staged and not published, and let others build."""
        self._place.close(keep=self._switched and not self._place.hindrance)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            became = "holds the new site" if self._switched else "is as it was"
            error.add_note(f"{self._folder} {became}")
        self.close()

"""From the present site to the next one, all at once where the system lets a folder be moved."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path

import msgspec

from briefing import stopping
from briefing.output import files, journal, known, switch, target, twin
from briefing.output.known import Known, State
from briefing.output.place import Place
from briefing.output.present import Present
from briefing.output.staging import AS_BEFORE
from briefing.output.target import MANIFEST
from briefing.problems import Problem

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


class Publishing:
    """What becomes of the output folder *folder* and of its twin in one build.

    ``switched`` tells whether the next site is there, ``left`` the states of all its files, its
    list included, if they are known; ``notices`` are what is to be said.
    """

    def __init__(self, folder: Path, place: Place, present: Present, remembered: Known) -> None:
        """Raises OSError when the twin cannot be read, ContentError when it holds what no build has
        made."""
        self._folder = folder
        self._place = place
        self._present = present
        self._begun: set[str] = set()
        self._twin = remembered if twin.is_remembered(place, remembered) else None
        apart: Iterable[str] = ()
        if self._twin is not None:
            apart = self._twin.apart
        elif not place.hindrance:
            apart = twin.differences(place, remembered, present.files, present.manifest)
        self._apart = present.unsettled | present.system | set(apart) - {MANIFEST}
        self.switched = False
        self.left: dict[str, State] | None = None
        self.notices: list[Problem] = []

    def begin(self, wanted: Set[str]) -> None:
        """Begin the twin, so that the files *wanted* get a second name as they are staged. Raises
        OSError; :meth:`publish` begins it then."""
        twin.begin(self._place, self._begun | self._apart | wanted)
        self._begun |= self._apart | wanted

    def publish(self, wanted: Mapping[str, str], changed: set[str], stale: set[str]) -> None:
        """Make the folder hold the files *wanted* (path to SHA-256), of which those *changed* are
        staged, and their list; those *stale* go.

        Raises ContentError, with the site as it was, when the switch fails.
        """
        lines = target.lines_of(wanted)
        stopping.heed()
        with files.reported(self._folder, "be written", AS_BEFORE):
            if not self._place.hindrance and self._present.is_bare:
                self._first(wanted, lines)
            elif changed or stale or not self._present.lists(lines):
                self._next(wanted, changed, stale, lines)
            elif self._present.unsettled and not self._place.hindrance:
                with suppress(OSError):
                    self._remember(wanted, self._twin or Known(), self._present.states)
        self.switched = True

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
                self.switched = True
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
        touched = self._apart | changed | stale | (wanted.keys() - self._present.manifest.keys())
        there = wanted.keys() | self._present.system
        filled = target.folders_of(self._present.files)
        twin.bring_up(
            place,
            touched=touched,
            wanted=there,
            staged=changed,
            same=place.site,
            lines=lines,
            empty=[folder for folder in self._present.folders if folder and folder not in filled],
        )
        try:
            with stopping.undisturbed():
                switch.switch(place.twin, place.site, place.retired)
                self.switched = True
        except OSError as error:
            if error.errno not in _NO_SWITCH:
                raise
            reason = f"it cannot be moved ({error.strerror})"
            self._file_by_file(place.twin, changed, stale, reason)
            with suppress(OSError):
                self._remember(
                    wanted, Known(), self._present.states_after(wanted, changed, touched)
                )
            return
        with suppress(OSError):  # the site is there; the next build finds out by looking
            apart = changed | stale | self._present.system
            twinned = Known(
                twin=place.twin.stat().st_ino,
                folders=dict(self._present.folders),
                apart=sorted(apart),
            )
            if len(apart) > _MANY:
                touched |= apart
                twinned = self._twin_of(place.site, apart, there, lines)
            self._remember(wanted, twinned, self._present.states_after(wanted, changed, touched))

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

    def _file_by_file(self, source: Path, changed: set[str], stale: set[str], reason: str) -> None:
        hint = "every file in the output folder is whole; the next build completes the site"
        with stopping.undisturbed(), files.reported(self._folder, "be written", hint):
            journal.change(self._place, source, changed, stale)
            self.switched = True
        message = f"the site was changed file by file, not all at once: {reason}"
        hint = "a reader may have met new pages beside old ones for a moment"
        place = self._folder.as_posix()
        self.notices.append(Problem(place, 0, 0, message, hint, severity="notice"))

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
        if len(remembered.files) == len(wanted) and not self._present.system:
            listed = known.state(os.lstat(f"{self._place.site}/{MANIFEST}"), "")
            self.left = {**remembered.files, MANIFEST: listed}
        if twinned.twin:
            files.discard(work / known.CHANGING)

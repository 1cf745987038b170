"""The site that a build finds in its output folder, read only where it is not as it was left."""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from pathlib import Path

from briefing.output import files, known, target
from briefing.output.known import Known, State
from briefing.output.target import MANIFEST


class Present:
    """The folder *site*, as it was when it was opened.

    ``files`` are all in it, ``folders`` its folders with their times, ``manifest`` what its list
    says. ``states`` are those of its files as far as they are known, ``unsettled`` the paths at
    which it is not as the last build has left it, ``system`` those at which file managers have
    left something.
    """

    def __init__(
        self,
        site: Path,
        found: files.Status,
        folders: Mapping[str, int],
        manifest: Mapping[str, str],
        remembered: Known,
    ) -> None:
        """Raises OSError when a file cannot be read."""
        self.site = site
        self.files = found
        self.folders = folders
        self.manifest = manifest
        self.states, self.unsettled = known.states(site, remembered, found, manifest)
        self.system = {path for path in found if target.is_by_the_system(path)}

    @property
    def is_bare(self) -> bool:
        """Whether there is no site yet."""
        return not self.files and self.folders.keys() <= {""}

    def digest(self, path: str) -> str:
        """The SHA-256 of what is at *path*; empty if there is no plain file."""
        state = self.states.get(path)
        if state is None and path in self.files:
            digest = files.digest(self.site / path, self.files[path])
            state = self.states[path] = known.state(self.files[path], digest)
        return state[4] if state else ""

    def lists(self, lines: bytes) -> bool:
        """Whether its list holds these *lines*."""
        status = self.files.get(MANIFEST)
        file = self.site / MANIFEST
        return status is not None and status.st_size == len(lines) and file.read_bytes() == lines

    def states_after(
        self, wanted: Mapping[str, str], changed: Set[str], touched: Set[str]
    ) -> dict[str, State]:
        """The states of the files *wanted* in the site that has taken its place, as far as they are
        known; those *touched* have new ones."""
        states = {}
        for path, digest in wanted.items():
            before = self.states.get(path)
            if path not in touched and before:
                states[path] = before
                continue
            now = known.state(os.lstat(f"{self.site}/{path}"), digest)
            # What was linked has a new time of its inode; nothing else may have changed meanwhile.
            if path in changed or (before and before[0] == now[0] and before[2:] == now[2:]):
                states[path] = now
        return states

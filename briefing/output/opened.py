"""An output folder that a build has opened: staged into, and switched from site to site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from briefing import stopping
from briefing.output import target
from briefing.output.known import Known
from briefing.output.place import Place
from briefing.output.present import Present
from briefing.output.publishing import Publishing
from briefing.output.staging import Staging
from briefing.problems import ContentError, Problem


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
        present: Present,
        remembered: Known,
        notices: Iterable[Problem] = (),
    ) -> None:
        """*present* is the site in it. Raises OSError when its twin cannot be read, ContentError
        when that holds what no build has made."""
        self._folder = folder
        self._place = place
        self._present = present
        self._notices = list(notices)
        self._staging = Staging(folder, place.staged)
        self._expected: frozenset[str] | None = None
        self._publishing = Publishing(folder, place, present, remembered)

    def expect(self, paths: Collection[str]) -> None:
        """Raise ContentError if *paths* cannot all be files of the site, or the folder holds a file
        that is neither one of them nor a build's."""
        wanted = frozenset(paths)
        if wanted == self._expected:
            return
        if problems := list(target.unwritable(self._folder, wanted)):
            raise ContentError(problems)
        target.refuse_foreign(
            self._folder, self._present.files, self._present.manifest.keys() | wanted
        )
        self._expected = wanted
        if self._present.is_bare and not self._place.hindrance:
            with suppress(OSError):  # publishing begins it then
                self._publishing.begin(wanted)
                self._staging = Staging(self._folder, self._place.staged, self._place.twin)

    @property
    def paths(self) -> Collection[str]:
        """The files of the present site, as its list names them."""
        return self._present.manifest.keys()

    @property
    def left(self) -> dict[str, tuple[int, int, int, int]] | None:
        """When each file of the site and its inode changed (ns), its size and its inode, as they
        were published, the list included; None if that is not known of all."""
        left = self._publishing.left
        return None if left is None else {path: state[:4] for path, state in left.items()}

    def read(self, path: str) -> bytes | None:
        """The file at *path* as a build wrote it; None if somebody has touched it since."""
        return (self._place.site / path).read_bytes() if self.keep(path) else None

    def keep(self, path: str) -> str | None:
        """The SHA-256 of the file at *path*, if a build wrote it and nobody has touched it since.

        With it, :meth:`publish` leaves the file as it is.
        """
        digest = self._present.digest(path)
        return digest if digest and digest == self._present.manifest.get(path) else None

    def put(self, path: str, data: bytes | memoryview) -> str:
        """Stage *data* as the file at *path*, unless the site has it already; its SHA-256.

        Raises ContentError when it cannot be written.
        """
        stopping.heed()
        digest = sha256(data).hexdigest()
        if self._present.digest(path) != digest:
            self._staging.put(path, data)
        return digest

    def apart(self) -> tuple[Staging, dict[str, str]]:
        """Where a process that is not forked from this one stages files, and the SHA-256 of those
        in the site of which it is known."""
        known = {path: state[4] for path, state in self._present.states.items()}
        return self._staging, known

    def publish(self, wanted: Mapping[str, str]) -> Report:
        """Make the folder hold the files *wanted* (path to SHA-256) and their list, nothing else.

        Each was given by :meth:`put` or :meth:`keep`. Raises ContentError, with the site as it was,
        when the switch fails.
        """
        present = self._present
        if wanted.keys() != present.manifest.keys():
            self.expect(wanted)
        changed = {path for path, digest in wanted.items() if present.digest(path) != digest}
        expected = present.manifest.keys() | (wanted.keys() - changed)
        target.refuse_foreign(self._folder, present.files, expected)
        stale = {path for path in present.manifest.keys() - wanted.keys() if path in present.files}
        self._publishing.publish(wanted, changed, stale)
        return Report(
            written=len(changed),
            unchanged=len(wanted) - len(changed),
            removed=len(stale),
            notices=(*self._notices, *self._publishing.notices),
        )

    def close(self) -> None:
        """Sweep what is staged and not published, and let others build."""
        self._place.close(keep=self._publishing.switched and not self._place.hindrance)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            became = "holds the new site" if self._publishing.switched else "is as it was"
            error.add_note(f"{self._folder} {became}")
        self.close()

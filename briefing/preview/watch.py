"""The preview's eye on the files. The only module that imports watchfiles.

A save counts at once and a burst of saves counts once: the defaults of watchfiles alone would cost
100 ms. A watched folder may be missing, be removed and come back (as on ``git checkout``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, watch

STEP = 10  # ms without a change that end a burst
DEBOUNCE = 50  # ms after which a burst counts even though it goes on
LOOK = 200  # ms between two looks at every file, where the system does not tell
TIMEOUT = 20  # ms between two looks at whether the folders are still the same

Identities = dict[Path, tuple[int, int]]


class Watcher:
    """Watches the files below *folders*, hidden ones and backups left out, in a thread.

    livereload asks a watcher for no more than ``start`` and ``filepath``. ``ready`` is set once no
    change can be missed any more.
    """

    def __init__(self, folders: Iterable[Path], out: Callable[[str], object]) -> None:
        self.folders = [folder.resolve() for folder in folders]
        self.filepath: str | None = None
        self.ready = threading.Event()
        self._out = out
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, changed: Callable[[list[str]], object]) -> bool:
        """Call *changed* with the sorted paths that changed, from another thread."""
        self._thread = threading.Thread(target=self._run, args=(changed,), daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """Watch no longer; *changed* is not called any more when this returns."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self, changed: Callable[[list[str]], object]) -> None:
        missed: list[str] = []
        while not self._stopped.is_set():
            folders = identities(self.folders)
            try:
                if folders:
                    missed = self._watch(folders, missed, changed)
                else:
                    self.ready.set()
                    self._stopped.wait(TIMEOUT / 1000)
                    missed = [str(folder) for folder in identities(self.folders)]
            except FileNotFoundError:  # a folder that went just now
                missed = [str(folder) for folder in self.folders]
            except (OSError, RuntimeError) as error:  # such as a limit of the operating system
                self._out(f"The system does not tell of changes ({error}); now looking for them.")
                self._look(changed)

    def _watch(
        self,
        folders: Identities,
        missed: Sequence[str],
        changed: Callable[[list[str]], object],
    ) -> list[str]:
        """Watch until one of *folders* is another one. Returns what may have changed meanwhile."""
        for changes in watch(
            *folders,
            watch_filter=None,
            step=STEP,
            debounce=DEBOUNCE,
            rust_timeout=TIMEOUT,
            yield_on_timeout=True,
            stop_event=self._stopped,
            raise_interrupt=False,
        ):
            if missed:  # between the last watch and this one
                changed(list(missed))
                missed = ()
            self.ready.set()
            paths = sorted({path for _, path in changes if self.counts(Path(path))})
            if paths:
                changed(paths)
            gone = any(kind is Change.deleted and Path(path) in folders for kind, path in changes)
            if gone or identities(self.folders) != folders:
                return [str(folder) for folder in self.folders]
        return []

    def _look(self, changed: Callable[[list[str]], object]) -> None:
        """Look for changes, at first for every file: one may have changed meanwhile."""
        before: dict[str, tuple[int, int]] = {}
        while not self._stopped.wait(LOOK / 1000):
            after = states(self.folders)
            paths = {path for path, _ in before.items() ^ after.items()}
            if paths := {path for path in paths if self.counts(Path(path))}:
                changed(sorted(paths))
            before = after
            self.ready.set()

    def counts(self, path: Path) -> bool:
        """Whether *path* can be a part of a site: not hidden, not an editor's backup."""
        for folder in self.folders:
            if path.is_relative_to(folder):
                parts = path.relative_to(folder).parts
                return not any(part.startswith(".") or part.endswith("~") for part in parts)
        return True


def identities(folders: Iterable[Path]) -> Identities:
    """Which of *folders* there are, each with what tells it from another under its name."""
    found: Identities = {}
    for folder in folders:
        try:
            status = folder.stat()
        except OSError:
            continue
        found[folder] = status.st_dev, status.st_ino
    return found


def states(folders: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """When each file below *folders* was written, and its size."""
    found: dict[str, tuple[int, int]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            with suppress(OSError):
                status = path.stat()
                found[str(path)] = status.st_mtime_ns, status.st_size
    return found

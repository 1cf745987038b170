"""Files of the next site, staged by any process of a build: they wait until it is switched."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from briefing.output import files, target

AS_BEFORE = "the output folder is as it was"


class Staging:
    """The folder in which the files of the output folder *folder* are *staged*.

    Each gets its second name in the *twin* at once, if there is one.
    """

    def __init__(self, folder: Path, staged: Path, twin: Path | None = None) -> None:
        self._folder = folder
        self._staged = staged
        self._twin = twin
        self._made: dict[str, bool] = {}

    def put(self, path: str, data: bytes | memoryview) -> None:
        """Stage *data* as the file at *path*. Raises ContentError when it cannot be written."""
        try:
            self._stage(path, data)
        except OSError as error:
            raise files.refused(error, self._folder, "be written", AS_BEFORE) from error

    def _stage(self, path: str, data: bytes | memoryview) -> None:
        if flaw := target.path_flaw(path):
            raise OSError(errno.EINVAL, flaw, path)
        file = f"{self._staged}/{path}"
        folder = path.rpartition("/")[0]
        readable = self._made.get(folder)
        if readable is None:
            files.make_folder(self._staged / folder, below=self._staged)
            if self._twin:
                files.make_folder(self._twin / folder, below=self._twin)
        try:
            made = files.create(file, data, readable=bool(readable))
        except FileExistsError:
            os.unlink(file)
            made = files.create(file, data)
        if readable is None:
            self._made[folder] = made
        if self._twin:
            try:
                files.link(file, f"{self._twin}/{path}")
            except OSError:  # publishing does the rest, or says why it cannot be done
                self._twin = None

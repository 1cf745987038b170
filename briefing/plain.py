"""The bytes of a plain file: a pipe or a device would keep a reader waiting for ever."""

from __future__ import annotations

import stat
from pathlib import Path


def read_plain(file: Path, most: int) -> bytes:
    """The bytes of *file*. Raises OSError when it is no plain file of at most *most* bytes."""
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(None, "it is no plain file", str(file))
    if status.st_size > most:
        raise OSError(
            None, f"it has {status.st_size:,} bytes; at most {most:,} are read", str(file)
        )
    return file.read_bytes()

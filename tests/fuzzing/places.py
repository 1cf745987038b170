"""Where inputs that are files lie while they are tried: in memory, where a machine has a place."""

from __future__ import annotations

import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - each input has a folder of its own there


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes when it is left."""
    return tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)

"""build.py run as a maintainer runs it, or its command line in this process."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest import mock

import build

ROOT = Path(__file__).parent.parent
BROKEN = ROOT / "tests" / "sites" / "broken"


def run(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``python build.py ARGUMENTS`` in *cwd*, with *env* on top of the environment."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same without a process of its own, for what the start of one adds nothing to.

    Signals are left to the tests, and so is the garbage collector.
    """
    told, said = StringIO(), StringIO()
    with (
        mock.patch("briefing.stopping.stop_in_order"),
        redirect_stdout(told),
        redirect_stderr(said),
    ):
        try:
            status = build.main([str(argument) for argument in arguments])
        finally:
            gc.enable()
    return subprocess.CompletedProcess(arguments, status, told.getvalue(), said.getvalue())


def files(folder: Path) -> dict[str, bytes]:
    """Every file below *folder* by its path from there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

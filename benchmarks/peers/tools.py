"""Installs peers by name, with the ordinary clients, into a folder of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


class AbsentError(Exception):
    """A peer that cannot be had here, and why."""


def from_pypi(tools: Path, *names: str) -> None:
    """Install Python packages into the environment *tools*/python. Raises AbsentError."""
    stamp = tools / "python" / f"{'-'.join(names)}.installed"
    if not stamp.exists():
        _run([sys.executable, "-m", "venv", str(tools / "python")])
        _run([str(tools / "python" / "bin" / "python"), "-m", "pip", "install", "-qq", *names])
        stamp.touch()


def from_npm(tools: Path, *names: str) -> None:
    """Install npm packages into *tools*/node. Raises AbsentError."""
    if not all((tools / "node" / "node_modules" / name).is_dir() for name in names):
        npm = shutil.which("npm")
        if not npm:
            raise AbsentError("npm is not installed (Debian and Ubuntu: apt install nodejs npm)")
        (tools / "node").mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--silent", "--prefix", str(tools / "node"), *names])


def from_debian(name: str) -> None:
    """Raise AbsentError where the program *name* is not installed: that is left to the machine."""
    if not shutil.which(name):
        raise AbsentError(f"it is not installed (Debian and Ubuntu: apt install {name})")


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True)  # noqa: S603  # the commands above
    except (OSError, subprocess.CalledProcessError) as error:
        raise AbsentError(str(error)) from error

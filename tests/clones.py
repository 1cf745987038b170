"""A clean clone of the project, somewhere else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.commands import ROOT

MADE = shutil.ignore_patterns(".venv", ".cache", ".git", ".hypothesis", "__pycache__", "site")


def clone(target: Path) -> Path:
    """Clone the project into *target* as it is now, and return it.

    What is not committed yet is put on top of the clone; without git, all but what is made is
    copied.
    """
    if _git("clone", "--quiet", str(ROOT), str(target)) is None:
        shutil.rmtree(target, ignore_errors=True)
        return shutil.copytree(ROOT, target, ignore=MADE)
    changed = _git("ls-files", "-z", "--modified", "--others", "--deleted", "--exclude-standard")
    staged = _git("diff", "-z", "--name-only", "--cached", "--no-renames")
    for name in {*(changed or "").split("\0"), *(staged or "").split("\0")} - {""}:
        (target / name).unlink(missing_ok=True)
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def _git(*arguments: str) -> str | None:
    """What git says; None where there is no git or it refuses."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout

"""Build a site twice more, elsewhere and otherwise, and hold every byte against the first.

What makes a program forget that the same content gives the same site differs from machine to
machine: the seed of Python's hashes, the locale, the hour, the order of folders, the number of
workers, the path that everything lies in, what earlier builds left in a cache. So each build is a
process of its own, of a copy of program and content, under one row of :data:`CONDITIONS`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from briefing.output.target import MANIFEST, read_manifest
from briefing.problems import ContentError, Problem

MOST = 20
"""How many differing files of one build are told of."""

_LEFT_OUT = shutil.ignore_patterns(".git", ".cache", "__pycache__")


class Condition(Struct, frozen=True, kw_only=True):
    """How a build is made; ``name`` as in “built with …”. ``place`` is where it lies."""

    name: str
    environment: Mapping[str, str]
    jobs: int
    umask: int
    backwards: bool
    place: str


def verify(options: argparse.Namespace, program: Path) -> tuple[Problem, ...]:
    """What differs between the site in ``options.output``, just built with *options*, and two more.

    *program* is the folder of ``build.py``. Raises ContentError when there is no room for a copy.
    """
    with tempfile.TemporaryDirectory(prefix="briefing-") as name, ExitStack() as running:
        builds = []
        for condition in CONDITIONS:
            copy = Path(name) / condition.place
            try:
                arguments = _copied(options, program, copy)
            except OSError as error:  # shutil.Error is one
                message = f"the site cannot be verified: no copy can be made: {error}"
                raise ContentError([Problem(str(copy), 0, 0, message)]) from error
            build = running.enter_context(_started(condition, copy, arguments, options))
            builds.append((condition, copy / "site", build))
        return tuple(
            problem
            for condition, site, build in builds
            for problem in _judged(condition, options.output, site, build)
        )


def differences(site: Path, other: Path, name: str) -> Iterator[Problem]:
    """Each file that is not the same in the folder *other*, which was built with *name*."""
    here, there = (_listed(folder) for folder in (site, other))
    different = [path for path in sorted(here | there) if _read(site, path) != _read(other, path)]
    for path in different[:MOST]:
        yield _difference(site, other, path, name)
    if len(different) > MOST:
        message = f"{len(different) - MOST} more files differ when built with {name}"
        yield Problem(site.as_posix(), 0, 0, message)


def _copied(options: argparse.Namespace, program: Path, copy: Path) -> list[str]:
    """Copy program and content into *copy*; the arguments that build there what *options* built."""
    shutil.copytree(program / "briefing", copy / "briefing", ignore=_LEFT_OUT)
    shutil.copyfile(program / "build.py", copy / "build.py")
    arguments = ["build", "--output", "site"]
    for name in ("content", "templates", "assets", "sources"):
        folder = getattr(options, name)
        if folder is not None:
            arguments += [f"--{name}", name]
            if folder.is_dir():
                shutil.copytree(
                    folder, copy / name, ignore=_LEFT_OUT, ignore_dangling_symlinks=True
                )
    if options.base_url is not None:
        arguments += ["--base-url", options.base_url]
    arguments += [f"--{name}" for name in ("drafts", "cards") if getattr(options, name)]
    return arguments if options.search else [*arguments, "--no-search"]


def _started(
    condition: Condition, copy: Path, arguments: list[str], options: argparse.Namespace
) -> subprocess.Popen[str]:
    if "jobs" in options:
        arguments = [*arguments, "--jobs", str(condition.jobs)]
    launcher = ["-m", "briefing.backwards"] if condition.backwards else []
    return subprocess.Popen(  # noqa: S603  # this Python, and a copy of this program
        [sys.executable, *launcher, "build.py", *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **condition.environment},
        umask=condition.umask,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _judged(
    condition: Condition, site: Path, other: Path, build: subprocess.Popen[str]
) -> Iterator[Problem]:
    _, told = build.communicate()
    if build.returncode:
        message = f"it cannot be built with {condition.name}"
        yield Problem(site.as_posix(), 0, 0, message, hint=told.strip())
    else:
        yield from differences(site, other, condition.name)


def _listed(folder: Path) -> set[str]:
    return set(read_manifest(folder / MANIFEST))


def _read(folder: Path, path: str) -> bytes | None:
    file = folder / path
    return file.read_bytes() if file.is_file() else None


def _difference(site: Path, other: Path, path: str, name: str) -> Problem:
    here, there = _read(site, path), _read(other, path)
    place = (site / path).as_posix()
    if here is None or there is None:
        found = "is there only" if here is None else "is not there"
        return Problem(place, 0, 0, f"{found} when built with {name}")
    pairs = enumerate(zip(here, there, strict=False))
    shared = next((at for at, (a, b) in pairs if a != b), min(len(here), len(there)))
    line = here.count(b"\n", 0, shared) + 1
    begin = here.rfind(b"\n", 0, shared) + 1
    try:
        column = len(here[begin:shared].decode()) + 1
        here.decode()
    except UnicodeDecodeError:
        message = f"is another from byte {shared + 1} on when built with {name}"
        return Problem(place, 0, 0, message)
    ours, theirs = (_excerpt(data, shared) for data in (here, there))
    message = f"“{ours}” here is “{theirs}” when built with {name}"
    return Problem(place, line, column, message)


def _excerpt(data: bytes, place: int, width: int = 20) -> str:
    """The words around byte *place* of *data*, within its line."""
    begin = max(data.rfind(b"\n", 0, place) + 1, place - width)
    end = data.find(b"\n", place)
    return data[begin : min(len(data) if end < 0 else end, place + width)].decode(errors="ignore")


CONDITIONS = (
    Condition(
        name="hash seed 0, the time of Honolulu, one worker",
        environment={"PYTHONHASHSEED": "0", "TZ": "Pacific/Honolulu", "LC_ALL": "C"},
        jobs=1,
        umask=0o022,
        backwards=False,
        place="once",
    ),
    Condition(
        name="hash seed 1, the time of Auckland, three workers, folders listed backwards",
        environment={
            "PYTHONHASHSEED": "1",
            "TZ": "Pacific/Auckland",
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
        },
        jobs=3,
        umask=0o077,
        backwards=True,
        place="and/again",
    ),
)

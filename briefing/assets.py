"""Stylesheets, pictures and fonts under names that change with their content.

A hashed name may be cached for ever: what a reader's browser holds under it is never out of date.
Files of ``assets/root/`` keep their names and go to the site's root (``favicon.ico``, ``CNAME``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct

from briefing.problems import Problem, nearest

ROOT = "root"
LITTER = {".DS_Store", ".gitkeep", ".gitignore", "Thumbs.db"}

_ADDRESS = re.compile(r"""url\(\s*(['"]?)(?!data:|#)([^'")\s]+)\1\s*\)""")


class Assets(Struct, frozen=True, kw_only=True):
    """``paths`` leads from names in ``assets/`` to output paths, ``files`` from there to bytes."""

    paths: Mapping[str, str]
    files: Mapping[str, bytes]


def load(folder: Path) -> tuple[Assets, list[Problem]]:
    """The files of *folder* under their output paths, and what is wrong with them."""
    problems: list[Problem] = []
    raw: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        relative = path.relative_to(folder)
        # Of hidden files only those for the site's root are meant to be published (.well-known).
        hidden = any(part.startswith(".") for part in relative.parts)
        if path.is_file() and path.name not in LITTER and (not hidden or relative.parts[0] == ROOT):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                message = "it is a link that leads out of the assets"
                hint = "put the file itself in its place"
                problems.append(Problem(path.as_posix(), 0, 0, message, hint))
                continue
            try:
                raw[relative.as_posix()] = path.read_bytes()
            except OSError as error:
                message = f"the file cannot be read: {error.strerror}"
                problems.append(Problem(path.as_posix(), 0, 0, message))
        elif not path.is_dir() and not hidden and path.name not in LITTER:
            message, hint = "left out: no file", "a pipe, a device or a link to nothing: delete it"
            problems.append(Problem(path.as_posix(), 0, 0, message, hint, severity="notice"))
    paths: dict[str, str] = {}
    files: dict[str, bytes] = {}
    # Stylesheets come last: their own hash depends on the names of what they use.
    for name in sorted(raw, key=lambda name: (name.endswith(".css"), name)):
        data = raw[name]
        if name.startswith(f"{ROOT}/"):
            paths[name] = name.removeprefix(f"{ROOT}/")
        else:
            if name.endswith(".css"):
                data = _linked(folder, name, data, paths, problems)
            paths[name] = hashed(name, data)
        files[paths[name]] = data
    return Assets(paths=paths, files=files), problems


def hashed(name: str, data: bytes) -> str:
    """The output path of the asset *name*: ``assets/style.1a2b3c4d5e.css``."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(data).hexdigest()[:10]
    return f"assets/{path.with_name(f'{path.stem}.{digest}{path.suffix}')}"


def _linked(
    folder: Path, name: str, data: bytes, paths: Mapping[str, str], problems: list[Problem]
) -> bytes:
    """The stylesheet with the hashed names of the files that it uses."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        message = f"the stylesheet is not UTF-8: byte 0x{data[error.start]:02x} cannot be read"
        path = f"{folder.as_posix()}/{name}"
        problems.append(
            Problem(path, data.count(b"\n", 0, error.start) + 1, 1, message, "save it as UTF-8")
        )
        return data
    depth = "../" * name.count("/")

    def replace(match: re.Match[str]) -> str:
        target = str(PurePosixPath(name).parent / match[2])
        if target in paths:
            return f"url({depth}{paths[target].removeprefix('assets/')})"
        start = text.rfind("\n", 0, match.start()) + 1
        close = nearest(target, paths)
        problems.append(
            Problem(
                f"{folder.as_posix()}/{name}",
                text.count("\n", 0, match.start()) + 1,
                match.start(2) - start + 1,
                f"there is no file “{match[2]}” in {folder.as_posix()}/",
                f"did you mean “{close}”?" if close else "add the file, or delete the rule",
                text[start:].split("\n", 1)[0],
            )
        )
        return match[0]

    return _ADDRESS.sub(replace, text).encode()

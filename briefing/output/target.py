"""Whether a folder may be written to: a folder that was named by mistake must survive.

Everything is refused here before the first byte is written; :mod:`briefing.output` writes.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from briefing.problems import ContentError, Problem, listed

MANIFEST = "SHA256SUMS"
INSIDE = ".briefing.next"
"""Where a build works that cannot work beside the output folder."""
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_PLAIN = re.compile(r"[A-Za-z0-9][\w.~-]{,99}(?:/[A-Za-z0-9][\w.~-]{,99})*", re.ASCII)
"""A path that is sure to have no flaw, the build's own names aside."""
_TEMPORARY = re.compile(r"\.briefing-[0-9]+\.tmp")
_NO_TEXT = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
_BY_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NAMED = 10


def unfit(folder: Path, keep_out: Iterable[Path]) -> Iterator[Problem]:
    """Why *folder* is no place for a site that is made from the folders *keep_out*."""
    real = _real(folder)
    if os.path.lexists(folder) and not folder.is_dir():
        yield _refusal(folder, "it is not a folder")
    if real == Path(real.anchor):
        yield _refusal(folder, "it is the root of the file system")
    elif any(home.is_relative_to(real) for home in _home()):
        yield _refusal(folder, "it is a home folder, or holds one")
    if os.path.lexists(real / ".git"):
        yield _refusal(folder, "it is the root of a repository (it holds .git)")
    for kept in keep_out:
        source, name = _real(kept), f"{kept.as_posix()}, which the site is made from"
        if real == source:
            yield _refusal(folder, f"it is {name}")
        elif source.is_relative_to(real):
            yield _refusal(folder, f"it holds {name}")
        elif real.is_relative_to(source):
            yield _refusal(folder, f"it lies in {name}")


def unwritable(folder: Path, paths: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with *paths* as places of files below *folder*."""
    claims: dict[str, str] = {}
    for path in sorted(paths):
        flaw = path_flaw(path)
        claim = claims.setdefault(folded(path), path)
        if not flaw and claim != path:
            flaw = f"where case does not count it is the same file as “{claim}”"
        if flaw:
            yield Problem(folder.as_posix(), 0, 0, f"“{path}” cannot be written there: {flaw}")
    for parent in sorted(folders_of(claims) & claims.keys()):
        flaw = "other files need it as a folder"
        message = f"“{claims[parent]}” cannot be written there: {flaw}"
        yield Problem(folder.as_posix(), 0, 0, message)


def path_flaw(path: str) -> str:
    """Why *path* is no place for a file in the output folder; empty when it is one."""
    if _PLAIN.fullmatch(path) and path != MANIFEST:
        return ""
    if "\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        return "it does not lead to one place below the folder"
    if re.search(_NO_TEXT, path):
        return "the name holds a character that cannot be shown"
    if any(len(part.encode()) > 255 for part in path.split("/")):
        return "the name is too long for a file system"
    if path == MANIFEST or path.partition("/")[0] == INSIDE or is_temporary(path):
        return "the build uses that name itself"
    return ""


def read_manifest(file: Path) -> dict[str, str]:
    """What the last build wrote, path to SHA-256. Raises ContentError when that cannot be told."""
    entries: dict[str, str] = {}
    hint = f"bring {MANIFEST} back as the build wrote it, or delete the folder and build again"
    try:
        lines = file.read_bytes().decode().split("\n")
    except (OSError, ValueError) as error:
        message = f"the list of what the last build wrote cannot be read: {error}"
        raise ContentError([Problem(file.as_posix(), 0, 0, message, hint)]) from error
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or path_flaw(match[2]) or match[2] in entries:
            message = "this is not how a build lists a file that it wrote"
            raise ContentError([Problem(file.as_posix(), number, 1, message, hint, line)])
        entries[match[2]] = match[1]
    return entries


def lines_of(manifest: Mapping[str, str]) -> bytes:
    """The list of the files *manifest*, path to SHA-256."""
    return "".join(f"{manifest[path]}  {path}\n" for path in sorted(manifest)).encode()


def refuse_foreign(folder: Path, present: Iterable[str], known: Set[str]) -> None:
    """Raise ContentError when one of the files that are *present* is not *known*.

    The build's own list, what it left when it was killed, and what file managers leave everywhere
    do not count.
    """
    foreign = sorted(
        path
        for path in present
        if path not in known
        and path != MANIFEST
        and not is_temporary(path)
        and not is_by_the_system(path)
    )
    if foreign:
        names = foreign[:_NAMED]
        if len(foreign) > _NAMED:
            names.append(f"{len(foreign) - _NAMED} more")
        kind, them = ("a file", "it") if len(foreign) == 1 else ("files", "them")
        reason = f"it holds {kind} that no build has made: {listed(names, 'and')}"
        hint = (
            f"move {them} away, or choose another folder with --output; what shall be published as"
            " it is belongs into assets/root/"
        )
        raise ContentError([_refusal(folder, reason, hint)])


def is_temporary(path: str) -> bool:
    """Whether a build that is killed may leave a file of that name."""
    return bool(_TEMPORARY.fullmatch(path.rpartition("/")[2]))


def is_by_the_system(path: str) -> bool:
    """Whether file managers leave a file of that name everywhere."""
    return path.rpartition("/")[2] in _BY_THE_SYSTEM


def folded(path: str) -> str:
    """*path* as file systems compare it on which case and Unicode form do not count."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that *paths* lie in, at any depth."""
    folders: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders.add(path)
    return folders


def _refusal(folder: Path, reason: str, hint: str = "") -> Problem:
    hint = hint or "choose a folder that is used for nothing else, such as --output site"
    message = f"the site cannot be written there: {reason}"
    return Problem(folder.as_posix(), 0, 0, message, hint)


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _home() -> list[Path]:
    try:
        return [_real(Path.home())]
    except RuntimeError:  # a user without one
        return []

"""The tree to a folder: only what changed, each file whole, nothing else touched.

What a build wrote is known from a list that it leaves in the folder, ``SHA256SUMS``; with
``sha256sum --check SHA256SUMS`` anyone can hold a published site against a build of their own.
Only files on that list are ever replaced or removed.

A build may be killed at any moment. So a list that also has what is about to be added is written
first; then come assets, new pages and changed pages, so that nothing is there before what it needs;
then stale files go; the list of what is there now comes last.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from briefing.output import target
from briefing.output.target import MANIFEST
from briefing.problems import ContentError, Problem

Present = Mapping[str, os.stat_result]


class Report(Struct, frozen=True, kw_only=True):
    """How many files were written, were right already, and were removed."""

    written: int
    unchanged: int
    removed: int


def write(tree: Mapping[str, bytes], folder: Path, *, keep_out: Sequence[Path] = ()) -> Report:
    """Make *folder* hold the files of *tree* and their list, and nothing else.

    *keep_out* are the folders that the site is made from. Raises ContentError with every problem,
    and without having touched the folder, when it is no place for a site, when a path of *tree* is
    none, or when a page cannot be made; also when a file cannot be written, and then every file
    that is there is whole and the next build repairs.
    """
    problems = [*target.unfit(folder, keep_out), *target.unwritable(folder, tree)]
    if problems:
        raise ContentError(problems)
    with _reported(folder, "be read"):
        present = dict(_walk(folder, "")) if folder.is_dir() else {}
    manifest = target.read_manifest(folder / MANIFEST) if MANIFEST in present else {}
    # What stands where a new file goes is judged below, by its bytes.
    target.refuse_foreign(folder, present, manifest.keys() | (tree.keys() if manifest else ()))
    files = _computed(tree)
    with _reported(folder, "be written"):
        same = {path for path in files if _holds(folder / path, present.get(path), files[path])}
        target.refuse_foreign(folder, present, manifest.keys() | same)
        return _write(files, folder, same, present, manifest)


def _write(
    files: Mapping[str, bytes],
    folder: Path,
    same: set[str],
    present: Present,
    manifest: Mapping[str, str],
) -> Report:
    wanted = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    changed = [path for path in files if path not in same]
    stale = [path for path in manifest if path in present and path not in files]
    announced = not wanted.keys() <= manifest.keys()
    folder.mkdir(parents=True, exist_ok=True)
    for path in filter(target.is_temporary, present):
        _remove(folder, path)
    if announced:
        _put(folder / MANIFEST, _lines({**manifest, **wanted}))
    first = _in_the_way(stale, files)
    for path in first:
        _remove(folder, path)
    for path in sorted(changed, key=lambda path: (not _early(path), path in manifest, path)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        _put(folder / path, files[path])
    for path in stale:
        if path not in first:
            _remove(folder, path)
    lines = _lines(wanted)
    if announced or not _holds(folder / MANIFEST, present.get(MANIFEST), lines):
        _put(folder / MANIFEST, lines)
    return Report(written=len(changed), unchanged=len(same), removed=len(stale))


def _early(path: str) -> bool:
    return path.startswith(("assets/", "cards/"))


def _put(file: Path, data: bytes) -> None:
    """Write *file* so that it is, at every moment, either as before or as it shall be."""
    temporary = file.with_name(f".briefing-{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _remove(folder: Path, path: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in (folder / path).parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:
            return


def _in_the_way(stale: Iterable[str], files: Iterable[str]) -> set[str]:
    """The *stale* files that have to go before *files* can be written.

    One lies where a folder is needed, or in a folder where a file is needed, or differs from a new
    path in nothing but case or Unicode form and is the same file on some systems.
    """
    new = {target.folded(path) for path in files}
    taken = new | target.folders_of(new)
    return {
        path
        for path in stale
        if target.folded(path) in taken or target.folders_of([target.folded(path)]) & new
    }


def _holds(file: Path, status: os.stat_result | None, data: bytes) -> bool:
    """Whether *file*, of that *status*, is a plain file that holds *data*."""
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_size != len(data):
        return False
    return file.read_bytes() == data


def _computed(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """All of *tree*. Raises ContentError with the problems of all pages that cannot be made."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in tree:
        try:
            files[path] = tree[path]
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return files


def _lines(manifest: Mapping[str, str]) -> bytes:
    return "".join(f"{manifest[path]}  {path}\n" for path in sorted(manifest)).encode()


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below *folder* that is no folder; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry.stat(follow_symlinks=False)


@contextmanager
def _reported(folder: Path, action: str) -> Iterator[None]:
    """Make a ContentError of what the operating system refuses."""
    try:
        yield
    except OSError as error:
        place = Path(str(error.filename or folder)).as_posix()
        message = f"cannot {action}: {error.strerror or error}"
        hint = "every file in the output folder is whole; the next build completes the site"
        raise ContentError([Problem(place, 0, 0, message, hint)]) from error

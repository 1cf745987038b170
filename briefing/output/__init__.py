"""The tree to a folder: from one complete site to the next, nothing else touched.

What a build wrote is known from a list that it leaves in the folder, ``SHA256SUMS``; with
``sha256sum --check SHA256SUMS`` anyone can hold a published site against a build of their own.
Only files on that list are ever replaced or removed.

A build may be killed at any moment. So the next site is made beside the present one, in
``.site.next``, and takes its place as a whole; ``docs/building.md`` says how, and what happens
where a system cannot do that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from briefing.output import files, journal, known, place, switch, target
from briefing.output.opened import Opened, Report
from briefing.output.place import Place
from briefing.output.present import Present
from briefing.output.staging import AS_BEFORE
from briefing.output.target import MANIFEST
from briefing.problems import ContentError, Problem

__all__ = ["Opened", "Report", "prepare", "write"]


def write(tree: Mapping[str, bytes], folder: Path, *, keep_out: Sequence[Path] = ()) -> Report:
    """Make *folder* hold the files of *tree* and their list, and nothing else, in this process.

    *keep_out* are the folders that the site is made from. Raises ContentError with every problem,
    and without having touched the folder, when it is no place for a site, when a path of *tree* is
    none, when a page cannot be made, or when the site cannot be written.
    """
    with prepare(folder, keep_out=keep_out) as opened:
        opened.expect(tree)
        wanted: dict[str, str] = {}
        problems: list[Problem] = []
        for path in tree:
            try:
                wanted[path] = opened.put(path, tree[path])
            except ContentError as error:
                problems += error.problems
        if problems:
            raise ContentError(problems)
        return opened.publish(wanted)


def prepare(folder: Path, *, keep_out: Sequence[Path] = ()) -> Opened:
    """Open *folder* for one build, which then puts files and publishes them.

    *keep_out* are the folders that the site is made from. What a build that was stopped has left is
    put right first. Raises ContentError, without having touched the folder, when it is no place for
    a site, holds files that no build has made and no list, or when another build has it open.
    """
    if problems := list(target.unfit(folder, keep_out)):
        raise ContentError(problems)
    site = Path(os.path.realpath(folder))
    with files.reported(folder, "be written", AS_BEFORE):
        if site.is_dir() and not os.access(site, os.W_OK | os.X_OK):
            raise PermissionError(None, "the folder is read-only", folder.as_posix())
        at = place.place_of(site)
    try:
        with files.reported(folder, "be read", AS_BEFORE):
            return _opened(folder, at)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            error.add_note(f"{folder} is as it was")
        at.close(keep=False)
        raise


def _opened(folder: Path, at: Place) -> Opened:
    notices = list(_repaired(folder, at))
    found: files.Status = {}
    folders: dict[str, int] = {}
    if at.site.is_dir():
        found, folders = files.walk(at.site, but=target.INSIDE)
    manifest = target.read_manifest(at.site / MANIFEST) if MANIFEST in found else {}
    if not manifest:
        target.refuse_foreign(folder, found, frozenset())
    remembered = known.load(at.work)
    present = Present(at.site, found, folders, manifest, remembered)
    return Opened(folder, at, present, remembered, notices)


def _repaired(folder: Path, at: Place) -> Iterator[Problem]:
    """Put right what a build that was stopped has left, and say so."""
    said = []
    if switch.restore(at.site, at.retired, at.twin):
        said.append("the site that it had taken away is back in its place")
    if journal.complete(at):
        said.append("what it had begun to change in the site is completed")
    if left := list(at.leftovers()):
        for leftover in left:
            files.sweep(leftover)
        said.append("what it had made is swept away")
    if said:
        message = f"an earlier build was stopped before its end: {', '.join(said)}"
        yield Problem(folder.as_posix(), 0, 0, message, severity="notice")

"""The twin of the site: the same files under second names, in which the next site is made.

A build brings it up to date by what differs and exchanges it with the site; what was the site is
the twin of the next build. So a change costs what it touches. No file is ever written in place,
because a file of the twin is a file of the site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path

from briefing.output import files, known, target
from briefing.output.known import Known
from briefing.output.place import Place
from briefing.output.target import MANIFEST


def differences(
    place: Place, remembered: Known, present: files.Status, manifest: Mapping[str, str]
) -> set[str]:
    """The paths at which the twin has not the file that the site has, found by looking.

    Raises ContentError when the twin holds a file that no build has made: a terminal that stood in
    the site stands in its twin after the switch.
    """
    if not place.twin.is_dir():
        return set(present)
    found, _ = files.walk(place.twin)
    listed = target.read_manifest(place.twin / MANIFEST) if MANIFEST in found else {}
    changing = known.announced(place.work) or ()
    ours = listed.keys() | manifest.keys() | set(changing) | set(remembered.apart)
    target.refuse_foreign(place.twin, found, ours)
    return {
        path
        for path in found.keys() | present.keys()
        if path not in found
        or path not in present
        or not os.path.samestat(found[path], present[path])
    }


def is_remembered(place: Place, remembered: Known) -> bool:
    """Whether the twin is as the last build has left it."""
    try:
        return (
            known.announced(place.work) is None
            and place.site.stat().st_ino == remembered.site
            and place.twin.stat().st_ino == remembered.twin
            and all(
                (place.twin / folder).stat().st_mtime_ns == changed
                for folder, changed in remembered.folders.items()
            )
        )
    except OSError:
        return False


def begin(place: Place, touched: Iterable[str]) -> None:
    """Leave word that the twin is changed at the paths *touched*, and see that there is one.

    Raises OSError.
    """
    known.announce(place.work, touched)
    (place.work / known.NAME).unlink(missing_ok=True)
    files.make_folder(place.twin)


def bring_up(
    place: Place,
    *,
    touched: Set[str],
    wanted: Set[str],
    staged: Set[str],
    same: Path,
    lines: bytes,
    empty: Iterable[str] = (),
    begun: bool = False,
) -> None:
    """Make the twin hold the *wanted* files and the list *lines* of them.

    Only the paths *touched* are looked at: those *staged* are moved from there, the others are
    those of the folder *same*. The folders *empty* are made too. *begun* tells whether
    :func:`begin` was told of these paths already. Raises OSError; the twin is then known not to be
    one.
    """
    new = not place.twin.is_dir()
    if not begun:
        begin(place, touched)
    if not new:
        for path in sorted(touched - wanted, reverse=True):  # what is in a folder before the folder
            files.remove(place.twin, path)
    made = {""}
    for path in sorted(touched & wanted):
        folder = path.rpartition("/")[0]
        if folder not in made:
            files.make_folder(place.twin / folder)
            made.add(folder)
        second = f"{place.twin}/{path}"
        if not new:
            # Not replaced: some file systems write what replaces another file to the disk at once.
            with suppress(FileNotFoundError):
                os.unlink(second)
        if path in staged:
            os.replace(f"{place.staged}/{path}", second)
        else:
            files.double(f"{same}/{path}", second)
    for folder in empty:
        files.make_folder(place.twin / folder)
    (place.twin / MANIFEST).unlink(missing_ok=True)
    files.put(place.twin / MANIFEST, lines)
    if same == place.site:
        with suppress(OSError):
            shutil.copystat(place.site, place.twin)

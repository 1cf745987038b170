"""A site changed file by file, where it cannot be switched as a whole.

What is to be moved and removed is written down first. So a build that is killed is completed by the
next one, which needs nothing for it but that list and the files that lie ready.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from briefing.output import files, target
from briefing.output.place import JOURNAL, Place
from briefing.output.target import MANIFEST


class Journal(Struct, frozen=True, kw_only=True):
    """``moves`` are paths of the folder ``source`` of the working folder, ``stale`` of the site."""

    source: str
    moves: list[str]
    stale: list[str]


def change(place: Place, source: Path, changed: Iterable[str], stale: Iterable[str]) -> None:
    """Move *changed* and the list from *source* into the site, and remove what is *stale*.

    Assets come first, then new and changed pages, so that nothing is there before what it needs;
    then stale files go; the list comes last. Raises OSError.
    """
    order = sorted(changed, key=lambda path: (not path.startswith(("assets/", "cards/")), path))
    journal = Journal(source=source.name, moves=[*order, MANIFEST], stale=sorted(stale))
    file = place.work / JOURNAL
    files.put(file, msgspec.msgpack.encode(journal))
    try:
        _apply(place, journal)
    except OSError:
        if all(os.path.lexists(source / path) for path in journal.moves) and all(
            os.path.lexists(place.site / path) for path in journal.stale
        ):  # nothing is done yet, and nothing need be completed
            files.discard(file)
        raise
    file.unlink()


def complete(place: Place) -> bool:
    """Complete what a build that was stopped had begun; whether there was one. Raises OSError."""
    file = place.work / JOURNAL
    try:
        journal = msgspec.msgpack.decode(file.read_bytes(), type=Journal)
    except FileNotFoundError:
        return False
    _apply(place, journal)
    file.unlink()
    files.sweep(place.work / journal.source)
    return True


def _apply(place: Place, journal: Journal) -> None:
    source = place.work / journal.source
    moves = [path for path in journal.moves if os.path.lexists(source / path)]
    for path in _in_the_way(journal.stale, moves):
        if not (place.site / path).is_dir():  # it is one already if this completes another build
            files.remove(place.site, path)
    for path in moves:
        if path == MANIFEST:
            for stale in set(journal.stale) - _in_the_way(journal.stale, journal.moves):
                files.remove(place.site, stale)
        files.make_folder((place.site / path).parent)
        (source / path).replace(place.site / path)


def _in_the_way(stale: Iterable[str], paths: Iterable[str]) -> set[str]:
    """The *stale* files that have to go before *paths* can be written.

    One lies where a folder is needed, or in a folder where a file is needed, or differs from a new
    path in nothing but case or Unicode form and is the same file on some systems.
    """
    new = {target.folded(path) for path in paths}
    taken = new | target.folders_of(new)
    return {
        path
        for path in stale
        if target.folded(path) in taken or target.folders_of([target.folded(path)]) & new
    }

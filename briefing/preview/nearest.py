"""Which pages somebody may have meant who asked for one that there is not."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable

_SHOWN = 5
_COMPARED = 200  # difflib takes 0.1 ms for each
_LONGEST = 200


def nearest(asked: str, paths: Iterable[str]) -> list[str]:
    """At most five of *paths* whose names are most like *asked*, the likeliest first.

    ``actors/nato``, ``actors/nato/`` and ``actors/nato.htm`` are all but ``actors/nato.html``.
    """
    word = _stem(asked)[:_LONGEST]
    parts = _parts(word)
    stems: dict[str, str] = {}
    for path in paths:
        stems.setdefault(_stem(path), path)
    alike = heapq.nlargest(_COMPARED, stems, key=lambda stem: len(parts & _parts(stem)))
    found = difflib.get_close_matches(word, alike, n=_SHOWN, cutoff=0.6)
    if word in stems:
        found = [word, *(stem for stem in found if stem != word)][:_SHOWN]
    return [stems[stem] for stem in found]


def _stem(path: str) -> str:
    stem = path.casefold().strip("/").removesuffix("index.html").strip("/")
    return stem.removesuffix(".html").removesuffix(".htm")


def _parts(word: str) -> set[str]:
    """The letters of *word* in threes."""
    return {word[at : at + 3] for at in range(max(len(word) - 2, 1))}

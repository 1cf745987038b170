"""The answers of now, each looked at by the process that has it in hand.

To keep what pages were made from, all that they can ask for is looked at once. Whoever makes the
statements of an article has just looked at them; for another process, and at another time, they
would have to be fetched into the processor again, and copied.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import Any

from briefing.spool import shared_places
from briefing.traces import BESIDE, WHOLE, Ledger, digest_of, digests, encoded


class Gathering:
    """The digests of all that can be asked for, in memory that processes forked from now on share.

    No digest is zero but that of what nobody has looked at yet.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._mappings = ledger.mappings
        self._numbers = ledger.numbers
        self._sums = shared_places(ledger.count)

    def look(self, name: str, keys: Iterable[str]) -> None:
        """Look at what the mapping *name* has under *keys*, if it has anything."""
        things, numbers = self._mappings[name], self._numbers[name]
        for key in keys:
            if key in things:
                self._sums[numbers[key]] = _sum(things[key])

    def look_at_the_rest(self, but: Collection[str] = ()) -> None:
        """Look at all *but* some mappings that nobody has looked at yet."""
        for name, things in self._mappings.items():
            sums = self._sums_of(name)
            if name not in but and not all(sums):
                for at, thing in enumerate(things.values()):
                    sums[at] = sums[at] or _sum(thing)

    def digests(self) -> dict[str, bytes]:
        """As :func:`briefing.cache.renewal.answers` gives them."""
        self.look_at_the_rest()
        return {
            name: digests(things, bytes(self._sums_of(name)))
            for name, things in self._mappings.items()
        }

    def _sums_of(self, name: str) -> memoryview:
        first = self._numbers[name][WHOLE] + BESIDE
        return self._sums[first : first + len(self._mappings[name])]


def _sum(thing: Any) -> int:
    return int.from_bytes(digest_of(encoded(thing)), sys.byteorder)

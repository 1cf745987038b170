"""What pages share, each made once: in memory, or put by where several processes made it.

Put by it is there once for all processes; in memory each would soon have a copy of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from markupsafe import Markup

from briefing.marked import marked
from briefing.spool import Spool, place_of, shared_places, told_by

_WHICH = 8
"""Bits beside a place that tell the spool."""
MOST = 1 << _WHICH
"""So many processes can put by what they make."""

Made = tuple[str, Markup, Iterable[int]]
"""A key, its HTML, and the numbers of what this asks for (see :mod:`briefing.traces`)."""


class Fragments:
    """HTML by a key. ``asked`` are the numbers of what each asks for, as an array of ``I``.

    What is put by is found by a number instead: so many places are looked up so often that it
    matters how near to one another they lie.
    """

    def __init__(self) -> None:
        self.asked: dict[str, bytes] = {}
        self._fresh: list[str] = []
        self._made: dict[str, Markup] = {}
        self._places = memoryview(b"").cast("Q")
        self._numbers: Mapping[str, int] = {}
        self._spools: Sequence[Spool] = ()

    def get(self, key: str, number: int | None = None) -> Markup | None:
        """The HTML of *key*, which has the *number*, if it is made."""
        made = self._made.get(key)
        if made is None and number is not None and self._spools and (place := self._places[number]):
            spool = self._spools[place & (1 << _WHICH) - 1]
            return marked(spool.peek(*told_by(place >> _WHICH)))
        return made

    def keep(self, key: str, html: Markup, numbers: Iterable[int] | None) -> Markup:
        """Keep *html*, and the *numbers* of what it asks for where they are noted."""
        self._made[key] = html
        if numbers is not None:
            self.asked[key] = array("I", numbers).tobytes()
            self._fresh.append(key)
        return html

    def fresh(self) -> list[tuple[str, bytes]]:
        """The keys of those that are kept since this was last called, with what each asks for."""
        found = [(key, self.asked[key]) for key in self._fresh]
        self._fresh.clear()
        return found

    def put_by(self, processes: int, numbers: Mapping[str, int]) -> None:
        """From now on so many *processes*, at most MOST, can put by what they make; *numbers* are
        those of the keys. To be called before there are any."""
        self._spools = [Spool() for _ in range(processes)]
        self._places = shared_places(1 + max(numbers.values(), default=0))
        self._numbers = numbers

    def put(self, which: int, every: Iterable[Made]) -> list[tuple[str, bytes]]:
        """Put *every* one by, in the process *which*, for all processes; the keys, with what each
        asks for."""
        spool = self._spools[which]
        told = []
        for key, html, asked in every:
            at, size = spool.put(html)
            self._places[self._numbers[key]] = place_of(at, size) << _WHICH | which
            told.append((key, array("I", asked).tobytes()))
        spool.flush()
        return told


class Looking(Protocol):
    """Who looks at what there is in the mappings of a ledger, by their names, while it is at
    hand."""

    def look(self, name: str, keys: Iterable[str]) -> None:
        """At some of it."""

    def look_at_the_rest(self, but: Collection[str]) -> None:
        """At all mappings *but* some."""


class Sharing:
    """Fragments that several processes make before there are pages, and what else is to be done
    meanwhile, by one of them: a work for :class:`briefing.workers.Forked`."""

    def __init__(
        self,
        fragments: Fragments,
        make: Callable[[int], Iterable[Made]],
        count: int,
        processes: int,
        also: Callable[[], object],
    ) -> None:
        """*make* gives some for each number below *count*; so many *processes* are to do it."""
        self.count = count + 1
        self.processes = processes
        self._fragments = fragments
        self._make = make
        self._also = also
        self._which = 0

    def begin(self, which: int) -> None:
        """Work as the process *which*."""
        self._which = which

    def work(self, number: int) -> list[tuple[str, bytes]]:
        """What is made in the order that it is asked for; the first is what else is to be done."""
        if number:
            return self._fragments.put(self._which, self._make(number - 1))
        self._also()
        return []

    def take(self, results: Iterable[tuple[int, list[tuple[str, bytes]]]]) -> None:
        """Keep what came of the work."""
        for _, found in results:
            self._fragments.asked.update(found)

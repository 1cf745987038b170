"""What pages share, each made once: in memory, or put by where several processes made it.

Put by it is there once for all processes; in memory each would soon have a copy of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from markupsafe import Markup

from briefing.marked import marked
from briefing.spool import Spool, place_of, told_by
from briefing.workers import spread

Other = TypeVar("Other")

_WHICH = 8
"""Bits beside a place that tell the spool."""

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
        self._places = array("Q")
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

    def share(
        self,
        count: int,
        make: Callable[[int], Iterable[Made]],
        also: Callable[[], Other],
        processes: int,
        numbers: Mapping[str, int],
    ) -> Other:
        """Keep what *make* makes for each number below *count*, in so many *processes*, one of
        which does what is *also* to be done. *numbers* are those of the keys."""
        processes = min(processes, 1 << _WHICH)
        self._spools = [Spool() for _ in range(processes)]
        self._places = array("Q", bytes(8 * (1 + max(numbers.values(), default=0))))
        own: list[int] = []
        others: list[Other] = []

        def put(number: int) -> Iterator[tuple[str, int, bytes]]:
            which = own[0]
            for key, html, asked in make(number):
                at, size = self._spools[which].put(html)
                place = place_of(at, size) << _WHICH | which
                yield key, place, array("I", asked).tobytes()

        def work(number: int) -> list[tuple[str, int, bytes]] | Other:
            if not number:
                return also()
            found = list(put(number - 1))
            self._spools[own[0]].flush()
            return found

        for number, found in spread(count + 1, work, processes, begin=own.append):
            if not number:
                others.append(cast("Other", found))
                continue
            for key, place, asked in cast("list[tuple[str, int, bytes]]", found):
                self._places[numbers[key]] = place
                self.asked[key] = asked
        return others[0]

"""Which pages would come out as they are: those that asked for nothing that has changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

import msgspec

from briefing.cache.kept import Traces, opened
from briefing.documents import Plain
from briefing.markup import NameLinks
from briefing.traces import SIZE, Asked, Ledger, digest, digests, packed, questions_of
from briefing.workers import spread

Result = TypeVar("Result")

TOGETHER = 128
"""So many things are looked at before anybody hears of it."""
FEW = 16
"""Fewer times as many are not worth a process."""
_NONE = 2**32 - 1


def answers(ledger: Ledger, processes: int = 1) -> dict[str, bytes]:
    """The digests of the answers of all mappings that can be asked, made in so many *processes*."""
    return {
        name: digests(things, _each(list(things.values()), digest, processes))
        for name, things in ledger.mappings.items()
    }


def _each(things: Sequence[Any], make: Callable[[Any], Result], processes: int) -> list[Result]:
    """What *make* makes of each of *things*, in their order."""
    some = [things[at : at + TOGETHER] for at in range(0, len(things), TOGETHER)]
    found = spread(len(some), lambda number: list(map(make, some[number])), processes, least=FEW)
    return list(chain(*(made for _, made in sorted(found, key=itemgetter(0)))))


def as_before(
    traces: Traces,
    ledger: Ledger,
    found: Mapping[str, bytes],
    names: Mapping[str, str],
    own: Mapping[str, bytes],
    texts: Callable[[], object],
    processes: int = 1,
) -> Iterator[tuple[str, Asked, str]]:
    """The paths of pages that have not changed since *traces*, with what they asked for, in the
    numbers of now, and their SHA-256.

    *found* are the :func:`answers` of now, *names* the spellings that are linked now,
    *own* what each page is given; *texts* gives what else is shown and may hold names. So many
    *processes* may look for these.
    """
    tables = {name: list(things) for name, things in ledger.mappings.items()}
    if traces.tables == tables and traces.digests == found and traces.names == names:
        changed: set[int] = set()
        numbers = None
    else:
        spelled = _spelled(traces.names, names)
        if spelled and _holds(texts(), spelled):
            return
        numbers = _numbers(traces, ledger, found, spelled, processes)
        changed = {old for old, new in enumerate(numbers) if new == _NONE}
    for path, (packed_up, sha256) in traces.pages.items():
        asked = opened(packed_up)
        if own.get(path) != asked.own:
            continue
        before = array("I", asked.numbers)
        if not changed.isdisjoint(before):
            continue
        if numbers is not None:
            moved = packed(map(numbers.__getitem__, before))
            asked = Asked(asked.own, moved, asked.printed, asked.unclear)
        yield path, asked, sha256


def _numbers(
    traces: Traces,
    ledger: Ledger,
    found: Mapping[str, bytes],
    spelled: NameLinks | None,
    processes: int,
) -> array[int]:
    """The number of now for each number of *traces*; none where the answer is another one."""
    numbers: array[int] = array("I")
    first = 0
    firsts = {}
    for name, things in ledger.mappings.items():
        firsts[name] = first
        first += len(questions_of(things))
    for name, keys in traces.tables.items():
        things = ledger.mappings.get(name, {})
        at = {question: number for number, question in enumerate(questions_of(things))}
        before, now = traces.digests[name], found.get(name, b"")
        holding = []
        if spelled:
            look = partial(_holds, spelled=spelled)
            holding = _each(list(things.values()), look, processes)
        touched = False
        moved = array("I")
        for old, question in enumerate(questions_of(dict.fromkeys(keys))):
            new = at.get(question)
            same = new is not None and (
                before[old * SIZE : (old + 1) * SIZE] == now[new * SIZE : (new + 1) * SIZE]
            )
            if same and holding and new is not None and new > 2 and holding[new - 3]:
                same, touched = False, True
            moved.append(firsts.get(name, 0) + (new or 0) if same else _NONE)
        if touched:
            moved[0] = _NONE
        numbers += moved
    return numbers


def _spelled(before: Mapping[str, str], now: Mapping[str, str]) -> NameLinks | None:
    """The spellings that are linked now and were not before, or not to the same page, and those
    that were; None if there are none."""
    changed = dict(before.items() ^ now.items())
    return NameLinks(changed) if changed else None


def _holds(value: Any, spelled: NameLinks) -> bool:
    """Whether a text in *value* holds one of the names *spelled*."""
    return spelled.in_text("\0".join(_texts(value)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Plain):
        yield value.text.body
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _texts(getattr(value, field))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)

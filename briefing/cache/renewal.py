"""Which pages would come out as they are: those that asked for nothing that has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import eq, itemgetter
from typing import Any

import msgspec
from msgspec import Raw, Struct, structs

from briefing.cache import kept
from briefing.cache.kept import Traces
from briefing.documents import Plain
from briefing.name_links import NameLinks
from briefing.ondisk import OnDisk
from briefing.traces import BESIDE, Ledger, digest_of, digests, encoded, packed, questions_of
from briefing.workers import spread

TOGETHER = 512
"""So many things are looked at before anybody hears of it."""
FEW = 4
"""Fewer times as many are not worth a process."""
_WORD = re.compile(r"\w+")


class Answers(Struct, frozen=True):
    """The digests of the answers of all mappings that can be asked, by name, and which things (by
    their places) hold one of the names that were looked for."""

    digests: dict[str, bytes]
    holding: dict[str, set[int]]


def spelled(before: Mapping[str, str], now: Mapping[str, str]) -> NameLinks | None:
    """The spellings that are linked now and were not before, or not to the same page, and those
    that were; None if there are none."""
    changed = dict(before.items() ^ now.items())
    return NameLinks(changed) if changed else None


def answers(
    ledger: Ledger,
    processes: int = 1,
    names: NameLinks | None = None,
    only: Collection[str] | None = None,
) -> Answers:
    """What can be asked now of all mappings, or of *only* some, looked at by so many *processes*;
    *names* are looked for in it."""
    mappings = {
        name: things for name, things in ledger.mappings.items() if only is None or name in only
    }
    every = {name: list(things.values()) for name, things in mappings.items()}
    some = [(name, at) for name, things in every.items() for at in range(0, len(things), TOGETHER)]
    words = words_of(names) if names else ()

    def look(number: int) -> tuple[bytes, list[int]]:
        name, first = some[number]
        own, holding = [], []
        for at, thing in enumerate(every[name][first : first + TOGETHER], first):
            data = encoded(thing)
            own.append(digest_of(data))
            if names and _may_hold(thing, data, words) and holds(thing, names):
                holding.append(at)
        return b"".join(own), holding

    own: dict[str, list[bytes]] = {name: [] for name in every}
    held: dict[str, set[int]] = {name: set() for name in every}
    found = spread(len(some), look, processes, least=FEW)
    for number, (made, holding) in sorted(found, key=itemgetter(0)):
        name = some[number][0]
        own[name].append(made)
        held[name].update(holding)
    return Answers(
        {name: digests(things, b"".join(own[name])) for name, things in mappings.items()},
        {name: places for name, places in held.items() if places},
    )


class Changes(Struct, frozen=True):
    """What has changed since the traces of the last build, in their numbers.

    ``changed`` are questions that have another answer now, ``moved`` leads to the numbers of now
    where these are others; ``stale`` are statements that come out otherwise, wherever they are
    shown, ``statements`` what the others ask for, in the numbers of now.
    """

    changed: set[int]
    moved: dict[int, int]
    stale: set[int]
    statements: dict[str, bytes]


def changes(traces: Traces, ledger: Ledger, found: Answers) -> Changes:
    """What has changed since *traces*; *found* are the :func:`answers` of now."""
    changed, moved = _numbers(traces, ledger, found)
    stale: set[int] = set()
    statements: dict[str, bytes] = {}
    first = 0
    for name, keys in traces.tables.items():
        first += BESIDE
        if name == "statements":
            break
        first += len(keys)
    for at, key in enumerate(traces.tables["statements"], first):
        asked = traces.statements.get(key)
        if asked is None or at in changed:
            stale.add(at)
            continue
        numbers = memoryview(asked).cast("I")
        if changed and not changed.isdisjoint(numbers):
            stale.add(at)
        else:
            statements[key] = _moved(asked, moved)
    return Changes(changed, moved, stale, statements)


def as_before(
    traces: Traces,
    since: Changes,
    names: NameLinks | None,
    own: Mapping[str, bytes] | None,
    texts: Callable[[], object],
) -> Iterator[tuple[str, Raw, str]]:
    """The paths of pages that have not changed since *traces*, with what they asked for as it is
    kept, in the numbers of now, and their SHA-256.

    *names* are those that were looked for, *own* what each page is given (None: the same as
    before); *texts* gives what else is shown and may hold names.
    """
    if names and holds(texts(), names):
        return
    for path, (packed_up, sha256) in traces.pages.items():
        asked = kept.opened(packed_up)
        if own is not None and own.get(path) != asked.own:
            continue
        if since.changed and not since.changed.isdisjoint(memoryview(asked.numbers).cast("I")):
            continue
        if since.stale and not since.stale.isdisjoint(memoryview(asked.shown).cast("I")):
            continue
        numbers, shown = _moved(asked.numbers, since.moved), _moved(asked.shown, since.moved)
        if numbers is not asked.numbers or shown is not asked.shown:
            packed_up = kept.packed(structs.replace(asked, numbers=numbers, shown=shown))
        yield path, packed_up, sha256


def _moved(asked: bytes, moved: Mapping[int, int]) -> bytes:
    """What was *asked* in the numbers of now."""
    numbers = memoryview(asked).cast("I")
    if not moved or moved.keys().isdisjoint(numbers):
        return asked
    return packed(moved.get(number, number) for number in numbers)


def _numbers(traces: Traces, ledger: Ledger, found: Answers) -> tuple[set[int], dict[int, int]]:
    """The numbers of *traces* whose answer is another one now, and the numbers of now for those
    that have others."""
    changed: set[int] = set()
    moved: dict[int, int] = {}
    firsts, first = {}, 0
    for name, things in ledger.mappings.items():
        firsts[name] = first
        first += BESIDE + len(things)
    first = 0
    for name, keys in traces.tables.items():
        things = ledger.mappings.get(name, {})
        before = memoryview(traces.digests[name]).cast("Q")
        now = memoryview(found.digests.get(name, b"")).cast("Q")
        holding = {BESIDE + at for at in found.holding.get(name, ())}
        if holding:
            holding.add(0)  # the whole
        if keys == list(things):
            if before != now or holding:
                same = map(eq, before, now)
                changed.update(first + at for at, held in enumerate(same) if not held)
                changed.update(first + at for at in holding)
            if (new := firsts[name]) != first:
                moved.update(
                    zip(
                        range(first, first + len(before)),
                        range(new, new + len(before)),
                        strict=True,
                    )
                )
        else:
            at = {question: place for place, question in enumerate(questions_of(things))}
            new = firsts.get(name, 0)
            for old, question in enumerate(questions_of(dict.fromkeys(keys)), first):
                place = at.get(question, -1)
                if place < 0 or before[old - first] != now[place] or place in holding:
                    changed.add(old)
                elif new + place != old:
                    moved[old] = new + place
        first += BESIDE + len(keys)
    return changed, moved


def words_of(names: NameLinks) -> tuple[bytes, ...]:
    """What any text that holds one of *names* holds one of: of each its longest word."""
    longest = {max(_WORD.findall(name), key=len, default="") for name in names.names}
    return tuple(sorted(word.encode() for word in longest))


def _may_hold(thing: Any, data: bytes, words: Sequence[bytes]) -> bool:
    """Whether *thing*, of which all but plain bodies is in *data*, may hold one of *words*."""
    if isinstance(thing, Plain):
        if thing.blank:
            return False
        text = thing.text
        if isinstance(text, OnDisk):
            return text.may_hold(words)
        data = text.body.encode()
    return any(word in data for word in words)


def holds(value: Any, names: NameLinks) -> bool:
    """Whether a text in *value* holds one of the *names*."""
    return names.in_text("\0".join(_texts(value)))


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

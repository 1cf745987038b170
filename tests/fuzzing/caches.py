"""Files that an earlier run left: whatever has become of them, the site is the same.

An input is the name of one of the files that a run leaves below ``.cache/``, a line feed, and what
stands in it now. A cache of another kind is one more entry in :data:`KINDS`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from briefing.cards import _png, png
from briefing.cards.drawing import draw
from briefing.cards.words import Card
from briefing.lock import read as read_lock
from briefing.search import _kept
from briefing.weblinks.answers import Answer, Memory
from tests.fuzzing import naughty
from tests.fuzzing.places import folder as new_folder
from tests.fuzzing.rules import BrokenRuleError, told

NOW = datetime(2022, 2, 16, tzinfo=UTC)
CARD = Card(name="Norland")


def make(random: Random) -> bytes:
    kind = random.choice(list(KINDS))
    good = _good()[kind]
    match random.randrange(6):
        case 0:
            data = naughty.encoded(naughty.text(random))
        case 1 if kind == "search":
            packed = naughty.mutated(random, msgspec.msgpack.encode({"pagefind.js": b"x"}))
            data = hashlib.sha256(packed).digest() + packed
        case _:
            data = naughty.mutated(random, good)
    return kind.encode() + b"\n" + data


def check(data: bytes) -> None:
    kind, _, rest = data.partition(b"\n")
    with new_folder() as place:
        file = Path(place) / "file"
        file.write_bytes(rest)
        KINDS[kind.decode()](file)


@cache
def _good() -> dict[str, bytes]:
    with new_folder() as place:
        file = Path(place) / "links.json"
        memory = Memory(file, lambda: NOW)
        memory.keep("https://a.example/", Answer("moved", "301", "https://b.example/"))
        memory.save()
        links = file.read_bytes()
    packed = msgspec.msgpack.encode({"pagefind.js": b"x", "index/a": b"\x00" * 40})
    digest = "0" * 16
    lock = f"page index.html\nfiled 2022-02-16 k7f3\nstatement k7f3 {digest} 0 a\n"
    lock += f"quote k7f3 {digest} {digest * 4} 1 0 9\nsource a {digest * 4} 3 90\n"
    lock += "page articles-2022.html\n"
    return {
        "search": hashlib.sha256(packed).digest() + packed,
        "card": draw(CARD),
        "links": links,
        "lock": lock.encode(),
    }


def _search(file: Path) -> None:
    found = _kept(file)
    if found is not None and not all(isinstance(value, bytes) for value in found.values()):
        raise BrokenRuleError("an index that is none")


def _card(file: Path) -> None:
    good = _good()["card"]
    shown = png.read(_png(CARD, file))
    if shown.description != CARD.words or shown.width != png.read(good).width:
        raise BrokenRuleError("a card that says something else")


def _links(file: Path) -> None:
    memory = Memory(file, lambda: NOW)
    memory.recall("https://a.example/")
    memory.keep("https://c.example/", Answer("well"))
    memory.save()
    told(memory.notes)
    if not Memory(file, lambda: NOW).recall("https://c.example/"):
        raise BrokenRuleError("the memory keeps nothing any more")


def _lock(file: Path) -> None:
    lock = file.with_name("briefing.lock")
    os.replace(file, lock)  # noqa: PTH105 - as short as its other
    _, problems = read_lock(lock.parent)
    told(problems)


KINDS: dict[str, Callable[[Path], None]] = {
    "search": _search,
    "card": _card,
    "links": _links,
    "lock": _lock,
}

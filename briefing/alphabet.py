"""The index from A to Z: everything that has a page, under every spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Entry(Struct, frozen=True):
    """A line of the index from A to Z."""

    label: str
    thing: Any
    kind: str
    main: str = ""


def entries_of(things: Mapping[str, Any], kind: str) -> list[Entry]:
    """A line for every spelling of *things*."""
    entries = []
    for thing in things.values():
        entries.append(Entry(thing.name, thing, kind))
        entries += (Entry(alias.name, thing, kind, thing.name) for alias in thing.aliases)
    return entries


def order(entry: Entry) -> tuple[str, str]:
    """By letters; days and years in order of time."""
    if entry.kind == "date" and entry.label[0].isdigit():
        return entry.thing.key, ""
    return collation(entry.label), entry.label


def collation(label: str) -> str:
    """*label* for sorting: without case, accents and leading marks."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).lstrip("“”«»\"'(")


def initial(label: str) -> str:
    first = collation(label)[:1].upper()
    return "0–9" if not first or not first.isalpha() else first

"""An earlier site and the one of now, in editors' terms: what is new, gone and said otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from briefing import limits
from briefing.plain import read_plain
from briefing.problems import ContentError, Problem

DATA = "data/statements.json"
FIELDS = {
    "by": "by",
    "with": "with",
    "concerning": "concerning",
    "on": "on",
    "reported": "reported",
    "about": "about",
    "as": "office",
    "kind": "kind",
    "text": "words",
    "quote": "quotation",
    "as_printed": "as printed",
    "status": "status",
    "article": "article",
}
"""What readers would notice of a statement, and how editors call it."""

Record = Mapping[str, Any]


class _Change(Struct):
    date: str
    note: str


class _Statement(Struct):
    """What is asked of a record here; it may have more."""

    id: str
    article: str
    by: list[str] = []
    changes: list[_Change] = []


def compare(earlier: Path, tree: Mapping[str, bytes]) -> Iterator[str]:
    """What changed between the site in *earlier* and *tree*, a line each.

    *earlier* is a published folder, or its ``data/statements.json`` alone; then pages are not
    compared. Raises ContentError when it is neither.
    """
    before, now = _records(_read(earlier)), _records(tree[DATA])
    for key in sorted(before.keys() | now.keys()):
        if key not in before:
            yield f"new statement {_named(now[key])}"
        elif key not in now:
            yield f"gone: statement {_named(before[key])}"
        else:
            yield from _changes(before[key], now[key])
    if earlier.is_dir():
        pages = {path.relative_to(earlier).as_posix() for path in earlier.rglob("*.html")}
        published = {path for path in tree if path.endswith(".html")}
        yield from (f"new page {path}" for path in sorted(published - pages))
        yield from (f"gone: page {path}" for path in sorted(pages - published))


def _changes(before: Record, now: Record) -> Iterator[str]:
    for field, words in FIELDS.items():
        old, new = before.get(field), now.get(field)
        if old != new:
            yield f"{now['article']}#{now['id']}: {words}: {_shown(old)} → {_shown(new)}"
    for change in now.get("changes", ())[len(before.get("changes", ())) :]:
        yield f"{now['article']}#{now['id']}: note of {change['date']}: {change['note']}"


def _read(earlier: Path) -> bytes:
    file = earlier / DATA if earlier.is_dir() else earlier
    try:
        return read_plain(file, limits.TOTAL)
    except OSError as error:
        raise _refusal(file, f"there is no earlier site: {error.strerror}") from error


def _records(data: bytes) -> dict[str, Record]:
    try:
        records: list[Record] = json.loads(data)
        msgspec.convert(records, list[_Statement])
        found = {record["id"]: record for record in records}
    except (ValueError, RecursionError) as error:
        raise _refusal(Path(DATA), "these are not the statements of a site") from error
    return found


def _named(record: Record) -> str:
    who = ", ".join(record.get("by", ())) or "nobody named"
    return f"{record.get('article')}#{record['id']}: {who}: {record.get('text', 'removed')}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nobody"
    return f"“{value}”" if value else "nothing"


def _refusal(path: Path, message: str) -> ContentError:
    hint = f"give the folder of a published site, or its {DATA}"
    return ContentError([Problem(path.as_posix(), 0, 0, message, hint)])

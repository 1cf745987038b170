"""The statements as data: a public interface for readers who count, compare and archive.

The JSON, its JSON Schema and the columns of the CSV all follow from
:class:`briefing.records.Record`, so they cannot part ways.
"""

from __future__ import annotations

import csv
import io
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET

from briefing.exports.records import (
    ChangeRecord,
    Record,
    RelayRecord,
    RemovedRecord,
    SourceRecord,
    records,
)
from briefing.site import Site

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""

_STARTS = frozenset(FORMULA_STARTS)

SEPARATOR = "; "
"""Stands between the items of a list in a cell."""


def statements_json(site: Site) -> bytes:
    """Every statement in the site's reading order, as a JSON list (RFC 8259, UTF-8)."""
    return _json(list(records(site)))


def statements_schema() -> bytes:
    """The JSON Schema (draft 2020-12) of :func:`statements_json`.

    It leaves room for fields that are added later.
    """
    alternatives, definitions = msgspec.json.schema_components(
        [Record, RemovedRecord], ref_template="#/$defs/{name}"
    )
    return _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Statements of a briefing",
            "description": "Actors and themes are given by the slugs that name their pages.",
            "type": "array",
            "items": {"anyOf": list(alternatives)},
            "$defs": definitions,
        }
    )


def statements_csv(site: Site) -> bytes:
    """The same as CSV (RFC 4180, UTF-8, with a header).

    The columns are the fields of a record, those of its source with ``source_`` before their names.
    The items of a list are joined by ``; ``, a change is its date, ``minor`` if it was, and its
    note, a relay its name. A cell that a spreadsheet could take for a formula (it begins with one
    of :data:`FORMULA_STARTS`) has an apostrophe before it; the JSON has the text as it is.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, records(site)))
    return out.getvalue().encode()


def _row(record: Record | RemovedRecord) -> list[str]:
    """The cells of *record*, in the order of :data:`COLUMNS`."""
    if isinstance(record, RemovedRecord):
        own = [getattr(record, name, UNSET) for name in _FIELDS]
        return [*map(cell, own), *([""] * len(_PARTS))]
    return [*map(cell, _fields(record)), *map(cell, _parts(record.source))]


_FIELDS, _PARTS = Record.__struct_fields__[:-1], SourceRecord.__struct_fields__
_fields, _parts = attrgetter(*_FIELDS), attrgetter(*_PARTS)

COLUMNS = (
    *Record.__struct_encode_fields__[:-1],
    *(f"source_{part}" for part in SourceRecord.__struct_encode_fields__),
)
"""The columns of the CSV, in their order: a record's source is the last of its fields."""


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def cell(value: Any) -> str:
    """A field's value as the text of a cell."""
    if type(value) is str:
        text = value
    elif value is UNSET or value == ():
        return ""
    else:
        text = SEPARATOR.join(map(_item, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text[:1] in _STARTS else text


def _item(item: Any) -> str:
    if type(item) is str:
        return item
    if isinstance(item, ChangeRecord):
        return f"{item.date}{' (minor)' if item.minor else ''}: {item.note}"
    return item.name if isinstance(item, RelayRecord) else str(item)

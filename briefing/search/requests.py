"""What Pagefind is asked, and which Pagefind: together they decide whether an index is current.

Apart from what runs Pagefind, so that a build that changes nothing imports little.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from briefing.search.records import Page, Record

PACKAGE = "pagefind[bin]"
FORMAT = 1
"""Changes with what is done here to Pagefind's files."""

_INDEX = 0


@lru_cache(maxsize=1)
def version() -> str:
    """The version of Pagefind that is installed; empty if none is."""
    found = find_spec("pagefind_bin")
    if found is None or found.origin is None:
        return ""
    # Asking importlib.metadata would take longer than all else of a build that changes nothing.
    installed = Path(found.origin).parent.parent.glob("pagefind_bin-*.dist-info")
    return max((path.stem.partition("-")[2] for path in installed), default="unknown")


def requests(records: Sequence[Record | Page], language: str) -> list[bytes]:
    """What the service is asked, in the order of *records*."""
    code = language.split("-")[0].lower()
    payloads: list[dict[str, object]] = [{"type": "NewIndex", "config": {"force_language": code}}]
    for record in records:
        if isinstance(record, Page):
            payloads.append({"type": "AddFile", "url": record.url, "file_contents": record.html})
        else:
            payloads.append({"type": "AddRecord", "language": code, **msgspec.to_builtins(record)})
    payloads.append({"type": "GetFiles"})
    for payload in payloads[1:]:
        payload["index_id"] = _INDEX
    return [
        msgspec.json.encode({"message_id": number, "payload": payload})
        for number, payload in enumerate(payloads, 1)
    ]

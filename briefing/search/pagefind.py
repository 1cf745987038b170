"""Pagefind's binary, spoken to directly. The only module that imports the package.

Its Python client looks for an answer every tenth of a second, one record at a time. The service
behind it reads requests (JSON in base64, a comma after each) and answers in their order.

Of what it makes one thing differs from run to run: the order of the values within a filter, and of
the filters in the table of contents. Both are put in order here, and what is named after its
content is named anew. These few files are stored plainly, which Pagefind reads as well: a packed
file would differ with the machine's zlib.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from briefing.search.cbor import array, items
from briefing.search.requests import version

ENTRY, SCRIPT = "pagefind-entry.json", "pagefind.js"
TIMEOUT = 600.0
_SIGNATURE = b"pagefind_dcd"


class PagefindError(Exception):
    """Pagefind did not make an index; the message says why."""


def run(asked: Sequence[bytes]) -> dict[str, bytes]:
    """The files of the index that *asked* make, by path. Raises PagefindError."""
    from pagefind_bin import get_executable  # type: ignore[import-untyped]

    command = [str(get_executable()), "--service"]
    with subprocess.Popen(  # noqa: S603  # the binary of the package
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as service:
        watchdog = threading.Timer(TIMEOUT, service.kill)
        writer = threading.Thread(target=_write, args=(service, asked))
        watchdog.start()
        writer.start()
        try:
            last = _last_answer(service, len(asked))
        finally:
            watchdog.cancel()
            service.kill()
            writer.join()
    files = {file["path"]: base64.b64decode(file["content"]) for file in last["files"]}
    try:
        return mended(files)
    except (KeyError, ValueError, IndexError) as error:
        raise PagefindError(f"Pagefind {version()} made files of an unknown form") from error


def _write(service: subprocess.Popen[bytes], asked: Sequence[bytes]) -> None:
    assert service.stdin is not None  # noqa: S101  # it was asked for
    try:
        for request in asked:
            service.stdin.write(base64.b64encode(request) + b",")
        service.stdin.flush()
    except OSError:
        pass  # the service has ended; whoever reads its answers says so


def _last_answer(service: subprocess.Popen[bytes], number: int) -> dict[str, list[dict[str, str]]]:
    """The payload of answer *number*."""
    for answer in _answers(service):
        payload = answer["payload"]
        if payload["type"] == "Error":
            raise PagefindError(f"Pagefind says: {payload['message']}")
        if answer["message_id"] == number:
            found: dict[str, list[dict[str, str]]] = payload
            return found
    raise PagefindError("Pagefind ended without an answer")


def _answers(service: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    assert service.stdout is not None  # noqa: S101  # it was asked for
    parts: list[bytes] = []
    while data := service.stdout.read1(1 << 20):  # type: ignore[attr-defined]
        first, *more = data.split(b",")
        parts.append(first)
        for part in more:
            try:
                yield json.loads(base64.b64decode(b"".join(parts)))
            except ValueError as error:
                raise PagefindError("Pagefind gave an answer that cannot be read") from error
            parts = [part]


def mended(files: dict[str, bytes]) -> dict[str, bytes]:
    """What a search page needs of *files*, the same for the same records.

    Raises KeyError, ValueError or IndexError when they are not of the form that is known.
    """
    entry = json.loads(files[ENTRY])
    kept = {SCRIPT: files[SCRIPT]}
    renamed: dict[bytes, bytes] = {}
    for path, data in files.items():
        if path.startswith(("index/", "fragment/")):
            kept[path] = data
        elif path.startswith("filter/"):
            name, values = items(_bare(data))
            head = b"\x82" + name
            new = head + array(sorted(items(values), key=lambda item: items(item)[0]))
            old_hash = path.removeprefix("filter/").removesuffix(".pf_filter")
            language = old_hash.split("_")[0]
            digest = hashlib.sha1(new, usedforsecurity=False).hexdigest()
            new_hash = f"{language}_{digest[: len(old_hash) - len(language) - 1]}"
            renamed[old_hash.encode()] = new_hash.encode()
            kept[f"filter/{new_hash}.pf_filter"] = _SIGNATURE + new
    if len(renamed) != len(set(renamed.values())):
        raise ValueError("two filters have one name")
    for language, about in entry["languages"].items():
        parts = items(_bare(files[f"pagefind.{about['hash']}.pf_meta"]))
        for old, new in renamed.items():
            parts[FILTERS] = parts[FILTERS].replace(old, new)
        parts[FILTERS] = array(sorted(items(parts[FILTERS])))
        meta = array(parts)
        about["hash"] = f"{language}_{hashlib.sha1(meta, usedforsecurity=False).hexdigest()[:10]}"
        kept[f"pagefind.{about['hash']}.pf_meta"] = _SIGNATURE + meta
        wasm = f"wasm.{about['wasm'] or 'unknown'}.pagefind"
        kept[wasm] = files[wasm]
    kept[ENTRY] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    return dict(sorted(kept.items()))


FILTERS = 3
"""Where the filters stand in the table of contents: version, pages, index chunks, filters, …"""


def _bare(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)

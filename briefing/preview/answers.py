"""An answer to a request, and which type a file of the site is said to be."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from msgspec import Struct

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
_TYPES = {
    ".avif": "image/avif",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_TEXTS = {"application/json", "application/xml", "image/svg+xml"}
_KNOWN = mimetypes.MimeTypes()


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to a request: status, content type, bytes."""

    status: int
    type: str
    body: bytes


def content_type(path: str) -> str:
    """The Content-Type of an output path; feeds and data are shown rather than downloaded."""
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix:
        return TEXT
    kind = _TYPES.get(suffix) or _KNOWN.guess_type(f"x{suffix}")[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind in _TEXTS or kind.startswith("text/") else kind

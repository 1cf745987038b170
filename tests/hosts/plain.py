"""Hosts that take no settings of ours, by what they say of themselves: no more than Python.

GitHub Pages answers ``x`` with ``x.html``, whatever is lost with ``404.html`` and status 404, lists
no folder and lets everything be kept for ten minutes. Netlify and Cloudflare Pages read
``_headers`` and ``_redirects`` as well; Cloudflare leads ``x.html`` to ``x``.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from tests.quality.published import KINDS, TEXT


class Rules(NamedTuple):
    """How a host treats a folder of files."""

    reads: bool
    """It reads ``_headers`` and ``_redirects``."""
    statuses: tuple[str, ...]
    """Of these statuses a redirect of ``_redirects`` is followed where there is a file."""
    cuts: bool
    """It leads ``x.html`` to ``x``."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, folder: Path, base: str, rules: Rules) -> None:
        self.folder, self.base, self.rules = folder, base, rules
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        moved = redirects(self.folder, self.rules.statuses) if self.rules.reads else {}
        if path in moved:
            return self.lead(301, moved[path])
        if f"{path}/" == self.base:
            return self.lead(301, self.base)
        if self.rules.cuts and path.startswith(self.base) and path.endswith(".html"):
            return self.lead(308, path.removesuffix(".html").removesuffix("index"))
        file = self.found(unquote(path))
        return self.send(200 if file else 404, file or self.folder / "404.html", path)

    def found(self, path: str) -> Path | None:
        name = path.removeprefix(self.base)
        if not path.startswith(self.base):
            return None
        tried = (name, f"{name}.html") if name else ("index.html",)
        return next((self.folder / one for one in tried if (self.folder / one).is_file()), None)

    def lead(self, status: int, target: str) -> None:
        self.send_response(status)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, status: int, file: Path, path: str) -> None:
        body, changed = file.read_bytes(), file.stat().st_mtime
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
            "Last-Modified": formatdate(changed, usegmt=True),
            "Cache-Control": "max-age=0, must-revalidate" if self.rules.reads else "max-age=600",
        }
        if self.rules.reads:
            headers |= given(self.folder, path)
        since = self.headers.get("If-Modified-Since")
        if self.headers.get("If-None-Match") == headers["ETag"] or (
            since and parsedate_to_datetime(since).timestamp() >= int(changed)
        ):
            status, body = 304, b""
        else:
            kind = KINDS.get(file.suffix, "application/octet-stream")
            if kind.startswith(TEXT):
                kind += "; charset=utf-8"
                headers["Vary"] = "Accept-Encoding"
                if "gzip" in self.headers.get("Accept-Encoding", ""):
                    body = gzip.compress(body, mtime=0)
                    headers["Content-Encoding"] = "gzip"
            headers |= {"Content-Type": kind, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@functools.cache
def redirects(folder: Path, statuses: tuple[str, ...]) -> dict[str, str]:
    """What ``_redirects`` of the site in *folder* leads where; the first line counts."""
    file = folder / "_redirects"
    found: dict[str, str] = {}
    for line in file.read_text("ascii").splitlines() if file.exists() else ():
        old, new, status = line.split(" ")
        if status in statuses:
            found.setdefault(old, new)
    return found


@functools.cache
def header_rules(folder: Path) -> list[tuple[re.Pattern[str], dict[str, str]]]:
    found: list[tuple[re.Pattern[str], dict[str, str]]] = []
    for line in (folder / "_headers").read_text("ascii").splitlines():
        if line.startswith("/"):
            found.append((re.compile(re.escape(line).replace(r"\*", ".*")), {}))
        else:
            name, value = line.strip().split(": ", 1)
            found[-1][1][name] = value
    return found


def given(folder: Path, path: str) -> dict[str, str]:
    """What ``_headers`` gives to *path*: the values of all rules that match, joined."""
    joined: dict[str, str] = {}
    for pattern, fields in header_rules(folder):
        if pattern.fullmatch(path):
            for name, value in fields.items():
                joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


@contextmanager
def started(name: str, site: Path, base: str) -> Iterator[str]:
    """The origin at which the host *name* serves the folder *site* at the path *base*."""
    handler = functools.partial(Handler, folder=site, base=base, rules=HOSTS[name])
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


HOSTS = {
    "GitHub Pages": Rules(reads=False, statuses=(), cuts=False),
    "Netlify": Rules(reads=True, statuses=("301!",), cuts=False),
    "Cloudflare Pages": Rules(reads=True, statuses=("301",), cuts=True),
}

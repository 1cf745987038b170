"""The site that is served, and a reader who asks a host for it without a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from tests.commands import ROOT
from tests.quality.published import PERIODS

BASES = ("/", "/briefing/")
MOVED = {"pages/about.md": "old-method", "actors/russia.md": "actors/росія"}
"""Documents of the copy that is served, and an address that each has had before."""
SAVING = {"Accept-Encoding": "gzip"}


class Answer(NamedTuple):
    """What a host answers; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Host(NamedTuple):
    """A host, its *origin* as in ``http://127.0.0.1:8000``; the site in *folder* lies at *base*."""

    folder: Path
    origin: str
    base: str

    @property
    def address(self) -> str:
        return self.origin + self.base

    def ask(self, path: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """What is answered for *path*, below the site's address and not percent-encoded."""
        return ask(self.address + quote(path), headers)

    def files(self) -> list[str]:
        """The paths of all files that were built, but for those of pages that have moved."""
        lines = (self.folder / "SHA256SUMS").read_text("utf-8").splitlines()
        built = {"SHA256SUMS", *(line.split("  ", 1)[1] for line in lines)}
        return sorted(built - {f"{old}.html" for old in MOVED.values()})

    def pages(self) -> list[str]:
        return [path for path in self.files() if path.endswith(".html")]

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()


def ask(address: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
    """What is answered at *address*.

    Of redirects only 308 is followed: with it some hosts lead ``x.html`` to ``x``.
    """
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request(
            method, parts._replace(scheme="", netloc="").geturl(), None, headers or {}
        )
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, found, response.read())
    finally:
        connection.close()
    if answer.status == 308:
        return ask(urljoin(address, answer.headers["location"]), headers, method)
    return answer


def build(folder: Path, base: str) -> Path:
    """Build the project's briefing for *base* into *folder*, with a page of every family.

    Two documents of it have been renamed, and its lists are split by period.
    """
    content = shutil.copytree(ROOT / "content", folder / "content")
    for name, old in MOVED.items():
        text = (content / name).read_text("utf-8")
        text = text.replace("---\n", f"---\nredirect_from: {old}\n", 1)
        (content / name).write_text(text, "utf-8")
    with (content / "briefing.lock").open("a", encoding="utf-8") as lock:
        lock.writelines(f"page {path}\n" for path in PERIODS)
    site = folder / "site"
    command: list[str | Path] = [
        sys.executable,
        ROOT / "build.py",
        "build",
        "--cards",
        "--content",
        content,
    ]
    command += ["--output", site, "--base-url", f"https://example.org{base}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return site

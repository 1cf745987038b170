"""The site that is judged: built anew, and served as a common static host would."""

from __future__ import annotations

import functools
import gzip
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from briefing import planning
from briefing.pages import FAMILIES, all_pages
from tests.folders import REAL, ROOT

PREFIX = "some/where/"
"""The sub-path under which the site is served beside the root."""
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".wasm": "application/wasm",
}
TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")


class Published(NamedTuple):
    """The folder, all its pages, and of every family the page with the most bytes."""

    folder: Path
    pages: tuple[str, ...]
    families: Mapping[str, str]
    indexed: frozenset[str]

    def names(self) -> list[str]:
        return list(self.families.values())


def build(cache: Path) -> Published:
    """Build the project's own briefing into *cache*, by the command line, as a publisher does.

    The briefing has no page that has moved and no list that is split by period. So that these
    families are judged too, one standing page of a copy of the content has had another address, and
    below ``long/`` lies the site of a copy whose lock knows periods of published lists.
    """
    folder = cache / "site"
    shutil.rmtree(folder, ignore_errors=True)
    moved = _copy(cache / "content")
    standing = min((moved.content / "pages").glob("*.md"))
    text = standing.read_text("utf-8")
    standing.write_text(text.replace("---\n", "---\nredirect_from: moved\n", 1), "utf-8")
    long = _copy(cache / "long")
    lock = long.content / "briefing.lock"
    lock.write_text(
        lock.read_text("utf-8") + "".join(f"page {path}\n" for path in PERIODS), "utf-8"
    )
    families = _built(moved, folder)
    for name, path in _built(long, folder / LONG, "--no-search").items():
        families.setdefault(name, f"{LONG}{path}")
    (folder / LONG / "404.html").unlink()  # a site has one, at its root
    if lost := FAMILIES.keys() - families.keys():
        raise SystemExit(f"No page of {', '.join(sorted(lost))} to judge")
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    indexed = frozenset(path for name, path in families.items() if FAMILIES[name].indexed)
    return Published(folder, tuple(pages), families, indexed)


LONG = "long/"
PERIODS = (
    "actors/russia/2022-02.html",
    "articles-2022.html",
    "positions-russia.html",
    "print-2022.html",
    "sources-2022.html",
    "themes/troop-withdrawals/2022.html",
)


def _copy(content: Path) -> planning.Folders:
    shutil.rmtree(content, ignore_errors=True)
    shutil.copytree(REAL.content, content)
    return planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)


def _built(folders: planning.Folders, folder: Path, *options: str) -> dict[str, str]:
    """Build into *folder*; of every family of the site the page with the most bytes."""
    command = [sys.executable, str(ROOT / "build.py"), "build", *options]
    command += ["--content", str(folders.content), "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The site cannot be built:\n{done.stderr}")
    families: dict[str, str] = {}
    for page in all_pages(planning.plan(folders).site):
        largest = families.setdefault(page.name, page.path)
        if (folder / page.path).stat().st_size > (folder / largest).stat().st_size:
            families[page.name] = page.path
    return families


class Host(SimpleHTTPRequestHandler):
    """A static host: text is sent compressed, an unknown address gets 404.html."""

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # a browser that goes on before all has come
            super().handle()

    def do_GET(self) -> None:
        if self.path.startswith(f"/{PREFIX}"):
            self.path = self.path[len(PREFIX) :]
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        status = 200 if path.is_file() else 404
        body = (path if status == 200 else Path(self.directory) / "404.html").read_bytes()
        kind = KINDS.get(path.suffix, "application/octet-stream") if status == 200 else "text/html"
        self.send_response(status)
        if kind.startswith(TEXT):
            kind += "; charset=utf-8"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of *folder*, ending in a slash; :data:`PREFIX` may follow it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def address(base: str, page: str) -> str:
    return base + quote(page)

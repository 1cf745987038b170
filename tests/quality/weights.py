"""How much a reader loads, compressed: the first view of every page, and all of it.

A first view is the stylesheet and the page as far as the last element that begins within the first
screen, as a browser receives it. The whole page adds the icons, pictures and the rest of the text;
what the search loads when it is used is its own.
"""

from __future__ import annotations

import gzip
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

from tests.quality.findings import Finding, Result
from tests.quality.published import Published, address
from tests.quality.tools import browser, go

FIRST = 14 * 1024
WHOLE = 60 * 1024
SCREENS = ((1280, 800), (360, 740))
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
PARTS = re.compile(r'<(?:link|img|image|script)\b[^>]*?\s(?:href|src)="([^"]+)"[^>]*>')
NOT_LOADED = re.compile(r'rel="(?:canonical|alternate|next|prev|author|license|pagefind)')

# The last element that begins on the screen, as "the n-th of its name"; folded content has no box.
LAST_SEEN = """() => {
  const seen = [...document.body.querySelectorAll("*")].filter(e => {
    const box = e.getBoundingClientRect();
    return e.localName !== "tbody" && box.width && box.top < innerHeight;
  });
  const last = seen.at(-1);
  return [last.localName, [...document.getElementsByTagName(last.localName)].indexOf(last)];
}"""


class Starts(HTMLParser):
    """Where each element starts in a text, and what follows it: name → offsets of the next tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.found: dict[str, list[int]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start = self.lines[line - 1] + column
        after = start + len(self.get_starttag_text() or "")
        self.found.setdefault(tag, []).append(after)


def sent(path: Path) -> int:
    """The bytes of the body that a host sends for *path*."""
    data = path.read_bytes()
    return len(gzip.compress(data, mtime=0)) if path.suffix in COMPRESSED else len(data)


def parts(folder: Path, name: str, text: str) -> list[Path]:
    """The files that a browser loads with the page *name*, scripts of the search left out."""
    found = []
    for match in PARTS.finditer(text):
        if NOT_LOADED.search(match[0]) or match[0].startswith("<script"):
            continue
        target = unquote(urljoin(f"/{name}", match[1])).lstrip("/").split("#")[0].split("?")[0]
        found.append(folder / target)
    return list(dict.fromkeys(found))


def until(text: str, tag: str, number: int) -> int:
    """The compressed bytes of *text* as far as the text of its *number*-th *tag*."""
    after = Starts(text).found[tag][number]
    end = text.find("<", after)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(text[: end if end > 0 else len(text)].encode())
    return len(packed + packer.flush(zlib.Z_SYNC_FLUSH))


def judge(published: Published, base: str) -> Result:
    findings, firsts, wholes = [], [], []
    with browser() as chromium:
        page = chromium.new_page()
        for name in published.pages:
            text = (published.folder / name).read_text("utf-8")
            loaded = parts(published.folder, name, text)
            style = sum(sent(path) for path in loaded if path.suffix == ".css")
            go(page, address(base, name))
            first = 0
            for width, height in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                first = max(first, style + until(text, *page.evaluate(LAST_SEEN)))
            whole = sent(published.folder / name) + sum(map(sent, loaded))
            firsts.append((first, name))
            wholes.append((whole, name))
            if first > FIRST:
                findings.append(Finding(name, "", f"first view {first} bytes, not {FIRST}"))
            if whole > WHOLE:
                findings.append(Finding(name, "", f"whole page {whole} bytes, not {WHOLE}"))
    (first, one), (whole, other) = max(firsts), max(wholes)
    figures = f"{first / 1024:.1f} KB ({one}), whole page {whole / 1024:.1f} KB ({other})"
    return Result(f"{len(published.pages)} pages, first view at most {figures}", findings)

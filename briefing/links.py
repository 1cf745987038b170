"""Every address in the published pages leads somewhere.

The check reads the tree as a browser would, so it also finds what a template got wrong.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from briefing.problems import Problem

ADDRESSES = {"href", "src", "action", "poster", "data"}


class Page(HTMLParser):
    """The addresses and ids of one HTML page, each address with its line and column."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[tuple[str, int, int]] = []
        self.ids: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        for name, value in attrs:
            if name in ADDRESSES and value is not None:
                self.addresses.append((value, line, column + 1))
            elif name == "srcset" and value:
                sources = (part.split()[0] for part in value.split(",") if part.strip())
                self.addresses += ((source, line, column + 1) for source in sources)
            elif name == "id" and value is not None:
                self.ids.append(value)


def broken(tree: Mapping[str, bytes], root: str = "/") -> Iterator[Problem]:
    """Addresses of the tree's pages that lead to no file or no id of it, and ids given twice.

    *root* is the path of the site's root on its host, which ``404.html`` alone begins with.
    """
    pages = {path: Page(tree[path].decode()) for path in tree if path.endswith(".html")}
    ids = {path: set(page.ids) for path, page in pages.items()}
    for path, page in pages.items():
        doubled = {name for name in page.ids if page.ids.count(name) > 1}
        for name in sorted(doubled):
            yield Problem(path, 0, 0, f"the id “{name}” is given twice")
        for address, line, column in page.addresses:
            target = _target(path, address, root)
            if target is None:
                continue
            file, fragment = target
            if file not in tree:
                yield Problem(path, line, column, f"“{address}” leads to no file of the site")
            elif fragment and fragment not in ids.get(file, set()):
                yield Problem(path, line, column, f"“{address}” leads to no id of {file}")


def _target(path: str, address: str, root: str) -> tuple[str, str] | None:
    """The file and fragment that *address* on the page *path* means; None outside the site."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    written = unquote(parts.path)
    if written.startswith(root) and root.startswith("/"):
        file = written.removeprefix(root)
    else:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), written or path))
        file = file if written else path
    if written.endswith("/"):
        file = posixpath.join(file, "index.html")
    return file, unquote(parts.fragment)

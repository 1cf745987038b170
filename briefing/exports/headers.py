"""Response headers: which ones each path of a site asks for, and the ``_headers`` file of them.

:func:`fields` is the one source. Netlify and Cloudflare Pages read ``_headers``; the settings for
other servers in ``docs/publish/`` are held to :func:`fields` by tests that start those servers.

Where two patterns of ``_headers`` meet, hosts join their values: two policies would both hold, and
two lifetimes would contradict one another. Only what holds everywhere is therefore given for all
paths; whatever else two patterns give to one path, they give alike. A pattern ends in ``*`` where
it can, because Cloudflare Pages reads no more than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from briefing.policy import HEADER_POLICY, HEADER_SEARCH_POLICY

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REVALIDATED = {"Cache-Control": "no-cache"}
PAGES = {"Content-Security-Policy": HEADER_POLICY, **REVALIDATED}
SEARCH = {"Content-Security-Policy": HEADER_SEARCH_POLICY, **REVALIDATED}
DATA = {"Access-Control-Allow-Origin": "*", **REVALIDATED}
"""Other people's pages may read the data: it is a public interface."""

NAMED_BY_CONTENT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "public, max-age=31536000, immutable",
}
"""What lies under such a name never changes. A drawing opened by itself may not run script."""

FOLDERS: Mapping[str, Mapping[str, str]] = {
    "assets/": NAMED_BY_CONTENT,
    "cards/": NAMED_BY_CONTENT,
    "data/": DATA,
    "pagefind/filter/": NAMED_BY_CONTENT,
    "pagefind/fragment/": NAMED_BY_CONTENT,
    "pagefind/index/": NAMED_BY_CONTENT,
}
"""The folders whose files differ from pages. What lies in ``pagefind/`` itself keeps its name."""

OTHERS = (
    "SHA256SUMS", "favicon.ico", "feed.json", "feed.xml", "pagefind/LICENSE", "pagefind/pagefind",
    "pagefind/spellings", "pagefind/wasm", "robots.txt", "sitemap.xml",
)  # fmt: skip
"""Names, or how they begin, of what is treated like a page and is none."""


def fields(path: str, searching: str = "") -> dict[str, str]:
    """All the headers that the answer with the output *path* carries.

    The page *searching* has a policy of its own.
    """
    return {**EVERYWHERE, **_own(path, searching)}


def headers(paths: Iterable[str], searching: str = "", root: str = "/") -> bytes:
    """The ``_headers`` of a site with pages at *paths* (all of them, indexed or not).

    *root* is the path of ``base_url``. Pages are also named without ``.html``, which some hosts
    cut off.
    """
    rules: dict[str, Mapping[str, str]] = {"*": EVERYWHERE}
    rules |= dict.fromkeys(_patterns({*paths, *OTHERS} - {searching}, searching), PAGES)
    rules |= {f"{folder}*": found for folder, found in FOLDERS.items()}
    if searching:
        rules |= dict.fromkeys((searching, searching.removesuffix(".html")), SEARCH)
    lines = (
        line
        for pattern, found in sorted(rules.items())
        for line in (
            root + quote(pattern, safe="/*~"),
            *(f"  {name}: {value}" for name, value in found.items()),
        )
    )
    return ("\n".join(lines) + "\n").encode()


def _own(path: str, searching: str) -> Mapping[str, str]:
    if path == searching:
        return SEARCH
    return next((found for folder, found in FOLDERS.items() if path.startswith(folder)), PAGES)


def _patterns(paths: Iterable[str], searching: str) -> Iterator[str]:
    """Few patterns that cover *paths* and nothing that differs from pages."""
    begun = ""
    for start in sorted({_start(path) for path in paths}):
        if begun and start.startswith(begun):
            continue
        if not start:
            yield from ("", "index.html")
        elif not any(path.startswith(start) for path in (*FOLDERS, searching)):
            begun = start
            yield f"{start}*"
        else:
            yield from (start, f"{start}.html")
            if not any(folder.startswith(f"{start}/") for folder in FOLDERS):
                yield f"{start}/*"


def _start(path: str) -> str:
    """What the addresses of a page, of what lies below it and of its periods begin with."""
    if path == "index.html":
        return ""
    folder, _, rest = path.partition("/")
    return path if folder == "pagefind" and rest else folder.rsplit(".", 1)[0]

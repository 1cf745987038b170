"""Response headers, in the ``_headers`` file that Netlify and Cloudflare Pages read.

Where two rules meet, hosts join their values: two policies would both hold, and two lifetimes
would contradict one another. Only what holds everywhere is therefore given for all paths; the rest
once for each folder and for each page at the root.
"""

from __future__ import annotations

from collections.abc import Iterable
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

ASSETS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "public, max-age=31536000, immutable",
}
"""The name of an asset changes with its content. A drawing opened by itself may not run script."""


def headers(paths: Iterable[str], searching: str = "") -> bytes:
    """The file for a site with pages at *paths* (all of them, indexed or not).

    The page *searching* has a policy of its own. Pages at the root are named with and without
    ``.html``, which some hosts cut off.
    """
    rules = {"/*": EVERYWHERE, "/assets/*": ASSETS, "/data/*": DATA}
    for path in sorted(paths):
        folder, slash, _ = path.partition("/")
        if slash:
            rules[f"/{quote(folder)}/*"] = PAGES
        else:
            page = f"/{quote(path)}"
            fields = SEARCH if path == searching else PAGES
            rules[page] = rules[page.removesuffix("index.html").removesuffix(".html")] = fields
    lines = (
        line
        for pattern, fields in sorted(rules.items())
        for line in (pattern, *(f"  {name}: {value}" for name, value in fields.items()))
    )
    return ("\n".join(lines) + "\n").encode()

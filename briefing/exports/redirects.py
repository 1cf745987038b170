"""Addresses that have moved, in the ``_redirects`` file that Netlify and Cloudflare Pages read.

Every moved page is there as a page that leads on, for hosts that cannot do better. These two answer
301 instead, which search engines take at its word. Netlify does so for a file that exists only with
an exclamation mark, which Cloudflare Pages does not know and skips: so both lines are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from briefing.model import Redirect

STATUSES = ("301!", "301")


def redirects(moved: Iterable[Redirect], root: str = "/") -> bytes:
    """The file for the pages that have *moved*; *root* is the path of ``base_url``.

    An address without ``.html`` is led on too: it is what a reader may have copied on a host that
    cuts the ending off.
    """
    return "".join(
        f"{root}{quote(old)} {root}{quote(redirect.target, safe='/#~')} {status}\n"
        for redirect in sorted(moved, key=lambda redirect: redirect.path)
        for old in (redirect.path, redirect.path.removesuffix(".html"))
        for status in STATUSES
    ).encode()

"""The absolute, permanent address of a page or a statement.

Pages link to one another relatively; what leaves the site (feeds, data, sitemap, linked data) needs
the address that works anywhere.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from briefing.model import Settings

_PLAIN = re.compile(r"[A-Za-z0-9_.\-~/#]*")


def permalink(settings: Settings, url: str) -> str:
    """*url* (from the site's root, perhaps with a fragment) as an address, percent-encoded.

    It begins with ``base_url``, and at the site's root where ``base_url`` is not set.
    """
    return settings.base_url + quoted(url)


def quoted(url: str) -> str:
    """*url* (a path from the site's root, perhaps with a fragment), percent-encoded."""
    return url if _PLAIN.fullmatch(url) else quote(url, safe="/#~")


def root_path(settings: Settings) -> str:
    """The path of ``base_url``, with a slash at both ends: where the site lies on its host."""
    return urlsplit(settings.base_url).path or "/"

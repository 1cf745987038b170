"""The address of a page or a statement as a link that stands on any page.

It is written with :data:`ROOT` where the way to the site's root belongs: the same HTML then serves
pages at any depth, and a page puts its own way in at the end.
"""

from __future__ import annotations

from functools import lru_cache

from briefing.permalinks import quoted

ROOT = "\x02"
"""Stands for the way from a page to the site's root; content cannot hold this character."""


@lru_cache(maxsize=1 << 14)
def href(url: str) -> str:
    """*url* (a path from the site's root, perhaps with a fragment) as a link on any page."""
    return ROOT + quoted(url)

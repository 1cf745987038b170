"""What a site offers beside its pages: feeds, data, and files for search engines and hosts.

An export is a function: the site and the output paths of its indexed pages in, more output paths
out, each with the function that makes its bytes when they are asked for. Adding one is a function
and an entry in :data:`EXPORTS`, at the foot of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from briefing import pages
from briefing.exports import data, feeds, sitemaps
from briefing.exports.entries import Entries
from briefing.exports.headers import headers
from briefing.exports.redirects import redirects
from briefing.permalinks import root_path
from briefing.site import Site

Files = Iterator[tuple[str, Callable[[], bytes]]]
Export = Callable[[Site, Sequence[str]], Files]


def syndication(site: Site, indexed: Sequence[str]) -> Files:
    """The feeds of the site; none without a ``base_url``: addresses in them would lead nowhere."""
    if not site.settings.base_url:
        return
    entries = Entries(site)
    yield feeds.SITE_FEED, partial(feeds.site_feed, entries)
    yield feeds.JSON_FEED, partial(feeds.json_feed, entries)


def term_feeds(site: Site, indexed: Sequence[str]) -> Files:
    """A feed beside each actor and theme, likewise."""
    if not site.settings.base_url:
        return
    entries = Entries(site)
    made: dict[str, Callable[[], bytes]] = {}
    for actor in site.actors.values():
        made[feeds.feed_path(actor)] = partial(feeds.actor_feed, entries, actor)
    for theme in site.themes.values():
        made[feeds.feed_path(theme)] = partial(feeds.theme_feed, entries, theme)
    yield from made.items()
    # No file can lead a feed reader elsewhere: what is renamed keeps its feed under both addresses.
    for redirect in site.redirects:
        feed = feeds.beside(redirect.target)
        if feed in made:
            yield feeds.beside(redirect.path), made[feed]


def statements(site: Site, indexed: Sequence[str]) -> Files:
    """The statements as data, with the schema that they follow."""
    yield "data/statements.json", partial(data.statements_json, site)
    yield "data/statements.schema.json", data.statements_schema
    yield "data/statements.csv", partial(data.statements_csv, site)


def crawling(site: Site, indexed: Sequence[str]) -> Files:
    """``robots.txt``, and the sitemap if there is a ``base_url``: it must be absolute."""
    yield "robots.txt", partial(sitemaps.robots, site)
    if site.settings.base_url:
        yield from sitemaps.sitemaps(site, indexed)


def hosting(site: Site, indexed: Sequence[str]) -> Files:
    """What hosts read: ``_headers``, ``_redirects`` if anything has moved, and ``.nojekyll``, so
    that GitHub Pages serves every file."""
    root = root_path(site.settings)
    yield (
        "_headers",
        lambda: headers(
            (page.path for page in pages.all_pages(site)), pages.single_pages()["search"], root
        ),
    )
    if site.redirects:
        yield "_redirects", partial(redirects, site.redirects, root)
    yield ".nojekyll", bytes


EXPORTS: tuple[Export, ...] = (syndication, term_feeds, statements, crawling, hosting)

"""What search engines are told: which pages there are, and that they may read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from briefing.exports.elements import document
from briefing.model import Article, article_path
from briefing.nodes import newest_day
from briefing.permalinks import permalink
from briefing.site import Site

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LIMIT = 50_000
"""How many addresses one sitemap may hold (sitemaps.org 0.9)."""


def sitemaps(site: Site, paths: Sequence[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """``sitemap.xml`` of the pages at *paths*; beyond :data:`LIMIT`, an index of several."""
    parts = [paths[at : at + LIMIT] for at in range(0, len(paths), LIMIT)]
    if len(parts) <= 1:
        yield "sitemap.xml", partial(sitemap, site, paths)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield "sitemap.xml", partial(sitemap_index, site, names)
    for name, part in zip(names, parts, strict=True):
        yield name, partial(sitemap, site, part)


def sitemap(site: Site, paths: Sequence[str]) -> bytes:
    """The addresses of *paths*; an article's with the day of its last change, if that is exact."""
    articles = {article_path(article.slug): article for article in site.articles.values()}
    root = ET.Element(_tag("urlset"))
    url, loc, lastmod = _tag("url"), _tag("loc"), _tag("lastmod")
    for path in paths:
        entry = ET.SubElement(root, url)
        ET.SubElement(entry, loc).text = permalink(site.settings, path)
        if (article := articles.get(path)) and (day := _changed(site, article)):
            ET.SubElement(entry, lastmod).text = day
    return document(root, NAMESPACE)


def _changed(site: Site, article: Article) -> str:
    """The day of the last change of *article* or of a statement in it, if that is exact."""
    told = site.statements
    changes = [note.date for key in article.statements for note in told[key].changes]
    return newest_day([article.updated, *changes])


def sitemap_index(site: Site, names: Sequence[str]) -> bytes:
    """The addresses of the sitemaps *names*."""
    root = ET.Element(_tag("sitemapindex"))
    for name in names:
        entry = ET.SubElement(root, _tag("sitemap"))
        ET.SubElement(entry, _tag("loc")).text = permalink(site.settings, name)
    return document(root, NAMESPACE)


def robots(site: Site) -> bytes:
    """``robots.txt`` (RFC 9309): everybody may read everything."""
    lines = ["User-agent: *", "Allow: /"]
    if site.settings.base_url:
        lines += ["", f"Sitemap: {permalink(site.settings, 'sitemap.xml')}"]
    return ("\n".join(lines) + "\n").encode()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

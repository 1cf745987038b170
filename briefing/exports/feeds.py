"""Feeds, so that readers learn of new statements and of corrections without visiting.

Atom (RFC 4287) for the site, every actor and every theme; JSON Feed 1.1 for the site. Both need a
site with a ``base_url``: the addresses in a feed are read away from the site.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any

import msgspec

from briefing.exports.elements import document
from briefing.exports.entries import Entries, Entry, instant
from briefing.model import Actor, Theme, path
from briefing.permalinks import permalink

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SITE_FEED = "feed.xml"
JSON_FEED = "feed.json"

ET.register_namespace("", ATOM)


def site_feed(entries: Entries) -> bytes:
    """The newest entries of the whole site, as Atom."""
    site = entries.site
    return atom(
        entries,
        title=site.settings.title,
        page="index.html",
        feed=SITE_FEED,
        newest=entries.of_site,
    )


def actor_feed(entries: Entries, actor: Actor) -> bytes:
    """What *actor* and those who speak for it say and do, as Atom."""
    site = entries.site
    actor = site.actors[actor.slug]
    own, voices = site.term("actors", actor.slug), site.term("spoken_for", actor.slug)
    return atom(
        entries,
        title=f"{actor.name} – {site.settings.title}",
        page=path(actor),
        feed=feed_path(actor),
        newest=entries.newest(own.statements + voices.statements, own.articles),
    )


def theme_feed(entries: Entries, theme: Theme) -> bytes:
    """What is said and done about *theme*, as Atom."""
    site = entries.site
    theme = site.themes[theme.slug]
    term = site.term("themes", theme.slug)
    return atom(
        entries,
        title=f"{theme.name} – {site.settings.title}",
        page=path(theme),
        feed=feed_path(theme),
        newest=entries.newest(term.statements, term.articles),
    )


def feed_path(thing: Actor | Theme) -> str:
    """Where the feed of *thing* lies: beside its page."""
    return beside(path(thing))


def beside(page: str) -> str:
    """Where the feed of the page at the path *page* lies."""
    return page.removesuffix(".html") + ".xml"


def atom(entries: Entries, *, title: str, page: str, feed: str, newest: Iterable[Entry]) -> bytes:
    """*newest* as an Atom feed at the output path *feed*, beside the page at the path *page*.

    The feed's ``updated`` is that of its newest entry; of a feed without entries, the newest day
    known in the site.
    """
    settings = entries.site.settings
    newest = list(newest)
    root = ET.Element(_tag("feed"), {LANGUAGE: settings.language})
    _text(root, "id", entries.name(feed))
    _text(root, "title", title)
    if settings.description:
        _text(root, "subtitle", settings.description)
    updated = max((entry.updated for entry in newest), default=instant(entries.latest))
    _text(root, "updated", updated)
    _link(root, "self", permalink(settings, feed), "application/atom+xml")
    _link(root, "alternate", permalink(settings, page), "text/html")
    _text(ET.SubElement(root, _tag("author")), "name", settings.publisher or settings.title)
    if settings.licence:
        _text(root, "rights", settings.licence)
    for entry in newest:
        _entry(root, entry)
    return document(root)


def json_feed(entries: Entries) -> bytes:
    """The newest entries of the whole site, as JSON Feed 1.1."""
    settings = entries.site.settings
    authors = [{"name": settings.publisher or settings.title}]
    members: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.title,
        "home_page_url": permalink(settings, "index.html"),
        "feed_url": permalink(settings, JSON_FEED),
        "description": settings.description,
        "language": settings.language,
        "authors": authors,
        "items": [
            _known(
                {
                    "id": entry.id,
                    "url": entry.url,
                    "title": entry.title,
                    "content_text": entry.text,
                    "date_published": entry.published,
                    "date_modified": entry.updated,
                    "authors": authors,
                    "tags": list(entry.themes),
                    "language": settings.language,
                }
            )
            for entry in entries.of_site
        ],
    }
    return msgspec.json.format(msgspec.json.encode(_known(members)), indent=1) + b"\n"


def _known(members: dict[str, Any]) -> dict[str, Any]:
    """*members* without the texts that are empty."""
    return {name: value for name, value in members.items() if value != ""}


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _tag("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _link(element, "alternate", entry.url, "text/html")
    if entry.source:
        _link(element, "via", entry.source)
    if entry.published:
        _text(element, "published", entry.published)
    _text(element, "updated", entry.updated)
    for theme in entry.themes:
        ET.SubElement(element, _tag("category"), {"term": theme})
    _text(element, "content", entry.text)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = text


def _link(parent: ET.Element, relation: str, address: str, kind: str = "") -> None:
    attributes = {"rel": relation, "href": address} | ({"type": kind} if kind else {})
    ET.SubElement(parent, _tag("link"), attributes)


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"

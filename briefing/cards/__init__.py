"""The pictures that stand for a page where a link to it is shared (Open Graph), one a card.

The site has one among its assets, ``card.png``, for which nothing is drawn. A build with cards
gives one to the site and to each actor, theme and article. A drawn card is kept under a key, the
hash of its words and of all that draws it; the key is also in its file's name, because those who
show cards remember them by their address.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct

from briefing.addresses import by_page, home
from briefing.assets import Assets
from briefing.cards import png
from briefing.cards.typeface import SANS, SERIF, Typeface
from briefing.cards.words import Card, of_site, of_subjects
from briefing.content import Content
from briefing.documents import Document
from briefing.model import path
from briefing.permalinks import permalink
from briefing.problems import Problem
from briefing.site import Site

ASSET = "card.png"
HOME = "index.html"
SIZE = 1200, 630
"""Width and height of a drawn card in pixels, as those who show cards ask for them."""
LONGEST = 400
"""So many characters of one text have a place on a card, whichever they are."""


class Shown(Struct, frozen=True, kw_only=True):
    """What a page tells of its card: absolute address, pixels, and its words."""

    address: str
    width: int
    height: int
    alt: str


class Cards(Struct, frozen=True, kw_only=True):
    """``files`` are the drawn cards by output path; ``shown`` is each page's own card by its path.

    What is shown for ``index.html`` is the site's card, and that of every page without its own.
    """

    files: Mapping[str, Callable[[], bytes]] = {}
    shown: Mapping[str, Shown] = {}

    def of(self, page: str) -> Shown | None:
        """The card of the page at that output path, if the site has any."""
        return self.shown.get(page) or self.shown.get(HOME)


def plan(
    content: Content, site: Site, assets: Assets, kept: Path | None
) -> tuple[Cards, list[Problem]]:
    """The cards of *site*, and what the maintainer should know of them; nothing is drawn yet.

    Drawn cards are *kept* in that folder; without one there is no card but the asset.
    """
    if not site.settings.base_url:
        return Cards(), [] if kept is None else [_no_address(content)]
    if kept is None:
        return _asset(content, site, assets)
    problems: list[Problem] = []
    files: dict[str, Callable[[], bytes]] = {}
    shown: dict[str, Shown] = {}
    for page, words, document in _all(content, site):
        card, flaws = drawable(words, document)
        problems += flaws
        if card:
            key = _key(card)
            file = f"cards/{page.removesuffix('.html')}.{key[:10]}.png"
            files[file] = partial(_png, card, kept / f"{key}.png")
            shown[page] = _shown(site, file, SIZE, card.words)
    return Cards(files=files, shown=shown), problems


def _all(content: Content, site: Site) -> Iterator[tuple[str, Card, Document]]:
    documents = by_page(content)
    yield HOME, of_site(site.settings), documents[HOME]
    for subject, card in of_subjects(site):
        yield path(subject), card, documents[path(subject)]


def _no_address(content: Content) -> Problem:
    message = "no card is drawn: pages name their cards by addresses that begin with base_url"
    hint = "add `base_url: https://…/`, or build with --base-url"
    return home(content).problem(message, hint, at=("title",), severity="notice")


def drawable(card: Card, document: Document) -> tuple[Card | None, list[Problem]]:
    """What can be drawn of *card*, the card of *document*: None without its name; what cannot."""
    problems = []

    def fits(text: str, typeface: Typeface, lost: str) -> bool:
        lacking = typeface.lacks(text)
        if not lacking and len(text) <= LONGEST:
            return True
        why = f"the font of the cards lacks “{lacking}”" if lacking else "it is too long for a card"
        place = "title" if document.kind in {"site", "articles"} else "name"
        message = f"“{_begun(text)}” is not drawn: {why}"
        problems.append(document.problem(message, lost, at=(place,), severity="notice"))
        return False

    if not fits(card.name, SERIF, "the page has the site’s card, or none"):
        return None, problems
    below = tuple(line for line in card.below if fits(line, SANS, "the card goes without it"))
    # Above most names is the site's title, of which the site's own card has told already.
    above = card.above
    if document.kind == "site":
        above = above if fits(above, SANS, "the card goes without it") else ""
    elif SANS.lacks(above) or len(above) > LONGEST:
        above = ""
    return msgspec.structs.replace(card, above=above, below=below), problems


def _asset(content: Content, site: Site, assets: Assets) -> tuple[Cards, list[Problem]]:
    """The card that lies among the assets, unless it speaks of another site."""
    file = assets.paths.get(ASSET)
    if not file:
        return Cards(), []
    index = home(content)
    card, flaws = drawable(of_site(site.settings), index)
    if not card:
        return Cards(), flaws
    try:
        picture = png.read(assets.files[file])
    except ValueError as error:
        message, hint = f"the card cannot be read: {error}", "draw it anew: make card"
        return Cards(), [Problem(f"assets/{ASSET}", 0, 0, message, hint, severity="notice")]
    if picture.description not in {"", card.words}:
        message = f"assets/{ASSET} says something else than the site: pages go without a card"
        hint = f"draw it anew: make card; now it says “{_begun(picture.description)}”"
        return Cards(), [index.problem(message, hint, at=("title",), severity="notice")]
    size = picture.width, picture.height
    return Cards(shown={HOME: _shown(site, file, size, card.words)}), flaws


def _shown(site: Site, file: str, size: tuple[int, int], words: str) -> Shown:
    address = permalink(site.settings, file)
    return Shown(address=address, width=size[0], height=size[1], alt=words)


def _begun(text: str) -> str:
    """*text*, or how it begins."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _png(card: Card, kept: Path) -> bytes:
    """The picture of *card*: the kept one, or else a new one, which is then kept."""
    with suppress(OSError, ValueError):
        data = kept.read_bytes()
        if png.read(data).description == card.words:
            return data
    from briefing.cards.drawing import draw

    data = draw(card)
    # Where nothing can be kept, the next build draws again.
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_name(f"{kept.name}.{os.getpid()}")
        temporary.write_bytes(data)
        temporary.replace(kept)
    return data


def _key(card: Card) -> str:
    return hashlib.sha256(_drawn_with() + msgspec.json.encode(card)).hexdigest()[:32]


@cache
def _drawn_with() -> bytes:
    """The hash of the fonts, of the code that draws, and of the number of its Pillow."""
    from importlib.metadata import version  # slow to import, and few builds draw

    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *here.glob("fonts/*.ttf")])
    whole = b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
    return hashlib.sha256(whole + version("pillow").encode()).digest()

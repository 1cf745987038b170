"""The things that a briefing is made of, resolved and frozen.

Documents are what editors wrote; these are what they meant: every name has become a slug, every
date an :class:`~briefing.dates.Edtf`. Nothing here reads or writes a file, and nothing points in a
circle: statements hold slugs, terms hold statements.

The address of a thing is a pure function of the thing: :func:`path` gives its place in the output
folder, :func:`url` the same with a statement's fragment.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from msgspec import Struct

from briefing.dates import UNDATED, Edtf

Kind = Literal["says", "does", "plans"]
Status = Literal["active", "corrected", "withdrawn", "removed"]
Rights = Literal["full", "excerpt", "cite"]
ActorKind = Literal["person", "state", "organisation", "body"]
_PART = re.compile(
    r"((?:actors|themes)/[^/]+(?=/)|(?:articles|sources|print)(?=-))"
    r".(\d{4}(?:-\d\d){0,2}|undated)\.html"
)
AliasKind = Literal["misspelling", "short", "former", "office"]


class Alias(Struct, frozen=True, kw_only=True):
    """Another spelling of a name. ``link`` tells whether running text may be linked by it."""

    name: str
    kind: AliasKind | None = None
    link: bool = True


class Publisher(Struct, frozen=True, kw_only=True):
    """Who publishes or relays, without being an actor of the story."""

    name: str
    url: str = ""


class Settings(Struct, frozen=True, kw_only=True):
    """What ``content/index.md`` says of the site. ``base_url`` ends with ``/`` or is empty."""

    id: str
    title: str
    description: str
    language: str
    base_url: str
    publisher: str
    contact: str
    licence: str


class Actor(Struct, frozen=True, kw_only=True):
    """A person, state, organisation or body that statements are by or with.

    ``speaks_for`` are the slugs as declared; ``sides`` are where following them ends: for a state
    or an organisation that speaks for nobody else, itself.
    """

    slug: str
    name: str
    aliases: tuple[Alias, ...]
    kind: ActorKind | None
    role: str
    affiliation: str
    speaks_for: tuple[str, ...]
    sides: tuple[str, ...]
    same_as: tuple[str, ...]
    not_same_as: tuple[str, ...]


class Theme(Struct, frozen=True, kw_only=True):
    """What statements are about."""

    slug: str
    name: str
    aliases: tuple[Alias, ...]


class Note(Struct, frozen=True, kw_only=True):
    """What the editors say of a day: a headline, a summary, a longer text."""

    key: str
    headline: str
    summary: str


class StandingPage(Struct, frozen=True, kw_only=True):
    """A page of the editors' own, such as the method or the corrections policy."""

    slug: str
    title: str
    summary: str


class Change(Struct, frozen=True, kw_only=True):
    """A correction that readers are told of."""

    date: Edtf
    note: str
    minor: bool


class SetAside(Struct, frozen=True, kw_only=True):
    """A paragraph of the source (counted from 1, the headline not counted) without a statement."""

    paragraph: int
    reason: str


class Source(Struct, frozen=True, kw_only=True):
    """The cited news article, with nothing that is not known of it.

    ``language`` is a BCP 47 tag, empty where it is the site's. ``quote_limit`` is how many of its
    words may be quoted; 0 leaves the general limit.
    """

    headline: str
    publisher: str
    url: str
    archived: str
    language: str
    text: str
    rights: Rights
    quote_limit: int


class Relay(Struct, frozen=True, kw_only=True):
    """Who passes a statement on: a name and, if it is an actor, its slug."""

    name: str
    actor: str = ""


class Statement(Struct, frozen=True, kw_only=True):
    """Who said or did what, when, on which theme, from which source: the atom of a briefing.

    ``by`` is empty where the source does not tell the speaker. ``quote_language`` is a BCP 47 tag,
    empty where it is the site's. ``on`` is None where it does not
    tell the day; the statement is then filed under its article's date as reported. Of a removed
    statement only the address is left: its words are empty.
    """

    id: str
    article: str
    number: int
    paragraphs: tuple[int, ...]
    by: tuple[str, ...]
    office: str
    with_: tuple[str, ...]
    concerning: tuple[str, ...]
    sides: tuple[str, ...]
    on: Edtf | None
    date_basis: str
    reported: Edtf | None
    about: tuple[str, ...]
    kind: Kind
    text: str
    quote: str
    quote_language: str
    prefix: str
    suffix: str
    as_printed: str
    via: tuple[Relay, ...]
    differs_from: tuple[str, ...]
    repeats: tuple[str, ...]
    repeated_by: tuple[str, ...]
    status: Status
    changes: tuple[Change, ...]

    @property
    def filed(self) -> Edtf | None:
        """The date that it is filed under, or None when nothing is known."""
        return self.on or self.reported


class Article(Struct, frozen=True, kw_only=True):
    """Our page about one source. ``date`` is None where it is not known."""

    slug: str
    title: str
    date: Edtf | None
    date_basis: str
    summary: str
    source: Source
    actors: tuple[str, ...]
    themes: tuple[str, ...]
    statements: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    updated: Edtf | None


class Term(Struct, frozen=True, kw_only=True):
    """One actor, theme or filing date with what belongs to it, each in reading order.

    ``statements`` are ids, ``articles`` slugs.
    """

    key: str
    statements: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


class Day(Struct, frozen=True, kw_only=True):
    """A day, month or year that has a page, or the undated page. ``key`` is its filing key.

    ``days`` are the keys one step finer (a month's days, a year's months) that have pages;
    ``previous`` and ``next`` the neighbours of the same precision, empty at the ends.
    """

    key: str
    statements: tuple[str, ...]
    articles: tuple[str, ...]
    days: tuple[str, ...]
    previous: str
    next: str

    @property
    def precision(self) -> Literal["day", "month", "year", "undated"]:
        if self.key == UNDATED:
            return "undated"
        return ("year", "month", "day")[self.key.count("-")]


class Redirect(Struct, frozen=True, kw_only=True):
    """An address that a document had before: ``path`` leads to the address ``target``."""

    path: str
    target: str


class Part(Struct, frozen=True, kw_only=True):
    """A part of a list that is too long for the page *whole* (``actors/nato.html``): a period.

    ``key`` is a filing key, or the slug of the side whose part it is; ``count`` how many entries
    are in it. ``entries`` (ids or slugs) stand on its own page, the others on those of the finer
    periods ``parts``.
    """

    whole: str
    key: str
    count: int
    entries: tuple[str, ...]
    parts: tuple[str, ...]


Thing = Article | Actor | Theme | Day | StandingPage | Statement | Redirect | Part


def path(thing: Thing) -> str:
    """Where *thing* lies in the output folder: ``actors/nato.html``."""
    match thing:
        case Article():
            return article_path(thing.slug)
        case Actor():
            return actor_path(thing.slug)
        case Theme():
            return theme_path(thing.slug)
        case Day():
            return day_path(thing.key)
        case StandingPage():
            return f"{thing.slug}.html"
        case Statement():
            return article_path(thing.article)
        case Redirect():
            return thing.path
        case Part():
            return part_path(thing)


def url(thing: Thing) -> str:
    """The address of *thing* from the site's root; a statement's with its fragment."""
    if isinstance(thing, Statement):
        return f"{article_path(thing.article)}#{thing.id}"
    return path(thing)


def part_path(part: Part) -> str:
    """``actors/nato/2022-02.html``, ``articles-2022.html``."""
    stem = part.whole.removesuffix(".html")
    return f"{stem}{'/' if '/' in stem else '-'}{part.key}.html"


def split_path(path: str) -> tuple[str, str]:
    """The path of the whole list and the key of the period, if *path* is that of a Part."""
    match = _PART.fullmatch(path)
    return (f"{match[1]}.html", match[2]) if match else (path, "")


def article_path(slug: str) -> str:
    return f"articles/{slug}.html"


def actor_path(slug: str) -> str:
    return f"actors/{slug}.html"


def theme_path(slug: str) -> str:
    return f"themes/{slug}.html"


def day_path(key: str) -> str:
    return f"dates/{key}.html"


def slug_of(stem: str) -> str:
    """The slug that a file's stem gives: NFC, lower case, any script."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", stem).lower())


def fold(name: str) -> str:
    """*name* for comparison: case, accents and white space do not count; scripts do.

    Nothing is transliterated, so «Киев» and “Kyiv” stay apart. Accents are the marks U+0300 to
    U+036F; the vowel signs of other scripts are letters and stay.
    """
    if name.isascii():
        return " ".join(name.lower().split())
    # Twice: what “𝓐” and “ﬁ” stand for has a case of its own.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFKC", bare).split())

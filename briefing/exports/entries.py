"""What a feed tells of: one entry for each statement, and for each article without any.

A feed needs an instant for everything, and most of what a briefing knows is a day or less. The
instants here are midnight UTC of the earliest day that a date allows. They are a technical
necessity and claim nothing: when something was said or done stands in the entry's words.
"""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from operator import itemgetter

from msgspec import Struct

from briefing.dates import Edtf
from briefing.model import Article, Kind, Statement, url
from briefing.permalinks import permalink
from briefing.site import Site
from briefing.traces import Shared
from briefing.wording import phrase

LIMIT = 50
"""How many entries a feed holds."""

TITLE_LENGTH = 120
"""How many characters of a statement's text its entry's title takes at most."""

NO_DATE = date(1970, 1, 1)
"""The day that stands where a format demands one and the whole site knows none."""

TITLES: dict[Kind, str] = {
    "says": phrase("{names} said: {words}"),
    "does": phrase("{names}: {words}"),
    "plans": phrase("{names} (planned): {words}"),
}
"""How the title of a statement of each kind puts one or several names before its words."""


class Entry(Struct, frozen=True, kw_only=True):
    """An entry in the terms that Atom and JSON Feed share.

    ``id`` is a ``urn:uuid:`` that never changes; ``published`` (empty where nothing is known) and
    ``updated`` are RFC 3339 instants; ``source`` is the address of the cited article, or empty.
    """

    id: str
    url: str
    title: str
    text: str
    published: str
    updated: str
    themes: tuple[str, ...]
    source: str


class Entries:
    """The entries of one site. An entry that several feeds hold is made once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._made: Shared[Entry] = Shared(site)
        self._whole: Shared[list[Entry]] = Shared(site)
        self._latest: Shared[date] = Shared(site)
        self._days: dict[str, date] = {}

    def newest(self, statements: Iterable[str], articles: Iterable[str]) -> list[Entry]:
        """The newest entries of *statements* (ids) and *articles* (slugs), newest first.

        Removed statements are left out, and so are articles that have statements.
        """
        return self._newest(
            [self.site.statements[key] for key in dict.fromkeys(statements)],
            [self.site.articles[slug] for slug in dict.fromkeys(articles)],
            self.site.articles,
        )

    def _newest(
        self,
        statements: Iterable[Statement],
        articles: Iterable[Article],
        homes: Mapping[str, Article],
    ) -> list[Entry]:
        """The same of records; *homes* has the articles of the statements, by their slugs."""
        things: list[Statement | Article] = [s for s in statements if s.status != "removed"]
        things += [article for article in articles if not article.statements]
        # Most are older than all that is told, which is seen before they are put in order.
        days = [self._day(thing, homes) for thing in things]
        least = min(heapq.nlargest(LIMIT, days), default=NO_DATE)
        found = [
            (day, *_filed(thing), thing)
            for thing, day in zip(things, days, strict=True)
            if day >= least
        ]
        found.sort(key=itemgetter(0, 1, 2, 3), reverse=True)
        return [self._entry(thing) for *_, thing in found[:LIMIT]]

    @property
    def of_site(self) -> list[Entry]:
        """The newest entries of the whole site."""
        return self._whole.of("", self._newest_of_site)

    def _newest_of_site(self) -> list[Entry]:
        articles = {article.slug: article for article in self.site.articles.values()}
        return self._newest(self.site.statements.values(), articles.values(), articles)

    @property
    def latest(self) -> date:
        """The newest day known in the whole site."""
        return self._latest.of("", self._newest_day)

    def _newest_day(self) -> date:
        known: set[Edtf | None] = set()
        for article in self.site.articles.values():
            known |= {article.date, article.updated}
        for statement in self.site.statements.values():
            known |= {statement.on, *(change.date for change in statement.changes)}
        return max((_first(found) for found in known if found), default=NO_DATE)

    def name(self, key: str) -> str:
        """The ``urn:uuid:`` of *key*: version 5 (RFC 9562) in the namespace of the site's id."""
        return uuid.uuid5(uuid.UUID(self.site.settings.id), key).urn

    def _day(self, thing: Statement | Article, homes: Mapping[str, Article]) -> date:
        """The day of the newest change of *thing* that readers should know of."""
        article = thing if isinstance(thing, Article) else homes[thing.article]
        if not article.date or (isinstance(thing, Statement) and thing.changes):
            return _updated(thing, article) or self.latest
        day = self._days.get(article.slug)  # of all in the article that have not changed
        if day is None:
            day = self._days[article.slug] = _updated(article, article) or self.latest
        return day

    def _entry(self, thing: Statement | Article) -> Entry:
        return self._made.of(_key(thing), partial(self._told, thing))

    def _told(self, thing: Statement | Article) -> Entry:
        if isinstance(thing, Article):
            article, themes, first = thing, thing.themes, thing.date
            title, text = thing.title, _article_text(self.site, thing)
        else:
            article, themes = self.site.articles[thing.article], thing.about
            first = article.date or thing.on
            title, text = _title(self.site, thing), _statement_text(self.site, thing)
        return Entry(
            id=self.name(_key(thing)),
            url=permalink(self.site.settings, url(thing)),
            title=title,
            text=text,
            published=instant(_first(first)) if first else "",
            updated=instant(self._day(thing, self.site.articles)),
            themes=tuple(self.site.themes[slug].name for slug in themes),
            source=article.source.url,
        )


def instant(day: date) -> str:
    """Midnight UTC of *day*: ``2022-02-16T00:00:00Z``."""
    return f"{day.isoformat()}T00:00:00Z"


def shortened(text: str, length: int) -> str:
    """*text* in at most *length* characters, cut after a word where there are words."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words = cut.rpartition(" ")[0] if text[length - 1] != " " else cut
    return (words or cut).rstrip(" ,;:.–—-") + "…"


def _key(thing: Statement | Article) -> str:
    """What tells *thing* from all others."""
    return f"articles/{thing.slug}" if isinstance(thing, Article) else thing.id


def _filed(thing: Statement | Article) -> tuple[date, str, int]:
    """What orders things of the same day: the reading order."""
    if isinstance(thing, Article):
        filed, slug, number = thing.date, thing.slug, -1
    else:
        filed, slug, number = thing.filed, thing.article, thing.number
    return _first(filed) if filed else date.min, slug, number


def _updated(thing: Statement | Article, article: Article) -> date | None:
    """The day of the newest change of *thing*, which is, or is in, *article*, that readers should
    know of.

    That is the newest of the statement's changes (minor ones aside), its article's ``updated`` and
    the article's date, or, where that is not known, the statement's own.
    """
    if isinstance(thing, Article):
        known = [thing.updated, thing.date]
    else:
        known = [change.date for change in thing.changes if not change.minor]
        known += [article.updated, article.date or thing.on]
    return max((_first(found) for found in known if found), default=None)


def _first(found: Edtf) -> date:
    """The earliest day that *found* states; of an interval without a start, its end's."""
    if found.start:
        return found.earliest
    return found.end.first if found.end else NO_DATE


def _names(site: Site, slugs: Iterable[str]) -> str:
    return site.language.listed(site.actors[slug].name for slug in slugs)


def _title(site: Site, statement: Statement) -> str:
    gettext = site.language.gettext
    title = gettext(TITLES[statement.kind]).format(
        names=_names(site, statement.by) or gettext("Somebody not named"),
        words=shortened(statement.text, TITLE_LENGTH),
    )
    if statement.status == "withdrawn":
        return gettext("Withdrawn: {title}").format(title=title)
    return title


def _statement_text(site: Site, statement: Statement) -> str:
    """The statement in plain text: what was said, then a line for each thing that is known."""
    gettext = site.language.gettext
    blocks = [statement.text]
    if statement.status == "withdrawn":
        blocks.insert(0, gettext("This statement is withdrawn."))
    if statement.quote:
        quoted = gettext("As quoted by the source: “{words}”")
        blocks.append(quoted.format(words=statement.quote))
    blocks.append("\n".join(_details(site, statement)))
    return "\n\n".join(blocks)


def _details(site: Site, statement: Statement) -> Iterator[str]:
    gettext = site.language.gettext
    who = _names(site, statement.by) or gettext("not named by the source")
    who = ", ".join(filter(None, [who, statement.office]))
    yield gettext("Who: {names}").format(names=who)
    if statement.with_:
        yield gettext("With: {names}").format(names=_names(site, statement.with_))
    if statement.concerning:
        yield gettext("Concerning: {names}").format(names=_names(site, statement.concerning))
    yield gettext("When: {date}").format(date=_when(site, statement))
    yield from _common(site, site.articles[statement.article], statement.about)
    for change in statement.changes:
        if not change.minor:
            date = site.language.date(change.date)
            yield gettext("Changed {date}: {note}").format(date=date, note=change.note)


def _when(site: Site, statement: Statement) -> str:
    """A date that is only the article's is said to be one, never given as the statement's own."""
    language = site.language
    if statement.on:
        basis = f" ({statement.date_basis})" if statement.date_basis else ""
        return language.date(statement.on) + basis
    if statement.reported:
        return language.gettext("reported {date}").format(date=language.date(statement.reported))
    return language.gettext("not known")


def _article_text(site: Site, article: Article) -> str:
    details = [*_common(site, article, article.themes)]
    if article.actors:
        actors = site.language.gettext("Actors: {names}")
        details.insert(0, actors.format(names=_names(site, article.actors)))
    return "\n\n".join(filter(None, [article.summary, "\n".join(details)]))


def _common(site: Site, article: Article, themes: Iterable[str]) -> Iterator[str]:
    language, gettext = site.language, site.language.gettext
    names = ", ".join(site.themes[slug].name for slug in themes)
    if names:
        yield gettext("Themes: {names}").format(names=names)
    source = article.source
    headline = gettext("“{words}”").format(words=source.headline) if source.headline else ""
    published = language.date(article.date) if article.date else gettext("date not known")
    known = ", ".join(filter(None, [headline, source.publisher, published, source.url]))
    yield gettext("Source: {what}").format(what=known)

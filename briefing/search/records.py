"""What can be found: one record each for statements, articles, actors, themes and dates.

The index is made from these and never from the pages, so that nothing of a page's frame is found.
An article goes as a small page of its own, with a heading for each of its statements, so that a
find leads to the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from urllib.parse import quote

from msgspec import Struct

from briefing.dates import UNDATED
from briefing.language import Language
from briefing.model import Actor, Article, Day, Statement, Theme, Thing, url
from briefing.site import Site

Filters = dict[str, list[str]]
NO_DATE = "0000"


class Record(Struct, frozen=True, kw_only=True):
    """A text with what is shown of it, what narrows it and what it is sorted by.

    ``filters`` hold slugs and filing keys, ``sort`` the earliest day.
    """

    url: str
    content: str
    meta: dict[str, str]
    filters: Filters
    sort: dict[str, str]


class Page(Struct, frozen=True, kw_only=True):
    """The same as HTML, with the ids that finds within it lead to."""

    url: str
    html: str


def records(site: Site, language: Language) -> Iterator[Record | Page]:
    """Every record of *site*, always in the same order; dates are said in *language*."""
    keys = _filing_keys(site)
    for statement in site.statements.values():
        if statement.status != "removed":
            yield _statement(site, statement, keys[statement.id], language)
    for article in site.articles.values():
        yield _article(site, article, language)
    for actor in site.actors.values():
        yield _actor(site, actor)
    for theme in site.themes.values():
        yield _theme(theme)
    for day in site.days.values():
        yield _day(site, day, language)


def _filing_keys(site: Site) -> Mapping[str, list[str]]:
    """The keys of the date pages that each statement is listed on."""
    keys: dict[str, list[str]] = defaultdict(list)
    for day in site.days.values():
        for statement in day.statements:
            keys[statement].append(day.key)
    return keys


def _statement(site: Site, statement: Statement, keys: list[str], language: Language) -> Record:
    speakers = [site.actors[slug] for slug in statement.by]
    who = ", ".join(actor.name for actor in speakers)
    office = statement.office or ", ".join(actor.role for actor in speakers if actor.role)
    when = language.date(statement.filed) if statement.filed else ""
    return Record(
        url=_address(statement),
        content=_text(
            statement.text,
            statement.quote,
            who,
            office,
            statement.as_printed,
            *(relay.name for relay in statement.via),
            site.articles[statement.article].source.publisher,
            *(site.actors[slug].name for slug in (*statement.with_, *statement.concerning)),
            *(site.actors[slug].name for slug in statement.sides),
            *(site.themes[slug].name for slug in statement.about),
            when,
            *map(language.weekday, keys),
        ),
        meta={
            "title": who or office,
            "kind": statement.kind,
            "text": statement.text,
            "quote": statement.quote,
            "when": when,
            "dated": "on" if statement.on else "reported" if statement.reported else "",
            "status": statement.status,
        },
        filters={
            "actor": _values(statement.by, statement.with_),
            "spoken_for": _values(_spoken_for(site, statement)),
            "concerning": _values(statement.concerning),
            "theme": _values(statement.about),
            "side": _values(statement.sides),
            "date": _dates(keys),
            "kind": ["statement", statement.kind],
        },
        sort=_sort(min(keys, default="")),
    )


def _spoken_for(site: Site, statement: Statement) -> Iterator[str]:
    """Everybody whom the speakers speak for, near and far."""
    waiting = list(statement.by)
    seen = set(waiting)
    while waiting:
        for slug in site.actors[waiting.pop()].speaks_for:
            if slug not in seen:
                seen.add(slug)
                waiting.append(slug)
                yield slug


def _article(site: Site, article: Article, language: Language) -> Page:
    date = article.date
    keys = [day.key for day in site.days.values() if article.slug in day.articles]
    filters = {
        "actor": _values(article.actors),
        "theme": _values(article.themes),
        "date": _dates(keys),
        "kind": ["article"],
    }
    meta = {"title": article.title, "kind": "article", "when": language.date(date) if date else ""}
    marks = [
        *(f'data-pagefind-filter="{name}:{v}"' for name, values in filters.items() for v in values),
        *(f'data-pagefind-meta="{name}:{escape(value)}"' for name, value in meta.items()),
        *(f'data-pagefind-sort="{name}:{value}"' for name, value in _sort(*keys[:1]).items()),
    ]
    parts = [
        f"<h1>{escape(article.title)}</h1>",
        *(
            f"<p>{escape(text)}</p>"
            for text in (article.summary, article.source.headline, article.source.publisher)
        ),
        f"<p>{escape(meta['when'])}</p>",
    ]
    for key in article.statements:
        statement = site.statements[key]
        if statement.status != "removed":
            who = ", ".join(site.actors[slug].name for slug in statement.by) or statement.office
            when = language.date(statement.filed) if statement.filed else ""
            title = _text(who, when) or statement.id
            parts.append(f'<h2 id="{key}">{escape(title)}</h2>')
            parts.append(f"<p>{escape(_text(statement.text, statement.quote))}</p>")
    body = "".join(f"<i {mark}></i>" for mark in marks) + "".join(parts)
    return Page(url=_address(article), html=f"<html><body>{body}</body></html>")


def _actor(site: Site, actor: Actor) -> Record:
    names = [alias.name for alias in actor.aliases]
    return Record(
        url=_address(actor),
        content=_text(
            actor.name,
            actor.role,
            actor.affiliation,
            *names,
            *(site.actors[slug].name for slug in actor.sides),
        ),
        meta={"title": actor.name, "kind": "actor", "text": _text(actor.role, actor.affiliation)},
        filters={"actor": [actor.slug], "side": _values(actor.sides), "kind": ["actor"]},
        sort=_sort(),
    )


def _theme(theme: Theme) -> Record:
    names = [alias.name for alias in theme.aliases]
    return Record(
        url=_address(theme),
        content=_text(theme.name, *names),
        meta={"title": theme.name, "kind": "theme"},
        filters={"theme": [theme.slug], "kind": ["theme"]},
        sort=_sort(),
    )


def _day(site: Site, day: Day, language: Language) -> Record:
    note = site.notes.get(day.key)
    headline = note.headline if note else ""
    title = language.key(day.key)
    return Record(
        url=_address(day),
        content=_text(title, language.weekday(day.key), headline, note.summary if note else ""),
        meta={"title": title, "kind": "day", "text": headline},
        filters={"date": _dates([day.key]), "kind": ["day"]},
        sort=_sort(day.key),
    )


def _address(thing: Thing) -> str:
    return quote(url(thing), safe="/#~")


def _text(*parts: str) -> str:
    """*parts* as sentences, each once, so that an excerpt can be read."""
    return ". ".join(part.rstrip(".") for part in dict.fromkeys(filter(None, parts)))


def _values(*slugs: Iterable[str]) -> list[str]:
    return sorted({slug for some in slugs for slug in some})


def _dates(keys: Iterable[str]) -> list[str]:
    """*keys* with the months and years that they lie in."""
    found = {key for key in keys if key != UNDATED}
    return sorted(found | {key[:7] for key in found} | {key[:4] for key in found})


def _sort(key: str = "") -> dict[str, str]:
    """Everything has a date to be sorted by: what has none would be left out of such a list."""
    return {"date": key if key and key != UNDATED else NO_DATE}

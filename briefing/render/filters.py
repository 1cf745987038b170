"""What templates do to what they print: links, dates in words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup

from briefing.assets import Assets
from briefing.dates import UNDATED, Edtf
from briefing.hrefs import ROOT, href
from briefing.language import Language, upper_first
from briefing.marked import escaped, marked
from briefing.model import Actor, Article, Day, StandingPage, Statement, Theme, Thing, url
from briefing.permalinks import quoted
from briefing.problems import nearest
from briefing.schema import ADDRESS
from briefing.timeline import anchor


def path_of(thing: Thing | str) -> str:
    return thing if isinstance(thing, str) else url(thing)


def asset(assets: Assets, name: str) -> str:
    try:
        return assets.paths[name]
    except KeyError:
        close = nearest(name, assets.paths)
        raise TemplateError(
            f"there is no asset “{name}”" + (f"; did you mean “{close}”?" if close else "")
        ) from None


def href_to(thing: Thing | str, part: str = "") -> Markup:
    """The link to a thing, an output path, or a part of such a page, from wherever it stands."""
    return marked(href(f"{path_of(thing)}#{part}" if part else path_of(thing)))


def _feed(thing: Thing) -> Markup:
    """The link to the Atom feed beside an actor's or theme's page."""
    return marked(href(url(thing).removesuffix(".html") + ".xml"))


def _link(thing: Any) -> Markup:
    """The name or title of *thing*, leading to its page."""
    label = thing.title if isinstance(thing, Article | StandingPage) else thing.name
    return marked(f'<a href="{href(url(thing))}">{escaped(label)}</a>')  # both are escaped


def _once(make: Callable[[Any], Markup]) -> Callable[[Any], Markup]:
    """What *make* gives for each thing of a site, made once of those that pages name again and
    again."""
    kept: dict[type, dict[str, Markup]] = {kind: {} for kind in (Actor, Theme, Day, Article)}

    def of(thing: Any) -> Markup:
        kind = type(thing)
        known = kept.get(kind)
        if known is None:
            return make(thing)
        key = thing.key if kind is Day else thing.slug
        found = known.get(key)
        if found is None:
            found = known[key] = make(thing)
        return found

    return of


def filters_of(language: Language, actors: Mapping[str, Actor]) -> dict[str, Callable[..., Any]]:
    """The filters that speak the *language* of a site and know the names of its *actors*."""
    link, place = _once(_link), _once(href_to)

    def to(thing: Thing | str, part: str = "") -> Markup:
        """The link to a thing, an output path, or a part of such a page."""
        if type(thing) is Statement and not part:
            return marked(ROOT + quoted(url(thing)))  # seldom twice: not worth remembering
        if part or type(thing) is str:
            return href_to(thing, part)
        return place(thing)

    def links(things: Iterable[Any]) -> Markup:
        """The links to *things*, with commas between."""
        return marked(", ".join(map(link, things)))

    def enumerated(things: Iterable[Any]) -> str:
        """The links to *things*, as a sentence lists them."""
        found = list(map(link, things))
        return found[0] if len(found) == 1 else language.listed(found)

    @cache
    def time(date: Edtf) -> Markup:
        """A date in words, as a ``time`` element where HTML has a form for it."""
        if date.machine:
            shown = Markup('<time datetime="{}">{}</time>')
            return shown.format(date.machine, language.date(date))
        return Markup("<span>{}</span>").format(language.date(date))

    @cache
    def marks(tag: str) -> Markup:
        """The attributes of an element whose words are in the language *tag*."""
        found = language.marks(tag).items()
        return Markup("").join(Markup(' {}="{}"').format(*attribute) for attribute in found)

    def voices(slugs: Sequence[str]) -> str:
        """The names of the actors *slugs*."""
        if len(slugs) == 1:
            return actors[slugs[0]].name
        return language.listed([actors[slug].name for slug in slugs])

    return {
        "href": to,
        "link": link,
        "links": links,
        "time": time,
        "in_words": cache(language.date),
        "key_words": cache(language.key),
        "weekday": cache(language.weekday),
        "weekday_name": lambda number: language.words.weekdays[number - 1],
        "short_month": lambda number: language.words.months_short[number - 1],
        "weekday_short": lambda number: language.words.weekdays_short[number - 1],
        "name": lambda slug: actors[slug].name,
        "voices": voices,
        "enumerated": enumerated,
        "lang": marks,
    }


def _day_key(statement: Statement, days: Mapping[str, Any]) -> str:
    """The key of the page that *statement* is filed on; of an interval, the first."""
    return _date_key(statement.filed, days)


def _date_key(date: Edtf | None, days: Mapping[str, Any]) -> str:
    """The key of the page of *date*; of an interval, the first."""
    if not date:
        return UNDATED
    if date.start is not date.end and date.short:
        return next(filter(days.__contains__, date.days()), date.keys[0])
    return date.keys[0]


def is_address(text: str) -> bool:
    """Whether a link may lead to *text*, which editors wrote freely."""
    return re.fullmatch(ADDRESS, text) is not None


def _opened(html: Markup) -> Markup:
    """*html* with what is folded away in it laid open, as paper needs it."""
    return marked(str.replace(html, "<details>", "<details open>"))


FILTERS: dict[str, Callable[..., Any]] = {
    "feed": _feed,
    "upper_first": upper_first,
    "anchor": anchor,
    "opened": _opened,
    "day_key": _day_key,
    "date_key": _date_key,
}

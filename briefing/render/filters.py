"""What templates do to what they print: links, dates in words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup, escape

from briefing.assets import Assets
from briefing.dates import UNDATED, Edtf
from briefing.language import upper_first
from briefing.markup import href
from briefing.model import Article, StandingPage, Statement, Thing, url
from briefing.problems import nearest
from briefing.schema import ADDRESS
from briefing.site import Site
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
    return Markup(href(f"{path_of(thing)}#{part}" if part else path_of(thing)))


def _feed(thing: Thing) -> Markup:
    """The link to the Atom feed beside an actor's or theme's page."""
    return Markup(href(url(thing).removesuffix(".html") + ".xml"))


def _link(thing: Any) -> Markup:
    """The name or title of *thing*, leading to its page."""
    label = thing.title if isinstance(thing, Article | StandingPage) else thing.name
    return Markup(f'<a href="{href(url(thing))}">{escape(label)}</a>')  # both are escaped


def _links(things: Iterable[Any]) -> Markup:
    """The links to *things*, with commas between."""
    return Markup(", ").join(map(_link, things))


def filters_of(site: Site) -> dict[str, Callable[..., Any]]:
    """The filters that speak the language of *site* and know its names."""
    language = site.language

    @cache
    def time(date: Edtf) -> Markup:
        """A date in words, as a ``time`` element where HTML has a form for it."""
        if date.machine:
            shown = Markup('<time datetime="{}">{}</time>')
            return shown.format(date.machine, language.date(date))
        return Markup("<span>{}</span>").format(language.date(date))

    def marks(tag: str) -> Markup:
        """The attributes of an element whose words are in the language *tag*."""
        found = language.marks(tag).items()
        return Markup("").join(Markup(' {}="{}"').format(*attribute) for attribute in found)

    return {
        "time": time,
        "in_words": cache(language.date),
        "key_words": language.key,
        "weekday": language.weekday,
        "weekday_name": lambda number: language.words.weekdays[number - 1],
        "short_month": lambda number: language.words.months_short[number - 1],
        "weekday_short": lambda number: language.words.weekdays_short[number - 1],
        "name": lambda slug: site.actors[slug].name,
        "voices": lambda slugs: language.listed([site.actors[slug].name for slug in slugs]),
        "enumerated": lambda things: language.listed(list(map(_link, things))),
        "lang": marks,
    }


def _day_key(statement: Statement, days: Mapping[str, Any]) -> str:
    """The key of the page that *statement* is filed on; of an interval, the first."""
    return _date_key(statement.filed, days)


def _date_key(date: Edtf | None, days: Mapping[str, Any]) -> str:
    """The key of the page of *date*; of an interval, the first."""
    if not date:
        return UNDATED
    if date.short:
        covered = (key for key in days if len(key) == 10 and date.covers(key))
        return next(covered, date.keys[0])
    return date.keys[0]


def is_address(text: str) -> bool:
    """Whether a link may lead to *text*, which editors wrote freely."""
    return re.fullmatch(ADDRESS, text) is not None


def _opened(html: Markup) -> Markup:
    """*html* with what is folded away in it laid open, as paper needs it."""
    return Markup(str(html).replace("<details>", "<details open>"))


FILTERS: dict[str, Callable[..., Any]] = {
    "href": href_to,
    "feed": _feed,
    "link": _link,
    "links": _links,
    "upper_first": upper_first,
    "anchor": anchor,
    "opened": _opened,
    "day_key": _day_key,
    "date_key": _date_key,
}

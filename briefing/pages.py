"""Which pages a site has: :data:`FAMILIES` reads as its map.

A family is a template, the subjects that it makes pages of, and the view that says what such a
page shows. Adding a family is one entry in the table at the foot of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from msgspec import Struct

from briefing.memory import Memory
from briefing.model import Actor, Article, Day, StandingPage, Theme, Thing, path
from briefing.site import Site
from briefing.views import lists, parts, things

View = Callable[[Site, Any], dict[str, Any]]


class Family(Struct, frozen=True):
    """A template, its subjects (a page's path, or for each subject its own), and its view.

    ``indexed`` tells whether search engines are sent there.
    """

    template: str
    subjects: str | Callable[[Site], Iterable[Thing]]
    view: View
    indexed: bool = True


class Page(Struct, frozen=True, kw_only=True):
    """One output path with its family and subject."""

    path: str
    name: str
    family: Family
    subject: Any


def all_pages(site: Site) -> Iterator[Page]:
    """Every page of *site*; two may claim one path, which is for a check to find."""
    return _pages(site, site.without)


def _pages(site: Site, but: Collection[str]) -> Iterator[Page]:
    """The pages of all families *but* these, and of those without which it is published."""
    for name, family in FAMILIES.items():
        if name in but or name in site.without:
            continue
        if isinstance(family.subjects, str):
            yield Page(path=family.subjects, name=name, family=family, subject=None)
        else:
            for thing in family.subjects(site):
                yield Page(path=path(thing), name=name, family=family, subject=thing)


def plan(site: Site, memory: Memory | None = None) -> Mapping[str, Page]:
    """The pages of *site* by output path, sorted.

    With a *memory* the same as the last time while no page has come or gone; a subject may be an
    earlier state then, and :func:`now` is asked for it.
    """
    memory = memory or Memory(lasting=False)
    things = (
        tuple(site.articles),
        tuple(site.actors),
        tuple(site.themes),
        tuple(site.days),
        tuple(site.pages),
        site.redirects,
        tuple(site.parts.values()),
    )
    there = memory.settle("things", things)
    return memory.recall("planned", "", (there,), lambda: _planned(site))


def _planned(site: Site) -> Mapping[str, Page]:
    return {page.path: page for page in sorted(all_pages(site), key=lambda page: page.path)}


class Paged(Mapping[str, Page]):
    """The pages of *site* at the output *paths*, each made when it is asked for."""

    def __init__(self, site: Site, paths: Iterable[str]) -> None:
        self._site = site
        self._paths = dict.fromkeys(paths)
        self._others: dict[str, Page] = {}

    def __getitem__(self, path: str) -> Page:
        if path not in self._paths:
            raise KeyError(path)
        folder, _, name = path.removesuffix(".html").rpartition("/")
        family = _NAMED.get(folder, "")
        things = getattr(self._site, _THINGS[family]) if family else {}
        if family not in self._site.without and name in things:
            return Page(path=path, name=family, family=FAMILIES[family], subject=things[name])
        if not self._others:
            of_things = set(_NAMED.values())
            self._others = {page.path: page for page in _pages(self._site, of_things)}
        return self._others[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    @property
    def indexed(self) -> list[str]:
        """The paths where search engines are sent."""
        named = {name for name, family in FAMILIES.items() if family.indexed}
        others = {page.path for page in _pages(self._site, named)}
        return [path for path in self._paths if path not in others]


def now(site: Site, subject: Any) -> Any:
    """The subject of a page as *site* has it."""
    match subject:
        case Article():
            return site.articles[subject.slug]
        case Actor():
            return site.actors[subject.slug]
        case Theme():
            return site.themes[subject.slug]
        case Day():
            return site.days[subject.key]
        case StandingPage():
            return site.pages[subject.slug]
        case _:
            return subject


def single_pages() -> dict[str, str]:
    """The families that are one page, and its path."""
    return {
        name: family.subjects
        for name, family in FAMILIES.items()
        if isinstance(family.subjects, str)
    }


def templates_without(names: Collection[str]) -> set[str]:
    """The templates that nobody needs when the families *names* are left out."""
    shown = {family.template for name, family in FAMILIES.items() if name not in names}
    return {family.template for family in FAMILIES.values()} - shown


def _parts(whole: str) -> Callable[[Site], Iterable[Thing]]:
    """The periods of the lists that begin with *whole* and are too long for one page."""
    return lambda site: chain(*(site.parts[path] for path in site.parts if path.startswith(whole)))


FAMILIES: dict[str, Family] = {
    "home": Family("home.html", "index.html", things.home),
    "articles_part": Family("articles.html", _parts("articles.html"), lists.articles),
    "articles": Family("articles.html", "articles.html", lists.articles),
    "article": Family("article.html", lambda site: site.articles.values(), things.article),
    "actors": Family("actors.html", "actors.html", lists.actors),
    "actor_part": Family("part.html", _parts("actors/"), parts.actor_part),
    "actor": Family("actor.html", lambda site: site.actors.values(), things.actor),
    "themes": Family("themes.html", "themes.html", lists.themes),
    "theme_part": Family("part.html", _parts("themes/"), parts.theme_part),
    "theme": Family("theme.html", lambda site: site.themes.values(), things.theme),
    "dates": Family("dates.html", "dates.html", lists.dates),
    "day": Family("day.html", lambda site: site.days.values(), things.day),
    "positions_part": Family("positions.html", _parts("positions.html"), lists.positions),
    "positions": Family("positions.html", "positions.html", lists.positions),
    "sources_part": Family("sources.html", _parts("sources.html"), lists.sources),
    "sources": Family("sources.html", "sources.html", lists.sources),
    "corrections": Family("corrections.html", "corrections.html", lists.corrections),
    "search": Family("search.html", "search.html", lists.search),
    "print_part": Family("print.html", _parts("print.html"), parts.print_pack, indexed=False),
    "print": Family("print.html", "print.html", parts.print_pack, indexed=False),
    "standing": Family("page.html", lambda site: site.pages.values(), things.standing),
    "not_found": Family("404.html", "404.html", things.not_found, indexed=False),
    "redirect": Family(
        "redirect.html", lambda site: site.redirects, things.redirect, indexed=False
    ),
}
"""Every page family by the name that templates and the navigation call it."""

_THINGS = {
    "article": "articles",
    "actor": "actors",
    "theme": "themes",
    "day": "days",
    "standing": "pages",
}
"""What the site calls the subjects of the families that are named after them."""

_NAMED = {
    "articles": "article",
    "actors": "actor",
    "themes": "theme",
    "dates": "day",
    "": "standing",
}
"""The families of the pages that lie in a folder and are named after their subject."""

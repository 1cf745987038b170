"""What the pages of long lists show: a period of an actor or a theme, the print pack of a year.

A list that fits one page has no parts; then its first page shows all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefing import groups
from briefing.model import Article, Part, Statement
from briefing.site import Site
from briefing.views.later import Later

View = dict[str, Any]
Statements = Sequence[Statement]


def actor_part(site: Site, subject: Part) -> View:
    """An actor's statements of one period: its own, those made for it, those about it."""
    actor = site.actors[_slug(subject)]
    lists: dict[str, list[Statement]] = {"own": [], "gathered": [], "about": []}
    for statement in groups.statements(site, subject.entries):
        if actor.slug in statement.by + statement.with_:
            lists["own"].append(statement)
        elif actor.slug in statement.concerning:
            lists["about"].append(statement)
        else:
            lists["gathered"].append(statement)
    return {"thing": actor, "lists": lists, **neighbours(site, subject)}


def theme_part(site: Site, subject: Part) -> View:
    """The statements on a theme in one period."""
    found = groups.statements(site, subject.entries)
    theme = site.themes[_slug(subject)]
    return {"thing": theme, "lists": {"timeline": found}, **neighbours(site, subject)}


def print_pack(site: Site, subject: Part | None) -> View:
    """The whole briefing, or a period of a long one, as one numbered document."""
    if subject:
        here: Statements = groups.statements(site, subject.entries)
    else:
        here = [] if "print.html" in site.parts else groups.visible(site)
    whole = not subject and "print.html" not in site.parts
    cited = set(site.articles) if whole else {statement.article for statement in here}
    articles = [article for slug, article in site.articles.items() if slug in cited]
    return {
        "by_date": groups.by_date(here),
        "articles": articles,
        "numbers": {article.slug: number for number, article in enumerate(articles, 1)},
        **periods(site, "print.html", subject),
    }


def periods(site: Site, whole: str, part: Part | None = None) -> View:
    """The period that a page shows, and those that it leads to: of a first page, the years."""

    def finer() -> list[Part]:
        found = site.parts.get(whole, ())
        if part is None:
            return [each for each in found if "-" not in each.key]
        if not part.parts:
            return []
        by_key = {each.key: each for each in found}
        return [by_key[key] for key in part.parts]

    return {"part": part, "parts": Later(finer), "whole": whole}


def neighbours(site: Site, part: Part) -> View:
    """The same for the page of a period of an actor or a theme, with those before and after it."""
    alike = [each for each in site.parts[part.whole] if len(each.key) == len(part.key)]
    at = next(number for number, each in enumerate(alike) if each.key == part.key)
    return {
        "next": alike[at - 1] if at else None,
        "previous": alike[at + 1] if at + 1 < len(alike) else None,
        **periods(site, part.whole, part),
    }


def listed_articles(site: Site, whole: str, part: Part | None) -> Sequence[Article]:
    """The articles on a page of the list *whole*: all, of a split one the newest or a period's."""
    if part:
        return [site.articles[slug] for slug in part.entries]
    listed = list(site.articles.values())
    return groups.newest_articles(listed)[: groups.RECENT] if whole in site.parts else listed


def _slug(part: Part) -> str:
    return part.whole.partition("/")[2].removesuffix(".html")

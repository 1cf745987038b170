"""What each kind of page shows: a site and a subject in, the template's variables out.

A view chooses and orders; how statements are grouped is told in :mod:`briefing.groups`. It neither
writes HTML nor spells an address.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from briefing import groups, timeline
from briefing.dates import UNDATED
from briefing.model import (
    Actor,
    Article,
    Change,
    Day,
    Part,
    Redirect,
    StandingPage,
    Statement,
    Theme,
    path,
)
from briefing.sides import NO_SIDE
from briefing.site import Site
from briefing.terms import article_order, reading_order

NEWEST = 5
MAIN_ACTORS = 8

View = dict[str, Any]
Statements = Sequence[Statement]


def home(site: Site, subject: None) -> View:
    """The story, what is newest, who the main actors are, and where accounts differ."""
    visible = groups.visible(site)
    told = [statement for statement in visible if statement.status != "withdrawn"]
    speaking = Counter(slug for statement in visible for slug in statement.by)
    main = sorted(speaking, key=lambda slug: (-speaking[slug], site.actors[slug].name))
    return {
        "newest": groups.by_date(groups.newest_first(visible)[:NEWEST]),
        "drawn": timeline.timeline(timeline.by_side(site, visible), stack=1),
        "main_actors": [(site.actors[slug], speaking[slug]) for slug in main[:MAIN_ACTORS]],
        "themes": groups.themes_with_counts(site),
        "contested": groups.most_contested(site, told),
        "differing": groups.differing(site, visible),
        "days": [day for day in site.days.values() if day.precision == "day"],
        "articles": groups.newest_articles(site.articles.values()),
        "statement_count": len(visible),
    }


def articles(site: Site, subject: Part | None) -> View:
    """Every article, newest first, by year; of a long list the newest, or those of a period."""
    years: dict[str, list[Article]] = defaultdict(list)
    here = _articles(site, "articles.html", subject)
    dated = [article for article in here if article.date]
    for article in sorted(dated, key=article_order, reverse=True):
        years[f"{article.date.earliest.year:04}" if article.date else ""].append(article)
    undated = [article for article in here if not article.date]
    return {
        "years": list(years.items()),
        "undated": undated,
        **_periods(site, "articles.html", subject),
    }


def article(site: Site, subject: Article) -> View:
    """Our digest, its statements in their order, and what is known of the source."""
    statements = [site.statements[key] for key in subject.statements]
    return {
        "article": subject,
        "statements": statements,
        "actors": [site.actors[slug] for slug in subject.actors],
        "themes": [site.themes[slug] for slug in subject.themes],
        "gaps": groups.gaps(site, subject),
    }


def actors(site: Site, subject: None) -> View:
    """Every actor, those of one side together."""
    sides: dict[str, list[Actor]] = defaultdict(list)
    for actor in site.actors.values():
        for side in actor.sides or ("",):
            sides[side].append(actor)
    named = [
        (site.actors[slug], sorted(sides[slug], key=lambda actor: actor.slug != slug))
        for slug in site.actors
        if slug in sides
    ]
    return {
        "sides": named,
        "others": sides.get("", []),
        "counts": {slug: len(site.term("actors", slug).statements) for slug in site.actors},
    }


def actor(site: Site, subject: Actor) -> View:
    """Who it is, its statements by theme, with whom, and what others say about it."""
    term = site.term("actors", subject.slug)
    own = groups.statements(site, term.statements)
    spoken_for = groups.statements(site, site.term("spoken_for", subject.slug).statements)
    concerning = groups.statements(site, site.term("concerning", subject.slug).statements)
    about = [statement for statement in concerning if subject.slug not in statement.by]
    whole = path(subject)
    company = Counter(
        slug for statement in own for slug in statement.by + statement.with_ if slug != subject.slug
    )
    speakers: dict[str, list[Statement]] = defaultdict(list)
    for statement in groups.newest(site, whole, spoken_for):
        speakers[statement.by[0]].append(statement)
    return {
        "actor": subject,
        "drawn": timeline.timeline(
            timeline.by_theme(site, sorted(own + spoken_for, key=reading_order))
        ),
        "speaks_for": [site.actors[slug] for slug in subject.speaks_for],
        "spokespeople": [
            other for other in site.actors.values() if subject.slug in other.speaks_for
        ],
        "by_theme": [
            (group.subject, *groups.latest_and_earlier(group.statements))
            for group in groups.by_theme(site, groups.newest_first(groups.newest(site, whole, own)))
        ],
        "gathered": [
            (site.actors[slug], groups.by_date(groups.newest_first(found)))
            for slug, found in sorted(speakers.items(), key=lambda item: site.actors[item[0]].name)
        ],
        "gathered_count": len(spoken_for),
        "company": [(site.actors[slug], count) for slug, count in sorted(company.items())],
        "about": groups.by_date(groups.newest_first(groups.newest(site, whole, about))),
        "articles": groups.newest_articles(site.articles[slug] for slug in term.articles)[
            : groups.RECENT if whole in site.parts else None
        ],
        "own_count": len(own),
        **_periods(site, whole),
    }


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
    return {"thing": actor, "lists": lists, **_neighbours(site, subject)}


def theme_part(site: Site, subject: Part) -> View:
    """The statements on a theme in one period."""
    found = groups.statements(site, subject.entries)
    theme = site.themes[_slug(subject)]
    return {"thing": theme, "lists": {"timeline": found}, **_neighbours(site, subject)}


def themes(site: Site, subject: None) -> View:
    """Every theme with its figures."""
    return {"themes": groups.themes_with_counts(site)}


def theme(site: Site, subject: Theme) -> View:
    """A timeline, the sides next to one another, differing accounts, and who is not heard."""
    term = site.term("themes", subject.slug)
    filed = groups.statements(site, term.statements)
    found = groups.newest(site, path(subject), filed)
    sides: dict[str, list[Statement]] = defaultdict(list)
    for statement in found:
        for side in statement.sides or ("",):
            sides[side].append(statement)
    heard = {side for statement in filed for side in statement.sides}
    return {
        "theme": subject,
        "timeline": groups.by_date(sorted(found, key=reading_order)),
        "drawn": timeline.timeline(timeline.by_side(site, filed)),
        "sides": [
            groups.Group(site.actors[slug], groups.newest_first(sides[slug]))
            for slug in site.actors
            if slug in sides
        ],
        "others": groups.newest_first(sides.get("", [])),
        "differing": groups.differing(site, found),
        "not_heard": [
            site.actors[slug]
            for slug in site.actors
            if slug in site.terms["sides"] and slug not in heard
        ],
        "articles": groups.newest_articles(site.articles[slug] for slug in term.articles)[
            : groups.RECENT if path(subject) in site.parts else None
        ],
        "article_count": len(term.articles),
        "origins": groups.origins(site, filed),
        "count": len(filed),
        **_periods(site, path(subject)),
    }


def dates(site: Site, subject: None) -> View:
    """The calendar: years, their months, and the days of each."""
    years = []
    for year in site.days.values():
        if year.precision == "year":
            months = [
                (site.days[key], [site.days[day] for day in site.days[key].days])
                for key in year.days
            ]
            years.append((year, months))
    return {
        "years": years,
        "undated": site.days.get(UNDATED),
        "notes": site.notes,
        "amounts": {key: groups.amount(site, day) for key, day in site.days.items()},
        "weeks": {
            key: groups.weeks(site, key)
            for key, day in site.days.items()
            if day.precision == "month" and day.days
        },
    }


def day(site: Site, subject: Day) -> View:
    """A day's statements by theme, said and done told apart; or a month's or year's days."""
    found = groups.statements(site, subject.statements)
    return {
        "day": subject,
        "note": site.notes.get(subject.key),
        "previous": site.days.get(subject.previous),
        "next": site.days.get(subject.next),
        "parents": [site.days[key] for key in _coarser(subject.key) if key in site.days],
        "parts": [site.days[key] for key in subject.days],
        "amounts": {key: groups.amount(site, site.days[key]) for key in subject.days},
        "notes": site.notes,
        "moved": [
            site.statements[key]
            for key in sorted(site.moved.get(subject.key, ()))
            if not found and key in site.statements and site.statements[key].status != "removed"
        ],
        "by_theme": [
            (group.subject, groups.by_kind(group.statements))
            for group in groups.by_theme(site, found, first_only=True)
        ],
        "articles": [site.articles[slug] for slug in subject.articles],
    }


def positions(site: Site, subject: Part | None) -> View:
    """A table for each side: who has said what last on which theme."""
    latest: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    told = [s for s in groups.visible(site) if s.status != "withdrawn"]
    for statement in told:
        for slug in statement.by:
            for about in statement.about:
                latest[slug, about].append(statement)
    spoken_of = {about for _, about in latest}
    columns = [theme for slug, theme in site.themes.items() if slug in spoken_of]
    pages = {part.key: part for part in site.parts.get("positions.html", ())}
    members: dict[str, list[Actor]] = defaultdict(list)
    if subject:
        members[subject.key] = [site.actors[slug] for slug in subject.entries]
    elif not pages:
        speaking = {slug for slug, _ in latest}
        for actor in site.actors.values():
            if actor.slug in speaking:
                for side in actor.sides or (NO_SIDE,):
                    members[side].append(actor)
    return {
        "overview": None if subject else groups.overview(site, told),
        "pages": pages,
        "part": subject,
        "side": site.actors.get(subject.key) if subject else None,
        "tables": [
            groups.table(site.actors.get(slug), members[slug], columns, latest)
            for slug in (*site.actors, NO_SIDE)
            if slug in members
        ],
    }


def sources(site: Site, subject: Part | None) -> View:
    """Every source with what is known of it, and how many origins each theme rests on."""
    rows = []
    for article in _articles(site, "sources.html", subject):
        own = [s for s in groups.statements(site, article.statements) if s.status != "removed"]
        rows.append(
            {
                "article": article,
                "statements": len(own),
                "quotes": sum(bool(statement.quote) for statement in own),
                "set_aside": article.set_aside,
                "gaps": groups.gaps(site, article),
                "origins": groups.origins(site, own),
            }
        )
    themes = [
        (theme, groups.origins(site, groups.statements(site, site.term("themes", slug).statements)))
        for slug, theme in (site.themes.items() if subject is None else ())
    ]
    return {
        "rows": rows,
        "themes": themes,
        **_periods(site, "sources.html", subject),
    }


def corrections(site: Site, subject: None) -> View:
    """All changes to published statements, newest first."""
    changed = [
        (change, statement)
        for statement in site.statements.values()
        for change in statement.changes
    ]
    updated = [article for article in site.articles.values() if article.updated]
    return {
        "changes": sorted(changed, key=_change_order, reverse=True),
        "updated": sorted(updated, key=lambda a: (a.updated, a.slug), reverse=True),
    }


def search(site: Site, subject: None) -> View:
    """Everything that has a page, from A to Z, under every spelling."""
    entries = [
        *(groups.index_entries(site.actors, "actor")),
        *(groups.index_entries(site.themes, "theme")),
        *(groups.Entry(article.title, article, "article") for article in site.articles.values()),
        *(groups.Entry(site.language.heading(day.key), day, "date") for day in site.days.values()),
    ]
    letters: dict[str, list[groups.Entry]] = defaultdict(list)
    for entry in sorted(entries, key=groups.index_order):
        letters[groups.initial(entry.label)].append(entry)
    return {"letters": sorted(letters.items(), key=lambda item: (item[0] == "0–9", item[0]))}


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
        **_periods(site, "print.html", subject),
    }


def standing(site: Site, subject: StandingPage) -> View:
    return {"standing": subject}


def not_found(site: Site, subject: None) -> View:
    return {}


def redirect(site: Site, subject: Redirect) -> View:
    """The statements are those of the article that is led to: their old permalinks arrive here."""
    article = site.articles.get(PurePosixPath(subject.target).stem)
    if article is None or path(article) != subject.target:
        return {"redirect": subject, "statements": []}
    return {"redirect": subject, "statements": groups.statements(site, article.statements)}


def _articles(site: Site, whole: str, part: Part | None) -> Sequence[Article]:
    """The articles on a page of the list *whole*: all, of a split one the newest or a period's."""
    if part:
        return [site.articles[slug] for slug in part.entries]
    listed = list(site.articles.values())
    return groups.newest_articles(listed)[: groups.RECENT] if whole in site.parts else listed


def _slug(part: Part) -> str:
    return part.whole.partition("/")[2].removesuffix(".html")


def _periods(site: Site, whole: str, part: Part | None = None) -> View:
    """The period that a page shows, and those that it leads to: of a first page, the years."""
    parts = {each.key: each for each in site.parts.get(whole, ())}
    finer = part.parts if part else [key for key in parts if "-" not in key]
    return {"part": part, "parts": [parts[key] for key in finer], "whole": whole}


def _neighbours(site: Site, part: Part) -> View:
    """The same for the page of a period of an actor or a theme, with those before and after it."""
    alike = [each for each in site.parts[part.whole] if len(each.key) == len(part.key)]
    at = alike.index(part)
    return {
        "next": alike[at - 1] if at else None,
        "previous": alike[at + 1] if at + 1 < len(alike) else None,
        **_periods(site, part.whole, part),
    }


def _coarser(key: str) -> list[str]:
    return [] if key == UNDATED else [key[:length] for length in (4, 7) if length < len(key)]


def _change_order(item: tuple[Change, Statement]) -> tuple[Any, str]:
    change, statement = item
    return change.date, statement.id

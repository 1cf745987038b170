"""What the page of one thing shows: the site, an article, an actor, a theme, a day.

A view chooses and orders: a site and a subject in, the template's variables out. How statements are
grouped is told in :mod:`briefing.groups`. It neither writes HTML nor spells an address. What takes
time is made when a template asks for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from briefing import groups, timeline
from briefing.dates import UNDATED
from briefing.model import Actor, Article, Day, Redirect, StandingPage, Statement, Theme, path
from briefing.site import Site
from briefing.terms import reading_order
from briefing.views import parts
from briefing.views.later import Later

NEWEST = 5
MAIN_ACTORS = 8

View = dict[str, Any]
Statements = Sequence[Statement]


def home(site: Site, subject: None) -> View:
    """The story, what is newest, who the main actors are, and where accounts differ."""
    visible = Later(lambda: groups.visible(site))

    def told() -> list[Statement]:
        return [statement for statement in visible() if statement.status != "withdrawn"]

    def main_actors() -> list[tuple[Actor, int]]:
        speaking = Counter(slug for statement in visible() for slug in statement.by)
        main = sorted(speaking, key=lambda slug: (-speaking[slug], site.actors[slug].name))
        return [(site.actors[slug], speaking[slug]) for slug in main[:MAIN_ACTORS]]

    return {
        "newest": Later(lambda: groups.by_date(groups.newest_first(visible())[:NEWEST])),
        "drawn": Later(lambda: timeline.timeline(timeline.by_side(site, visible()), stack=1)),
        "main_actors": Later(main_actors),
        "themes": Later(lambda: groups.themes_with_counts(site)),
        "contested": Later(lambda: groups.most_contested(site, told())),
        "differing": Later(lambda: groups.differing(site, visible())),
        "days": Later(lambda: [day for day in site.days.values() if day.precision == "day"]),
        "articles": Later(lambda: groups.newest_articles(site.articles.values())),
        "statement_count": Later(lambda: len(visible())),
    }


def article(site: Site, subject: Article) -> View:
    """Our digest, its statements in their order, and what is known of the source."""
    return {
        "article": subject,
        "statements": Later(lambda: groups.statements(site, subject.statements)),
        "actors": Later(lambda: [site.actors[slug] for slug in subject.actors]),
        "themes": Later(lambda: [site.themes[slug] for slug in subject.themes]),
        "gaps": Later(lambda: groups.gaps(site, subject)),
    }


def actor(site: Site, subject: Actor) -> View:
    """Who it is, its statements by theme, with whom, and what others say about it."""
    whole = path(subject)
    term = Later(lambda: site.term("actors", subject.slug))
    own = Later(lambda: groups.statements(site, term().statements))
    spoken_for = Later(
        lambda: groups.statements(site, site.term("spoken_for", subject.slug).statements)
    )

    def newest(statements: Statements) -> Statements:
        return groups.newest(site, whole, statements)

    def by_theme() -> list[tuple[Theme, Statements, Statements]]:
        found = groups.by_theme(site, groups.newest_first(newest(own())))
        return [(group.subject, *groups.latest_and_earlier(group.statements)) for group in found]

    def gathered() -> list[tuple[Actor, Sequence[groups.Group]]]:
        speakers: dict[str, list[Statement]] = defaultdict(list)
        for statement in newest(spoken_for()):
            speakers[statement.by[0]].append(statement)
        ranked = sorted(speakers.items(), key=lambda item: site.actors[item[0]].name)
        return [
            (site.actors[slug], groups.by_date(groups.newest_first(found)))
            for slug, found in ranked
        ]

    def company() -> list[Actor]:
        slugs = {slug for statement in own() for slug in statement.by + statement.with_}
        return [site.actors[slug] for slug in sorted(slugs - {subject.slug})]

    def about() -> Sequence[groups.Group]:
        concerning = groups.statements(site, site.term("concerning", subject.slug).statements)
        others = [statement for statement in concerning if subject.slug not in statement.by]
        return groups.by_date(groups.newest_first(newest(others)))

    def drawn() -> timeline.Timeline | None:
        listed = sorted(own() + spoken_for(), key=reading_order)
        return timeline.timeline(timeline.by_theme(site, listed))

    return {
        "actor": subject,
        "drawn": Later(drawn),
        "speaks_for": Later(lambda: [site.actors[slug] for slug in subject.speaks_for]),
        "spokespeople": Later(
            lambda: [site.actors[slug] for slug in site.spokespeople.get(subject.slug, ())]
        ),
        "by_theme": Later(by_theme),
        "gathered": Later(gathered),
        "gathered_count": Later(lambda: len(spoken_for())),
        "company": Later(company),
        "about": Later(about),
        "articles": Later(lambda: groups.newest_filed(site, whole, term().articles)),
        "own_count": Later(lambda: len(own())),
        **parts.periods(site, whole),
    }


def theme(site: Site, subject: Theme) -> View:
    """A timeline, the sides next to one another, differing accounts, and who is not heard."""
    whole = path(subject)
    term = Later(lambda: site.term("themes", subject.slug))
    filed = Later(lambda: groups.statements(site, term().statements))
    found = Later(lambda: groups.newest(site, whole, filed()))

    def by_side() -> dict[str, list[Statement]]:
        sides: dict[str, list[Statement]] = defaultdict(list)
        for statement in found():
            for side in statement.sides or ("",):
                sides[side].append(statement)
        return sides

    sides = Later(by_side)

    def not_heard() -> list[Actor]:
        heard = {side for statement in filed() for side in statement.sides}
        silent = (slug for slug in site.actors if slug in site.terms["sides"] and slug not in heard)
        return [site.actors[slug] for slug in silent]

    return {
        "theme": subject,
        "timeline": Later(lambda: groups.by_date(sorted(found(), key=reading_order))),
        "drawn": Later(lambda: timeline.timeline(timeline.by_side(site, filed()))),
        "sides": Later(
            lambda: [
                groups.Group(site.actors[slug], groups.newest_first(sides()[slug]))
                for slug in groups.by_sign(site, sides().keys() - {""})
            ]
        ),
        "others": Later(lambda: groups.newest_first(sides().get("", []))),
        "differing": Later(lambda: groups.differing(site, found())),
        "not_heard": Later(not_heard),
        "articles": Later(lambda: groups.newest_filed(site, whole, term().articles)),
        "article_count": Later(lambda: len(term().articles)),
        "origins": Later(lambda: groups.origins(site, filed())),
        "count": Later(lambda: len(filed())),
        **parts.periods(site, whole),
    }


def day(site: Site, subject: Day) -> View:
    """A day's statements by theme, said and done told apart; or a month's or year's days."""
    found = Later(lambda: groups.statements(site, subject.statements))

    def moved() -> list[Statement]:
        keys = () if found() else sorted(site.moved.get(subject.key, ()))
        known = [site.statements[key] for key in keys if key in site.statements]
        return [statement for statement in known if statement.status != "removed"]

    def by_theme() -> list[tuple[Theme, list[tuple[str, list[Statement]]]]]:
        grouped = groups.by_theme(site, found(), first_only=True)
        return [(group.subject, groups.by_kind(group.statements)) for group in grouped]

    return {
        "day": subject,
        "note": Later(lambda: site.notes.get(subject.key)),
        "previous": Later(lambda: site.days.get(subject.previous)),
        "next": Later(lambda: site.days.get(subject.next)),
        "parents": Later(
            lambda: [site.days[key] for key in _coarser(subject.key) if key in site.days]
        ),
        "parts": Later(lambda: [site.days[key] for key in subject.days]),
        "amounts": Later(
            lambda: {key: groups.amount(site, site.days[key]) for key in subject.days}
        ),
        "notes": site.notes,
        "moved": Later(moved),
        "by_theme": Later(by_theme),
        "articles": Later(lambda: [site.articles[slug] for slug in subject.articles]),
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


def _coarser(key: str) -> list[str]:
    return [] if key == UNDATED else [key[:length] for length in (4, 7) if length < len(key)]

"""What the page of one thing shows: the site, an article, an actor, a theme, a day.

A view chooses and orders: a site and a subject in, the template's variables out. How statements are
grouped is told in :mod:`briefing.groups`. It neither writes HTML nor spells an address.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePosixPath
from typing import Any

from briefing import groups, timeline
from briefing.dates import UNDATED
from briefing.model import Actor, Article, Day, Redirect, StandingPage, Statement, Theme, path
from briefing.site import Site
from briefing.terms import reading_order
from briefing.timeline import Later
from briefing.views import parts

NEWEST = 5
MAIN_ACTORS = 8

View = dict[str, Any]


def home(site: Site, subject: None) -> View:
    """The story, what is newest, who the main actors are, and where accounts differ."""
    visible = groups.visible(site)
    told = [statement for statement in visible if statement.status != "withdrawn"]
    speaking = Counter(slug for statement in visible for slug in statement.by)
    main = sorted(speaking, key=lambda slug: (-speaking[slug], site.actors[slug].name))
    return {
        "newest": groups.by_date(groups.newest_first(visible)[:NEWEST]),
        "drawn": Later(lambda: timeline.timeline(timeline.by_side(site, visible), stack=1)),
        "main_actors": [(site.actors[slug], speaking[slug]) for slug in main[:MAIN_ACTORS]],
        "themes": groups.themes_with_counts(site),
        "contested": groups.most_contested(site, told),
        "differing": groups.differing(site, visible),
        "days": [day for day in site.days.values() if day.precision == "day"],
        "articles": groups.newest_articles(site.articles.values()),
        "statement_count": len(visible),
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


def actor(site: Site, subject: Actor) -> View:
    """Who it is, its statements by theme, with whom, and what others say about it."""
    term = site.term("actors", subject.slug)
    own = groups.statements(site, term.statements)
    spoken_for = groups.statements(site, site.term("spoken_for", subject.slug).statements)
    concerning = groups.statements(site, site.term("concerning", subject.slug).statements)
    about = [statement for statement in concerning if subject.slug not in statement.by]
    whole = path(subject)
    company = {slug for statement in own for slug in statement.by + statement.with_}
    speakers: dict[str, list[Statement]] = defaultdict(list)
    for statement in groups.newest(site, whole, spoken_for):
        speakers[statement.by[0]].append(statement)
    return {
        "actor": subject,
        "drawn": Later(
            lambda: timeline.timeline(
                timeline.by_theme(site, sorted(own + spoken_for, key=reading_order))
            )
        ),
        "speaks_for": [site.actors[slug] for slug in subject.speaks_for],
        "spokespeople": [site.actors[slug] for slug in site.spokespeople.get(subject.slug, ())],
        "by_theme": [
            (group.subject, *groups.latest_and_earlier(group.statements))
            for group in groups.by_theme(site, groups.newest_first(groups.newest(site, whole, own)))
        ],
        "gathered": [
            (site.actors[slug], groups.by_date(groups.newest_first(found)))
            for slug, found in sorted(speakers.items(), key=lambda item: site.actors[item[0]].name)
        ],
        "gathered_count": len(spoken_for),
        "company": [site.actors[slug] for slug in sorted(company - {subject.slug})],
        "about": groups.by_date(groups.newest_first(groups.newest(site, whole, about))),
        "articles": groups.newest_articles(site.articles[slug] for slug in term.articles)[
            : groups.RECENT if whole in site.parts else None
        ],
        "own_count": len(own),
        **parts.periods(site, whole),
    }


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
        "drawn": Later(lambda: timeline.timeline(timeline.by_side(site, filed))),
        "sides": [
            groups.Group(site.actors[slug], groups.newest_first(sides[slug]))
            for slug in groups.by_sign(site, sides.keys() - {""})
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
        **parts.periods(site, path(subject)),
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

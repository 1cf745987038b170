"""Where everything is filed: in reading order, under its terms, on its days, in its periods.

It follows from what of a statement decides its place (who, when, on what), not from its words. So
it stays as it is while an editor works on those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct, structs

from briefing.assembly import Assembly
from briefing.directory import Directory
from briefing.documents import Document
from briefing.fields import Place
from briefing.model import Article, Day, Part, Statement
from briefing.periods import all_parts
from briefing.problems import Problem
from briefing.references import cross_references
from briefing.sides import position_parts
from briefing.terms import Terms, all_days, all_terms, article_order, reading_order


class Built(Struct, frozen=True, eq=False):
    """An article with its statements as written, their places, and what is wrong with it."""

    document: Document
    article: Article
    statements: tuple[Statement, ...]
    places: Mapping[str, Place]
    problems: tuple[Problem, ...]


class References(Struct, frozen=True):
    """What other statements have to do with one: ids, sorted."""

    differs_from: tuple[str, ...]
    repeated_by: tuple[str, ...]


class Filing(Struct, frozen=True, eq=False):
    """Ids and slugs in reading order, the terms, the days, and the references that are not as
    written."""

    statements: tuple[str, ...]
    articles: tuple[str, ...]
    terms: Mapping[str, Terms]
    days: Mapping[str, Day]
    parts: Mapping[str, tuple[Part, ...]]
    references: Mapping[str, References]
    problems: tuple[Problem, ...]


def without(built: Built, ids: Collection[str]) -> Built:
    """*built* without the statements *ids*."""
    kept = tuple(statement for statement in built.statements if statement.id not in ids)
    article = structs.replace(built.article, statements=tuple(s.id for s in kept))
    places = {key: at for key, at in built.places.items() if key not in ids}
    return structs.replace(built, article=article, statements=kept, places=places)


def outline(built: Built) -> tuple[Any, ...]:
    """What of an article decides where it and its statements are filed."""
    article = built.article
    return (
        article.slug,
        article.date,
        article.actors,
        article.themes,
        tuple(
            (
                s.id, s.number, s.by, s.with_, s.concerning, s.sides, s.filed, s.about, s.via,
                s.status, s.differs_from, s.repeats,
            )
            for s in built.statements
        ),
    )  # fmt: skip


def file(
    built: Iterable[Built],
    work: Assembly,
    known: Directory,
    notes: Iterable[str],
    published: Collection[str],
    without: Collection[str] = (),
) -> Filing:
    """The filing of all articles. *notes* are the dates that the editors say something of,
    *published* the paths that readers know: their pages stay; *without* are the page families that
    are left out."""
    articles: dict[str, Article] = {}
    statements: list[Statement] = []
    for each in built:
        articles[each.article.slug] = each.article
        for statement in each.statements:
            work.ids[statement.id] = each.document, each.places[statement.id]
        statements += each.statements
    before = len(work.problems)
    linked = cross_references(work, statements)
    ordered = {s.id: s for s in sorted(linked, key=reading_order)}
    by_date = dict(sorted(articles.items(), key=lambda item: article_order(item[1])))
    terms = all_terms(ordered, by_date, known.actors, notes)
    parts = all_parts(terms, ordered, by_date, known.actors, known.themes, published, without)
    split = "positions_part" not in without
    if split and (sides := position_parts(known.actors, linked, published)):
        parts["positions.html"] = sides
    return Filing(
        statements=tuple(ordered),
        articles=tuple(by_date),
        terms=terms,
        days=all_days(terms["days"], days_of(published)),
        parts=parts,
        references={
            new.id: References(new.differs_from, new.repeated_by)
            for old, new in zip(statements, linked, strict=True)
            if new.repeated_by or new.differs_from != old.differs_from
        },
        problems=tuple(work.problems[before:]),
    )


def referring(built: Built, filing: Filing) -> dict[str, Statement]:
    """The statements of an article by id, with what others have to do with them."""
    found = ((s, filing.references.get(s.id)) for s in built.statements)
    return {
        s.id: structs.replace(s, differs_from=r.differs_from, repeated_by=r.repeated_by) if r else s
        for s, r in found
    }


def days_of(published: Iterable[str]) -> list[str]:
    """The keys of the days among the paths that are *published*."""
    dates = (path for path in published if path.startswith("dates/"))
    return [path.removeprefix("dates/").removesuffix(".html") for path in dates]

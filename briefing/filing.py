"""Where everything is filed: in reading order, under its terms, on its days, in its periods.

It follows from what of a statement decides its place (who, when, on what), not from its words. So
it stays as it is while an editor works on those.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct, structs

from briefing.assembly import Assembly
from briefing.directory import Directory
from briefing.documents import Document
from briefing.fields import Place
from briefing.model import Article, Day, Part, Statement
from briefing.periods import all_parts
from briefing.problems import Problem
from briefing.references import cross_references, points
from briefing.sides import position_parts
from briefing.terms import Numbers, Terms, all_days, all_terms, article_order, reading_order


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
    written.

    ``written`` tells for each of ``statements`` which it is of all as they are written, counted
    from 0; ``numbers`` are those of what is filed under the ``terms``.
    """

    statements: tuple[str, ...]
    articles: tuple[str, ...]
    written: array[int]
    terms: Mapping[str, Terms]
    numbers: Mapping[str, Numbers]
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
    built: Sequence[Built],
    work: Assembly,
    known: Directory,
    notes: Iterable[str],
    published: Collection[str],
    without: Collection[str] = (),
) -> Filing:
    """The filing of all articles. *notes* are the dates that the editors say something of,
    *published* the paths that readers know: their pages stay; *without* are the page families that
    are left out."""
    statements = list(chain.from_iterable(each.statements for each in built))
    for each in built:
        for statement in filter(points, each.statements):
            work.ids[statement.id] = each.document, each.places[statement.id]
    before = len(work.problems)
    linked = cross_references(work, statements)
    orders = list(map(reading_order, linked))
    written = array("I", sorted(range(len(linked)), key=orders.__getitem__))
    ordered = {s.id: s for s in map(linked.__getitem__, written)}
    articles = sorted([each.article for each in built], key=article_order)
    by_date = {article.slug: article for article in articles}
    terms, numbers = all_terms(ordered, by_date, known.actors, notes)
    parts = all_parts(terms, ordered, by_date, known.actors, known.themes, published, without)
    split = "positions_part" not in without
    if split and (sides := position_parts(known.actors, linked, published)):
        parts["positions.html"] = sides
    return Filing(
        statements=tuple(ordered),
        articles=tuple(by_date),
        written=written,
        terms=terms,
        numbers=numbers,
        days=all_days(terms["days"], days_of(published)),
        parts=parts,
        references={
            new.id: References(new.differs_from, new.repeated_by)
            for old, new in zip(statements, linked, strict=True)
            if new is not old and (new.repeated_by or new.differs_from != old.differs_from)
        },
        problems=tuple(work.problems[before:]),
    )


def referring(built: Built, filing: Filing) -> Sequence[Statement]:
    """The statements of an article, with what others have to do with them."""
    found = ((s, filing.references.get(s.id)) for s in built.statements)
    return [
        structs.replace(s, differs_from=r.differs_from, repeated_by=r.repeated_by) if r else s
        for s, r in found
    ]


def days_of(published: Iterable[str]) -> list[str]:
    """The keys of the days among the paths that are *published*."""
    dates = (path for path in published if path.startswith("dates/"))
    return [path.removeprefix("dates/").removesuffix(".html") for path in dates]

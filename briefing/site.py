"""The whole briefing, assembled once and then never touched again.

:func:`assemble` turns documents into one frozen :class:`Site`, in which every name has become a
slug and everything is in reading order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

import msgspec
from msgspec import Struct

from briefing.addresses import one_claimant_each, page_path, redirects
from briefing.assembly import Assembly, one_line
from briefing.content import Content, Document
from briefing.dates import UNDATED, parse
from briefing.language import Language, load
from briefing.lock import NOTHING, Lock
from briefing.model import (
    Actor,
    Article,
    Day,
    Note,
    Part,
    Redirect,
    Settings,
    StandingPage,
    Statement,
    Term,
    Theme,
)
from briefing.names import Register
from briefing.periods import all_parts, moved
from briefing.problems import Problem
from briefing.references import cross_references
from briefing.schema import (
    ActorFields,
    ArticleFields,
    DayFields,
    PageFields,
    SiteFields,
    ThemeFields,
)
from briefing.sides import follow_sides, position_parts
from briefing.terms import Terms, all_days, all_terms, article_order, reading_order

Value = TypeVar("Value")
NOBODY = SiteFields(id="00000000-0000-0000-0000-000000000000", title="")


class Site(Struct, frozen=True, kw_only=True):
    """Everything that is published. Mappings are in reading order and read-only.

    ``language`` is that of the site's own words. ``statements`` are in order of date, then
    article, then place in the file; ``terms`` gives for each taxonomy its terms by key; ``moved``
    tells which statements were once filed under a key; ``drafts`` are the paths of pages that
    exist only as drafts; ``parts`` the pages of each list that is too long for one, by its path.
    """

    settings: Settings
    language: Language
    actors: Mapping[str, Actor]
    themes: Mapping[str, Theme]
    articles: Mapping[str, Article]
    statements: Mapping[str, Statement]
    pages: Mapping[str, StandingPage]
    notes: Mapping[str, Note]
    days: Mapping[str, Day]
    terms: Mapping[str, Terms]
    redirects: tuple[Redirect, ...]
    moved: Mapping[str, frozenset[str]]
    drafts: frozenset[str]
    parts: Mapping[str, tuple[Part, ...]]

    def term(self, taxonomy: str, key: str) -> Term:
        """The term *key* of *taxonomy*; an empty one where nothing is filed under it."""
        return self.terms[taxonomy].get(key) or Term(key=key)


def assemble(
    content: Content,
    *,
    lock: Lock = NOTHING,
    base_url: str | None = None,
    drafts: bool = False,
) -> tuple[Site, tuple[Problem, ...]]:
    """The site of *content* and the problems found.

    Where one of them is an error the site lacks what is wrong: it serves to find the problems that
    are left, and must not be published. A date that the *lock* says is published keeps its page.
    *base_url* takes the place of the one in ``index.md``;
    *drafts* publishes drafts too.
    """
    documents = [doc for doc in content.documents if drafts or doc.fields.draft != "true"]
    left_out = [doc for doc in content.documents if not drafts and doc.fields.draft == "true"]
    work = Assembly(
        _register("actor", content, left_out),
        _register("theme", content, left_out),
        _register("publisher", content, left_out),
    )
    problems = work.problems
    problems += content.problems
    problems += (_left_out(doc) for doc in left_out)
    documents = one_claimant_each(documents, problems)
    work.register_names(documents)
    _known_publishers(work, documents)

    actors = _actors(work, documents)
    themes = {
        doc.slug: work.build_theme(doc, doc.fields)
        for doc in documents
        if isinstance(doc.fields, ThemeFields)
    }
    articles: dict[str, Article] = {}
    statements: list[Statement] = []
    for doc in documents:
        if isinstance(doc.fields, ArticleFields):
            articles[doc.slug], own = work.build_article(doc, doc.fields, actors)
            statements += own
    statements = cross_references(work, statements)
    index = next((doc.fields for doc in documents if isinstance(doc.fields, SiteFields)), NOBODY)
    notes = _notes(documents, problems)

    ordered = sorted(statements, key=reading_order)
    by_date = dict(sorted(articles.items(), key=lambda item: article_order(item[1])))
    published = {statement.id: statement for statement in ordered}
    terms = all_terms(published, by_date, actors, notes)
    parts = all_parts(terms, published, by_date, actors, themes, lock.pages)
    if sides := position_parts(actors, statements, lock.pages):
        parts["positions.html"] = sides
    leading = list(redirects(documents))
    leading += moved(leading, parts, sorted(lock.pages))
    site = Site(
        settings=_settings(index, base_url),
        language=load(index.language),
        actors=_frozen(sorted(actors.items(), key=lambda item: (item[1].name.casefold(), item[0]))),
        themes=_frozen(sorted(themes.items(), key=lambda item: (item[1].name.casefold(), item[0]))),
        articles=MappingProxyType(by_date),
        statements=MappingProxyType(published),
        pages=_frozen(
            (
                doc.slug,
                StandingPage(
                    slug=doc.slug, title=doc.fields.title, summary=one_line(doc.fields.summary)
                ),
            )
            for doc in documents
            if isinstance(doc.fields, PageFields)
        ),
        notes=MappingProxyType(notes),
        days=MappingProxyType(all_days(terms["days"], _published_days(lock))),
        terms=MappingProxyType(terms),
        redirects=tuple(leading),
        moved=MappingProxyType(dict(lock.filed)),
        drafts=frozenset(page_path(doc) for doc in documents if doc.fields.draft == "true"),
        parts=MappingProxyType(parts),
    )
    return site, tuple(problems)


def _published_days(lock: Lock) -> list[str]:
    dates = (path for path in lock.pages if path.startswith("dates/"))
    return [path.removeprefix("dates/").removesuffix(".html") for path in dates]


def _register(family: str, content: Content, drafts: Sequence[Document]) -> Register:
    folder = f"{family}s"
    unread = [name for name in content.unread if name.startswith(f"{folder}/")]
    return Register(
        family,
        unread=[f"{content.root}/{name}" for name in unread],
        drafts=[doc for doc in drafts if doc.kind == folder],
    )


def _left_out(document: Document) -> Problem:
    hint = "delete `draft: true` to publish it; `serve --drafts` shows it"
    return document.problem(
        "left out: a draft", hint, at=("draft",), on_key=True, severity="notice"
    )


def _known_publishers(work: Assembly, documents: Iterable[Document]) -> None:
    for doc in documents:
        name = doc.fields.source.publisher if isinstance(doc.fields, ArticleFields) else None
        if name and not work.publishers.find(name) and not work.actors.find(name):
            work.problems += work.publishers.claim(name, name, doc, ("source", "publisher"))


def _actors(work: Assembly, documents: Iterable[Document]) -> dict[str, Actor]:
    actors: dict[str, Actor] = {}
    origins = {}
    for doc in documents:
        if isinstance(doc.fields, ActorFields):
            actors[doc.slug] = work.build_actor(doc, doc.fields)
            origins[doc.slug] = doc
    sides, circular = follow_sides(actors)
    for slug in circular:
        hint = "speaks_for leads to a state or an organisation; break the circle"
        message = f"“{actors[slug].name}” speaks in the end for itself"
        work.problems.append(origins[slug].problem(message, hint, at=("speaks_for",)))
    return {
        slug: msgspec.structs.replace(actor, sides=sides.get(slug, ()))
        for slug, actor in actors.items()
    }


def _notes(documents: Iterable[Document], problems: list[Problem]) -> dict[str, Note]:
    notes = {}
    for doc in documents:
        if not isinstance(doc.fields, DayFields):
            continue
        try:
            valid = doc.slug == UNDATED or parse(doc.slug).machine == doc.slug
        except ValueError:
            valid = False
        if valid:
            notes[doc.slug] = Note(
                key=doc.slug,
                headline=one_line(doc.fields.headline),
                summary=one_line(doc.fields.summary),
            )
        else:
            message = f"“{doc.slug}” is not a day, month or year"
            hint = "name the file after its date: 2022-02-16.md, 2022-02.md, 2022.md or undated.md"
            problems.append(doc.problem(message, hint))
    return notes


def _settings(fields: SiteFields, base_url: str | None) -> Settings:
    address = fields.base_url if base_url is None else base_url
    return Settings(
        id=fields.id,
        title=fields.title,
        description=one_line(fields.description),
        language=fields.language,
        base_url=f"{address.rstrip('/')}/" if address else "",
        publisher=fields.publisher or "",
        contact=fields.contact or "",
        licence=fields.licence or "",
    )


def _frozen(items: Iterable[tuple[str, Value]]) -> Mapping[str, Value]:
    return MappingProxyType(dict(items))

"""The whole briefing, assembled once and then never touched again.

:func:`assemble` turns documents into one frozen :class:`Site`, in which every name has become a
slug and everything is in reading order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct

from briefing.addresses import one_claimant_each, page_path, redirects
from briefing.articles import article_of
from briefing.assembly import Assembly, one_line
from briefing.content import Content
from briefing.dates import UNDATED, parse
from briefing.directory import Directory, directory
from briefing.documents import Document
from briefing.filing import Built, file, outline, referring, without
from briefing.language import Language, load
from briefing.lock import NOTHING, Lock
from briefing.memory import Memory
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
from briefing.periods import moved
from briefing.problems import Problem
from briefing.schema import (
    ArticleFields,
    DayFields,
    PageFields,
    SiteFields,
)
from briefing.terms import Numbers, Terms

Value = TypeVar("Value")
Named = TypeVar("Named", Actor, Theme)
NAME: Callable[[Document], str] = attrgetter("name")
SLUG: Callable[[Built], str] = attrgetter("article.slug")
NOBODY = SiteFields(id="00000000-0000-0000-0000-000000000000", title="")


class Site(Struct, frozen=True, kw_only=True):
    """Everything that is published. Mappings are in reading order and read-only.

    ``language`` is that of the site's own words. ``statements`` are in order of date, then
    article, then place in the file; ``terms`` gives for each taxonomy its terms by key; ``moved``
    tells which statements were once filed under a key; ``drafts`` are the paths of pages that
    exist only as drafts; ``left_out`` the files of the drafts that are not published; ``parts`` the
    pages of each list that is too long for one, by its path; ``spokespeople`` gives the slugs of
    those who speak for an actor, by its own, in the order of ``actors``; ``without`` are the page
    families and exports that are left out; ``numbers`` are those of what is filed under the terms,
    where it is known.
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
    left_out: tuple[str, ...]
    parts: Mapping[str, tuple[Part, ...]]
    spokespeople: Mapping[str, tuple[str, ...]]
    without: frozenset[str] = frozenset()
    numbers: Mapping[str, Numbers] = {}

    def term(self, taxonomy: str, key: str) -> Term:
        """The term *key* of *taxonomy*; an empty one where nothing is filed under it."""
        return self.terms[taxonomy].get(key) or Term(key=key)


def assemble(
    content: Content,
    *,
    lock: Lock = NOTHING,
    base_url: str | None = None,
    drafts: bool = False,
    without: Collection[str] = (),
    memory: Memory | None = None,
    known_to: Callable[[Directory], object] = id,
) -> tuple[Site, tuple[Problem, ...]]:
    """The site of *content* and the problems found.

    Where one of them is an error the site lacks what is wrong: it serves to find the problems that
    are left, and must not be published. A date that the *lock* says is published keeps its page.
    *base_url* takes the place of the one in ``index.md``; *drafts* publishes drafts too; page
    families and exports *without* which the site is published have no page and no file. What
    *memory* has of the last time is shared: the result is the same as without one. Who there is,
    is made *known_to* somebody as soon as that is clear.
    """
    memory = memory or Memory(lasting=False)
    documents = [doc for doc in content.documents if drafts or doc.fields.draft != "true"]
    left_out = [doc for doc in content.documents if not drafts and doc.fields.draft == "true"]
    problems = [*content.problems, *map(_left_out, left_out)]
    documents = _claimants(documents, problems, memory)
    known = directory(content, documents, left_out, memory)
    problems += known.problems
    known_to(known)
    notes = notes_of(documents, problems)
    built = _distinct(_built(documents, known, memory), problems)
    for some in memory.each("faulty", built, SLUG, (), attrgetter("problems")):
        problems += chain(*some)
    outlines = _outlines(built, memory) if memory.lasting else ()
    noted, pages = memory.settle("noted", tuple(notes)), memory.settle("pages", lock.pages)
    work = Assembly(*known.registers)
    make = partial(file, built, work, known, noted, pages, without)
    filing = memory.recall("filing", "", (*outlines, known, noted, pages), make)
    if filing.problems:
        filing = make()
    problems += filing.problems
    articles = {each.article.slug: each.article for each in built}
    linked = memory.each("linked", built, SLUG, (filing,), partial(referring, filing=filing))
    statements = list(chain.from_iterable(chain.from_iterable(linked)))
    index = next((doc.fields for doc in documents if isinstance(doc.fields, SiteFields)), NOBODY)
    leading = list(redirects(documents))
    leading += moved(leading, filing.parts, sorted(lock.pages))
    site = Site(
        settings=settings_of(index, base_url),
        language=memory.recall("language", index.language, (), lambda: load(index.language)),
        actors=memory.recall("actors", "", (known,), lambda: _frozen(by_name(known.actors))),
        themes=memory.recall("themes", "", (known,), lambda: _frozen(by_name(known.themes))),
        articles=_frozen((slug, articles[slug]) for slug in filing.articles),
        statements=_frozen(
            zip(filing.statements, map(statements.__getitem__, filing.written), strict=True)
        ),
        pages=_frozen(standing_pages(documents)),
        notes=MappingProxyType(notes),
        days=MappingProxyType(filing.days),
        terms=MappingProxyType(filing.terms),
        redirects=tuple(leading),
        moved=MappingProxyType(lock.filed),
        drafts=frozenset(page_path(doc) for doc in documents if doc.fields.draft == "true"),
        left_out=tuple(doc.path for doc in left_out),
        parts=MappingProxyType(filing.parts),
        spokespeople=memory.recall("spokespeople", "", (known,), partial(spokespeople_of, known)),
        without=frozenset(without),
        numbers=filing.numbers,
    )
    return site, tuple(problems)


def _claimants(
    documents: list[Document], problems: list[Problem], memory: Memory
) -> list[Document]:
    """The documents that are first to claim their path; the others become problems."""
    claims = tuple(
        chain(*memory.each("claim", documents, NAME, (), partial(_claim, memory=memory)))
    )
    found: list[Problem] = []
    first = partial(one_claimant_each, documents, found)
    sole = memory.recall("claims", "", claims, lambda: len(first()) == len(documents) and not found)
    return documents if sole else one_claimant_each(documents, problems)


def _claim(document: Document, memory: Memory) -> tuple[object, ...]:
    """What a document claims: the same object as long as it claims the same."""
    claim = document.kind, document.slug, document.fields.redirect_from
    return memory.settle("claiming", claim, document.name)


def _outlines(built: list[Built], memory: Memory) -> tuple[object, ...]:
    """What decides the filing: the same objects as long as it is the same."""
    make = partial(_outline, memory=memory)
    together = enumerate(memory.each("outlined", built, SLUG, (), make))
    return tuple(memory.settle("outlines", tuple(some), str(at)) for at, some in together)


def _outline(built: Built, memory: Memory) -> tuple[object, ...]:
    return memory.settle("outline", outline(built), built.article.slug)


def _built(documents: Iterable[Document], known: Directory, memory: Memory) -> list[Built]:
    articles = [doc for doc in documents if doc.kind == "articles"]
    build = partial(built_of, known=known)
    return list(chain(*memory.each("article", articles, NAME, (known,), build)))


def built_of(doc: Document, known: Directory) -> Built:
    """The article of a document with its statements, as far as they can be told from it alone."""
    fields = doc.fields
    if not isinstance(fields, ArticleFields):
        raise TypeError(doc.kind)
    work = Assembly(*known.registers)
    article, own = article_of(work, doc, fields, known.actors)
    places = {key: at for key, (_, at) in work.ids.items()}
    return Built(doc, article, tuple(own), places, tuple(work.problems))


def _distinct(built: list[Built], problems: list[Problem]) -> list[Built]:
    """*built* without the statements whose id another article has before."""
    places = [each.places for each in built]
    if len(set().union(*places)) == sum(map(len, places)):
        return built
    taken: dict[str, Built] = {}
    for at, each in enumerate(built):
        doubled = taken.keys() & each.places.keys()
        for identity in sorted(doubled):
            first = taken[identity]
            line = first.document.line_of((*first.places[identity], "id"))
            hint = "an id is permanent: give the newer statement another one"
            message = f"the statement id “{identity}” is taken by {first.document.path}:{line}"
            problems.append(each.document.problem(message, hint, at=(*each.places[identity], "id")))
        if doubled:
            built[at] = each = without(each, doubled)
        taken |= dict.fromkeys(each.places, each)
    return built


def spokespeople_of(known: Directory) -> Mapping[str, tuple[str, ...]]:
    """Who speaks for each actor, by slugs, in the order of names."""
    found: dict[str, list[str]] = defaultdict(list)
    for slug, actor in by_name(known.actors):
        for other in dict.fromkeys(actor.speaks_for):
            found[other].append(slug)
    return _frozen((slug, tuple(slugs)) for slug, slugs in found.items())


def by_name(things: Mapping[str, Named]) -> list[tuple[str, Named]]:
    """*things* in the order of their names."""
    return sorted(things.items(), key=lambda item: (item[1].name.casefold(), item[0]))


def _left_out(document: Document) -> Problem:
    hint = "delete `draft: true` to publish it; `serve --drafts` shows it"
    return document.problem(
        "left out: a draft", hint, at=("draft",), on_key=True, severity="notice"
    )


def notes_of(documents: Iterable[Document], problems: list[Problem]) -> dict[str, Note]:
    """What the editors say of dates, by key; what is wrong with a key is added to *problems*."""
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


def standing_pages(documents: Iterable[Document]) -> Iterator[tuple[str, StandingPage]]:
    """The pages of the editors' own among *documents*, by slug."""
    for doc in documents:
        if isinstance(doc.fields, PageFields):
            summary = one_line(doc.fields.summary)
            yield doc.slug, StandingPage(slug=doc.slug, title=doc.fields.title, summary=summary)


def settings_of(fields: SiteFields, base_url: str | None) -> Settings:
    """What the *fields* of the home page say of the site; *base_url* takes the place of theirs."""
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

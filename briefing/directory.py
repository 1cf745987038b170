"""Everybody and everything that an article can name: actors, themes, publishers.

Made of all documents but the articles, and of the articles' publishers, so that it stays as it is
while an article is edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from briefing.assembly import Assembly
from briefing.content import Content
from briefing.documents import Document
from briefing.memory import Memory
from briefing.model import Actor, Theme
from briefing.names import Register
from briefing.problems import Problem
from briefing.schema import ActorFields, ArticleFields, ThemeFields
from briefing.sides import follow_sides


class Directory(Struct, frozen=True, eq=False):
    """The registers of names, and whom and what they lead to by slug, with the problems found."""

    registers: tuple[Register, Register, Register]
    actors: Mapping[str, Actor]
    themes: Mapping[str, Theme]
    problems: tuple[Problem, ...]


def directory(
    content: Content, documents: Sequence[Document], left_out: Sequence[Document], memory: Memory
) -> Directory:
    """The directory of *documents*; the drafts that are *left_out* help to explain what is missing.

    That of *memory* is taken while no field has changed that it depends on. One in which something
    is wrong is made anew, for the sake of its places.
    """
    others = [doc for doc in (*documents, *left_out) if doc.kind != "articles"]
    fields = [memory.settle("fields", doc.fields, doc.name) for doc in others]
    named = tuple(
        doc.fields.source.publisher for doc in documents if isinstance(doc.fields, ArticleFields)
    )
    sources = (
        memory.settle("publishers", named),
        memory.settle("unread", content.unread),
        memory.settle("left out", tuple(doc.name for doc in left_out)),
        *fields,
    )
    found = memory.recall("directory", "", sources, lambda: _made(content, documents, left_out))
    return found if not found.problems else _made(content, documents, left_out)


def _made(
    content: Content, documents: Sequence[Document], left_out: Sequence[Document]
) -> Directory:
    registers = (
        _register("actor", content, left_out),
        _register("theme", content, left_out),
        _register("publisher", content, left_out),
    )
    work = Assembly(*registers)
    work.register_names(documents)
    _known_publishers(work, documents)
    actors = _actors(work, documents)
    themes = {
        doc.slug: work.build_theme(doc, doc.fields)
        for doc in documents
        if isinstance(doc.fields, ThemeFields)
    }
    return Directory(registers, actors, themes, tuple(work.problems))


def _register(family: str, content: Content, drafts: Sequence[Document]) -> Register:
    folder = f"{family}s"
    unread = [name for name in content.unread if name.startswith(f"{folder}/")]
    return Register(
        family,
        unread=[f"{content.root}/{name}" for name in unread],
        drafts=[doc for doc in drafts if doc.kind == folder],
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

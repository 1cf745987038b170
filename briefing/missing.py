"""Names that nothing resolves, and the stubs that make them resolve.

A stub is written only where a name is plainly new. A name that resembles another one may be a slip
of the pen, or somebody else: that is for the editor to tell, so it is reported and left alone.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from msgspec import Struct

from briefing import drafts, editor_schemas
from briefing.articles import article_of
from briefing.assembly import Assembly
from briefing.content import load
from briefing.model import Actor, fold
from briefing.names import Register, Unknown
from briefing.problems import ContentError, Problem, nearest, refuse_errors
from briefing.schema import ActorFields, ArticleFields


class Missing(Struct, frozen=True, kw_only=True):
    """A name that nothing resolves: of an ``actor`` or a ``theme``, as it is spelled first.

    ``places`` are all its places as ``path:line``. ``near`` is a spelling that it resembles, known
    or missing as well; ``problem`` is what a build says of its first place.
    """

    kind: str
    name: str
    places: tuple[str, ...]
    near: str
    problem: Problem


class Created(Struct, frozen=True):
    """The stubs that were written for missing names, and the Problems of the names left alone."""

    stubs: tuple[tuple[Missing, Path], ...]
    left: tuple[Problem, ...]


def missing(content: Path) -> list[Missing]:
    """Every name of an actor or theme that nothing in the folder *content* resolves.

    Drafts count like everything else. Names that differ only by case, accents and white space are
    one. Raises ContentError when a file has mistakes: it may hold the names.
    """
    groups: dict[tuple[str, str], list[Unknown]] = defaultdict(list)
    for unknown in _unknown(content):
        groups[unknown.family, fold(unknown.name)].append(unknown)
    found = []
    for (family, folded), unknowns in sorted(groups.items()):
        others = {
            other: group[0].name
            for (kind, other), group in groups.items()
            if kind == family and other != folded
        }
        first = min(unknowns, key=lambda unknown: unknown.problem)
        near = first.near or others.get(nearest(folded, others) or "", "")
        problems = sorted(unknown.problem for unknown in unknowns)
        found.append(
            Missing(
                kind=family,
                name=first.name,
                places=tuple(dict.fromkeys(f"{p.path}:{p.line}" for p in problems)),
                near=near,
                problem=first.problem,
            )
        )
    return found


def create_missing(content: Path) -> Created:
    """Write a stub for every missing name that resembles no other."""
    stubs: list[tuple[Missing, Path]] = []
    left: list[Problem] = []
    for name in missing(content):
        if name.near:
            left.append(_doubtful(name))
            continue
        try:
            stubs.append((name, drafts.write(content, name.kind, name.name)))
        except ContentError as error:
            left += error.problems
    if stubs:
        editor_schemas.write(content)
    return Created(tuple(stubs), tuple(left))


def _unknown(content: Path) -> list[Unknown]:
    loaded = load(content)
    refuse_errors(loaded.problems)
    work = Assembly(Register("actor"), Register("theme"), Register("publisher"))
    work.register_names(loaded.documents)
    actors: dict[str, Actor] = {}
    for document in loaded.documents:
        if isinstance(document.fields, ActorFields):
            work.build_actor(document, document.fields)
        elif isinstance(document.fields, ArticleFields):
            article_of(work, document, document.fields, actors)
    return [*work.actors.missing, *work.themes.missing]


def _doubtful(name: Missing) -> Problem:
    """The Problem of a name that resembles another, which may be missing too."""
    hint = name.problem.hint
    if not hint.startswith("did you mean"):
        hint = f"is it the same as “{name.near}”, which is not known either? If not, {hint}"
    problem = name.problem
    return Problem(
        problem.path, problem.line, problem.column, problem.message, hint, problem.source
    )

"""What statements say of one another: told differently, or told again.

An editor declares it once and from one end; readers see it from both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from briefing.assembly import Assembly
from briefing.model import Statement
from briefing.problems import Problem, nearest


def cross_references(work: Assembly, statements: Sequence[Statement]) -> list[Statement]:
    """The statements with ``differs_from`` made symmetrical and ``repeated_by`` filled in.

    *work* knows where those stand that point at others (see :func:`points`).
    """
    pointing = [statement for statement in statements if points(statement)]
    pointed = {key for s in pointing for key in s.differs_from + s.repeats}
    known = {s.id: s for s in statements if s.id in pointed} if pointed else {}
    differs: dict[str, set[str]] = defaultdict(set)
    repeated: dict[str, set[str]] = defaultdict(set)
    for statement in pointing:
        for field in ("differs_from", "repeats"):
            for reference in getattr(statement, field):
                problem = _reference(work, statement, field, reference, known, statements)
                if problem:
                    work.problems.append(problem)
        for other in statement.differs_from:
            differs[statement.id].add(other)
            differs[other].add(statement.id)
        for other in statement.repeats:
            repeated[other].add(statement.id)
    return [
        msgspec.structs.replace(
            statement,
            differs_from=tuple(sorted(differs[statement.id])),
            repeated_by=tuple(sorted(repeated[statement.id])),
        )
        if statement.id in differs or statement.id in repeated
        else statement
        for statement in statements
    ]


def points(statement: Statement) -> bool:
    """Whether it tells by itself what it has to do with others."""
    return bool(statement.differs_from or statement.repeats)


def _reference(
    work: Assembly,
    statement: Statement,
    field: str,
    reference: str,
    known: Mapping[str, Statement],
    every: Iterable[Statement],
) -> Problem | None:
    doc, at = work.ids[statement.id]
    place = (*at, field)
    if not reference:  # the stand-in of something else, which is reported
        return None
    if reference == statement.id:
        hint = "name another statement"
        return doc.problem("a statement cannot point at itself", hint, at=place)
    if reference not in known:
        close = nearest(reference, [other.id for other in every])
        hint = f"did you mean “{close}”?" if close else "the ids are in the articles' statements"
        return doc.problem(f"there is no statement “{reference}”", hint, at=place)
    other = known[reference]
    voices = set(statement.by) | set(statement.sides), set(other.by) | set(other.sides)
    if field == "repeats" and statement.by and other.by and not voices[0] & voices[1]:
        hint = "repeats is for the same voice; for another account use differs_from"
        message = f"“{statement.id}” and “{reference}” are not of the same voice"
        return doc.problem(message, hint, at=place)
    return None

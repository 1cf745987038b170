"""Whom an actor speaks for in the end: its sides.

A side follows from ``speaks_for`` alone, never from biography. It ends at a state or an
organisation that speaks for nobody else, and that is a side of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from briefing.model import Actor, Part, Statement

OWN_SIDE = {"state", "organisation"}

MOST = 60
"""How many actors one page of positions holds."""

NO_SIDE = "no-side"


def follow_sides(actors: dict[str, Actor]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The sides of every actor, and the actors whose ``speaks_for`` leads back to themselves."""
    sides: dict[str, tuple[str, ...]] = {}
    circular: list[str] = []

    def follow(slug: str, trail: tuple[str, ...]) -> tuple[str, ...]:
        if slug in sides:
            return sides[slug]
        if slug in trail:
            circular.append(slug)
            return ()
        actor = actors[slug]
        if actor.speaks_for:
            ends = [
                end for to in actor.speaks_for if to in actors for end in follow(to, (*trail, slug))
            ]
            sides[slug] = tuple(dict.fromkeys(ends))
        else:
            sides[slug] = (slug,) if actor.kind in OWN_SIDE else ()
        return sides[slug]

    for slug in actors:
        follow(slug, ())
    return sides, circular


def position_parts(
    actors: Mapping[str, Actor], statements: Iterable[Statement], published: Collection[str] = ()
) -> tuple[Part, ...]:
    """A page of positions for each side, where those of all would not fit one; else none.

    A side with more than MOST actors shows those with most statements. The pages among the paths
    *published* stay.
    """
    spoken: Counter[str] = Counter()
    for statement in statements:
        if statement.status not in {"withdrawn", "removed"}:
            spoken.update(statement.by)
    members: dict[str, list[str]] = defaultdict(list)
    for slug in sorted(spoken, key=lambda slug: (-spoken[slug], slug)):
        for side in actors[slug].sides or (NO_SIDE,):
            members[side].append(slug)
    kept = [side for side in (*actors, NO_SIDE) if f"positions-{side}.html" in published]
    if len(spoken) <= MOST and not kept:
        return ()
    for side in kept:
        members.setdefault(side, [])
    return tuple(
        Part(
            whole="positions.html",
            key=side,
            count=len(found),
            entries=tuple(found[:MOST]),
            parts=(),
        )
        for side, found in sorted(members.items())
    )

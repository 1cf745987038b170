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
    trail: dict[str, None] = {}
    for start in actors:
        # A list, not calls of calls: a chain of speakers may be of any length.
        ahead = [start]
        while ahead:
            slug = ahead[-1]
            leads = [to for to in actors[slug].speaks_for if to in actors]
            if slug in sides:
                ahead.pop()
            elif slug not in trail:
                trail[slug] = None
                circular += [to for to in leads if to in trail]
                ahead += [to for to in reversed(leads) if to not in sides and to not in trail]
            else:
                ahead.pop()
                del trail[slug]
                sides[slug] = _ends(actors[slug], leads, sides)
    return sides, list(dict.fromkeys(circular))


def _ends(
    actor: Actor, leads: Iterable[str], sides: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Where following *actor* ends, if it is known where all that it *leads* to do."""
    if actor.speaks_for:
        return tuple(dict.fromkeys(end for to in leads for end in sides.get(to, ())))
    return (actor.slug,) if actor.kind in OWN_SIDE else ()


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

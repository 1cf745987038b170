"""Whom an actor speaks for in the end: its sides.

A side follows from ``speaks_for`` alone, never from biography. It ends at a state or an
organisation that speaks for nobody else, and that is a side of its own.
"""

from __future__ import annotations

from briefing.model import Actor

OWN_SIDE = {"state", "organisation"}


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

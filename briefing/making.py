"""A whole site made by several processes that have nothing in common but what they are told.

Each reads a share of the files and hears of the others, so that every file is read once. Each then
plans the site by itself, and they share the statements and the pages. This process alone knows what
is there already, and publishes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Raw, Struct

from briefing.cache import kept
from briefing.compiled import Compiled, States
from briefing.documents import Known
from briefing.problems import ContentError, Problem
from briefing.spawned import Crew, Member
from briefing.traces import Ledger, digest

if TYPE_CHECKING:
    from briefing.output import Opened
    from briefing.parcels import Carried, Shelf
    from briefing.planning import Means, Plan
    from briefing.render import Carried as Fragment
    from briefing.tree import Tree

Item = TypeVar("Item")
Other = TypeVar("Other")

_READ, _SHARED, _MADE = 32, 64, 32
"""So many files, articles and pages at most make a ticket."""
_ROUNDS = 16
"""So many tickets each process draws at least, if there is enough to do."""


class Recipe(Struct, frozen=True, kw_only=True):
    """What a site is planned from: folders, of which *cards* and *search* keep what was made of
    them, and options. See :func:`briefing.planning.plan`."""

    content: Path
    templates: Path
    assets: Path
    sources: Path | None
    base_url: str | None
    drafts: bool
    without: tuple[str, ...]
    cards: Path | None
    search: Path | None


Made = tuple[str, Raw | None, Sequence[Problem], float]
"""What became of a file: its SHA-256, what was asked as it is kept, what is wrong, seconds."""
Put = Callable[[str, bytes], str]
"""Stages a file; its SHA-256. Raises ContentError."""


def plan_of(recipe: Recipe, means: Means, stage: Callable[[str], object] = str) -> Plan:
    """The plan of the site. Raises ContentError as :func:`briefing.planning.plan` does."""
    from briefing.planning import Folders, plan
    from briefing.search import Index

    folders = Folders(
        content=recipe.content,
        templates=recipe.templates,
        assets=recipe.assets,
        sources=recipe.sources,
    )
    kept_index = recipe.search
    return plan(
        folders,
        base_url=recipe.base_url,
        drafts=recipe.drafts,
        without=recipe.without,
        kept_cards=recipe.cards,
        search=partial(Index, cache=kept_index) if kept_index else None,
        stage=stage,
        means=means,
    )


def made(tree: Tree, path: str, put: Put) -> Made:
    """The file at *path*, made and *put*."""
    begun = time.perf_counter()
    try:
        data, asked = tree.made(path)
        sha256 = put(path, data)
    except ContentError as error:
        return "", None, error.problems, 0.0
    sent = kept.packed(asked) if asked else None
    return sha256, sent, (), time.perf_counter() - begun


class Together:
    """So many *others* that make the site of the *recipe* with this process. To be closed.

    They note what pages are made from if that is *noted* here.
    """

    def __init__(self, recipe: Recipe, noted: bool, others: int) -> None:
        """Raises OSError when none can be started."""
        self._crew = Crew(_live, (recipe, noted), others)
        self._all = others + 1

    def read(
        self, root: str, names: Sequence[str], content: Path, shelf: Shelf | None
    ) -> dict[str, Known]:
        """See :data:`briefing.content.Reading`. A *shelf* gets all, and nothing is taken of it."""
        from briefing.content import read
        from briefing.parcels import arrived, carried

        known: dict[str, Known] = {}
        told: dict[int, list[tuple[Sequence[str], Sequence[Carried]]]] = {}

        def work(some: Sequence[str]) -> list[Carried]:
            known.update((name, read(root, name, content)) for name in some)
            return [carried(known[name]) for name in some]

        for who, some, sent in self._crew.share(_tickets(names, _READ, self._all), work):
            told.setdefault(who, []).append((some, sent))
            if who:
                known.update(zip(some, (arrived(root, one, shelf) for one in sent), strict=True))
            elif shelf is not None:
                for name, (raw, _, _, flaws) in zip(some, sent, strict=True):
                    if raw and not flaws:
                        shelf.put(name, Raw(raw))
        self._crew.tell(lambda number: _but(told, number))
        return {name: known[name] for name in names}

    def share(
        self, planned: Plan, opened: Opened, compiled: Compiled, also: Callable[[], Other]
    ) -> Other:
        """Make what pages have in common, do what is *also* to be done, and see that the others
        can make pages."""
        tree = planned.tree
        self._compile(planned, compiled)
        told: dict[int, list[list[list[Fragment]]]] = {}
        tickets = _tickets(tree.shared(), _SHARED, self._all)
        self._told = _told(planned, compiled)
        shared = self._crew.share(tickets, partial(_carried, tree), self._told)
        other = also()
        for who, _, sent in shared:
            told.setdefault(who, []).append(sent)
            if who:
                tree.take(chain(*sent))
        available = planned.search is not None and planned.search.available
        staging = opened.apart()
        self._crew.tell(lambda number: (*staging, available, _but(told, number)))
        return other

    def _compile(self, planned: Plan, compiled: Compiled) -> None:
        """Compile each template once."""
        told: dict[int, list[States]] = {}
        work = partial(_compiled, planned.tree, compiled)
        for who, _, states in self._crew.share(planned.tree.templates(), work, planned.told):
            told.setdefault(who, []).append(states)
            compiled.learn(states)
        self._crew.tell(lambda number: _but(told, number))

    def made(self, planned: Plan, paths: Sequence[str], put: Put) -> Iterator[tuple[str, Made]]:
        """The files at *paths*, made and put, each with its path."""
        search = planned.search if planned.search is not None else ()
        own = [path for path in paths if path in search]  # which is here alone
        others = [path for path in paths if path not in search]
        tickets = _tickets(others, _MADE, self._all)
        shared = self._crew.share(tickets, partial(_all_made, planned.tree, put), self._told)
        for path in own:
            yield path, made(planned.tree, path, put)
        for _, some, found in shared:
            yield from zip(some, found, strict=True)
        self._crew.tell(bool)

    def close(self) -> None:
        self._crew.close()


def _live(order: tuple[Recipe, bool], member: Member) -> None:
    """The life of one of the others."""
    from briefing.planning import Means

    recipe, noted = order
    compiled = Compiled()
    means = Means(
        ledger=Ledger() if noted else None,
        compiled=compiled,
        anew=True,
        together=partial(_read, member),
    )
    try:
        plan = plan_of(recipe, means).to_build()
    except ContentError:  # the one that has begun this process tells of it, if it is so for both
        member.wait()
    tree = plan.tree
    for states in member.turn(partial(_compiled, tree, compiled), plan.told):
        compiled.learn(states)
    told = _told(plan, compiled)
    staging, known, available, sent = member.turn(partial(_carried, tree), told)
    for found in sent:
        tree.take(chain(*found))
    if plan.search is not None:
        plan.search.available = available

    def put(path: str, data: bytes) -> str:
        digest = sha256(data).hexdigest()
        if known.get(path) != digest:
            staging.put(path, data)
        return digest

    member.turn(partial(_all_made, tree, put), told)


def _read(
    member: Member, root: str, names: Sequence[str], content: Path, shelf: Shelf | None
) -> dict[str, Known]:
    from briefing.content import read
    from briefing.parcels import arrived, carried

    known: dict[str, Known] = {}

    def work(some: Sequence[str]) -> list[Carried]:
        known.update((name, read(root, name, content)) for name in some)
        return [carried(known[name]) for name in some]

    for some, sent in member.turn(work):
        known.update(zip(some, (arrived(root, one) for one in sent), strict=True))
    return {name: known[name] for name in sorted(known)}


def _compiled(tree: Tree, compiled: Compiled, name: str) -> States:
    """The states that reading a template adds."""
    before = set(compiled.states)
    tree.compile([name])
    return {key: state for key, state in compiled.states.items() if key not in before}


def _told(planned: Plan, compiled: Compiled) -> bytes:
    """What tells whether another process has come to the same plan, with the same templates."""
    planned.tree.compile()
    return digest(planned.told, sorted((key, sum) for key, (sum, _) in compiled.states.items()))


def _carried(tree: Tree, slugs: Sequence[str]) -> list[list[Fragment]]:
    found = [tree.carried(slug) for slug in slugs]
    tree.take(chain(*found))
    return found


def _all_made(tree: Tree, put: Put, paths: Sequence[str]) -> list[Made]:
    return [made(tree, path, put) for path in paths]


def _but(told: Mapping[int, Sequence[Item]], number: int) -> list[Item]:
    """What all have *told* but the one of that *number*."""
    return list(chain(*(some for who, some in told.items() if who != number)))


def _tickets(items: Sequence[Item], most: int, processes: int) -> Iterator[Sequence[Item]]:
    """Some of *items* at a time, fewer towards the end: nobody shall wait long for the last."""
    at = 0
    while at < len(items):
        size = max(1, min(most, (len(items) - at) // (processes * _ROUNDS)))
        yield items[at : at + size]
        at += size

"""A whole site made by several processes that have nothing in common but what they are told.

Each reads a share of the files and hears of the others, so that every file is read once. Each then
plans the site by itself, and they share the templates, the statements and the pages. One process
alone, that which has begun the others, knows what there is already, and publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Raw

from briefing.compiled import Compiled, States
from briefing.documents import Known
from briefing.making import Made, Put, Recipe, made, plan_of
from briefing.problems import ContentError
from briefing.spawned import Crew, Member
from briefing.traces import Ledger, digest

if TYPE_CHECKING:
    from briefing.output import Opened
    from briefing.parcels import Carried, Shelf
    from briefing.plans import Plan
    from briefing.render import Carried as Fragment
    from briefing.tree import Tree

    Reading = tuple[Sequence[str], Sequence[Carried]]
    """Names of files, and what is known of each."""

Item = TypeVar("Item")

_READ, _SHARED, _MADE = 32, 64, 32
"""So many files, articles and pages at most make a ticket."""
_ROUNDS = 16
"""So many tickets each process draws at least, if there is enough to do."""


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
        known: dict[str, Known] = {}
        told: dict[int, list[Reading]] = {}
        work = partial(_carried_files, root, content, known)
        for who, some, sent in self._crew.share(_tickets(names, _READ, self._all), work):
            told.setdefault(who, []).append((some, sent))
            if who:
                _take_files(root, known, some, sent)
            for name, (parcel, _, _, flaws) in zip(some, sent, strict=True):
                if shelf is not None and parcel and not flaws:
                    shelf.put(name, Raw(parcel))
        self._crew.tell(lambda number: _but(told, number))
        return {name: known[name] for name in names}

    def share(
        self, planned: Plan, opened: Opened, compiled: Compiled, also: Callable[[], object]
    ) -> None:
        """Make what pages have in common, do what is *also* to be done, and see that the others
        can make pages."""
        tree = planned.tree
        self._compile(planned, compiled)
        told: dict[int, list[list[list[Fragment]]]] = {}
        tickets = _tickets(tree.shared(), _SHARED, self._all)
        self._told = _told(planned, compiled)
        shared = self._crew.share(tickets, partial(_carried_articles, tree), self._told)
        also()
        for who, _, sent in shared:
            told.setdefault(who, []).append(sent)
            if who:
                tree.take(chain(*sent))
        available = planned.search is not None and planned.search.available
        staging = opened.apart()
        self._crew.tell(lambda number: (*staging, available, _but(told, number)))

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
        self._crew.tell(lambda _: None)

    def close(self) -> None:
        """End the others, done or not."""
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
    staging, known, available, sent = member.turn(partial(_carried_articles, tree), told)
    for found in sent:
        tree.take(chain(*found))
    if plan.search is not None:
        plan.search.available = available

    def put(path: str, data: bytes | memoryview) -> str:
        digest = sha256(data).hexdigest()
        if known.get(path) != digest:
            staging.put(path, data)
        return digest

    member.turn(partial(_all_made, tree, put), told)


def _read(
    member: Member, root: str, names: Sequence[str], content: Path, shelf: Shelf | None
) -> dict[str, Known]:
    """The files that all together have found, which need not be *names*."""
    known: dict[str, Known] = {}
    for some, sent in member.turn(partial(_carried_files, root, content, known)):
        _take_files(root, known, some, sent)
    return {name: known[name] for name in sorted(known)}


def _carried_files(
    root: str, content: Path, known: dict[str, Known], names: Sequence[str]
) -> list[Carried]:
    """Read some files, of which all is *known* then."""
    from briefing.content import read
    from briefing.parcels import carried

    known.update((name, read(root, name, content)) for name in names)
    return [carried(known[name]) for name in names]


def _take_files(
    root: str, known: dict[str, Known], names: Sequence[str], sent: Sequence[Carried]
) -> None:
    from briefing.parcels import arrived

    known.update((name, arrived(root, one)) for name, one in zip(names, sent, strict=True))


def _compiled(tree: Tree, compiled: Compiled, name: str) -> States:
    """The states that reading a template adds."""
    before = set(compiled.states)
    tree.compile([name])
    return {key: state for key, state in compiled.states.items() if key not in before}


def _told(planned: Plan, compiled: Compiled) -> bytes:
    """What tells whether another process has come to the same plan, with the same templates."""
    planned.tree.compile()
    return digest(planned.told, sorted((key, sum) for key, (sum, _) in compiled.states.items()))


def _carried_articles(tree: Tree, slugs: Sequence[str]) -> list[list[Fragment]]:
    """Make what pages have in common of some articles."""
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

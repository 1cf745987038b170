"""What an earlier run of this process already knows, so that a change costs what it touches.

A result is kept with what it was made from and taken again only while each of these is the very
same object. So nothing can be out of date: what changed is another object. A run without a memory
starts from nothing and comes to the same; it keeps what the whole site is asked for more than once,
and of the many things in it nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import is_
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

TOGETHER = 128
"""How many results are kept together: one look tells whether all of them still hold."""

JUST_NOW = 50_000_000
"""Nanoseconds in which two writes of a file may bear the same time."""


class Memory:
    """Results by stage and key. Each is replaced when it is made from something else.

    One that is not *lasting* serves a single run, and keeps nothing of single items.
    """

    def __init__(self, *, lasting: bool = True) -> None:
        self.lasting = lasting
        self._kept: dict[str, dict[Hashable, tuple[tuple[object, ...], Any]]] = {}
        self._of_items: set[str] = set()

    def recall(
        self, stage: str, key: Hashable, sources: tuple[object, ...], make: Callable[[], Result]
    ) -> Result:
        """The result of *make*, or that of the last time if *sources* are the same objects."""
        kept = self._kept.setdefault(stage, {})
        found = kept.get(key)
        if found is not None and same(found[0], sources):
            result: Result = found[1]
            return result
        result = make()
        kept[key] = sources, result
        return result

    def of_item(
        self, stage: str, key: Hashable, sources: tuple[object, ...], make: Callable[[], Result]
    ) -> Result:
        """The same, of one thing among many."""
        return self.recall(stage, key, sources, make) if self.lasting else make()

    def each(
        self,
        stage: str,
        items: Sequence[Item],
        key: Callable[[Item], str],
        sources: tuple[object, ...],
        make: Callable[[Item], Result],
    ) -> Iterator[list[Result]]:
        """The results of *make* for all *items*, some at a time: these are kept together too.

        *key* tells items apart. A result is made anew when its item or one of the *sources* is
        another object.
        """
        if not self.lasting:
            yield list(map(make, items))
            return
        for at in range(0, len(items), TOGETHER):
            some = tuple(items[at : at + TOGETHER])
            all_of_them = partial(self._some, stage, some, key, sources, make)
            yield self.recall(f"{stage}, together", at, (*some, *sources), all_of_them)

    def _some(
        self,
        stage: str,
        items: Sequence[Item],
        key: Callable[[Item], str],
        sources: tuple[object, ...],
        make: Callable[[Item], Result],
    ) -> list[Result]:
        self._of_items.add(stage)
        return [
            self.recall(stage, key(item), (item, *sources), partial(make, item)) for item in items
        ]

    def merged(
        self,
        stage: str,
        items: Sequence[Item],
        key: Callable[[Item], str],
        sources: tuple[object, ...],
        make: Callable[[Item], Mapping[str, Result]],
    ) -> dict[str, Result]:
        """The same, of results that are mappings: all in one."""
        found: dict[str, Result] = {}
        if not self.lasting:
            return _merge(map(make, items))
        for at, some in enumerate(self.each(stage, items, key, sources, make)):
            found |= self.recall(f"{stage}, merged", at, (some,), partial(_merge, some))
        return found

    def clear(
        self, stage: str, sources: tuple[object, ...], find: Callable[[], Iterable[Result]]
    ) -> list[Result]:
        """What *find* finds. That it finds nothing is remembered; anything else may have moved."""
        found = self.recall(stage, "", sources, lambda: list(find()))
        return list(find()) if found else []

    def of_file(self, stage: str, file: str, make: Callable[[], Result]) -> Result:
        """The result of *make*, which reads *file*, or the last one if it was not written since."""
        if not self.lasting:
            return make()
        try:
            status = os.stat(file)  # noqa: PTH116 - asked of every file, and twice as fast
        except OSError:
            return make()
        if status.st_mtime_ns > time.time_ns() - JUST_NOW:
            return make()  # another write might leave no trace in the time
        state = (status.st_mtime_ns, status.st_size, status.st_ino)
        kept = self._kept.setdefault(stage, {})
        found = kept.get(file)
        if found is not None and found[0] == state:
            result: Result = found[1]
            return result
        result = make()
        kept[file] = state, result
        return result

    def settle(self, stage: str, value: Result, key: Hashable = "") -> Result:
        """*value*, or the equal one of the last time: what is equal becomes the same object."""
        if key != "" and not self.lasting:
            return value
        kept = self._kept.setdefault(stage, {})
        found = kept.get(key)
        if found is not None and (found[1] is value or found[1] == value):
            result: Result = found[1]
            return result
        kept[key] = (), value
        return value

    def keep(self, keys: set[str], *others: str) -> None:
        """Keep of items, and of the stages *others*, only what belongs to *keys*."""
        for stage in (*self._of_items, *others):
            self.forget(stage, keys)

    def forget(self, stage: str, keys: set[Any]) -> None:
        """Keep of *stage* only what belongs to *keys*."""
        kept = self._kept.get(stage, {})
        for key in kept.keys() - keys:
            del kept[key]


def _merge(some: Iterable[Mapping[str, Result]]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    for each in some:
        found.update(each)
    return found


def same(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Whether the two have the same objects, one by one."""
    return len(before) == len(now) and all(map(is_, before, now))

"""What each page was made from, noted while it was made.

A page asks the site for things by key. Here every question is noted, so that a later build can tell
which pages would come out the same without making them: those that asked for nothing that has
changed. Nobody declares what a page depends on, so nothing can be forgotten in a declaration.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from msgspec import Struct, structs

from briefing.dates import Edtf
from briefing.documents import Plain

if TYPE_CHECKING:
    from briefing.site import Site

Value = TypeVar("Value")

WHOLE, KEYS, ANY = "\x00whole", "\x00keys", "\x00any"
"""What can be asked of a mapping beside a key: all of it, which keys it has, whether it has any."""

BESIDE = 3
"""How many these are."""

SIZE = 8
"""Bytes of a digest."""

_MAPPINGS = (
    "actors",
    "themes",
    "articles",
    "statements",
    "pages",
    "notes",
    "days",
    "moved",
    "parts",
    "spokespeople",
)


class Asked(Struct, frozen=True, array_like=True):
    """What one page was made from.

    ``own`` is a digest of what it was given, ``numbers`` what it asked for, ``printed`` the bodies
    that stand in it word for word: the path of each one's page, where it begins, how long it is.
    ``unclear`` are the paths of bodies that it shows in a way that cannot be told. ``shown`` are
    the numbers of the statements that it shows in their one form: what this asks for, it asks for.
    """

    own: bytes
    numbers: bytes
    printed: tuple[tuple[str, int, int], ...] = ()
    unclear: tuple[str, ...] = ()
    shown: bytes = b""


class Ledger:
    """What can be asked for, numbered, and the numbers of what has been asked for.

    ``mappings`` are what can be asked, by name, ``numbers`` those of the questions to each,
    ``count`` how many there are; ``by_all`` are those that count for every page from now on.
    """

    def __init__(self) -> None:
        self.mappings: dict[str, Mapping[str, Any]] = {}
        self.numbers: dict[str, Mapping[str, int]] = {}
        self.by_all: set[int] = set()
        self._noted: list[int] = []
        self.count = 0

    def watch(
        self, name: str, things: Mapping[str, Value], told: Mapping[str, object] | None = None
    ) -> Watched[Value]:
        """*things*, with every question noted under *name*; what *told* has for a key, of which it
        has the same, tells of a change as well as the thing itself."""
        self.mappings[name] = things if told is None else told
        first = self.count
        numbers = self.numbers[name] = dict(zip(questions_of(things), count(first)))
        self.count += len(numbers)
        if isinstance(things, dict | MappingProxyType):
            return Numbered(things, numbers, self._noted, first + BESIDE)
        return Watched(things, numbers, self._noted)

    def follow(self, make: Callable[[], Value]) -> tuple[Value, set[int]]:
        """What *make* gives, and what it asks for; whoever asks for this asks for it too."""
        begun = len(self._noted)
        made = make()
        return made, set(self._noted[begun:])

    def aside(self, make: Callable[[], Value]) -> tuple[Value, set[int]]:
        """The same, but nobody else asks for it; whoever shows what was made has to say so."""
        begun = len(self._noted)
        found = self.follow(make)
        del self._noted[begun:]
        return found

    def note(self, numbers: Iterable[int]) -> None:
        """These *numbers* are asked for as well."""
        self._noted.extend(numbers)

    def condensed(self, numbers: Iterable[int]) -> bytes:
        """*numbers* as they are kept; where all of a mapping is asked for, that is said in one."""
        every = sorted(numbers)
        kept: list[int] = []
        first = at = 0
        for things in self.mappings.values():
            end = first + BESIDE + len(things)
            to = bisect_left(every, end, at)
            some = every[at:to]
            if len(things) > 1 and len(some) >= len(things):
                beside = bisect_left(some, first + BESIDE)
                whole = len(some) - beside == len(things)
                some = [first] if whole else some
            kept += [first] if some and some[0] == first else some
            first, at = end, to
        return array("I", kept).tobytes()

    def forget(self) -> None:
        """Nobody follows any more: what was asked for so far need not be kept."""
        self._noted.clear()


def packed(numbers: Iterable[int]) -> bytes:
    """*numbers* as they are kept."""
    return array("I", sorted(numbers)).tobytes()


def watched(site: Site, ledger: Ledger) -> Site:
    """*site*, which notes in *ledger* what it is asked for."""
    mappings: dict[str, Any] = {name: ledger.watch(name, getattr(site, name)) for name in _MAPPINGS}
    terms = {name: ledger.watch(f"terms of {name}", found) for name, found in site.terms.items()}
    return structs.replace(site, terms=terms, **mappings)


def questions_of(things: Mapping[str, Any]) -> list[str]:
    """What can be asked of *things*, in the order of their numbers."""
    return [WHOLE, KEYS, ANY, *things]


def encoded(*values: Any) -> bytes:
    """*values* in MessagePack, the same for equal ones in every run."""
    return _ENCODER.encode(values)


def digest_of(data: bytes) -> bytes:
    """A digest of values that are :func:`encoded`."""
    return blake2b(data, digest_size=SIZE).digest()


def digest(*values: Any) -> bytes:
    """A digest of *values*, the same for equal ones in every run."""
    return digest_of(_ENCODER.encode(values))


def digests(things: Mapping[str, Any], own: bytes) -> bytes:
    """The digests of all answers that *things* give, one after the other; *own* are those of the
    things themselves."""
    keys = digest(list(things))
    return b"".join([digest_of(keys + own), keys, digest(bool(things)), own])


def _plainly(value: Any) -> Any:
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, Plain):
        return value.sum
    raise NotImplementedError(type(value))


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plainly, order="deterministic")


class Shared(Generic[Value]):
    """What several files have in common, made once: whoever asks for it asks for what it was made
    of."""

    def __init__(self, site: Site) -> None:
        """*site* may be a :func:`watched` one."""
        asked = site.statements
        self._noted = asked.noted if isinstance(asked, Watched) else []
        self._made: dict[str, tuple[Value, list[int]]] = {}

    def of(self, key: str, make: Callable[[], Value]) -> Value:
        """What *make* makes, which is called *key*."""
        found = self._made.get(key)
        if found is None:
            begun = len(self._noted)
            made = make()
            self._made[key] = made, self._noted[begun:]
            return made
        self._noted += found[1]
        return found[0]


class Watched(Mapping[str, Value]):
    """A mapping that notes what it is asked for."""

    __slots__ = ("_note", "_noted", "_numbers", "_things")

    def __init__(
        self, things: Mapping[str, Value], numbers: Mapping[str, int], noted: list[int]
    ) -> None:
        """*numbers* are those of all questions; what is asked for is added to *noted*."""
        self._things = things
        self._numbers = numbers
        self._noted = noted
        self._note = noted.append

    @property
    def noted(self) -> list[int]:
        """The numbers of what was asked for, of this and of all that are followed with it."""
        return self._noted

    @property
    def questions(self) -> Mapping[str, int]:
        """The numbers of all that it may be asked for."""
        return self._numbers

    def __getitem__(self, key: str) -> Value:
        try:
            self._note(self._numbers[key])
        except KeyError:
            self._note(self._numbers[KEYS])
        return self._things[key]

    def several(self, keys: Sequence[str]) -> list[Value]:
        """What is found under each of *keys*, of which there must be something under all."""
        self._noted.extend(map(self._numbers.__getitem__, keys))
        return list(map(self._things.__getitem__, keys))

    def __contains__(self, key: object) -> bool:
        found = key in self._things
        self._note(self._numbers[key if found else KEYS])  # type: ignore[index]
        return found

    def __iter__(self) -> Iterator[str]:
        self._note(self._numbers[KEYS])
        return iter(self._things)

    def __len__(self) -> int:
        self._note(self._numbers[KEYS])
        return len(self._things)

    def __bool__(self) -> bool:
        self._note(self._numbers[ANY])
        return bool(self._things)

    def values(self) -> Any:
        self._note(self._numbers[WHOLE])
        return self._things.values()

    def items(self) -> Any:
        self._note(self._numbers[WHOLE])
        return self._things.items()


class Numbered(Watched[Value]):
    """The same of things that are all there: one that has a number need not be looked for."""

    __slots__ = ("_first", "_values")

    def __init__(
        self,
        things: Mapping[str, Value],
        numbers: Mapping[str, int],
        noted: list[int],
        first: int,
    ) -> None:
        """*first* is the number of the first of *things*."""
        super().__init__(things, numbers, noted)
        self._values = list(things.values())
        self._first = first

    def __getitem__(self, key: str) -> Value:
        try:
            number = self._numbers[key]
        except KeyError:
            return super().__getitem__(key)
        self._note(number)
        return self._values[number - self._first]

    def several(self, keys: Sequence[str]) -> list[Value]:
        numbers = list(map(self._numbers.__getitem__, keys))
        self._noted.extend(numbers)
        values, first = self._values, self._first
        return [values[number - first] for number in numbers]

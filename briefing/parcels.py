"""Documents on their way from whoever has read them: another process, or an earlier run.

Small, and quick to open: fields and lines go as MessagePack. The texts stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Raw, Struct, msgpack

from briefing.dates import Edtf
from briefing.documents import KINDS, Being, Document, Known, kind_and_slug
from briefing.fields import Place
from briefing.problems import Problem
from briefing.schema import AnyFields, Published, SiteFields, date_hook
from briefing.spool import Held, PutBy, Spool, Text

Carried = tuple[bytes, str, str, list[Problem]]
"""A parcel in MessagePack (nothing for what is no document), its two texts, what is wrong."""

State = tuple[int, ...]
"""What tells that a file is as it was: when it and its inode changed (ns), its size, its inode."""


UNSETTLED: State = ()
"""Stands for a state that need not tell of the next change: the file is read again."""


class Parcel(Struct, frozen=True, array_like=True):
    """A document without what its name tells. ``where`` its text begins in the spool of a process,
    and how many bytes its two parts have there."""

    name: str
    fields: Raw
    where: tuple[int, ...]
    length: int
    front_line: int
    body_line: int
    front_sum: bytes
    body_sum: bytes
    being: tuple[bool, bool, bool]
    faults: tuple[Place, ...]

    @property
    def sums(self) -> tuple[bytes, bytes]:
        """What tells each of the two texts from others."""
        return self.front_sum, self.body_sum


Sent = tuple[int, bytes, dict[int, list[Problem]]]
"""The number of a spool, parcels in MessagePack (nothing for what is no document), and what is
wrong with some of them."""


Shelved = dict[str, tuple[State, Raw]]
"""A state and a parcel for each name."""


class Shelf:
    """The parcels of an earlier run, for as long as their files are as they were, and those of now.

    Only of documents with which nothing is wrong.
    """

    def __init__(
        self, states: Mapping[str, State], before: Shelved, save: Callable[[Shelved], object]
    ) -> None:
        """*states* are those of all files now, by name; *before* is what the earlier run has left,
        *save* leaves what there is now."""
        self._states = states
        self._before = before
        self._save = save
        self._now: Shelved = {}

    def look(self, name: str) -> tuple[Parcel | None, bool]:
        """The parcel of *name* that the earlier run has left, and whether it holds."""
        state, raw = self._before.get(name, (None, None))
        parcel = _PARCEL.decode(raw) if raw is not None else None
        return parcel, state is not None and state == self._states.get(name)

    def known_state(self, name: str) -> State:
        """The state of the file of a parcel that holds."""
        return self._before[name][0]

    def learn(self, document: Document) -> None:
        """From now on hold the parcel of a *document* that was read anew."""
        self._before[document.name] = self._states.get(document.name, UNSETTLED), shelved(document)

    def stay(self) -> None:
        """Leave all that is there for a later run, and hold it still."""
        self._save(self._before)

    def take(self, name: str) -> Parcel | None:
        """The parcel of *name*, if there is one that holds."""
        state, parcel = self._before.get(name, (None, None))
        if parcel is None or state is None or state != self._states.get(name):
            return None
        self._now[name] = state, parcel
        return _PARCEL.decode(parcel)

    def state(self, name: str) -> State:
        """The state of the file of a parcel that was taken."""
        return self._now[name][0]

    def put(self, name: str, parcel: Raw) -> None:
        """Keep a parcel for a later run."""
        self._now[name] = self._states.get(name, UNSETTLED), parcel

    def close(self) -> None:
        """Leave all that was taken or put for a later run, and let go of it."""
        self._save(self._now)
        self._before, self._now = {}, {}


def packed(every: Iterable[Known], spool: Spool, number: int) -> Sent:
    """What is known of *every* file, the texts put by in *spool*, the one of that *number*."""
    parcels: list[Parcel | None] = []
    flawed: dict[int, list[Problem]] = {}
    for at, (document, problems) in enumerate(every):
        where = spool.put(document.front, document.body) if document else ()
        parcels.append(_parcel(document, where) if document else None)
        if problems:
            flawed[at] = problems
    spool.flush()
    return number, _ENCODER.encode(parcels), flawed


def opened(
    root: str,
    sent: Sent,
    spools: Sequence[Spool],
    again: Callable[[Parcel], Text],
    shelf: Shelf | None = None,
) -> Iterator[Known]:
    """What is known of each file, from what was *sent*; kept on a *shelf*, if there is one. What
    *again* gives is asked for the texts when the spools are closed."""
    number, parcels, flawed = sent
    for at, raw in enumerate(_DECODER.decode(parcels)):
        parcel = _PARCEL.decode(raw)
        if parcel is None:
            yield None, flawed.get(at, [])
            continue
        if shelf is not None and at not in flawed:
            shelf.put(parcel.name, raw)
        text = PutBy(spools[number], again(parcel), *parcel.where)
        yield document_of(root, parcel, text), flawed.get(at, [])


def carried(known: Known) -> Carried:
    """What is *known* of a file, with its texts, for a process that has no file in common."""
    document, problems = known
    if document is None:
        return b"", "", "", problems
    return bytes(shelved(document)), document.front, document.body, problems


def arrived(root: str, one: Carried) -> Known:
    """What is known of a file, from what was *carried*."""
    parcel, front, body, problems = one
    if not parcel:
        return None, problems
    return document_of(root, _WHOLE.decode(parcel), Held(front, body)), problems


def shelved(document: Document) -> Raw:
    """The parcel of *document* for a later run."""
    return Raw(_ENCODER.encode(_parcel(document, ())))


def _parcel(document: Document, where: tuple[int, ...]) -> Parcel:
    being = document.being
    return Parcel(
        document.name,
        Raw(_ENCODER.encode(document.fields)),
        where,
        document.length,
        document.front_line,
        document.body_line,
        document.front_sum,
        document.body_sum,
        (being.blank, being.plain, being.leads),
        document.faults,
    )


def document_of(root: str, parcel: Parcel, text: Text) -> Document:
    """The document that *parcel* holds, with its *text*."""
    kind, slug = kind_and_slug(parcel.name)
    return Document(
        root=root,
        name=parcel.name,
        kind=kind,
        slug=slug,
        fields=_fields_of(kind).decode(parcel.fields),
        text=text,
        length=parcel.length,
        front_line=parcel.front_line,
        body_line=parcel.body_line,
        front_sum=parcel.front_sum,
        body_sum=parcel.body_sum,
        being=_being(parcel.being),
        faults=parcel.faults,
    )


@cache
def _being(flags: tuple[bool, bool, bool]) -> Being:
    return Being(*flags)


@cache
def _fields_of(kind: str) -> msgpack.Decoder[AnyFields]:
    return msgpack.Decoder(SiteFields if kind == "site" else KINDS[kind], dec_hook=date_hook)


def _plainly(value: Any) -> str:
    """A date as it is written in frontmatter."""
    date = value.date if isinstance(value, Published) else value
    if isinstance(date, Edtf):
        return date.text
    if date is None:
        return "unknown"
    raise NotImplementedError(type(value))


_ENCODER = msgpack.Encoder(enc_hook=_plainly)
_DECODER = msgpack.Decoder(list[Raw])
_PARCEL: msgpack.Decoder[Parcel | None] = msgpack.Decoder(Parcel | None)
_WHOLE = msgpack.Decoder(Parcel)

"""Documents on their way from the process that has read them: small, and quick to open.

Fields and lines go as MessagePack; the texts stay behind in the spool of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from msgspec import Raw, Struct, msgpack

from briefing.dates import Edtf
from briefing.documents import KINDS, Being, Document, Known, kind_and_slug
from briefing.fields import Place
from briefing.problems import Problem
from briefing.schema import AnyFields, Published, SiteFields, date_hook
from briefing.spool import PutBy, Spool


class Parcel(Struct, frozen=True, array_like=True):
    """A document without what its name tells. ``where`` its text begins in the spool, and how many
    bytes its two parts have there."""

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


Sent = tuple[int, bytes, dict[int, list[Problem]]]
"""The number of a spool, parcels in MessagePack (nothing for what is no document), and what is
wrong with some of them."""


def packed(every: Iterable[Known], spool: Spool, number: int) -> Sent:
    """What is known of *every* file, the texts put by in *spool*, the one of that *number*."""
    parcels: list[Parcel | None] = []
    flawed: dict[int, list[Problem]] = {}
    for at, (document, problems) in enumerate(every):
        parcels.append(_parcel(document, spool) if document else None)
        if problems:
            flawed[at] = problems
    return number, _ENCODER.encode(parcels), flawed


def opened(root: str, sent: Sent, spools: Sequence[Spool]) -> Iterator[Known]:
    """What is known of each file, from what was *sent*."""
    number, parcels, flawed = sent
    spool = spools[number]
    for at, parcel in enumerate(_DECODER.decode(parcels)):
        document = _document(root, parcel, spool) if parcel else None
        yield document, flawed.get(at, [])


def _parcel(document: Document, spool: Spool) -> Parcel:
    being = document.being
    return Parcel(
        document.name,
        Raw(_ENCODER.encode(document.fields)),
        spool.put(document.front, document.body),
        document.length,
        document.front_line,
        document.body_line,
        document.front_sum,
        document.body_sum,
        (being.blank, being.plain, being.leads),
        document.faults,
    )


def _document(root: str, parcel: Parcel, spool: Spool) -> Document:
    kind, slug = kind_and_slug(parcel.name)
    return Document(
        root=root,
        name=parcel.name,
        kind=kind,
        slug=slug,
        fields=_fields_of(kind).decode(parcel.fields),
        text=PutBy(spool, *parcel.where),
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
_DECODER = msgpack.Decoder(list[Parcel | None])

"""A statement as data, field by field: the shape of the public interface.

Lists are always there, perhaps empty; a text that is not known is absent, never null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from briefing.model import Article, Change, Kind, Rights, Statement, url
from briefing.permalinks import permalink
from briefing.site import Site


def purpose(description: str) -> Meta:
    """What a field is for, in one sentence."""
    return Meta(description=description)


Address = Annotated[str, Meta(extra_json_schema={"format": "uri-reference"})]
_POINT = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?"
Date = Annotated[
    str,
    Meta(
        title="EDTF (Library of Congress, 2019): level 0 and from level 1, without times",
        pattern=rf"^({_POINT}|{_POINT}/({_POINT}|\.\.)?|(\.\.)?/{_POINT})$",
    ),
]
Id = Annotated[str, Meta(pattern="^[a-z][a-z0-9]{1,15}$")]
Slugs = tuple[str, ...]
Ids = tuple[Id, ...]


class ChangeRecord(Struct, frozen=True, kw_only=True):
    """A correction."""

    date: Date
    note: str
    minor: Annotated[bool, purpose("Whether it was a slip of the pen.")]


class RelayRecord(Struct, frozen=True, kw_only=True):
    """Who passes a statement on."""

    name: str
    actor: Annotated[str, purpose("Its slug, if it is an actor.")] | UnsetType = UNSET


class SourceRecord(Struct, frozen=True, kw_only=True):
    """The cited news article, with nothing that is not known of it."""

    headline: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    url: Address | UnsetType = UNSET
    archived: Address | UnsetType = UNSET
    language: Annotated[str, purpose("A BCP 47 tag.")]
    rights: Rights
    date: Annotated[Date, purpose("When it was published.")] | UnsetType = UNSET
    date_basis: Annotated[str, purpose("How that is known.")] | UnsetType = UNSET


class Record(Struct, frozen=True, kw_only=True, rename={"as_": "as", "with_": "with"}):
    """Who said or did what, when, on which theme, from which source."""

    id: Annotated[Id, purpose("Permanent.")]
    url: Annotated[
        Address, purpose("Where it is published; from the site's root if that has no address.")
    ]
    article: Annotated[str, purpose("The slug of the article that it belongs to.")]
    by: Annotated[Slugs, purpose("The actors; empty where the source does not tell.")]
    with_: Annotated[Slugs, purpose("Other actors taking part.")]
    sides: Annotated[Slugs, purpose("The actors that the speakers speak for in the end.")]
    on: Annotated[Date, purpose("When it was said or done, if the source tells.")] | UnsetType = (
        UNSET
    )
    date_basis: Annotated[str, purpose("How that date is known.")] | UnsetType = UNSET
    reported: (
        Annotated[Date, purpose("Where `on` is not known: when its source was published.")]
        | UnsetType
    ) = UNSET
    about: Annotated[Slugs, purpose("The themes.")]
    as_: Annotated[str, purpose("The office held at the time.")] | UnsetType = UNSET
    concerning: Annotated[Slugs, purpose("The actors that it is about.")]
    repeats: Annotated[Ids, purpose("Statements of the same thing by the same voice.")]
    kind: Annotated[Kind, purpose("Reported speech, an act, or announced and not yet done.")]
    text: Annotated[str, purpose("What was said or done, in the editors' words.")]
    quote: Annotated[str, purpose("The source's words, verbatim.")] | UnsetType = UNSET
    quote_language: (
        Annotated[str, purpose("The language of the quote: a BCP 47 tag.")] | UnsetType
    ) = UNSET
    as_printed: Annotated[str, purpose("The actor's name as the source spells it.")] | UnsetType = (
        UNSET
    )
    via: Annotated[tuple[RelayRecord, ...], purpose("Who relays it, nearest first.")]
    differs_from: Annotated[Ids, purpose("Statements that tell the same thing differently.")]
    status: Literal["active", "corrected", "withdrawn"]
    changes: tuple[ChangeRecord, ...]
    source: SourceRecord


class RemovedRecord(Struct, frozen=True, kw_only=True):
    """A statement that was taken down: its address and the reason are all that is left."""

    id: Id
    url: Address
    article: str
    status: Literal["removed"]
    changes: tuple[ChangeRecord, ...]


def records(site: Site) -> Iterator[Record | RemovedRecord]:
    """Every statement in the site's reading order."""
    sources: dict[str, SourceRecord] = {}
    for statement in site.statements.values():
        if statement.status == "removed":
            yield RemovedRecord(
                id=statement.id,
                url=permalink(site.settings, url(statement)),
                article=statement.article,
                status=statement.status,
                changes=_changes(statement.changes),
            )
        else:
            slug = statement.article
            source = sources.get(slug) or sources.setdefault(
                slug, _source(site, site.articles[slug])
            )
            yield _record(site, statement, statement.status, source)


def _record(
    site: Site,
    statement: Statement,
    status: Literal["active", "corrected", "withdrawn"],
    source: SourceRecord,
) -> Record:
    return Record(
        id=statement.id,
        url=permalink(site.settings, url(statement)),
        article=statement.article,
        by=statement.by,
        with_=statement.with_,
        sides=statement.sides,
        on=statement.on.text if statement.on else UNSET,
        date_basis=statement.date_basis or UNSET,
        reported=statement.reported.text if statement.reported else UNSET,
        about=statement.about,
        as_=statement.office or UNSET,
        concerning=statement.concerning,
        repeats=statement.repeats,
        kind=statement.kind,
        text=statement.text,
        quote=statement.quote or UNSET,
        quote_language=(statement.quote_language or site.settings.language)
        if statement.quote
        else UNSET,
        as_printed=statement.as_printed or UNSET,
        via=tuple(
            RelayRecord(name=relay.name, actor=relay.actor or UNSET) for relay in statement.via
        ),
        differs_from=statement.differs_from,
        status=status,
        changes=_changes(statement.changes),
        source=source,
    )


def _source(site: Site, article: Article) -> SourceRecord:
    source = article.source
    return SourceRecord(
        headline=source.headline or UNSET,
        publisher=source.publisher or UNSET,
        url=source.url or UNSET,
        archived=source.archived or UNSET,
        language=source.language or site.settings.language,
        rights=source.rights,
        date=article.date.text if article.date else UNSET,
        date_basis=article.date_basis or UNSET,
    )


def _changes(changes: tuple[Change, ...]) -> tuple[ChangeRecord, ...]:
    return tuple(
        ChangeRecord(date=change.date.text, note=change.note, minor=change.minor)
        for change in changes
    )

"""The fields of every kind of document, as an editor writes them.

One class for each kind; a field's type says what may stand there, its description what it is for.
``docs/frontmatter.md`` tells editors the same, and a test keeps the two alike. Everything arrives
as text (YAML's own ideas of numbers, dates and truth are not asked), so the types here are text,
lists of text, choices, addresses and dates.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from briefing.arguments import BASE_URL
from briefing.dates import Edtf, parse
from briefing.model import ActorKind, AliasKind, Rights, Status


class Form(NamedTuple):
    """What a text must look like (a regular expression for all of it), and how to say so."""

    pattern: str
    expected: str


ADDRESS = r"https?://[^\s<>\"'\\/?#@:\[\]]+(:[0-9]{1,5})?([/?#][^\s<>\"'\\]*)?"
"""The address of a web page."""

Url = Annotated[
    str,
    Form(
        ADDRESS,
        "an address that begins with https:// or http://",
    ),
]
BaseUrl = Annotated[
    str, Form(BASE_URL, "an address that begins with https:// or http:// and has no ? and no #")
]
Identity = Annotated[
    str,
    Form(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "a UUID in small letters, such as 123e4567-e89b-42d3-a456-426614174000",
    ),
]
StatementId = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9]{1,15}",
        "a short id of small letters and digits that begins with a letter, such as k7f3",
    ),
]
Language = Annotated[
    str, Form(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as en, uk or pt-BR")
]
OldPath = Annotated[
    str,
    Form(
        r"[^\W_][\w.~-]*(/[^\W_][\w.~-]*)*",
        "the path that the page had, such as articles/old-name",
    ),
]
Count = Annotated[str, Form(r"[1-9][0-9]{0,5}", "a whole number from 1 upwards")]
FileName = Annotated[
    str, Form(r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]*", "the name of a file, without a folder")
]
Flag = Literal["true", "false"]
Names = tuple[str, ...]


class Published:
    """The date of a source: ``date`` is None where the editors say that it is ``unknown``."""

    __slots__ = ("date",)

    def __init__(self, text: str) -> None:
        self.date = None if text == "unknown" else parse(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Published) and self.date == other.date

    def __hash__(self) -> int:
        return hash(self.date)


class Fields(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Fields with names that are checked."""


class Common(Fields, frozen=True, kw_only=True):
    """What every kind of document may say."""

    redirect_from: Annotated[
        tuple[OldPath, ...],
        "Earlier paths of this page; each keeps working and leads here.",
    ] = ()
    updated: Annotated[
        Edtf | None, "When the text was last changed in a way that readers should know of."
    ] = None
    draft: Annotated[Flag, "`true` keeps the document out of the published site and says so."] = (
        "false"
    )


class PublisherFields(Fields, frozen=True, kw_only=True):
    """One of `publishers`."""

    name: Annotated[str, "The name, as it is shown."]
    aliases: Annotated[Names, "Other spellings that resolve to it."] = ()
    url: Annotated[Url | None, "Its own address."] = None


class SiteFields(Common, frozen=True, kw_only=True):
    """`content/index.md`: the site."""

    id: Annotated[Identity, "A UUID, made once and never changed; feed entries are named after it."]
    title: Annotated[str, "The name of the briefing."]
    description: Annotated[str | None, "One sentence for search engines and feeds."] = None
    language: Annotated[Language, "The language of the site's own words."] = "en"
    base_url: Annotated[
        BaseUrl | None,
        "Where the site is published; without it there is no sitemap and no feed.",
    ] = None
    publisher: Annotated[str | None, "Who answers for the briefing."] = None
    contact: Annotated[str | None, "Where readers report an error: an address of mail or web."] = (
        None
    )
    licence: Annotated[str | None, "The licence of the site's own words."] = None
    publishers: Annotated[
        tuple[str | PublisherFields, ...],
        "News media and agencies that relay statements without being actors.",
    ] = ()


class SourceFields(Fields, frozen=True, kw_only=True):
    """`source` of an article: leave out what is not known."""

    headline: Annotated[str | None, "The headline of the cited article."] = None
    publisher: Annotated[str | None, "Who published it."] = None
    url: Annotated[Url | None, "Where it stands."] = None
    archived: Annotated[Url | None, "Where an archived copy stands."] = None
    language: Annotated[
        Language | None,
        "What language it is in: a tag such as `de` or `pt-BR`; if left out, the site's.",
    ] = None
    text: Annotated[FileName | None, "The file name of the source text in `content/sources/`."] = (
        None
    )
    quote_limit: Annotated[
        Count | None,
        "How many of its words may be quoted, if not 15 per cent and at most 300; needs a reason.",
    ] = None
    quote_limit_reason: Annotated[str | None, "Why that limit."] = None
    rights: Annotated[
        Rights,
        "`full` publishes the source text, `excerpt` only our words and the quotations, "
        "`cite` not even quotations.",
    ] = "excerpt"


class ChangeFields(Fields, frozen=True, kw_only=True):
    """One of a statement's `changes`."""

    date: Annotated[Edtf, "When it was changed."]
    note: Annotated[str, "What was changed and why, for readers."]
    minor: Annotated[Flag, "`true` for a slip of the pen."] = "false"


class SetAsideFields(Fields, frozen=True, kw_only=True):
    """One of `set_aside`."""

    paragraph: Annotated[Count, "Its number in the source text; the first paragraph is 1."]
    reason: Annotated[str, "Why no statement was made of it."]


class StatementFields(Fields, frozen=True, kw_only=True, rename={"as_": "as", "with_": "with"}):
    """One of an article's `statements`."""

    id: Annotated[
        StatementId | None,
        "Permanent, short, random; `check --fix` writes it where it is missing.",
    ] = None
    by: Annotated[
        Names,
        "Who: any known spelling, a list for a joint statement, `unknown` if not told.",
    ]
    as_: Annotated[str | None, "The office held at the time; if left out, the actor's role."] = None
    with_: Annotated[Names, "Other actors taking part."] = ()
    concerning: Annotated[
        Names, "Actors that it is about; their pages list it as said about them."
    ] = ()
    on: Annotated[
        Edtf | None,
        "When it was said or done, of `plans` when it is to be done; left out if not told.",
    ] = None
    date_basis: Annotated[str | None, "How the date is known."] = None
    about: Annotated[Names, "The themes: any known spelling."]
    says: Annotated[str | None, "What was said, in our words."] = None
    does: Annotated[str | None, "What was done, in our words."] = None
    plans: Annotated[str | None, "What was announced and not yet done, in our words."] = None
    quote: Annotated[str | None, "The source's words, verbatim."] = None
    language: Annotated[
        Language | None,
        "What language the quote is in, if that is not the source's: a tag such as `uk`.",
    ] = None
    prefix: Annotated[str | None, "The words before the quote, if it stands twice."] = None
    suffix: Annotated[str | None, "The words after the quote, if it stands twice."] = None
    paragraph: Annotated[
        tuple[Count, ...],
        "Where in the source text it stands, if no quote tells; the first paragraph is 1.",
    ] = ()
    as_printed: Annotated[str | None, "The actor's name as the source spells it."] = None
    via: Annotated[Names, "Who relays it, nearest first; if left out, the source's publisher."] = ()
    differs_from: Annotated[
        tuple[StatementId, ...],
        "Statements that tell the same thing differently; works both ways.",
    ] = ()
    repeats: Annotated[
        tuple[StatementId, ...],
        "Statements of the same thing by the same voice that this one repeats.",
    ] = ()
    status: Annotated[
        Status,
        "`withdrawn` keeps its place and says why, `removed` keeps only its address; "
        "both and `corrected` need an entry in `changes`.",
    ] = "active"
    changes: Annotated[tuple[ChangeFields, ...], "Corrections that readers are told of."] = ()


class ArticleFields(Common, frozen=True, kw_only=True):
    """`content/articles/*.md`: our page about one source."""

    title: Annotated[str, "Our title, not the source's headline."]
    date: Annotated[
        Published | None,
        "When the source was published; `unknown` if it is not known.",
    ] = None
    date_basis: Annotated[
        str | None, "How the date is known; required when it is approximate or uncertain."
    ] = None
    summary: Annotated[str | None, "One or two sentences for lists."] = None
    source: Annotated[SourceFields, "The cited news article."]
    actors: Annotated[Names, "Actors concerned, beyond those of the statements."] = ()
    themes: Annotated[Names, "Themes concerned, beyond those of the statements."] = ()
    statements: Annotated[
        tuple[StatementFields, ...], "What the source reports, statement by statement."
    ] = ()
    set_aside: Annotated[
        tuple[SetAsideFields, ...],
        "Paragraphs of the source that no statement was made of, each with the reason.",
    ] = ()


class AliasFields(Fields, frozen=True, kw_only=True):
    """One of `aliases`, written out."""

    name: Annotated[str, "The spelling."]
    kind: Annotated[AliasKind | None, "What kind of spelling it is."] = None
    link: Annotated[Flag, "`false` where running text must not be linked by it."] = "true"


Aliases = tuple[str | AliasFields, ...]


class ActorFields(Common, frozen=True, kw_only=True):
    """`content/actors/*.md`: a person, state, organisation or body."""

    name: Annotated[str, "The name, as it is shown."]
    aliases: Annotated[Aliases, "Other spellings; each resolves to this actor."] = ()
    kind: Annotated[ActorKind | None, "What the actor is."] = None
    role: Annotated[str | None, "The office held, shown beside the name."] = None
    affiliation: Annotated[
        str | None, "Where the actor works, when that is not whom it speaks for."
    ] = None
    speaks_for: Annotated[Names, "The state, organisation or body that the actor speaks for."] = ()
    same_as: Annotated[tuple[Url, ...], "Addresses that identify the actor elsewhere."] = ()
    not_same_as: Annotated[Names, "Actors with a similar name that are somebody else."] = ()


class ThemeFields(Common, frozen=True, kw_only=True):
    """`content/themes/*.md`: what statements are about."""

    name: Annotated[str, "The name, as it is shown."]
    aliases: Annotated[Aliases, "Other spellings; each resolves to this theme."] = ()


class DayFields(Common, frozen=True, kw_only=True):
    """`content/dates/*.md`: what the editors say of a day, month or year."""

    headline: Annotated[str | None, "The day in a line."] = None
    summary: Annotated[str | None, "The day in a few sentences."] = None


class PageFields(Common, frozen=True, kw_only=True):
    """`content/pages/*.md`: a standing page."""

    title: Annotated[str, "The title of the page."]
    summary: Annotated[str | None, "One sentence for search engines."] = None


AnyFields = SiteFields | ArticleFields | ActorFields | ThemeFields | DayFields | PageFields


def date_hook(kind: type, value: Any) -> Any:
    """Reads a date from text, for :func:`msgspec.convert`. Raises ValueError if it is none."""
    if not isinstance(value, str):
        raise ValueError("a date is expected here")
    return Published(value) if kind is Published else parse(value)

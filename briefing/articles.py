"""What a document says of an article, of its source and of its statements, as their records."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.assembly import Assembly, one_line
from briefing.dates import Edtf
from briefing.documents import Document
from briefing.model import Actor, Article, Relay, SetAside, Source, Statement
from briefing.schema import ArticleFields, SetAsideFields
from briefing.statements import statement_of


def article_of(
    work: Assembly, document: Document, fields: ArticleFields, actors: Mapping[str, Actor]
) -> tuple[Article, list[Statement]]:
    """The article and its statements, their references to one another still as written."""
    date = _article_date(work, document, fields)
    source = _source(work, document, fields)
    relayed = _publisher(work, source)
    statements = []
    for number, entry in enumerate(fields.statements):
        statement = statement_of(work, document, entry, number, source, relayed, date, actors)
        if statement:
            statements.append(statement)
    concerned = dict.fromkeys(work.actor_list(fields.actors, document, "actors"))
    themes = dict.fromkeys(work.theme_list(fields.themes, document, "themes"))
    for statement in statements:
        if statement.status != "removed":
            concerned |= dict.fromkeys(statement.by + statement.with_ + statement.concerning)
            themes |= dict.fromkeys(statement.about)
    article = Article(
        slug=document.slug,
        title=fields.title,
        date=date,
        date_basis=fields.date_basis or "",
        summary=one_line(fields.summary),
        source=source,
        actors=tuple(concerned),
        themes=tuple(themes),
        statements=tuple(statement.id for statement in statements),
        set_aside=tuple(map(_set_aside, fields.set_aside)),
        updated=fields.updated,
    )
    return article, statements


def _article_date(work: Assembly, document: Document, fields: ArticleFields) -> Edtf | None:
    if fields.date is None and fields.draft != "true":
        hint = "add `date: 2022-02-16` (the day the source was published) or `date: unknown`"
        message = "the article has no date"
        work.report(document, message, hint, at=("title",), of=("date",))
    date = fields.date.date if fields.date else None
    if date and date.qualified and not fields.date_basis:
        hint = "add `date_basis: …`: how the date was inferred"
        message = f"“{date}” is approximate or uncertain, and nothing says how it is known"
        work.report(document, message, hint, at=("date",))
    return date


def _source(work: Assembly, document: Document, fields: ArticleFields) -> Source:
    source = fields.source
    if not (source.headline or source.publisher or source.url or source.text):
        hint = "give at least one of headline, publisher, url and text"
        work.report(document, "the source is empty", hint, at=("source",))
    if source.quote_limit and not source.quote_limit_reason:
        hint = "add `quote_limit_reason: …`"
        message = "the limit for quotations is not the general one, and nothing says why"
        work.report(document, message, hint, at=("source", "quote_limit"))
    return Source(
        headline=one_line(source.headline),
        publisher=work.publishers.find(source.publisher or "") or source.publisher or "",
        url=source.url or "",
        archived=source.archived or "",
        language=source.language or "",
        text=source.text or "",
        rights=source.rights,
        quote_limit=int(source.quote_limit or 0),
    )


def _publisher(work: Assembly, source: Source) -> tuple[Relay, ...]:
    if not source.publisher:
        return ()
    known = work.publishers.find(source.publisher) or source.publisher
    return (Relay(name=known, actor=work.actors.find(source.publisher) or ""),)


def _set_aside(fields: SetAsideFields) -> SetAside:
    return SetAside(paragraph=int(fields.paragraph or 1), reason=one_line(fields.reason))

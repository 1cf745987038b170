"""Documents into records: every name resolved, every rule that spans documents enforced.

One :class:`Assembly` lives for the length of :func:`briefing.site.assemble`. It collects problems
instead of raising them, so that an editor learns of all of them at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from briefing.dates import Edtf
from briefing.documents import Document
from briefing.fields import Place
from briefing.model import (
    Actor,
    Alias,
    Article,
    Change,
    Kind,
    Relay,
    SetAside,
    Source,
    Statement,
    Theme,
)
from briefing.names import UNKNOWN, Register, resolve
from briefing.problems import Problem, listed, nearest
from briefing.schema import (
    ActorFields,
    AliasFields,
    ArticleFields,
    Names,
    PublisherFields,
    SiteFields,
    StatementFields,
    ThemeFields,
)

KINDS: tuple[Kind, ...] = ("says", "does", "plans")
CHANGED = {"corrected", "withdrawn", "removed"}


class Assembly:
    """The registers of names and the problems found while documents become records."""

    def __init__(self, actors: Register, themes: Register, publishers: Register) -> None:
        self.problems: list[Problem] = []
        self.actors = actors
        self.themes = themes
        self.publishers = publishers
        self.ids: dict[str, tuple[Document, Place]] = {}

    def register_names(self, documents: Iterable[Document]) -> None:
        """Let every name and alias lead to its actor, theme or publisher."""
        for document in documents:
            fields = document.fields
            if isinstance(fields, SiteFields):
                self._register_publishers(document, fields)
            elif isinstance(fields, ActorFields | ThemeFields):
                register = self.actors if isinstance(fields, ActorFields) else self.themes
                claims: list[tuple[str, Place]] = [(fields.name, ("name",))]
                for index, alias in enumerate(fields.aliases):
                    name = alias if isinstance(alias, str) else alias.name
                    claims.append((name, ("aliases", index)))
                for name, at in claims:
                    self.problems += register.claim(name, document.slug, document, at)

    def _register_publishers(self, document: Document, fields: SiteFields) -> None:
        for index, entry in enumerate(fields.publishers):
            at = ("publishers", index)
            name = entry if isinstance(entry, str) else entry.name
            others = entry.aliases if isinstance(entry, PublisherFields) else ()
            for spelling in (name, *others):
                self.problems += self.publishers.claim(spelling, name, document, at)

    def actor_list(self, names: Names, document: Document, *at: str | int) -> tuple[str, ...]:
        return resolve(self.actors, names, document, at, self.problems)

    def theme_list(self, names: Names, document: Document, *at: str | int) -> tuple[str, ...]:
        return resolve(self.themes, names, document, at, self.problems)

    def build_actor(self, document: Document, fields: ActorFields) -> Actor:
        """The actor, its sides still empty: they need all actors."""
        return Actor(
            slug=document.slug,
            name=fields.name,
            aliases=aliases(fields.aliases),
            kind=fields.kind,
            role=fields.role or "",
            affiliation=fields.affiliation or "",
            speaks_for=self.actor_list(fields.speaks_for, document, "speaks_for"),
            sides=(),
            same_as=fields.same_as,
            not_same_as=self.actor_list(fields.not_same_as, document, "not_same_as"),
        )

    def build_theme(self, document: Document, fields: ThemeFields) -> Theme:
        return Theme(slug=document.slug, name=fields.name, aliases=aliases(fields.aliases))

    def build_article(
        self, document: Document, fields: ArticleFields, actors: Mapping[str, Actor]
    ) -> tuple[Article, list[Statement]]:
        """The article and its statements, their references to one another still as written."""
        date = self._article_date(document, fields)
        source = self._source(document, fields)
        relayed = self._publisher(source)
        statements = []
        for number, entry in enumerate(fields.statements):
            statement = self._statement(document, entry, number, source, relayed, date, actors)
            if statement:
                statements.append(statement)
        concerned = dict.fromkeys(self.actor_list(fields.actors, document, "actors"))
        themes = dict.fromkeys(self.theme_list(fields.themes, document, "themes"))
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
            set_aside=tuple(
                SetAside(paragraph=int(entry.paragraph or 1), reason=one_line(entry.reason))
                for entry in fields.set_aside
            ),
            updated=fields.updated,
        )
        return article, statements

    def _article_date(self, document: Document, fields: ArticleFields) -> Edtf | None:
        if fields.date is None and fields.draft != "true":
            hint = "add `date: 2022-02-16` (the day the source was published) or `date: unknown`"
            message = "the article has no date"
            self._report(document, message, hint, at=("title",), of=("date",))
        date = fields.date.date if fields.date else None
        if date and date.qualified and not fields.date_basis:
            hint = "add `date_basis: …`: how the date was inferred"
            message = f"“{date}” is approximate or uncertain, and nothing says how it is known"
            self._report(document, message, hint, at=("date",))
        return date

    def _source(self, document: Document, fields: ArticleFields) -> Source:
        source = fields.source
        if not (source.headline or source.publisher or source.url or source.text):
            hint = "give at least one of headline, publisher, url and text"
            self._report(document, "the source is empty", hint, at=("source",))
        if source.quote_limit and not source.quote_limit_reason:
            hint = "add `quote_limit_reason: …`"
            message = "the limit for quotations is not the general one, and nothing says why"
            self._report(document, message, hint, at=("source", "quote_limit"))
        return Source(
            headline=one_line(source.headline),
            publisher=self.publishers.find(source.publisher or "") or source.publisher or "",
            url=source.url or "",
            archived=source.archived or "",
            language=source.language or "",
            text=source.text or "",
            rights=source.rights,
            quote_limit=int(source.quote_limit or 0),
        )

    def _statement(
        self,
        document: Document,
        fields: StatementFields,
        number: int,
        source: Source,
        relayed: tuple[Relay, ...],
        date: Edtf | None,
        actors: Mapping[str, Actor],
    ) -> Statement | None:
        at: Place = ("statements", number)
        identity = self._identity(document, fields, at)
        kind, text = self._words(document, fields, at)
        self._check_statement(document, fields, source, at)
        told = fields.by != (UNKNOWN,)
        by = self.actor_list(fields.by, document, *at, "by") if told else ()
        sides = _sides(by, actors)
        with_ = self.actor_list(fields.with_, document, *at, "with") if fields.with_ else ()
        concerning: tuple[str, ...] = ()
        if fields.concerning:
            concerning = self.actor_list(fields.concerning, document, *at, "concerning")
        about = self.theme_list(fields.about, document, *at, "about")
        via = (self._relays(document, fields.via, at) if fields.via else ()) or relayed
        if not identity:
            return None
        removed = fields.status == "removed"
        office = fields.as_ or (actors[by[0]].role if len(by) == 1 and by[0] in actors else "")
        return Statement(
            id=identity,
            article=document.slug,
            number=number,
            paragraphs=tuple([int(entry or 1) for entry in fields.paragraph]),
            by=() if removed else by,
            office="" if removed else office,
            with_=() if removed else with_,
            concerning=() if removed else concerning,
            sides=() if removed else sides,
            on=None if removed else fields.on,
            date_basis="" if removed else one_line(fields.date_basis),
            reported=None if removed or fields.on else date,
            about=() if removed else about,
            kind=kind,
            text="" if removed else text,
            quote="" if removed else one_line(fields.quote),
            quote_language=fields.language or source.language,
            prefix=one_line(fields.prefix),
            suffix=one_line(fields.suffix),
            as_printed="" if removed else fields.as_printed or "",
            via=() if removed else via,
            differs_from=fields.differs_from,
            repeats=fields.repeats,
            repeated_by=(),
            status=fields.status,
            changes=tuple(
                [
                    Change(date=entry.date, note=one_line(entry.note), minor=entry.minor == "true")
                    for entry in fields.changes
                ]
            ),
        )

    def _identity(self, document: Document, fields: StatementFields, at: Place) -> str | None:
        if not fields.id:
            text = fields.says or fields.does or fields.plans or ""
            proposal = propose_id(document.slug, text, self.ids)
            hint = f"add `id: {proposal}`, or let `python build.py check --fix` write it"
            self._report(document, "the statement has no id", hint, at=at)
            return None
        if fields.id in self.ids:
            other, where = self.ids[fields.id]
            place = f"{other.path}:{other.line_of((*where, 'id'))}"
            hint = "an id is permanent: give the newer statement another one"
            message = f"the statement id “{fields.id}” is taken by {place}"
            self._report(document, message, hint, at=(*at, "id"))
            return None
        self.ids[fields.id] = document, at
        return fields.id

    def _words(self, document: Document, fields: StatementFields, at: Place) -> tuple[Kind, str]:
        told = fields.says, fields.does, fields.plans
        given = [(kind, text) for kind, text in zip(KINDS, told, strict=True) if text]
        if not given and fields.status != "removed":
            hint = "add `says: …` (reported speech), `does: …` (an act) or `plans: …` (announced)"
            self._report(document, "the statement does not tell what was said or done", hint, at=at)
        if len(given) > 1:
            names = listed((kind for kind, _ in given), "and")
            hint = "keep one; make a second statement of the other"
            self._report(
                document, f"the statement has {names} at once", hint, at=(*at, given[1][0])
            )
        kind, text = given[0] if given else ("says", "")
        return kind, one_line(text)

    def _check_statement(
        self, document: Document, fields: StatementFields, source: Source, at: Place
    ) -> None:
        if fields.quote and source.rights == "cite":
            hint = "delete the quote, or change the source's rights"
            message = "the source's rights are `cite`: nothing of it may be quoted"
            self._report(document, message, hint, at=(*at, "quote"))
        if (fields.prefix or fields.suffix) and not fields.quote:
            name = "prefix" if fields.prefix else "suffix"
            hint = "it tells which of two passages a quote is; add the quote or delete it"
            self._report(document, f"there is a {name} but no quote", hint, at=(*at, name))
        if fields.status in CHANGED and not fields.changes:
            hint = "add `changes: [{date: …, note: …}]`, so that readers learn why"
            message = f"the statement is {fields.status}, and nothing says why"
            self._report(document, message, hint, at=(*at, "status"))

    def _relays(self, document: Document, names: Names, at: Place) -> tuple[Relay, ...]:
        relays = []
        for index, name in enumerate(names):
            slug, publisher = self.actors.find(name), self.publishers.find(name)
            if slug:
                relays.append(Relay(name=name, actor=slug))
            elif publisher:
                relays.append(Relay(name=publisher))
            elif name:
                place = (*at, "via", index)
                close = nearest(name, self.publishers.names)
                hint = f"did you mean “{close}”? If not, add" if close else "add"
                hint += f" “{name}” to `publishers` in {document.root}/index.md"
                message = f"who “{name}” is, is not known"
                self._report(document, message, hint, at=place, of=place)
        return tuple(relays)

    def _publisher(self, source: Source) -> tuple[Relay, ...]:
        if not source.publisher:
            return ()
        known = self.publishers.find(source.publisher) or source.publisher
        return (Relay(name=known, actor=self.actors.find(source.publisher) or ""),)

    def _report(
        self, document: Document, message: str, hint: str, *, at: Place, of: Place | None = None
    ) -> None:
        """Add a problem at *at*, unless it follows from a fault in what it is *of*."""
        scope = of or (at[:2] if at[0] == "statements" else at[:1])
        if not any(place[: len(scope)] == scope for place in document.faults):
            self.problems.append(document.problem(message, hint, at=at))


def _sides(speakers: Sequence[str], actors: Mapping[str, Actor]) -> tuple[str, ...]:
    """The sides of all *speakers*, each once."""
    if len(speakers) == 1 and speakers[0] in actors:
        return actors[speakers[0]].sides
    known = (actors[slug] for slug in speakers if slug in actors)
    return tuple(dict.fromkeys(side for actor in known for side in actor.sides))


def aliases(entries: Sequence[str | AliasFields]) -> tuple[Alias, ...]:
    return tuple(
        Alias(name=entry)
        if isinstance(entry, str)
        else Alias(name=entry.name, kind=entry.kind, link=entry.link == "true")
        for entry in entries
    )


def one_line(text: str | None) -> str:
    """*text* with its line breaks and runs of white space folded into single spaces."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return text  # of white space a space alone is printable
    return " ".join(text.split())


def propose_id(article: str, text: str, taken: Iterable[str]) -> str:
    """A free statement id: a letter and three letters or digits, the same for the same words."""
    letters, alphabet = "abcdefghjkmnpqrstvwxyz", "abcdefghjkmnpqrstvwxyz23456789"
    for attempt in range(10_000):
        seed = hashlib.sha256(f"{article}\n{text}\n{attempt}".encode()).digest()
        proposal = letters[seed[0] % len(letters)]
        length = 4 if attempt < 100 else 7
        proposal += "".join(alphabet[byte % len(alphabet)] for byte in seed[1:length])
        if proposal not in taken:
            return proposal
    raise AssertionError("no free statement id")

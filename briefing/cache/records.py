"""Articles, statements and bodies, each made of its document when a page asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import structs

from briefing import bodies, markup
from briefing.cache.filed import opened, references
from briefing.cache.lasting import NOWHERE, Files, Last, UnsureError, rendered
from briefing.derived import Derived
from briefing.directory import Directory
from briefing.documents import Document, Plain
from briefing.filing import days_of
from briefing.lock import Lock
from briefing.markup import Targets
from briefing.model import Article, Day, Statement, Term, article_path
from briefing.name_links import NameLinks
from briefing.schema import ArticleFields, StatementFields
from briefing.site import built_of
from briefing.statements import KINDS
from briefing.terms import all_days


class Records:
    """Articles and statements, made of their documents when they are asked for."""

    def __init__(self, last: Last, files: Files, known: Directory, *, locked: bool) -> None:
        """Raises UnsureError where more of an edited article has changed than its words; where any
        statement is *locked*, than what it and its source are called."""
        tables = last.traces.tables
        self._files = files
        self._known = known
        self.filing = opened(last.filed.filing, tables["statements"], tables["articles"])
        self._references = references(last.filed.filing)
        self.homes = self.filing[2]
        self._made: dict[str, tuple[Article, dict[str, Statement]]] = {}
        for name, document in files.edited.items():
            if name.startswith("articles/") and name in files.published:
                _compare(files.before[name], document, locked=locked)
                self.of(document.slug)

    def article(self, slug: str) -> Article:
        return self.of(slug)[0]

    def statement(self, key: str) -> Statement:
        return self.of(self.homes[key])[1][key]

    def of(self, slug: str) -> tuple[Article, dict[str, Statement]]:
        """The article and its statements."""
        made = self._made.get(slug)
        if made is None:
            name = self._files.names[article_path(slug)]
            made = self._made[slug] = self._built(self._files.document(name))
        return made

    def _built(self, document: Document) -> tuple[Article, dict[str, Statement]]:
        built = built_of(document, self._known)
        if built.problems:
            raise UnsureError
        return built.article, {s.id: self._linked(s) for s in built.statements}

    def _linked(self, statement: Statement) -> Statement:
        told = self._references.get(statement.id)
        if told is None:
            return statement
        return structs.replace(
            statement, differs_from=told.differs_from, repeated_by=told.repeated_by
        )


def _compare(before: Document, now: Document, *, locked: bool) -> None:
    was, fields = before.fields, now.fields
    if not (isinstance(was, ArticleFields) and isinstance(fields, ArticleFields)):
        raise UnsureError
    source = structs.replace(
        fields.source,
        headline=was.source.headline,
        url=was.source.url,
        archived=was.source.archived,
    )
    statements = fields.statements
    if not locked and len(statements) == len(was.statements):
        statements = tuple(map(_in_other_words, statements, was.statements))
    same = structs.replace(
        fields, title=was.title, summary=was.summary, source=source, statements=statements
    )
    if same != was:
        raise UnsureError


def _in_other_words(now: StatementFields, was: StatementFields) -> StatementFields:
    """*now* in the words in which it was said, done or planned before, if it is of that kind."""
    if [bool(getattr(now, kind)) for kind in KINDS] != [bool(getattr(was, kind)) for kind in KINDS]:
        return now
    return structs.replace(now, says=was.says, does=was.does, plans=was.plans)


class Bodies(bodies.Bodies):
    """The bodies of all documents that have a page, each made when it is asked for."""

    def __init__(self, files: Files, names: NameLinks, targets: Callable[[], Targets]) -> None:
        found: dict[str, list[str]] = {"leading": [], "marked": [], "plain": []}
        for name, path in files.published.items():
            _, plain, leads = files.parcels[name].being
            found["plain" if plain else "leading" if leads else "marked"].append(path)

        def html(path: str) -> str:
            document = files.document(files.names[path])
            return rendered(document, names, targets() if document.being.leads else NOWHERE)

        self.marked = Derived([*found["leading"], *found["marked"]], html)
        self.plain = Derived(
            found["plain"], lambda path: Plain(files.document(files.names[path]), path)
        )
        super().__init__(
            self.marked,
            self.plain,
            lambda body: markup.paragraphs(body.text.body, names, (body.own,)),
        )

    def sources(self) -> Mapping[str, object]:
        """What tells of a change of each, made when it is asked for."""
        return Derived([*self.marked, *self.plain], self._source)

    def _source(self, path: str) -> object:
        return self.plain[path] if path in self.plain else self.marked[path]


def days(terms: Mapping[str, Term], keys: Sequence[str], locked: Lock) -> Derived[Day]:
    bare = all_days({key: Term(key=key) for key in terms}, days_of(locked.pages))

    def day(key: str) -> Day:
        term = terms.get(key) or Term(key=key)
        return structs.replace(bare[key], statements=term.statements, articles=term.articles)

    return Derived(keys, day)

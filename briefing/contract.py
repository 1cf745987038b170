"""What readers were promised: no address vanishes, no published statement changes in silence.

The promise is in the lock (:mod:`briefing.lock`). What would break it is an error that names the
address that readers would lose and says what to write.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from operator import attrgetter
from pathlib import PurePosixPath

from msgspec import structs

from briefing.addresses import by_page, page_path, path_of_name
from briefing.content import Content
from briefing.documents import Document
from briefing.fields import Place
from briefing.lock import NAME, Lock, Published, Size, digest
from briefing.memory import Memory
from briefing.model import Article, Statement, actor_path, article_path, path, theme_path, url
from briefing.names import UNKNOWN
from briefing.permalinks import permalink
from briefing.problems import Problem, listed
from briefing.quotations import Finding
from briefing.schema import StatementFields
from briefing.site import Site

Places = Mapping[str, tuple[Document, Place]]
Former = Mapping[str, Sequence[str]]

FEW = 5
"""How many lost pages are compared with each that is new."""


def broken(
    content: Content,
    site: Site,
    paths: Collection[str],
    lock: Lock,
    places: Places,
    finding: Finding,
) -> Iterator[Problem]:
    """What *site*, with pages at *paths*, would take from readers that *lock* promised them."""
    yield from _lost_pages(content, site, paths, lock)
    leads = {redirect.path: redirect.target for redirect in site.redirects}
    former = _former_slugs(leads, lock.pages - set(paths), set(paths) - lock.pages)
    for identity, published in lock.statements.items():
        page = article_path(published.article)
        if page not in paths:
            continue  # lost or unreadable: a problem of its own, and the only one
        statement = site.statements.get(identity)
        page = leads.get(page, page)
        if statement is None:
            yield _lost_statement(content, site, identity, published, page)
            continue
        document, at = places[identity]
        if page != path(statement):
            address = permalink(site.settings, f"{article_path(published.article)}#{identity}")
            message = f"readers would lose {address}: the statement has moved to another article"
            hint = f"give it a new id here, and leave in its old place\n{_stub(site, identity)}"
            yield document.problem(message, hint, at=(*at, "id"))
        elif len(statement.changes) < published.changes:
            message = f"a published change note of the statement “{identity}” is gone"
            hint = "bring it back; what was wrong with it can be told in another one"
            yield document.problem(message, hint, at=(*at, "id"))
        elif len(statement.changes) == published.changes and not _says_what(
            published, statement, _entry(document, at), former
        ):
            address = permalink(site.settings, url(statement))
            message = f"the published statement {address} was changed, and nothing tells readers"
            was = finding.edited.get(identity)
            yield document.problem(message + (f": {was}" if was else ""), EDITED, at=(*at, "id"))


def proofs(lock: Lock, site: Site, finding: Finding, sizes: Mapping[str, Size]) -> Lock:
    """*lock* with all that the source texts at hand prove; *sizes* are theirs."""
    quotes = dict(lock.quotes)
    for identity, statement in site.statements.items() if finding.found or quotes else ():
        if identity in finding.found:
            quotes[identity] = finding.found[identity]
        elif not statement.quote:
            quotes.pop(identity, None)
    return structs.replace(lock, quotes=quotes, sources={**lock.sources, **sizes})


def renewed(
    lock: Lock,
    site: Site,
    paths: Collection[str],
    places: Places,
    memory: Memory | None = None,
) -> Lock:
    """*lock* with all that *site* adds to it. An entry is replaced only where a new change tells
    of it."""
    statements = dict(lock.statements)
    filed: dict[str, set[str]] = defaultdict(set, {k: set(ids) for k, ids in lock.filed.items()})
    statements |= (memory or Memory(lasting=False)).merged(
        "digests",
        list(site.articles.values()),
        attrgetter("slug"),
        (site.actors, site.themes),
        lambda article: _published(site, article, places),
    )
    for key, term in site.terms["days"].items():
        filed[key] |= set(term.statements)
    return structs.replace(
        lock,
        pages=lock.pages | {path for path in paths if path.endswith(".html")},
        filed={key: frozenset(ids) for key, ids in filed.items()},
        statements=statements,
    )


def _published(site: Site, article: Article, places: Places) -> dict[str, Published]:
    found = {}
    for identity in article.statements:
        statement = site.statements[identity]
        now = digest(statement, _entry(*places[identity]))
        found[identity] = Published(now, len(statement.changes), article.slug)
    return found


def statement_places(content: Content, memory: Memory | None = None) -> Places:
    """Where each statement stands in the content, by its id; the first, if two have one."""
    documents = content.documents[::-1]
    if memory is None or not memory.lasting:
        return _Found(documents)
    return memory.merged("places", documents, attrgetter("name"), (), _places)


class _Found(Mapping[str, tuple[Document, Place]]):
    """The places, found when somebody asks: most sites are published without anybody doing so."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    @cached_property
    def _places(self) -> Places:
        return dict(chain.from_iterable(_places(document).items() for document in self._documents))

    def __getitem__(self, key: str) -> tuple[Document, Place]:
        return self._places[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _places(document: Document) -> dict[str, tuple[Document, Place]]:
    entries: Sequence[StatementFields] = getattr(document.fields, "statements", ())
    numbered = reversed(list(enumerate(entries)))
    return {entry.id: (document, ("statements", at)) for at, entry in numbered if entry.id}


def _entry(document: Document, at: Place) -> StatementFields:
    """The statement at a place, as its editor wrote it."""
    entries: Sequence[StatementFields] = getattr(document.fields, "statements", ())
    return entries[int(at[1])]


def _former_slugs(leads: Mapping[str, str], lost: Collection[str], new: Collection[str]) -> Former:
    """The slugs that renamed actors and themes had before, by their present page.

    What is lost may be any that is new: that is told once, and not by each of its statements.
    """
    former: dict[str, list[str]] = defaultdict(list)
    pairs = list(leads.items())
    if len(lost) <= FEW:
        pairs += product(lost, new)
    for old, page in pairs:
        if old.rpartition("/")[0] == page.rpartition("/")[0]:
            former[page].append(PurePosixPath(old).stem)
    return former


def _says_what(
    published: Published,
    statement: Statement,
    entry: StatementFields,
    former: Former,
) -> bool:
    """Whether *statement* says what was *published*; who is renamed is the same as before."""
    slugs = {actor_path(slug) for slug in (*statement.by, *statement.with_, *statement.concerning)}
    slugs |= {actor_path(relay.actor) for relay in statement.via}
    slugs |= {theme_path(slug) for slug in statement.about}
    renamed = sorted(slugs & former.keys())
    for names in product(*[(PurePosixPath(page).stem, *former[page]) for page in renamed]):
        was = dict(zip(renamed, names, strict=True))
        then = structs.replace(
            statement,
            by=tuple(was.get(actor_path(slug), slug) for slug in statement.by),
            with_=tuple(was.get(actor_path(slug), slug) for slug in statement.with_),
            concerning=tuple(was.get(actor_path(slug), slug) for slug in statement.concerning),
            about=tuple(was.get(theme_path(slug), slug) for slug in statement.about),
            via=tuple(
                structs.replace(relay, actor=was.get(actor_path(relay.actor), relay.actor))
                for relay in statement.via
            ),
        )
        if digest(then, entry) == published.digest:
            return True
    return False


def _lost_pages(
    content: Content, site: Site, paths: Collection[str], lock: Lock
) -> Iterator[Problem]:
    unread = set(map(path_of_name, content.unread))
    drafts = {page_path(doc): doc for doc in content.documents if doc.fields.draft == "true"}
    for lost in sorted(lock.pages - set(paths) - unread):
        folder = lost.rpartition("/")[0]
        new = [
            document.path
            for document in content.documents
            if page_path(document) not in lock.pages and document.kind == (folder or "pages")
        ]
        line = f"`redirect_from: [{lost.removesuffix('.html')}]`"
        where = f" ({listed(new[:3])})" if new else ""
        hint = f"bring its file back, or add {line} to the document in its place{where}"
        if lost in drafts:
            hint = f"delete `draft: true` in {drafts[lost].path}: what is published stays so"
        message = f"readers would lose {permalink(site.settings, lost)}"
        yield Problem(f"{content.root}/{NAME}", 0, 0, message, hint)


def _lost_statement(
    content: Content, site: Site, identity: str, published: Published, page: str
) -> Problem:
    """*page* is where the statement's article lies now."""
    address = permalink(site.settings, f"{article_path(published.article)}#{identity}")
    document = by_page(content)[page]
    hint = (
        f"bring it back among the statements of {document.path}; if it does not hold, with\n"
        f"status: withdrawn\nchanges: {NOTE}\n"
        "or, if its words must go, leave in its place\n"
        f"{_stub(site, identity)}"
    )
    return Problem(f"{content.root}/{NAME}", 0, 0, f"readers would lose {address}", hint)


def _stub(site: Site, identity: str) -> str:
    """What keeps the address of a statement and nothing else; its theme does not matter."""
    theme = next((theme.name for theme in site.themes.values()), "…")
    about = json.dumps(theme, ensure_ascii=False)
    return f"- {{id: {identity}, by: {UNKNOWN}, about: {about}, status: removed, changes: {NOTE}}}"


NOTE = "[{date: …, note: …}]"
EDITED = (
    "take the edit back, or add to the statement, with the day and what was wrong,\n"
    f"changes: {NOTE}\n"
    "(`minor: true` in it for a slip of the pen; one entry more if there are some already), "
    "then run `python build.py check --fix`"
)
"""What to write; the day and the words are the editor's."""

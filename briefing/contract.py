"""What readers were promised: no address vanishes, no published statement changes in silence.

The promise is in the lock (:mod:`briefing.lock`). What would break it is an error that names the
address that readers would lose and says what to write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from briefing.addresses import page_path, path_of_name
from briefing.content import Content, Document
from briefing.fields import Place
from briefing.lock import NAME, Lock, Published, Size, digest
from briefing.model import article_path
from briefing.problems import Problem, listed
from briefing.quotations import Finding
from briefing.site import Site

Places = Mapping[str, tuple[Document, Place]]


def broken(
    content: Content, site: Site, paths: Collection[str], lock: Lock, places: Places
) -> Iterator[Problem]:
    """What *site*, with pages at *paths*, would take from readers that *lock* promised them."""
    yield from _lost_pages(content, paths, lock)
    for identity, published in lock.statements.items():
        statement = site.statements.get(identity)
        if statement is None:
            # A page that is lost, or cannot be read, is a problem of its own and the only one.
            if article_path(published.article) not in paths:
                continue
            yield _lost_statement(content, identity, published)
        elif digest(statement) != published.digest and len(statement.changes) <= published.changes:
            document, at = places[identity]
            message = f"the published statement “{identity}” was changed, and nothing tells readers"
            hint = (
                "add to its `changes`: {date: …, note: …} (with `minor: true` for a slip of the "
                "pen), then run `python build.py check --fix`"
            )
            yield document.problem(message, hint, at=(*at, "id"))


def renewed(
    lock: Lock,
    site: Site,
    paths: Collection[str],
    finding: Finding,
    sizes: Mapping[str, Size],
) -> Lock:
    """*lock* with all that *site* adds to it; *sizes* are those of the source texts at hand.

    An entry is replaced only where a new change tells of it, a quotation only if the source text
    at hand proves it.
    """
    statements = dict(lock.statements)
    quotes = dict(lock.quotes)
    filed: dict[str, set[str]] = defaultdict(set, {k: set(ids) for k, ids in lock.filed.items()})
    for identity, statement in site.statements.items():
        statements[identity] = Published(
            digest(statement), len(statement.changes), statement.article
        )
        if identity in finding.found:
            quotes[identity] = finding.found[identity]
        elif not statement.quote:
            quotes.pop(identity, None)
    for key, term in site.terms["days"].items():
        filed[key] |= set(term.statements)
    return Lock(
        pages=lock.pages | {path for path in paths if path.endswith(".html")},
        filed={key: frozenset(ids) for key, ids in filed.items()},
        statements=statements,
        quotes=quotes,
        sources={**lock.sources, **sizes},
    )


def statement_places(content: Content) -> dict[str, tuple[Document, Place]]:
    """Where each statement stands in the content, by its id."""
    places: dict[str, tuple[Document, Place]] = {}
    for document in content.documents:
        for number, entry in enumerate(getattr(document.fields, "statements", ())):
            if entry.id:
                places.setdefault(entry.id, (document, ("statements", number)))
    return places


def _lost_pages(content: Content, paths: Collection[str], lock: Lock) -> Iterator[Problem]:
    unread = set(map(path_of_name, content.unread))
    drafts = {page_path(doc): doc for doc in content.documents if doc.fields.draft == "true"}
    for path in sorted(lock.pages - set(paths) - unread):
        folder = path.rpartition("/")[0]
        new = [
            document.path
            for document in content.documents
            if page_path(document) not in lock.pages and document.kind == (folder or "pages")
        ]
        hint = f"add `redirect_from: [{path.removesuffix('.html')}]` to the document in its place"
        if path in drafts:
            hint = f"delete `draft: true` in {drafts[path].path}: what is published stays so"
        elif new:
            hint += f" ({listed(new[:3])})"
        yield Problem(f"{content.root}/{NAME}", 0, 0, f"readers would lose the page {path}", hint)


def _lost_statement(content: Content, identity: str, published: Published) -> Problem:
    address = f"{article_path(published.article)}#{identity}"
    hint = (
        f"bring the statement back into content/articles/{published.article}.md with "
        "`status: withdrawn` (or `removed`) and a note in `changes`"
    )
    message = f"readers would lose the statement {address}"
    return Problem(f"{content.root}/{NAME}", 0, 0, message, hint)

"""Which document's page lies where, and who may claim an address.

A page is named after its file and keeps its address for ever; an address that it had before leads
to it. Two claims to one address, also when they differ by case or Unicode form only, are an error
that names both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from briefing.content import Content
from briefing.documents import Document, kind_and_slug
from briefing.model import Redirect, actor_path, article_path, day_path, theme_path
from briefing.problems import Problem


def page_path(document: Document) -> str:
    """The output path of a document's own page."""
    return _path(document.kind, document.slug)


def path_of_name(name: str) -> str:
    """The output path of the document that is called *name* in the content folder."""
    return _path(*kind_and_slug(name))


def by_page(content: Content, *kinds: str) -> dict[str, Document]:
    """The documents (of some *kinds*) by their pages' paths; where a draft claims the same, the
    published one."""
    found = [doc for doc in content.documents if not kinds or doc.kind in kinds]
    drafts_first = sorted(found, key=lambda document: document.fields.draft == "false")
    return {page_path(document): document for document in drafts_first}


def home(content: Content) -> Document:
    """The document of the home page."""
    return next(document for document in content.documents if document.kind == "site")


def _path(kind: str, slug: str) -> str:
    match kind:
        case "articles":
            return article_path(slug)
        case "actors":
            return actor_path(slug)
        case "themes":
            return theme_path(slug)
        case "dates":
            return day_path(slug)
        case "pages":
            return f"{slug}.html"
        case _:
            return "index.html"


def one_claimant_each(documents: Sequence[Document], problems: list[Problem]) -> list[Document]:
    """The documents that are first to claim their path; the others become problems."""
    claims: dict[str, list[tuple[Document, str]]] = defaultdict(list)
    for doc in documents:
        claims[page_path(doc).casefold()].append((doc, ""))
    for doc in documents:
        for old in filter(None, doc.fields.redirect_from):
            claims[f"{old.removesuffix('.html')}.html".casefold()].append((doc, old))
    doubled = set()
    for path, claimants in claims.items():
        for doc, old in claimants[1:]:
            first, first_old = claimants[0]
            place = f"{first.path}:{first.line_of(('redirect_from',))}" if first_old else first.path
            message = f"the page {path} is claimed twice; {place} claims it too"
            if old:
                hint = "delete the address that leads elsewhere"
            else:
                hint = "rename one of the files; the page is named after the file"
                doubled.add(doc.path)
            at = ("redirect_from",) if old else ()
            problems.append(doc.problem(message, hint, at=at))
    return [doc for doc in documents if doc.path not in doubled]


def redirects(documents: Sequence[Document]) -> Iterable[Redirect]:
    """The redirects whose path nothing else claims."""
    moved = [doc for doc in documents if doc.fields.redirect_from]
    if not moved:
        return
    claimed = {page_path(doc).casefold() for doc in documents}
    for doc in moved:
        for old in filter(None, doc.fields.redirect_from):
            path = f"{old.removesuffix('.html')}.html"
            if path.casefold() not in claimed:
                claimed.add(path.casefold())
                yield Redirect(path=path, target=page_path(doc))

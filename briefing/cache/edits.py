"""Edited bodies put in the place of those before: the change that editors make most often.

A body stands in its page word for word, so where nothing else of a document has changed, the page
is made from the one before, without templates and without the site. Whenever that is not quite
sure, the answer is None, and the build goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from briefing import markup
from briefing.addresses import page_path
from briefing.cache.kept import Known
from briefing.cache.stamp import Stamp
from briefing.content import read
from briefing.documents import INDEX, KINDS, Document
from briefing.hrefs import ROOT
from briefing.markup import Targets
from briefing.name_links import NameLinks


class Edited(NamedTuple):
    """The pages that are different now, and what is known then."""

    pages: dict[str, bytes]
    known: Known


def apply(
    known: Known, stamp: Stamp, folder: Path, page: Callable[[str], bytes | None]
) -> Edited | None:
    """The pages of the content in *folder* after an edit of bodies; None if it may be more.

    *page* gives a page as the last build wrote it, or None where it cannot be told.
    """
    if known.fixed != stamp.fixed or known.content.keys() != stamp.content.keys() or known.texts:
        return None
    changed = [path for path, state in stamp.content.items() if known.content[path] != state]
    documents: list[Document] = []
    for path in changed:
        document = _document(known, folder, path.partition("/")[2]) if path[:2] == "0/" else None
        if document is None:
            return None
        if document.name in known.bodies:  # else it is a draft
            documents.append(document)
    names = NameLinks(_near(known.names, "\0".join(document.body for document in documents)))
    bodies: dict[str, str] = {}
    for document in documents:
        html = _html(document, names)
        own = page_path(document)
        if html is None or bool(html) is not known.bodies[document.name] or own in known.unclear:
            return None
        if html:
            bodies[own] = html
    return _spliced(known, stamp, bodies, page)


def _document(known: Known, folder: Path, name: str) -> Document | None:
    """The document *name*, if nothing but its body is not as it is known."""
    if not name.endswith(".md") or (name != INDEX and name.partition("/")[0] not in KINDS):
        return None
    document, problems = read(folder.as_posix(), name, folder)
    if document is None or problems or known.fronts.get(name) != document.front_sum:
        return None
    return document


def _near(names: Mapping[str, str], text: str) -> Mapping[str, str]:
    """Those of *names* that may stand in *text*: it takes long to look for all that there are."""
    if "&" in text or "\\" in text:  # by which any letter may be written
        return names
    return {name: path for name, path in names.items() if name.partition(" ")[0] in text}


def _html(document: Document, names: NameLinks) -> str | None:
    """The HTML of the body; None if it may lead somewhere, or is not in order."""
    if document.being.leads:
        return None
    html, flaws = markup.render(
        document.body,
        folder=document.name.rpartition("/")[0],
        targets=Targets(pages={}, statements={}, assets={}),
        names=names,
        own=(page_path(document),),
    )
    return None if flaws else html


def _spliced(
    known: Known,
    stamp: Stamp,
    bodies: Mapping[str, str],
    page: Callable[[str], bytes | None],
) -> Edited | None:
    """The pages on which *bodies* stand, with these in their places."""
    pieces: dict[str, list[tuple[int, int, str]]] = {}
    for own in bodies:
        for path, at, length in known.printed.get(own, ()):
            pieces.setdefault(path, []).append((at, length, own))
    if "404.html" in pieces:
        return None
    pages: dict[str, bytes] = {}
    moved: dict[str, list[tuple[int, int]]] = {}
    for path, found in pieces.items():
        before = page(path)
        if before is None:
            return None
        root = "../" * path.count("/")
        parts, end = [], 0
        for at, length, own in sorted(found):
            text = bodies[own].replace(ROOT, root).encode()
            parts += [before[end:at], text]
            end = at + length
            moved.setdefault(path, []).append((at, len(text) - length))
        pages[path] = b"".join([*parts, before[end:]])
    printed = {
        own: [(path, *_place(at, length, moved.get(path, ()))) for path, at, length in found]
        for own, found in known.printed.items()
    }
    return Edited(pages, structs.replace(known, content=stamp.content, printed=printed))


def _place(at: int, length: int, moved: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where what stood *at* a place stands now, and how long it is; *moved* tells where something
    has grown, and by how much."""
    for place, growth in moved:
        if place == at:
            length += growth
    return at + sum(growth for place, growth in moved if place < at), length

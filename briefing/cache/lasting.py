"""The documents as the last build has left them: read again only where somebody has edited one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, structs

from briefing import content, limits, markup
from briefing.addresses import path_of_name
from briefing.cache.filed import Filed
from briefing.cache.kept import Traces
from briefing.compiled import Compiled
from briefing.content import Content
from briefing.directory import Directory, directory
from briefing.documents import INDEX, Document
from briefing.markup import Targets
from briefing.memory import Memory
from briefing.name_links import NameLinks
from briefing.ondisk import OnDisk
from briefing.parcels import Parcel, Shelf, document_of
from briefing.spool import Text

MOST = 64
"""Of more edited documents the content is read as a whole."""
SUM = 8
"""Bytes of what tells one part of a text from others."""
NOWHERE = Targets(pages={}, statements={}, assets={})


class UnsureError(Exception):
    """More may have changed than names."""


class Last(Struct, frozen=True, kw_only=True):
    """What the last build has left; ``shown`` tells of the documents that have a page whether
    anything stands in their bodies. So many ``processes`` may look at it."""

    filed: Filed
    traces: Traces
    shelf: Shelf
    shown: Mapping[str, bool]
    compiled: Compiled
    processes: int


def rendered(document: Document, names: NameLinks, targets: Targets) -> str:
    """The HTML of a body. Raises UnsureError where something is wrong with it."""
    html, flaws = markup.render(
        document.body,
        folder=document.name.rpartition("/")[0],
        targets=targets,
        names=names,
        own=(path_of_name(document.name),),
    )
    if flaws:
        raise UnsureError
    return html


class Files:
    """The documents of now: those that were edited, those that are no articles, and any other when
    it is asked for. Raises UnsureError where one cannot be what it was."""

    def __init__(self, last: Last, folder: Path) -> None:
        self.root = folder.as_posix()
        self._folder = folder
        self._shelf = last.shelf
        self.parcels: dict[str, Parcel] = {}
        self.sums: dict[str, bytes] = {}
        self.edited: dict[str, Document] = {}
        self.before: dict[str, Document] = {}
        self.rewritten: list[str] = []
        filed = last.filed
        for at, name in enumerate(filed.names):
            parcel, still = last.shelf.look(name)
            sums = filed.sums[at * 2 * SUM : (at + 1) * 2 * SUM]
            if parcel is None or parcel.front_sum != sums[:SUM]:
                raise UnsureError
            if not still:
                parcel = self._edit(name, parcel, sums[SUM:])
            elif parcel.body_sum != sums[SUM:]:
                raise UnsureError
            self.parcels[name] = parcel
            self.sums[name] = parcel.front_sum + parcel.body_sum
        total = sum(parcel.length for parcel in self.parcels.values())
        if total > limits.TOTAL:
            raise UnsureError
        self.others = [self.document(n) for n in filed.names if not n.startswith("articles/")]
        self.publishers = filed.publishers
        self.left_out = set(filed.left_out)
        paths = set(last.traces.tables["bodies"])
        found = [name for name in filed.names if f"{self.root}/{name}" not in self.left_out]
        self.published = {name: path for name in found if (path := path_of_name(name)) in paths}
        self.names = {path: name for name, path in self.published.items()}
        if len(self.names) != len(paths) or len(self.published) != len(paths):
            raise UnsureError

    def _edit(self, name: str, before: Parcel, body_sum: bytes) -> Parcel:
        document, problems = content.read(self.root, name, self._folder)
        if document is None or problems or len(self.edited) == MOST:
            raise UnsureError
        if document.body_sum != body_sum:
            self.rewritten.append(name)
            if document.being.leads:
                raise UnsureError
        self.before[name] = was = document_of(self.root, before, document.text)
        if document.front_sum != was.front_sum and (
            name == INDEX
            or document.fields.draft == "true"
            or document.fields.draft != was.fields.draft
            or document.fields.redirect_from != was.fields.redirect_from
        ):
            raise UnsureError
        self.edited[name] = document
        self._shelf.learn(document)
        return structs.replace(
            before,
            front_sum=document.front_sum,
            body_sum=document.body_sum,
            length=document.length,
            being=(document.being.blank, document.being.plain, document.being.leads),
        )

    def document(self, name: str) -> Document:
        """The document *name*."""
        if name in self.edited:
            return self.edited[name]
        return document_of(self.root, self.parcels[name], self.text(name))

    def text(self, name: str) -> Text:
        """The text of the document *name*."""
        if name in self.edited:
            return self.edited[name].text
        sums = self.parcels[name].sums
        return OnDisk(self.root, self._folder, name, sums, self._shelf.known_state(name))

    def fields_may_hold(self, name: str, words: Sequence[bytes]) -> bool:
        """Whether the frontmatter of the document *name* may hold one of *words*."""
        fields = bytes(self.parcels[name].fields)
        return name in self.edited or any(word in fields for word in words)

    def body_may_hold(self, name: str, words: Sequence[bytes]) -> bool:
        """Whether the body of the document *name* may hold one of *words*."""
        text = self.text(name)
        return not isinstance(text, OnDisk) or text.may_hold(words)

    def has_body(self, name: str) -> bool:
        """Whether anything stands in the body of the document *name*, one without links."""
        document = self.edited[name]
        if document.being.plain:
            return not document.being.blank
        return bool(rendered(document, NameLinks({}), NOWHERE))

    def directory(self) -> Directory:
        """Everybody and everything that can be named."""
        naming = [self.document(name) for name in self.publishers]
        every = sorted([*self.others, *naming], key=lambda document: document.name)
        left_out = [doc for doc in every if doc.path in self.left_out]
        there = [doc for doc in every if doc.path not in self.left_out]
        empty = Content(root=self.root, documents=(), unread=(), problems=())
        return directory(empty, there, left_out, Memory(lasting=False))

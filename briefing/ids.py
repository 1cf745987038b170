"""Ids for statements that have none yet, written into the file as an editor would.

An id is permanent, so it is assigned once, by ``check --fix``, and never changed. The file keeps
its comments, its order and its line ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from briefing import matter
from briefing.content import Content
from briefing.documents import Document
from briefing.schema import ArticleFields
from briefing.statements import propose_id


class Assigned(Struct, frozen=True):
    """An id that was written into a document, at a line counted from 1."""

    path: str
    line: int
    id: str


def assign(content: Content) -> Iterator[Assigned]:
    """Write an id into every statement that has none, of documents in which nothing is wrong."""
    taken = {
        statement.id
        for document in content.documents
        if isinstance(document.fields, ArticleFields)
        for statement in document.fields.statements
        if statement.id
    }
    for document in content.documents:
        fields = document.fields
        if document.faults:
            continue  # where something stands is not sure until it is mended
        if isinstance(fields, ArticleFields) and any(not s.id for s in fields.statements):
            yield from _assign(document, fields, taken)


def _assign(document: Document, fields: ArticleFields, taken: set[str]) -> Iterator[Assigned]:
    path = Path(document.path)
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    places = []
    for number, statement in enumerate(fields.statements):
        if not statement.id:
            text = statement.says or statement.does or statement.plans or ""
            identity = propose_id(document.slug, text, taken)
            taken.add(identity)
            line, column = matter.locate(document.front, ("statements", number))
            if document.front.split("\n")[line][column : column + 1] in {"!", "&"}:
                continue  # no field can be put before a tag or an anchor
            places.append((document.front_line + line, column, identity))
    # From the foot upwards, so that the places above stay where they are.
    for number, column, identity in reversed(places):
        text = lines[number - 1]
        head, rest = text[:column], text[column:]
        if rest.startswith("{"):
            lines[number - 1] = f"{head}{{id: {identity}, {rest[1:].lstrip()}"
        else:
            end = text[len(text.rstrip("\r\n")) :] or "\n"
            lines[number - 1] = f"{head}id: {identity}{end}{' ' * column}{rest}"
    _replace(path, "".join(lines).encode())
    for offset, (number, _, identity) in enumerate(places):
        yield Assigned(document.path, number + offset, identity)


def _replace(path: Path, data: bytes) -> None:
    """Write *data* to *path* whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)

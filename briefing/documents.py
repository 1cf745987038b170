"""What the text of a file is as a document: its fields, its body, and all that is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from msgspec import Struct, structs

from briefing import limits, markup, matter
from briefing.fields import Fault, FrontmatterError, Place
from briefing.model import slug_of
from briefing.problems import Problem, Severity, first
from briefing.schema import (
    ActorFields,
    AnyFields,
    ArticleFields,
    DayFields,
    PageFields,
    SiteFields,
    ThemeFields,
)
from briefing.spool import Held, Text
from briefing.unseen import FORBIDDEN, is_printable

INDEX = "index.md"
KINDS: dict[str, type[AnyFields]] = {
    "articles": ArticleFields,
    "actors": ActorFields,
    "themes": ThemeFields,
    "dates": DayFields,
    "pages": PageFields,
}

_SLUG = re.compile(r"[^\W_](?:[\w.-]*[\w])?")
_SUM = 8
"""Bytes of a sum."""
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
"""What Windows takes for a device, whatever follows after a full stop."""


class Being(Struct, frozen=True):
    """What a body is: nothing but white space, paragraphs in which nothing means anything to
    Markdown, or perhaps with links (or pictures) in it."""

    blank: bool
    plain: bool
    leads: bool


class Document(Struct, frozen=True, kw_only=True):
    """One file of ``content/``. ``kind`` is its folder, or ``site`` for ``index.md``.

    ``length`` counts the characters of both its parts, the sums tell them from others: that of the
    frontmatter tells also where it stands. ``being`` is what has to be known of the body before it
    is shown. ``faults`` are the places of its frontmatter that are known to be wrong: what stands
    there is a stand-in, and what follows from it is no problem of its own.
    """

    root: str
    name: str
    kind: str
    slug: str
    fields: AnyFields
    text: Text
    length: int
    front_line: int
    body_line: int
    front_sum: bytes
    body_sum: bytes
    being: Being
    faults: tuple[Place, ...] = ()

    @property
    def front(self) -> str:
        return self.text.front

    @property
    def body(self) -> str:
        return self.text.body

    @property
    def path(self) -> str:
        return f"{self.root}/{self.name}"

    def problem(
        self,
        message: str,
        hint: str = "",
        *,
        at: Place = (),
        on_key: bool = False,
        severity: Severity = "error",
    ) -> Problem:
        """A Problem at the field *at* (keys and list positions)."""
        line, column = matter.locate(self.front, at, on_key=on_key)
        source = _lines(self.front)[line]
        return Problem(
            self.path, self.front_line + line, column + 1, message, hint, source, severity
        )

    def body_problem(self, line: int, message: str, hint: str = "", *, find: str = "") -> Problem:
        """A Problem in the body, *line* counted from 0, at the text *find* in that line."""
        lines = _lines(self.body)
        source = lines[line] if line < len(lines) else ""
        column = max(source.find(find), 0) if find else 0
        return Problem(self.path, self.body_line + line, column + 1, message, hint, source)

    def line_of(self, at: Place, *, on_key: bool = False) -> int:
        """The line of the file, from 1, where the field *at* stands."""
        return self.front_line + matter.locate(self.front, at, on_key=on_key)[0]


class Plain:
    """A body of plain paragraphs: the document's name, its page's path, its text with the sum that
    tells it from others, and whether nothing stands in it."""

    __slots__ = ("blank", "name", "own", "sum", "text")

    def __init__(self, document: Document, own: str) -> None:
        self.name = document.name
        self.own = own
        self.text = document.text
        self.sum = document.body_sum
        self.blank = document.being.blank


Known = tuple[Document | None, list[Problem]]
"""What a file is as a document, and what is wrong with it."""


def parse(root: str, name: str, text: str) -> tuple[Document | None, list[Problem]]:
    """*text* as the document *name*, and everything that is wrong with it."""
    path = f"{root}/{name}"
    kind, slug = kind_and_slug(name)
    problems = first(path, islice(forbidden(path, text), limits.PROBLEMS + 1))
    flaw = _flaw_of_slug(_stem(name), slug) if kind != "site" else None
    if flaw:
        problems.append(Problem(path, 0, 0, *flaw))
    if problems:
        return None, problems
    try:
        parts = matter.split(text)
    except FrontmatterError as error:
        line = text.partition("\n")[0]
        return None, [Problem(path, 1, 1, f.message, f.hint, line) for f in error.faults]
    flaw = _flaw_of_body(parts.body)
    if flaw:
        return None, [Problem(path, parts.body_line, 1, *flaw)]
    fields: AnyFields
    try:
        fields, faults = matter.read(parts.front, SiteFields if kind == "site" else KINDS[kind])
    except FrontmatterError as error:
        return None, [_placed(path, parts, text, fault) for fault in error.faults]
    if len(faults) > limits.PROBLEMS:  # too many to tell what follows from which
        some = faults[: limits.PROBLEMS + 1]
        return None, first(path, (_placed(path, parts, text, fault) for fault in some))
    if isinstance(fields, ArticleFields) and fields.draft == "true" and not fields.title:
        # A draft may lack a title: until it has one, it goes by its source's headline.
        fields = structs.replace(fields, title=fields.source.headline or slug)
        faults = tuple(fault for fault in faults if fault.message != "“title” is missing")
    front_sum, body_sum = sums(parts)
    document = Document(
        root=root,
        name=name,
        kind=kind,
        slug=slug,
        fields=fields,
        text=Held(parts.front, parts.body),
        length=len(parts.front) + len(parts.body),
        front_line=parts.front_line,
        body_line=parts.body_line,
        front_sum=front_sum,
        body_sum=body_sum,
        being=Being(not parts.body.strip(), markup.is_plain(parts.body), "[" in parts.body),
        faults=tuple(fault.path or () for fault in faults),
    )
    return document, [_placed(path, parts, text, fault) for fault in faults]


def sums(parts: matter.Parts) -> tuple[bytes, bytes]:
    """What tells the two parts of a text from others; of the frontmatter also where it stands."""
    front, body = f"{parts.front_line}{parts.front}", parts.body
    return (
        blake2b(front.encode(), digest_size=_SUM).digest(),
        blake2b(body.encode(), digest_size=_SUM).digest(),
    )


def kind_and_slug(name: str) -> tuple[str, str]:
    """The kind and the slug of the document *name*; both depend on nothing but its name."""
    kind = "site" if name == INDEX else name.partition("/")[0]
    return kind, slug_of(_stem(name))


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".md")


def forbidden(path: str, text: str) -> Iterator[Problem]:
    """Each invisible character of *text*, the whole of a file, that readers must not meet."""
    if is_printable(text):
        return
    for match in FORBIDDEN.finditer(text):
        char, start = match.group(), text.rfind("\n", 0, match.start()) + 1
        name = unicodedata.name(char, f"control character U+{ord(char):04X}")
        end = text.find("\n", start)
        yield Problem(
            path,
            text.count("\n", 0, start) + 1,
            match.start() - start + 1,
            f"an invisible character that has no place in text: {name}",
            "delete it",
            text[start : end if end >= 0 else None],
        )


def is_device(slug: str) -> bool:
    """Whether Windows takes a file of that name for a device."""
    return slug.partition(".")[0] in _DEVICES


def _flaw_of_body(body: str) -> tuple[str, str] | None:
    """Why *body* is more than a page can be made of, and what to do; none if it is not."""
    if len(body) > limits.BODY:
        message = f"the body has {len(body):,} characters; a page has at most {limits.BODY:,}"
        return message, "make several documents of it"
    if body.count("[") > limits.LINKS:
        message = f"the body has {body.count('['):,} brackets; at most {limits.LINKS:,} are read"
        return message, "make several documents of it, or leave brackets out"
    return None


def _flaw_of_slug(stem: str, slug: str) -> tuple[str, str] | None:
    """Why *slug* cannot name a page, and what to do; none if it can."""
    if not _SLUG.fullmatch(slug):
        hint = "use letters, digits, hyphens and full stops; the page is named after the file"
        return f"“{stem}” cannot be a part of an address", hint
    if len(slug.encode("utf-8", "replace")) > limits.SLUG:
        hint = "the page is named after the file; choose a shorter name"
        return f"the file’s name is longer than {limits.SLUG} bytes", hint
    if is_device(slug):
        hint = f"choose another name, such as {slug.partition('.')[0]}-1.md"
        return f"“{stem}” cannot be the name of a file on Windows: it is a device there", hint
    return None


def _placed(path: str, parts: matter.Parts, text: str, fault: Fault) -> Problem:
    line, column = fault.line, fault.column
    if fault.path is not None:
        line, column = matter.locate(parts.front, fault.path, on_key=fault.on_key)
    number = parts.front_line + line
    return Problem(path, number, column + 1, fault.message, fault.hint, _lines(text)[number - 1])


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """The lines of *text*, kept: many things may be wrong in one document."""
    return text.split("\n")

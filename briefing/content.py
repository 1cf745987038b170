"""The content folder as documents: every file read once, every file accounted for.

A file that is not a document of a known kind is reported, never passed over in silence, and all
files are read before anybody is told what is wrong with them.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from msgspec import Struct, structs

from briefing import limits, matter
from briefing.fields import Fault, FrontmatterError, Place
from briefing.memory import Memory
from briefing.model import slug_of
from briefing.problems import Problem, Severity, first, listed
from briefing.schema import (
    ActorFields,
    AnyFields,
    ArticleFields,
    DayFields,
    PageFields,
    SiteFields,
    ThemeFields,
)
from briefing.unseen import FORBIDDEN

INDEX = "index.md"
KINDS: dict[str, type[AnyFields]] = {
    "articles": ArticleFields,
    "actors": ActorFields,
    "themes": ThemeFields,
    "dates": DayFields,
    "pages": PageFields,
}
NOT_DOCUMENTS = {"sources", "briefing.lock", "boilerplate.txt"}

_SLUG = re.compile(r"[^\W_](?:[\w.-]*[\w])?")
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
"""What Windows takes for a device, whatever follows after a full stop."""


class Document(Struct, frozen=True, kw_only=True):
    """One file of ``content/``. ``kind`` is its folder, or ``site`` for ``index.md``.

    ``faults`` are the places of its frontmatter that are known to be wrong: what stands there is
    a stand-in, and what follows from it is no problem of its own.
    """

    root: str
    name: str
    kind: str
    slug: str
    fields: AnyFields
    front: str
    front_line: int
    body: str
    body_line: int
    faults: tuple[Place, ...] = ()

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


class Content(Struct, frozen=True, kw_only=True):
    """All documents of a content folder, sorted by name, and what is to be said about the rest.

    ``unread`` are the names of files that should be documents and could not be read at all.
    """

    root: str
    documents: tuple[Document, ...]
    unread: tuple[str, ...]
    problems: tuple[Problem, ...]


Known = tuple[Document | None, list[Problem]]
"""What a file is as a document, and what is wrong with it."""


def load(
    folder: Path, memory: Memory | None = None, changed: Collection[str] | None = None
) -> Content:
    """Read *folder*. Problems are collected, not raised.

    What *memory* has of a file is taken as long as the file is as it was. If it is known which
    files (paths) have *changed* since the last time, and none has come or gone, the others are not
    even looked at.
    """
    memory = memory or Memory()
    root = folder.as_posix()
    known: dict[str, Known] = memory.recall("files", root, (), dict)
    names = _touched(folder, changed) if known and changed is not None else None
    if names is None or not all(name in known and (folder / name).is_file() for name in names):
        names = set(islice(_names(folder), limits.DOCUMENTS + 1))
        for name in known.keys() - names:
            del known[name]
        memory.forget("document", {f"{root}/{name}" for name in names})
    for name in names:
        known[name] = memory.of_file(
            "document", f"{root}/{name}", partial(read, root, name, folder)
        )
    return _content(folder, root, {name: known[name] for name in sorted(known)})


def _touched(folder: Path, changed: Collection[str]) -> set[str] | None:
    """The names below *folder* of the paths that *changed*; None if it may be all of them."""
    whole = folder.resolve()
    names = set()
    for path in map(Path, changed):
        if path.is_relative_to(whole) and path != whole:
            names.add(path.relative_to(whole).as_posix())
        elif whole.is_relative_to(path):
            return None
    return names


def _content(folder: Path, root: str, known: Mapping[str, Known]) -> Content:
    documents: list[Document] = []
    unread: list[str] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        hint = "give the folder with --content, or make one that holds index.md"
        problems.append(Problem(root, 0, 0, "there is no such content folder", hint))
    elif not (folder / INDEX).is_file():
        problems.append(_no_index(root))
    total = sum(len(doc.front) + len(doc.body) for doc, _ in known.values() if doc)
    if len(known) > limits.DOCUMENTS or total > limits.TOTAL:
        message = (
            f"more than {limits.DOCUMENTS:,} files or {limits.TOTAL:,} characters: that is no "
            "briefing"
        )
        hint = "give the folder of one briefing with --content"
        return Content(
            root=root, documents=(), unread=(), problems=(Problem(root, 0, 0, message, hint),)
        )
    for name, (document, found) in known.items():
        if found:
            problems += found
        if document:
            documents.append(document)
        elif any(problem.severity == "error" for problem in found):
            unread.append(name)
    return Content(
        root=root, documents=tuple(documents), unread=tuple(unread), problems=tuple(problems)
    )


def read(root: str, name: str, content: Path) -> tuple[Document | None, list[Problem]]:
    """The file *name* (relative to the content folder) as a document, and what is wrong with it."""
    folder = name.partition("/")[0] if "/" in name else ""
    path = f"{root}/{name}"
    if not name.endswith(".md") or (name != INDEX and folder not in KINDS):
        return None, [_flaw_of_folder(path, content / name) or _stray(path, folder, name)]
    data = _bytes(path, content, name)
    text = data if isinstance(data, Problem) else _decode(path, data)
    return (None, [text]) if isinstance(text, Problem) else parse(root, name, text)


def parse(root: str, name: str, text: str) -> tuple[Document | None, list[Problem]]:
    """*text* as the document *name*, and everything that is wrong with it."""
    path = f"{root}/{name}"
    kind, slug = kind_and_slug(name)
    problems = first(path, islice(forbidden(path, text), limits.PROBLEMS + 1))
    flaw = _flaw_of_slug(Path(name).stem, slug) if kind != "site" else None
    if flaw:
        problems.append(Problem(path, 0, 0, *flaw))
    if problems:
        return None, problems
    lines = text.split("\n")
    try:
        parts = matter.split(text)
    except FrontmatterError as error:
        return None, [Problem(path, 1, 1, f.message, f.hint, lines[0]) for f in error.faults]
    flaw = _flaw_of_body(parts.body)
    if flaw:
        return None, [Problem(path, parts.body_line, 1, *flaw)]
    fields: AnyFields
    try:
        fields, faults = matter.read(parts.front, SiteFields if kind == "site" else KINDS[kind])
    except FrontmatterError as error:
        return None, [_placed(path, parts, lines, fault) for fault in error.faults]
    if len(faults) > limits.PROBLEMS:  # too many to tell what follows from which
        some = faults[: limits.PROBLEMS + 1]
        return None, first(path, (_placed(path, parts, lines, fault) for fault in some))
    if isinstance(fields, ArticleFields) and fields.draft == "true" and not fields.title:
        # A draft may lack a title: until it has one, it goes by its source's headline.
        fields = structs.replace(fields, title=fields.source.headline or slug)
        faults = tuple(fault for fault in faults if fault.message != "“title” is missing")
    document = Document(
        root=root,
        name=name,
        kind=kind,
        slug=slug,
        fields=fields,
        front=parts.front,
        front_line=parts.front_line,
        body=parts.body,
        body_line=parts.body_line,
        faults=tuple(fault.path or () for fault in faults),
    )
    return document, [_placed(path, parts, lines, fault) for fault in faults]


def kind_and_slug(name: str) -> tuple[str, str]:
    """The kind and the slug of the document *name*; both depend on nothing but its name."""
    kind = "site" if name == INDEX else name.partition("/")[0]
    return kind, slug_of(name.rpartition("/")[2].removesuffix(".md"))


def _bytes(path: str, content: Path, name: str) -> bytes | Problem:
    """The bytes of a document. What lies outside of *content*, or has no end, is not read."""
    file = content / name
    try:
        status = os.lstat(file)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(file)  # noqa: PTH116 - beside its other
            if not file.resolve().is_relative_to(content.resolve()):
                hint = "put the document itself in its place"
                return Problem(path, 0, 0, "it is a link that leads out of the content", hint)
        if not stat.S_ISREG(status.st_mode):
            pipe = Problem(path, 0, 0, "it is no file: a pipe, a socket or a device", "delete it")
            return _flaw_of_folder(path, file) or pipe
        if status.st_size > limits.DOCUMENT:
            return _too_large(path, status.st_size)
        with file.open("rb") as stream:
            data = stream.read(limits.DOCUMENT + 1)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        return Problem(path, 0, 0, f"the file cannot be read: {reason}")
    return data if len(data) <= limits.DOCUMENT else _too_large(path, len(data))


def _too_large(path: str, size: int) -> Problem:
    message = f"the file has {size:,} bytes; a document has at most {limits.DOCUMENT:,}"
    hint = "make several documents of it; pictures and other files belong into assets/"
    return Problem(path, 0, 0, message, hint)


def _flaw_of_folder(path: str, folder: Path) -> Problem | None:
    """Why *folder* was not looked into, if it is one: see :func:`_names`."""
    if not folder.is_dir():
        return None
    if folder.is_symlink():
        message, hint = "left out: a link to a folder", "put the folder itself in its place"
        return Problem(path, 0, 0, message, hint, severity="notice")
    message, hint = "the folder cannot be read", "give yourself the right to read it"
    if path.count("/") > limits.DEEPEST:
        message = f"folders lie more than {limits.DEEPEST} deep in one another"
        hint = "documents need no folders but those of their kinds"
    return Problem(path, 0, 0, message, hint)


def _flaw_of_body(body: str) -> tuple[str, str] | None:
    """Why *body* is more than a page can be made of, and what to do; none if it is not."""
    if len(body) > limits.BODY:
        message = f"the body has {len(body):,} characters; a page has at most {limits.BODY:,}"
        return message, "make several documents of it"
    if body.count("[") > limits.LINKS:
        message = f"the body has {body.count('['):,} brackets; at most {limits.LINKS:,} are read"
        return message, "make several documents of it, or leave brackets out"
    return None


def is_device(slug: str) -> bool:
    """Whether Windows takes a file of that name for a device."""
    return slug.partition(".")[0] in _DEVICES


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


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """The lines of *text*, kept: many things may be wrong in one document."""
    return text.split("\n")


def _placed(path: str, parts: matter.Parts, lines: list[str], fault: Fault) -> Problem:
    line, column = fault.line, fault.column
    if fault.path is not None:
        line, column = matter.locate(parts.front, fault.path, on_key=fault.on_key)
    number = parts.front_line + line
    return Problem(path, number, column + 1, fault.message, fault.hint, lines[number - 1])


def _names(folder: str | Path, below: str = "") -> Iterator[str]:
    """The names of all files, and of the folders that are not looked into."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield from filter(None, [below.rstrip("/")])
        return
    for entry in entries:
        name = f"{below}{entry.name}"
        if entry.name.startswith(".") or entry.name.endswith("~") or name in NOT_DOCUMENTS:
            continue
        if _is_folder(entry) and name.count("/") < limits.DEEPEST:
            yield from _names(entry.path, f"{name}/")
        else:
            yield name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _decode(path: str, data: bytes) -> str | Problem:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        wrong = f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read"
        hint = "save it as UTF-8"
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            hint += " (it looks like UTF-16)"
        whole = data.split(b"\n")[line - 1].decode("utf-8", "replace").rstrip("\r")
        return Problem(path, line, column, wrong, hint, whole)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def forbidden(path: str, text: str) -> Iterator[Problem]:
    """Each invisible character of *text*, the whole of a file, that readers must not meet."""
    if text.replace("\n", "").isprintable():
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


def _stray(path: str, folder: str, name: str) -> Problem:
    if name.endswith(".md"):
        hint = f"documents lie in {listed(f'{kind}/' for kind in KINDS)}, or are {INDEX}"
    else:
        hint = "documents end in .md; pictures and other files belong into assets/"
    return Problem(path, 0, 0, "left out: not a document", hint, severity="notice")


def _no_index(root: str) -> Problem:
    hint = (
        f"make {root}/{INDEX} with these lines:\n---\nid: (a new UUID, made once)\n"
        "title: (the name of the briefing)\n---"
    )
    return Problem(f"{root}/{INDEX}", 0, 0, "the site has no index.md", hint)

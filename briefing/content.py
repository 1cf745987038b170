"""The content folder as documents: every file read once, every file accounted for.

A file that is not a document of a known kind is reported, never passed over in silence, and all
files are read before anybody is told what is wrong with them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from briefing import limits
from briefing.documents import INDEX, KINDS, Document, Known, parse
from briefing.memory import Memory
from briefing.ondisk import OnDisk, flaw_of_folder, text_of
from briefing.parcels import UNSETTLED, Parcel, Sent, Shelf, document_of, opened, packed, shelved
from briefing.problems import Problem, listed
from briefing.spool import PutBy, Spool
from briefing.workers import Forked, Work, can_fork

MANY = 200
"""Fewer files are read before a process is begun."""
TOGETHER = 32
"""So many files are read before anybody hears of them."""
NOT_DOCUMENTS = {"sources", "briefing.lock", "boilerplate.txt"}


class After(Protocol):
    """What those who read files in turns have to do after it."""

    def work(self, files: Sequence[str], texts: Sequence[Spool]) -> Work:
        """Told when it is known which *files* they are, and into which spools their *texts* go."""

    def take(self, forked: Forked) -> None:
        """All are read: from now on those who are *forked* are to be closed by this."""


Reading = Callable[[str, Sequence[str], Path, Shelf | None], dict[str, Known]]
"""What reads files as :func:`read_all` does."""


class Content(Struct, frozen=True, kw_only=True):
    """All documents of a content folder, sorted by name, and what is to be said about the rest.

    ``unread`` are the names of files that should be documents and could not be read at all.
    """

    root: str
    documents: tuple[Document, ...]
    unread: tuple[str, ...]
    problems: tuple[Problem, ...]

    def let_go(self) -> None:
        """Give back the room of the texts that are put by: most are done with. Whoever asks for one
        all the same has it read again."""
        for spool in {doc.text.spool for doc in self.documents if isinstance(doc.text, PutBy)}:
            spool.close()


def load(
    folder: Path,
    memory: Memory | None = None,
    changed: Collection[str] | None = None,
    processes: int = 1,
    shelf: Shelf | None = None,
    meanwhile: Callable[[], object] = int,
    after: After | None = None,
    together: Reading | None = None,
) -> Content:
    """Read *folder*. Problems are collected, not raised.

    What *memory* has of a file is taken as long as the file is as it was. If it is known which
    files (paths) have *changed* since the last time, and none has come or gone, the others are not
    even looked at. Without a lasting one, so many *processes* read what is not on the *shelf*; if
    there are several, this one does something else *meanwhile*, and then reads with them. Or all
    are read *together* with processes that have nothing in common with this one.
    """
    memory = memory or Memory(lasting=False)
    root = folder.as_posix()
    if not memory.lasting:
        every = sorted(islice(_names(folder), limits.DOCUMENTS + 1))
        if together is not None:
            return _content(folder, root, together(root, every, folder, shelf))
        return _content(
            folder, root, read_all(root, every, folder, processes, shelf, meanwhile, after)
        )
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
    total = sum(doc.length for doc, _ in known.values() if doc)
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


def read_all(
    root: str,
    names: Sequence[str],
    content: Path,
    processes: int,
    shelf: Shelf | None,
    meanwhile: Callable[[], object],
    after: After | None = None,
) -> dict[str, Known]:
    """The files *names* as documents, in that order: taken from the *shelf*, if there is one that
    has them, or read, in so many *processes*."""
    known: dict[str, Known] = {}
    if shelf is not None:
        for name in names:
            if parcel := shelf.take(name):
                text = OnDisk(root, content, name, parcel.sums, shelf.state(name))
                known[name] = document_of(root, parcel, text), []
    unread = [name for name in names if name not in known]
    if processes < 2 or len(unread) < MANY or not can_fork():
        for name in unread:
            document, problems = known[name] = read(root, name, content)
            if shelf is not None and document and not problems:
                shelf.put(name, shelved(document))
    else:
        known |= _read_in_turns(root, unread, content, processes, shelf, meanwhile, after)
    return {name: known[name] for name in names}


def _read_in_turns(
    root: str,
    names: Sequence[str],
    content: Path,
    processes: int,
    shelf: Shelf | None,
    meanwhile: Callable[[], object],
    after: After | None = None,
) -> dict[str, Known]:
    """The same, each process reading a few at a time."""
    spools = [Spool() for _ in range(processes)]
    own: list[int] = []
    some = [names[at : at + TOGETHER] for at in range(0, len(names), TOGETHER)]

    def work(number: int) -> Sent:
        known = (read(root, name, content) for name in some[number])
        return packed(known, spools[own[0]], own[0])

    def begin(which: int) -> None:
        own.append(which)
        if which == 0:
            meanwhile()

    def again(parcel: Parcel) -> OnDisk:
        return OnDisk(root, content, parcel.name, parcel.sums, UNSETTLED)

    found: dict[str, Known] = {}
    works: list[Work] = [(len(some), work)]
    if after is not None:
        works.append(after.work(names, spools))
    with ExitStack() as ending:
        forked = ending.enter_context(closing(Forked(works, processes, begin)))
        for number, sent in forked.results(0):
            found.update(zip(some[number], opened(root, sent, spools, again, shelf), strict=True))
        if after is not None:
            after.take(forked)
            ending.pop_all()
    return found


def read(root: str, name: str, content: Path) -> tuple[Document | None, list[Problem]]:
    """The file *name* (relative to the content folder) as a document, and what is wrong with it."""
    folder = name.partition("/")[0] if "/" in name else ""
    path = f"{root}/{name}"
    if not name.endswith(".md") or (name != INDEX and folder not in KINDS):
        return None, [flaw_of_folder(path, content / name) or _stray(path, folder, name)]
    text = text_of(path, content, name)
    return (None, [text]) if isinstance(text, Problem) else parse(root, name, text)


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

"""What has been published and proven: ``content/briefing.lock``.

Readers cite pages and statements, so neither may vanish or change in silence; and a quotation that
was held against its source text stays proven on a machine that has no source texts. The file has
one fact a line, sorted, so that two editors' changes merge. ``check --fix`` is its only writer;
no words of a source are in it.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from briefing import limits
from briefing.dates import UNDATED, parse
from briefing.memory import Memory
from briefing.model import Statement, split_path
from briefing.problems import Problem
from briefing.schema import StatementFields

NAME = "briefing.lock"
HEAD = "# What is published and proven. Written by `build.py check --fix` alone; sorted lines.\n"

_LINES = {
    "page": re.compile(r"(\S+)"),
    "filed": re.compile(r"([0-9-]{4,10}|undated) ([a-z][a-z0-9]+)"),
    "statement": re.compile(r"([a-z][a-z0-9]+) ([0-9a-f]{16}) ([0-9]{1,9}) (\S+)"),
    "source": re.compile(r"(\S+) ([0-9a-f]{64}) ([0-9]{1,9}) ([0-9]{1,9})"),
    "quote": re.compile(
        r"([a-z][a-z0-9]+) ([0-9a-f]{16}) ([0-9a-f]{64}) ([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,9})"
    ),
}


class Published(Struct, frozen=True):
    """A statement as it was published: a digest of what it says, how many changes it told of, and
    the slug of its article."""

    digest: str
    changes: int
    article: str


class Proof(Struct, frozen=True):
    """Where a quotation stood: a digest of the quotation, the SHA-256 of the source text, the
    paragraph (from 1) and the characters of it, folded."""

    digest: str
    source: str
    paragraph: int
    start: int
    end: int


class Size(Struct, frozen=True):
    """A source text: the SHA-256 of its bytes, its paragraphs, its words without boilerplate."""

    sha256: str
    paragraphs: int
    words: int


class Lock(Struct, frozen=True, kw_only=True):
    """``pages`` are output paths, ``filed`` the ids ever filed under a day, month or year.

    ``sources`` are by the slugs of their articles.
    """

    pages: frozenset[str] = frozenset()
    filed: Mapping[str, frozenset[str]] = {}
    statements: Mapping[str, Published] = {}
    quotes: Mapping[str, Proof] = {}
    sources: Mapping[str, Size] = {}


NOTHING = Lock()
"""The lock of a briefing that has never been published."""


def read(content: Path, memory: Memory | None = None) -> tuple[Lock, list[Problem]]:
    """The lock of a content folder, empty if there is none yet, and what is wrong with it."""
    file = content / NAME
    return (memory or Memory(lasting=False)).of_file("lock", str(file), lambda: _read(file))


def _read(file: Path) -> tuple[Lock, list[Problem]]:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > limits.LOCK:
            message = f"the lock is no file of at most {limits.LOCK:,} bytes"
            return Lock(), [Problem(file.as_posix(), 0, 0, message, HINT)]
        lines = file.read_bytes().decode().split("\n")
    except FileNotFoundError:
        return Lock(), []
    except (OSError, ValueError) as error:
        return Lock(), [Problem(file.as_posix(), 0, 0, f"the lock cannot be read: {error}", HINT)]
    lines = [line.removesuffix("\r") for line in lines]
    pages: set[str] = set()
    filed: dict[str, set[str]] = defaultdict(set)
    statements: dict[str, Published] = {}
    quotes: dict[str, Proof] = {}
    sources: dict[str, Size] = {}
    once: dict[str, Collection[str]] = {
        "statement": statements,
        "quote": quotes,
        "source": sources,
    }
    problems = []
    first = {line: number for number, line in reversed([*enumerate(lines, 1)])}
    for number, line in enumerate(lines, 1):
        kind, _, rest = line.partition(" ")
        match = _LINES[kind].fullmatch(rest) if kind in _LINES else None
        if line.startswith("# ") or not line.strip() or first[line] < number:
            continue
        if match is None or not _is_meant(kind, match):
            message, hint = "this is not a line of the lock", HINT
            if _MERGE.match(line):
                message, hint = "a merge was left unfinished here", MERGE
            problems.append(Problem(file.as_posix(), number, 1, message, hint, line))
        elif kind == "statement" and _is_other_stage(match, statements):
            # A merge keeps the lines of both sides; the one that tells of more changes is newer.
            if int(match[3]) > statements[match[1]].changes:
                statements[match[1]] = Published(match[2], int(match[3]), match[4])
        elif match[1] in once.get(kind, ()):
            message = f"the {kind} “{match[1]}” is locked twice"
            problems.append(Problem(file.as_posix(), number, 1, message, TWICE, line))
        elif kind == "page":
            pages.add(match[1])
        elif kind == "filed":
            filed[match[1]].add(match[2])
        elif kind == "statement":
            statements[match[1]] = Published(match[2], int(match[3]), match[4])
        elif kind == "source":
            sources[match[1]] = Size(match[2], int(match[3]), int(match[4]))
        else:
            place = int(match[4]), int(match[5]), int(match[6])
            quotes[match[1]] = Proof(match[2], match[3], *place)
    return Lock(
        pages=frozenset(pages),
        filed={key: frozenset(ids) for key, ids in filed.items()},
        statements=statements,
        quotes=quotes,
        sources=sources,
    ), problems


def _is_meant(kind: str, match: re.Match[str]) -> bool:
    """Whether what *match* says can be: a day that is filed under is one of the calendar."""
    key = match[1] if kind == "filed" else split_path(match[1])[1] if kind == "page" else ""
    try:
        return key in {"", UNDATED} or parse(key).machine == key
    except ValueError:
        return False


def _is_other_stage(match: re.Match[str], statements: Mapping[str, Published]) -> bool:
    known = statements.get(match[1])
    return known is not None and known.changes != int(match[3])


def text(lock: Lock) -> str:
    """*lock* as the file holds it."""
    return HEAD + "".join(f"{line}\n" for line in sorted(_lines(lock)))


def additions(before: Lock, after: Lock) -> int:
    """How many lines the second lock has that the first has not."""
    pairs: tuple[tuple[Mapping[str, object], Mapping[str, object]], ...] = (
        (before.statements, after.statements),
        (before.quotes, after.quotes),
        (before.sources, after.sources),
    )
    facts = sum(old.get(key) != fact for old, new in pairs for key, fact in new.items())
    filed = (ids - before.filed.get(key, frozenset()) for key, ids in after.filed.items())
    return facts + len(after.pages - before.pages) + sum(map(len, filed))


def write(content: Path, lock: Lock) -> bool:
    """Write *lock*, whole or not at all; whether that changed anything."""
    file = content / NAME
    data = text(lock).encode()
    if file.is_file() and file.read_bytes() == data:
        return False
    beside = file.with_name(f".{NAME}.new")
    beside.write_bytes(data)
    beside.replace(file)
    return True


def digest(statement: Statement, entry: StatementFields) -> str:
    """A digest of what readers were told: who, with and about whom, when, on what, which words.

    *entry* is the statement as its editor wrote it: an office or a relay counts where it is given
    there, and not where it follows from the actor or the source.
    """
    told: tuple[object, ...] = (
        statement.by,
        statement.with_,
        statement.concerning,
        str(statement.on or ""),
        statement.about,
        statement.kind,
        statement.text,
        statement.quote,
        statement.as_printed,
    )
    office = statement.office if entry.as_ else ""
    relays = tuple(relay.actor or relay.name for relay in statement.via if entry.via)
    if office or relays or statement.status != "active":
        told += (office, relays, statement.status)
    return short_hash(repr(told))


def short_hash(words: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of *words*."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _lines(lock: Lock) -> Iterator[str]:
    for path in lock.pages:
        yield f"page {path}"
    for key, ids in lock.filed.items():
        for identity in ids:
            yield f"filed {key} {identity}"
    for identity, entry in lock.statements.items():
        yield f"statement {identity} {entry.digest} {entry.changes} {entry.article}"
    for article, size in lock.sources.items():
        yield f"source {article} {size.sha256} {size.paragraphs} {size.words}"
    for identity, proof in lock.quotes.items():
        place = f"{proof.paragraph} {proof.start} {proof.end}"
        yield f"quote {identity} {proof.digest} {proof.source} {place}"


_MERGE = re.compile(r"(<{7}|\|{7}|={7}|>{7})( |$)")

MERGE = "keep the lines of both sides, delete this one, and run `python build.py check --fix`"
TWICE = (
    "two editors changed it: delete the line that is out of date (either, if you cannot tell) and "
    "run `python build.py check --fix`"
)
HINT = "bring the line back from the history; only `build.py check --fix` writes this file"

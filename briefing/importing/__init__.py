"""Raw articles in, drafts out.

The source text is kept byte for byte, and a draft is written for an editor to go on with. Nothing
that exists is ever overwritten: importing a file again changes nothing, and one that has changed
since is reported.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from briefing import limits, raw
from briefing.drafts import file_slug
from briefing.importing import boilerplate, known
from briefing.importing.attribution import candidates
from briefing.importing.known import Known
from briefing.importing.newcomers import newcomers
from briefing.importing.write import Findings, draft, sweep, write_new
from briefing.plain import read_plain
from briefing.problems import Problem
from briefing.raw import Raw
from briefing.schema import FileName, Form
from briefing.sources import FOLDER

State = Literal["new", "unchanged", "changed", "failed"]

LONGEST_SLUG = 60
LONGEST_NAME = 200

_FILE_NAME = next(part for part in get_args(FileName) if isinstance(part, Form))
_TEXT_FIELD = re.compile(
    r"""^(?:[^#\n]*[\s{,])?text:[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,}\n][^,}\n]*)""",
    re.MULTILINE,
)


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one file.

    ``changed`` is a file whose name is taken by a source text with other words: nothing was
    written. ``draft`` is the path of its draft (or article), empty where there is none.
    """

    file: Path
    state: State
    draft: str = ""
    problems: tuple[Problem, ...] = ()
    paragraphs: int = 0
    candidates: int = 0
    attributed: int = 0
    set_aside: int = 0
    newcomers: tuple[str, ...] = ()


def import_files(
    files: Sequence[Path],
    content: Path,
    *,
    sources: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Outcome]:
    """Import *files* into the folder *content*, one after the other, and tell of each.

    *sources* holds the source texts (``content/sources`` if not given). *progress* is told how
    many files of how many are done.
    """
    folder = sources or content / FOLDER
    names = known.load(content)
    rule = boilerplate.rules(content)
    articles = dict(_articles(content))
    taken: Counter[str] = Counter()
    for kept in (folder, content / "articles"):
        sweep(kept)
    for count, file in enumerate(files, 1):
        outcome = _import(file, content, folder, names, rule, articles, taken)
        if progress:
            progress(count, len(files))
        yield outcome


def find(text: Raw, names: Known, rule: boilerplate.Rule) -> Findings:
    """What the rules find in a raw article."""
    unread = _unread(text)
    # What stands in it is not looked for; the numbers of the others stay.
    lines = ["" if at in unread else line for at, line in enumerate(text.paragraphs, 1)]
    reasons = [rule(line) if line else "" for line in lines]
    read = ["" if reason else line for line, reason in zip(lines, reasons, strict=True)]
    whole = [text.headline, *read]
    return Findings(
        candidates=list(candidates(read, text.date)),
        set_aside=[(number, reason) for number, reason in enumerate(reasons, 1) if reason],
        actors=names.actors.named(whole),
        themes=names.themes.named(whole),
        newcomers=newcomers(read, names),
    )


def _unread(text: Raw) -> set[int]:
    """The paragraphs (from 1) that are too long, or too far down, for speakers to be looked for."""
    unread, length = set(), 0
    for number, line in enumerate(text.paragraphs, 1):
        length += max(len(line), 20)  # however short, each is read by every rule
        if len(line) > limits.PARAGRAPH or length > limits.READ:
            unread.add(number)
    return unread


def _import(
    file: Path,
    content: Path,
    folder: Path,
    names: Known,
    rule: boilerplate.Rule,
    articles: dict[str, str],
    taken: Counter[str],
) -> Outcome:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return _failed(file, "it is no file: a folder, a pipe, a socket or a device")
        if status.st_size > limits.SOURCE_TEXT:
            problem = raw.too_large(file.as_posix(), status.st_size)
            return Outcome(file=file, state="failed", problems=(problem,))
        data = file.read_bytes()
        read = raw.read(data)
    except OSError as error:
        return _failed(file, f"the file cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        problem = raw.not_utf8(file.as_posix(), data, error)
        return Outcome(file=file, state="failed", problems=(problem,))
    refused = _refusal(file, read)
    if refused:
        return refused
    kept = folder / file.name
    try:
        if not kept.exists():
            write_new(kept, data)
        elif kept.read_bytes() != data:
            return _changed(file, kept, articles)
        if file.name in articles:
            return Outcome(file=file, state="unchanged", draft=articles[file.name])
        found = find(read, names, rule)
        text = draft(read, file.name, found, names)
        path = _write_draft(content / "articles", read, file.stem, text.encode(), taken)
    except OSError as error:
        return _failed(file, f"it cannot be written: {error.strerror}", f"see to {content}")
    articles[file.name] = path.as_posix()
    return Outcome(
        file=file,
        state="new",
        draft=path.as_posix(),
        problems=tuple(_notices(file, read)),
        paragraphs=len(read.paragraphs),
        candidates=len(found.candidates),
        attributed=sum(candidate.named for candidate in found.candidates),
        set_aside=len(found.set_aside),
        newcomers=tuple(found.newcomers),
    )


def _refusal(file: Path, read: Raw) -> Outcome | None:
    if not read.headline and not read.paragraphs:
        return _failed(file, "there is no article in the file", "line 1 is the headline")
    name = file.name
    if (
        not re.fullmatch(_FILE_NAME.pattern, name)
        or len(name.encode(errors="replace")) > LONGEST_NAME
    ):
        return _failed(file, f"“{name}” cannot be {_FILE_NAME.expected}", "give it another name")
    try:
        name.encode()
    except UnicodeEncodeError:
        return _failed(file, "the file's name is not UTF-8", "give it another name")
    return None


def _failed(file: Path, message: str, hint: str = "") -> Outcome:
    problem = Problem(file.as_posix(), 0, 0, message, hint)
    return Outcome(file=file, state="failed", problems=(problem,))


def _changed(file: Path, kept: Path, articles: dict[str, str]) -> Outcome:
    hint = "nothing was overwritten; give the file another name to import it beside the first"
    message = f"{kept.as_posix()} holds other words than this file of the same name"
    problem = Problem(file.as_posix(), 0, 0, message, hint)
    return Outcome(
        file=file, state="changed", draft=articles.get(file.name, ""), problems=(problem,)
    )


def _notices(file: Path, read: Raw) -> Iterator[Problem]:
    if read.date_line and not read.date:
        hint = "the draft has no date; write it by hand if you know it"
        message = f"{read.date_line} is no day of the calendar"
        yield Problem(file.as_posix(), 0, 0, message, hint, severity="notice")
    unread = _unread(read)
    if unread:
        message = f"in {len(unread)} paragraphs, the first is {min(unread)}, nobody was looked for"
        hint = (
            f"speakers are looked for in the first {limits.READ:,} characters, and in paragraphs "
            f"of at most {limits.PARAGRAPH:,}"
        )
        yield Problem(file.as_posix(), 0, 0, message, hint, severity="notice")


def _write_draft(folder: Path, read: Raw, stem: str, data: bytes, taken: Counter[str]) -> Path:
    """Write the draft under the first name that is free; *taken* counts those of this run."""
    day = read.date.isoformat() if read.date else "undated"
    slug = file_slug(read.headline, LONGEST_SLUG) or file_slug(stem, LONGEST_SLUG) or "article"
    name = f"{day}-{slug}"
    while True:
        taken[name] += 1
        path = folder / f"{name}{f'-{taken[name]}' if taken[name] > 1 else ''}.md"
        with contextlib.suppress(FileExistsError):
            write_new(path, data)
            return path


def _articles(content: Path) -> Iterator[tuple[str, str]]:
    """The source texts that articles and drafts name, and the paths of these."""
    for path in sorted(content.glob("articles/**/*.md")):
        if path.name.startswith("."):
            continue
        try:
            text = read_plain(path, limits.DOCUMENT).decode("utf-8-sig", "replace")
            front = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n---")[0]
        except OSError:
            continue
        for match in _TEXT_FIELD.finditer(front):
            yield _unquoted(match.group(1)), path.as_posix()


def _unquoted(scalar: str) -> str:
    if scalar.startswith('"'):
        try:
            return str(msgspec.json.decode(scalar))
        except msgspec.DecodeError:
            return scalar.strip('"')
    if scalar.startswith("'"):
        return scalar[1:-1].replace("''", "'")
    return scalar.partition(" #")[0].strip()

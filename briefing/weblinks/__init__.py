"""Whether what the content links to on the web is still there: ``check --links``.

Never part of a build: the web changes without anybody having changed the content. What readers
cannot follow is an error of this check, what could not be found out is a notice, and nothing is
called dead because a host refuses robots, is busy or cannot be reached from here. A dead source
that has an archived copy is a notice too: it was cited as it stood, and nothing is left to mend.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from briefing import markup
from briefing.content import Content
from briefing.documents import Document
from briefing.fields import Place
from briefing.problems import Problem, Severity, printable
from briefing.schema import ActorFields, ArticleFields, PublisherFields, SiteFields
from briefing.weblinks.answers import Answer, Clock, Memory, Outcome
from briefing.weblinks.asking import Asker, Manners
from briefing.weblinks.hosts import LookUp, look_up

__all__ = ["Manners", "Mention", "addresses_of", "check_addresses"]

Progress = Callable[[int, int], None]
"""Is told how many addresses have been asked for, of how many."""


class Mention(Struct, frozen=True, order=True):
    """Where an address stands. ``spared``: an archived copy is given beside it."""

    path: str
    line: int
    column: int
    source: str
    spared: bool = False


class _Words(NamedTuple):
    severity: Severity
    message: str
    hint: str


WORDS: dict[Outcome, _Words] = {
    "moved": _Words("notice", "“{address}” has moved for good to {to}", "write its new address"),
    "dead": _Words(
        "error",
        "“{address}” leads nowhere: {said}",
        "correct it, or link to an archived copy: https://web.archive.org/web/*/{address}",
    ),
    "unclear": _Words("notice", "“{address}” could not be checked: {said}", "open it in a browser"),
    "silent": _Words(
        "notice", "“{address}” could not be reached: {said}", "run the check again later"
    ),
}
"""What is said of an address, by outcome; nothing of one where all is well."""


def addresses_of(content: Content, *, drafts: bool = False) -> dict[str, list[Mention]]:
    """Every http and https address that the content links to, and where; *drafts* count too."""
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for document in content.documents:
        if document.fields.draft == "true" and not drafts:
            continue
        for address, at, spared in _in_fields(document):
            if address.lower().startswith(("http://", "https://")):
                place = document.problem("", at=at)
                mention = Mention(place.path, place.line, place.column, place.source, spared)
                found[address].append(mention)
        lines = document.body.split("\n")
        for address, line, column in markup.external_links(document.body):
            number = document.body_line + line
            found[address].append(Mention(document.path, number, column + 1, lines[line]))
    return dict(found)


def _in_fields(document: Document) -> Iterator[tuple[str, Place, bool]]:
    """What may be an address, where it stands, and whether an archived copy is given."""
    fields = document.fields
    if isinstance(fields, ArticleFields):
        yield fields.source.url or "", ("source", "url"), bool(fields.source.archived)
        yield fields.source.archived or "", ("source", "archived"), False
    elif isinstance(fields, ActorFields):
        for index, address in enumerate(fields.same_as):
            yield address, ("same_as", index), False
    elif isinstance(fields, SiteFields):
        yield fields.contact or "", ("contact",), False
        yield fields.licence or "", ("licence",), False
        for index, entry in enumerate(fields.publishers):
            if isinstance(entry, PublisherFields):
                yield entry.url or "", ("publishers", index, "url"), False


def check_addresses(
    addresses: Mapping[str, Sequence[Mention]],
    *,
    cache: Path,
    clock: Clock,
    manners: Manners | None = None,
    progress: Progress | None = None,
    names: LookUp = look_up,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Problem]:
    """What is to be said of *addresses*, at every place where they stand, in order of place.

    The file *cache* remembers answers until they are out of date by *clock*, also those of a run
    that was interrupted. *names* looks hosts up, *tls* decides whose certificates are good.
    """
    memory = Memory(cache, clock)
    pages = dict.fromkeys(_page(address) for address in addresses)
    known = {page: answer for page in pages if (answer := memory.recall(page))}
    unknown = [page for page in pages if page not in known]
    if unknown:
        asker = Asker(manners or Manners(), clock, names=names, tls=tls)
        total = len(unknown)
        answers: dict[str, Answer] = {}

        def told(page: str, answer: Answer) -> None:
            answers[page] = answer
            memory.keep(page, answer)
            if progress:
                progress(len(answers), total)

        try:
            asyncio.run(asker.all(unknown, told))
            for page, answer in answers.items():
                known[page] = answer
                if answer.outcome == "lost":
                    # Where no host at all could be reached, it is the network that is missing.
                    known[page] = Answer("dead" if asker.online else "silent", answer.said)
                    memory.keep(page, known[page])
        finally:
            memory.save()
    yield from memory.notes
    problems = (
        _problem(address, known[_page(address)], mention)
        for address, mentions in addresses.items()
        for mention in mentions
        if known[_page(address)].outcome in WORDS
    )
    yield from sorted(problems)


def _page(address: str) -> str:
    """*address* without its fragment, which no host is told."""
    return address.partition("#")[0]


def _problem(address: str, answer: Answer, mention: Mention) -> Problem:
    """What *answer* means for somebody who wrote *address* at *mention*."""
    severity, message, hint = WORDS[answer.outcome]
    base, _, fragment = address.partition("#")
    to = f"{answer.to}#{fragment}" if fragment else answer.to
    if answer.outcome == "moved" and urlsplit(to).path == "/" != (urlsplit(base).path or "/"):
        hint = "see whether it is still what was meant: that is the host's front page"
    if answer.outcome == "dead" and mention.spared:
        severity, hint = "notice", "readers have the archived copy"
    return Problem(
        mention.path,
        mention.line,
        mention.column,
        printable(message.format(address=address, said=answer.said, to=to)),
        printable(hint.format(address=address)),
        mention.source,
        severity,
    )

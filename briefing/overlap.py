"""No sentence of a source passes for ours.

The editors' own words (bodies, summaries, profiles, statements) must not repeat a longer run of
words of any source text at hand. Names and offices are everybody's and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from briefing.content import Content
from briefing.documents import Document
from briefing.fields import Place
from briefing.problems import Problem
from briefing.schema import (
    ActorFields,
    ArticleFields,
    DayFields,
    PageFields,
    SiteFields,
)
from briefing.site import Site
from briefing.sources import SourceText, fold

LONGEST = 12
"""How many consecutive words may be the same."""

_WORD = re.compile(r"\w+")

Run = tuple[str, ...]


def copied(content: Content, site: Site, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Every place where the editors' words repeat more than LONGEST words of a source text."""
    if not texts:
        return
    names = _names(site)
    runs: dict[Run, str] = {}
    for text in texts.values():
        for paragraph in text.folded:
            words = _words(paragraph, names)
            for start in range(len(words) - LONGEST):
                runs.setdefault(tuple(words[start : start + LONGEST + 1]), text.name)
    if not runs:
        return
    for document in content.documents:
        for place, own in _own_words(document):
            found = _first_run(own, names, runs)
            if found:
                run, name = found
                message = f"{LONGEST + 1} or more words in a row stand in {name} too"
                hint = f"say it in your own words: “{' '.join(run)} …”"
                if place is None:
                    yield document.body_problem(_line(document.body, run), message, hint)
                else:
                    yield document.problem(message, hint, at=place)


def _own_words(document: Document) -> Iterator[tuple[Place | None, str]]:
    """The editors' words of a document, each with its place; None is the body."""
    fields = document.fields
    for block in re.split(r"\n\s*\n", document.body):
        yield None, block
    if isinstance(fields, ArticleFields):
        yield ("title",), fields.title
        yield ("summary",), fields.summary or ""
        for number, entry in enumerate(fields.statements):
            for kind in ("says", "does", "plans"):
                yield ("statements", number, kind), getattr(entry, kind) or ""
            for index, change in enumerate(entry.changes):
                yield ("statements", number, "changes", index, "note"), change.note
    elif isinstance(fields, DayFields):
        yield ("headline",), fields.headline or ""
        yield ("summary",), fields.summary or ""
    elif isinstance(fields, PageFields | SiteFields):
        yield ("title",), fields.title
    elif isinstance(fields, ActorFields):
        yield ("role",), fields.role or ""


def _first_run(own: str, names: re.Pattern[str], runs: Mapping[Run, str]) -> tuple[Run, str] | None:
    words = _words(fold(own), names)
    for start in range(len(words) - LONGEST):
        run = tuple(words[start : start + LONGEST + 1])
        if run in runs:
            return run, runs[run]
    return None


def _words(text: str, names: re.Pattern[str]) -> list[str]:
    return _WORD.findall(names.sub(" ", text.casefold()))


def _names(site: Site) -> re.Pattern[str]:
    """Every name, alias and office, longest first."""
    found = set()
    for actor in site.actors.values():
        found |= {actor.name, actor.role, *(alias.name for alias in actor.aliases)}
    found |= {statement.office for statement in site.statements.values()}
    folded = sorted({fold(name).casefold() for name in found if name}, key=lambda n: (-len(n), n))
    alternatives = "|".join(map(re.escape, folded))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if alternatives else r"(?!)")


def _line(body: str, run: Run) -> int:
    """The line of the body, from 0, in which the first words of *run* stand."""
    for length in (4, 2, 1):
        for number, line in enumerate(body.split("\n")):
            words = _WORD.findall(fold(line).casefold())
            if any(tuple(words[i : i + length]) == run[:length] for i in range(len(words))):
                return number
    return 0

"""Whether a quotation stands in its source text, exactly and at one place, and is proven.

What does not stand there is told with the passage that comes nearest, and is never taken for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from operator import attrgetter

from msgspec import Struct

from briefing import limits
from briefing.documents import Document
from briefing.fields import Place
from briefing.lock import Lock, Proof, short_hash
from briefing.memory import Memory
from briefing.model import Actor, Article, Statement
from briefing.problems import Problem
from briefing.site import Site
from briefing.sources import SourceText, fold
from briefing.standings import Standing, standings

_WORD = re.compile(r"\w+")

FARTHEST = 5_000_000
"""Pairs of letters, of a quotation and of its source text, that are compared to find what is near.
"""


class Finding(Struct, frozen=True, kw_only=True):
    """What is known of the quotations of a site.

    ``quoted`` are the ids of statements that have one, ``proven`` of those whose quotation the lock
    proves, ``found`` what the source texts at hand prove now, ``edited`` the proven words of those
    that have others or none by now.
    """

    quoted: frozenset[str]
    proven: frozenset[str]
    found: Mapping[str, Proof]
    edited: Mapping[str, str]
    problems: tuple[Problem, ...]


NOTHING = Finding(quoted=frozenset(), proven=frozenset(), found={}, edited={}, problems=())


def examine(
    site: Site,
    texts: Mapping[str, SourceText],
    lock: Lock,
    places: Mapping[str, tuple[Document, Place]],
    memory: Memory | None = None,
) -> Finding:
    """Hold every quotation of *site* against the source *texts* (by article) and the *lock*.

    *places* are the statements' own places. A quotation that does not stand in its text, or was
    edited after it was proven, is an error; one that nothing proves is left to be counted.
    """
    memory = memory or Memory(lasting=False)
    quoted: set[str] = set()
    proven: set[str] = set()
    found: dict[str, Proof] = {}
    edited: dict[str, str] = {}
    problems: list[Problem] = []
    sources = (lock, site.actors, memory.settle("texts", tuple(texts.values())))

    def of(article: Article) -> Finding:
        return _examine(site, article, texts.get(article.slug), lock, places)

    every = list(site.articles.values())
    for some in memory.each("examined", every, attrgetter("slug"), sources, of):
        for part in some:
            if part is not NOTHING:
                quoted |= part.quoted
                proven |= part.proven
                found |= part.found
                edited |= part.edited
                problems += part.problems
    return Finding(
        quoted=frozenset(quoted),
        proven=frozenset(proven),
        found=found,
        edited=edited,
        problems=tuple(problems),
    )


def _examine(
    site: Site,
    article: Article,
    text: SourceText | None,
    lock: Lock,
    places: Mapping[str, tuple[Document, Place]],
) -> Finding:
    """The same for the quotations of one article."""
    if not any(s in lock.quotes or site.statements[s].quote for s in article.statements):
        return NOTHING
    quoted: set[str] = set()
    proven: set[str] = set()
    found: dict[str, Proof] = {}
    edited: dict[str, str] = {}
    problems: list[Problem] = []
    for identity in article.statements:
        statement = site.statements[identity]
        proof = lock.quotes.get(identity)
        digest = quote_digest(statement)
        if proof and proof.digest != digest and text and text.sha256 == proof.source:
            edited[identity] = _proven_words(proof, text)
        if not statement.quote:
            continue
        quoted.add(identity)
        document, at = places[identity]
        if text:
            standing, problem = _stand(statement, text, document, at)
            if problem:
                problems.append(problem)
            if standing:
                now = Proof(digest, text.sha256, standing.paragraph, standing.start, standing.end)
                found[identity] = now
                locked = lock.statements.get(identity)
                told = locked is None or len(statement.changes) > locked.changes
                if proof and proof.digest == digest and not told and _moved(proof, now):
                    problems.append(_elsewhere(proof, now, text, document, at))
                problems += _speaker(site, statement, standing, text, document, at)
        elif proof and proof.digest != digest:
            hint = "take the edit back, or run `python build.py check --fix` with the source text"
            message = "the quotation was edited after it was held against its source"
            problems.append(document.problem(message, hint, at=(*at, "quote")))
        if proof and proof.digest == digest:
            proven.add(identity)
    return Finding(
        quoted=frozenset(quoted),
        proven=frozenset(proven),
        found=found,
        edited=edited,
        problems=tuple(problems),
    )


def _proven_words(proof: Proof, text: SourceText) -> str:
    words = "".join(text.folded[proof.paragraph - 1 : proof.paragraph])[proof.start : proof.end]
    return f"proven were the words “{words}” in paragraph {proof.paragraph} of {text.name}"


def _moved(before: Proof, now: Proof) -> bool:
    return (before.paragraph, before.start, before.end) != (now.paragraph, now.start, now.end)


def _elsewhere(
    before: Proof, now: Proof, text: SourceText, document: Document, at: Place
) -> Problem:
    message = (
        f"the quotation stands elsewhere in {text.name} than when it was proven: in paragraph "
        f"{now.paragraph}, not {before.paragraph}"
    )
    passage = text.folded[now.paragraph - 1][max(now.start - 30, 0) : now.end + 30]
    hint = (
        f"it stands in “…{passage}…”; bring back the source text as it was, or tell readers in "
        "`changes` and run `python build.py check --fix`"
    )
    return document.problem(message, hint, at=(*at, "quote"))


def quote_digest(statement: Statement) -> str:
    """A digest of a quotation and what tells its place."""
    return short_hash(f"{statement.prefix}\n{statement.quote}\n{statement.suffix}")


def _stand(
    statement: Statement, text: SourceText, document: Document, at: Place
) -> tuple[Standing | None, Problem | None]:
    place = (*at, "quote")
    here = standings(statement, text.folded)
    sole = len(_WORD.findall(statement.quote)) < 2 and not (statement.prefix or statement.suffix)
    if len(here) == 1 and not sole:
        return here[0], None
    if not here:
        message = f"the quotation does not stand in {text.name}"
        return None, document.problem(message, _nearest_passage(statement, text), at=place)
    if len(here) > 1:
        where = ", ".join(dict.fromkeys(str(standing.paragraph) for standing in here))
        times = str(len(here)) if len(here) <= limits.PLACES else f"more than {limits.PLACES}"
        message = f"the quotation stands {times} times in {text.name} (paragraph {where})"
    else:
        message = "a single word is not enough to tell a place"
    hint = "add `prefix: …` or `suffix: …`: the words of the source before or after it"
    return None, document.problem(message, hint, at=place)


def _nearest_passage(statement: Statement, text: SourceText) -> str:
    """The passage that the quotation comes nearest to."""
    quote = fold(statement.quote)
    if len(quote) * sum(map(len, text.folded)) > FARTHEST:
        return "the text is too long to be searched for what comes near"
    best, shown = 0.0, ""
    for number, paragraph in enumerate(text.folded, 1):
        matcher = difflib.SequenceMatcher(None, paragraph, quote, autojunk=False)
        block = matcher.find_longest_match()
        begin = max(block.a - block.b, 0)
        passage = paragraph[begin : begin + len(quote) + 5]
        likeness = difflib.SequenceMatcher(None, passage, quote).ratio()
        if likeness > best:
            best, shown = likeness, f"the nearest passage is in paragraph {number}: “{passage}”"
    return shown if best > 0.5 else "nothing in it comes near: is it another source's?"


def _speaker(
    site: Site,
    statement: Statement,
    standing: Standing,
    text: SourceText,
    document: Document,
    at: Place,
) -> Iterator[Problem]:
    """A notice if none of the speakers is named in the quotation's or a neighbouring paragraph."""
    near = " ".join(text.folded[max(standing.paragraph - 2, 0) : standing.paragraph + 1])
    words = near.casefold()
    named = [
        name
        for slug in statement.by
        for name in _names(site.actors[slug])
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)
    ]
    printed = fold(statement.as_printed).casefold()
    if statement.by and not named and not (printed and printed in words):
        who = " and ".join(site.actors[slug].name for slug in statement.by)
        paragraph = f"paragraph {standing.paragraph} of {text.name}"
        message = f"{who} is not named in {paragraph} or beside it"
        hint = "see that the words are theirs"
        yield document.problem(message, hint, at=(*at, "quote"), severity="notice")


def _names(actor: Actor) -> set[str]:
    names = {fold(name).casefold() for name in (actor.name, *(a.name for a in actor.aliases))}
    names.discard("")
    if actor.kind == "person":
        names |= {name.split()[-1] for name in names if len(name.split()[-1]) > 3}
    return {name.removesuffix("'s") for name in names}

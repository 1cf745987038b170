"""How much of each source has been worked through, and how much of its words are quoted.

A paragraph counts as read when a statement was made of it or it was set aside with a reason. The
size of a source text is in the lock, so that the figures are the same where the text is not at
hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from operator import attrgetter

from msgspec import Struct

from briefing.addresses import by_page
from briefing.content import Content
from briefing.derived import Derived
from briefing.lock import Lock, Proof, Size
from briefing.memory import Memory
from briefing.model import Article, article_path
from briefing.problems import Problem
from briefing.site import Site
from briefing.sources import SourceText

SHARE = 15
"""Per cent of a source's words that may be quoted on the whole site, unless it says otherwise."""

MOST = 300
"""Words of a source that may be quoted at most, whatever its length."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class Coverage(Struct, frozen=True, kw_only=True):
    """The figures of one article. ``paragraphs`` is 0 where the source text was never at hand.

    ``stated`` and ``set_aside`` are how many paragraphs have statements or were set aside,
    ``unread`` the numbers of the others; ``allowed`` is 0 where the size is not known, or all
    of the text may be published.
    """

    paragraphs: int
    stated: int
    set_aside: int
    unread: tuple[int, ...]
    quotes: int
    checked: int
    quoted: int
    allowed: int


def coverage(
    site: Site,
    lock: Lock,
    proven: Collection[str],
    memory: Memory | None = None,
    stage: str = "",
) -> Mapping[str, Coverage]:
    """The figures of every article, by its slug. *stage* tells locks apart for the *memory*."""
    if memory is None or not memory.lasting:
        find = partial(coverage_of, site, lock=lock, proven=proven)
        return Derived(list(site.articles), lambda slug: find(site.articles[slug]))
    sources = (
        memory.settle("sizes", lock.sources, stage),
        memory.settle("quotes", lock.quotes, stage),
        memory.settle("proven", frozenset(proven), stage),
    )

    def of(article: Article) -> dict[str, Coverage]:
        return {article.slug: coverage_of(site, article, lock, proven)}

    every = list(site.articles.values())
    return memory.merged(f"coverage {stage}", every, attrgetter("slug"), sources, of)


def sizes(site: Site, texts: Mapping[str, SourceText]) -> dict[str, Size]:
    """How long the source *texts* (by article) are; boilerplate is not counted."""
    found = {}
    for slug, text in texts.items():
        boilerplate = {
            entry.paragraph
            for entry in site.articles[slug].set_aside
            if entry.reason.casefold().startswith("boilerplate")
        }
        words = sum(
            count_words(paragraph)
            for number, paragraph in enumerate(text.paragraphs, 1)
            if number not in boilerplate
        )
        found[slug] = Size(text.sha256, len(text.paragraphs), words)
    return found


def over_budget(
    content: Content, site: Site, lock: Lock, figures: Mapping[str, Coverage]
) -> Iterator[Problem]:
    """A source of which more is quoted than is allowed is an error."""
    for slug, article in site.articles.items():
        if not _allowed(article, lock.sources.get(slug)):
            continue
        found = figures[slug]
        if found.quoted > found.allowed:
            document = by_page(content)[article_path(slug)]
            message = (
                f"{found.quoted} words of this source are quoted, and {found.allowed} are allowed"
            )
            hint = (
                "quote less, or give its source a `quote_limit` in words and say why in "
                "`quote_limit_reason`"
            )
            yield document.problem(message, hint, at=("source",))


def wrong_paragraphs(
    content: Content, site: Site, texts: Mapping[str, SourceText]
) -> Iterator[Problem]:
    """A paragraph that a statement or a setting aside names, and that the text does not have."""
    documents = by_page(content) if texts else {}
    for slug, text in texts.items():
        article, last = site.articles[slug], len(text.paragraphs)
        document = documents[article_path(slug)]
        named = [
            (number, ("statements", site.statements[key].number, "paragraph"))
            for key in article.statements
            for number in site.statements[key].paragraphs
        ]
        named += [
            (entry.paragraph, ("set_aside", index, "paragraph"))
            for index, entry in enumerate(article.set_aside)
        ]
        for number, at in named:
            if number > last:
                message = f"{text.name} has {last} paragraphs, and no paragraph {number}"
                hint = "count from the first paragraph after headline, date and address"
                yield document.problem(message, hint, at=at)


def count_words(text: str) -> int:
    """How many words *text* has; a hyphenated one counts once."""
    return len(_WORD.findall(text))


def coverage_of(site: Site, article: Article, lock: Lock, proven: Collection[str]) -> Coverage:
    """The figures of one article."""
    size = lock.sources.get(article.slug)
    proofs = {key: lock.quotes[key] for key in article.statements if key in proven}
    own = [site.statements[key] for key in article.statements]
    quotes = sum(statement.quote != "" for statement in own)
    stated = {number for statement in own for number in statement.paragraphs}
    stated |= {proof.paragraph for proof in proofs.values()}
    aside = {entry.paragraph for entry in article.set_aside} - stated
    last = size.paragraphs if size else 0
    return Coverage(
        paragraphs=last,
        stated=len(stated),
        set_aside=len(aside),
        unread=tuple(n for n in range(1, last + 1) if n not in stated | aside),
        quotes=quotes,
        checked=len(proofs),
        quoted=_quoted(site, article, proofs) if quotes else 0,
        allowed=_allowed(article, size),
    )


def _allowed(article: Article, size: Size | None) -> int:
    if article.source.rights == "full":
        return 0
    general = min(size.words * SHARE // 100, MOST) if size else 0
    return article.source.quote_limit or general


def _quoted(site: Site, article: Article, proofs: Mapping[str, Proof]) -> int:
    """How many words of the source are quoted; words that several quotations share count once."""
    total = 0
    spans: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for key in article.statements:
        words = count_words(site.statements[key].quote)
        if proof := proofs.get(key):
            spans[proof.paragraph].append((proof.start, proof.end, words))
        else:
            total += words
    for found in spans.values():
        reached = 0
        for start, end, words in sorted(found):
            new = max(end - max(start, reached), 0)
            total += -(-words * new // (end - start))
            reached = max(reached, end)
    return total

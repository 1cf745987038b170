"""Whether a peer really wrote what it was measured at: the same pages, on them the same statements.

What is told here is a list of faults; none means that the output can be compared.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.peers.records import Article, Corpus, Kind, Peer

EVERY = 1_000
"""Of so many articles, evenly spread over the corpus, every statement is looked for."""
TOLD = 20
"""How many faults are told."""


def faults(peer: Peer, output: Path, corpus: Corpus) -> list[str]:
    """What *output* lacks, or has too much of."""
    found = []
    for fault in _faults(peer, output, corpus):
        found.append(fault)
        if len(found) == TOLD:
            found.append("and more")
            break
    return found


def sampled(corpus: Corpus) -> tuple[Article, ...]:
    """The articles whose statements are looked for: all, of many :data:`EVERY`."""
    return corpus.articles[:: -(-len(corpus.articles) // EVERY)]


def words_of(page: str) -> str:
    """What a reader reads: the text of *page* without marks, its white space made single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def _faults(peer: Peer, output: Path, corpus: Corpus) -> Iterator[str]:
    yield from _pages(peer, output, corpus)
    yield from _indexes(peer, output, corpus)
    yield from _statements(peer, output, corpus)
    yield from _exports(peer, output, corpus)


def _pages(peer: Peer, output: Path, corpus: Corpus) -> Iterator[str]:
    """Each thing has its page, and there is no page of a thing that does not exist."""
    for kind, keys in corpus.families.items():
        pattern = peer.page(kind, "????-??-??" if kind == "days" else "*")
        there = {path.relative_to(output).as_posix() for path in output.glob(pattern)}
        due = {peer.page(kind, key) for key in keys}
        for path in sorted(due - there):
            yield f"{kind}: {path} is missing"
        for path in sorted(there - due):
            yield f"{kind}: {path} should not be"


def _indexes(peer: Peer, output: Path, corpus: Corpus) -> Iterator[str]:
    """Home is there, and each index leads to every thing of its kind."""
    if not (output / "index.html").is_file():
        yield "index.html is missing"
    for kind, keys in corpus.families.items():
        text = "".join(page.read_text("utf-8") for page in sorted(output.glob(peer.index(kind))))
        links = set(re.findall(r'href="([^"#]*)"', text))
        links = {re.sub(r"^(\.\./)+|^/", "", html.unescape(link)) for link in links}
        for key in keys:
            if peer.address(kind, key).removeprefix("/") not in links:
                yield f"the index of {kind} does not lead to {key}"


def _statements(peer: Peer, output: Path, corpus: Corpus) -> Iterator[str]:
    """Each statement stands on its article's page and on those of its actors, theme and day."""
    due: dict[tuple[Kind, str], list[str]] = {}
    for article in sampled(corpus):
        for statement in article.statements:
            due.setdefault(("articles", article.slug), []).append(statement.text)
            for term in statement.terms:
                due.setdefault(term, []).append(statement.text)
    for (kind, key), texts in due.items():
        words = words_of(_read(peer, output, kind, key))
        for text in texts:
            if text not in words:
                yield f"{kind}: the page of {key} lacks “{text}”"
    for article in sampled(corpus):
        page = _read(peer, output, "articles", article.slug)
        words = words_of(page)
        for text in (article.title, article.summary, *_paragraphs(article)):
            if text not in words:
                yield f"articles: the page of {article.slug} lacks “{text}”"
        for kind, keys in article.terms.items():
            for key in keys:
                if f'{peer.address(kind, key)}"' not in page:
                    yield f"articles: the page of {article.slug} does not lead to {key}"


def _paragraphs(article: Article) -> Iterator[str]:
    for paragraph in article.body.split("\n\n"):
        yield " ".join(paragraph.split())


def _exports(peer: Peer, output: Path, corpus: Corpus) -> Iterator[str]:
    """The feed has entries, and every page of the corpus is in the sitemap."""
    for name, least in {peer.feed: 1, "sitemap.xml": corpus.pages}.items():
        path = output / name
        if not path.is_file():
            yield f"{name} is missing"
            continue
        try:
            tags = [each.tag.rpartition("}")[2] for each in ElementTree.parse(path).iter()]  # noqa: S314
        except ElementTree.ParseError as error:
            yield f"{name}: {error}"
            continue
        if "sitemap" in tags:  # one of many sitemaps
            continue
        count = sum(tag in {"entry", "item", "url"} for tag in tags)
        if count < least:
            yield f"{name} has {count} entries, not {least}"


def _read(peer: Peer, output: Path, kind: Kind, key: str) -> str:
    """The page of a thing, with those on which its list goes on."""
    patterns = [peer.page(kind, key), *([peer.parts(kind, key)] if peer.parts else [])]
    pages = [page for pattern in patterns for page in sorted(output.glob(pattern))]
    return "\n".join(page.read_text("utf-8") for page in pages)

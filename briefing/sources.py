"""Source texts: the words of the cited articles as they were received.

A source text is a raw article (:mod:`briefing.raw`). It is kept by the maintainer and published
only where its rights are ``full``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from briefing import raw
from briefing.addresses import by_page
from briefing.content import Content, Document
from briefing.memory import Memory
from briefing.model import Article, article_path
from briefing.problems import Problem, nearest
from briefing.site import Site

FOLDER = "sources"

_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»‹›‘’‚‛′″＂`´", "'"),
        '"': "'",
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)


class SourceText(Struct, frozen=True):
    """A source text at hand: file name, SHA-256, paragraphs as they stand and folded."""

    name: str
    sha256: str
    paragraphs: tuple[str, ...]
    folded: tuple[str, ...]


class Paragraph(Struct, frozen=True):
    """One paragraph of a published source text and the statements whose quotations stand in it."""

    text: str
    statements: tuple[str, ...]


Texts = Mapping[str, Sequence[Paragraph]]


def load(
    content: Content, site: Site, folder: Path, memory: Memory | None = None
) -> tuple[dict[str, SourceText], list[Problem]]:
    """The source texts of *folder* by their articles' slugs.

    A text need not be at hand, unless its rights say that it is published: that is a Problem.
    """
    texts: dict[str, SourceText] = {}
    problems: list[Problem] = []
    told = {
        slug: article
        for slug, article in site.articles.items()
        if article.source.text or article.source.rights == "full"
    }
    documents = by_page(content) if told else {}
    for slug, article in told.items():
        document = documents[article_path(slug)]
        file = folder / article.source.text
        if ("source", "text") in document.faults:
            continue
        if article.source.text and file.is_file():
            try:
                texts[slug] = (memory or Memory()).of_file("text", str(file), partial(_read, file))
            except OSError as error:
                message = f"the source text cannot be read: {error.strerror}"
                problems.append(Problem(file.as_posix(), 0, 0, message))
        elif article.source.rights == "full":
            problems.append(_not_at_hand(document, article, folder))
    return texts, problems


def _read(file: Path) -> SourceText:
    data = file.read_bytes()
    lines = paragraphs(data)
    return SourceText(
        file.name, hashlib.sha256(data).hexdigest(), tuple(lines), tuple(map(fold, lines))
    )


def _not_at_hand(document: Document, article: Article, folder: Path) -> Problem:
    if not article.source.text:
        hint = "name its file in `text`, or choose `excerpt`"
        message = "the source text is to be published, and nothing says which file it is"
        return document.problem(message, hint, at=("source", "rights"))
    known = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    close = nearest(article.source.text, known)
    hint = f"did you mean “{close}”?" if close else "put the text there, or name its folder"
    message = f"there is no source text {(folder / article.source.text).as_posix()}"
    return document.problem(message, hint, at=("source", "text"))


def published(site: Site, texts: Mapping[str, SourceText], places: Mapping[str, int]) -> Texts:
    """The texts whose rights allow to publish them, by article, with their statements marked.

    *places* are the paragraphs (from 1) in which statements' quotations stand.
    """
    found: dict[str, Sequence[Paragraph]] = {}
    for slug, text in texts.items():
        if site.articles[slug].source.rights == "full":
            marks: dict[int, list[str]] = defaultdict(list)
            for key in site.articles[slug].statements:
                marks[places.get(key, 0)].append(key)
            found[slug] = [
                Paragraph(line, tuple(marks[number]))
                for number, line in enumerate(text.paragraphs, 1)
            ]
    return found


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of a raw article, without headline, date line and address line."""
    return list(raw.parse(data.decode("utf-8-sig", "replace")).paragraphs)


def fold(text: str) -> str:
    """*text* for comparing quotations: NFC, white space and kinds of marks do not count.

    Case and words do.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())

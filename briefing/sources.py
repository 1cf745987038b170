"""Source texts: the words of the cited articles as they were received.

A source text is a raw article (:mod:`briefing.raw`). It is kept by the maintainer and published
only where its rights are ``full``.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import Struct

from briefing import limits, raw
from briefing.addresses import by_page
from briefing.content import Content
from briefing.documents import Document, forbidden
from briefing.memory import Memory
from briefing.model import Article, article_path
from briefing.problems import Problem, first, nearest
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
        file, full = folder / article.source.text, article.source.rights == "full"
        if ("source", "text") in document.faults:
            continue
        if article.source.text and os.path.isfile(file):  # noqa: PTH113 - any name can be asked for
            read = partial(_read, file, full=full)
            found = (memory or Memory(lasting=False)).of_file(f"text {full}", str(file), read)
            if isinstance(found, SourceText):
                texts[slug] = found
            else:
                problems += found
        elif full:
            problems.append(_not_at_hand(document, article, folder))
    return texts, problems


def _read(file: Path, *, full: bool) -> SourceText | list[Problem]:
    """The text of *file*, or why it cannot be used; what is published in *full* must be clean."""
    path = file.as_posix()
    if file.is_symlink() and not file.resolve().is_relative_to(file.parent.resolve()):
        hint = "put the text itself in its place, or name its folder with --sources"
        return [Problem(path, 0, 0, "it is a link that leads out of the source texts", hint)]
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= limits.SOURCE_TEXT else b""
    except OSError as error:
        return [Problem(path, 0, 0, f"the source text cannot be read: {error.strerror}")]
    if size > limits.SOURCE_TEXT:
        return [raw.too_large(path, size)]
    if full:
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            return [raw.not_utf8(path, data, error, "save it as UTF-8: it is to be published")]
        unseen = first(path, islice(forbidden(path, text), limits.PROBLEMS + 1))
        if unseen:
            return unseen
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

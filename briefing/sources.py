"""Source texts: the words of the cited articles as they were received.

A source text is kept by the maintainer and published only where its rights are ``full``. The file
is a raw article: the headline, then perhaps a date (YYYYMMDD) and an address in either order, then
one paragraph a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from briefing.addresses import page_path
from briefing.content import Content
from briefing.model import Article, Statement, article_path
from briefing.problems import Problem, nearest
from briefing.site import Site

FOLDER = "sources"

_DATE = re.compile(r"\d{8}")
_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(/\S*)?")
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


class Paragraph(Struct, frozen=True):
    """One paragraph of a source text and the statements whose quotations stand in it."""

    text: str
    statements: tuple[str, ...]


Texts = Mapping[str, Sequence[Paragraph]]


def published(content: Content, site: Site, folder: Path) -> tuple[Texts, list[Problem]]:
    """The texts of the articles whose rights allow to publish them, by the article's slug.

    *folder* holds the source texts. A text that is not there is a Problem at the article.
    """
    texts: dict[str, Sequence[Paragraph]] = {}
    problems: list[Problem] = []
    documents = {page_path(document): document for document in content.documents}
    for slug, article in site.articles.items():
        document = documents[article_path(slug)]
        if article.source.rights != "full" or ("source", "text") in document.faults:
            continue
        file = folder / article.source.text
        if not article.source.text:
            hint = "name its file in `text`, or choose `excerpt`"
            message = "the source text is to be published, and nothing says which file it is"
            problems.append(document.problem(message, hint, at=("source", "rights")))
        elif not file.is_file():
            known = [path.name for path in folder.iterdir()] if folder.is_dir() else []
            close = nearest(article.source.text, known)
            hint = f"did you mean “{close}”?" if close else "put the text there, or name its folder"
            message = f"there is no source text {file.as_posix()}"
            problems.append(document.problem(message, hint, at=("source", "text")))
        else:
            texts[slug] = _marked(paragraphs(file.read_bytes()), article, site)
    return texts, problems


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of a raw article, without headline, date line and address line."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    begin = 1
    for form in (_DATE, _ADDRESS, _DATE):
        if len(lines) > begin and form.fullmatch(lines[begin]):
            begin += 1
    return lines[begin:]


def fold(text: str) -> str:
    """*text* for comparing quotations: NFC, white space and kinds of marks do not count.

    Case and words do.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split())


def _marked(lines: Sequence[str], article: Article, site: Site) -> list[Paragraph]:
    folded = [fold(line) for line in lines]
    marks: dict[int, list[str]] = defaultdict(list)
    for key in article.statements:
        for number in _places(site.statements[key], folded):
            marks[number].append(key)
    return [Paragraph(line, tuple(marks[number])) for number, line in enumerate(lines)]


def _places(statement: Statement, folded: Sequence[str]) -> list[int]:
    """The paragraphs, counted from 0, in which the statement's quotation stands."""
    wanted = fold(statement.quote)
    return [number for number, text in enumerate(folded) if wanted and wanted in text]

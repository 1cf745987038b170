"""What all previews are given and how each is worked, so that the programs treat them alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from benchmarks.corpus import documents


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the corpus: its statements and body as Markdown, and where it is filed."""

    slug: str
    title: str
    date: str
    summary: str
    actors: tuple[str, ...]
    themes: tuple[str, ...]
    statements: tuple[str, ...]
    body: str

    @property
    def text(self) -> str:
        """The page's words as Markdown, for generators that know of no statements."""
        said = "".join(f"- {statement}\n" for statement in self.statements)
        return f"{self.summary}\n\n## Statements\n\n{said}\n{self.body}\n"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All the articles, oldest first."""

    articles: tuple[Article, ...]

    @property
    def pages(self) -> int:
        """How many pages a peer makes: articles, actors, themes, days, their four indexes, home."""
        families = [
            {actor for article in self.articles for actor in article.actors},
            {theme for article in self.articles for theme in article.themes},
            {article.date for article in self.articles},
        ]
        return len(self.articles) + sum(map(len, families)) + 5


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator with a live preview.

    ``install`` puts it into a folder of tools, ``prepare`` writes its whole site into a folder,
    ``command`` starts its server there (tools, folder, port), on 127.0.0.1 alone. ``source`` is
    the file that an editor saves, relative to the folder, and ``address`` where its page is served.
    """

    name: str
    install: Callable[[Path], None]
    prepare: Callable[[Path, Corpus], None]
    command: Callable[[Path, Path, int], Sequence[str]]
    source: Callable[[Article], str]
    address: Callable[[Article], str]
    reloads: bool = True
    more: bool = False
    """Whether it makes page families of its own beyond :attr:`Corpus.pages`."""


def corpus(articles: int) -> Corpus:
    """The corpus of *articles* articles that ``benchmarks/corpus.py`` makes."""
    return Corpus(
        tuple(
            _article(Path(name).stem, text)
            for name, text in documents(articles)
            if name.startswith("articles/")
        )
    )


def write(folder: Path, files: dict[str, str]) -> None:
    """Write *files*, by path below *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _article(slug: str, text: str) -> Article:
    parsed: tuple[dict[str, Any], str] = frontmatter.parse(text)
    fields, body = parsed
    actors: dict[str, None] = {}
    themes: dict[str, None] = {}
    statements = []
    for statement in fields["statements"]:
        said = next(statement[verb] for verb in ("says", "does", "plans") if verb in statement)
        for actor in (statement["by"], *statement.get("concerning", ())):
            actors[actor] = None
        themes[statement["about"]] = None
        statements.append(f"**{statement['by']}** on {statement['about']}: {said}")
    return Article(
        slug=slug,
        title=fields["title"],
        date=str(fields["date"]),
        summary=fields["summary"],
        actors=tuple(actors),
        themes=tuple(themes),
        statements=tuple(statements),
        body=body,
    )

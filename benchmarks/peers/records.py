"""What all peers are given and how each is worked, so that the programs treat them alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import frontmatter

from benchmarks.corpus import documents

Kind = Literal["articles", "actors", "themes", "days"]
VERBS = ("says", "does", "plans")


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said or did what, by slugs; ``day`` is the date that it is filed under."""

    id: str
    by: str
    concerning: tuple[str, ...]
    theme: str
    day: str
    kind: str
    text: str

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors on whose pages it stands."""
        return tuple(dict.fromkeys((self.by, *self.concerning)))

    @property
    def terms(self) -> tuple[tuple[Kind, str], ...]:
        """The pages beside its article's on which it stands."""
        actors: list[tuple[Kind, str]] = [("actors", slug) for slug in self.actors]
        return (*actors, ("themes", self.theme), ("days", self.day))

    @property
    def fields(self) -> dict[str, object]:
        """The statement as plain values; ``terms`` as addresses from the root, without slashes
        around them."""
        return {
            "id": self.id,
            "by": self.by,
            "concerning": [slug for slug in self.concerning if slug != self.by],
            "theme": self.theme,
            "day": self.day,
            "kind": self.kind,
            "text": self.text,
            "terms": [f"{kind}/{key}" for kind, key in self.terms],
        }


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the corpus: its statements, and its body as Markdown."""

    slug: str
    title: str
    date: str
    summary: str
    headline: str
    publisher: str
    url: str
    statements: tuple[Statement, ...]
    body: str

    @property
    def terms(self) -> Mapping[Kind, tuple[str, ...]]:
        """Where it is filed: as all its statements are, and under its own date."""
        found: dict[Kind, dict[str, None]] = {"actors": {}, "themes": {}, "days": {self.date: None}}
        for statement in self.statements:
            for kind, key in statement.terms:
                found[kind][key] = None
        return {kind: tuple(keys) for kind, keys in found.items()}

    @property
    def fields(self) -> dict[str, object]:
        """All but the body as plain values."""
        return {
            "title": self.title,
            "date": self.date,
            "summary": self.summary,
            "headline": self.headline,
            "publisher": self.publisher,
            "source": self.url,
            **{str(kind): keys for kind, keys in self.terms.items()},
            "statements": [statement.fields for statement in self.statements],
        }


@dataclass(frozen=True, slots=True)
class Term:
    """An actor or a theme, and what is told of it as Markdown."""

    slug: str
    name: str
    body: str


@dataclass(frozen=True)
class Corpus:
    """All the articles, oldest first, and every actor and theme, also those of no statement."""

    articles: tuple[Article, ...]
    actors: tuple[Term, ...]
    themes: tuple[Term, ...]

    @property
    def terms(self) -> Mapping[Kind, Sequence[Term]]:
        return {"actors": self.actors, "themes": self.themes}

    @cached_property
    def families(self) -> Mapping[Kind, Sequence[str]]:
        """What has a page of its own: sorted keys by kind."""
        days = {day for article in self.articles for day in article.terms["days"]}
        return {
            "articles": [article.slug for article in self.articles],
            "actors": sorted(term.slug for term in self.actors),
            "themes": sorted(term.slug for term in self.themes),
            "days": sorted(days),
        }

    @property
    def pages(self) -> int:
        """How many pages a peer makes: the families, their four indexes, home."""
        return sum(map(len, self.families.values())) + 5


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A generator.

    ``install`` puts it into a folder of tools, ``prepare`` writes its whole site into a folder;
    ``build`` is the command that builds it there (tools, folder) into the folder ``output``,
    ``version`` one that tells its version, ``caches`` what it remembers. ``source`` and ``actor``
    are the files that an editor saves to change an article or an actor, ``template`` the article
    pages' template, all relative to the folder; ``renamed`` is what the actor's file is with
    another name (text, old, new). ``page`` is the path below ``output`` of the page of a thing,
    ``index`` a pattern of the list of all its kind, ``parts`` one of the pages that a thing's list
    goes on on.
    """

    name: str
    install: Callable[[Path], None]
    prepare: Callable[[Path, Corpus], None]
    build: Callable[[Path, Path], Sequence[str]]
    output: str
    source: Callable[[str], str]
    actor: Callable[[str], str]
    template: str
    page: Callable[[Kind, str], str]
    index: Callable[[Kind], str]
    version: Callable[[Path], Sequence[str]]
    feed: str = "feed.xml"
    caches: tuple[str, ...] = ()
    renamed: Callable[[str, str, str], str] = lambda text, old, new: text.replace(old, new)
    parts: Callable[[Kind, str], str] | None = None
    more: bool = False
    """Whether it makes page families of its own beyond :attr:`Corpus.pages`."""

    def address(self, kind: Kind, key: str) -> str:
        """The address of a page from the root."""
        return "/" + self.page(kind, key).removesuffix("index.html")


@dataclass(frozen=True, slots=True)
class Preview:
    """A live preview: ``command`` starts its server (tools, folder, port), on 127.0.0.1 alone."""

    name: str
    generator: Peer
    command: Callable[[Path, Path, int], Sequence[str]]
    reloads: bool = True


def corpus(articles: int) -> Corpus:
    """The corpus of *articles* articles that ``benchmarks/corpus.py`` makes."""
    read: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
    for name, text in documents(articles):
        folder, _, stem = name.removesuffix(".md").rpartition("/")
        fields, body = frontmatter.parse(text)
        read.setdefault(folder, []).append((stem, fields, body))
    actors = tuple(Term(slug, fields["name"], body) for slug, fields, body in read["actors"])
    themes = tuple(Term(slug, fields["name"], body) for slug, fields, body in read["themes"])
    slugs = {term.name: term.slug for term in (*actors, *themes)}
    return Corpus(tuple(_article(slugs, *one) for one in read["articles"]), actors, themes)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write *files*, by path below *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def matter(fields: Mapping[str, object], body: str) -> str:
    """A document with front matter, each value as JSON, which is YAML."""
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\n{body}\n"


def _article(slugs: Mapping[str, str], slug: str, fields: dict[str, Any], body: str) -> Article:
    date, source = str(fields["date"]), fields["source"]
    return Article(
        slug=slug,
        title=fields["title"],
        date=date,
        summary=fields["summary"],
        headline=source["headline"],
        publisher=source["publisher"],
        url=source["url"],
        statements=tuple(_statement(slugs, date, told) for told in fields["statements"]),
        body=body,
    )


def _statement(slugs: Mapping[str, str], date: str, told: dict[Any, Any]) -> Statement:
    kind = next(verb for verb in VERBS if verb in told)
    return Statement(
        id=told["id"],
        by=slugs[told["by"]],
        concerning=tuple(slugs[name] for name in told.get("concerning", ())),
        theme=slugs[told["about"]],
        day=str(told.get(True, date)),  # YAML 1.1 reads the key `on` as a truth value
        kind=kind,
        text=told[kind],
    )

"""What is done to a site between two builds: a real edit each time, with words of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.peers.records import Corpus, Kind, Peer
from benchmarks.peers.verified import words_of

Expected = tuple[Sequence[str], str]
"""Patterns of pages, one of which must have the words."""


class Edited:
    """The site of *peer* in *folder*, while it is edited again and again."""

    def __init__(self, peer: Peer, folder: Path, corpus: Corpus) -> None:
        self.peer = peer
        self.folder = folder
        self.article = corpus.articles[len(corpus.articles) // 2]
        self.actor = next(
            term for term in corpus.actors if term.slug == self.article.statements[0].by
        )
        self.output = folder / peer.output
        self._title = self.article.title
        self._body = ""
        self._files = {
            name: (folder / name).read_text("utf-8")
            for name in (
                peer.source(self.article.slug),
                peer.actor(self.actor.slug),
                peer.template,
            )
        }

    def cold(self, _words: str) -> Iterator[Expected]:
        """The output and all that the peer remembers is put aside.

        It is not deleted: ext4 without a journal seeks past every file that was deleted within the
        last minute whenever it makes one.
        """
        for name in (self.peer.output, *self.peer.caches):
            path = self.folder / name
            if path.exists():
                path.rename(Path(tempfile.mkdtemp(dir=self.folder.parent)) / path.name)
        yield from ()

    def nothing(self, _words: str) -> Iterator[Expected]:
        yield from ()

    def body(self, words: str) -> Iterator[Expected]:
        """Another paragraph at the end of an article."""
        self._body = f"\n{words}.\n"
        self._save_article()
        yield self._pages("articles", self.article.slug), words

    def title(self, words: str) -> Iterator[Expected]:
        """Another title of the article; its address stays."""
        self._title = words
        self._save_article()
        yield self._pages("articles", self.article.slug), words
        yield self._pages("actors", self.actor.slug), words
        yield [self.peer.index("articles")], words

    def renamed(self, words: str) -> Iterator[Expected]:
        """Another name of the actor of the article's first statement; its address stays."""
        name = self.peer.actor(self.actor.slug)
        text = self.peer.renamed(self._files[name], self.actor.name, words)
        (self.folder / name).write_text(text, "utf-8")
        yield self._pages("actors", self.actor.slug), words
        yield self._pages("articles", self.article.slug), words
        yield self._pages("days", self.article.statements[0].day), words
        yield [self.peer.index("actors")], words

    def template(self, words: str) -> Iterator[Expected]:
        """A paragraph more in the template of all articles."""
        text = self._files[self.peer.template].replace("<h1>", f"<p>{words}</p><h1>", 1)
        (self.folder / self.peer.template).write_text(text, "utf-8")
        yield self._pages("articles", self.article.slug), words

    def missing(self, expected: Iterator[Expected]) -> Iterator[str]:
        """Which of the *expected* words are not in the output."""
        for patterns, words in expected:
            pages = [page for pattern in patterns for page in sorted(self.output.glob(pattern))]
            if not any(words in words_of(page.read_text("utf-8")) for page in pages):
                yield f"{patterns[0]} lacks “{words}”"

    def _pages(self, kind: Kind, key: str) -> Sequence[str]:
        """Patterns of the page of a thing, and of those on which its list goes on."""
        parts = [self.peer.parts(kind, key)] if self.peer.parts else []
        return [self.peer.page(kind, key), *parts]

    def _save_article(self) -> None:
        name = self.peer.source(self.article.slug)
        text = self._files[name].replace(self.article.title, self._title, 1) + self._body
        (self.folder / name).write_text(text, "utf-8")


Edit = Callable[[Edited, str], Iterator[Expected]]
EDITS: dict[str, Edit] = {
    "cold": Edited.cold,
    "nothing changed": Edited.nothing,
    "one body edited": Edited.body,
    "one title edited": Edited.title,
    "one actor renamed": Edited.renamed,
    "one template edited": Edited.template,
}
"""Each makes the edit, and tells which pages must have which words after the next build."""

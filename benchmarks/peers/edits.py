"""What is done to a site between two builds: a real edit each time, with words of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.peers.records import Corpus, Peer
from benchmarks.peers.verified import words_of


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

    def cold(self, _words: str) -> Iterator[tuple[str, str]]:
        """The output and all that the peer remembers is removed."""
        for name in (self.peer.output, *self.peer.caches):
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        yield from ()

    def nothing(self, _words: str) -> Iterator[tuple[str, str]]:
        yield from ()

    def body(self, words: str) -> Iterator[tuple[str, str]]:
        """Another paragraph at the end of an article."""
        self._body = f"\n{words}.\n"
        self._save_article()
        yield self.peer.page("articles", self.article.slug), words

    def title(self, words: str) -> Iterator[tuple[str, str]]:
        """Another title of the article; its address stays."""
        self._title = words
        self._save_article()
        yield self.peer.page("articles", self.article.slug), words
        yield self.peer.page("actors", self.actor.slug), words
        yield self.peer.index("articles"), words

    def renamed(self, words: str) -> Iterator[tuple[str, str]]:
        """Another name of the actor of the article's first statement; its address stays."""
        name = self.peer.actor(self.actor.slug)
        text = self.peer.renamed(self._files[name], self.actor.name, words)
        (self.folder / name).write_text(text, "utf-8")
        yield self.peer.page("actors", self.actor.slug), words
        yield self.peer.page("articles", self.article.slug), words
        yield self.peer.page("days", self.article.statements[0].day), words
        yield self.peer.index("actors"), words

    def template(self, words: str) -> Iterator[tuple[str, str]]:
        """A paragraph more in the template of all articles."""
        text = self._files[self.peer.template].replace("<h1>", f"<p>{words}</p><h1>", 1)
        (self.folder / self.peer.template).write_text(text, "utf-8")
        yield self.peer.page("articles", self.article.slug), words

    def missing(self, expected: Iterator[tuple[str, str]]) -> Iterator[str]:
        """Which of the *expected* words are not in the output."""
        for pattern, words in expected:
            pages = sorted(self.output.glob(pattern))
            if not any(words in words_of(page.read_text("utf-8")) for page in pages):
                yield f"{pattern} lacks “{words}”"

    def _save_article(self) -> None:
        name = self.peer.source(self.article.slug)
        text = self._files[name].replace(self.article.title, self._title, 1) + self._body
        (self.folder / name).write_text(text, "utf-8")


Edit = Callable[[Edited, str], Iterator[tuple[str, str]]]
EDITS: dict[str, Edit] = {
    "cold": Edited.cold,
    "nothing changed": Edited.nothing,
    "one body edited": Edited.body,
    "one title edited": Edited.title,
    "one actor renamed": Edited.renamed,
    "one template edited": Edited.template,
}
"""Each makes the edit, and tells which pages must have which words after the next build."""

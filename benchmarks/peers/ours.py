"""Our own preview, which the others are held against."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import corpus as own
from benchmarks.peers.records import Article, Corpus, Peer

BUILD = Path(__file__).resolve().parent.parent.parent / "build.py"


def install(tools: Path) -> None:
    """Nothing: it runs in the environment of the benchmark itself."""


def prepare(folder: Path, corpus: Corpus) -> None:
    own.write(folder, len(corpus.articles))


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    content = str(folder / "content")
    return [sys.executable, str(BUILD), "serve", "--content", content, "--port", str(port)]


def source(article: Article) -> str:
    return f"content/articles/{article.slug}.md"


def address(article: Article) -> str:
    return f"/articles/{article.slug}.html"


OURS = Peer("build.py serve", install, prepare, command, source, address, more=True)

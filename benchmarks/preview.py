#!/usr/bin/env python3
"""How soon the live preview shows a save, side by side with those of other generators.

python benchmarks/preview.py [ARTICLES] [--pixels] [--rounds N] [--starts N] [--only NAME …]

Every generator has the same corpus. The servers are started in turn, N times each; then an article
is saved with each in turn, N times, after all have fallen quiet. Told are medians, and the medians
of the ratios to ours within each round. With --pixels the article is saved once more while its page
is open in Chromium. The others are installed by name into .cache/peers.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.peers import ABSENT, PREVIEWS, AbsentError, Article, Corpus, Preview, corpus  # noqa: E402
from benchmarks.peers.live import Live, free_port, running  # noqa: E402
from benchmarks.peers.verified import words_of  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOOLS = ROOT / ".cache" / "peers"
OURS = PREVIEWS[0]
START, SERVED, PAINTED = "first page", "save to served", "save to pixels"
Figures = dict[str, dict[str, list[float]]]
"""Seconds of each round, by what is measured and by peer."""


def main() -> None:
    """Measure, and print the table."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    peers = [one for one in PREVIEWS if not options.only or one in (OURS, *options.only)]
    try:
        for preview in peers:
            preview.generator.install(TOOLS)
        with tempfile.TemporaryDirectory(prefix="preview-") as folder:
            bench = Bench(Path(folder).resolve(), corpus(options.articles), peers, options.limit)
            bench.measure(options.starts, options.rounds, pixels=options.pixels)
    except KeyboardInterrupt:
        sys.exit("Stopped; every server has been ended.")
    except (AbsentError, RuntimeError) as error:
        sys.exit(str(error))
    print(f"\n{options.articles:,} articles; {_machine()}\n")
    print("\n".join(table(bench.figures, [peer.name for peer in peers])))
    for name, why in ABSENT.items():
        print(f"\nNot measured: {name} ({why}).")


class Bench:
    """The sites of all *peers* below *folder*, their servers, and the figures so far."""

    def __init__(
        self, folder: Path, corpus: Corpus, peers: Sequence[Preview], limit: float
    ) -> None:
        self.corpus = corpus
        self.peers = peers
        self.limit = limit
        self.figures: Figures = {}
        self.article = corpus.articles[len(corpus.articles) // 2]
        self._saves = 0
        self._folders = {peer.name: folder / str(place) for place, peer in enumerate(peers)}
        self._documents: dict[str, str] = {}
        for peer in peers:
            _say(f"writing the site of {peer.name}")
            peer.generator.prepare(self._folders[peer.name], corpus)
            self._documents[peer.name] = self._source(peer).read_text("utf-8")

    def measure(self, starts: int, rounds: int, *, pixels: bool) -> None:
        """Fill ``figures``. Raises RuntimeError when a server ends or serves another site."""
        with ExitStack() as stack:
            browser = stack.enter_context(_browser()) if pixels else None
            servers: dict[str, Live] = {}
            for number in range(starts):
                for peer in self._turn(number):
                    with ExitStack() as one:
                        live = one.enter_context(self._started(peer))
                        if number == starts - 1:  # the last ones stay
                            self._check(peer, live)
                            self._served(peer, live, record=False)
                            servers[peer.name] = live
                            stack.enter_context(one.pop_all())
            for number in range(rounds):
                for peer in self._turn(number):
                    self._served(peer, servers[peer.name])
                    if browser and peer.reloads:
                        self._painted(peer, servers[peer.name], browser)

    def _turn(self, number: int) -> Sequence[Preview]:
        """The peers, each round beginning with another one."""
        first = number % len(self.peers)
        return [*self.peers[first:], *self.peers[:first]]

    @contextmanager
    def _started(self, peer: Preview) -> Iterator[Live]:
        folder, port, words = self._folders[peer.name], free_port(), self._next()
        self._save(peer, words)  # a page left over from the last start does not count
        with running(peer.command(TOOLS, folder, port), port, folder) as live:
            seconds = live.wait_for(self._address(peer), words, live.began, self.limit)
            self._record(START, peer, seconds)
            live.settle(self.limit)
            yield live

    def _served(self, peer: Preview, live: Live, *, record: bool = True) -> None:
        words = self._next()
        began = time.perf_counter()
        self._save(peer, words)
        seconds = live.wait_for(self._address(peer), words, began, self.limit)
        live.settle(self.limit)
        if record:
            self._record(SERVED, peer, seconds)

    def _painted(self, peer: Preview, live: Live, browser: Browser) -> None:
        from benchmarks.peers.pixels import painted

        words = self._next()
        url = live.url + self._address(peer)
        seconds = painted(browser, url, lambda: self._save(peer, words), words, self.limit)
        live.settle(self.limit)
        self._record(PAINTED, peer, seconds)

    def _next(self) -> str:
        self._saves += 1
        return f"Saved {self._saves} times"

    def _address(self, peer: Preview) -> str:
        return peer.generator.address("articles", self.article.slug)

    def _source(self, peer: Preview) -> Path:
        return self._folders[peer.name] / peer.generator.source(self.article.slug)

    def _save(self, peer: Preview, words: str) -> None:
        """Save the article with another last paragraph, as an editor does: in its place."""
        text = f"{self._documents[peer.name]}\n{words}.\n"
        self._source(peer).write_text(text, "utf-8")

    def _record(self, what: str, peer: Preview, seconds: float) -> None:
        self.figures.setdefault(what, {}).setdefault(peer.name, []).append(seconds)
        _say(f"{peer.name}: {what} {_time(seconds)}")

    def _check(self, peer: Preview, live: Live) -> None:
        """Raise RuntimeError unless *peer* serves the article's words, and as many pages."""
        words = words_of(live.get(self._address(peer)))
        for text in _texts(self.article):
            if text not in words:
                raise RuntimeError(f"{peer.name} does not serve “{text}”")
        pages = len(re.findall(r"<loc>", live.get("/sitemap.xml")))
        if pages < self.corpus.pages or (pages > self.corpus.pages and not peer.generator.more):
            raise RuntimeError(f"{peer.name} has {pages} pages, not {self.corpus.pages}")
        _say(f"{peer.name}: {pages} pages, and the article's words")


def table(figures: Mapping[str, Mapping[str, Sequence[float]]], names: Sequence[str]) -> list[str]:
    """The lines of a Markdown table: medians, and in brackets how many times ours that is."""
    lines = [f"| preview | {' | '.join(figures)} |", f"|---|{'--:|' * len(figures)}"]
    for name in names:
        cells = [name]
        for measured in figures.values():
            theirs, ours = measured.get(name), measured[OURS.name]
            if not theirs:
                cells.append("does not reload")
            elif name == OURS.name:
                cells.append(_time(median(theirs)))
            else:
                ratio = median(a / b for a, b in zip(theirs, ours, strict=True))
                cells.append(f"{_time(median(theirs))} ({ratio:.3g} ×)")
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _texts(article: Article) -> Iterator[str]:
    yield article.title
    for paragraph in article.body.split("\n\n"):
        yield " ".join(paragraph.split())
    for statement in article.statements:
        yield statement.text


def _time(seconds: float) -> str:
    if math.isinf(seconds):
        return "not in time"
    return f"{seconds * 1000:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"


def _machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} processors, load over the last 1, 5 and 15 minutes {load}"


@contextmanager
def _browser() -> Iterator[Browser]:
    from tests.quality.tools import browser

    with browser() as found:
        yield found


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    names = {preview.name: preview for preview in PREVIEWS}
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", nargs="?", type=int, default=1_000)
    parser.add_argument("--pixels", action="store_true", help="also until Chromium has painted")
    parser.add_argument("--rounds", type=int, default=5, help="saves with each (5)")
    parser.add_argument("--starts", type=int, default=5, help="starts of each (5)")
    parser.add_argument("--limit", type=float, default=300, help="seconds to wait for a page (300)")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", default=[], help=f"beside ours: {', '.join(names)}"
    )
    options = parser.parse_args()
    if min(options.articles, options.rounds, options.starts) < 1:
        parser.error("ARTICLES, --rounds and --starts begin at 1")
    unknown = [name for name in options.only if name not in names]
    if unknown:
        parser.error(f"no such preview: {', '.join(unknown)}; there are {', '.join(names)}")
    options.only = [names[name] for name in options.only]
    return options


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How long a site takes to build, side by side with other generators.

python -m benchmarks.building [--articles N …] [--rounds N] [--in-turn] [--peers NAME,…]   (Linux)

Every generator has the same corpus, bare templates and page families; ours is also measured as it
is. Each is built once first, and what it wrote is held against the corpus. Then come the rounds:
each edit in turn is made to every site, every site is built, and the words of the edit are looked
for. Told are medians. The others are installed by name into .cache/peers.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.peers import ABSENT, FULL, OURS, PEERS, AbsentError, Corpus, Peer, corpus  # noqa: E402
from benchmarks.peers.edits import EDITS, Edited  # noqa: E402
from benchmarks.peers.measured import Run, run  # noqa: E402
from benchmarks.peers.targets import (  # noqa: E402
    COLD,
    Size,
    floor,
    processor_time,
    table,
    targets,
)
from benchmarks.peers.verified import faults  # noqa: E402

TOOLS = ROOT / ".cache" / "peers"
ROUNDS = ((1_000, 5), (10_000, 3))
"""Up to so many articles, so many rounds; beyond, one."""
SLOW = {"jekyll": 1_000, "pelican": 10_000, "eleventy": 10_000}
"""Up to how many articles a peer is measured unless it is named."""


def main() -> int:
    """Measure, and print tables and targets."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    there, absent = _installed(options.peers)
    sizes: dict[int, Size] = {}
    failed: list[str] = []
    try:
        every = options.articles
        for group in [every] if options.in_turn else [[articles] for articles in every]:
            with ExitStack() as folders:
                benches = []
                for articles in group:
                    peers = [
                        peer
                        for peer in there
                        if options.peers or articles <= SLOW.get(peer.name, articles)
                    ]
                    if options.folder:
                        Path(options.folder).mkdir(parents=True, exist_ok=True)
                    folder = tempfile.TemporaryDirectory(prefix="building-", dir=options.folder)
                    place = Path(folders.enter_context(folder)).resolve()
                    sizes[articles] = Size(articles)
                    benches.append(Bench(place, sizes[articles], peers, options.limit))
                try:
                    _measure(benches, options)
                finally:
                    for bench in benches:
                        size = bench.size
                        failed += bench.failed
                        lines = ["", *table(size), "", *processor_time(size), "", *floor(size)]
                        print("\n".join(lines), flush=True)
    except KeyboardInterrupt:
        failed.append("stopped before its end: not everything was measured")
    versions = [
        f"{'Python' if peer is OURS else peer.name} {_version(peer)}"
        for peer in there
        if peer is not FULL
    ]
    print(f"\n{_machine()}; {'; '.join(versions)}\n")
    print("\n".join(map(str, targets(sizes))))
    for name, why in absent.items():
        print(f"\nNot measured: {name} ({why}).")
    for line in failed:
        print(f"\nFailed: {line}")
    return bool(failed)


def _measure(benches: Sequence[Bench], options: argparse.Namespace) -> None:
    """A round of each in turn, so that what slows the machine for a while slows all of them."""
    rounds = {bench: options.rounds or _rounds(bench.size.articles) for bench in benches}
    for bench in benches:
        bench.begin()
    for number in range(max(rounds.values())):
        for bench in benches:
            if number < rounds[bench]:
                bench.round(number, options.edits)
    for bench in benches:
        bench.end(options.memory, options.edits)


class Bench:
    """The sites of all *peers* below *folder*, and the figures so far in ``size``.

    A peer that fails or writes something else is told in ``failed`` and measured no further.
    """

    def __init__(self, folder: Path, size: Size, peers: Sequence[Peer], limit: float) -> None:
        self.folder = folder
        self.limit = limit
        self.size = size
        self.failed: list[str] = []
        self._edits = 0
        self._corpus: Corpus = corpus(size.articles)
        self._sites: list[Edited] = []
        for place, peer in enumerate(peers):
            _say(f"{size.articles:,} articles: writing the site of {peer.name}")
            site = folder / str(place)
            peer.prepare(site, self._corpus)
            self._sites.append(Edited(peer, site, self._corpus))

    def begin(self) -> None:
        """Build every site once, and hold what it has written against the corpus."""
        for site in list(self._sites):
            self._try(site, "first build", record=False)
            self._verify(site)

    def round(self, number: int, edits: Sequence[str]) -> None:
        """One round of the *edits*, added to ``size``."""
        for edit in edits:
            for site in self._turn(number):
                self._try(site, edit)
        self._copy()

    def end(self, memory: int, edits: Sequence[str]) -> None:
        """*memory* cold builds whose memory is seen; what ours wrote is held against a cold one."""
        for number in range(memory):
            for site in self._turn(number):
                self._try(site, COLD, record=False, memory=True)
        for site in list(self._sites):
            if site.peer in {OURS, FULL} and any(edit != COLD for edit in edits):
                self._compare(site)

    def _turn(self, number: int) -> Sequence[Edited]:
        """The sites, each round beginning with another one."""
        first = number % len(self._sites) if self._sites else 0
        return [*self._sites[first:], *self._sites[:first]]

    def _try(self, site: Edited, edit: str, *, record: bool = True, memory: bool = False) -> None:
        """Make the edit, build, and look for its words."""
        self._edits += 1
        words = f"Edited {self._edits} times"
        expected = list(EDITS.get(edit, Edited.cold)(site, words))
        os.sync()  # nobody pays for what another has written
        try:
            done = run(site.peer.build(TOOLS, site.folder), site.folder, self.limit, memory=memory)
        except RuntimeError as error:
            self._fail(site, f"{edit}: {error}")
            return
        if missing := list(site.missing(iter(expected))):
            self._fail(site, f"{edit}: {'; '.join(missing)}")
            return
        self._record(site.peer.name, edit, done, record=record)

    def _record(self, name: str, edit: str, done: Run, *, record: bool) -> None:
        told = f"{done.wall:.3f} s, {done.cpu:.3f} s of processor time"
        if done.memory is not None:
            self.size.memory.setdefault(name, []).append(done.memory)
            told = f"at most {done.memory / (1 << 20):,.0f} MiB"
        elif record:
            self.size.runs.setdefault(name, {}).setdefault(edit, []).append(done)
        _say(f"{self.size.articles:,} articles: {name}: {edit}: {told}")

    def _verify(self, site: Edited) -> None:
        if site not in self._sites:
            return
        if found := faults(site.peer, site.output, self._corpus):
            self._fail(site, "wrote something else:\n  " + "\n  ".join(found))
            return
        files = [path for path in site.output.rglob("*") if path.is_file()]
        amount = sum(path.stat().st_size for path in files) / 1e6
        _say(
            f"{self.size.articles:,} articles: {site.peer.name}: {len(files):,} files, "
            f"{amount:,.1f} MB; the pages and statements are those of the corpus"
        )

    def _compare(self, site: Edited) -> None:
        """What is built over an edit must be what a cold build writes."""
        self._try(site, "one body edited", record=False)
        kept = self.folder / "kept"
        if site not in self._sites:
            return
        site.output.rename(kept)
        self._try(site, "cold", record=False)
        if site not in self._sites:
            return
        before, after = _files(kept), _files(site.output)
        shutil.rmtree(kept)
        if different := sorted(
            name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
        ):
            told = f"{len(different):,} files differ from a cold build, as {different[0]}"
            self._fail(site, told)

    def _copy(self) -> None:
        """The floor: the output of ours copied, file by file."""
        for site in self._sites:
            if site.peer is OURS:
                copy = Path(tempfile.mkdtemp(dir=self.folder)) / "copy"
                os.sync()
                began = time.perf_counter()
                shutil.copytree(site.output, copy, copy_function=shutil.copyfile)
                self.size.floor.append(time.perf_counter() - began)

    def _fail(self, site: Edited, why: str) -> None:
        self._sites.remove(site)
        self.failed.append(f"{site.peer.name} at {self.size.articles:,} articles: {why}")
        _say(self.failed[-1])


def _installed(names: Sequence[str]) -> tuple[list[Peer], dict[str, str]]:
    """The peers *names* (all, if there are none) that can be had, and why others cannot."""
    there, absent = [], dict(ABSENT)
    for peer in PEERS:
        if not names or peer.name in names:
            try:
                peer.install(TOOLS)
                there.append(peer)
            except AbsentError as error:
                absent[peer.name] = str(error)
    return there, absent


def _files(folder: Path) -> dict[str, bytes]:
    """The digest of each file by its path."""
    import hashlib

    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _rounds(articles: int) -> int:
    return next((rounds for most, rounds in ROUNDS if articles <= most), 1)


def _machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} processors, load over the last 1, 5 and 15 minutes {load}"


def _version(peer: Peer) -> str:
    """The number of its version; of ours, of Python's."""
    told = subprocess.run(peer.version(TOOLS), check=False, capture_output=True, text=True)  # noqa: S603
    found = re.search(r"\d+(\.\d+)+", told.stdout)
    return found[0] if found else "of an unknown version"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    names = [peer.name for peer in PEERS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--articles", nargs="+", type=int, default=[1_000], metavar="N", help="sizes (1000)"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        help="; ".join(f"{rounds} up to {most:,}" for most, rounds in ROUNDS) + "; then 1",
    )
    parser.add_argument(
        "--in-turn", action="store_true", help="a round of each size in turn, not size by size"
    )
    parser.add_argument("--memory", type=int, default=1, help="builds whose memory is seen (1)")
    parser.add_argument("--limit", type=float, default=3_600, help="seconds for a build (3600)")
    parser.add_argument("--folder", type=Path, help="where the sites are written for the time")
    parser.add_argument("--peers", default="", metavar="NAME,…", help=", ".join(names))
    edits = ",".join(EDITS)
    parser.add_argument("--edits", default=edits, metavar="EDIT,…", help=edits.replace(",", ", "))
    options = parser.parse_args()
    options.edits = [name.strip() for name in options.edits.split(",")]
    if unknown := [name for name in options.edits if name not in EDITS]:
        parser.error(f"no such edit: {', '.join(unknown)}; there are {', '.join(EDITS)}")
    options.peers = [name.strip() for name in options.peers.split(",") if name.strip()]
    if unknown := [name for name in options.peers if name not in names]:
        parser.error(f"no such peer: {', '.join(unknown)}; there are {', '.join(names)}")
    if min(*options.articles, options.rounds or 1) < 1 or options.memory < 0:
        parser.error("--articles and --rounds begin at 1")
    return options


if __name__ == "__main__":
    sys.exit(main())

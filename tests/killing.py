"""Real builds, cold and incremental, killed at random moments: the old site or the new one is left.

``python -m tests.killing 1000`` (or ``make kill``) starts as many builds and kills each with a
signal that no process can answer. After each, the output folder is byte for byte the old site, the
new one, or, if there was none, not there; and the next build makes the new one.

With ``--forked`` the builds are forked from one process that has imported everything: most of the
time of so small a build is the start of Python, in which there is nothing to kill. With
``--afresh`` each build makes everything, with another process that is begun afresh.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

import briefing.exports
import briefing.output
import briefing.render
import briefing.stopping
import briefing.workers  # noqa: F401 (for builds that are forked)
import build
from tests.commands import ROOT, files

Sites = Mapping[str, Mapping[str, bytes]]
TINY = ROOT / "tests" / "sites" / "tiny" / "content"
VERSIONS = {
    "as it is": [],
    "one document changed": [],
    "every page changed": ["--base-url", "https://example.org/elsewhere/"],
}
"""What the builds make, and what each is told for it."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a killed build left (``old``, ``new``, ``nothing`` or ``neither``), whether it was
    ``cold`` or ``incremental``, and whether the next build made the new site."""

    left: str
    kind: str
    repaired: bool


class Command:
    """``build.py``, started as a maintainer starts it."""

    program: Sequence[str] = (str(ROOT / "build.py"),)
    options: Sequence[str] = ()

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *self.program, *arguments, *self.options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        self.kill = self._process.kill
        self.poll = self._process.poll
        self.wait = self._process.wait


class Afresh(Command):
    """The same where no process can be forked."""

    program = "-m", "tests.unforked"
    options = ("--no-cache",)


class Forked:
    """``build.py``, run by a fork of this process."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._status: int | None = None
        self._child = os.fork()
        if not self._child:
            try:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)
                os.dup2(nowhere, 2)
                os._exit(build.main(arguments))
            finally:
                os._exit(1)

    def kill(self) -> None:
        """End it, with a signal that it cannot answer."""
        if self._status is None:
            os.kill(self._child, signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        if self._status is None:
            ended, status = os.waitpid(self._child, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if ended else None
        return self._status

    def wait(self) -> int:
        """Its exit status, when it has ended."""
        while self.poll() is None:
            time.sleep(0.001)
        return self.poll() or 0


class Killing:
    """One output folder, in which builds are killed one after another."""

    def __init__(
        self,
        folder: Path,
        content: Path = TINY,
        seed: int = 1,
        start: type[Command] | type[Forked] = Command,
    ) -> None:
        """*folder* is empty, *content* what is built, *start* what starts a build. What happens,
        though not to the millisecond, follows from *seed*."""
        self._start = start
        self._chance = random.Random(seed)  # noqa: S311 (nobody is kept out by it)
        self._site = folder / "site"
        self._work = folder / ".site.next"
        content = shutil.copytree(content, folder / "content")
        for number in range(12):  # as many pages as make it worth to build with several processes
            voice = f"---\nname: Voice number {number}\nkind: person\n---\n"
            (content / "actors" / f"voice-{number}.md").write_text(voice, "utf-8")
        self._contents = {"as it is": content, "every page changed": content}
        changed = shutil.copytree(content, folder / "changed")
        self._contents["one document changed"] = changed
        document = max((changed / "articles").glob("*.md"))
        text = document.read_bytes().replace(b"\n---\n", b"\n---\n\nOne sentence more.\n", 1)
        document.write_bytes(text)
        self._sites: dict[str, dict[str, bytes]] = {}
        self._takes = 0.0
        for version in VERSIONS:
            begun = time.perf_counter()
            self._build(version).wait()
            self._takes = max(self._takes, time.perf_counter() - begun)
            self._sites[version] = files(self._site)
            assert list(self._sites.values()).count(self._sites[version]) == 1, version
        self._now = version

    def _build(self, version: str) -> Command | Forked:
        arguments = ["build", *VERSIONS[version], "--no-search", "--jobs", "2"]
        arguments += ["--content", str(self._contents[version]), "--output", str(self._site)]
        return self._start(arguments)

    def once(self) -> Outcome:
        """Start a build, kill it, look, build again, look again."""
        wanted = self._chance.choice([version for version in VERSIONS if version != self._now])
        cold = self._chance.random() < 0.4
        if cold:
            shutil.rmtree(self._site)
            if self._chance.random() < 0.5:
                shutil.rmtree(self._work)
        old = {} if cold else self._sites[self._now]
        moment = self._chance.choice(["at any time", "while it writes"])
        self._kill(wanted, moment)
        found = files(self._site)
        left = "neither"
        if found == self._sites[wanted]:
            left = "new"
        elif found == old and self._site.exists() != cold:
            left = "nothing" if cold else "old"
        repaired = self._build(wanted).wait() == 0 and files(self._site) == self._sites[wanted]
        self._now = wanted
        kind = "cold" if cold else "incremental"
        return Outcome(left=left, kind=kind, repaired=repaired)

    def _kill(self, version: str, moment: str) -> None:
        started = self._build(version)
        if moment == "at any time":
            time.sleep(self._chance.uniform(0, 1.1 * self._takes))
        else:
            while started.poll() is None and not any(self._work.glob("staged-*")):
                time.sleep(0.0005)
            time.sleep(self._chance.uniform(0, 0.6 * self._takes))
        started.kill()
        started.wait()


def main() -> int:
    """Kill as many builds as are asked for, and say what came of it; 1 if one did harm."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--content", type=Path, default=TINY)
    parser.add_argument("--seed", type=int, default=1)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--forked", dest="start", action="store_const", const=Forked)
    how.add_argument("--afresh", dest="start", action="store_const", const=Afresh)
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(
            Path(folder),
            options.content.resolve(),
            options.seed,
            options.start or Command,
        )
        for number in range(1, options.count + 1):
            outcomes.append(killing.once())
            if outcomes[-1].left == "neither" or not outcomes[-1].repaired:
                print(f"build {number}: {outcomes[-1]}", flush=True)
            if number % 50 == 0:
                harmed = sum(found.left == "neither" or not found.repaired for found in outcomes)
                print(f"{number} builds killed, {harmed} with harm", flush=True)
    for kind in ("cold", "incremental"):
        counts = Counter(outcome.left for outcome in outcomes if outcome.kind == kind)
        print(
            f"{kind}: {counts.total()}, of which left "
            + ", ".join(f"{left}: {count}" for left, count in sorted(counts.items()))
        )
    repaired = sum(outcome.repaired for outcome in outcomes)
    harmed = sum(outcome.left == "neither" for outcome in outcomes)
    print(f"{harmed} left in between; {repaired} of {len(outcomes)} made new by the next build")
    return int(harmed > 0 or repaired < len(outcomes))


if __name__ == "__main__":
    sys.exit(main())

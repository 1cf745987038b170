#!/usr/bin/env python3
"""A long day of the live preview: mixed edits, each seen on its page, and memory all the while.

python benchmarks/soak.py [EDITS] [--articles COUNT] [--seed NUMBER]        (Linux)

Documents are edited, added, renamed, deleted, broken and mended, templates and the stylesheet
changed, broken and mended, while one preview runs: what breaks something alone, else up to
:data:`VOLLEY` edits at once, of different files. Every edit is waited for on a page that must show
it. At the end every file of the preview has to be that of a clean build.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median
from urllib.parse import quote

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from benchmarks.corpus import write  # noqa: E402
from briefing.planning import Folders, plan, planner  # noqa: E402
from briefing.policy import POLICY, SEARCH_POLICY  # noqa: E402
from briefing.preview import Server  # noqa: E402
from briefing.preview.panel import preview_policy  # noqa: E402

EVERY = 500
PATIENCE = 30.0
VOLLEY = 5
PAGE = """---
title: Added {number}
date: 2020-01-02
source:
  headline: A headline of {number}
---
The text of {number}.
"""


def main() -> int:
    """Edit, watch, and compare at the end."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("edits", nargs="?", type=int, default=1_000)
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), options.articles, options.seed)
        with running(soak.folders) as port:
            soak.port = port
            return soak.run(options.edits)


@dataclass(frozen=True)
class Seen:
    """Whether something is shown ``now``, and what."""

    now: Callable[[], bool]
    words: str


Edit = Iterator[Seen]
"""Makes a change, and gives what must be seen then; asked again, it goes on."""


class Soak:
    """A briefing that is being edited, and the preview of it on ``port``."""

    port = 0

    def __init__(self, root: Path, articles: int, seed: int) -> None:
        write(root, articles)
        for name in ("templates", "assets"):
            shutil.copytree(HERE / name, root / name)
        self.folders = Folders(
            content=root / "content", templates=root / "templates", assets=root / "assets"
        )
        self.made = random.Random(seed)  # noqa: S311 - the same edits at each call
        self.written = sorted((root / "content/articles").glob("*.md"))
        self.added: list[Path] = []
        self.busy: set[Path] = set()
        self.number = self.told = 0
        self.next = ""
        self.times: dict[str, list[float]] = {name: [] for name in EDITS}

    def run(self, edits: int) -> int:
        """Make that many *edits*. Returns the exit status."""
        begun = time.monotonic()
        self.wait(self.shows("/", "<h1"))
        while self.number < edits:
            self.volley(min(edits - self.number, self.made.randint(1, VOLLEY)))
            if self.number // EVERY > self.told // EVERY or self.number == edits:
                self.told = self.number
                minutes = (time.monotonic() - begun) / 60
                told = f"{len(self.written + self.added)} articles, {minutes:.1f} minutes"
                print(f"{self.number:6} edits: {resident():6.1f} MB, {told}", flush=True)
        for name, times in self.times.items():
            if times:
                print(
                    f"{name:12} {len(times):6} times, shown after a median of "
                    f"{median(times) * 1000:.0f} ms, at most {max(times) * 1000:.0f} ms"
                )
        different = self.different()
        print(f"{len(different)} files differ from a clean build's", *different[:20])
        return 1 if different else 0

    def volley(self, most: int) -> None:
        """Make up to *most* edits at once, and wait for all of them; then what they lead to."""
        self.busy.clear()
        begun = time.monotonic()
        edits: list[tuple[str, Edit]] = []
        while len(edits) < most:
            name = self.next or self.made.choices([*EDITS], WEIGHTS)[0]
            alone = name in ALONE or (name in ONE_FILE and name in dict(edits))
            if edits and alone:
                self.next = name  # begins the next volley
                break
            self.next = ""
            self.number += 1
            edits.append((name, EDITS[name](self, self.number)))
            if name in ALONE:
                break
        while edits:
            seen = [(name, edit, next(edit, None)) for name, edit in edits]
            for name, _, shown in seen:
                if shown is None:
                    self.times[name].append(time.monotonic() - begun)
            edits = [(name, edit) for name, edit, shown in seen if shown]
            for _, _, shown in seen:
                if shown:
                    self.wait(shown)

    def wait(self, seen: Seen) -> None:
        end = time.monotonic() + PATIENCE
        while not seen.now():
            if time.monotonic() > end:
                raise SystemExit(f"edit {self.number}: not in time: {seen.words}")
            time.sleep(0.002)

    def get(self, address: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def shows(self, address: str, text: str, *, there: bool = True) -> Seen:
        """Whether *address* shows *text*, or shows it no more."""
        words = f"{address}: {text!r} is{'' if there else ' not'} there"
        return Seen(lambda: (text in self.get(address)[1]) is there, words)

    def free(self, files: Sequence[Path]) -> Path | None:
        """One of *files* that no other edit of the volley has to do with."""
        free = [file for file in files if file not in self.busy]
        if not free:
            return None
        file = self.made.choice(free)
        self.busy.add(file)
        return file

    def edit(self, number: int) -> Edit:
        file = self.free(self.written + self.added)
        if file:
            before = re.sub(r"\nEdit \d+ was here\.\n", "", file.read_text("utf-8"))
            file.write_text(f"{before}\nEdit {number} was here.\n", "utf-8")
            yield self.shows(page_of(file), f"Edit {number} was here.")

    def add(self, number: int) -> Edit:
        file = self.folders.content / f"articles/added-{number}.md"
        self.busy.add(file)
        file.write_text(PAGE.format(number=number), "utf-8")
        self.added.append(file)
        yield self.shows(page_of(file), f"The text of {number}.")

    def rename(self, number: int) -> Edit:
        file = self.free(self.added)
        if not file:
            yield from self.add(number)
            return
        new = file.with_name(f"renamed-{number}.md")
        self.busy.add(new)
        self.added.remove(file)
        self.added.append(file.rename(new))
        yield self.shows(page_of(new), "preview-nearest", there=False)
        yield self.shows(page_of(file), "preview-nearest")

    def delete(self, number: int) -> Edit:
        file = self.free(self.added)
        if not file:
            yield from self.add(number)
            return
        self.added.remove(file)
        file.unlink()
        yield self.shows(page_of(file), "preview-nearest")

    def break_document(self, number: int) -> Edit:
        file = self.made.choice(self.written + self.added)
        good = file.read_text("utf-8")
        file.write_text(good.replace("---\n", f"---\nunheard_of: {number}\n", 1), "utf-8")
        yield self.shows("/", f"unheard_of: {number}")
        file.write_text(good, "utf-8")
        yield self.shows("/", "preview-panel", there=False)

    def change_template(self, number: int) -> Edit:
        file = self.folders.templates / "article.html"
        good = re.sub(r"<!-- \d+ -->", "", file.read_text("utf-8"))
        mark = f"<!-- {number} -->"
        file.write_text(good.replace("{% block main %}", "{% block main %}" + mark), "utf-8")
        yield self.shows(page_of(self.made.choice(self.written)), mark)

    def break_template(self, number: int) -> Edit:
        file = self.folders.templates / "actor.html"
        good = file.read_text("utf-8")
        file.write_text(
            good.replace("{% block main %}", f"{{% block main %}}{{{{ nobody.knows[{number}] }}}}"),
            "utf-8",
        )
        yield self.shows(
            "/", f"nobody.knows[{number}]"
        )  # though nobody has asked for the page of an actor
        file.write_text(good, "utf-8")
        yield self.shows("/", "preview-panel", there=False)

    def restyle(self, number: int) -> Edit:
        file = self.folders.assets / "style.css"
        good = re.sub(r"\n#soak-\d+ \{ color: red \}", "", file.read_text("utf-8"))
        file.write_text(f"{good}\n#soak-{number} {{ color: red }}", "utf-8")

        def now() -> bool:
            found = re.search(r'href="(assets/style[^"]*)"', self.get("/")[1])
            return bool(found and f"soak-{number} " in self.get(f"/{found[1]}")[1])

        yield Seen(now, "the stylesheet")

    def different(self) -> list[str]:
        """The paths at which the preview does not show what a clean build makes."""
        tree = plan(self.folders).tree
        return [
            path
            for path in tree
            if undressed(self.get("/" + quote(path))[1]) != tree[path].decode("utf-8", "replace")
        ]


@contextmanager
def running(folders: Folders) -> Iterator[int]:
    """A preview of *folders* in a thread; its port."""
    watched = [folders.content, folders.templates, folders.assets]
    server = Server(planner(folders), watched, content=folders.content, out=lambda _: None)
    thread = threading.Thread(target=server.serve, args=(0,), daemon=True)
    thread.start()
    server.started.wait()
    try:
        yield int(server.url.rstrip("/").rpartition(":")[2])
    finally:
        server.stop()
        thread.join()


def page_of(file: Path) -> str:
    return f"/articles/{file.stem}.html"


def undressed(page: str) -> str:
    """*page* without what the preview adds to it."""
    page = re.sub(r'<aside id="preview-bar".*?</aside>', "", page, flags=re.DOTALL)
    page = re.sub(r'<link [^>]*"/_preview/[^>]*><script [^>]*"/_preview/[^>]*></script>', "", page)
    for policy in (POLICY, SEARCH_POLICY):
        written = escape(policy).replace("&#x27;", "&#39;")  # as Jinja writes it
        page = page.replace(escape(preview_policy(policy)), written)
    return page


def resident() -> float:
    """The memory of this process in megabytes, as the system holds it now."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096 / 1_000_000


EDITS: dict[str, Callable[[Soak, int], Edit]] = {
    "edit": Soak.edit,
    "add": Soak.add,
    "rename": Soak.rename,
    "delete": Soak.delete,
    "break": Soak.break_document,
    "template": Soak.change_template,
    "bad template": Soak.break_template,
    "style": Soak.restyle,
}
WEIGHTS = [40, 12, 10, 12, 10, 6, 4, 6]
"""How often each edit is made, of a hundred."""
ALONE = {"break", "bad template"}
"""While something is broken, nothing else is shown."""
ONE_FILE = {"template", "style"}


if __name__ == "__main__":
    sys.exit(main())

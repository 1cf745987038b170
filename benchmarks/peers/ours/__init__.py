"""Our own generator, which the others are held against: with bare templates, and as it is.

It is built from a copy of the checkout beside the site, so that what it remembers can be removed
and nothing of the checkout changes. The bare templates carry what the other peers' carry; page
families that those lack are left out where the command line can leave them out, and are empty
pages where it cannot.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks import corpus as own
from benchmarks.peers.records import Corpus, Kind, Peer, Preview

ROOT = Path(__file__).resolve().parent.parent.parent.parent
BARE = Path(__file__).resolve().parent / "templates"
KEPT = {
    "home",
    "articles",
    "article",
    "actors",
    "actor",
    "themes",
    "theme",
    "dates",
    "day",
    "syndication",
    "crawling",
}
"""The page families and exports that the other peers have too."""


def install(tools: Path) -> None:
    """Nothing: it runs in the environment of the benchmark itself."""


def prepare(folder: Path, corpus: Corpus) -> None:
    """The project as it is."""
    own.write(folder, len(corpus.articles))
    shutil.copy2(ROOT / "build.py", folder)
    for name in ("briefing", "templates", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def prepare_bare(folder: Path, corpus: Corpus) -> None:
    """The project with bare templates and no assets."""
    prepare(folder, corpus)
    for name, given in {"templates": BARE, "assets": None}.items():
        shutil.rmtree(folder / name)
        if given:
            shutil.copytree(given, folder / name)
        else:
            (folder / name).mkdir()


def build(tools: Path, folder: Path) -> Sequence[str]:
    return [
        *(sys.executable, str(folder / "build.py"), "build", "--no-search"),
        *_taken("--quiet"),
        *_taken("--cache", str(folder / ".cache")),
    ]


def build_bare(tools: Path, folder: Path) -> Sequence[str]:
    return [*build(tools, folder), *_taken("--without", ",".join(_left_out()))]


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    content = str(folder / "content")
    program = str(ROOT / "build.py")
    return [sys.executable, program, "serve", "--content", content, "--port", str(port)]


def source(slug: str) -> str:
    return f"content/articles/{slug}.md"


def actor(slug: str) -> str:
    return f"content/actors/{slug}.md"


def renamed(text: str, old: str, new: str) -> str:
    """The articles go on to use the old name: it becomes an alias."""
    return text.replace(f"name: {old}\n", f"name: {new}\naliases: [{old}]\n", 1)


def page(kind: Kind, key: str) -> str:
    return f"{'dates' if kind == 'days' else kind}/{key}.html"


def parts(kind: Kind, key: str) -> str:
    """A long list goes on on pages of its own, by period."""
    return f"{kind}/{key}/*.html"


def index(kind: Kind) -> str:
    return (
        "articles*.html" if kind == "articles" else page(kind, "").removesuffix("/.html") + ".html"
    )


def _taken(option: str, *values: str) -> Sequence[str]:
    """*option* and its *values*, if the command line has it."""
    return [option, *values] if f"{option} " in _help() else []


@cache
def _help() -> str:
    command = [sys.executable, str(ROOT / "build.py"), "build", "--help"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # ours
    return " ".join(told.stdout.replace("[", " ").replace("]", " ").split())


def _left_out() -> Iterator[str]:
    from briefing.exports import EXPORTS
    from briefing.pages import FAMILIES

    for name in (*FAMILIES, *(export.__name__ for export in EXPORTS)):
        if name not in KEPT:
            yield name


FULL = Peer(
    name="ours-full",
    install=install,
    prepare=prepare,
    build=build,
    output="site",
    source=source,
    actor=actor,
    template="templates/article.html",
    page=page,
    index=index,
    version=lambda _: [sys.executable, "--version"],
    caches=(".cache", ".site.next"),
    renamed=renamed,
    parts=parts,
    more=True,
)
OURS = replace(FULL, name="ours", prepare=prepare_bare, build=build_bare, parts=None)
SERVER = Preview("build.py serve", FULL, command)

"""The command line's options, and nothing of what they lead to.

Kept apart from the commands, so that ``--help`` and a slip of the pen import none of them.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

HERE = Path(__file__).resolve().parent.parent

WELL, FAILED, WRONG = 0, 1, 2
"""Exit statuses."""

Run = Callable[[argparse.Namespace], int]
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser(find: Callable[[str], Run], named: str = "") -> argparse.ArgumentParser:
    """The parser; a command's options come with ``command``, the function that *find* finds.

    Where one of these is *named*, only that one is known.
    """
    top = argparse.ArgumentParser(
        prog="build.py",
        description="Turn source articles and hand-written frontmatter into a linked briefing.",
        epilog="Without a command, `build` is run. Exit status: 0 well, 1 problems in the "
        "content, 2 wrong usage.",
    )
    parsers = top.add_subparsers(title="commands", metavar="COMMAND", prog=top.prog)
    for name, add in ADDED.items() if named not in ADDED else [(named, ADDED[named])]:
        add(parsers, name, find(name))
    return top


def _build(parsers: Parsers, name: str, run: Run) -> None:
    made = _reading(parsers, name, run, "content/ → site/", "Nothing was written.")
    made.add_argument(
        "--output", type=Path, default=_beside("site"), metavar="DIR", help="the site"
    )
    made.add_argument(
        "--cards", action="store_true", help="draw a picture of each page for those who share it"
    )
    made.add_argument(
        "--search",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="make the search index (done by default)",
    )
    made.add_argument(
        "--without",
        type=_names,
        default=[],
        metavar="NAME,…",
        help="page families and exports to leave out, for templates of your own that lead to none",
    )
    made.add_argument(
        "--jobs", type=_count, metavar="N", help="processes to work with (as many as cores)"
    )
    made.add_argument(
        "--cache",
        type=Path,
        default=_beside(".cache/build"),
        metavar="DIR",
        help="where a build leaves what the next one need not do again",
    )
    made.add_argument(
        "--no-cache",
        action="store_const",
        const=None,
        dest="cache",
        help="make everything, and leave nothing",
    )
    made.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    made.add_argument(
        "--profile", action="store_true", help="say where the time goes, and the slowest pages"
    )
    made.add_argument(
        "--verify",
        action="store_true",
        help="build twice more, elsewhere and otherwise, and compare every byte",
    )


def _serve(parsers: Parsers, name: str, run: Run) -> None:
    served = _reading(parsers, name, run, "a live preview", "")
    served.add_argument("--host", default="127.0.0.1", help="address to bind (this machine alone)")
    served.add_argument("--port", type=int, default=5500, help="5500, or the next free one")
    served.add_argument("--open", action="store_true", help="open the site in the browser")


def _check(parsers: Parsers, name: str, run: Run) -> None:
    checked = _reading(parsers, name, run, "every check, no output", "Nothing was published.")
    checked.add_argument(
        "--fix",
        action="store_true",
        help="write the ids of new statements, and what is published and proven into the lock",
    )
    checked.add_argument(
        "--links", action="store_true", help="ask every address elsewhere whether it is there"
    )
    checked.add_argument(
        "--published",
        type=Path,
        metavar="SITE",
        help="tell what changed since an earlier site (its folder, or its data/statements.json)",
    )


def _import(parsers: Parsers, name: str, run: Run) -> None:
    importer = _writing(parsers, name, run, "raw articles → drafts")
    importer.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="line 1 the headline; then perhaps a date (YYYYMMDD) and an address; then a paragraph "
        "a line",
    )
    importer.add_argument("--sources", type=Path, metavar="DIR", help="where texts are kept")


def _new(parsers: Parsers, name: str, run: Run) -> None:
    made = _writing(parsers, name, run, "a stub to fill in")
    made.add_argument("kind", nargs="?", choices=("actor", "theme", "article", "briefing"))
    made.add_argument("name", nargs="?", help="the name or title, as shown; a briefing's folder")
    made.add_argument(
        "--missing", action="store_true", help="a stub for every name that nothing resolves"
    )


def _reading(
    parsers: Parsers, name: str, run: Run, title: str, nothing: str
) -> argparse.ArgumentParser:
    """A command that reads the content. *nothing* is said when an error stopped it."""
    made = parsers.add_parser(name, help=title, description=run.__doc__)
    for option, words in {
        "content": "documents",
        "templates": "page templates",
        "assets": "stylesheet, pictures, fonts",
    }.items():
        made.add_argument(
            f"--{option}", type=Path, default=_beside(option), metavar="DIR", help=words
        )
    made.add_argument(
        "--sources", type=Path, metavar="DIR", help="source texts, if not in content/sources"
    )
    made.add_argument(
        "--base-url", type=_base_url, metavar="URL", help="where the site is published"
    )
    made.add_argument("--drafts", action="store_true", help="publish drafts too")
    made.set_defaults(command=run, nothing=nothing)
    return made


def _writing(parsers: Parsers, name: str, run: Run, title: str) -> argparse.ArgumentParser:
    """A command that writes documents into the content."""
    made = parsers.add_parser(name, help=title, description=run.__doc__)
    made.add_argument("--content", type=Path, default=_beside("content"), metavar="DIR")
    made.set_defaults(command=run, nothing="Nothing was written.")
    return made


def _beside(name: str) -> Path:
    """The folder *name* beside ``build.py``, from here if that is shorter."""
    path = HERE / name
    try:
        return Path(os.path.relpath(path)) if path.is_relative_to(Path.cwd()) else path
    except ValueError:  # another drive
        return path


def _names(text: str) -> list[str]:
    return sorted({name for name in text.split(",") if name})


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of processes")
    return int(text)


def _base_url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"“{text}” does not begin with https:// or http://")
    if text and not (text.isprintable() and re.fullmatch(BASE_URL, text)):
        raise argparse.ArgumentTypeError(f"“{ascii(text)[1:-1]}” is not the address of a site")
    return text


BASE_URL = r"https?://[^\s<>\"'\\/?#@:\[\]]+(:[0-9]{1,5})?(/[^\s<>\"'\\?#]*)?"
"""What the address of a site looks like; what followed after ? or # would be lost."""

ADDED: dict[str, Callable[[Parsers, str, Run], None]] = {
    "build": _build,
    "serve": _serve,
    "check": _check,
    "import": _import,
    "new": _new,
}
"""What each command can be told, in the order of ``--help``."""

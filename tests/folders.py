"""Content folders for tests, written as an editor would write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from briefing import planning, plans
from briefing.problems import ContentError, Problem

ROOT = Path(__file__).parent.parent
REAL = planning.Folders(
    content=ROOT / "content", templates=ROOT / "templates", assets=ROOT / "assets"
)

SMALL: dict[str, str] = {
    "index.md": """\
        ---
        id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10
        title: The Water Talks
        base_url: https://example.org/b/
        publishers: [The Herald, {name: Radio One, aliases: [R1]}]
        ---
        """,
    "actors/norland.md": "---\nname: Norland\nkind: state\n---\n",
    "actors/ada-berg.md": """\
        ---
        name: Ada Berg
        kind: person
        role: Minister of Water
        aliases: [Berg, {name: Ada Birg, kind: misspelling}]
        speaks_for: Norland
        ---
        """,
    "actors/sudland.md": "---\nname: Südland\nkind: state\n---\n",
    "themes/dams.md": "---\nname: Dams\naliases: [weirs]\n---\n",
}
"""A site with two states, one speaker and one theme, and no article."""

MINIMAL = """\
    ---
    title: Talks at the river
    date: 2021-05-04
    source: {publisher: The Herald}
    actors: [Norland]
    themes: [Dams]
    ---

    Three short lines
    about the talks
    that Norland had.
    """
"""An article with nothing that is not required."""


def article(statements: str, more: str = "") -> str:
    """An article of 4 May 2021 with *statements* (the YAML list) and *more* lines of fields."""
    lines = ["title: Talks", "date: 2021-05-04", "source: {publisher: The Herald}"]
    lines += dedent(more).strip().splitlines()
    lines += ["statements:", *("  " + line for line in dedent(statements).strip().splitlines())]
    return "\n".join(["---", *lines, "---", ""])


def write(folder: Path, documents: Mapping[str, str | bytes]) -> Path:
    """Write *documents* (name → text) below *folder*, and return it."""
    for name, text in documents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return folder


def planned(
    folder: Path, documents: Mapping[str, str | bytes], *, drafts: bool = False
) -> plans.Plan:
    """The plan of SMALL with *documents* on top, under the real templates and assets."""
    content = write(folder / "content", {**SMALL, **documents})
    folders = planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    return planning.plan(folders, drafts=drafts)


def refused(folder: Path, documents: Mapping[str, str | bytes]) -> list[Problem]:
    """The errors of SMALL with *documents* on top; empty if there is none."""
    try:
        planned(folder, documents)
    except ContentError as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    return []

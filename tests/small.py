"""Small sites for tests, made of Markdown files like any other."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from briefing.content import load
from briefing.site import Site, assemble
from tests.folders import write

BASE = "https://example.org/b/"

INDEX = """
    ---
    id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10
    title: The Water Talks
    description: Who said what about the river.
    base_url: https://example.org/b/
    publisher: The River Desk
    licence: CC BY 4.0
    ---
    """

ACTORS = {
    "actors/norland.md": "---\nname: Norland\nkind: state\n---\n",
    "actors/ada-berg.md": """
        ---
        name: Ada Berg
        kind: person
        role: Minister of Water
        aliases: [A. Berg, {name: Ada Birg, kind: misspelling}]
        speaks_for: Norland
        same_as: https://example.net/ada
        ---
        """,
    "actors/lake-union.md": "---\nname: Lake Union\nkind: organisation\n---\n",
    "themes/dams.md": "---\nname: Dams\naliases: [weirs]\n---\n",
    "themes/fish.md": "---\nname: Fish & <chips>\n---\n",
}

ARTICLE = """
    ---
    title: Talks at the river
    date: 2021-05-04
    summary: A day of talks.
    source:
      headline: River talks open
      publisher: The Courier
      url: https://courier.example/talks
    {more}
    ---
    """

STATEMENTS = """
statements:
  - id: says1
    by: Ada Berg
    concerning: Lake Union
    on: 2021-05-03
    date_basis: the day before
    about: Dams
    says: The northern dam stays open until the autumn.
    quote: not before the leaves fall
  - id: does1
    by: Norland
    with: Lake Union
    about: [Dams, "Fish & <chips>"]
    does: Opened two gates of the dam.
"""


def article(more: str = "") -> str:
    """An article of 4 May 2021; *more* are further lines of its frontmatter."""
    return dedent(ARTICLE).format(more=dedent(more).strip())


def small_site(
    folder: Path, documents: dict[str, str] | None = None, *, base_url: str | None = None
) -> Site:
    """The site of an index, some actors and themes, and *documents* (name → text).

    Without *documents* it has one article with the statements ``says1`` and ``does1``. *base_url*
    takes the place of :data:`BASE`; an empty one stands for none.
    """
    if documents is None:
        documents = {"articles/talks.md": article(STATEMENTS)}
    texts = {"index.md": INDEX, **ACTORS, **documents}
    write(folder, {name: dedent(text).lstrip() for name, text in texts.items()})
    site, problems = assemble(load(folder), base_url=base_url)
    assert site is not None, "\n".join(map(str, problems))
    return site

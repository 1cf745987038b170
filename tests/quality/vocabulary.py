"""schema.org's own list of terms, as far as the pages use it.

``python -m tests.quality.vocabulary`` writes ``tests/cases/schema_org.txt`` from the pinned package
schema-dts, which is generated from schema.org's published vocabulary: each type in :data:`TYPES`
and each above it, with the types right above and the properties that the type itself brings. Tests
need neither package nor network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.quality.tools import install, package

TARGET = Path(__file__).parent.parent / "cases" / "schema_org.txt"
TYPES = """
    Action BreadcrumbList Claim CollectionPage Country CreativeWork DefinedTerm DefinedTermSet
    GovernmentOrganization ImageObject
    ItemList ListItem NewsArticle Organization Person ProfilePage Quotation SearchAction WebPage
    WebSite
""".split()
INTERFACE = re.compile(
    r"^(?:export )?interface (\w+)(Base|Leaf) extends ([^{]+)\{(.*?)^\}", re.MULTILINE | re.DOTALL
)
PROPERTY = re.compile(r'^ +"(\w+)"\?:', re.MULTILINE)
HEAD = """\
# The terms of schema.org that the pages use: type | types right above it | its own properties.
# Written by `python -m tests.quality.vocabulary` from schema-dts {version} ({licence}).
"""


def declared() -> dict[str, tuple[list[str], list[str]]]:
    """Every type of the vocabulary: the types right above it, and its own properties."""
    text = package("schema-dts", "dist", "schema.d.ts").read_text("utf-8")
    found: dict[str, tuple[list[str], list[str]]] = {}
    for name, part, above, body in INTERFACE.findall(text):
        parents = re.findall(r"(\w+)Base\b", above)
        if part == "Base" or name not in (*parents, *found):
            found[name] = parents, sorted(PROPERTY.findall(body))
    return found


def with_those_above(types: dict[str, tuple[list[str], list[str]]]) -> Iterator[str]:
    waiting, seen = list(TYPES), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += types[name][0]
    yield from sorted(seen)


def lines() -> Iterator[str]:
    about = json.loads(package("schema-dts", "package.json").read_text("utf-8"))
    yield HEAD.format(version=about["version"], licence=about["license"])
    types = declared()
    for name in with_those_above(types):
        above, properties = types[name]
        yield f"{name} | {' '.join(above)} | {' '.join(properties)}\n"


if __name__ == "__main__":
    install()
    TARGET.write_text("".join(lines()), "utf-8")

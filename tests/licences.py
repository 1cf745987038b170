"""The licences of what this is built with: ``python -m tests.licences`` writes the page anew.

Each package is listed as it describes itself; a test holds the page against what is pinned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import metadata
from typing import NamedTuple

from tests.commands import ROOT

PAGE = ROOT / "docs" / "licences.md"
PINNED = ROOT / "requirements-dev.txt", ROOT / "requirements.txt"
NPM = ROOT / "tests" / "quality" / "package-lock.json"
ELSEWHERE = {"colorama": "BSD-3-Clause"}
"""Packages that are installed on other systems only."""


class Pin(NamedTuple):
    """A package, its version and the purpose that it is installed for."""

    name: str
    version: str
    purpose: str


def pins() -> list[Pin]:
    """What ``requirements*.txt`` pin; all that building needs, tests need too."""
    everything, building = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", file.read_text("utf-8"), re.MULTILINE))
        for file in PINNED
    )
    return [
        Pin(name, version, "building" if name in building else "tests")
        for name, version in sorted({**everything, **building}.items())
    ]


def licence(name: str) -> str:
    """The licence of an installed package, by its own description."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    told = metadata(name).json
    short = str(told.get("license", "")).strip()
    classified = [value for value in told.get("classifier", ()) if value.startswith("License")]
    return (
        str(told.get("license_expression", ""))
        or (short if "\n" not in short else "")
        or "; ".join(value.rpartition(" :: ")[2] for value in classified)
    )


def npm() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of the packages of the gate, without what these bring along."""
    packages = json.loads(NPM.read_text("utf-8"))["packages"]
    for name in packages[""]["dependencies"]:
        found = packages[f"node_modules/{name}"]
        yield name, found["version"], found["license"]


def page() -> str:
    """The whole page."""
    python = [(pin.name, pin.version, licence(pin.name), pin.purpose) for pin in pins()]
    node = [(*found, "`make quality`") for found in npm()]
    rows = [f"| {' | '.join(row)} |" for row in (*python, *node)]
    return TEXT + "\n".join(rows) + "\n"


TEXT = """# Licences of what this is built with

The code is under the [MIT licence](../LICENSE), the content's own words are under
[CC BY 4.0](../LICENSE-content.md). What others have made is listed here, as each package
describes itself. `python -m tests.licences` writes this page, and a test holds it against what is
pinned.

Two things of others reach readers:

- **Pagefind** (MIT), in `pagefind/` of a site with a search; its licence lies beside it, in
  `pagefind/LICENSE.txt`;
- **pictures of letters** of Source Sans 3 and Source Serif 4 (SIL Open Font License 1.1), in cards.
  The fonts are not published; their licences lie beside them, in `briefing/cards/fonts/`.

| package | version | licence | needed for |
|---|---|---|---|
"""

if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

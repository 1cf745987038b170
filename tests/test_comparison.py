"""What an editor is told of the difference between two sites."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands import run, run_here
from tests.folders import MINIMAL, SMALL, article, write

ENTRIES = (
    "- {id: aa11, by: Ada Berg, about: Dams, says: The dam stays open.}\n"
    "- {id: bb22, by: Norland, about: Dams, does: Opened the gates.}"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small briefing; its site as it was is in ``earlier``."""
    folder = tmp_path_factory.mktemp("built")
    content = write(folder / "content", {**SMALL, "articles/a.md": article(ENTRIES)})
    assert run("build", "--content", content, "--output", folder / "earlier").returncode == 0
    return folder


@pytest.fixture
def content(built: Path, tmp_path: Path) -> Path:
    """A copy of that briefing, to be edited, beside its site."""
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True) / "content"


def told(content: Path, earlier: Path) -> list[str]:
    done = run_here("check", "--content", content, "--published", earlier)
    assert done.returncode == 0, done.stderr
    return [line.removeprefix("  ") for line in done.stdout.splitlines() if line.startswith("  ")]


def test_the_same_site_has_no_difference(content: Path) -> None:
    assert told(content, content.parent / "earlier") == []


def test_new_gone_and_changed_statements_are_told(content: Path) -> None:
    entries = ENTRIES.replace("stays open", "is closed").replace("bb22", "cc33")
    write(content, {"articles/a.md": article(entries)})
    assert told(content, content.parent / "earlier") == [
        "a#aa11: words: “The dam stays open.” → “The dam is closed.”",
        "gone: statement a#bb22: norland: Opened the gates.",
        "new statement a#cc33: norland: Opened the gates.",
    ]


def test_new_and_gone_pages_are_told(content: Path) -> None:
    write(content, {"articles/b.md": MINIMAL})
    (content / "actors" / "sudland.md").unlink()
    lines = told(content, content.parent / "earlier")
    assert lines == ["new page articles/b.html", "gone: page actors/sudland.html"]


def test_a_note_is_told(content: Path) -> None:
    note = "changes: [{date: 2021-06-01, note: It was so.}]"
    write(content, {"articles/a.md": article(ENTRIES.replace("open.}", f"open., {note}}}"))})
    assert told(content, content.parent / "earlier") == ["a#aa11: note of 2021-06-01: It was so."]


def test_the_data_alone_will_do(content: Path) -> None:
    assert told(content, content.parent / "earlier" / "data" / "statements.json") == []


@pytest.mark.parametrize("name", ["nowhere", "content", "content/index.md"])
def test_what_is_no_site_is_refused(content: Path, name: str) -> None:
    done = run_here("check", "--content", content, "--published", content.parent / name)
    assert done.returncode == 1
    assert "give the folder of a published site" in done.stderr

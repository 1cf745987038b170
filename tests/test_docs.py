"""The documentation says what is true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from briefing.documents import KINDS
from briefing.planning import Folders, plan
from tests import reference
from tests.commands import ROOT, run
from tests.folders import REAL, planned, write

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_reference_lists_every_field_of_every_kind() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page()
    shown = re.findall(r"<!-- fields: (\w+) -->", reference.PAGE.read_text("utf-8"))
    assert sorted(shown) == sorted(reference.KINDS)


def test_the_reference_knows_every_kind_of_document() -> None:
    assert set(KINDS.values()) <= set(reference.KINDS.values())


def test_the_article_in_the_reference_can_be_built(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(---\n.*?)```", reference.PAGE.read_text("utf-8"), re.DOTALL)
    documents = {
        "articles/withdrawals.md": example,
        "themes/withdrawals.md": "---\nname: Troop withdrawals\n---\n",
    }
    assert "k7f3" in planned(tmp_path, documents).site.statements


def test_the_first_article_in_the_readme_can_be_written_as_it_stands(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(---\n.*?)```", text, re.DOTALL)
    folder = shutil.copytree(REAL.content, tmp_path / "content")
    file = write(folder, {"articles/geneva.md": example}) / "articles" / "geneva.md"
    tree = plan(Folders(content=folder, templates=REAL.templates, assets=REAL.assets)).tree
    for page in ("actors/antony-blinken", "actors/russia", "themes/diplomacy", "dates/2022-01-21"):
        assert b"Foreign ministers meet in Geneva" in tree[f"{page}.html"], page

    file.write_text(example.replace("Russia", "Sergey Lavrov"), "utf-8")
    done = run("build", "--content", "content", "--output", tmp_path / "site", cwd=tmp_path)
    (message,) = re.findall(r"```\n(content/articles/geneva.*?)```", text, re.DOTALL)
    assert message.strip() in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in link:
            assert (document.parent / link).exists(), link


def test_the_readme_is_short_and_its_commands_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.count("\n") < 120
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", text))
    assert {"site", "test"} <= named <= targets

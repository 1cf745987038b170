"""What is mentioned though it fails nothing, and what only the whole site can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.planning import Folders, plan
from briefing.problems import ContentError, Problem
from tests.folders import MINIMAL, REAL, SMALL, article, planned, refused, write


def notices(folder: Path, documents: dict[str, str | bytes]) -> list[Problem]:
    used = article("- {id: zz99, by: Ada Berg, about: Dams, says: x, concerning: Südland}")
    found = planned(folder, {"articles/used.md": used, **documents}).notices
    # This site has no lock, and the assets of another, with its card.
    others = ("no address is permanent yet", "assets/card.png says something else")
    return [notice for notice in found if not notice.message.startswith(others)]


def test_a_site_in_order_has_nothing_to_mention(tmp_path: Path) -> None:
    assert notices(tmp_path, {}) == []


def test_a_briefing_without_a_lock_is_mentioned(tmp_path: Path) -> None:
    messages = [notice.message for notice in planned(tmp_path, {}).notices]
    assert "no address is permanent yet" in messages


def test_two_actors_with_nearly_one_name_are_mentioned(tmp_path: Path) -> None:
    documents: dict[str, str | bytes] = {
        "actors/adda-berg.md": "---\nname: Adda Berg\nkind: person\n---\n",
        "articles/a.md": MINIMAL.replace("[Norland]", "[Adda Berg]"),
    }
    (notice,) = notices(tmp_path, documents)
    assert notice.message == "“Adda Berg” and “Ada Berg” have nearly the same name"
    assert (notice.line, notice.severity) == (2, "notice")


def test_actors_that_are_told_apart_are_not_mentioned(tmp_path: Path) -> None:
    told_apart = "---\nname: Adda Berg\nkind: person\nnot_same_as: Ada Berg\n---\n"
    documents: dict[str, str | bytes] = {
        "actors/adda-berg.md": told_apart,
        "articles/a.md": MINIMAL.replace("[Norland]", "[Adda Berg]"),
    }
    assert notices(tmp_path, documents) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("actors/nobody.md", "---\nname: Nobody Known\n---\n"),
        ("themes/nothing.md", "---\nname: Nothing at all\n---\n"),
    ],
)
def test_what_nothing_is_filed_under_is_mentioned(tmp_path: Path, name: str, text: str) -> None:
    (notice,) = notices(tmp_path, {name: text})
    assert "nothing is filed under" in notice.message


def test_quotations_that_nobody_checked_are_counted(tmp_path: Path) -> None:
    quoted = article("- {id: k7f3, by: Norland, about: Dams, says: x, quote: two words}")
    (notice,) = notices(tmp_path, {"articles/a.md": quoted})
    assert notice.message == "1 quotation is not checked"


def test_a_redirect_in_the_place_of_a_page_is_refused(tmp_path: Path) -> None:
    text = MINIMAL.replace("title:", "redirect_from: [positions, dates/2021-05-04]\n    title:")
    found = refused(tmp_path, {"articles/a.md": text})
    assert [problem.message for problem in found] == [
        "the page dates/2021-05-04.html is there and cannot lead elsewhere",
        "the page positions.html is there and cannot lead elsewhere",
    ]
    assert {problem.line for problem in found} == {2}


def test_an_asset_in_the_place_of_a_page_is_refused(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    assets = write(tmp_path / "assets", {"root/Index.html": b"x"})
    with pytest.raises(ContentError, match=r"Index\.html is claimed twice"):
        plan(Folders(content=content, templates=REAL.templates, assets=assets))

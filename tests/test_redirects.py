"""Whatever is renamed is still found under the address that it had."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest

from briefing import lock, planning, plans
from briefing.problems import ContentError
from tests.folders import MINIMAL, REAL, planned
from tests.test_contract import TALKS

RENAMED = {
    "articles/talks.md": "articles/new.md",
    "actors/ada-berg.md": "actors/new.md",
    "themes/dams.md": "themes/new.md",
    "pages/about.md": "pages/new.md",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder whose lock is written."""
    documents: dict[str, str | bytes] = {
        "articles/talks.md": TALKS,
        "articles/b.md": MINIMAL,
        "dates/2021-05-09.md": "---\nheadline: A quiet day\n---\n",
        "pages/about.md": "---\ntitle: About\n---\n",
    }
    lock.write(tmp_path / "content", planned(tmp_path, documents).lock)
    return tmp_path / "content"


def plan(content: Path) -> plans.Plan:
    folders = planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    return planning.plan(folders)


def rename(content: Path, old: str, *, redirect: bool = True) -> str:
    """Rename a document, and return the address that its page had, without its ending."""
    address = old.removesuffix(".md").removeprefix("pages/")
    line = f"---\nredirect_from: [{address}]\n" if redirect else "---\n"
    text = (content / old).read_text("utf-8").replace("---\n", line, 1)
    (content / old).unlink()
    (content / RENAMED[old]).write_text(text, "utf-8")
    return address


@pytest.mark.parametrize("old", RENAMED)
def test_each_kind_of_document_can_be_renamed_with_a_redirect(content: Path, old: str) -> None:
    address = rename(content, old)
    first = plan(content)
    page = first.tree[f"{address}.html"].decode()
    new = RENAMED[old].removesuffix(".md").removeprefix("pages/")
    up = "../" if "/" in new else ""
    assert f'url={up}{new}.html"' in page
    lock.write(content, first.lock)
    assert plan(content).lock == first.lock


@pytest.mark.parametrize("old", RENAMED)
def test_a_rename_without_a_redirect_is_told_once(content: Path, old: str) -> None:
    address = rename(content, old, redirect=False)
    with pytest.raises(ContentError) as caught:
        plan(content)
    (problem,) = (one for one in caught.value.problems if one.severity == "error")
    assert problem.message == f"readers would lose https://example.org/b/{address}.html"
    assert f"redirect_from: [{address}]" in problem.hint
    assert RENAMED[old] in problem.hint


def test_a_day_may_have_had_another_address(content: Path) -> None:
    text = "---\nheadline: A quiet day\nredirect_from: days/quiet\n---\n"
    (content / "dates/2021-05-09.md").write_text(text, "utf-8")
    assert b"url=../dates/2021-05-09.html" in plan(content).tree["days/quiet.html"]


def test_a_published_day_stays_when_its_document_goes(content: Path) -> None:
    (content / "dates/2021-05-09.md").unlink()
    assert b"Nothing is filed under this date" in plan(content).tree["dates/2021-05-09.html"]


def test_an_actor_can_be_renamed_twice(content: Path) -> None:
    rename(content, "actors/ada-berg.md")
    lock.write(content, plan(content).lock)
    text = (content / "actors/new.md").read_text("utf-8")
    (content / "actors/new.md").unlink()
    newer = text.replace("[actors/ada-berg]", "[actors/new, actors/ada-berg]")
    (content / "actors/newer.md").write_text(newer, "utf-8")
    assert plan(content).site.statements["aa11"].by == ("newer",)


def test_a_rename_does_not_hide_a_change(content: Path) -> None:
    rename(content, "actors/ada-berg.md")
    talks = content / "articles/talks.md"
    talks.write_text(talks.read_text("utf-8").replace("by: Ada Berg", "by: Norland"), "utf-8")
    with pytest.raises(ContentError, match="was changed, and nothing tells readers"):
        plan(content)


def test_the_permalinks_of_a_renamed_article_arrive_at_links_to_the_new_ones(
    content: Path,
) -> None:
    rename(content, "articles/talks.md")
    page = plan(content).tree["articles/talks.html"]
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    links = {item.get("id"): item.find("a").get("href") for item in parser.parse(page).iter("li")}
    assert links == {key: f"../articles/new.html#{key}" for key in ("aa11", "bb22")}


def test_a_renamed_actor_or_theme_keeps_its_feed_under_both_addresses(content: Path) -> None:
    before = plan(content).tree
    rename(content, "actors/ada-berg.md")
    rename(content, "themes/dams.md")
    site = plan(content).tree
    for old, new in (("actors/ada-berg", "actors/new"), ("themes/dams", "themes/new")):
        assert f"{old}.xml" in before
        assert site[f"{old}.xml"] == site[f"{new}.xml"]
        assert f'href="https://example.org/b/{new}.xml"'.encode() in site[f"{old}.xml"]

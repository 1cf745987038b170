"""How many clicks a reader's question is from home, as ``docs/readers.md`` says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin

import pytest

from briefing.pages import all_pages
from briefing.planning import plan
from briefing.plans import Plan
from tests.folders import REAL, ROOT

ROWS = re.findall(
    r"^\| (.+?) \|.*\| `([^`]+)` \| (\d) \|$",
    (ROOT / "docs" / "readers.md").read_text("utf-8"),
    re.MULTILINE,
)
FARTHEST = 2


class Followed(HTMLParser):
    """The links that a reader can click on a page, and what can be linked to within it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if found.get("id"):
            self.ids.add(str(found["id"]))


@pytest.fixture(scope="module")
def built() -> Plan:
    return plan(REAL)


@pytest.fixture(scope="module")
def clicks(built: Plan) -> dict[str, int]:
    """Every page that can be reached from home, and the fewest clicks that it takes."""
    found = {"index.html": 0}
    waiting = ["index.html"]
    for path in waiting:
        for link in Followed(built.tree[path].decode()).links:
            target = unquote(urljoin(f"/{path}", link)).split("#")[0].removeprefix("/")
            if target.endswith(".html") and target in built.tree and target not in found:
                found[target] = found[path] + 1
                waiting.append(target)
    return found


@pytest.mark.parametrize(("question", "page", "figure"), ROWS)
def test_a_readers_question_is_as_far_from_home_as_documented(
    built: Plan, clicks: dict[str, int], question: str, page: str, figure: str
) -> None:
    path, _, fragment = page.partition("#")
    assert clicks[path] == int(figure) <= FARTHEST, question
    assert not fragment or fragment in Followed(built.tree[path].decode()).ids


def test_the_list_has_the_questions_that_every_reader_has() -> None:
    asked = " ".join(question for question, _, _ in ROWS)
    for words in (
        "Who said what about X?",
        "What happened on D?",
        "has A changed its mind?",
        "Who disagrees?",
        "Where does this come from?",
        "What is not known?",
    ):
        assert words in asked


def test_every_article_actor_theme_and_day_is_two_clicks_from_home_at_most(
    built: Plan, clicks: dict[str, int]
) -> None:
    farther = {
        page.path
        for page in all_pages(built.site)
        if page.name in ("article", "actor", "theme", "day", "standing")
        and clicks.get(page.path, FARTHEST + 1) > FARTHEST
    }
    assert not farther

"""Bodies that another process makes while the site is being assembled: the same pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from briefing import ahead, bodies, content, markup
from briefing.planning import Folders, Means, plan
from briefing.problems import ContentError
from tests import golden
from tests.folders import write
from tests.test_workers import children

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(
        sys.platform in {"win32", "darwin"}, reason="the work is done in one process there"
    ),
]

TWO = Means(processes=2, anew=True)
BODIES = {
    "articles/linked.md": "Ada Berg met the Lake Union.\n\nAda Berg left.\n",
    "articles/itself.md": "Nothing but this.\n",
    "articles/marked.md": "*Ada Berg* was [there](linked.md).\n",
    "articles/blank.md": "",
}
FRONT = "---\ntitle: A title\ndate: 2021-05-04\nsource: {publisher: The Courier}\n---\n"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few documents be worth a process."""
    monkeypatch.setattr("briefing.workers.threading.active_count", lambda: 1)
    monkeypatch.setattr(ahead, "MANY", 1)
    monkeypatch.setattr(bodies, "MANY", 1)
    monkeypatch.setattr(content, "MANY", 2)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    tiny = golden.SITE / "content"
    files = {
        file.relative_to(tiny).as_posix(): file.read_text("utf-8")
        for file in tiny.rglob("*")
        if file.is_file()
    }
    made = {name: FRONT + body for name, body in BODIES.items()}
    write(tmp_path / "content", {**files, **made})
    root = Path(golden.__file__).parent.parent
    return Folders(
        content=tmp_path / "content", templates=root / "templates", assets=root / "assets"
    )


def test_a_site_that_several_processes_plan_is_that_of_one(folders: Folders) -> None:
    assert dict(plan(folders, means=TWO).tree) == dict(plan(folders).tree)


def test_a_plain_body_is_made_before_its_page(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(folders, means=TWO)
    monkeypatch.delattr(markup, "paragraphs")
    assert b"Nothing but this" in made.tree["articles/itself.html"]


def test_no_process_is_left_of_content_that_is_refused(folders: Folders) -> None:
    before = children()
    (folders.content / "articles" / "wrong.md").write_text(FRONT + "[Nowhere](nowhere.md)", "utf-8")
    with pytest.raises(ContentError, match="nowhere"):
        plan(folders, means=TWO)
    assert children() == before


def test_what_a_page_was_made_of_is_let_go_of_and_made_again_when_it_is_asked_for(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "ROOM", 1)
    monkeypatch.setattr(ahead, "FILES", 1_000)
    made = plan(folders, means=TWO)
    first = {path: made.tree[path] for path in made.tree}
    rendered: list[str] = []
    paragraphs = markup.paragraphs

    def noted(body: str, *rest: Any) -> str:
        rendered.append(body.strip())
        return paragraphs(body, *rest)

    monkeypatch.setattr(markup, "paragraphs", noted)
    assert {path: made.tree[path] for path in made.tree} == first
    assert "Nothing but this." in rendered


def test_a_text_is_read_again_after_its_room_is_given_back(folders: Folders) -> None:
    loaded = content.load(folders.content, processes=2)
    before = [(doc.front, doc.body) for doc in loaded.documents]
    loaded.let_go()
    assert [(doc.front, doc.body) for doc in loaded.documents] == before


def test_a_text_that_is_another_by_then_is_refused(folders: Folders) -> None:
    loaded = content.load(folders.content, processes=2)
    loaded.let_go()
    (folders.content / "articles" / "itself.md").write_text(FRONT + "Something else.\n", "utf-8")
    found = {doc.name: doc for doc in loaded.documents}
    with pytest.raises(ContentError, match="changed while the site was built"):
        _ = found["articles/itself.md"].body

"""The live preview in a real browser, with the policy of the published pages in force."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from livereload.handlers import LiveReloadHandler
from playwright.sync_api import expect

from briefing.tree import Folders, planner
from tests.folders import MINIMAL, REAL, SMALL, write
from tests.test_preview import Live, Project, eventually, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SOON = 5_000.0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def live(project: Project) -> Iterator[Live]:
    with running(project.prepare, project.watched) as live:
        yield live


@pytest.fixture
def complaints() -> list[str]:
    """What the browser has written to its console."""
    return []


@pytest.fixture
def page(browser: Browser, live: Live, complaints: list[str]) -> Iterator[Page]:
    """A browser's page that has opened the site's home page and is connected to the preview."""
    context = browser.new_context(viewport={"width": 800, "height": 400})
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live.server.url)
    connected(page, live)
    yield page
    context.close()


def connected(page: Page, live: Live) -> None:
    eventually(lambda: "/" in live.server.open_pages(), "the page does not connect")


def test_a_save_reloads_the_open_page_within_its_policy(
    page: Page, live: Live, project: Project, complaints: list[str]
) -> None:
    for text in ("first save", "second save", "third save"):
        project.document("index").write_text(text)
        page.get_by_text(text).wait_for()
    assert complaints == []
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert (policy or "").startswith("default-src 'none'; style-src 'self';")


def test_a_mistake_shows_above_the_page_and_goes_when_it_is_mended(
    page: Page, live: Live, project: Project, complaints: list[str]
) -> None:
    panel = page.get_by_role("alert")
    project.document("nato").write_text("broken <b>words</b>")
    panel.get_by_text("nato is broken").wait_for()
    assert panel.get_by_text("broken <b>words</b>").is_visible()
    assert page.get_by_text("The text of index").is_visible()
    expect(panel).to_have_css("background-color", "rgb(92, 10, 10)")
    project.document("nato").write_text("mended")
    panel.wait_for(state="detached")
    assert complaints == []


def test_a_template_that_fails_shows_above_the_page_and_goes_when_it_is_mended(
    page: Page, live: Live, project: Project
) -> None:
    good = project.template.read_text()
    project.template.write_text("broken")
    page.get_by_role("alert").get_by_text("the template fails").wait_for()
    assert page.get_by_text("The text of index").is_visible()
    project.template.write_text(good.replace("<h1>", "<h1>Mended "))
    page.get_by_text("Mended index").wait_for()


def test_the_panel_is_in_view_however_far_down_the_page_was_scrolled(
    page: Page, live: Live, project: Project
) -> None:
    project.document("index").write_text("<br>" * 300 + "the end")
    page.get_by_text("the end").wait_for()
    connected(page, live)
    page.evaluate("scrollTo(0, 2000)")
    project.document("nato").write_text("broken")
    panel = page.get_by_text("nato is broken")
    panel.wait_for()
    eventually(lambda: bool(page.evaluate("scrollY > 1000")), "the page has jumped")
    box = panel.bounding_box()
    assert box
    assert 0 <= box["y"] < 400


def test_a_changed_style_shows(page: Page, live: Live, project: Project) -> None:
    heading = page.get_by_role("heading")
    expect(heading).to_have_css("color", "rgb(0, 128, 0)")
    project.style.write_text("h1 { color: rgb(1, 2, 3) }")
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")


def test_a_page_catches_up_when_the_preview_is_started_again(
    browser: Browser, project: Project
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(SOON)
    with running(project.prepare, project.watched) as live:
        page.goto(live.server.url)
        connected(page, live)
    project.document("index").write_text("saved in between")
    with running(project.prepare, project.watched, port=live.port):
        page.get_by_text("saved in between").wait_for()
    context.close()


# A real site


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A small content folder with one long article; the project's templates and stylesheet."""
    for name in ("templates", "assets"):
        shutil.copytree(getattr(REAL, name), tmp_path / name)
    content = write(tmp_path / "content", {**SMALL, "articles/talks.md": MINIMAL})
    with (content / "articles/talks.md").open("a") as file:
        file.write("\nThe river ran on.\n" * 100)
    return Folders(content=content, templates=tmp_path / "templates", assets=tmp_path / "assets")


@pytest.fixture
def edited(folders: Folders) -> Iterator[Live]:
    watched = [folders.content, folders.templates, folders.assets]
    with running(planner(folders), watched, content=folders.content) as live:
        yield live


@pytest.fixture
def talks(browser: Browser, edited: Live, complaints: list[str]) -> Iterator[Page]:
    """The page of the article in a browser, connected to the preview."""
    context = browser.new_context(viewport={"width": 800, "height": 400})
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(edited.server.url + "articles/talks.html")
    attached(edited)
    yield page
    context.close()


def attached(live: Live, path: str = "/articles/talks.html") -> None:
    eventually(lambda: path in live.server.open_pages(), "the page does not connect")


def scrolled(page: Page) -> float:
    """Scroll down, and remember it, and that the page was not loaded again."""
    page.evaluate("window.same = true; scrollTo(0, 1000)")
    return float(page.evaluate("scrollY"))


def test_the_truth_is_shown_from_a_good_save_through_mistakes_to_the_next_good_save(
    talks: Page, edited: Live, folders: Folders
) -> None:
    article, template = folders.content / "articles/talks.md", folders.templates / "article.html"
    good, layout = article.read_text(), template.read_text()
    panel = talks.get_by_role("alert")
    article.write_text(good.replace("Talks at", "Quarrels at"))
    talks.get_by_role("heading", name="Quarrels at the river").wait_for()
    article.write_text(good.replace("date:", "day:"))
    panel.get_by_text("articles/talks.md:3:1").wait_for()
    panel.get_by_text(re.compile(r"last good version of this page, of \d\d:\d\d:\d\d")).wait_for()
    assert talks.get_by_role("heading", name="Quarrels at the river").is_visible()
    article.write_text(good)
    talks.get_by_role("heading", name="Talks at the river").wait_for()
    panel.wait_for(state="detached")
    template.write_text(layout.replace("{% block main %}", "{% block main %}{{ nobody.knows }}"))
    panel.get_by_text("templates/article.html:").wait_for()
    template.write_text(layout)
    panel.wait_for(state="detached")
    assert talks.get_by_role("heading", name="Talks at the river").is_visible()


def test_two_saves_in_a_row_both_show_and_the_page_stays_where_it_was(
    talks: Page, edited: Live, folders: Folders
) -> None:
    article = folders.content / "articles/talks.md"
    before = scrolled(talks)
    article.write_text(article.read_text() + "\nThe first save.\n")
    time.sleep(0.1)
    article.write_text(article.read_text() + "\nThe second save.\n")
    talks.get_by_text("The second save.").wait_for()
    assert talks.get_by_text("The first save.").is_visible()
    eventually(lambda: talks.evaluate("scrollY") == before, "the page has jumped")


def test_a_changed_stylesheet_is_exchanged_in_the_page_as_it_stands(
    talks: Page, edited: Live, folders: Folders, complaints: list[str]
) -> None:
    style, heading = folders.assets / "style.css", talks.locator("h1")
    before, old = scrolled(talks), talks.locator("link[rel=stylesheet]").first.get_attribute("href")
    for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        style.write_text(style.read_text() + f"h1 {{ color: {colour} }}")
        expect(heading).to_have_css("color", colour)
    assert talks.evaluate("[window.same, scrollY]") == [True, before]
    assert talks.locator("link[rel=stylesheet]").first.get_attribute("href") != old
    assert complaints == []
    article = folders.content / "articles/talks.md"
    article.write_text(article.read_text() + "\nSaved after it.\n")
    talks.get_by_text("Saved after it.").wait_for()


def test_a_page_whose_file_was_renamed_leads_to_its_new_address(
    talks: Page, edited: Live, folders: Folders
) -> None:
    article = folders.content / "articles/talks.md"
    article.rename(folders.content / "articles/talks-2.md")
    link = talks.locator("#preview-nearest").get_by_role("link", name="articles/talks-2.html")
    link.click()
    talks.get_by_role("heading", name="Talks at the river").wait_for()
    attached(edited, "/b/articles/talks-2.html")
    (folders.content / "articles/talks-2.md").unlink()
    talks.get_by_role("heading", name="No such page").wait_for()


def test_fifty_files_at_once_all_show(talks: Page, edited: Live, folders: Folders) -> None:
    talks.goto(edited.server.url + "articles.html")
    attached(edited, "/articles.html")
    titles = [f"Talks number {number:02}" for number in range(50)]
    articles = {
        f"articles/talks-{title[-2:]}.md": MINIMAL.replace("Talks at the river", title)
        for title in titles
    }
    write(folders.content, dict(articles))
    expect(talks.get_by_role("link", name=re.compile(r"^Talks number \d\d$"))).to_have_count(50)


def test_a_page_whose_socket_was_cut_says_so_and_catches_up(
    talks: Page, edited: Live, folders: Folders
) -> None:
    before = talks.evaluate("performance.timeOrigin")
    for page in LiveReloadHandler.waiters.copy():
        edited.server._loop.call_soon_threadsafe(page.ws_connection.stream.close)
    eventually(lambda: not edited.server.open_pages(), "the socket is not cut")
    article = folders.content / "articles/talks.md"
    article.write_text(article.read_text() + "\nSaved in between.\n")
    talks.get_by_text("Saved in between.").wait_for()
    assert talks.evaluate("performance.timeOrigin") != before


def test_a_page_says_that_the_preview_has_ended(browser: Browser, folders: Folders) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(SOON)
    notice = page.get_by_text("The preview does not answer: this page may be out of date.")
    with running(planner(folders), [folders.content], content=folders.content) as live:
        page.goto(live.server.url + "articles/talks.html")
        attached(live)
        assert not notice.is_visible()
    notice.wait_for()
    port = live.port
    with running(planner(folders), [folders.content], content=folders.content, port=port):
        notice.wait_for(state="hidden")
    context.close()


def test_the_bar_stands_at_the_foot_of_the_window_and_opens_the_file_behind_the_page(
    talks: Page, edited: Live, folders: Folders
) -> None:
    bar = talks.locator("#preview-bar")
    box = bar.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(400, abs=1)
    assert box["height"] < 100
    expect(bar).to_have_css("background-color", "rgb(31, 35, 40)")
    with talks.expect_popup() as opened:
        bar.get_by_role("link", name="its text").click()
    expect(opened.value.locator("body")).to_contain_text("title: Talks at the river")

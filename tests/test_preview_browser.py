"""The live preview in a real browser, with the policy of the published pages in force."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from briefing.planning import Folders, planner
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


def test_an_edited_page_is_exchanged_without_being_loaded_again(
    page: Page, live: Live, project: Project, complaints: list[str]
) -> None:
    page.evaluate("window.loadedOnce = true")
    for text in ("first save", "second save"):
        project.document("index").write_text(text)
        page.get_by_text(text).wait_for()
    assert page.evaluate("window.loadedOnce")
    project.template.write_text(project.template.read_text().replace("<title>", "<title>New: "))
    eventually(lambda: page.title().startswith("New: "), "the title is the old one")
    assert page.evaluate("window.loadedOnce")
    assert complaints == []

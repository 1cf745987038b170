"""A reader's way through the site in Chromium: at a root, under a sub-path and from disk."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Response

NAME = "2022-02-16-nato-doubts-withdrawals"


class Quiet(SimpleHTTPRequestHandler):
    """A plain static host that says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A host's folder with the real site at ``a/b/`` of it."""
    folder = tmp_path_factory.mktemp("host")
    assert run("build", "--output", folder / "a" / "b").returncode == 0
    return folder


@pytest.fixture(params=[pytest.param("root", marks=pytest.mark.heavy), "sub-path", "disk"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of the site's folder, ending with a slash."""
    site = folder / "a" / "b"
    if request.param == "disk":
        yield f"{site.as_uri()}/"
        return
    served = site if request.param == "root" else folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=served))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/" + ("" if request.param == "root" else "a/b/")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """A page without JavaScript that allows no request elsewhere and no complaint."""
    phone = {"width": 360, "height": 740}
    context = browser.new_context(java_script_enabled=False, viewport=phone)  # type: ignore[arg-type]
    page = context.new_page()
    elsewhere: list[str] = []
    complaints: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith(base):
            elsewhere.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status} {response.url}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader has gone on
            complaints.append(f"{request.failure} {request.url}")

    page.on("request", requested)
    page.on("response", answered)
    page.on("requestfailed", failed)
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    assert not elsewhere
    assert not complaints
    context.close()


def test_a_reader_goes_from_home_to_an_actor_a_statement_its_day_its_theme_and_back(
    page: Page, base: str
) -> None:
    page.goto(f"{base}index.html")
    page.get_by_role("main").get_by_role("link", name="Jens Stoltenberg").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Jens Stoltenberg"

    page.get_by_role("main").locator("a[href$='#ynp2']").first.click()
    assert page.url == f"{base}articles/{NAME}.html#ynp2"
    statement = page.locator("#ynp2")
    assert "full-fledged invasion" in statement.inner_text()

    statement.get_by_role("link", name="16 February 2022").first.click()
    assert page.url == f"{base}dates/2022-02-16.html"

    page.get_by_role("main").get_by_role("link", name="Invasion threat").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Invasion threat"

    page.get_by_role("banner").get_by_role("link").first.click()
    assert page.url == f"{base}index.html"


def test_every_page_family_can_be_reached_from_home(page: Page, base: str) -> None:
    page.goto(f"{base}index.html")
    seen, waiting = set(), [f"{base}index.html"]
    while waiting:
        address = waiting.pop()
        path = address.removeprefix(base)
        family = path.split("/")[0]
        if address.startswith(base) and family not in seen and path.endswith(".html"):
            seen.add(family)
            page.goto(address)
            found = page.evaluate("[...document.links].map(link => link.href.split('#')[0])")
            waiting += sorted(set(found), reverse=True)
    assert seen >= {
        "index.html",
        "articles.html",
        "actors.html",
        "themes.html",
        "dates.html",
        "positions.html",
        "sources.html",
        "corrections.html",
        "search.html",
        "print.html",
        "about.html",
        "articles",
        "actors",
        "themes",
        "dates",
    }


def test_the_way_back_leads_back(page: Page, base: str) -> None:
    page.goto(f"{base}themes.html")
    page.get_by_role("main").get_by_role("link", name="Peace talks").first.click()
    page.go_back()
    assert page.url == f"{base}themes.html"


def test_a_page_is_not_wider_than_a_small_phone(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    for path in ("index.html", f"articles/{NAME}.html", "positions.html", "themes/diplomacy.html"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path

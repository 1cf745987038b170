"""A reader leaves no trace and meets no stranger: policy, links, storage, requests of each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import html5lib
import pytest

from briefing.pages import FAMILIES
from briefing.policy import POLICY, SEARCH_POLICY
from tests.folders import REAL
from tests.hosts import plain
from tests.quality.tools import go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

BASE = "/briefing/"
KEPT = """async () => ({
  cookie: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}
TRIED = """async () => {
  const blocked = [];
  addEventListener("securitypolicyviolation", found => blocked.push(found.effectiveDirective));
  const put = (name, fields) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(fields)) made.setAttribute(key, value);
    if (name === "script" && !fields.src) made.textContent = "window.ran = true";
    document.body.append(made);
  };
  put("script", {});
  put("script", {src: "https://elsewhere.example/x.js"});
  put("img", {src: "https://elsewhere.example/x.png"});
  put("iframe", {src: "https://elsewhere.example/"});
  put("p", {style: "color: red"});
  await fetch("https://elsewhere.example/").catch(() => null);
  for (let waited = 0; new Set(blocked).size < 5 && waited < 100; waited++)
    await new Promise(done => setTimeout(done, 20));
  return [[...new Set(blocked)].sort(), window.ran ?? false];
}"""
BLOCKED = ["connect-src", "frame-src", "img-src", "script-src-elem", "style-src-attr"]
TELLTALE = re.compile(
    r"cookie|localStorage|sessionStorage|indexedDB|caches\b|canvas|WebGL|AudioContext|sendBeacon|"
    r"WebSocket|EventSource|RTCPeer|navigator\b|devicePixelRatio|\bscreen\.|DateTimeFormat|"
    r"getTimezone|plugins|fonts\b|https?://(?!example\.com)"
)
"""What scripts keep something with, tell readers apart by, or go elsewhere with.

Pagefind takes addresses apart with the help of example.com, and asks nothing of it.
"""


def pages(site: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        yield path, html5lib.parse(file.read_bytes(), namespaceHTMLElements=False)


def test_the_policy_stands_first_in_every_page(sites: dict[str, Path]) -> None:
    for path, document in pages(sites[BASE]):
        first = document.find("head")[0]
        assert first.get("http-equiv") == "Content-Security-Policy", path
        wanted = SEARCH_POLICY if path == "search.html" else POLICY
        assert first.get("content") == wanted, path


def test_no_page_tells_others_where_its_reader_comes_from(sites: dict[str, Path]) -> None:
    for path, document in pages(sites[BASE]):
        (referrer,) = document.findall("head/meta[@name='referrer']")
        assert referrer.get("content") == "no-referrer", path
        for link in document.iter("a"):
            if "://" in link.get("href", ""):
                assert "noopener" in link.get("rel", "").split(), f"{path}: {link.get('href')}"
            assert link.get("target") is None, path
            assert link.get("ping") is None, path


@pytest.mark.parametrize("name", ["search.js", "pagefind.js"])
def test_a_script_keeps_nothing_and_tells_no_reader_apart(
    name: str, sites: dict[str, Path]
) -> None:
    (script,) = sites[BASE].rglob(name.replace(".js", "*.js"))
    assert sorted(set(TELLTALE.findall(script.read_text("utf-8")))) == []


SCRIPTED = {"home", "search", "article", "redirect"}
"""The page with a script, the one that leads on by itself, and two that stand for the others."""


@pytest.fixture(scope="module")
def families(sites: dict[str, Path]) -> dict[str, str]:
    """A page of every family of the site."""
    from briefing.pages import all_pages
    from briefing.planning import Folders, plan

    content = sites[BASE].parent / "content"
    folders = Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    found = {page.name: page.path for page in all_pages(plan(folders).site)}
    assert found.keys() == FAMILIES.keys()
    return found


@pytest.fixture(scope="module")
def origin(sites: dict[str, Path]) -> Iterator[str]:
    with plain.started("GitHub Pages", sites[BASE], BASE) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize(
    "family",
    [
        name if name in SCRIPTED else pytest.param(name, marks=pytest.mark.heavy)
        for name in FAMILIES
    ],
)
def test_a_visit_leaves_nothing_behind_and_asks_nobody_else(
    family: str, families: dict[str, str], origin: str, context: BrowserContext
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, f"{origin}{BASE}{quote(families[family])}{'?q=NATO' * (family == 'search')}")
    if family == "search":
        page.locator(".results a").first.wait_for()
    assert page.evaluate(KEPT) == NOTHING
    assert context.cookies() == []
    assert asked
    assert [url for url in asked if not url.startswith(f"{origin}{BASE}")] == []


@pytest.mark.parametrize("family", ["home", "search", "redirect"])
@pytest.mark.parametrize("place", [pytest.param("host", marks=pytest.mark.heavy), "disk"])
def test_what_somebody_put_into_a_page_is_neither_run_nor_loaded(
    place: str, family: str, families: dict[str, str], origin: str, sites: dict[str, Path],
    context: BrowserContext,
) -> None:  # fmt: skip
    start = f"{origin}{BASE}" if place == "host" else f"{sites[BASE].as_uri()}/"
    page = context.new_page()
    go(page, start + quote(families[family]))
    assert page.evaluate(TRIED) == [BLOCKED, False]

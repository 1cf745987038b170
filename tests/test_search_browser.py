"""A reader's search in Chromium, on the real site: at a root, under a sub-path and from disk."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import expect

from briefing.model import Actor
from briefing.output import write
from briefing.planning import plan
from briefing.plans import Plan
from briefing.search import Index
from briefing.site import Site
from tests.folders import REAL, article, planned
from tests.test_preview import running
from tests.test_reading import Quiet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CASES = Path(__file__).parent / "cases" / "questions.txt"
QUESTIONS = [
    line.split(" | ")
    for line in CASES.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.log('POLICY', e.blockedURI))"
SOON = 10_000.0


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a plain static host of *folder*."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    cache = tmp_path_factory.mktemp("cache")
    return plan(REAL, search=lambda site: Index(site, cache))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, real: Plan) -> Path:
    """A host's folder with the real site at ``a/b/`` of it."""
    folder = tmp_path_factory.mktemp("host")
    write(real.tree, folder / "a" / "b")
    return folder


@pytest.fixture(scope="module")
def root(folder: Path) -> Iterator[str]:
    with served(folder / "a" / "b") as address:
        yield address


class Reader:
    """A page of a browser, what it has asked for, and what it has complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(SOON)
        page.add_init_script(VIOLATIONS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.field = page.get_by_role("searchbox")
        self.status = page.get_by_role("status")

    def ask(self, question: str) -> None:
        self.field.fill(question)
        self.field.press("Enter")
        self.answered()

    def answered(self) -> None:
        self.page.locator(".results[aria-busy=false]").wait_for(state="attached")

    def found(self, kind: str) -> list[str]:
        """The addresses of the results of *kind*, as they stand in the page."""
        links = self.page.locator(f"[data-kind={kind}]:not([hidden]) ol > li > p a")
        return [link.get_attribute("href") or "" for link in links.all()]

    def statements(self) -> list[str]:
        """The ids of the statements found."""
        return [address.partition("#")[2] for address in self.found("statement")]


@contextmanager
def reading(browser: Browser, **options: object) -> Iterator[Reader]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    reader = Reader(context.new_page())
    yield reader
    context.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    with reading(browser) as reader:
        yield reader
        assert reader.complaints == []


@pytest.fixture(scope="module")
def asking(browser: Browser, root: str) -> Iterator[Reader]:
    """One page for all questions, so that the index is loaded once."""
    with reading(browser) as reader:
        reader.page.goto(f"{root}search.html")
        yield reader
        assert reader.complaints == []


@pytest.mark.parametrize(("question", "wanted"), QUESTIONS)
def test_a_readers_question_finds_a_right_statement_among_the_first_three(
    asking: Reader, question: str, wanted: str
) -> None:
    asking.ask(question)
    assert set(asking.statements()[:3]) & set(wanted.split())


@pytest.mark.heavy
def test_every_listed_spelling_finds_its_actor(asking: Reader, real: Plan) -> None:
    missed = []
    for actor in real.site.actors.values():
        for alias in actor.aliases:
            asking.ask(alias.name)
            if f"actors/{actor.slug}.html" not in asking.found("actor"):
                missed.append(alias.name)
    assert missed == []


def cyrillic_cases(site: Site) -> list[tuple[Actor, str]]:
    """Surnames in the genitive, as «позиція Путіна» has them."""
    surnames = {"vladimir-putin": "Путіна", "dmytro-kuleba": "Кулебы", "joe-biden": "Байденом"}
    surnames |= {"russia": "России", "jens-stoltenberg": "Столтенбергу", "ukraine": "України"}
    return [(site.actors[slug], name) for slug, name in surnames.items()]


def test_a_cyrillic_name_is_found_in_every_case(asking: Reader, real: Plan) -> None:
    for actor, name in cyrillic_cases(real.site):
        asking.ask(name)
        assert f"actors/{actor.slug}.html" in asking.found("actor"), name


def test_nothing_is_loaded_before_the_reader_asks(reader: Reader, root: str) -> None:
    reader.page.goto(f"{root}search.html", wait_until="networkidle")
    kinds = {re.sub(r"\.[0-9a-f]{10}\.", ".", url.removeprefix(root)) for url in reader.requests}
    assert kinds <= {"search.html", "assets/style.css", "assets/search.js", "assets/icon.svg"}
    with reader.page.expect_request("**/pagefind/pagefind.js"):
        reader.field.focus()


def test_a_question_in_the_address_is_answered_under_a_sub_path(
    reader: Reader, folder: Path
) -> None:
    with served(folder) as host:
        reader.page.goto(f"{host}a/b/search.html?q={quote('Зеленського')}")
        reader.answered()
        expect(reader.field).to_have_value("Зеленського")
        assert set(reader.statements()) == {"hj2z", "pvp5", "r7qb"}
        assert all(url.startswith(f"{host}a/b/") for url in reader.requests)


def test_the_keyboard_alone_leads_from_the_field_to_a_statement(reader: Reader, root: str) -> None:
    page = reader.page
    page.goto(f"{root}search.html")
    for _ in range(30):
        page.keyboard.press("Tab")
        if reader.field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("Istanbul talks")
    page.keyboard.press("Enter")
    reader.answered()
    first = page.locator("[data-kind=statement] ol a").first
    for _ in range(10):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    expect(first).to_be_focused()
    address = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{root}{address}")
    page.go_back()
    reader.answered()
    expect(reader.field).to_have_value("Istanbul talks")
    assert reader.statements()


def test_more_results_are_shown_when_asked_for_and_the_focus_goes_to_the_first(
    asking: Reader,
) -> None:
    asking.ask("Russia")
    ten = asking.statements()
    assert len(ten) == 10
    asking.page.get_by_role("button", name="More statements").press("Enter")
    eleventh = asking.page.locator("[data-kind=statement] ol > li").nth(10).get_by_role("link")
    expect(eleventh).to_be_focused()
    assert asking.statements()[:10] == ten


def test_the_count_is_told_and_what_was_not_found(asking: Reader) -> None:
    asking.ask("Kuleba")
    expect(asking.status).to_have_text("Results: 3")
    asking.ask("Kuleba qwxyz")
    expect(asking.status).to_have_text("Results: 3 · Not found anywhere: qwxyz")
    asking.ask("qwxyz")
    expect(asking.status).to_contain_text("Nothing was found.")
    expect(asking.page.locator("#letter-1")).to_be_visible()


def test_results_can_be_narrowed_and_the_address_says_how(asking: Reader, root: str) -> None:
    asking.ask("withdrawal")
    asking.page.get_by_text("Narrow the search").click()
    asking.page.get_by_label("Side").select_option("United Kingdom")
    asking.answered()
    expect(asking.page.locator("[data-kind=statement] ol > li")).to_have_count(2)
    assert set(asking.statements()) == {"s7hv", "fv5a"}
    assert asking.page.url == f"{root}search.html?q=withdrawal&side=united-kingdom"
    asking.page.get_by_label("Side").select_option("All")
    asking.page.get_by_label("Kind").select_option("Themes")
    expect(asking.page.locator("[data-kind=statement]")).to_be_hidden()
    assert asking.found("theme") == ["themes/troop-withdrawals.html"]
    asking.page.get_by_label("Kind").select_option("All")


def test_an_article_is_found_at_its_statements(asking: Reader) -> None:
    asking.ask("Munich Security Conference")
    first = asking.page.locator("[data-kind=article] ol ul a").first
    expect(first).to_have_attribute("href", re.compile("nato-doubts-withdrawals.html#s6sp$"))


def test_what_is_found_is_text_and_never_html(browser: Browser, tmp_path: Path) -> None:
    said = """
        - {id: says1, by: Ada Berg, about: Dams, on: 2021-05-03,
           says: "The <img src=x onerror=alert(1)> & <mark>gates</mark> are shut."}
        """
    site = planned(tmp_path, {"articles/talks.md": article(said)}).site
    assert site.statements
    folders = msgspec.structs.replace(REAL, content=tmp_path / "content")
    built = plan(folders, search=lambda site: Index(site, tmp_path / "cache"))
    write(built.tree, tmp_path / "site")
    with served(tmp_path / "site") as host, reading(browser) as reader:
        reader.page.goto(f"{host}search.html?q=gates")
        reader.answered()
        results = reader.page.locator(".results")
        expect(results).to_contain_text("<img src=x onerror=alert(1)> & <mark>gates</mark>")
        assert results.locator("img").count() == 0
        assert reader.complaints == []


def test_without_script_the_page_is_the_index_from_a_to_z(browser: Browser, root: str) -> None:
    with reading(browser, java_script_enabled=False) as reader:
        reader.page.goto(f"{root}search.html?q=Putin")
        expect(reader.field).to_have_count(0)
        expect(reader.page.locator("#letter-1")).to_be_visible()
        assert not any("pagefind" in url for url in reader.requests)


def test_from_disk_the_page_is_the_index_from_a_to_z(reader: Reader, folder: Path) -> None:
    page = folder / "a" / "b" / "search.html"
    reader.page.goto(f"{page.as_uri()}?q=Putin")
    expect(reader.field).to_have_count(0)
    expect(reader.page.locator("#letter-1")).to_be_visible()
    assert not any("pagefind/" in url for url in reader.requests)


def test_a_search_that_cannot_be_loaded_says_so(browser: Browser, root: str) -> None:
    with reading(browser) as reader:
        reader.page.route("**/pagefind/**", lambda route: route.abort())
        reader.page.goto(f"{root}search.html?q=Putin")
        reader.answered()
        expect(reader.status).to_contain_text("could not be loaded")
        expect(reader.page.locator("#letter-1")).to_be_visible()
        reader.page.unroute("**/pagefind/**")
        reader.ask("Putin")
        assert reader.statements()


def test_no_other_page_may_run_a_script(real: Plan) -> None:
    loose = [
        path for path in real.tree if path.endswith(".html") and b"script-src" in real.tree[path]
    ]
    assert loose == ["search.html"]


def test_the_page_fits_a_small_phone(browser: Browser, root: str) -> None:
    with reading(browser, viewport={"width": 320, "height": 640}) as reader:
        reader.page.goto(f"{root}search.html?q=withdrawal&kind=statement")
        reader.answered()
        width = reader.page.locator("html").evaluate("page => page.scrollWidth")
        assert width == 320


def test_a_ukrainian_site_is_searched_in_ukrainian(browser: Browser, tmp_path: Path) -> None:
    content = shutil.copytree(REAL.content, tmp_path / "content")
    index = content / "index.md"
    index.write_text(index.read_text("utf-8").replace("language: en", "language: uk"), "utf-8")
    folders = msgspec.structs.replace(REAL, content=content)
    built = plan(folders, search=lambda site: Index(site, tmp_path / "cache"))
    write(built.tree, tmp_path / "site")
    with served(tmp_path / "site") as host, reading(browser) as reader:
        reader.page.goto(f"{host}search.html")
        reader.ask("що робила Дума 15 лютого")
        assert reader.statements()[0] == "f2th"
        reader.ask("Зеленський у березні")
        assert set(reader.statements()) == {"hj2z", "pvp5", "r7qb"}
        expect(reader.status).to_have_text("Результати: 4")
        assert reader.complaints == []


def test_the_preview_searches_too(browser: Browser, tmp_path: Path) -> None:
    def prepare(changed: Sequence[str]) -> Plan:
        return plan(REAL, search=lambda site: Index(site, tmp_path))

    with running(prepare, [REAL.content]) as live, reading(browser) as reader:
        reader.page.goto(f"{live.server.url}search.html")
        assert not list(tmp_path.iterdir())
        reader.ask("Kulebo")
        assert reader.statements() == ["j2we"]
        assert reader.complaints == []

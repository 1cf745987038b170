"""The live preview over real sockets and real files, on a site small enough to see through."""

from __future__ import annotations

import asyncio
import html
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from briefing.model import StandingPage
from briefing.planning import Folders, plan, planner
from briefing.plans import Plan
from briefing.policy import POLICY
from briefing.preview import Server, say
from briefing.preview.answers import content_type
from briefing.preview.hosts import is_own_name, listen
from briefing.preview.panel import preview_policy
from briefing.problems import ContentError, Problem
from briefing.site import Site
from briefing.tree import Tree

SOON = 5.0

QUOTED = html.escape(POLICY).replace("&#x27;", "&#39;")  # as Jinja writes it
TEMPLATE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{QUOTED}">
<title>{{title}}</title><link rel="stylesheet" href="/assets/style.css"></head>
<body class="page"><h1>{{title}}</h1><p>{{text}}</p></body></html>
"""


class Project:
    """A folder of documents, one template and a stylesheet, and the plan that is made of them.

    The word "broken" in a document is a mistake in the content; in the template it is one that
    shows when a page is made; the word "bug" in a document is a mistake of the tool.
    """

    def __init__(self, root: Path, base_url: str = "") -> None:
        self.content, self.templates, self.assets = (
            root / name for name in ("content", "templates", "assets")
        )
        self.watched = [self.content, self.templates, self.assets]
        self.base_url = base_url
        self.prepared = 0
        for folder in self.watched:
            folder.mkdir(parents=True)
        self.template = self.templates / "page.html"
        self.style = self.assets / "style.css"
        self.template.write_text(TEMPLATE)
        self.style.write_text("h1 { color: green }")
        for name in ("index", "nato", "404"):
            self.document(name).write_text(f"The text of {name}")

    def document(self, name: str) -> Path:
        return self.content / f"{name}.md"

    def prepare(self, changed: Sequence[str]) -> Plan:  # noqa: ARG002
        self.prepared += 1
        documents = {path: path.read_text() for path in sorted(self.content.rglob("*.md"))}
        broken = [
            Problem(path.as_posix(), 1, 1, f"{path.stem} is broken", "mend it", text)
            for path, text in documents.items()
            if "broken" in text
        ]
        if broken:
            raise ContentError(broken)
        if any("bug" in text for text in documents.values()):
            raise KeyError("a mistake of the tool")
        style = self.style.read_bytes() if self.style.is_file() else b""
        pages = {
            path.relative_to(self.content).with_suffix(".html").as_posix(): partial(
                self.render, path.stem, text
            )
            for path, text in documents.items()
        }
        files = {"assets/style.css": style, "feed.xml": b"<feed/>", "favicon.ico": b""}
        return Plan(
            site=self.site(documents),
            tree=Tree({**pages, **{path: partial(files.__getitem__, path) for path in files}}),
            notices=(),
        )

    def site(self, documents: dict[Path, str]) -> Site:
        """What of a site the preview asks for: every document is a standing page."""
        names = [path.stem for path in documents]
        pages = {name: StandingPage(slug=name, title=name, summary="") for name in names}
        lists = ("articles", "actors", "themes", "days", "statements", "terms", "parts")
        return cast(
            Site,
            SimpleNamespace(
                settings=SimpleNamespace(base_url=self.base_url),
                without=frozenset(),
                pages=pages,
                redirects=(),
                left_out=(),
                **{name: {} for name in lists},
            ),
        )

    def render(self, title: str, text: str) -> bytes:
        template = self.template.read_text()
        if "broken" in template:
            raise ContentError([Problem(self.template.as_posix(), 7, 1, "the template fails")])
        return template.replace("{title}", title).replace("{text}", text).encode()


class Live:
    """A preview that runs in a thread of its own, and what it has said."""

    def __init__(self, server: Server, said: list[str]) -> None:
        self.server = server
        self.said = said
        self.port = int(server.url.rstrip("/").rpartition(":")[2])

    def request(
        self, path: str = "/", method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read().decode(errors="replace")
        finally:
            connection.close()

    def get(self, path: str = "/") -> str:
        return self.request(path)[2]

    def shows(self, text: str, path: str = "/") -> None:
        """Wait until *path* shows *text*."""
        eventually(lambda: text in self.get(path), f"{path} does not show “{text}”")

    def hides(self, text: str, path: str = "/") -> None:
        """Wait until *path* does not show *text* any more."""
        eventually(lambda: text not in self.get(path), f"{path} still shows “{text}”")

    def says(self, text: str) -> None:
        """Wait until the terminal shows *text*."""
        eventually(lambda: text in "\n".join(self.said), f"the terminal does not show “{text}”")

    async def connect(self, **headers: str) -> WebSocketClientConnection:
        request = HTTPRequest(f"ws://127.0.0.1:{self.port}/livereload", headers=headers)
        return await websocket_connect(request)

    @asynccontextmanager
    async def opened(
        self, path: str = "/", version: str = ""
    ) -> AsyncIterator[WebSocketClientConnection]:
        """A page that is open at *path*, as livereload.js tells of it."""
        page = await self.connect(Origin=f"http://127.0.0.1:{self.port}")
        await tell(page, {"command": "hello"})
        assert (await told(page))["command"] == "hello"
        plugins = {"preview": {"page": version or self.server.preview.version}}
        url = f"http://127.0.0.1:{self.port}{path}"
        await tell(page, {"command": "info", "url": url, "plugins": plugins})
        await asyncio.to_thread(
            eventually, lambda: path in self.server.open_pages(), "the page is not known"
        )
        yield page
        page.close()
        await ended(page)


def without_bar(page: str) -> str:
    """*page* as it is above the preview's bar."""
    return re.sub(r'<aside id="preview-bar".*?</aside>', "", page, flags=re.DOTALL)


def eventually(is_so: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < end, otherwise
        time.sleep(0.005)


async def tell(page: WebSocketClientConnection, message: object) -> None:
    await page.write_message(json.dumps(message))


async def told(page: WebSocketClientConnection) -> dict[str, Any]:
    message = await asyncio.wait_for(cast(Awaitable[str], page.read_message()), SOON)
    return cast(dict[str, Any], json.loads(message))


async def ended(page: WebSocketClientConnection) -> None:
    """Wait until the connection has ended."""
    while await asyncio.wait_for(cast(Awaitable[str | None], page.read_message()), SOON):
        pass
    page.close()
    await asyncio.sleep(0.01)  # the socket itself is closed a little later


@contextmanager
def running(
    prepare: Callable[[Sequence[str]], Plan],
    watched: list[Path],
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    content: Path | None = None,
) -> Iterator[Live]:
    """A preview in a thread; ended at the end, when its thread must have died in peace."""
    said: list[str] = []
    died: list[BaseException] = []
    server = Server(
        prepare, watched, host=host, content=content, out=lambda line: said.append(str(line))
    )

    def serve() -> None:
        try:
            server.serve(port)
        except BaseException as error:
            died.append(error)
            raise

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    eventually(lambda: server.started.is_set() or bool(died), "the preview does not start")
    assert not died
    try:
        yield Live(server, said)
    finally:
        server.stop()
        thread.join(SOON)
        assert not thread.is_alive()
        assert not died


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def live(project: Project) -> Iterator[Live]:
    with running(project.prepare, project.watched) as live:
        yield live


# What is served


def test_a_page_is_the_one_of_the_build_but_for_the_script_and_the_policy_for_it(
    live: Live, project: Project
) -> None:
    script = (
        '<link rel="stylesheet" href="/_preview/panel.css">'
        '<script async src="/_preview/livereload.js?host=127.0.0.1&amp;port='
        f'{live.port}&amp;mindelay=100&amp;maxdelay=500" '
        f'data-version="{live.server.preview.version}"></script>'
    )
    built = project.render("nato", "The text of nato").decode()
    before, _, after = built.partition(QUOTED)
    head, end, body = after.partition("</head>")
    relaxed = html.escape(preview_policy(POLICY))
    assert without_bar(live.get("/nato.html")) == before + relaxed + head + script + end + body


def test_other_files_are_served_as_they_are(live: Live) -> None:
    assert live.get("/feed.xml") == "<feed/>"
    assert live.get("/assets/style.css") == "h1 { color: green }"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("actors/nato.html", "text/html; charset=utf-8"),
        ("assets/style.123.css", "text/css; charset=utf-8"),
        ("assets/search.js", "text/javascript; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("data/statements.json", "application/json; charset=utf-8"),
        ("data/statements.csv", "text/csv; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("assets/icon.svg", "image/svg+xml; charset=utf-8"),
        ("assets/photo.WEBP", "image/webp"),
        ("assets/photo.jpg", "image/jpeg"),
        ("assets/font.woff2", "font/woff2"),
        ("favicon.ico", "image/x-icon"),
        (".nojekyll", "text/plain; charset=utf-8"),
        ("_headers", "text/plain; charset=utf-8"),
        ("assets/x.unheard-of", "application/octet-stream"),
    ],
)
def test_content_types_do_not_depend_on_the_machine(path: str, expected: str) -> None:
    assert content_type(path) == expected


def test_the_address_of_a_folder_is_its_index(live: Live) -> None:
    assert "The text of index" in live.get("/")
    assert "The text of index" in live.get("/?utm_source=x")


def test_an_unknown_address_is_answered_with_the_sites_own_404(live: Live) -> None:
    status, headers, body = live.request("/nobody.html")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "The text of 404" in body


def test_an_unknown_address_of_a_site_without_404_is_answered_too(
    live: Live, project: Project
) -> None:
    project.document("404").unlink()
    live.shows("there is no such page", "/nobody.html")
    assert live.request("/nobody.html")[0] == 404


def test_nothing_is_cached(live: Live) -> None:
    for path in ("/", "/assets/style.css", "/nobody", "/_preview/livereload.js"):
        assert live.request(path)[1]["Cache-Control"] == "no-store"


def test_head_is_answered_without_a_body_and_post_not_at_all(live: Live) -> None:
    assert live.request("/", "HEAD")[::2] == (200, "")
    assert live.request("/", "POST")[0] == 405


def test_a_name_in_any_script_is_found(live: Live, project: Project) -> None:
    project.document("кулеба").write_text("Дмитро")
    live.shows("Дмитро", "/%D0%BA%D1%83%D0%BB%D0%B5%D0%B1%D0%B0.html")


def test_a_page_may_lie_below_the_path_of_base_url(tmp_path: Path) -> None:
    project = Project(tmp_path, base_url="https://example.org/briefing/")
    with running(project.prepare, project.watched) as live:
        live.says(f"Serving on {live.server.url}briefing/ — Ctrl-C ends")
        assert "The text of index" in live.get("/briefing/")
        assert "The text of nato" in live.get("/briefing/nato.html")
        assert "The text of nato" in live.get("/nato.html")


HOSTILE = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%00secret.txt",
    "//secret.txt",
    "/%2fetc%2fpasswd",
    "/%ff",
    "/%252e%252e/secret.txt",
    "/" + "../" * 100 + "secret.txt",
    "/" + "a" * 60_000,
    "/out/secret.txt",
    "http://evil.example/secret.txt",
    "/_preview/../../secret.txt",
    "/content/index.md",
    "http://127.0.0.1/../secret.txt",
]


def test_a_request_that_is_too_long_is_refused_and_the_next_is_answered(live: Live) -> None:
    with suppress(http.client.HTTPException, OSError):  # the connection may be closed at once
        assert live.request("/" + "a" * 1_000_000)[0] in {400, 404, 414, 431}
    assert "The text of index" in live.get("/")


@pytest.mark.parametrize("path", HOSTILE)
def test_no_address_leads_out_of_the_site(live: Live, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "content" / "out").symlink_to(tmp_path)
    status, _, body = live.request(path)
    assert status in {400, 404}
    assert "secret" not in body
    assert "root:" not in body


# What is wrong


def test_what_is_wrong_at_the_start_is_printed_and_served(project: Project) -> None:
    project.document("nato").write_text("broken from the start")
    with running(project.prepare, project.watched) as live:
        status, _, body = live.request("/")
        assert status == 500
        assert f"{project.document('nato')}:1:1" in body
        assert "broken from the start" in body
        assert "hint: mend it" in body
        said = "\n".join(live.said)
        assert f"{project.document('nato')}:1:1: nato is broken" in said
        assert f"Serving on {live.server.url} — Ctrl-C ends" in said


def test_every_page_shows_all_problems_above_its_last_good_version(
    live: Live, project: Project
) -> None:
    project.document("nato").write_text("broken")
    live.shows("nato is broken")
    project.document("index").write_text("broken too")
    live.shows("index is broken")
    for path, text in (("/", "index"), ("/nato.html", "nato"), ("/nobody", "404")):
        body = live.get(path)
        assert body.index("2 problems") < body.index("index is broken")
        assert body.index("index is broken") < body.index("nato is broken")
        assert body.index("nato is broken") < body.index(f"The text of {text}")
    live.says("index is broken")


def test_the_preview_recovers_by_itself(live: Live, project: Project) -> None:
    project.document("nato").write_text("broken")
    live.shows("nato is broken")
    project.document("nato").write_text("mended")
    live.shows("mended", "/nato.html")
    assert "preview-panel" not in live.get("/") + live.get("/nato.html")


def test_a_start_with_a_problem_recovers_by_itself(project: Project) -> None:
    project.document("nato").write_text("broken")
    with running(project.prepare, project.watched) as live:
        project.document("nato").write_text("mended")
        live.shows("mended", "/nato.html")


def test_a_template_that_fails_is_shown_above_the_last_good_version(
    live: Live, project: Project
) -> None:
    assert "The text of nato" in live.get("/nato.html")
    project.template.write_text("broken")
    live.shows("the template fails", "/nato.html")
    status, _, body = live.request("/nato.html")
    assert status == 200
    assert body.index("the template fails") < body.index("The text of nato")
    live.says(f"{project.template}:7:1: the template fails")


def test_a_template_that_fails_is_shown_alone_where_there_is_no_good_version(
    live: Live, project: Project
) -> None:
    project.template.write_text("broken")
    live.shows("the template fails", "/nato.html")
    status, _, body = live.request("/nato.html")
    assert status == 500
    assert "The text of nato" not in body
    assert f"{project.template}:7:1" in body


def test_a_template_that_fails_is_said_once_however_many_pages_it_makes(
    live: Live, project: Project
) -> None:
    project.template.write_text("broken")
    live.says("page.html: ready in ")
    for path in ("/", "/nato.html", "/nobody", "/"):
        assert "the template fails" in live.get(path)
    assert "\n".join(live.said).count("the template fails") == 1


def test_the_style_of_the_last_good_version_stays_while_a_template_fails(
    live: Live, project: Project
) -> None:
    live.get("/")
    live.get("/assets/style.css")
    project.template.write_text("broken")
    live.shows("the template fails")
    assert "The text of index" in live.get("/")
    assert live.request("/assets/style.css")[0] == 200


def test_a_panel_shows_text_as_text(live: Live, project: Project) -> None:
    project.document("nato").write_text("<script>alert('broken')</script>\u202e")
    live.shows("&lt;script&gt;alert(&#x27;broken&#x27;)&lt;/script&gt;")
    assert "<script>alert" not in live.get("/")
    assert "\u202e" not in live.get("/")


def test_a_mistake_of_the_tool_is_a_problem_and_not_the_end(live: Live, project: Project) -> None:
    project.document("nato").write_text("bug")
    live.shows("the tool itself fails: KeyError: &#x27;a mistake of the tool&#x27;")
    assert "test_preview.py:" in live.get("/")
    project.document("nato").write_text("mended")
    live.shows("mended", "/nato.html")


def test_a_file_that_cannot_be_made_is_answered_with_the_problems(tmp_path: Path) -> None:
    def prepare(changed: Sequence[str]) -> Plan:
        raise ContentError([Problem("content/index.md", 1, 1, "wrong")])

    with running(prepare, [tmp_path]) as live:
        status, headers, body = live.request("/feed.xml")
    assert (status, headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert body == "content/index.md:1:1: wrong"


# What changes


def test_a_save_shows(live: Live, project: Project) -> None:
    project.document("nato").write_text("saved")
    live.shows("saved", "/nato.html")
    live.says("nato.md: ready in ")


def test_a_save_by_renaming_shows(live: Live, project: Project) -> None:
    other = project.content / ".nato.md.swp"
    other.write_text("saved")
    other.replace(project.document("nato"))
    live.shows("saved", "/nato.html")


def test_a_new_file_in_a_new_folder_shows(live: Live, project: Project) -> None:
    (project.content / "actors" / "deep").mkdir(parents=True)
    (project.content / "actors" / "deep" / "new.md").write_text("new")
    live.shows("<p>new</p>", "/actors/deep/new.html")


def test_a_removed_and_a_renamed_file_are_gone(live: Live, project: Project) -> None:
    project.document("nato").rename(project.document("otan"))
    live.shows("The text of nato", "/otan.html")
    assert live.request("/nato.html")[0] == 404
    project.document("otan").unlink()
    live.shows("The text of 404", "/otan.html")


def test_templates_and_assets_count(live: Live, project: Project) -> None:
    project.template.write_text(TEMPLATE.replace("<h1>", "<h1>Title: "))
    live.shows("Title: index")
    project.style.write_text("h1 { color: red }")
    live.shows("red", "/assets/style.css")


def test_a_watched_folder_may_be_replaced(live: Live, project: Project, tmp_path: Path) -> None:
    project.content.rename(tmp_path / "gone")
    live.shows("no such page")
    project.content.mkdir()
    project.document("index").write_text("another")
    live.shows("another")
    project.document("index").write_text("and watched")
    live.shows("and watched")


def test_a_watched_folder_may_be_missing_at_the_start(project: Project, tmp_path: Path) -> None:
    project.content.rename(tmp_path / "elsewhere")
    with running(project.prepare, project.watched) as live:
        (tmp_path / "elsewhere").rename(project.content)
        live.shows("The text of index")
        project.document("index").write_text("watched")
        live.shows("watched")


def test_a_system_that_does_not_tell_of_changes_is_asked_for_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(*folders: Path, **options: object) -> Iterator[Any]:
        raise OSError("no inotify instances left")

    monkeypatch.setattr("briefing.preview.watch.watch", limited)
    with running(project.prepare, project.watched) as live:
        live.says("The system does not tell of changes (no inotify instances left)")
        for text in ("saved", "saved again"):
            project.document("nato").write_text(text)
            live.shows(text, "/nato.html")
        project.document("nato").unlink()
        live.shows("The text of 404", "/nato.html")


def test_hidden_files_and_backups_do_not_count(live: Live, project: Project) -> None:
    before = project.prepared
    for name in (".nato.md.swp", "nato.md~", ".git/index.md"):
        (project.content / name).parent.mkdir(exist_ok=True)
        (project.content / name).write_text("x")
    project.document("nato").write_text("saved")
    live.shows("saved", "/nato.html")
    assert project.prepared == before + 1


def test_fifty_files_at_once_are_not_fifty_rebuilds(live: Live, project: Project) -> None:
    before = project.prepared
    for number in range(50):
        project.document(f"new-{number:02}").write_text("new")
    live.shows("new", "/new-49.html")
    live.says(" more: ready in ")
    assert project.prepared - before < 10  # mostly 1; a busy machine takes its time to write them


# Reloading


def test_a_save_reloads_the_open_pages(live: Live, project: Project) -> None:
    async def scenario() -> list[dict[str, Any]]:
        async with live.opened("/") as home, live.opened("/nato.html") as nato:
            project.document("nato").write_text("saved")
            return [await told(home), await told(nato)]

    for message in asyncio.run(scenario()):
        assert (message["command"], message["path"]) == ("reload", "*")


def test_two_saves_in_a_row_both_reload(live: Live, project: Project) -> None:
    async def scenario() -> None:
        async with live.opened("/nato.html") as page:
            for text in ("first", "second", "third"):
                project.document("nato").write_text(text)
                assert (await told(page))["command"] == "reload"
                assert text in await asyncio.to_thread(live.get, "/nato.html")

    asyncio.run(scenario())


def test_a_changed_style_is_exchanged_alone(live: Live, project: Project) -> None:
    async def scenario() -> dict[str, Any]:
        async with live.opened() as page:
            project.style.write_text("h1 { color: red }")
            return await told(page)

    message = asyncio.run(scenario())
    assert (message["path"], message["liveCSS"]) == ("style.css", True)


def test_a_page_that_missed_a_save_reloads_when_it_connects(live: Live, project: Project) -> None:
    async def scenario() -> dict[str, Any]:
        version = live.server.preview.version
        project.document("nato").write_text("saved")
        await asyncio.to_thread(live.shows, "saved", "/nato.html")
        async with live.opened(version=version) as page:
            return await told(page)

    assert asyncio.run(scenario())["command"] == "reload"


def test_a_broken_save_reloads_the_open_pages(live: Live, project: Project) -> None:
    async def scenario() -> dict[str, Any]:
        async with live.opened() as page:
            project.document("nato").write_text("broken")
            return await told(page)

    assert asyncio.run(scenario())["command"] == "reload"
    assert "nato is broken" in live.get("/")


def test_what_fails_on_an_open_page_is_known_before_any_page_reloads(
    live: Live, project: Project
) -> None:
    async def scenario() -> None:
        async with live.opened("/nato.html") as page:
            project.template.write_text("broken")
            await told(page)

    asyncio.run(scenario())
    assert [problem.message for problem in live.server.preview.problems] == ["the template fails"]


def test_what_turns_out_to_be_wrong_when_it_is_asked_for_is_shown_on_every_open_page(
    live: Live, project: Project
) -> None:
    live.get("/nato.html")

    async def scenario() -> dict[str, Any]:
        async with live.opened("/assets/style.css") as page:  # it does not need the template
            project.template.write_text("broken")
            assert (await told(page))["command"] == "reload"
            await asyncio.to_thread(live.get, "/nato.html")
            return await told(page)

    assert asyncio.run(scenario())["command"] == "reload"


def test_a_page_that_has_gone_is_forgotten(live: Live, project: Project) -> None:
    async def scenario() -> None:
        async with live.opened("/nato.html"):
            assert live.server.open_pages() == ["/nato.html"]

    asyncio.run(scenario())
    eventually(lambda: not live.server.open_pages(), "the page is still known")
    project.document("nato").write_text("saved")
    live.shows("saved", "/nato.html")


@pytest.mark.parametrize("message", ["", "nonsense", "[]", "{}", "1", '{"command": "info"}'])
def test_a_message_that_makes_no_sense_ends_the_connection_and_nothing_else(
    live: Live, message: str
) -> None:
    async def scenario() -> None:
        page = await live.connect()
        await page.write_message(message)
        await ended(page)

    asyncio.run(scenario())
    assert "The text of index" in live.get("/")


# Who may ask


@pytest.mark.parametrize(
    ("asked", "host", "allowed"),
    [
        ("127.0.0.1:5500", "127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
        ("LOCALHOST:5500", "127.0.0.1", True),
        ("[::1]:5500", "127.0.0.1", True),
        ("127.1.2.3", "127.0.0.1", True),
        ("evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("192.168.1.2:5500", "127.0.0.1", False),
        ("192.168.1.2:5500", "192.168.1.2", True),
        ("192.168.1.2:5500", "0.0.0.0", True),  # noqa: S104
        ("studio.local", "studio.local", True),
        ("evil.example", "0.0.0.0", False),  # noqa: S104
        ("", "127.0.0.1", False),
        ("[", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
    ],
)
def test_only_names_of_this_machine_may_be_asked(asked: str, host: str, allowed: bool) -> None:
    assert is_own_name(asked, host) is allowed


@pytest.mark.parametrize("path", ["/", "/nobody", "/_preview/livereload.js", "/livereload"])
def test_a_request_to_a_foreign_name_is_refused(live: Live, path: str) -> None:
    status, _, body = live.request(path, Host="evil.example")
    assert status == 403
    assert body == "403: this preview answers on 127.0.0.1 only\n"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "null"},
        {"Origin": "http://evil.example", "Host": "evil.example"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_socket_that_a_foreign_page_opens_is_refused(live: Live, headers: dict[str, str]) -> None:
    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(live.connect(**headers))
    assert refused.value.code == 403


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default-src 'none'; style-src 'self'", ["default-src 'none'", "style-src 'self'"]),
        ("", ["style-src 'self'"]),
        ("script-src 'none'; style-src 'self'", ["style-src 'self'"]),
        ("Script-Src 'self' 'wasm-unsafe-eval'; style-src 'self'", ["style-src 'self'"]),
    ],
)
def test_a_policy_comes_to_allow_the_previews_own_script_and_style(
    policy: str, expected: list[str]
) -> None:
    relaxed = preview_policy(policy).split("; ")
    assert set(expected) <= set(relaxed)
    assert "connect-src 'self'" in relaxed
    script = next(directive for directive in relaxed if directive.startswith("script-src "))
    assert "'self'" in script
    assert "'none'" not in script
    assert ("'wasm-unsafe-eval'" in script) == ("'wasm-unsafe-eval'" in policy)
    assert len({directive.split()[0] for directive in relaxed}) == len(relaxed)


# Starting and ending


def test_a_taken_port_gives_way_to_the_next_and_that_is_said(project: Project) -> None:
    with listening() as taken, running(project.prepare, project.watched, port=taken) as live:
        assert taken < live.port <= taken + 20
        live.says(f"Port {taken} is taken; the preview is on {live.port} instead.")
        assert "The text of index" in live.get("/")


def test_no_free_port_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.preview.hosts._PORTS", 0)
    with listening() as taken, pytest.raises(OSError, match=f"no port from {taken} to {taken} is"):
        listen("127.0.0.1", taken)


@contextmanager
def listening() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_being_bound_elsewhere_than_to_loopback_is_warned_of(project: Project) -> None:
    with running(project.prepare, project.watched, host="0.0.0.0") as live:  # noqa: S104
        live.says("Careful: on 0.0.0.0, whoever reaches this machine can read the preview.")
        live.says(f"Serving on http://127.0.0.1:{live.port}/ — Ctrl-C ends")


def test_a_console_that_cannot_show_a_letter_does_not_end_the_preview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "ascii"))
    say("“Кулеба”")
    assert written.getvalue().strip() == rb"\u201c\u041a\u0443\u043b\u0435\u0431\u0430\u201d"


SCRIPT = """
import sys
from pathlib import Path
from briefing.preview import serve
from tests.test_preview import Project
project = Project(Path(sys.argv[1]))
serve(project.prepare, project.watched, port=0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_at_once_with_status_0_and_without_a_traceback(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, tmp_path / "project"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("Serving on http://127.0.0.1:")
            port = int(line.split(":")[2].split("/")[0])
            with socket.create_connection(("127.0.0.1", port)) as idle:
                idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                idle.recv(1)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=SOON)
        finally:
            process.kill()
    assert (process.returncode, out.strip(), err) == (0, "", "")


# The real site

HERE = Path(__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path) -> Folders:
    """The project's own content, templates and assets, to be edited."""
    for name in ("content", "templates", "assets"):
        shutil.copytree(HERE / name, tmp_path / name)
    return Folders(
        content=tmp_path / "content", templates=tmp_path / "templates", assets=tmp_path / "assets"
    )


@pytest.fixture
def real(copy: Folders) -> Iterator[Live]:
    with running(planner(copy), [copy.content, copy.templates, copy.assets]) as live:
        yield live


def test_each_page_of_the_real_site_differs_from_the_build_in_script_and_policy_only(
    real: Live, copy: Folders
) -> None:
    tree = plan(copy).tree
    for path in tree:
        status, _, body = real.request("/" + quote(path))
        assert status == 200
        if path.endswith(".html"):
            body = re.sub(
                r'(<link [^>]*"/_preview/[^>]*>)?<script async src="/_preview/.*?</script>',
                "",
                without_bar(body),
            )
            body = body.replace(html.escape(preview_policy(POLICY)), QUOTED)
        assert body == tree[path].decode("utf-8", "replace"), path


def test_a_mistake_in_a_real_document_is_shown_at_its_line(real: Live, copy: Folders) -> None:
    index = copy.content / "index.md"
    index.write_text(index.read_text("utf-8").replace("---\n", "---\nheadline: x\n", 1), "utf-8")
    real.shows(f"<code>{index}:2:1</code>")


def test_a_mistake_in_a_real_template_is_shown_at_its_line(real: Live, copy: Folders) -> None:
    home = copy.templates / "home.html"
    good = home.read_text("utf-8")
    real.get("/")
    bad = good.replace("{% endblock %}", "\n  {{ nobody.knows }}\n{% endblock %}")
    home.write_text(bad, "utf-8")
    line = bad.splitlines().index("  {{ nobody.knows }}") + 1
    real.shows(f"<code>{home}:{line}:3</code>")
    real.shows("<pre>  {{ nobody.knows }}\n  ^</pre>")
    real.says(f"{home}:{line}:3: the template fails")
    home.write_text(good, "utf-8")
    real.hides("preview-panel")

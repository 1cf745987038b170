"""What the preview adds to the pages of a real site, and what it tells of the files behind them."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from briefing.planning import Folders, plan, planner
from briefing.preview.bar import Facts
from briefing.preview.bar import bar as mark_up
from briefing.preview.behind import document_of, text_of
from briefing.preview.nearest import nearest
from briefing.preview.panel import last_good
from briefing.problems import Problem
from tests.folders import REAL, SMALL, write
from tests.test_preview import Live, running

ARTICLE = "articles/one.md"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A small content folder, to be edited, and the project's own templates and assets."""
    content = write(tmp_path / "content", SMALL)
    return Folders(content=content, templates=REAL.templates, assets=REAL.assets)


@pytest.fixture
def live(folders: Folders) -> Iterator[Live]:
    with running(planner(folders), [folders.content], content=folders.content) as live:
        yield live


def bar(page: str) -> str:
    """The preview's bar of *page*."""
    return page.partition('<aside id="preview-bar"')[2].partition("</aside>")[0]


# The bar


STATEMENTS = """\
---
title: Talks
date: 2021-05-04
source: {publisher: The Herald, text: one.txt}
statements:
  - {id: a1, by: Ada Berg, about: Dams, says: One thing., quote: not before the leaves fall}
  - {id: a2, by: Ada Berg, about: Dams, says: Another.}
  - {id: a3, by: Norland, about: Dams, does: Something.}
---
"""


def test_the_bar_counts_the_statements_of_the_page_without_a_checked_quote(
    live: Live, folders: Folders
) -> None:
    text = "Talks\n\nAda Berg said: “not before the leaves fall”.\n" + "\nThe river ran on.\n" * 20
    write(folders.content, {"sources/one.txt": text, ARTICLE: STATEMENTS})
    live.shows("2 of 3 statements here without a checked quote", "/articles/one.html")
    assert "1 of 2 statements here" in bar(live.get("/actors/ada-berg.html"))
    assert "2 of 3 statements here" in bar(live.get("/themes/dams.html"))
    assert "2 of 3 statements here" in bar(live.get("/dates/2021-05-04.html"))
    assert "2 of 3 statements of the site" in bar(live.get("/"))


def test_the_bar_tells_of_drafts_and_notices(live: Live, folders: Folders) -> None:
    assert "0 drafts left out" in bar(live.get("/"))
    write(folders.content, {"themes/fish.md": "---\nname: Fish\ndraft: true\n---\n"})
    live.shows("1 draft left out")
    assert f"{folders.content}/themes/fish.md:3:1</code> left out: a draft" in bar(live.get("/"))


def test_the_bar_counts_problems(live: Live, folders: Folders) -> None:
    assert "0 problems" in bar(live.get("/"))
    write(folders.content, {"themes/fish.md": "---\nname: Fish\nnobody: knows\n---\n"})
    live.shows("preview-panel")
    assert "1 problem, " in bar(live.get("/"))


def test_the_bar_lists_a_bounded_number_of_notices() -> None:
    notices = [
        Problem("content/index.md", line, 1, "mind this", severity="notice")
        for line in range(1, 61)
    ]
    facts = Facts(drafts=0, above=(), notices=notices, unchecked=0, statements=0, here=False)
    assert "0 problems, 60 notices" in mark_up(facts)
    assert mark_up(facts).count("mind this") == 50
    assert "and 10 more: see the terminal" in mark_up(facts)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/", "index.md"),
        ("/actors/ada-berg.html", "actors/ada-berg.md"),
        ("/themes/dams.html", "themes/dams.md"),
    ],
)
def test_the_bar_names_the_file_behind_the_page_and_leads_to_its_text(
    live: Live, folders: Folders, page: str, name: str
) -> None:
    found = bar(live.get(page))
    assert f"<code>{folders.content}/{name}</code>" in found
    assert f'href="/_preview/source/{name}"' in found
    assert live.get(f"/_preview/source/{name}") == (folders.content / name).read_text("utf-8")


def test_a_page_that_no_single_file_makes_names_none(live: Live) -> None:
    for page in ("/actors.html", "/nobody.html"):
        assert "/_preview/source/" not in bar(live.get(page))


def test_the_file_behind_a_page_is_found_where_it_lies(folders: Folders) -> None:
    files = {
        "actors/deep/Grün.md": "---\nname: Grün\nredirect_from: [actors/green]\n---\n",
        "dates/2021-05-04.md": "---\nheadline: A day\n---\n",
    }
    site = plan(
        Folders(
            content=write(folders.content, files),
            templates=folders.templates,
            assets=folders.assets,
        )
    ).site
    behind = partial(document_of, folders.content, redirects=site.redirects)
    assert behind("actors/grün.html") == "actors/deep/Grün.md"
    assert behind("actors/green.html") == "actors/deep/Grün.md"
    assert behind("actors/norland/2021.html") == "actors/norland.md"
    assert behind("dates/2021-05-04.html") == "dates/2021-05-04.md"
    assert behind("dates/2021.html") == ""
    assert behind("feed.xml") == ""


# The text of a document, and of nothing else


@pytest.mark.parametrize(
    "name",
    [
        "../secret.md",
        "%2e%2e/secret.md",
        "actors/..%2f..%2fsecret.md",
        "actors/%2e%2e/%2e%2e/secret.md",
        "actors/..%5c..%5csecret.md",
        "%2fetc%2fpasswd",
        "/index.md",
        "actors//ada-berg.md",
        "actors/./ada-berg.md",
        "actors/ada-berg.md%00",
        "actors/%00.md",
        "actors/C:ada-berg.md",
        "actors/.hidden.md",
        "actors",
        "actors/",
        "",
        "briefing.lock",
        "sources/one.txt",
        "sources/one.md",
        "actors/" + "a" * 300 + ".md",
        "actors/" + "a/" * 5000 + "a.md",
        "actors/%ff.md",
        "actors/out.md",
        "actors/away/secret.md",
        "actors/text.md",
        "actors/pipe.md",
    ],
)
def test_what_is_no_document_of_the_content_is_not_shown(
    live: Live, folders: Folders, tmp_path: Path, name: str
) -> None:
    content = folders.content
    write(tmp_path, {"secret.md": "secret", "elsewhere/secret.md": "secret"})
    secrets = {
        "sources/one.txt": "secret",
        "sources/one.md": "secret",
        "actors/.hidden.md": "secret",
    }
    write(content, secrets)
    (content / "actors/out.md").symlink_to(tmp_path / "secret.md")
    (content / "actors/away").symlink_to(tmp_path / "elsewhere")
    (content / "actors/text.md").symlink_to(content / "sources/one.txt")
    if sys.platform != "win32":
        os.mkfifo(content / "actors/pipe.md")
    status, _, body = live.request(f"/_preview/source/{name}")
    assert status in {400, 404}
    assert "secret" not in body
    assert "root:" not in body
    (content / "actors/pipe.md").unlink()  # reading it would keep the preview waiting


def test_a_link_within_the_content_is_followed(folders: Folders) -> None:
    (folders.content / "actors/same.md").symlink_to(folders.content / "actors/norland.md")
    assert text_of(folders.content, "actors/same.md") == b"---\nname: Norland\nkind: state\n---\n"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/_preview/source/index.md", "/_preview/livereload.js"])
def test_a_request_that_a_foreign_page_makes_is_refused(
    live: Live, path: str, headers: dict[str, str]
) -> None:
    status, _, body = live.request(path, **headers)
    assert status == 403
    assert body.startswith("403: this preview answers ")


def test_a_link_on_a_foreign_page_may_be_followed(live: Live) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert live.request("/", **headers)[0] == 200


# An address without a page


@pytest.mark.parametrize(
    "asked",
    ["actors/nato", "actors/nato/", "actors/NATO.html", "actors/nato.htm", "actors/naot.html"],
)
def test_the_nearest_page_comes_first(asked: str) -> None:
    known = ["actors.html", "actors/nations.html", "actors/nato.html", "index.html"]
    assert nearest(asked, known)[0] == "actors/nato.html"


def test_at_most_five_pages_are_near_and_none_to_what_is_like_nothing() -> None:
    known = [f"dates/2022-02-{day:02}.html" for day in range(1, 29)]
    assert len(nearest("dates/2022-02-30", known)) == 5
    assert nearest("qqqqqq", known) == []
    assert nearest("q" * 100_000, known) == []


def test_an_unknown_address_shows_the_nearest_above_the_404_of_the_site(live: Live) -> None:
    for path in ("/actors/ada-berg", "/actors/ada-berg/", "/b/actors/adaberg.html"):
        status, _, body = live.request(path)
        assert status == 404
        above, _, below = body.partition("No such page</h1>")
        assert '<a href="/b/actors/ada-berg.html">actors/ada-berg.html</a>' in above
        assert 'id="preview-bar"' in below
        assert live.request("/b/actors/ada-berg.html")[0] == 200


def test_the_folder_of_the_site_without_its_stroke_leads_to_the_first_page(live: Live) -> None:
    assert '<a href="/b/index.html">index.html</a>' in live.get("/b")


def test_a_missing_picture_is_not_taken_for_a_mistyped_page(live: Live) -> None:
    assert "preview-nearest" not in live.get("/assets/nowhere.png")


# What is wrong


def test_the_last_good_page_is_marked_with_the_time_that_it_dates_from(
    live: Live, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = live.server.preview._plan_made
    monkeypatch.setattr("time.time", lambda: made + 60)
    write(folders.content, {"themes/fish.md": "nothing"})
    live.shows("preview-panel")
    assert last_good(made, made) in live.get("/")
    write(folders.content, {"themes/fish.md": "---\nname: Fish\n---\n"})
    live.hides("preview-panel")
    write(folders.content, {"themes/fish.md": "nothing"})
    live.shows(last_good(made + 60, made))


def test_the_day_is_told_where_the_last_good_page_is_not_of_today() -> None:
    made = time.mktime((2022, 2, 16, 9, 5, 7, 0, 0, -1))
    assert last_good(made, made + 60).endswith(", of 09:05:07.")
    assert last_good(made, made + 100_000).endswith(", of 2022-02-16, 09:05:07.")


def test_a_template_that_fails_is_found_though_nobody_looks_at_its_pages(tmp_path: Path) -> None:
    shutil.copytree(REAL.templates, tmp_path / "templates")
    content = write(tmp_path / "content", SMALL)
    folders = Folders(content=content, templates=tmp_path / "templates", assets=REAL.assets)
    watched = [content, folders.templates]
    with running(planner(folders), watched, content=content) as live:
        template = folders.templates / "actor.html"
        good = template.read_text("utf-8")
        template.write_text(good.replace("{% block main %}", "{% block main %}{{ no.one }}"))
        live.shows("<pre>{% block main %}{{ no.one }}")
        write(content, {"themes/fish.md": "---\nname: Fish\n---\n"})
        live.shows("Fish", "/themes.html")
        assert "<pre>{% block main %}{{ no.one }}" in live.get("/")
        template.write_text(good)
        live.hides("preview-panel")

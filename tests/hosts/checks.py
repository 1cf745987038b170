"""What readers are owed by a host, whichever it is: each check asks one and asserts."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import quote, unquote, urldefrag, urljoin

from briefing.exports.headers import NAMED_BY_CONTENT, fields
from briefing.links import Page
from tests.hosts.site import MOVED, SAVING, Host, ask

TYPES = {
    ".html": {"text/html; charset=utf-8"},
    ".css": {"text/css; charset=utf-8"},
    ".js": {"text/javascript; charset=utf-8", "application/javascript; charset=utf-8"},
    ".csv": {"text/csv; charset=utf-8"},
    ".txt": {"text/plain; charset=utf-8"},
    ".json": {"application/json", "application/json; charset=utf-8"},
    ".xml": {"text/xml; charset=utf-8", "application/xml; charset=utf-8", "application/xml"},
    ".svg": {"image/svg+xml", "image/svg+xml; charset=utf-8"},
    ".png": {"image/png"},
}
"""The types that make a browser show a file as it is meant, with ``nosniff`` as well."""
COMPRESSED = (".html", ".css", ".js", ".csv", ".txt", ".json", ".xml", ".svg")
LITTLE = 1000
"""Bytes up to which it does not matter whether a file is compressed."""
SEARCHING = "search.html"
LOST = (
    "no/such/page.html",
    "nothing",
    "assets/style.0000000000.css",
    "actors/",
    "assets/",
    "data/",
)
ASKED = {name.lower() for path in ("index.html", "data/x", "assets/x") for name in fields(path)}


def every_file_arrives_as_it_was_built(host: Host) -> None:
    for path in host.files():
        answer = host.ask(path)
        assert (answer.status, answer.body) == (200, host.read(path)), path
        assert "content-encoding" not in answer.headers, path


def every_file_says_what_it_is(host: Host) -> None:
    for path in host.files():
        expected = next((kinds for end, kinds in TYPES.items() if path.endswith(end)), None)
        kind = host.ask(path).headers.get("content-type", "").lower()
        assert expected is None or kind in expected, f"{path}: {kind}"


def every_link_and_fragment_leads_somewhere(host: Host) -> None:
    """From the home page on, as a reader goes; and there is no page that cannot be reached."""
    answers: dict[str, Page] = {}
    waiting = [(host.address, "the address itself")]
    while waiting:
        address, found_on = waiting.pop()
        place, fragment = urldefrag(address)
        if not place.startswith(host.address):
            assert not place.startswith(f"{host.origin}/"), f"{address} on {found_on}"
            continue
        if place not in answers:
            answer = ask(place)
            assert answer.status == 200, f"{place} on {found_on}: {answer.status}"
            html = answer.headers["content-type"].startswith("text/html")
            answers[place] = page = Page(answer.body.decode() if html else "")
            waiting += [(urljoin(place, link), place) for link, _, _ in page.addresses]
        assert not fragment or unquote(fragment) in answers[place].ids, f"{address} on {found_on}"
    reached = {unquote(place.removeprefix(host.address)) for place in answers}
    assert set(host.pages()) - {"404.html"} <= reached


def the_address_of_the_folder_is_the_home_page(host: Host) -> None:
    assert host.ask().body == host.read("index.html")
    if host.base != "/":
        address = host.address.removesuffix("/")
        answer = ask(address)
        if answer.status in {301, 302, 307}:
            answer = ask(urljoin(address, answer.headers["location"]))
        assert answer.body == host.read("index.html")


def what_is_lost_is_answered_with_404_and_its_page(host: Host) -> None:
    """Nothing is listed either."""
    for path in LOST:
        answer = host.ask(path)
        assert (answer.status, answer.body) == (404, host.read("404.html")), path
        assert answer.headers["content-type"].lower() == "text/html; charset=utf-8", path


def every_link_of_the_page_for_what_is_lost_leads_somewhere(host: Host) -> None:
    place = host.address + "no/such/page.html"
    for link, _, _ in Page(ask(place).body.decode()).addresses:
        target = urljoin(place, link)
        if target.startswith(host.origin) and not link.startswith("#"):
            assert target.startswith(host.address), link
            assert ask(urldefrag(target).url).status == 200, link


def an_address_without_its_ending_arrives(host: Host) -> None:
    for path in ("about", "actors", "actors/nato", "search"):
        answer = host.ask(path)
        assert (answer.status, answer.body) == (200, host.read(f"{path}.html")), path


def nobody_may_keep_what_is_lost(host: Host) -> None:
    for path in LOST:
        assert host.ask(path).headers["cache-control"] == "no-cache", path


def every_answer_has_the_headers_that_its_path_asks_for(host: Host) -> None:
    for path in host.files():
        if path.startswith(("_", ".")):
            continue  # for the host alone
        headers = {k: v for k, v in host.ask(path).headers.items() if k in ASKED}
        wanted = {k.lower(): v for k, v in fields(path, SEARCHING).items()}
        assert headers == wanted, path
    home = {k: v for k, v in host.ask().headers.items() if k in ASKED}
    assert home == {k.lower(): v for k, v in fields("index.html").items()}


def a_page_under_any_address_has_the_headers_of_a_page(host: Host) -> None:
    for path in (*LOST, "search", "actors/nato"):
        headers = {k: v for k, v in host.ask(path).headers.items() if k in ASKED}
        wanted = fields(f"{path}.html" if path == "search" else "index.html", SEARCHING)
        assert headers == {k.lower(): v for k, v in wanted.items()}, path


def what_a_browser_has_already_is_not_sent_again(host: Host) -> None:
    for path in ("index.html", "data/statements.json", "search.html", asset(host)):
        for headers in ({}, SAVING):
            first = host.ask(path, headers)
            tag = {"If-None-Match": first.headers["etag"], **headers}
            date = {"If-Modified-Since": first.headers["last-modified"], **headers}
            for condition in (tag, date):
                again = host.ask(path, condition)
                assert (again.status, again.body) == (304, b""), (path, condition)
                assert again.headers["cache-control"] == first.headers["cache-control"], path
            other = host.ask(path, {"If-None-Match": '"another"', **headers})
            assert other.status == 200, path


def text_is_compressed_for_those_who_ask(host: Host) -> None:
    for path in host.files():
        answer = host.ask(path, SAVING)
        coding = answer.headers.get("content-encoding")
        if path.endswith(COMPRESSED) and len(host.read(path)) > LITTLE:
            assert coding == "gzip", path
            assert len(answer.body) < len(host.read(path)), path
            assert "accept-encoding" in answer.headers["vary"].lower(), path
        body = gzip.decompress(answer.body) if coding else answer.body
        assert body == host.read(path), path


def what_has_moved_is_led_on(host: Host) -> None:
    for document, old in MOVED.items():
        new = document.removesuffix(".md").removeprefix("pages/") + ".html"
        for path in (f"{old}.html", old):
            answer = host.ask(path)
            assert answer.status == 301, path
            target = urljoin(host.address + quote(path), answer.headers["location"])
            assert target == host.address + new, path


def asset(host: Host) -> str:
    return next(path for path in host.files() if fields(path).items() >= NAMED_BY_CONTENT.items())


Check = Callable[[Host], None]

ANY_HOST: tuple[Check, ...] = (
    every_file_arrives_as_it_was_built,
    every_file_says_what_it_is,
    every_link_and_fragment_leads_somewhere,
    the_address_of_the_folder_is_the_home_page,
    what_is_lost_is_answered_with_404_and_its_page,
    every_link_of_the_page_for_what_is_lost_leads_somewhere,
    an_address_without_its_ending_arrives,
    what_a_browser_has_already_is_not_sent_again,
    text_is_compressed_for_those_who_ask,
)
"""What is asked of a host that takes no settings as well."""

READING_HOST: tuple[Check, ...] = (
    *ANY_HOST,
    every_answer_has_the_headers_that_its_path_asks_for,
    what_has_moved_is_led_on,
)
"""What is asked of one that reads ``_headers`` and ``_redirects``."""

OWN_SERVER: tuple[Check, ...] = (
    *READING_HOST,
    nobody_may_keep_what_is_lost,
    a_page_under_any_address_has_the_headers_of_a_page,
)

"""What stands beside the pages: which files there are, and what hosts and search engines read."""

from __future__ import annotations

import gzip
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st
from xmlschema import XMLSchema

from briefing.exports import EXPORTS, sitemaps
from briefing.exports.headers import EVERYWHERE, fields, headers
from briefing.planning import plan
from briefing.policy import HEADER_POLICY, HEADER_SEARCH_POLICY
from briefing.search import Index
from briefing.site import Site
from tests.folders import REAL
from tests.small import BASE, article, small_site

SITEMAP = {"s": sitemaps.NAMESPACE}
SITEMAP_SCHEMA = XMLSchema(Path(__file__).parent / "cases" / "sitemap.xsd")


def exported(site: Site, indexed: Sequence[str] = ("index.html",)) -> dict[str, bytes]:
    return {path: make() for export in EXPORTS for path, make in export(site, indexed)}


def rules(paths: Sequence[str]) -> dict[str, dict[str, str]]:
    """The headers that ``_headers`` gives to each pattern."""
    return rules_of(headers(paths))


def rules_of(file: bytes) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in file.decode().splitlines():
        if line.startswith("/"):
            found[line] = fields = {}
        else:
            name, value = line.strip().split(": ", 1)
            fields[name] = value
    return found


def locations(data: bytes) -> list[str]:
    return [found.text or "" for found in ET.fromstring(data).findall("*/s:loc", SITEMAP)]


def test_every_export_has_its_file(tmp_path: Path) -> None:
    assert sorted(exported(small_site(tmp_path))) == [
        ".nojekyll",
        "_headers",
        "actors/ada-berg.xml",
        "actors/lake-union.xml",
        "actors/norland.xml",
        "data/statements.csv",
        "data/statements.json",
        "data/statements.schema.json",
        "feed.json",
        "feed.xml",
        "robots.txt",
        "sitemap.xml",
        "themes/dams.xml",
        "themes/fish.xml",
    ]


def test_without_an_address_there_are_no_feeds_and_no_sitemap(tmp_path: Path) -> None:
    found = exported(small_site(tmp_path, base_url=""))
    assert sorted(found) == [
        ".nojekyll",
        "_headers",
        "data/statements.csv",
        "data/statements.json",
        "data/statements.schema.json",
        "robots.txt",
    ]
    assert b"Sitemap" not in found["robots.txt"]


def test_no_two_exports_claim_one_path(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    paths = [path for export in EXPORTS for path, _ in export(site, ["index.html"])]
    assert len(paths) == len(set(paths))


def test_exports_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert exported(site) == exported(site)


def test_robots_may_read_everything_and_find_the_sitemap(tmp_path: Path) -> None:
    text = exported(small_site(tmp_path))["robots.txt"].decode()
    assert text == f"User-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"


def test_the_sitemap_has_exactly_the_indexed_pages(tmp_path: Path) -> None:
    indexed = ["articles/talks.html", "index.html", "themes/ріка.html"]
    data = exported(small_site(tmp_path), indexed)["sitemap.xml"]
    assert locations(data) == [
        f"{BASE}articles/talks.html",
        f"{BASE}index.html",
        f"{BASE}themes/%D1%80%D1%96%D0%BA%D0%B0.html",
    ]
    assert b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' in data


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ("", None),
        ("updated: 2021-06-01", "2021-06-01"),
        ("updated: 2021-06", None),
        ("updated: 2021-06-01~", None),
        (
            "updated: 2021-06-01\nstatements: [{id: aaa1, by: Ada Berg, about: Dams, says: No.,"
            " changes: [{date: 2021-06-02, note: New.}]}]",
            "2021-06-02",
        ),
        (
            "updated: 2021-06-01\nstatements: [{id: aaa1, by: Ada Berg, about: Dams, says: No.,"
            " changes: [{date: 2021-07, note: New.}]}]",
            None,
        ),
    ],
)
def test_a_page_has_a_last_change_only_where_its_day_is_known(
    tmp_path: Path, fields: str, day: str | None
) -> None:
    site = small_site(tmp_path, {"articles/talks.md": article(fields)})
    data = exported(site, ["articles/talks.html"])["sitemap.xml"]
    assert ET.fromstring(data).findtext("s:url/s:lastmod", None, SITEMAP) == day


def test_a_sitemap_beyond_its_limit_becomes_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "LIMIT", 2)
    found = exported(small_site(tmp_path), ["a.html", "b.html", "c.html"])
    assert locations(found["sitemap.xml"]) == [f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"]
    assert locations(found["sitemap-2.xml"]) == [f"{BASE}c.html"]


def given(file: bytes, address: str) -> dict[str, set[str]]:
    """What a host that reads the ``_headers`` *file* sends with *address*: every rule counts."""
    found: dict[str, set[str]] = {}
    for pattern, fields_ in rules_of(file).items():
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), address):
            for name, value in fields_.items():
                found.setdefault(name, set()).add(value)
    return found


def asked(path: str) -> dict[str, set[str]]:
    return {name: {value} for name, value in fields(path, "search.html").items()}


def test_the_headers_file_gives_every_file_of_the_real_site_what_it_asks_for(
    tmp_path: Path,
) -> None:
    tree = plan(REAL, kept_cards=tmp_path, search=lambda site: Index(site, tmp_path)).tree
    file = tree["_headers"]
    for path in set(tree) - {"_headers", ".nojekyll"} | {"SHA256SUMS"}:
        assert given(file, f"/{quote(path)}") == asked(path), path
    assert given(file, "/") == asked("index.html")
    assert set(given(file, "/.well-known/x")) == set(EVERYWHERE)


ROOT_NAMES = st.one_of(
    st.sampled_from(["a", "s", "se", "search-tips", "assets", "data", "pagefind", "art", "feed"]),
    st.text("acdeghiprst-", min_size=1, max_size=8).filter(lambda name: name[0] != "-"),
)


@given_(st.sets(ROOT_NAMES, max_size=8), st.sets(ROOT_NAMES, max_size=3))
def test_whatever_pages_are_called_each_is_given_its_own_headers_once(
    names: set[str], folders: set[str]
) -> None:
    paths = {f"{name}.html" for name in names} | {"index.html", "articles.html", "search.html"}
    paths |= {f"{name}/x.html" for name in folders - {"assets", "cards", "data", "pagefind"}}
    file = headers(paths, "search.html")
    others = {"assets/a.css", "data/x.json", "pagefind/fragment/x", "pagefind/pagefind.js"}
    for path in paths | others:
        assert given(file, f"/{path}") == asked(path), path
    assert given(file, "/search") == asked("search.html")


def test_an_address_without_its_ending_has_the_same_headers() -> None:
    file = headers(["about.html", "articles/a.html", "search.html"], "search.html")
    for path in ("about.html", "articles/a.html", "search.html"):
        assert given(file, f"/{path}") == given(file, f"/{path.removesuffix('.html')}")


def test_only_the_script_of_the_search_page_makes_its_policy_another() -> None:
    loose = set(HEADER_SEARCH_POLICY.split("; ")) - set(HEADER_POLICY.split("; "))
    assert loose == {"script-src 'self' 'wasm-unsafe-eval'"}


def test_assets_are_kept_for_ever_and_pages_asked_for_again() -> None:
    for_ever = "public, max-age=31536000, immutable"
    for path in ("assets/x.css", "cards/x.png", "pagefind/fragment/x", "pagefind/index/x"):
        assert fields(path)["Cache-Control"] == for_ever
    for path in ("index.html", "actors/x.xml", "data/statements.json", "pagefind/pagefind.js"):
        assert fields(path)["Cache-Control"] == "no-cache"


def test_what_is_kept_for_ever_is_named_after_its_content(tmp_path: Path) -> None:
    tree = plan(REAL, search=lambda site: Index(site, tmp_path)).tree
    for path in tree:
        if "immutable" in fields(path)["Cache-Control"]:
            data = tree[path]
            if path.startswith("pagefind/"):
                data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
                # Pagefind writes each byte of a hash without a leading zero.
                bare = data.removeprefix(b"pagefind_dcd")
                digest = hashlib.sha1(bare, usedforsecurity=False).digest()
                hashes = {digest.hex(), "".join(f"{byte:x}" for byte in digest)}
                name = PurePosixPath(path).stem.partition("_")[2]
                assert any(found.startswith(name) for found in hashes), path
            elif path.startswith("assets/"):
                assert hashlib.sha256(data).hexdigest()[:10] in path


def test_cloudflare_reads_every_rule_of_a_large_site() -> None:
    periods = [
        f"{name}-{year}.html" for name in ("articles", "print") for year in range(1900, 2100)
    ]
    assert len(rules(["articles.html", "print.html", *periods])) < 50


def test_below_a_path_the_rules_begin_with_it(tmp_path: Path) -> None:
    site = small_site(tmp_path, base_url="https://example.org/b/")
    assert all(pattern.startswith("/b/") for pattern in rules_of(exported(site)["_headers"]))


def test_other_sites_may_read_the_data() -> None:
    assert fields("data/statements.json")["Access-Control-Allow-Origin"] == "*"


def test_paths_in_any_script_are_percent_encoded() -> None:
    assert "/%C3%BCber*" in rules(["über.html"])


def test_what_has_moved_is_led_on_at_once_by_hosts_that_can(tmp_path: Path) -> None:
    about = "---\ntitle: About\nredirect_from: [method, actors/über]\n---\n"
    site = small_site(tmp_path, {"pages/about.md": about})
    lines = exported(site)["_redirects"].decode().splitlines()
    assert lines == [
        f"/b/{old} /b/about.html {status}"
        for old in ("actors/%C3%BCber.html", "actors/%C3%BCber", "method.html", "method")
        for status in ("301!", "301")
    ]


def test_nojekyll_is_empty(tmp_path: Path) -> None:
    assert exported(small_site(tmp_path))[".nojekyll"] == b""


@pytest.mark.parametrize("limit", [sitemaps.LIMIT, 2])
def test_sitemaps_keep_to_their_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(sitemaps, "LIMIT", limit)
    changed = {"articles/talks.md": article("updated: 2021-06-01")}
    found = exported(small_site(tmp_path, changed), ["articles/talks.html", "b.html", "c.html"])
    files = [data for path, data in found.items() if path.startswith("sitemap")]
    assert len(files) == (1 if limit > 2 else 3)
    for data in files:
        SITEMAP_SCHEMA.validate(data.decode())


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<lastmod>2021-06-01</lastmod>", "<lastmod>2021-06-31</lastmod>"),
        ("<lastmod>2021-06-01</lastmod>", "<lastmod>2021-06-01T10:00:00</lastmod>"),
        ("<loc>https://example.org/b/index.html</loc>", "<loc>index.html</loc>"),
        ("<loc>https://example.org/b/index.html</loc>", ""),
    ],
)
def test_the_schema_of_sitemaps_refuses_what_the_protocol_does(good: str, bad: str) -> None:
    text = (
        f'<urlset xmlns="{sitemaps.NAMESPACE}"><url><loc>https://example.org/b/index.html</loc>'
        "<lastmod>2021-06-01</lastmod></url></urlset>"
    )
    assert SITEMAP_SCHEMA.is_valid(text)
    assert not SITEMAP_SCHEMA.is_valid(text.replace(good, bad))

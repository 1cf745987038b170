"""What stands beside the pages: which files there are, and what hosts and search engines read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest
from xmlschema import XMLSchema

from briefing import pages
from briefing.exports import EXPORTS, sitemaps
from briefing.exports.headers import headers
from briefing.policy import HEADER_POLICY, HEADER_SEARCH_POLICY
from briefing.site import Site
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


def test_every_page_has_the_policy_once(tmp_path: Path) -> None:
    found = rules([page.path for page in pages.all_pages(small_site(tmp_path))])
    for path in ("/", "/index.html", "/print.html", "/404.html", "/articles/*"):
        assert found[path]["Content-Security-Policy"] == HEADER_POLICY
    assert "Content-Security-Policy" not in found["/*"]


def test_the_search_page_has_a_policy_of_its_own() -> None:
    rules_ = rules_of(headers(["search.html", "about.html"], "search.html"))
    assert rules_["/search"] == rules_["/search.html"]
    assert rules_["/search"]["Content-Security-Policy"] == HEADER_SEARCH_POLICY
    assert rules_["/about"]["Content-Security-Policy"] == HEADER_POLICY
    # Only what runs its script differs.
    loose = set(HEADER_SEARCH_POLICY.split("; ")) - set(HEADER_POLICY.split("; "))
    assert loose == {"script-src 'self' 'wasm-unsafe-eval'"}


def test_pages_at_the_root_are_named_with_and_without_their_ending() -> None:
    found = rules(["about.html"])
    assert found["/about"] == found["/about.html"]


def test_assets_are_kept_for_ever_and_pages_asked_for_again() -> None:
    found = rules(["index.html", "dates/2021.html"])
    assert found["/assets/*"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert found["/"]["Cache-Control"] == found["/dates/*"]["Cache-Control"] == "no-cache"


def test_no_header_is_given_twice_for_one_path() -> None:
    found = rules(["index.html", "dates/2021.html"])
    everywhere = set(found.pop("/*"))
    assert not any(everywhere & set(fields) for fields in found.values())


def test_what_all_answers_carry_is_given_for_all_paths() -> None:
    everywhere = rules([])["/*"]
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Referrer-Policy"] == "no-referrer"


def test_other_sites_may_read_the_data() -> None:
    assert rules([])["/data/*"]["Access-Control-Allow-Origin"] == "*"


def test_paths_in_any_script_are_percent_encoded() -> None:
    assert "/%C3%BCber.html" in rules(["über.html"])


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

"""Feeds: what is in them, under which ids and instants, and that they are valid."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import feedparser
import pytest
from jsonschema import Draft202012Validator

from briefing.exports.entries import LIMIT, Entries, shortened
from briefing.exports.feeds import actor_feed, json_feed, site_feed, theme_feed
from briefing.planning import plan
from briefing.site import Site
from tests.folders import REAL, ROOT
from tests.small import BASE, STATEMENTS, article, small_site

NAMESPACE = UUID("5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ONE = "statements: [{{id: aaa1, by: Ada Berg, about: Dams, says: No., {more}}}]"


@pytest.fixture(scope="module")
def real_feeds() -> dict[str, bytes]:
    """The feeds of the project's own briefing by path."""
    tree = plan(REAL).tree
    named = [
        path for path in tree if path.startswith(("actors/", "themes/")) and path[-4:] == ".xml"
    ]
    return {path: tree[path] for path in ("feed.xml", "feed.json", *named)}


def one(more: str, article_more: str = "") -> dict[str, str]:
    """An article with one statement, *more* being further fields of it."""
    return {"articles/talks.md": article(f"{article_more}\n{ONE.format(more=more)}")}


def feed(data: bytes) -> ET.Element:
    return ET.fromstring(data)


def texts(element: ET.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, ATOM)]


def items(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(json_feed(Entries(site)))["items"]
    return found


def only(site: Site) -> dict[str, Any]:
    (item,) = items(site)
    return item


def test_an_entry_is_named_after_the_site_and_the_statement(tmp_path: Path) -> None:
    root = feed(site_feed(Entries(small_site(tmp_path))))
    expected = {uuid5(NAMESPACE, key).urn for key in ("says1", "does1")}
    assert set(texts(root, "a:entry/a:id")) == expected


def test_an_article_without_statements_is_one_entry(tmp_path: Path) -> None:
    item = only(small_site(tmp_path, {"articles/talks.md": article("actors: [Norland]")}))
    assert item["id"] == uuid5(NAMESPACE, "articles/talks").urn
    assert item["title"] == "Talks at the river"
    assert item["url"] == f"{BASE}articles/talks.html"


def test_the_same_entry_has_the_same_id_everywhere(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    entries = Entries(site)
    of_actor = texts(feed(actor_feed(entries, site.actors["lake-union"])), "a:entry/a:id")
    assert of_actor == [uuid5(NAMESPACE, "does1").urn]
    assert set(of_actor) < set(texts(feed(site_feed(entries)), "a:entry/a:id"))


def test_an_actors_feed_gathers_those_who_speak_for_it(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    root = feed(actor_feed(Entries(site), site.actors["norland"]))
    assert len(texts(root, "a:entry")) == 2


def test_an_actor_with_nothing_on_file_has_a_valid_feed_without_entries(tmp_path: Path) -> None:
    site = small_site(tmp_path, {"articles/talks.md": article("updated: 2021-06-01")})
    root = feed(actor_feed(Entries(site), site.actors["norland"]))
    assert not texts(root, "a:entry")
    assert texts(root, "a:updated") == ["2021-06-01T00:00:00Z"]
    assert texts(root, "a:author/a:name") == ["The River Desk"]


def test_a_themes_feed_has_what_is_about_it(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    root = feed(theme_feed(Entries(site), site.themes["fish"]))
    assert texts(root, "a:title") == ["Fish & <chips> – The Water Talks"]
    assert texts(root, "a:entry/a:id") == [uuid5(NAMESPACE, "does1").urn]


def test_links_are_absolute_and_lead_to_the_statement(tmp_path: Path) -> None:
    root = feed(site_feed(Entries(small_site(tmp_path))))
    links = {
        (link.get("rel"), link.get("href"))
        for link in (*root.findall("a:link", ATOM), *root.findall("a:entry/a:link", ATOM))
    }
    assert links == {
        ("self", f"{BASE}feed.xml"),
        ("alternate", f"{BASE}index.html"),
        ("alternate", f"{BASE}articles/talks.html#says1"),
        ("alternate", f"{BASE}articles/talks.html#does1"),
        ("via", "https://courier.example/talks"),
    }


def test_addresses_in_any_script_are_percent_encoded(tmp_path: Path) -> None:
    site = small_site(tmp_path, {"articles/річка.md": article()})
    assert only(site)["url"] == f"{BASE}articles/%D1%80%D1%96%D1%87%D0%BA%D0%B0.html"


@pytest.mark.parametrize(
    ("fields", "article_fields", "updated"),
    [
        ("on: 2021-05-01", "", "2021-05-04"),
        ("on: 2021-05-01", "updated: 2021-07", "2021-07-01"),
        ("changes: [{date: 2021-08-09, note: New}]", "updated: 2021-07", "2021-08-09"),
        ("changes: [{date: 2021-08-09, note: Comma, minor: 'true'}]", "", "2021-05-04"),
        ("changes: [{date: 2020~, note: Early}]", "", "2021-05-04"),
    ],
)
def test_an_entry_is_updated_by_what_readers_should_know_of(
    tmp_path: Path, fields: str, article_fields: str, updated: str
) -> None:
    site = small_site(tmp_path, one(fields, article_fields))
    assert only(site)["date_modified"] == f"{updated}T00:00:00Z"


def test_where_no_date_is_known_the_newest_of_the_site_stands_in(tmp_path: Path) -> None:
    undated = article("actors: [Norland]").replace("2021-05-04", "unknown")
    dated = {"articles/other.md": article("updated: 2021-09-01")}
    site = small_site(tmp_path, {"articles/undated.md": undated, **dated})
    item = next(item for item in items(site) if "undated" in item["url"])
    assert item["date_modified"] == "2021-09-01T00:00:00Z"
    assert "date_published" not in item
    assert "date not known" in item["content_text"]


def test_an_interval_without_a_start_gives_the_instant_of_its_end(tmp_path: Path) -> None:
    documents = {"articles/a.md": article().replace("2021-05-04", "../2019")}
    assert only(small_site(tmp_path, documents))["date_modified"] == "2019-01-01T00:00:00Z"


def test_entries_stand_newest_first(tmp_path: Path) -> None:
    documents = {
        f"articles/a{day}.md": article().replace("2021-05-04", f"2021-05-{day}")
        for day in ("07", "05", "06")
    }
    site = small_site(tmp_path, documents)
    assert [item["url"][-8:-5] for item in items(site)] == ["a07", "a06", "a05"]


def test_a_feed_holds_only_the_newest_entries(tmp_path: Path) -> None:
    entries = "".join(
        f"\n  - {{id: s{number:02}, by: Ada Berg, about: Dams, says: Words {number}.}}"
        for number in range(LIMIT + 5)
    )
    site = small_site(tmp_path, {"articles/talks.md": article(f"statements:{entries}")})
    assert len(items(site)) == LIMIT
    assert "s00" not in {item["url"][-3:] for item in items(site)}


def test_a_title_tells_who_and_in_which_way(tmp_path: Path) -> None:
    titles = {item["title"] for item in items(small_site(tmp_path))}
    assert titles == {
        "Ada Berg said: The northern dam stays open until the autumn.",
        "Norland: Opened two gates of the dam.",
    }


def test_a_joint_statement_names_everybody(tmp_path: Path) -> None:
    documents = one("").copy()
    documents["articles/talks.md"] = documents["articles/talks.md"].replace(
        "by: Ada Berg", "by: [Ada Berg, Lake Union]"
    )
    assert only(small_site(tmp_path, documents))["title"] == "Ada Berg and Lake Union said: No."


def test_a_speaker_whom_the_source_does_not_tell_is_not_invented(tmp_path: Path) -> None:
    documents = one("")
    text = documents["articles/talks.md"].replace("by: Ada Berg", "by: unknown")
    item = only(small_site(tmp_path, {"articles/talks.md": text}))
    assert item["title"] == "Somebody not named said: No."
    assert "Who: not named by the source" in item["content_text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", "one two"),
        ("one two three", "one two…"),
        ("one two, threes", "one two…"),
        ("水水水水水水水水水水水水", "水水水水水水水水水…"),
    ],
)
def test_a_long_text_is_cut_after_a_word(text: str, expected: str) -> None:
    assert shortened(text, 10) == expected


def test_a_date_that_is_only_the_articles_is_said_to_be_reported(tmp_path: Path) -> None:
    texts = {item["url"][-5:]: item["content_text"] for item in items(small_site(tmp_path))}
    assert "When: reported 4 May 2021" in texts["does1"]
    assert "When: 3 May 2021 (the day before)" in texts["says1"]


def test_the_text_tells_our_words_from_the_sources(tmp_path: Path) -> None:
    texts = {item["url"][-5:]: item["content_text"] for item in items(small_site(tmp_path))}
    assert texts["says1"].split("\n\n")[:2] == [
        "The northern dam stays open until the autumn.",
        "As quoted by the source: “not before the leaves fall”",
    ]
    assert "Source: “River talks open”, The Courier, 4 May 2021" in texts["says1"]


def test_a_withdrawn_statement_says_so_and_why(tmp_path: Path) -> None:
    fields = "status: withdrawn, changes: [{date: 2021-05-06, note: Never said.}]"
    item = only(small_site(tmp_path, one(fields)))
    assert item["title"] == "Withdrawn: Ada Berg said: No."
    assert item["content_text"].startswith("This statement is withdrawn.")
    assert "Changed 6 May 2021: Never said." in item["content_text"]


def test_a_removed_statement_is_in_no_feed(tmp_path: Path) -> None:
    fields = "status: removed, changes: [{date: 2021-05-06, note: Taken down.}]"
    site = small_site(tmp_path, one(fields))
    entries = Entries(site)
    assert not items(site)
    assert b"Taken down" not in site_feed(entries)
    assert b"Taken down" not in actor_feed(entries, site.actors["ada-berg"])


def test_themes_are_the_categories(tmp_path: Path) -> None:
    root = feed(site_feed(Entries(small_site(tmp_path))))
    terms = [found.get("term") for found in root.findall("a:entry/a:category", ATOM)]
    assert sorted(filter(None, terms)) == ["Dams", "Dams", "Fish & <chips>"]


def test_markup_in_content_stays_text(tmp_path: Path) -> None:
    text = article(STATEMENTS.replace("Opened two gates", "<script>x</script> & ]]> opened"))
    data = site_feed(Entries(small_site(tmp_path, {"articles/talks.md": text})))
    assert b"<script" not in data
    assert any(
        "<script>x</script> & ]]>" in found for found in texts(feed(data), "a:entry/a:content")
    )


def test_atom_begins_with_a_declaration_and_its_namespace(tmp_path: Path) -> None:
    data = site_feed(Entries(small_site(tmp_path)))
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns=")
    assert b"ns0:" not in data
    assert b'xml:lang="en"' in data


def test_the_json_feed_has_what_version_1_1_asks_for(tmp_path: Path) -> None:
    found = json.loads(json_feed(Entries(small_site(tmp_path))))
    items = found.pop("items")
    assert found == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Water Talks",
        "home_page_url": f"{BASE}index.html",
        "feed_url": f"{BASE}feed.json",
        "description": "Who said what about the river.",
        "language": "en",
        "authors": [{"name": "The River Desk"}],
    }
    assert set(items[0]) == {
        *("id", "url", "title", "content_text", "date_published", "date_modified"),
        *("authors", "tags", "language"),
    }


def test_a_site_without_a_publisher_is_the_author_itself(tmp_path: Path) -> None:
    index = "---\nid: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: Bare\nbase_url: https://e.example\n---\n"
    root = feed(site_feed(Entries(small_site(tmp_path, {"index.md": index}))))
    assert texts(root, "a:author/a:name") == ["Bare"]
    assert not texts(root, "a:subtitle")


def test_feeds_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert site_feed(Entries(site)) == site_feed(Entries(site))
    assert json_feed(Entries(site)) == json_feed(Entries(site))


def test_a_feed_reader_reads_every_atom_feed_of_the_briefing(real_feeds: dict[str, bytes]) -> None:
    atom = {path: data for path, data in real_feeds.items() if path.endswith(".xml")}
    assert len(atom) > 1
    for path, data in atom.items():
        read = feedparser.parse(data)
        assert (read.version, read.bozo) == ("atom10", False), path
        assert read.feed.title, path
        assert read.feed.updated_parsed, path
        assert read.feed.author, path
        assert {"self", "alternate"} <= {link.rel for link in read.feed.links}, path
        assert len({entry.id for entry in read.entries}) == len(read.entries), path
        for entry in read.entries:
            assert UUID(entry.id).version == 5, path
            assert entry.link.startswith("https://"), path
            assert entry.updated_parsed, path
            assert entry.title, path
            assert entry.content[0].value, path


def test_a_feed_reader_finds_the_same_entries_in_both_feeds(real_feeds: dict[str, bytes]) -> None:
    read = feedparser.parse(real_feeds["feed.xml"])
    found = json.loads(real_feeds["feed.json"])["items"]
    assert [(entry.id, entry.link, entry.title) for entry in read.entries] == [
        (item["id"], item["url"], item["title"]) for item in found
    ]


def test_the_json_feed_keeps_to_version_1_1(real_feeds: dict[str, bytes]) -> None:
    schema = json.loads((ROOT / "tests" / "cases" / "json_feed.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    found = json.loads(real_feeds["feed.json"])
    assert not [error.message for error in validator.iter_errors(found)]
    del found["items"][0]["id"]
    assert [error.message for error in validator.iter_errors(found)]

"""Every address of the published site leads somewhere, wherever the folder lies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element

import html5lib
import pytest

from briefing.links import Page, broken
from briefing.planning import plan
from briefing.tree import Tree
from tests.folders import MINIMAL, REAL, planned

BASES = {"root": "https://briefing.example/", "sub-path": "https://briefing.example/a/b/"}


@cache
def everything(base_url: str) -> Mapping[str, bytes]:
    tree = plan(REAL, base_url=base_url).tree
    return MappingProxyType({path: tree[path] for path in tree})


@cache
def documents() -> Mapping[str, Element]:
    """The pages at the root as a browser reads them, by their path."""
    return MappingProxyType(
        {
            path: html5lib.parse(data, namespaceHTMLElements=False)
            for path, data in everything(BASES["root"]).items()
            if path.endswith(".html")
        }
    )


@pytest.mark.parametrize("base", BASES)
def test_no_address_of_the_real_site_is_broken(base: str) -> None:
    root = BASES[base].removeprefix("https://briefing.example")
    assert list(broken(everything(BASES[base]), root)) == []


def test_only_the_page_for_lost_addresses_begins_at_the_root() -> None:
    tree = everything(BASES["root"])
    absolute = {
        path
        for path, data in tree.items()
        if path.endswith(".html")
        for address, _, _ in Page(data.decode()).addresses
        if address.startswith("/")
    }
    assert absolute == {"404.html"}


def test_no_page_loads_anything_from_elsewhere() -> None:
    for path, document in documents().items():
        loaded = [
            element.get("href") or element.get("src")
            for element in document.iter()
            if element.tag in {"img", "script", "iframe", "source", "object", "embed"}
            or (element.tag == "link" and element.get("rel") in {"stylesheet", "icon"})
        ]
        assert not [address for address in loaded if address and "//" in address], path


def test_no_page_holds_a_script_that_runs_or_a_style_of_its_own() -> None:
    for path, document in documents().items():
        for element in document.iter():
            assert element.tag != "style", path
            assert element.tag != "script" or element.get("type") == "application/ld+json", path
            assert not [
                name for name in element.attrib if name == "style" or str(name).startswith("on")
            ], path


def test_every_page_is_parsed_without_an_error() -> None:
    for path, data in everything(BASES["root"]).items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(data)


def test_every_page_has_a_title_of_its_own_and_one_heading() -> None:
    titles: dict[str, str] = {}
    for path, document in documents().items():
        title = document.findtext(".//title") or ""
        assert title.strip(), path
        assert titles.setdefault(title, path) == path
        assert len(document.findall(".//h1")) == 1, path


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="b.html">x</a>', "leads to no file"),
        ('<a href="a.html#zz">x</a>', "leads to no id"),
        ('<img src="x.png">', "leads to no file"),
        ('<img srcset="x.png 2x">', "leads to no file"),
        ('<p id="x"><p id="x">', "given twice"),
        ('<a href="../a.html">x</a>', "leads to no file"),
        ('<a href="/sub/b.html">x</a>', "leads to no file"),
    ],
)
def test_a_broken_address_is_found(html: str, found: str) -> None:
    (problem,) = broken(Tree({"a.html": html.encode}), "/sub/")
    assert found in problem.message


@pytest.mark.parametrize(
    "html",
    [
        '<a href="a.html#x" id="x">x</a>',
        '<a href="#">x</a>',
        '<a href="">x</a>',
        '<a href="https://example.org/#y">x</a>',
        '<a href="/sub/a.html">x</a>',
        '<a href="/sub/">x</a>',
        '<a href="mailto:x@example.org">x</a>',
        '<a href="%61.html">x</a>',
    ],
)
def test_an_address_that_leads_somewhere_is_not(html: str) -> None:
    tree = Tree({"a.html": html.encode, "index.html": lambda: b""})
    assert not list(broken(tree, "/sub/"))


def test_names_of_any_script_make_working_addresses(tmp_path: Path) -> None:
    documents = {
        "actors/київ.md": "---\nname: Київ\nkind: state\n---\n",
        "actors/北京.md": "---\nname: 北京\nkind: state\n---\n",
        "themes/a.b~c.md".replace("~", "-"): "---\nname: \"<b> & 'quoted'\"\n---\n",
        "articles/ñandú.md": "---\ntitle: Talks\ndate: unknown\nsource: {publisher: X}\n"
        "actors: [Київ, 北京]\n---\n\nКиїв and 北京.\n",
    }
    tree = planned(tmp_path, documents).tree
    assert not list(broken({path: tree[path] for path in tree}, "/b/"))
    assert "actors/київ.html" in tree


def test_a_site_of_nothing_but_minimal_articles_is_whole(tmp_path: Path) -> None:
    tree = planned(tmp_path, {"articles/a.md": MINIMAL}).tree
    pages = {path: tree[path] for path in tree}
    assert not list(broken(pages, "/b/"))
    for path, data in pages.items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(data)
            document = html5lib.parse(data, namespaceHTMLElements=False)
            kinds = {"ul", "ol", "table", "section", "h2"}
            found = [element for element in document.iter() if element.tag in kinds]
            empty = [element.tag for element in found if not "".join(element.itertext()).strip()]
            assert not empty, path


def test_a_site_of_nothing_at_all_is_whole(tmp_path: Path) -> None:
    tree = planned(tmp_path, {}).tree
    assert not list(broken({path: tree[path] for path in tree}, "/b/"))

"""The address of a thing is a function of the thing and of nothing else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import pages
from briefing.addresses import page_path
from briefing.documents import parse
from briefing.hrefs import ROOT, href
from briefing.model import url
from briefing.permalinks import quoted
from tests.cases import table
from tests.folders import MINIMAL, article, planned

FRONT = {
    "index.md": "id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: x",
    "articles": "title: x\ndate: unknown\nsource: {publisher: x}",
    "actors": "name: x",
    "themes": "name: x",
    "dates": "headline: x",
    "pages": "title: x",
}


@pytest.mark.parametrize(("name", "path"), table("urls"))
def test_a_file_name_gives_the_page(name: str, path: str) -> None:
    document, problems = parse("content", name, f"---\n{FRONT[name.split('/')[0]]}\n---\n")
    assert document, problems
    assert page_path(document) == path


@pytest.mark.parametrize(
    "stem", ["two words", "-", "_x", "a.", "#x", "a%20b", "a:b", "a?b", "", "a*"]
)
def test_a_file_name_that_is_no_part_of_an_address_is_refused(stem: str) -> None:
    document, found = parse("content", f"actors/{stem}.md", "---\nname: x\n---\n")
    assert document is None
    assert "cannot be a part of an address" in found[0].message


def test_a_statement_has_its_id_for_a_fragment(tmp_path: Path) -> None:
    entry = "- {id: k7f3, by: Norland, about: Dams, says: x}"
    site = planned(tmp_path, {"articles/a.md": article(entry)}).site
    assert url(site.statements["k7f3"]) == "articles/a.html#k7f3"


def test_addresses_are_percent_encoded() -> None:
    assert href("actors/ñandú.html#k7f3") == f"{ROOT}actors/%C3%B1and%C3%BA.html#k7f3"


def test_every_planned_page_is_where_its_thing_is(tmp_path: Path) -> None:
    site = planned(tmp_path, {"articles/a.md": MINIMAL}).site
    for output, page in pages.plan(site).items():
        assert output == page.path
        assert not output.startswith("/")


@pytest.mark.parametrize("slug", sorted(pages.single_pages().values()))
def test_a_standing_page_cannot_take_the_place_of_a_page_of_the_site(
    slug: str, tmp_path: Path
) -> None:
    from tests.folders import refused

    name = f"pages/{slug.removesuffix('.html').upper()}.md"
    found = refused(tmp_path, {name: "---\ntitle: Mine\n---\n"})
    assert "claimed twice" in found[0].message


@given(st.text() | st.text("ab-_.~/#%é?&"))
def test_an_address_is_percent_encoded_but_for_what_parts_it(address: str) -> None:
    assert quoted(address) == quote(address, safe="/#~")
    assert unquote(quoted(address)) == address

"""Long lists: split by period, nothing lost, nothing moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import corpus
from briefing import links, lock, planning, plans
from briefing.model import Part, path, split_path
from briefing.periods import ARTICLES, PACK, STATEMENTS, Bound, parts
from briefing.problems import ContentError
from tests.folders import REAL, write

SMALL = Bound(3, 10)
keys = st.one_of(
    st.just("undated"),
    st.sampled_from(["2020", "2021", "2021-02", "2022-12"]),
    st.dates().map(str).map(lambda day: "202" + day[3:]),
)


def split(filed: list[str], bound: Bound = SMALL) -> tuple[Part, ...]:
    return parts("actors/a.html", {str(n): key for n, key in enumerate(filed)}, bound)


@given(st.lists(keys, max_size=60))
def test_every_entry_stands_on_one_page(filed: list[str]) -> None:
    found = split(filed)
    entries = sorted(entry for part in found for entry in part.entries)
    assert entries == (sorted(map(str, range(len(filed)))) if found else [])


@given(st.lists(keys, max_size=60), keys)
def test_a_new_entry_takes_no_page_away(filed: list[str], new: str) -> None:
    before, after = split(filed), split([*filed, new])
    assert {path(part) for part in before} <= {path(part) for part in after}


@given(st.lists(keys, min_size=4, max_size=60))
def test_a_period_counts_what_is_in_it_and_in_its_parts(filed: list[str]) -> None:
    found = {part.key: part for part in split(filed)}
    for part in found.values():
        assert part.count == len(part.entries) + sum(found[key].count for key in part.parts)


@given(st.lists(st.dates().map(str), min_size=4, max_size=60))
def test_only_a_single_day_may_have_more_than_a_page(filed: list[str]) -> None:
    for part in split(filed):
        assert len(part.entries) <= SMALL.most or len(part.key) == SMALL.finest


def test_a_short_list_is_not_split() -> None:
    assert split(["2021-05-04"] * SMALL.most) == ()


def test_periods_that_are_published_stay_when_the_list_becomes_short() -> None:
    found = parts("actors/a.html", {"one": "2021-05-04"}, SMALL, ["2020-03"])
    assert [path(part) for part in found] == [
        "actors/a/2021.html",
        "actors/a/2020-03.html",
        "actors/a/2020.html",
    ]


@pytest.mark.parametrize(
    ("address", "whole", "key"),
    [
        ("actors/nato/2022-02.html", "actors/nato.html", "2022-02"),
        ("themes/war/undated.html", "themes/war.html", "undated"),
        ("articles-2022.html", "articles.html", "2022"),
        ("articles/2022-02-16.html", "articles/2022-02-16.html", ""),
        ("actors/nato-2022.html", "actors/nato-2022.html", ""),
    ],
)
def test_the_address_of_a_period_is_told_from_every_other(
    address: str, whole: str, key: str
) -> None:
    assert split_path(address) == (whole, key)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with 520 articles."""
    folder = tmp_path_factory.mktemp("long")
    corpus.write(folder, 520)
    return folder / "content"


def plan(content: Path) -> plans.Plan:
    folders = planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    return planning.plan(folders)


def test_a_long_site_is_split_and_every_link_of_it_leads_somewhere(long: Path) -> None:
    planned = plan(long)
    pages = {name: planned.tree[name] for name in planned.tree}
    assert {"articles-2020-01.html", "print-2020.html", "sources-2020.html"} <= pages.keys()
    assert list(links.broken(pages, "/")) == []
    entries = {
        whole: [e for p in ps for e in p.entries] for whole, ps in planned.site.parts.items()
    }
    assert sorted(entries["articles.html"]) == sorted(planned.site.articles)
    assert sorted(entries["print.html"]) == sorted(planned.site.statements)
    for name, bound in (("articles.html", ARTICLES), ("print.html", PACK)):
        assert len(entries[name]) > bound.most
    assert all(
        len(part.entries) <= STATEMENTS.most
        for whole, found in planned.site.parts.items()
        if whole.startswith(("actors/", "themes/"))
        for part in found
    )


def test_the_periods_of_a_renamed_actor_lead_to_those_of_its_new_name(long: Path) -> None:
    lock.write(long, plan(long).lock)
    old = next(whole for whole in plan(long).site.parts if whole.startswith("actors/"))
    file = long / old.replace(".html", ".md")
    text = file.read_text("utf-8")
    file.unlink()
    write(long, {"actors/new.md": text})
    with pytest.raises(ContentError, match="readers would lose"):
        plan(long)
    slug = old.removesuffix(".html")
    write(long, {"actors/new.md": text.replace("---\n", f"---\nredirect_from: {slug}\n", 1)})
    tree_of = plan(long).tree
    assert b"../../actors/new/2020.html" in tree_of[f"{slug}/2020.html"]
    assert b"positions-new.html" in tree_of[f"positions-{slug.removeprefix('actors/')}.html"]

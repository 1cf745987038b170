"""The search index: what is in it, that it is made once and always alike, and what happens when
it cannot be made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.language import Language, load
from briefing.model import Actor, Theme, fold, url
from briefing.planning import plan
from briefing.plans import Plan
from briefing.problems import Problem
from briefing.search import FOLDER, KEPT, SPELLINGS, Index, pagefind, requests
from briefing.search.cbor import array, items
from briefing.search.records import Page, Record, records
from briefing.search.spellings import Spellings
from briefing.site import Site
from tests.commands import ROOT, files, run
from tests.folders import REAL, article, planned

ENGLISH = load("en")
TINY = ROOT / "tests" / "sites" / "tiny" / "content"
DIGEST = """
import hashlib, sys
from pathlib import Path
from briefing.search import Index
from tests.folders import REAL
from briefing.planning import plan
index = Index(plan(REAL).site, Path(sys.argv[1]))
print(hashlib.sha256(repr(sorted(index.items())).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def real() -> Plan:
    return plan(REAL)


@pytest.fixture
def index(real: Plan, tmp_path: Path) -> Index:
    return Index(real.site, tmp_path)


@pytest.fixture
def no_pagefind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    requests.version.cache_clear()
    monkeypatch.setattr(requests, "find_spec", lambda _: None)
    yield
    requests.version.cache_clear()


def records_of(site: Site, language: Language = ENGLISH) -> dict[str, Record]:
    return {made.url: made for made in records(site, language) if isinstance(made, Record)}


def test_every_statement_article_actor_theme_and_date_has_its_record(real: Plan) -> None:
    site = real.site
    things = (site.statements, site.articles, site.actors, site.themes, site.days)
    wanted = [url(thing) for group in things for thing in group.values()]
    assert [record.url for record in records(site, ENGLISH)] == wanted


def test_the_words_of_a_removed_statement_cannot_be_found(tmp_path: Path) -> None:
    removed = """
        - {id: gone1, by: Ada Berg, about: Dams, on: 2021-05-03, says: An unwelcome word.,
           status: removed, changes: [{date: 2021-06-01, note: Taken down.}]}
        - {id: stay1, by: Ada Berg, about: Dams, on: 2021-05-03, says: A welcome word.}
        """
    site = planned(tmp_path, {"articles/talks.md": article(removed)}).site
    asked = b"\n".join(requests.requests(list(records(site, ENGLISH)), "en"))
    assert b"A welcome word" in asked
    assert b"unwelcome" not in asked
    assert b"gone1" not in asked


def test_a_statement_is_found_by_who_when_and_what_and_narrowed_by_the_same(real: Plan) -> None:
    record = records_of(real.site)["articles/2022-02-16-nato-doubts-withdrawals.html#s7hv"]
    for words in ("UK Defence Secretary", "Ben Wallace", "seen any evidence", "16 February 2022"):
        assert words in record.content
    assert "Wednesday" in record.content
    assert record.filters == {
        "actor": ["ben-wallace"],
        "spoken_for": ["united-kingdom"],
        "concerning": ["russia"],
        "theme": ["troop-withdrawals"],
        "side": ["united-kingdom"],
        "date": ["2022", "2022-02", "2022-02-16"],
        "kind": ["statement", "says"],
    }


def test_an_article_is_escaped_and_has_its_statements_at_their_ids(tmp_path: Path) -> None:
    said = "- {id: says1, by: Ada Berg, about: Dams, on: 2021-05-03, says: Less <b> & more.}"
    site = planned(tmp_path, {"articles/talks.md": article(said)}).site
    [page] = [record for record in records(site, ENGLISH) if isinstance(record, Page)]
    assert '<h2 id="says1">Ada Berg. 3 May 2021</h2><p>Less &lt;b&gt; &amp; more</p>' in page.html


def test_every_spelling_leads_to_whom_it_means(real: Plan, index: Index) -> None:
    known = msgspec.json.decode(index[SPELLINGS], type=Spellings)
    for family in (real.site.actors, real.site.themes):
        for thing in family.values():
            assert isinstance(thing, Actor | Theme)
            target = f"{'actor' if isinstance(thing, Actor) else 'theme'}/{thing.slug}"
            for name in (thing.name, *(alias.name for alias in thing.aliases)):
                assert target in known.names[fold(name)]


def test_the_index_is_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", DIGEST, str(tmp_path / seed)]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        digests.add(subprocess.check_output(command, cwd=ROOT, env=env))
    assert len(digests) == 1


def test_what_does_not_differ_is_not_made_again(
    real: Plan, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dict(index)
    monkeypatch.setattr(pagefind, "run", lambda _: pytest.fail("made again"))
    assert dict(Index(real.site, tmp_path)) == made


def test_a_damaged_index_is_dropped_and_made_again(
    real: Plan, index: Index, tmp_path: Path
) -> None:
    made = dict(index)
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    for damage in (b"", whole[:-1], whole.replace(b"pagefind.js", b"pagefind.JS")):
        kept.write_bytes(damage)
        assert dict(Index(real.site, tmp_path)) == made
        assert kept.read_bytes() == whole


def test_only_the_newest_indexes_are_kept(real: Plan, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        old = tmp_path / f"old{number}"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    assert Index(real.site, tmp_path).problems() == []
    kept = {path.name for path in tmp_path.iterdir()}
    assert len(kept) == KEPT
    assert not {"old0", "old1", "old2"} & kept


def test_a_folder_that_cannot_keep_anything_hinders_nothing(real: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    index = Index(real.site, tmp_path / "file" / "cache")
    assert index.problems() == []
    assert f"{FOLDER}pagefind.js" in index


def test_only_what_a_search_page_needs_is_published(index: Index) -> None:
    loose = {path for path in index if path.count("/") == 1}
    assert {path.partition("/")[2].split(".")[0] for path in loose} == {
        "LICENSE",
        "pagefind",
        "pagefind-entry",
        "spellings",
        "wasm",
    }


def notices(found: list[Problem]) -> list[str]:
    assert all(problem.severity == "notice" for problem in found)
    return [problem.message for problem in found]


@pytest.mark.usefixtures("no_pagefind")
def test_without_pagefind_the_page_is_the_index_from_a_to_z(tmp_path: Path) -> None:
    plan_ = plan(REAL, search=lambda site: Index(site, tmp_path))
    assert plan_.search is not None
    [message] = notices(plan_.search.problems())
    assert "pagefind[bin] is not installed" in message
    assert plan_.tree["search.html"] == plan(REAL).tree["search.html"]
    assert not any(path.startswith(FOLDER) for path in plan_.tree)


@pytest.mark.parametrize("binary", ["/nowhere/pagefind", sys.executable])
def test_a_pagefind_that_fails_is_told_and_the_page_is_the_index_from_a_to_z(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, binary: str
) -> None:
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: binary)
    plan_ = plan(REAL, search=lambda site: Index(site, tmp_path))
    assert plan_.search is not None
    [message] = notices(plan_.search.problems())
    assert message.startswith("the site has no search: ")
    assert b"<script src" not in plan_.tree["search.html"]


def test_files_of_another_form_are_refused(index: Index) -> None:
    with pytest.raises(KeyError):
        pagefind.mended({"pagefind-entry.json": b"{}"})
    with pytest.raises(ValueError, match="not an array"):
        items(b"\x61a")


def test_a_build_writes_the_index_once_and_removes_it_when_it_is_left_out(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build = ("build", "--content", TINY, "--output", site)
    assert run(*build).returncode == 0
    with_search = files(site)
    assert f"{FOLDER}pagefind.js" in with_search
    assert b"  pagefind/pagefind.js\n" in with_search["SHA256SUMS"]
    assert b"Copyright 2022 CloudCannon" in with_search["pagefind/LICENSE.txt"]
    assert " 0 written," in run(*build).stdout
    assert run(*build, "--no-search").returncode == 0
    assert not any(path.startswith(FOLDER) for path in files(site))


def test_nothing_is_made_until_a_file_of_the_index_is_asked_for(tmp_path: Path) -> None:
    tree = plan(REAL, search=lambda site: Index(site, tmp_path)).tree
    assert b"<script src" in tree["search.html"]
    assert "actors/nobody.html" not in tree
    assert not list(tmp_path.iterdir())
    assert tree[SPELLINGS].startswith(b"{")
    assert list(tmp_path.iterdir())


def test_an_empty_site_has_no_search_and_says_nothing_of_it(tmp_path: Path) -> None:
    index_md = "---\nid: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: Nothing yet\n---\n"
    (tmp_path / "index.md").write_text(index_md)
    folders = msgspec.structs.replace(REAL, content=tmp_path)
    found = plan(folders, search=lambda site: Index(site, tmp_path / "cache"))
    assert found.search is not None
    assert not found.search.available
    assert found.search.problems() == []


def test_a_language_that_pagefind_does_not_know_is_indexed_all_the_same(tmp_path: Path) -> None:
    site = planned(tmp_path, {}).site
    settings = msgspec.structs.replace(site.settings, language="tlh")
    index = Index(msgspec.structs.replace(site, settings=settings), tmp_path / "cache")
    assert index.problems() == []
    assert f"{FOLDER}wasm.unknown.pagefind" in index


def test_the_index_says_dates_and_knows_months_in_the_language_of_the_site(
    real: Plan, tmp_path: Path
) -> None:
    settings = msgspec.structs.replace(real.site.settings, language="uk")
    site = msgspec.structs.replace(real.site, settings=settings)
    day = records_of(site, load("uk"))["dates/2022-02-16.html"]
    assert "16 лютого 2022" in day.meta["title"]
    known = msgspec.json.decode(Index(site, tmp_path)[SPELLINGS], type=Spellings)
    assert [known.months[name] for name in ("лютии", "лютого", "february")] == ["02"] * 3


ENCODED = st.recursive(
    st.integers(0, 23).map(lambda number: bytes([number]))
    | st.binary(max_size=23).map(lambda data: bytes([0x40 + len(data)]) + data)
    | st.integers(256, 65535).map(lambda number: b"\x19" + number.to_bytes(2, "big")),
    lambda parts: st.lists(parts, max_size=40).map(array),
    max_leaves=60,
)


@settings(max_examples=40)
@given(st.lists(ENCODED, max_size=300))
def test_an_array_taken_apart_and_put_together_is_the_same(parts: list[bytes]) -> None:
    assert items(array(parts)) == parts

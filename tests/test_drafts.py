"""Stubs of new documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import matter
from briefing.content import load, read
from briefing.drafts import create, yaml_text
from briefing.problems import ContentError
from briefing.schema import ActorFields, ThemeFields
from tests.folders import SMALL, write


@pytest.mark.parametrize(
    ("kind", "name", "file"),
    [
        ("actor", "Володимир Зеленський", "actors/volodimir-zelenskii.md"),
        ("actor", "António  Guterres", "actors/antonio-guterres.md"),
        ("theme", "Troops: where to?", "themes/troops-where-to.md"),
        ("article", "A day of talks", "articles/a-day-of-talks.md"),
    ],
)
def test_a_stub_is_a_document_that_can_be_read(
    tmp_path: Path, kind: str, name: str, file: str
) -> None:
    write(tmp_path, SMALL)
    assert create(tmp_path, kind, name) == tmp_path / file
    document, problems = read("content", file, tmp_path)
    assert document
    assert not problems
    assert " ".join(name.split()) in {
        getattr(document.fields, "name", ""),
        getattr(document.fields, "title", ""),
    }


def test_a_stub_of_an_actor_resolves_its_name(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    create(tmp_path, "actor", "NO")
    (document,) = [d for d in load(tmp_path).documents if d.slug == "no"]
    assert isinstance(document.fields, ActorFields)
    assert document.fields.name == "NO"


@pytest.mark.parametrize("name", ["Ada Berg", "ADA BERG", "berg", "Ada Birg"])
def test_a_name_that_is_taken_is_not_created_again(tmp_path: Path, name: str) -> None:
    write(tmp_path, SMALL)
    with pytest.raises(ContentError, match="is there already"):
        create(tmp_path, "actor", name)


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, {**SMALL, "actors/ostland.md": "---\nname: Somebody Else\n---\n"})
    with pytest.raises(ContentError, match="a file of that name"):
        create(tmp_path, "actor", "Ostland")
    assert "Somebody Else" in (tmp_path / "actors" / "ostland.md").read_text("utf-8")


def test_a_name_without_letters_gives_no_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no file name"):
        create(tmp_path, "actor", "…")


@given(
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
def test_any_name_is_written_so_that_it_is_read_again(name: str) -> None:
    fields, faults = matter.read(f"name: {yaml_text(name)}", ThemeFields)
    assert (fields.name, faults) == (name, ())

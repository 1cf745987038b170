"""What ``new`` writes: stubs for editors, those of missing names, a briefing to begin with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from briefing.content import load
from briefing.drafts import create
from briefing.links import broken
from briefing.missing import create_missing, missing
from briefing.planning import Folders, plan
from briefing.problems import ContentError
from briefing.schema import ActorFields, SiteFields
from briefing.starter import create_briefing
from tests.folders import MINIMAL, REAL, SMALL, article, planned, write

WANTING = {
    **SMALL,
    "articles/talks.md": article(
        """
        - id: k7f3
          by: Carl Ohm
          with: [Ostmark, Ada Berg]
          about: Dams
          says: That is so.
        - id: q2m9
          by: CARL  OHM
          about: Fishing rights
          says: That is not so.
        """
    ),
}
"""SMALL with an article that names two actors and a theme that are not there."""


@pytest.mark.parametrize(("kind", "folder"), [("actor", "actors"), ("article", "articles")])
def test_a_stub_leads_an_editor_to_its_schema(tmp_path: Path, kind: str, folder: str) -> None:
    write(tmp_path, SMALL)
    stub = create(tmp_path, kind, "New one")
    line = stub.read_text("utf-8").splitlines()[1]
    assert line == f"# yaml-language-server: $schema=../.schema/{kind}.json"
    assert (tmp_path / ".schema" / f"{kind}.json").is_file()
    assert stub.parent == tmp_path / folder


@pytest.mark.parametrize("kind", ["actor", "theme"])
def test_nothing_is_called_unknown(tmp_path: Path, kind: str) -> None:
    write(tmp_path, SMALL)
    with pytest.raises(ContentError, match="cannot be the name"):
        create(tmp_path, kind, "Unknown")


def test_a_missing_name_is_listed_with_all_its_places(tmp_path: Path) -> None:
    write(tmp_path, WANTING)
    file = f"{tmp_path.as_posix()}/articles/talks.md"
    assert [(name.kind, name.name, name.places) for name in missing(tmp_path)] == [
        ("actor", "Carl Ohm", (f"{file}:7", f"{file}:12")),
        ("actor", "Ostmark", (f"{file}:8",)),
        ("theme", "Fishing rights", (f"{file}:13",)),
    ]


def test_names_of_drafts_are_missing_too_and_drafts_hold_names(tmp_path: Path) -> None:
    draft = "---\ntitle: T\nsource: {headline: H}\nactors: [Carl Ohm, Ostmark]\ndraft: true\n---\n"
    ostmark = "---\nname: Ostmark\ndraft: true\n---\n"
    write(tmp_path, {**SMALL, "articles/draft.md": draft, "actors/ostmark.md": ostmark})
    assert [name.name for name in missing(tmp_path)] == ["Carl Ohm"]


def test_missing_names_get_stubs_that_make_them_resolve(tmp_path: Path) -> None:
    write(tmp_path, WANTING)
    created = create_missing(tmp_path)
    assert [path.name for _, path in created.stubs] == [
        "carl-ohm.md",
        "ostmark.md",
        "fishing-rights.md",
    ]
    assert not created.left
    assert not missing(tmp_path)
    plan(Folders(content=tmp_path, templates=REAL.templates, assets=REAL.assets))


def test_the_stub_of_a_missing_actor_does_not_guess_its_kind(tmp_path: Path) -> None:
    write(tmp_path, WANTING)
    create_missing(tmp_path)
    (document,) = [d for d in load(tmp_path).documents if d.slug == "ostmark"]
    assert isinstance(document.fields, ActorFields)
    assert document.fields.kind is None


def test_a_name_that_resembles_a_known_one_is_left_to_the_editor(tmp_path: Path) -> None:
    write(tmp_path, {**SMALL, "articles/a.md": MINIMAL.replace("[Norland]", "[Norlant, Ostmark]")})
    created = create_missing(tmp_path)
    assert [name.name for name, _ in created.stubs] == ["Ostmark"]
    (problem,) = created.left
    assert "did you mean “Norland”?" in problem.hint
    assert 'python build.py new actor "Norlant"' in problem.hint


def test_missing_names_that_resemble_each_other_are_left_to_the_editor(tmp_path: Path) -> None:
    names = "[Carl Ohm, Karl Ohm, Ostmark]"
    write(tmp_path, {**SMALL, "articles/a.md": MINIMAL.replace("[Norland]", names)})
    created = create_missing(tmp_path)
    assert [name.name for name, _ in created.stubs] == ["Ostmark"]
    first, second = created.left
    assert "the same as “Karl Ohm”, which is not known either?" in first.hint
    assert "the same as “Carl Ohm”, which is not known either?" in second.hint


def test_a_stub_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    taken = {"actors/ostmark.md": "---\nname: Somebody Else\n---\n"}
    write(tmp_path, {**WANTING, **taken})
    created = create_missing(tmp_path)
    assert [name.name for name, _ in created.stubs] == ["Carl Ohm", "Fishing rights"]
    (problem,) = created.left
    assert "a file of that name is there already" in problem.message


def test_nothing_is_created_while_a_file_has_mistakes(tmp_path: Path) -> None:
    write(tmp_path, {**WANTING, "actors/ohm.md": "---\nname: [Carl Ohm\n---\n"})
    with pytest.raises(ContentError, match="not YAML"):
        create_missing(tmp_path)
    assert not (tmp_path / "actors" / "carl-ohm.md").exists()


def test_a_content_without_missing_names_is_left_as_it_is(tmp_path: Path) -> None:
    planned(tmp_path, {})
    before = sorted(tmp_path.rglob("*"))
    assert create_missing(tmp_path / "content") == create_missing(tmp_path / "content")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_new_briefing_builds_and_all_its_links_lead_somewhere(tmp_path: Path) -> None:
    create_briefing(tmp_path / "mine")
    made = plan(Folders(content=tmp_path / "mine", templates=REAL.templates, assets=REAL.assets))
    assert len(made.site.statements) == 1
    assert not list(broken({path: made.tree[path] for path in made.tree}, "/"))
    assert b"This is an example." in made.tree["index.html"]


def test_a_new_briefing_is_valid_in_an_editor(tmp_path: Path) -> None:
    for path in create_briefing(tmp_path):
        front = path.read_text("utf-8").split("---\n")[1]
        address = front.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / address).read_text("utf-8"))
        Draft7Validator(schema).validate(yaml.load(front, yaml.CBaseLoader))  # noqa: S506


def test_a_new_briefing_keeps_source_texts_out_of_a_repository(tmp_path: Path) -> None:
    create_briefing(tmp_path / "story")
    write(tmp_path / "story", {"sources/fog.txt": "Fog\nOne."})
    subprocess.run(["git", "init"], cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert "story/index.md" in done.stdout
    assert "fog.txt" not in done.stdout


def test_every_new_briefing_has_an_id_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in "ab":
        create_briefing(tmp_path / name)
        (index,) = [d for d in load(tmp_path / name).documents if d.kind == "site"]
        assert isinstance(index.fields, SiteFields)
        ids.add(index.fields.id)
    assert len(ids) == 2
    assert "00000000-0000-0000-0000-000000000000" not in ids


@pytest.mark.parametrize("there", ["mine/note.txt", "mine"])
def test_a_new_briefing_overwrites_nothing(tmp_path: Path, there: str) -> None:
    write(tmp_path, {there: "mine"})
    with pytest.raises(ContentError, match="not empty"):
        create_briefing(tmp_path / "mine")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / there]

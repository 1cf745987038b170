"""The JSON Schemas by which editors complete and check the frontmatter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from briefing import content, documents, editor_schemas, matter
from briefing.dates import parse
from tests import reference
from tests.folders import REAL

KIND_OF = {folder: folder.removesuffix("s") for folder in ("site", *documents.KINDS)}


class Core(yaml.SafeLoader):
    """YAML 1.2 as language servers read it: numbers and truth values, but no dates, no ``NO``."""


Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in entries if not tag.endswith((":timestamp", ":bool"))]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF")
)
READINGS = {"strings": yaml.CBaseLoader, "core": Core}


def flaws(kind: str, front: str, loader: Any = Core) -> list[str]:
    """What an editor says of the frontmatter *front* of a *kind*."""
    schema = json.loads(editor_schemas.text(editor_schemas.KINDS[kind]))
    value = yaml.load(front, loader)  # noqa: S506 - a safe one of READINGS
    return [error.message for error in Draft7Validator(schema).iter_errors(value)]


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """*schema* and every schema in it."""
    if isinstance(schema, dict):
        yield schema
    if isinstance(schema, dict | list):
        for part in schema.values() if isinstance(schema, dict) else schema:
            yield from parts(part)


def test_the_schemas_of_the_content_are_up_to_date(tmp_path: Path) -> None:
    made = {path.name: path.read_bytes() for path in editor_schemas.write(tmp_path)}
    kept = {path.name: path.read_bytes() for path in (REAL.content / ".schema").iterdir()}
    assert made == kept, "write them anew: python -m tests.test_editor_schemas"


def test_only_schemas_that_changed_are_written(tmp_path: Path) -> None:
    assert len(editor_schemas.write(tmp_path)) == len(editor_schemas.KINDS)
    (tmp_path / ".schema" / "actor.json").write_text("{}", "utf-8")
    assert editor_schemas.write(tmp_path) == [tmp_path / ".schema" / "actor.json"]


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft7Validator.check_schema(json.loads(editor_schemas.text(editor_schemas.KINDS[kind])))


@pytest.mark.parametrize("reading", READINGS)
def test_the_content_is_valid_however_its_yaml_is_read(reading: str) -> None:
    for document in content.load(REAL.content).documents:
        found = flaws(KIND_OF[document.kind], document.front, READINGS[reading])
        assert not found, document.path


def test_every_documented_field_is_in_a_schema() -> None:
    found = {}
    for kind in editor_schemas.KINDS.values():
        for part in parts(json.loads(editor_schemas.text(kind))):
            if "properties" in part and isinstance(part.get("description"), str):
                found[part["description"]] = list(part["properties"])
    for name, fields in reference.KINDS.items():
        if name != "common":
            names = [field.encode_name for field in msgspec.structs.fields(fields)]
            assert found[(fields.__doc__ or "").strip()] == names


@pytest.mark.parametrize(
    ("kind", "front"),
    [
        ("actor", "name: A\nrol: x"),
        ("actor", "name: A\naliases: [{name: B, knd: short}]"),
        ("article", "title: T\nsource: {headline: H, adress: x}"),
        ("article", "title: T\nsource: {url: https://a.example}\nstatements: [{by: A, abuot: B}]"),
    ],
)
def test_an_unknown_field_is_refused(kind: str, front: str) -> None:
    assert flaws(kind, front)


@pytest.mark.parametrize(
    ("kind", "front"),
    [
        ("actor", "kind: state"),
        ("actor", "name:"),
        ("actor", "name: [A]"),
        ("actor", "name: A\nkind: country"),
        ("actor", "name: A\nspeaks_for: {name: B}"),
        ("actor", "name: A\nspeaks_for: [B, '']"),
        ("actor", "name: A\nsame_as: wikidata.org/wiki/Q1"),
        ("actor", "name: A\ndraft: yes please"),
        ("actor", "name: A\nupdated: 16 February 2022"),
        ("article", "title: T\nsource:\ndate: 2022-13"),
        ("article", "title: T\nsource: {headline: H}\ndate: 0"),
        ("article", "title: T\nsource: {headline: H}\nset_aside: {paragraph: 1, reason: r}"),
        ("site", "id: 1\ntitle: T"),
    ],
)
def test_what_the_reader_refuses_is_refused_while_it_is_typed(kind: str, front: str) -> None:
    assert matter_faults(kind, front)
    assert flaws(kind, front)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    ("kind", "front"),
    [
        ("actor", "name: NO"),
        ("actor", "name: 2022\naliases: 10:00"),
        ("actor", "name: true\nrole: 1.5\naliases: [yes, 7, {name: 8, link: false}]"),
        ("actor", "name: A\naliases:\nkind:\nrole:\nspeaks_for: ''\nsame_as:\ndraft:"),
        ("actor", "name: A\nupdated: 2022\ndraft: true\nredirect_from: [2022, actors/Київ]"),
        ("actor", "name: A\nredirect_from: actors/𐐀𐐀"),
        ("actor", "name: |\n  A\n  b"),
        ("theme", "name: T\naliases: U\nupdated: 2022-02-16"),
        ("date", "headline:\nsummary: 12"),
        ("date", ""),
        ("article", "title: T\nsource: {text: 1.5}\ndate: 2022\nstatements:"),
        ("article", "title: T\nsource: {headline: H}\ndate: unknown\nset_aside: []"),
        ("article", "title: T\nsource: {headline: H}\nset_aside: [{paragraph: 3, reason: r}]"),
        ("article", "title: T\nsource: {headline: H}\nstatements: [{id: 'no', by: A, about: []}]"),
        ("article", "title: T\nsource: {headline: H}\nstatements: [{id: no, by: A, about: B}]"),
        ("site", "id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: T\nlanguage: no"),
        ("site", "id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: T\npublishers: [A, {name: B}]"),
    ],
)
def test_what_the_reader_takes_an_editor_takes(kind: str, front: str, reading: str) -> None:
    assert not matter_faults(kind, front)
    assert not flaws(kind, front or "{}", READINGS[reading])


def matter_faults(kind: str, front: str) -> bool:
    """Whether our own reader finds a fault in *front*."""
    return bool(matter.read(front, editor_schemas.KINDS[kind])[1])


POINTS = st.from_regex(r"(202[0-9]|0[0-9]{3})(-[01][0-9](-[0-3][0-9])?)?[?~%]?", fullmatch=True)


@given(st.one_of(POINTS, st.lists(st.one_of(POINTS, st.sampled_from(["", ".."]))).map("/".join)))
def test_a_date_that_can_be_read_fits_the_pattern(text: str) -> None:
    try:
        parse(text)
    except ValueError:
        return
    assert re.fullmatch(editor_schemas.DATE.pattern, text)


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_patterns_mean_the_same_to_an_editor(kind: str) -> None:
    """In ECMA-262 ``\\w`` knows ASCII only, and a quotation mark must not be escaped."""
    schema = json.loads(editor_schemas.text(editor_schemas.KINDS[kind]))
    patterns = [part["pattern"] for part in parts(schema) if type(part.get("pattern")) is str]
    assert patterns
    assert not [pattern for pattern in patterns if re.search(r"\\[wWdDbBAZ\"']|\(\?P", pattern)]


@pytest.mark.parametrize("kind", ["text", "list of texts", "choice"])
def test_no_value_is_proposed_that_the_reader_refuses(kind: str) -> None:
    """Editors propose ``null`` and ``true`` wherever a type that holds them is named outright."""
    field = {"text": "role", "list of texts": "speaks_for", "choice": "kind"}[kind]
    schema = json.loads(editor_schemas.text(editor_schemas.KINDS["actor"]))
    options = schema["properties"][field]["anyOf"]
    assert {option.get("type", "array") for option in options} == {"array"}


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_the_comment_leads_from_a_document_to_its_schema(tmp_path: Path, kind: str) -> None:
    editor_schemas.write(tmp_path)
    document = tmp_path / "index.md" if kind == "site" else tmp_path / f"{kind}s" / "one.md"
    document.parent.mkdir(exist_ok=True)
    address = editor_schemas.comment(kind).removeprefix("# yaml-language-server: $schema=")
    assert (document.parent / address).resolve().name == f"{kind}.json"
    assert (document.parent / address).is_file()


if __name__ == "__main__":
    editor_schemas.write(REAL.content)

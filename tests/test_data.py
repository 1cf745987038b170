"""The statements as JSON and CSV: a public interface, held to its own schema."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from briefing.exports.data import COLUMNS, statements_csv, statements_json, statements_schema
from briefing.site import Site
from tests.small import BASE, STATEMENTS, article, small_site

REMOVED = """
statements:
  - id: gone1
    by: Ada Berg
    about: Dams
    says: The words that had to go.
    quote: words that had to go
    status: removed
    changes: [{date: 2021-06-01, note: Taken down on request.}]
"""
FULL = """
date_basis: printed under the headline
statements:
  - id: full1
    by: Ada Berg
    as: Acting Minister
    with: Norland
    concerning: Lake Union
    on: 2021-05-03~
    date_basis: the day before
    about: [Dams, "Fish & <chips>"]
    says: The dam stays.
    quote: not before the leaves fall
    as_printed: Ada Birg
    via: [Norland]
    repeats: [other]
    differs_from: [other]
    status: corrected
    changes:
      - {date: 2021-06-01, note: The day was wrong.}
      - {date: 2021-06-02, note: A comma., minor: "true"}
  - {id: other, by: unknown, about: Dams, does: Nothing.}
"""


def records(site: Site) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in json.loads(statements_json(site))}


def rows(site: Site) -> dict[str, dict[str, str]]:
    text = statements_csv(site).decode()
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.fixture
def full(tmp_path: Path) -> Site:
    return small_site(tmp_path, {"articles/talks.md": article(FULL)})


@pytest.fixture
def removed(tmp_path: Path) -> Site:
    return small_site(tmp_path, {"articles/talks.md": article(REMOVED)})


def test_a_record_has_every_field_that_is_known(full: Site) -> None:
    assert records(full)["full1"] == {
        "id": "full1",
        "url": f"{BASE}articles/talks.html#full1",
        "article": "talks",
        "by": ["ada-berg"],
        "with": ["norland"],
        "sides": ["norland"],
        "on": "2021-05-03~",
        "date_basis": "the day before",
        "about": ["dams", "fish"],
        "as": "Acting Minister",
        "concerning": ["lake-union"],
        "repeats": ["other"],
        "kind": "says",
        "text": "The dam stays.",
        "quote": "not before the leaves fall",
        "quote_language": "en",
        "as_printed": "Ada Birg",
        "via": [{"name": "Norland", "actor": "norland"}],
        "differs_from": ["other"],
        "status": "corrected",
        "changes": [
            {"date": "2021-06-01", "note": "The day was wrong.", "minor": False},
            {"date": "2021-06-02", "note": "A comma.", "minor": True},
        ],
        "source": {
            "headline": "River talks open",
            "publisher": "The Courier",
            "url": "https://courier.example/talks",
            "language": "en",
            "rights": "excerpt",
            "date": "2021-05-04",
            "date_basis": "printed under the headline",
        },
    }


def test_what_is_not_known_is_absent_and_lists_are_empty(full: Site) -> None:
    record = records(full)["other"]
    assert record["by"] == record["with"] == record["concerning"] == record["repeats"] == []
    assert not {"on", "as", "quote", "as_printed", "date_basis"} & set(record)
    assert None not in record.values()


def test_what_the_source_does_not_date_is_reported(full: Site) -> None:
    assert records(full)["other"]["reported"] == "2021-05-04"
    assert "reported" not in records(full)["full1"]


def test_a_removed_statement_keeps_only_its_address_and_the_reason(removed: Site) -> None:
    assert records(removed)["gone1"] == {
        "id": "gone1",
        "url": f"{BASE}articles/talks.html#gone1",
        "article": "talks",
        "status": "removed",
        "changes": [{"date": "2021-06-01", "note": "Taken down on request.", "minor": False}],
    }
    assert b"had to go" not in statements_json(removed) + statements_csv(removed)


def test_without_an_address_urls_begin_at_the_sites_root(tmp_path: Path) -> None:
    site = small_site(tmp_path, base_url="")
    assert records(site)["says1"]["url"] == "articles/talks.html#says1"


def test_statements_stand_in_reading_order(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert list(records(site)) == list(rows(site)) == ["says1", "does1"]


def test_the_json_is_text_for_people_too(tmp_path: Path) -> None:
    documents = {"articles/talks.md": article(STATEMENTS.replace("Opened", "«Відкрила»"))}
    data = statements_json(small_site(tmp_path, documents))
    assert "«Відкрила»" in data.decode()
    assert data.startswith(b"[\n {\n")
    assert data.endswith(b"]\n")


def test_a_site_without_statements_gives_an_empty_list(tmp_path: Path) -> None:
    site = small_site(tmp_path, {"articles/talks.md": article()})
    assert json.loads(statements_json(site)) == []
    assert list(csv.reader(io.StringIO(statements_csv(site).decode()))) == [list(COLUMNS)]


def test_the_schema_is_a_valid_one() -> None:
    Draft202012Validator.check_schema(json.loads(statements_schema()))


@pytest.mark.parametrize("statements", [STATEMENTS, FULL, REMOVED])
def test_the_data_keeps_to_its_schema(tmp_path: Path, statements: str) -> None:
    site = small_site(tmp_path, {"articles/talks.md": article(statements)})
    schema = Draft202012Validator(json.loads(statements_schema()))
    schema.validate(json.loads(statements_json(site)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", "last week"),
        ("on", ""),
        ("kind", "thinks"),
        ("by", "ada-berg"),
        ("quote", None),
        ("status", "removed"),
        ("id", "Not An Id"),
    ],
)
def test_the_schema_refuses_what_is_not_such_a_statement(
    full: Site, field: str, value: object
) -> None:
    record = records(full)["full1"] | {field: value}
    if field == "status":
        del record["url"]
    assert not Draft202012Validator(json.loads(statements_schema())).is_valid([record])


@pytest.mark.parametrize(
    "date",
    ["2021", "2021-05?", "2021-05-03%", "2021/2022~", "2021/..", "/2021", "../2021-05", "2021/"],
)
def test_the_schema_knows_every_kind_of_date(full: Site, date: str) -> None:
    record = records(full)["full1"] | {"on": date}
    Draft202012Validator(json.loads(statements_schema())).validate([record])


def test_the_csv_has_the_same_fields_with_the_sources_made_flat(full: Site) -> None:
    record, row = records(full)["full1"], rows(full)["full1"]
    source = {f"source_{name}": value for name, value in record.pop("source").items()}
    flat = {name: value for name, value in (record | source).items() if isinstance(value, str)}
    assert {name: row[name] for name in flat} == flat
    assert row["source_archived"] == row["reported"] == ""


def test_lists_are_joined_in_a_cell(full: Site) -> None:
    row = rows(full)["full1"]
    assert row["about"] == "dams; fish"
    assert row["via"] == "Norland"
    assert row["changes"] == "2021-06-01: The day was wrong.; 2021-06-02 (minor): A comma."


def test_the_csv_ends_its_lines_as_rfc_4180_says(full: Site) -> None:
    data = statements_csv(full)
    assert data.startswith(b"id,url,article,by,with,")
    assert data.count(b"\r\n") == data.count(b"\n") == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_is_never_a_formula(tmp_path: Path, start: str) -> None:
    text = STATEMENTS.replace("says: The", f"says: '{start}HYPERLINK(1) the").replace(
        "autumn.", "autumn.'"
    )
    site = small_site(tmp_path, {"articles/talks.md": article(text)})
    assert rows(site)["says1"]["text"].startswith(f"'{start}HYPERLINK")
    assert records(site)["says1"]["text"].startswith(f"{start}HYPERLINK")


def test_a_formula_that_begins_with_white_space_is_none_either(tmp_path: Path) -> None:
    text = STATEMENTS.replace("quote: not", 'as_printed: "\\t=1+1"\n    quote: not')
    site = small_site(tmp_path, {"articles/talks.md": article(text)})
    assert rows(site)["says1"]["as_printed"] == "'\t=1+1"


def test_quotation_marks_commas_and_line_breaks_survive(tmp_path: Path) -> None:
    text = STATEMENTS.replace("quote: not", 'as_printed: "A \\"B\\",\\nC"\n    quote: not')
    site = small_site(tmp_path, {"articles/talks.md": article(text)})
    assert rows(site)["says1"]["as_printed"] == 'A "B",\nC'

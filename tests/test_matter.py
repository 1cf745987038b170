"""Reading frontmatter quickly and reading it thoroughly give the same."""

from __future__ import annotations

import json

import msgspec
import pytest
from frontmatter.default_handlers import YAMLHandler
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import composed, located, matter, usual
from briefing.documents import KINDS
from briefing.fields import FrontmatterError, fit
from briefing.schema import ArticleFields, Fields, StatementFields

FIELD_NAMES = sorted(
    {
        field.encode_name
        for kind in (*KINDS.values(), StatementFields)
        for field in msgspec.structs.fields(kind)
    }
    | {"nonsense"}
)
words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() and text not in {"~", "null", "Null", "NULL"}
)
statements = st.fixed_dictionaries(
    {"by": st.one_of(words, st.lists(words, max_size=3)), "about": words},
    optional={
        "id": st.from_regex(r"[a-z][a-z0-9]{1,15}", fullmatch=True),
        "on": st.sampled_from(["2022-02-16", "2022~", "2022-02/.."]),
        "says": words,
        "repeats": st.sampled_from(["k7f3", ["k7f3", "p4x8"]]),
        "changes": st.just([{"date": "2022-02-17", "note": "Put right."}]),
        "status": st.sampled_from(["active", "corrected"]),
    },
)
articles = st.fixed_dictionaries(
    {"title": words, "source": st.just({"publisher": "The Herald"})},
    optional={
        "date": st.sampled_from(["2022-02-16", "unknown"]),
        "actors": st.one_of(words, st.lists(words, max_size=3)),
        "statements": st.lists(statements, max_size=3),
        "draft": st.sampled_from(["true", "false"]),
    },
)


@given(articles)
def test_a_blank_field_more_makes_no_difference(fields: dict[str, object]) -> None:
    """A blank value sends a document the thorough way; without one it goes the quick way."""
    front = json.dumps(fields, ensure_ascii=False)
    blank = front[:-1] + ', "summary": }'
    quick, thorough = (matter.read(text, ArticleFields) for text in (front, blank))
    assert quick == thorough
    assert quick[1] == ()


anything = st.recursive(
    st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["2022-02-16", "true", "k7f3"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(FIELD_NAMES), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(anything, st.sampled_from(list(KINDS.values())))
def test_whatever_is_written_gives_fields_and_every_fault_has_a_place(
    value: object, kind: type[Fields]
) -> None:
    found, faults = fit(value, kind, blanks=True)
    assert isinstance(found, kind)
    assert all(fault.message and fault.path is not None for fault in faults)


@given(articles, st.data())
def test_every_field_is_found_at_its_place(fields: dict[str, object], data: st.DataObject) -> None:
    front = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()
    )
    key = data.draw(st.sampled_from(sorted(fields)))
    line, column = matter.locate(front, (key,), on_key=True)
    assert front.split("\n")[line][column:].startswith(key)


def test_a_missing_field_is_placed_at_what_should_hold_it() -> None:
    front = "title: x\nstatements:\n  - by: A\n    says: b\n"
    assert matter.locate(front, ("statements", 0, "about")) == (2, 4)


def test_every_statement_field_has_a_purpose() -> None:
    for field in msgspec.structs.fields(StatementFields):
        assert isinstance(field.type.__metadata__[0], str), field.name


LINES_OF_TEXT = st.sampled_from(
    ["---", "----", "--- ", "---x", "--", "", " ", "title: x", "  - a", "Body.", "\t", "- - -"]
)


def is_split_as_by_frontmatter(text: str) -> bool:
    handler = YAMLHandler()
    try:
        parts = matter.split(text)
    except FrontmatterError:
        return not handler.detect(text) or len(handler.FM_BOUNDARY.split(text, 2)) < 3
    return (parts.front, parts.body) == handler.split(text)


TEXTS = st.lists(LINES_OF_TEXT, max_size=8).map("\n".join)


@settings(max_examples=300)
@given(TEXTS)
def test_a_text_is_split_where_frontmatter_splits_it(text: str) -> None:
    assert is_split_as_by_frontmatter(text)


@pytest.mark.heavy
@settings(max_examples=10_000)
@given(TEXTS)
def test_every_text_is_split_where_frontmatter_splits_it(text: str) -> None:
    assert is_split_as_by_frontmatter(text)


VALUES = st.sampled_from(
    (
        "text¦NO¦2022-11¦10:00¦a: b¦a #b¦a#b¦a:¦null¦~¦é¦½¦x ¦ x¦\"quoted: #\"¦'it is'¦\"a\\nb\"¦''"
        "¦' '¦'it''s'¦\"a\" b¦[a, b]¦[]¦[a,b c]¦[a, [b]]¦[a, null]¦[a,, b]¦[ a ]¦[a: b]¦{a: b}¦|¦>-"
        "¦- x¦¦&a x¦*a¦!t x¦# c¦a\tb¦a\u00a0b¦…¦?¦x - y¦100%¦@a¦[a¦a]¦x, y"
    ).split("¦")
)
LINES = st.builds(
    lambda indent, dash, key, value: " " * indent + dash + (f"{key}: {value}" if key else value),
    st.integers(0, 5),
    st.sampled_from(["", "", "", "- ", "-  ", "-"]),
    st.sampled_from(["title", "by", "on", "about", "", "Key", "<<", "a b"]),
    VALUES,
)
REGULAR = st.builds(
    lambda title, names, statements: "\n".join(
        [
            f"title: {title}",
            "actors:",
            *(f"{names[0]}- {name}" for name in names[1]),
            "",
            "statements:",
            *(f"  - id: {one}\n    by: {two}" for one, two in statements),
        ]
    ),
    VALUES,
    st.tuples(st.sampled_from(["", "  "]), st.lists(VALUES, min_size=1, max_size=3)),
    st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=3),
)


FRONTS = st.one_of(REGULAR, st.lists(LINES, max_size=6).map("\n".join))


def is_read_as_by_the_parser(front: str) -> bool:
    found = usual.read(front)
    return found is None or (found, [], []) == matter.parse(front)


@settings(max_examples=300)
@given(FRONTS)
def test_what_is_read_without_a_parser_is_what_the_parser_reads(front: str) -> None:
    assert is_read_as_by_the_parser(front)


@pytest.mark.heavy
@settings(max_examples=10_000)
@given(FRONTS)
def test_all_that_is_read_without_a_parser_is_what_the_parser_reads(front: str) -> None:
    assert is_read_as_by_the_parser(front)


@pytest.mark.parametrize(
    "front",
    [
        "title: A text\ndate: 2022-02-16",
        "title: 'It is: said'\nactors: [NATO, Jens Stoltenberg]\nthemes:\n- one\n- two",
        "source:\n  url: https://example.org/\n\nstatements:\n  - id: k7f3\n    about:\n"
        "      - one\n    says: What was said.\n  - id: q2m9\n    by: NATO\nupdated: 2022-02-17",
    ],
)
def test_usual_frontmatter_needs_no_parser(front: str) -> None:
    assert usual.read(front) is not None
    assert (usual.read(front), [], []) == matter.parse(front)


@pytest.mark.parametrize(
    "front",
    (
        "title: one\ntitle: two¦title:\ndate: 2022¦title: a\n  b¦title: null¦title: a: b"
        "¦title: [a, b¦title: a # b¦title:\n  x: 1\n y: 2¦a text¦title: 'it''s'"
    ).split("¦"),
)
def test_what_may_be_a_mistake_goes_to_the_parser(front: str) -> None:
    assert usual.read(front) is None


KEYS = st.sampled_from(["title", "actors", "by", "on", "about", "Key", "a b", ""])


def is_found_as_by_the_parser(front: str, key: str, on_key: bool) -> bool:
    found = located.locate(front, (key,), on_key=on_key)
    return found is None or found == composed.locate(front, (key,), on_key=on_key)


@settings(max_examples=200)
@given(FRONTS, KEYS, st.booleans())
def test_a_field_found_without_a_parser_stands_where_the_parser_finds_it(
    front: str, key: str, on_key: bool
) -> None:
    assert is_found_as_by_the_parser(front, key, on_key)


@pytest.mark.heavy
@settings(max_examples=10_000)
@given(FRONTS, KEYS, st.booleans())
def test_every_field_found_without_a_parser_stands_where_the_parser_finds_it(
    front: str, key: str, on_key: bool
) -> None:
    assert is_found_as_by_the_parser(front, key, on_key)


def test_the_name_that_nobody_mentions_is_found_without_a_parser() -> None:
    front = "\nname: Ada Berg\naliases:\n  - Ada\n"
    assert located.locate(front, ("name",)) == (1, 6)
    assert located.locate(front, ("aliases",)) is None

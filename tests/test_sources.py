"""Source texts: what is read of them, and when they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.problems import Problem
from briefing.sources import fold, paragraphs
from tests.folders import article, planned, refused

TEXT = "The headline\n20210504\nhttps://herald.example/talks\nThe first “one”.\n\nThe second one.\n"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "\ufeff" + TEXT.replace("\n", "\r\n"),
        "The headline\nhttps://herald.example/talks\n20210504\nThe first “one”.\nThe second one.",
        "The headline\nwww.herald.example/talks\nThe first “one”.\nThe second one.",
        "The headline\nThe first “one”.\nThe second one.",
    ],
    ids=["date, address", "Windows", "address, date", "no scheme", "neither"],
)
def test_a_raw_article_is_a_headline_then_paragraphs(text: str) -> None:
    assert paragraphs(text.encode()) == ["The first “one”.", "The second one."]


@pytest.mark.parametrize(
    "text",
    [
        "it's so",
        "it’s  so",
        "it\u00a0‘s so".replace("\u00a0‘", "‘"),
        "it's\nso",
    ],
)
def test_kinds_of_marks_and_white_space_do_not_count(text: str) -> None:
    assert fold(text) == "it's so"


def test_case_and_words_count() -> None:
    assert fold("So it is") != fold("so it is")


ENTRIES = """
- {id: aa11, by: Norland, about: Dams, says: x, quote: "first \\"one\\""}
- {id: bb22, by: Norland, about: Dams, says: y}
"""


def with_rights(rights: str, text: str = "talks.txt") -> str:
    source = f"source: {{publisher: The Herald, rights: {rights}, text: {text}}}"
    return article(ENTRIES).replace("source: {publisher: The Herald}", source)


def test_a_text_with_full_rights_is_published_and_marked(tmp_path: Path) -> None:
    documents = {"articles/a.md": with_rights("full"), "sources/talks.txt": TEXT}
    page = planned(tmp_path, documents).tree["articles/a.html"].decode()
    assert "The second one." in page
    marked = page[page.index("The first “one”.") :].split("</p>")[0]
    assert "#aa11" in marked


@pytest.mark.parametrize("rights", ["excerpt"])
def test_a_text_without_full_rights_is_published_nowhere(tmp_path: Path, rights: str) -> None:
    documents = {"articles/a.md": with_rights(rights), "sources/talks.txt": TEXT}
    tree = planned(tmp_path, documents).tree
    assert not [path for path in tree if b"The second one." in tree[path]]


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def test_a_text_that_is_to_be_published_must_be_there(tmp_path: Path) -> None:
    found = only(
        refused(
            tmp_path,
            {
                "articles/a.md": with_rights("full", "tolks.txt"),
                "sources/talks.txt": TEXT,
            },
        )
    )
    assert "there is no source text" in found.message
    assert found.hint == "did you mean “talks.txt”?"


def test_a_text_that_is_to_be_published_must_be_named(tmp_path: Path) -> None:
    text = with_rights("full").replace(", text: talks.txt", "")
    assert "nothing says which file" in only(refused(tmp_path, {"articles/a.md": text})).message


def test_a_file_name_leads_to_no_other_folder(tmp_path: Path) -> None:
    found = only(refused(tmp_path, {"articles/a.md": with_rights("full", "../index.md")}))
    assert "without a folder" in found.message

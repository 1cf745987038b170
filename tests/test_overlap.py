"""The editors' words are their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import SMALL, article, refused

RUN = "one two three four five six seven eight nine ten eleven twelve"
TEXT = f"Talks\n20210504\nBefore {RUN} thirteen fourteen after.\n"


def messages(folder: Path, entries: str, body: str = "", **documents: str) -> list[str]:
    text = article(entries) + body
    text = text.replace("{publisher: The Herald}", "{publisher: X, text: talks.txt}")
    found = refused(folder, {"articles/a.md": text, "sources/talks.txt": TEXT, **documents})
    return [f"{problem.line}: {problem.message}" for problem in found]


def test_twelve_words_in_a_row_may_be_the_same(tmp_path: Path) -> None:
    assert messages(tmp_path, "[]", f"\nWe say {RUN} and no more.\n") == []


def test_thirteen_words_in_a_row_are_refused_at_their_line(tmp_path: Path) -> None:
    found = messages(tmp_path, "[]", f"\nAll is ours.\n\nBut we say {RUN}\nthirteen so.\n")
    assert found == ["11: 13 or more words in a row stand in talks.txt too"]


def test_marks_case_and_line_breaks_do_not_make_them_ours(tmp_path: Path) -> None:
    shouted = RUN.upper().replace(" ", ", ")
    assert len(messages(tmp_path, "[]", f"\n{shouted} –\n“Thirteen”\n")) == 1


@pytest.mark.parametrize("kind", ["says", "does", "plans"])
def test_a_statement_is_looked_at(tmp_path: Path, kind: str) -> None:
    entry = f"- {{id: aa11, by: Norland, about: Dams, {kind}: {RUN} thirteen}}"
    assert messages(tmp_path, entry) == ["6: 13 or more words in a row stand in talks.txt too"]


def test_a_profile_is_looked_at_too(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        {
            "articles/a.md": article("[]").replace("{publisher: The Herald}", "{text: talks.txt}"),
            "sources/talks.txt": TEXT,
            "actors/norland.md": SMALL["actors/norland.md"] + f"\n{RUN} thirteen\n",
        },
    )
    assert [problem.path.rpartition("/")[2] for problem in found] == ["norland.md"]


def test_names_and_offices_do_not_count(tmp_path: Path) -> None:
    name = "---\nname: Seven Eight Nine\nrole: ten eleven\n---\n"
    documents = {"actors/name.md": name}
    assert messages(tmp_path, "[]", f"\n{RUN} thirteen\n", **documents) == []

"""How far a source has been worked through, and how much of it is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing import lock
from briefing.coverage import Coverage
from briefing.planning import plan
from tests.folders import REAL, article, planned, refused

TEXT = (
    "Talks\n20210504\nAda Berg: “not before the leaves fall, and not a day before”.\n"
    "Subscribe to our letter about all of this and more.\nNobody else spoke.\nThe end of it.\n"
)


def source(entries: str, more: str = "", settings: str = "") -> dict[str, str | bytes]:
    text = article(entries, more)
    text = text.replace("{publisher: The Herald}", f"{{publisher: X, text: talks.txt{settings}}}")
    return {"articles/a.md": text, "sources/talks.txt": TEXT}


def figures(folder: Path, documents: dict[str, str | bytes]) -> Coverage:
    """The figures after the lock has been written."""
    lock.write(folder / "content", planned(folder, documents).lock)
    return planned(folder, documents).coverage["a"]


QUOTED = "- {id: aa11, by: Ada Berg, about: Dams, says: x, quote: not before the leaves fall}"
LIMIT = ", quote_limit: 9, quote_limit_reason: a test"
BOILERPLATE = "set_aside: [{paragraph: 2, reason: boilerplate}]"


def test_paragraphs_with_statements_set_aside_and_unread_are_told_apart(tmp_path: Path) -> None:
    other = "\n- {id: bb22, by: Norland, about: Dams, does: y, paragraph: 4}"
    found = figures(tmp_path, source(QUOTED + other, BOILERPLATE, LIMIT))
    assert (found.paragraphs, found.stated, found.set_aside, found.unread) == (4, 2, 1, (3,))


def test_checked_quotations_are_counted(tmp_path: Path) -> None:
    found = figures(tmp_path, source(QUOTED, BOILERPLATE, LIMIT))
    assert (found.quotes, found.checked, found.quoted) == (1, 1, 5)


def test_words_that_two_quotations_share_count_once(tmp_path: Path) -> None:
    more = '\n- {id: bb22, by: Ada Berg, about: Dams, says: y, quote: "leaves fall, and not"}'
    found = figures(tmp_path, source(QUOTED + more, BOILERPLATE, LIMIT))
    assert found.quoted == 5 + 2


def test_without_the_text_the_figures_are_those_of_the_lock(tmp_path: Path) -> None:
    documents = source(QUOTED, BOILERPLATE, LIMIT)
    found = figures(tmp_path, documents)
    (tmp_path / "content" / "sources" / "talks.txt").unlink()
    del documents["sources/talks.txt"]
    assert planned(tmp_path, documents).coverage["a"] == found


def test_a_source_that_is_quoted_too_much_is_refused(tmp_path: Path) -> None:
    quote = '"not before the leaves fall, and not a day before"'
    entry = f"- {{id: aa11, by: Ada Berg, about: Dams, says: x, quote: {quote}}}"
    (problem,) = refused(tmp_path, source(entry))
    assert problem.message == "10 words of this source are quoted, and 4 are allowed"
    assert "quote_limit" in problem.hint


def test_a_source_may_have_a_limit_of_its_own_with_a_reason(tmp_path: Path) -> None:
    quote = '"not before the leaves fall, and not a day before"'
    entry = f"- {{id: aa11, by: Ada Berg, about: Dams, says: x, quote: {quote}}}"
    assert not refused(
        tmp_path / "1", source(entry, "", ", quote_limit: 10, quote_limit_reason: agreed")
    )
    (problem,) = refused(tmp_path / "2", source(entry, "", ", quote_limit: 10"))
    assert "nothing says why" in problem.message


def test_a_source_that_may_be_published_in_full_has_no_limit(tmp_path: Path) -> None:
    quote = '"not before the leaves fall, and not a day before"'
    entry = f"- {{id: aa11, by: Ada Berg, about: Dams, says: x, quote: {quote}}}"
    assert not refused(tmp_path, source(entry, "", ", rights: full"))


def test_boilerplate_does_not_count_for_the_limit(tmp_path: Path) -> None:
    with_it = planned(tmp_path / "1", source("[]")).lock.sources["a"].words
    without = planned(tmp_path / "2", source("[]", BOILERPLATE)).lock.sources["a"].words
    assert (with_it, without) == (29, 19)


@pytest.mark.parametrize(
    "more",
    [
        "set_aside: [{paragraph: 5, reason: boilerplate}]",
        "set_aside: [{paragraph: 99, reason: x}]",
    ],
)
def test_a_paragraph_that_the_text_does_not_have_is_refused(tmp_path: Path, more: str) -> None:
    (problem,) = refused(tmp_path, source("[]", more))
    assert "has 4 paragraphs, and no paragraph" in problem.message


def test_every_paragraph_of_the_real_sources_is_read() -> None:
    for found in plan(REAL).coverage.values():
        assert found.paragraphs
        assert found.unread == ()
        assert found.checked == found.quotes
        assert found.quoted <= found.allowed

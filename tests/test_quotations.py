"""A quotation is proven when it stands in its source, exactly and at one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.problems import Problem
from briefing.sources import fold
from briefing.standings import places
from tests.cases import table
from tests.folders import article, planned, refused

TEXT = (
    "River talks open\n20210504\n"
    'The minister, Ada Berg, said the gates would close "not  before the leaves fall".\n'
    "Nobody else spoke of it.\n"
    "The other side said: “We do not know – we wait … and see.” It did not like to wait.\n"
)


def quoting(quote: str, more: str = "", by: str = "Ada Berg") -> dict[str, str | bytes]:
    entry = f"- id: k7f3\n  by: {by}\n  about: Dams\n  says: x\n  quote: {quote}\n{more}"
    text = article(entry).replace("{publisher: The Herald}", "{publisher: X, text: talks.txt}")
    return {"articles/a.md": text, "sources/talks.txt": TEXT}


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


@pytest.mark.parametrize(("quote", "source", "stands"), table("quotations"))
def test_a_quotation_stands_in_its_source_or_not(quote: str, source: str, stands: str) -> None:
    assert len(places(quote, fold(source))) == int(stands)


@given(st.lists(st.text("abc’'-–—…. ", min_size=1), min_size=1, max_size=5))
def test_every_run_of_words_of_a_text_stands_in_it(words: list[str]) -> None:
    text = " ".join(" ".join(words).split())
    quote = text.strip(" ’'-–—….")
    if quote:
        assert places(quote, fold(f"x {text} y"))


def test_many_parts_that_stand_everywhere_are_looked_for_once() -> None:
    assert places("a […] " * 40 + "b", "a " * 20_000) == []
    assert places("a […] a […] b", "a a a b") == [(0, 7), (2, 7)]


def test_a_quotation_that_stands_in_its_text_is_no_problem(tmp_path: Path) -> None:
    assert refused(tmp_path, quoting("not before the leaves fall")) == []


def test_a_changed_word_is_refused_and_the_nearest_passage_shown(tmp_path: Path) -> None:
    problem = only(refused(tmp_path, quoting("not before the leaf falls")))
    assert problem.message == "the quotation does not stand in talks.txt"
    assert "paragraph 1: “not before the leaves fall" in problem.hint
    assert problem.source.strip() == "quote: not before the leaf falls"


def test_a_quotation_of_something_else_is_refused(tmp_path: Path) -> None:
    problem = only(refused(tmp_path, quoting("xylophones over quiet zebras")))
    assert "nothing in it comes near" in problem.hint


def test_a_quotation_that_stands_twice_needs_its_neighbours(tmp_path: Path) -> None:
    twice = quoting('"not"', by="Südland")
    assert "single word" in only(refused(tmp_path / "1", quoting("gates"))).message
    assert "3 times" in only(refused(tmp_path / "2", twice)).message
    assert (
        refused(tmp_path / "3", quoting("gates", '  prefix: the\n  suffix: "would close"\n')) == []
    )


def test_a_quotation_far_from_its_speaker_is_mentioned(tmp_path: Path) -> None:
    far = TEXT.replace("Nobody else", "Nobody\nelse").encode()
    documents = {**quoting("We do not know", by="Ada Berg"), "sources/talks.txt": far}
    notices = planned(tmp_path, documents).notices
    assert ["Ada Berg is not named" in notice.message for notice in notices].count(True) == 1
    near = planned(tmp_path / "near", quoting("not before the leaves fall")).notices
    assert not any("is not named" in notice.message for notice in near)


def test_a_quotation_without_its_text_is_published_as_not_checked(tmp_path: Path) -> None:
    documents = quoting("anything at all")
    del documents["sources/talks.txt"]
    page = planned(tmp_path, documents).tree["articles/a.html"]
    assert b">not checked<" in page

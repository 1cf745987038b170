"""Problems as a maintainer reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.problems import ContentError, Problem, listed, nearest, refuse_errors
from tests.commands import BROKEN, run


def test_a_problem_shows_its_place_its_line_and_a_remedy() -> None:
    problem = Problem("content/a.md", 3, 7, "no such day", "write a real one", "date: 2022-02-30")
    assert str(problem).splitlines() == [
        "content/a.md:3:7: no such day",
        "    date: 2022-02-30",
        "          ^",
        "  hint: write a real one",
    ]


def test_a_notice_says_that_it_is_one() -> None:
    assert str(Problem("a.md", 1, 1, "left out", severity="notice")) == "a.md:1:1: notice: left out"


def test_what_would_move_the_cursor_is_shown_as_a_space() -> None:
    problem = Problem("a.md", 1, 3, "x", "", "a\tb\x1b[31m\u202ec")
    assert str(problem).splitlines()[1] == "    a b [31m c"


def test_an_error_carries_every_problem_in_order_and_once() -> None:
    late, early = Problem("b.md", 1, 1, "x"), Problem("a.md", 9, 1, "y")
    assert ContentError([late, early, late]).problems == (early, late)


def test_notices_alone_do_not_fail_a_run() -> None:
    notice = Problem("a.md", 1, 1, "x", severity="notice")
    assert refuse_errors([notice]) == (notice,)
    with pytest.raises(ContentError):
        refuse_errors([notice, Problem("a.md", 1, 1, "y")])


def test_the_nearest_spelling_is_proposed_whatever_its_case() -> None:
    assert nearest("JOHN KIRBI", ["John Kirby", "Joe Biden"]) == "John Kirby"
    assert nearest("entirely different", ["John Kirby"]) is None


def test_a_list_reads_as_one_would_say_it() -> None:
    assert [listed([]), listed("a"), listed("ab"), listed("abc", "and")] == [
        "",
        "a",
        "a or b",
        "a, b and c",
    ]


def test_a_site_with_every_mistake_reports_all_of_them_in_order(tmp_path: Path) -> None:
    done = run("build", "--content", "content", "--output", tmp_path / "site", cwd=BROKEN)
    assert done.stderr == (BROKEN / "expected.txt").read_text("utf-8")
    assert done.returncode == 1


def test_a_site_with_mistakes_leaves_the_published_one_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert run("build", "--output", site).returncode == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert run("build", "--content", BROKEN / "content", "--output", site).returncode == 1
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before

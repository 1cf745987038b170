"""Dates as editors write them: what is read, in which order, and how it is said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.dates import Edtf, key_words, parse, weekday
from tests.cases import table

points = st.builds(
    lambda day, precision, qualifier: day.isoformat()[:precision] + qualifier,
    st.dates(date(1, 1, 1)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "?", "~", "%"]),
)
ends = st.one_of(points, st.sampled_from(["", ".."]))


def valid(text: str) -> bool:
    try:
        Edtf(text)
    except ValueError:
        return False
    return True


edtf = st.one_of(points, st.builds("{}/{}".format, ends, ends).filter(valid))


@pytest.mark.parametrize(("text", "words", "keys", "first", "last"), table("dates"))
def test_a_date_is_read_said_and_filed(
    text: str, words: str, keys: str, first: str, last: str
) -> None:
    found = parse(text)
    assert found.words == words
    assert found.keys == tuple(keys.split())
    assert (found.earliest.isoformat(), found.latest.isoformat()) == (first, last)


@pytest.mark.parametrize(("text", "says"), table("not_dates"))
def test_what_is_not_a_date_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        Edtf(text)


@given(edtf)
def test_printing_a_date_gives_what_was_parsed(text: str) -> None:
    assert str(parse(text)) == text
    assert parse(str(parse(text))) == parse(text)


@given(edtf)
def test_bounds_are_the_first_day_of_the_start_and_the_last_of_the_end(text: str) -> None:
    found = parse(text)
    assert found.earliest <= found.latest
    assert found.earliest == (found.start.first if found.start else date.min)
    assert found.latest == (found.end.last if found.end else date.max)


@given(edtf, edtf, edtf)
def test_order_is_total_and_goes_by_earliest_then_latest_day(a: str, b: str, c: str) -> None:
    one, two, three = sorted(map(parse, (a, b, c)))
    assert one.sort_key <= two.sort_key <= three.sort_key
    assert (one < two) or one == two


@given(points)
def test_a_qualifier_does_not_widen_the_bounds(text: str) -> None:
    bare = text.rstrip("?~%")
    assert parse(text).sort_key == parse(bare).sort_key


@given(st.text(max_size=20))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    assert valid(text) in {True, False}


def test_an_interval_has_its_days_and_no_others() -> None:
    assert list(parse("2022-02-27/2022-03-01").days()) == ["2022-02-27", "2022-02-28", "2022-03-01"]


def test_only_a_single_date_has_a_machine_form() -> None:
    assert parse("2022-02-16~").machine == "2022-02-16"
    assert parse("2022-02-18/2022-02-20").machine == ""


def test_a_filing_key_is_said_in_words() -> None:
    assert key_words("2022-02-16") == "16 February 2022"
    assert key_words("2022-02") == "February 2022"
    assert key_words("undated") == "Undated"


def test_a_day_has_a_weekday_and_a_month_has_none() -> None:
    assert weekday("2022-02-16") == "Wednesday"
    assert weekday("2022-02") == ""

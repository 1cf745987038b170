"""The shipped catalogues: whole, up to date, and saying dates as CLDR does."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po

from briefing.dates import parse
from briefing.language import CLDR, FOLDER, Lists, load, shipped
from briefing.wording import ENGLISH, Words
from tests import catalogues

TRANSLATED = shipped()[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
DAYS = [date(2022, month, 1 + 2 * month) for month in range(1, 13)]


def texts(forms: Any) -> list[str]:
    """A message, or its singular and plurals."""
    return [forms] if isinstance(forms, str) else list(forms or [""])


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_every_message_and_no_other(language: str) -> None:
    found = catalogues.po(catalogues.catalogue(language))
    assert catalogues.source(language).read_bytes() == found, "run `make catalogues`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_compiled(language: str) -> None:
    compiled = catalogues.source(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.mo(language), "run `make catalogues`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_dates_and_lists_of_a_language_are_those_of_cldr(language: str) -> None:
    assert (FOLDER / language / CLDR).read_bytes() == catalogues.cldr(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_translated_as_a_whole(language: str) -> None:
    with catalogues.source(language).open("rb") as file:
        found = list(read_po(file, locale=language))[1:]
    assert [message.id for message in found if message.fuzzy] == []
    for message in found:
        assert all(texts(message.string)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_asks_for_nothing_that_its_message_has_not(language: str) -> None:
    with catalogues.source(language).open("rb") as file:
        found = list(read_po(file, locale=language))[1:]
    for message in found:
        given = texts(message.id)
        allowed = set(PLACEHOLDER.findall("".join(given)))
        allowed |= {"{of}"} if "{date}" in allowed else set()
        tags = {tuple(sorted(TAG.findall(text))) for text in given}
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) <= allowed, message.id
            assert tuple(sorted(TAG.findall(text))) in tags, message.id
            assert '"' not in TAG.sub("", text), "it may stand in an attribute"


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("day", DAYS)
def test_a_date_is_said_as_babel_says_it(language: str, day: date) -> None:
    own = load(language)
    assert own.key(day.isoformat()) == format_date(day, "long", locale=language)
    assert own.key(day.isoformat()[:7]) == format_skeleton("yMMMM", day, locale=language)
    assert own.weekday(day.isoformat()) == format_date(day, "cccc", locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("end", [date(2022, 2, 20), date(2022, 5, 20), date(2023, 5, 20)])
def test_an_interval_is_said_as_babel_says_it_but_with_the_whole_month(
    language: str, end: date
) -> None:
    start = date(2022, 2, 18)
    short = format_interval(start, end, "yMMMd", locale=language)
    months = Locale.parse(language).months["format"]
    for number in (start.month, end.month):
        short = short.replace(months["abbreviated"][number], months["wide"][number])
    assert load(language).date(parse(f"{start}/{end}")) == short


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_list_is_said_as_babel_says_it(language: str, count: int) -> None:
    names = "Ada Bo Cy Di Ed".split()[:count]
    assert load(language).listed(names) == format_list(names, locale=language)


def test_english_is_british_with_to_for_the_dash_of_an_interval() -> None:
    british = catalogues.dates(Locale.parse("en_GB"))
    for field in Words.__struct_fields__:
        if field not in {"phrases", "months_alone"}:
            held = getattr(ENGLISH, field)
            known = british[field]
            if isinstance(known, list) and len(known) == 3:
                known = [known[0], " to ", known[2]]
            assert (list(held) if isinstance(held, tuple) else held) in (known, " to "), field
    assert british["months_alone"] == british["months"]
    patterns = catalogues.lists(Locale.parse("en_GB"))
    assert {name: getattr(Lists(), name) for name in patterns} == patterns

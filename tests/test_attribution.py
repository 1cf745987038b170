"""Who is said to have said what: the rules, one habit of news prose a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import raw
from briefing.importing.attribution import Candidate, candidates
from briefing.importing.quotes import quotations
from tests import gold
from tests.cases import table

FOLDER = Path(__file__).parent / "raw"
FOLDERS = ("raw", "raw-heldout/first", "raw-heldout/second", "raw-heldout/third")
WEDNESDAY = date(2031, 5, 7)
PIECES = [
    *"“”\"'‘’«» ,.:?!—",
    *(f" {word} " for word in "he who Ada Berg said saying told and that on Tuesday".split()),
    *(f" {word} " for word in "according to cited claim called out of May 7 the".split()),
]
IN_OTHER_LANGUAGES = {
    "de": "Das ist nicht die Fähre und auch nicht der Hafen.",
    "es": "El puente de la isla no es el que se ve en la foto.",
    "fr": "Le pont de la ville est dans une île que des gens aiment.",
    "it": "Il ponte della città non è quello che si vede nel quadro.",
    "pt": "A ponte da ilha não é a que se vê na foto.",
    "ru": "Это не тот мост, что был на острове, но и не паром.",
    "uk": "Це не той міст, що був на острові, але й не пором.",
}
"""A sentence that tells the language of an article by its common words."""


def told(*paragraphs: str, published: date | None = WEDNESDAY) -> list[Candidate]:
    return list(candidates(paragraphs, published))


def speakers(*paragraphs: str) -> list[str]:
    """The speakers, or whom they are taken for; `?` where that is nobody."""
    return [candidate.name if candidate.named else "?" for candidate in told(*paragraphs)]


@pytest.mark.parametrize(("text", "expected"), table("attributions"))
def test_a_speaker_is_found_where_news_prose_puts_it(text: str, expected: str) -> None:
    assert " / ".join(speakers(text)) == expected


@pytest.mark.parametrize(("language", "text", "expected"), table("tongues"))
def test_a_speaker_is_found_right_beside_the_quotation_in_other_languages(
    language: str, text: str, expected: str
) -> None:
    assert " / ".join(speakers(text, IN_OTHER_LANGUAGES[language])) == expected


@pytest.mark.parametrize(("text", "expected"), table("antecedents"))
def test_a_pronoun_or_surname_is_taken_for_the_only_one_that_it_can_mean(
    text: str, expected: str
) -> None:
    last = told(*text.split(" ¶ "))[-1]
    assert (last.antecedent or " or ".join(last.rivals) or "?") == expected


@pytest.mark.parametrize(("text", "expected"), table("spoken_days"))
def test_an_adverb_dates_only_the_clause_it_stands_in(text: str, expected: str) -> None:
    (candidate,) = told(text)
    assert (candidate.when.on.isoformat() if candidate.when else "none") == expected


def test_no_weekday_is_read_where_the_article_has_no_date() -> None:
    (candidate,) = told("Berg said on Tuesday that the pier was safe.", published=None)
    assert candidate.when is None


def test_a_day_with_its_year_needs_no_date_of_the_article() -> None:
    (candidate,) = told("Berg said on 4 May 2031 that it was safe.", published=None)
    assert candidate.when
    assert candidate.when.on == date(2031, 5, 4)


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    assert speakers("“One,” said Ada Berg. “Two.", "“Three.”") == ["Ada Berg"] * 3


def test_a_paragraph_that_opens_anew_has_no_speaker() -> None:
    assert speakers("“One,” said Ada Berg. “Two.”", "“And this is the third.”")[-1] == "?"


@pytest.mark.parametrize(("text", "expected"), table("quotation_marks"))
def test_marks_are_read_by_their_place(text: str, expected: str) -> None:
    assert " / ".join(found.text for found in quotations(text)) == expected


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_rules_find_who_said_what_in_the_articles_of_the_tests(folder: str) -> None:
    right = wrong = found = missed = 0
    for file in (FOLDER.parent / folder).glob("*.gold"):
        article = raw.read(file.with_suffix(".txt").read_bytes())
        result = gold.score(
            gold.read(file).said, list(candidates(article.paragraphs, article.date))
        )
        right, wrong = right + result.right, wrong + len(result.wrong)
        found, missed = found + result.found, missed + len(result.missed)
    assert right / (right + wrong) >= 0.95
    assert found / (found + missed) >= 0.9


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.gold")), ids=lambda file: file.stem)
def test_days_are_those_that_the_text_tells(file: Path) -> None:
    article = raw.read(file.with_suffix(".txt").read_bytes())
    found = list(candidates(article.paragraphs, article.date))
    for paragraph, day in gold.read(file).days:
        days = [one.when.on.isoformat() for one in found if one.paragraph == paragraph and one.when]
        assert (days or ["none"])[0] == day, paragraph


@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join) | st.text()))
def test_no_text_is_refused_and_every_quotation_stands_in_it(paragraphs: list[str]) -> None:
    for candidate in told(*paragraphs):
        assert candidate.quote in paragraphs[candidate.paragraph - 1]


@given(st.lists(st.lists(st.sampled_from(PIECES)).map("".join)))
def test_whom_a_pronoun_is_taken_for_stands_in_the_article(paragraphs: list[str]) -> None:
    text = " ".join(" ".join(paragraphs).split())
    for candidate in told(*paragraphs):
        assert candidate.antecedent in text
        assert not (candidate.antecedent and candidate.rivals)

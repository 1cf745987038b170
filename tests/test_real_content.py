"""What the project's own briefing says: who, on which day, what. Facts, not wording."""

from __future__ import annotations

import pytest

from briefing.planning import plan
from briefing.site import Site
from tests.cases import table
from tests.folders import REAL


@pytest.fixture(scope="module")
def site() -> Site:
    return plan(REAL).site


@pytest.mark.parametrize(("word", "kind", "by", "filed", "exact"), table("assertions"))
def test_an_assertion_of_the_sources_is_on_file(
    site: Site, word: str, kind: str, by: str, filed: str, exact: str
) -> None:
    """*filed* is the date it is filed under, *exact* whether the source tells it."""
    found = [
        statement
        for statement in site.statements.values()
        if word.casefold() in f"{statement.text} {statement.quote}".casefold()
        and statement.kind == kind
        and set(by.split()) == set(statement.by or ["unknown"])
        and str(statement.filed) == filed
        and (statement.on is not None) == (exact == "told")
    ]
    assert found, word


def test_analysts_and_former_officials_speak_for_nobody(site: Site) -> None:
    for slug in ("thomas-wiegold", "stefan-meister", "former-ukrainian-ambassador"):
        assert site.actors[slug].sides == ()
        assert site.term("actors", slug).statements


def test_every_official_speaks_for_a_side(site: Site) -> None:
    nobody = {slug for slug, actor in site.actors.items() if not actor.sides}
    assert nobody == {
        "thomas-wiegold",
        "stefan-meister",
        "former-ukrainian-ambassador",
        "western-leaders",
        "russian-backed-separatists",
    }


def test_paragraphs_without_an_established_speaker_are_set_aside(site: Site) -> None:
    set_aside = {
        entry.paragraph
        for entry in site.articles["2022-02-16-nato-doubts-withdrawals"].set_aside
        if "speaker cannot be established" in entry.reason
    }
    assert set_aside == {6, 27, 40}


def test_both_spellings_of_a_name_lead_to_one_actor(site: Site) -> None:
    spelled = {alias.name for alias in site.actors["antony-blinken"].aliases}
    assert "Anthony Blinken" in spelled
    assert {s.as_printed for s in site.statements.values()} >= {"Anthony Blinken", "Dmytro Kulebo"}


def test_the_second_article_is_dated_by_what_it_reports(site: Site) -> None:
    article = site.articles["2022-03-31-kyiv-chernihiv-pullback"]
    assert str(article.date) == "2022-03-31~"
    assert article.date_basis
    assert (article.source.publisher, article.source.url) == ("", "")

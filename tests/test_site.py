"""Documents to a site: names resolved, statements filed, and every rule that spans documents."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from briefing.content import load
from briefing.problems import refuse_errors
from briefing.site import Site, assemble
from tests.folders import MINIMAL, REAL, SMALL, article, refused, write


def site_of(folder: Path, documents: dict[str, str], *, drafts: bool = False) -> Site:
    site, problems = assemble(load(write(folder, {**SMALL, **documents})), drafts=drafts)
    refuse_errors(problems)
    return site


def one_statement(folder: Path, lines: str, more: str = "") -> Site:
    """The site of one article with the statement ``k7f3``, which *lines* complete."""
    entry = "- id: k7f3\n" + "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    return site_of(folder, {"articles/a.md": article(entry, more)})


SAID = "by: Ada Berg\nabout: Dams\nsays: x\n"


@pytest.mark.parametrize("spelling", ["Ada Berg", "ADA  BERG", "ada birg", "Berg", "Áda Bèrg"])
def test_any_known_spelling_means_the_actor(tmp_path: Path, spelling: str) -> None:
    site = one_statement(tmp_path, f"by: {spelling}\nabout: WEIRS\nsays: x")
    assert site.statements["k7f3"].by == ("ada-berg",)
    assert site.statements["k7f3"].about == ("dams",)


def test_names_are_not_transliterated(tmp_path: Path) -> None:
    (problem,) = refused(
        tmp_path, {"articles/a.md": article("- {id: k7f3, by: Ада Берг, about: Dams, says: x}")}
    )
    assert "not known" in problem.message


def test_the_speaker_may_be_unknown(tmp_path: Path) -> None:
    assert one_statement(tmp_path, "by: unknown\nabout: Dams\ndoes: x").statements["k7f3"].by == ()


def test_a_joint_statement_is_by_all_of_its_speakers(tmp_path: Path) -> None:
    site = one_statement(tmp_path, "by: [Ada Berg, Südland]\nabout: Dams\nsays: x")
    assert site.statements["k7f3"].sides == ("norland", "sudland")
    assert site.term("actors", "sudland").statements == ("k7f3",)


def test_the_office_is_the_role_unless_the_statement_gives_one(tmp_path: Path) -> None:
    assert one_statement(tmp_path / "1", SAID).statements["k7f3"].office == "Minister of Water"
    site = one_statement(tmp_path / "2", SAID + "as: member of parliament")
    assert site.statements["k7f3"].office == "member of parliament"


def test_the_side_is_where_speaks_for_ends(tmp_path: Path) -> None:
    ministry = "---\nname: Ministry\nkind: body\nspeaks_for: Norland\n---\n"
    clerk = "---\nname: Clerk\nkind: person\nspeaks_for: Ministry\n---\n"
    entry = "- {id: k7f3, by: Clerk, about: Dams, says: x}"
    site = site_of(
        tmp_path,
        {
            "actors/ministry.md": ministry,
            "actors/clerk.md": clerk,
            "articles/a.md": article(entry),
        },
    )
    assert site.statements["k7f3"].sides == ("norland",)
    assert site.term("spoken_for", "norland").statements == ("k7f3",)
    assert site.term("spoken_for", "ministry").statements == ("k7f3",)
    assert site.term("actors", "norland").statements == ()


def test_who_speaks_for_nobody_has_no_side(tmp_path: Path) -> None:
    analyst = "---\nname: Analyst\nkind: person\naffiliation: Norland Institute\n---\n"
    entry = "- {id: k7f3, by: Analyst, about: Dams, says: x}"
    site = site_of(tmp_path, {"actors/analyst.md": analyst, "articles/a.md": article(entry)})
    assert site.statements["k7f3"].sides == ()


def test_what_is_said_about_an_actor_is_filed_apart_from_its_own_words(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "concerning: Südland")
    assert site.term("concerning", "sudland").statements == ("k7f3",)
    assert site.term("actors", "sudland").statements == ()
    assert site.term("actors", "sudland").articles == ("a",)


def test_a_statement_of_a_day_makes_that_days_page(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "on: 2021-05-02")
    assert site.days["2021-05-02"].statements == ("k7f3",)
    assert site.days["2021-05-04"].articles == ("a",)


def test_an_approximate_day_is_filed_under_that_day_alone(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "on: 2021-05-02~")
    assert [key for key, day in site.days.items() if day.statements] == ["2021-05-02"]


def test_an_undated_statement_is_filed_as_reported_on_the_articles_day(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID)
    statement = site.statements["k7f3"]
    assert statement.on is None
    assert str(statement.reported) == "2021-05-04"
    assert site.days["2021-05-04"].statements == ("k7f3",)


def test_nothing_known_of_the_date_leads_to_the_undated_page(tmp_path: Path) -> None:
    text = article("- {id: k7f3, by: Ada Berg, about: Dams, says: x}").replace(
        "2021-05-04", "unknown"
    )
    site = site_of(tmp_path, {"articles/a.md": text})
    assert site.days["undated"].statements == ("k7f3",)
    assert site.days["undated"].articles == ("a",)


def test_a_short_interval_is_listed_on_its_days_that_exist_and_makes_none(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "on: 2021-05-03/2021-05-05")
    assert site.days["2021-05-04"].statements == ("k7f3",)
    assert "2021-05-03" not in site.days


def test_a_short_interval_without_any_such_day_goes_to_its_month(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "on: 2021-06-03/2021-06-05")
    assert [key for key, day in site.days.items() if day.statements] == ["2021-06"]


@pytest.mark.parametrize(
    ("on", "keys"),
    [
        ("2021-06", ["2021-06"]),
        ("2015", ["2015"]),
        ("2014/..", ["2014"]),
        ("../2014", ["2014"]),
        ("2014-03/2016-04", ["2014", "2016"]),
    ],
)
def test_longer_dates_are_filed_under_their_month_or_years(
    tmp_path: Path, on: str, keys: list[str]
) -> None:
    site = one_statement(tmp_path, SAID + f"on: {on}")
    assert [key for key, day in site.days.items() if day.statements] == keys


def test_days_months_and_years_know_their_neighbours_and_parts(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "on: 2021-04-30")
    assert (site.days["2021-04-30"].previous, site.days["2021-04-30"].next) == ("", "2021-05-04")
    assert site.days["2021"].days == ("2021-04", "2021-05")
    assert site.days["2021-05"].days == ("2021-05-04",)


def test_a_note_alone_makes_a_page(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"dates/2021-05-01.md": "---\nheadline: A holiday\n---\n"})
    assert site.days["2021-05-01"].statements == ()
    assert site.notes["2021-05-01"].headline == "A holiday"


def test_statements_are_in_order_of_day_then_article_then_place(tmp_path: Path) -> None:
    first = article(
        "- {id: aa1, by: Ada Berg, about: Dams, says: x, on: 2021-05-04}\n"
        "- {id: aa2, by: Ada Berg, about: Dams, says: x, on: 2021-05-01}\n"
        "- {id: aa3, by: Ada Berg, about: Dams, says: x, on: 2021-05}"
    )
    second = article("- {id: bb1, by: Ada Berg, about: Dams, says: x, on: 2021-05-04}")
    undated = article("- {id: cc1, by: Ada Berg, about: Dams, says: x}").replace(
        "2021-05-04", "unknown"
    )
    site = site_of(
        tmp_path, {"articles/b.md": second, "articles/a.md": first, "articles/c.md": undated}
    )
    assert list(site.statements) == ["aa2", "aa3", "aa1", "bb1", "cc1"]


def test_differing_accounts_point_at_each_other(tmp_path: Path) -> None:
    entries = (
        "- {id: aa1, by: Ada Berg, about: Dams, says: x, differs_from: bb1}\n"
        "- {id: bb1, by: Südland, about: Dams, says: y}"
    )
    site = site_of(tmp_path, {"articles/a.md": article(entries)})
    assert site.statements["bb1"].differs_from == ("aa1",)


def test_a_repetition_is_known_to_what_it_repeats(tmp_path: Path) -> None:
    entries = (
        "- {id: aa1, by: Ada Berg, about: Dams, says: x}\n"
        "- {id: bb1, by: Norland, about: Dams, says: y, repeats: aa1}"
    )
    site = site_of(tmp_path, {"articles/a.md": article(entries)})
    assert site.statements["aa1"].repeated_by == ("bb1",)
    assert site.statements["aa1"].repeats == ()


def test_the_relay_is_the_publisher_unless_the_statement_names_one(tmp_path: Path) -> None:
    assert one_statement(tmp_path / "1", SAID).statements["k7f3"].via[0].name == "The Herald"
    relays = one_statement(tmp_path / "2", SAID + "via: [R1, Norland]").statements["k7f3"].via
    assert [(relay.name, relay.actor) for relay in relays] == [
        ("Radio One", ""),
        ("Norland", "norland"),
    ]


def test_a_removed_statement_keeps_nothing_but_its_address(tmp_path: Path) -> None:
    change = "changes: [{date: 2021-06-01, note: Taken down on request.}]"
    site = one_statement(
        tmp_path, SAID + f"quote: secret words\nstatus: removed\nas_printed: Adda\n{change}"
    )
    statement = site.statements["k7f3"]
    assert {statement.text, statement.quote, statement.as_printed, *statement.by} == {""}
    assert site.articles["a"].statements == ("k7f3",)
    assert site.term("actors", "ada-berg").statements == ()


def test_a_withdrawn_statement_keeps_its_place(tmp_path: Path) -> None:
    change = "changes: [{date: 2021-06-01, note: It was somebody else.}]"
    site = one_statement(tmp_path, SAID + f"status: withdrawn\n{change}")
    assert site.term("actors", "ada-berg").statements == ("k7f3",)


def test_an_article_lists_the_actors_and_themes_of_its_statements_too(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID + "with: Südland", more="actors: Norland")
    assert site.articles["a"].actors == ("norland", "ada-berg", "sudland")
    assert site.articles["a"].themes == ("dams",)


def test_a_minimal_article_is_filed_everywhere(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"articles/a.md": MINIMAL})
    assert site.term("actors", "norland").articles == ("a",)
    assert site.term("themes", "dams").articles == ("a",)
    assert site.days["2021-05-04"].articles == ("a",)


def test_a_draft_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    text = MINIMAL.replace("title:", "draft: true\n    title:")
    site, problems = assemble(load(write(tmp_path, {**SMALL, "articles/a.md": text})))
    assert not site.articles
    assert site.left_out == ((tmp_path / "articles/a.md").as_posix(),)
    assert [problem.message for problem in problems] == ["left out: a draft"]


def test_drafts_are_there_when_they_are_asked_for(tmp_path: Path) -> None:
    text = MINIMAL.replace("title:", "draft: true\n    title:")
    site = site_of(tmp_path, {"articles/a.md": text}, drafts=True)
    assert site.drafts == {"articles/a.html"}
    assert site.left_out == ()


def test_a_draft_may_lack_its_date(tmp_path: Path) -> None:
    text = MINIMAL.replace("date: 2021-05-04", "draft: true")
    assert site_of(tmp_path, {"articles/a.md": text}, drafts=True).articles["a"].date is None


def test_old_addresses_lead_to_the_page(tmp_path: Path) -> None:
    text = MINIMAL.replace("title:", "redirect_from: [articles/old, older.html]\n    title:")
    site = site_of(tmp_path, {"articles/a.md": text})
    assert [(r.path, r.target) for r in site.redirects] == [
        ("articles/old.html", "articles/a.html"),
        ("older.html", "articles/a.html"),
    ]


def test_two_files_with_one_slug_by_unicode_form_are_refused(tmp_path: Path) -> None:
    names = ["actors/ñ.md", "actors/more/n\u0303.md"]
    found = refused(tmp_path, {name: f"---\nname: {name}\n---\n" for name in names})
    first = f"{tmp_path}/content/actors/more/n\u0303.md"
    assert [problem.message for problem in found] == [
        f"the page actors/ñ.html is claimed twice; {first} claims it too"
    ]


def test_a_name_in_a_file_with_problems_is_not_a_second_problem(tmp_path: Path) -> None:
    broken = "---\nname: Broken\nkind: planet\n---\n"
    entry = "- {id: k7f3, by: Broken, about: Dams, says: x}"
    found = refused(tmp_path, {"actors/broken.md": broken, "articles/a.md": article(entry)})
    assert ["planet" in problem.message for problem in found] == [True]


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    entries = (
        "- {id: aa11, by: Nobody, about: Dams, says: x, on: 2021-02-30}\n"
        "- {by: Norland, about: Dams, says: y}\n"
        "- {id: bb22, by: Norland, about: Dams, says: z, repeats: zz99}"
    )
    text = article(entries).replace("date: 2021-05-04", "date: Tuesday") + "\n<b>x</b>\n"
    messages = " / ".join(problem.message for problem in refused(tmp_path, {"articles/a.md": text}))
    for part in ("Tuesday", "30 February", "“Nobody”", "no id", "“zz99”", "raw HTML"):
        assert part in messages
    assert messages.count(" / ") == 5


def test_what_follows_from_a_fault_is_not_a_second_problem(tmp_path: Path) -> None:
    entries = "- {id: K7, by: [Norland, {}], about: Dams, says: [x], repeats: [{}], via: [{}]}"
    text = article(entries).replace("date: 2021-05-04", "date: Tuesday")
    assert len(refused(tmp_path, {"articles/a.md": text})) == 6


def test_a_publisher_of_any_source_may_relay(tmp_path: Path) -> None:
    entry = "- {id: k7f3, by: Norland, about: Dams, says: x, via: The Courier}"
    other = MINIMAL.replace("The Herald", "The Courier")
    site = site_of(tmp_path, {"articles/a.md": article(entry), "articles/b.md": other})
    assert site.statements["k7f3"].via[0].name == "The Courier"


def test_the_site_cannot_be_changed(tmp_path: Path) -> None:
    site = one_statement(tmp_path, SAID)
    with pytest.raises(TypeError):
        site.statements["new"] = site.statements["k7f3"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        site.statements["k7f3"].text = "changed"  # type: ignore[misc]


def test_what_is_filed_is_numbered_in_reading_order() -> None:
    site, _ = assemble(load(REAL.content))
    ids, slugs = list(site.statements), list(site.articles)
    for name, terms in site.terms.items():
        for key, term in terms.items():
            statements, articles = (array("I", found) for found in site.numbers[name][key])
            assert [ids[number] for number in statements] == list(term.statements)
            assert [slugs[number] for number in articles] == list(term.articles)
    assert any(site.numbers["days"][key][0] for key in site.terms["days"])

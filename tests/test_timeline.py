"""The timelines: laws of where things lie, and what readers see, hear and can reach of them."""

from __future__ import annotations

import gzip
from datetime import timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import html5lib
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.axis import COLUMNS, axis
from briefing.dates import Edtf, parse
from briefing.model import Statement
from briefing.planning import plan
from briefing.site import Site
from briefing.timeline import BARS, LANES, STACK, Timeline, anchor, by_side, by_theme, timeline
from tests.folders import REAL, article, planned
from tests.small import small_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MANY = 12
"""The actors and themes of the site that the laws are tried on: more than have a sign or lane."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    documents = {
        f"{kind}s/{kind}-{number}.md": f"---\nname: The {kind} {number}\n{more}---\n"
        for number in range(MANY)
        for kind, more in (("actor", "kind: state\n"), ("theme", ""))
    }
    statements = "\n".join(
        f"- {{id: a{n:03}, by: The actor {n}, about: The theme {n}, says: x}}" for n in range(MANY)
    )
    return small_site(
        tmp_path_factory.mktemp("timeline"), documents | {"articles/a.md": article(statements)}
    )


Drawn = list[tuple[Edtf | None, bool, list[int], list[int]]]
"""Statements to be: the date, whether it is told or only reported, sides and themes."""

points = st.builds(
    lambda day, width, qualifier: f"{day.isoformat()[:width]}{qualifier}",
    st.dates(parse("2021-11-20").earliest, parse("2022-03-10").earliest),
    st.sampled_from([10, 10, 10, 7, 4]),
    st.sampled_from(["", "", "~", "?", "%"]),
)


def is_date(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


ends = st.one_of(points, st.sampled_from(["", ".."]))
dates = st.one_of(points, st.builds("{}/{}".format, ends, ends).filter(is_date)).map(parse)
numbers = st.lists(st.integers(0, MANY - 1), max_size=3, unique=True)
told = st.lists(st.tuples(st.none() | dates, st.booleans(), numbers, numbers), max_size=60)


def made(site: Site, drawn: Drawn) -> list[Statement]:
    """Statements with the drawn dates (told or only reported), sides and themes."""
    model = next(iter(site.statements.values()))
    return [
        msgspec.structs.replace(
            model,
            id=f"s{index}",
            on=filed if is_told else None,
            reported=None if is_told else filed,
            sides=tuple(f"actor-{number}" for number in sides),
            about=tuple(f"theme-{number}" for number in about),
        )
        for index, (filed, is_told, sides, about) in enumerate(drawn)
    ]


def both(site: Site, statements: list[Statement]) -> list[Timeline]:
    """The timelines of *statements*: sides as lanes, themes as lanes."""
    drawings = [timeline(group(site, statements)) for group in (by_side, by_theme)]
    return [drawing for drawing in drawings if drawing]


@given(drawn=told)
def test_every_dated_statement_is_on_one_mark_of_its_lane_or_counted(
    site: Site, drawn: Drawn
) -> None:
    statements = made(site, drawn)
    for group in (by_side, by_theme):
        lanes = group(site, statements)
        drawing = timeline(lanes)
        if not drawing:
            continue
        here, everything = set(), set()
        for (_, _, listed), lane in zip(lanes, drawing.lanes, strict=True):
            marked = [s.id for mark in lane.marks for s in mark.statements]
            assert len(marked) == len(set(marked))
            assert lane.count == sum(1 for s in listed if s.filed)
            here |= set(marked)
            everything |= {s.id for s in listed if s.filed}
        assert here <= everything
        assert drawing.axis.beyond == len(everything - here)


@given(drawn=told)
def test_marks_lie_within_bounds_and_none_covers_another(site: Site, drawn: Drawn) -> None:
    for drawing in both(site, made(site, drawn)):
        assert 2 <= len(drawing.axis.columns) <= COLUMNS
        assert len(drawing.lanes) <= LANES + 1
        for lane in drawing.lanes:
            assert len(lane.marks) <= COLUMNS * STACK + BARS
            for mark in lane.marks:
                begin, end = mark.span.bar or (mark.x, mark.x)
                assert 0 <= begin <= mark.x <= end <= drawing.axis.right <= 100
                assert 0 < mark.y < lane.height
            for one, other in combinations(lane.marks, 2):
                apart = one.span.last < other.span.first or other.span.last < one.span.first
                assert apart or one.y != other.y


@given(st.lists(dates, min_size=1, max_size=40))
def test_columns_are_in_order_of_time_and_a_break_is_where_days_are_left_out(
    listed: list[Edtf],
) -> None:
    columns = axis(listed).columns
    for before, after in pairwise(columns):
        assert (before.point.first, before.point.last) <= (after.point.first, after.point.last)
        assert before.x < after.edge + 0.01 < after.x
        days = after.point.first.toordinal() - before.point.last.toordinal() - 1
        assert after.broken == (days > 0)


@given(st.lists(dates, max_size=20, unique=True))
def test_two_dates_have_two_places_in_a_list(listed: list[Edtf]) -> None:
    assert len({anchor(filed) for filed in listed}) == len(listed)


def test_the_busiest_dates_have_columns_and_of_equals_the_latest() -> None:
    days = [parse(f"2022-02-{day:02}") for day in range(1, 14)]
    drawn = axis([*days, days[0], days[0]])
    assert [column.point.day for column in drawn.columns] == [1, *range(5, 14)]
    assert (drawn.dates, drawn.beyond) == (3, 3)


def test_a_bar_reaches_the_last_column_before_its_end_and_the_edge_when_it_has_none() -> None:
    days = ["2022-02-01", "2022-02-03", "2022-02-09", "2022-02-02/2022-02-08"]
    drawn = axis([parse(day) for day in days])
    assert [column.point.day for column in drawn.columns] == [1, 2, 3, 8, 9]
    for text, first, last, begin, end in (
        ("2022-02-02/2022-02-08", 1, 3, "", ""),
        ("2022-02-02/2022-02-04", 1, 2, "", ""),
        ("2022-02-02/..", 1, 4, "", "open"),
        ("2022-02-02/", 1, 1, "", "unknown"),
        ("../2022-02-03", 0, 2, "open", ""),
    ):
        span = drawn.span(parse(text))
        assert span
        assert (span.first, span.last, span.begin, span.end) == (first, last, begin, end), text


def test_sides_without_a_sign_share_the_last_lane_with_those_of_no_side(site: Site) -> None:
    day = parse("2022-02-01")
    statements = made(site, [(day, True, [number], []) for number in range(MANY)])
    statements += made(site, [(day, True, [], [])])
    lanes = by_side(site, statements)
    assert [sign for _, sign, _ in lanes] == [*range(1, 9), 0]
    assert lanes[-1][0] is None
    assert len(lanes[-1][2]) == MANY - 8 + 1


def test_five_thousand_statements_give_a_bounded_drawing(site: Site) -> None:
    start = parse("2019-01-01").earliest
    days = [parse((start + timedelta(n)).isoformat()) for n in range(700)]
    drawn: Drawn = [(days[n % 700], True, [n % MANY], []) for n in range(5000)]
    drawing = timeline(by_side(site, made(site, drawn)))
    assert drawing
    assert len(drawing.marks) <= COLUMNS * (LANES + 1)
    counted = sum(len(mark.statements) for mark in drawing.marks)
    assert counted + drawing.axis.beyond == 5000
    assert drawing.axis.dates == 690


# What is drawn

STATEMENTS = """
    - {id: sure, by: Ada Berg, about: Dams, on: 2021-05-03, says: It stays open.}
    - {id: near, by: Norland, about: Dams, on: 2021-05-01~, date_basis: x, does: Closed a gate.}
    - {id: told, by: Südland, about: Dams, says: We wait.}
    - {id: plan, by: Südland, about: Dams, on: 2021-05-02, plans: A visit.}
    - {id: long, by: Südland, about: Dams, on: 2021-05-02/2021-05-03, says: Talks were held.}
    - {id: year, by: Norland, about: Dams, on: 2020, does: Built the dam.}
    - {id: one1, by: Norland, about: Dams, on: 2021-05-02, says: One.}
    - {id: two2, by: Norland, about: Dams, on: 2021-05-02, says: Two.}
    - {id: tri3, by: Norland, about: Dams, on: 2021-05-02, says: Three.}
    - {id: for4, by: Norland, about: Dams, on: 2021-05-02, says: Four.}
    """


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("drawn")
    return dict(planned(folder, {"articles/a.md": article(STATEMENTS)}).tree)


SVG = "{http://www.w3.org/2000/svg}"


def figure(page: bytes) -> Element:
    document = html5lib.parse(page, namespaceHTMLElements=False)
    (found,) = [f for f in document.iter("figure") if "timeline" in f.get("class", "").split()]
    return found


def links(page: bytes) -> dict[str, Element]:
    """The marks of a page's timeline, by what stands after the ``#`` of their address."""
    return {a.get("href", "").rpartition("#")[2]: a for a in figure(page).iter(f"{SVG}a")}


def shapes(mark: Element) -> list[str]:
    return [element.tag.rpartition("}")[2] for element in mark]


def test_exact_approximate_reported_and_long_dates_are_drawn_differently(
    pages: dict[str, bytes],
) -> None:
    found = links(pages["themes/dams.html"])
    inexact = {key for key, mark in found.items() if "inexact" in mark.get("class", "")}
    assert inexact == {"near", "told", "year"}
    assert {key for key, mark in found.items() if "line" in shapes(mark)} == {"long"}


def test_said_done_and_planned_are_drawn_differently(pages: dict[str, bytes]) -> None:
    found = links(pages["themes/dams.html"])
    uses = {
        key: {use.get("href", "") for use in mark.iter(f"{SVG}use")} for key, mark in found.items()
    }
    assert {key for key in uses if "#does" in uses[key]} == {"near", "year"}
    assert {key for key in uses if "#plans" in uses[key]} == {"plan"}


def test_more_than_fit_are_one_mark_that_leads_to_their_day_in_the_list(
    pages: dict[str, bytes],
) -> None:
    theme = pages["themes/dams.html"].decode()
    mark = links(theme.encode())["on-2021-05-02"]
    assert mark.findtext("{*}title") == "Norland · 4 statements · 2 May 2021"
    assert 'id="on-2021-05-02"' in theme


def test_every_mark_says_in_words_what_it_stands_for(pages: dict[str, bytes]) -> None:
    found = links(pages["themes/dams.html"])
    assert found["near"].findtext("{*}title") == (
        "Norland · Done · about 1 May 2021: Closed a gate."
    )
    assert found["told"].findtext("{*}title") == ("Südland · Said · reported 4 May 2021: We wait.")
    for page in ("index.html", "themes/dams.html", "actors/norland.html"):
        assert all(
            (mark.findtext("{*}title") or "").strip() for mark in links(pages[page]).values()
        )


def test_the_signs_that_are_drawn_are_explained_and_no_others(pages: dict[str, bytes]) -> None:
    caption = "".join(next(figure(pages["themes/dams.html"]).iter("figcaption")).itertext())
    for words in ("not exactly known", "done", "planned", "over several days", "days left out"):
        assert words in caption
    caption = "".join(next(figure(pages["actors/sudland.html"]).iter("figcaption")).itertext())
    assert "planned" in caption
    assert "done" not in caption


def test_one_date_or_two_statements_give_no_timeline(tmp_path: Path) -> None:
    one_day = "\n".join(
        f"- {{id: same{n}, by: Norland, about: Dams, on: 2021-05-03, says: x}}" for n in range(5)
    )
    two = "\n".join(
        f"- {{id: diff{n}, by: Norland, about: Dams, on: 2021-05-0{n}, says: x}}" for n in (1, 2)
    )
    for name, statements in (("day", one_day), ("two", two)):
        tree = planned(tmp_path / name, {"articles/a.md": article(statements)}).tree
        for page in ("index.html", "themes/dams.html", "actors/norland.html"):
            assert b'<figure class="timeline' not in tree[page]


def test_a_long_theme_says_what_is_not_drawn_and_where_it_is(tmp_path: Path) -> None:
    statements = "\n".join(
        f"- {{id: day{n}, by: Norland, about: Dams, on: 2021-03-{n:02}, says: x}}"
        for n in range(1, 32)
    )
    theme = planned(tmp_path, {"articles/a.md": article(statements)}).tree["themes/dams.html"]
    caption = next(figure(theme).iter("figcaption"))
    assert "21 statements are left out" in "".join(caption.itertext())
    assert [a.get("href") for a in caption.iter("a")] == ["#in-order"]
    assert len(links(theme)) == COLUMNS


def test_a_timeline_costs_a_few_kilobytes_at_most(tmp_path: Path) -> None:
    statements = "\n".join(
        f"- {{id: day{n:03}, by: {by}, about: Dams, on: 2021-03-{n % 31 + 1:02}, says: Word {n}.}}"
        for n in range(300)
        for by in [("Norland", "Südland", "Ada Berg")[n % 3]]
    )
    home = planned(tmp_path, {"articles/a.md": article(statements)}).tree["index.html"]
    drawing = home[home.index(b'<figure class="timeline') :].partition(b"</figcaption>")[0]
    assert len(gzip.compress(drawing)) < 4096


def test_marks_are_reached_by_keyboard_and_large_enough_on_a_small_phone(
    pages: dict[str, bytes], tmp_path: Path, browser: Browser
) -> None:
    for path, data in pages.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto((tmp_path / "themes/dams.html").as_uri())
    boxes = [box for target in page.locator("ellipse.hit").all() if (box := target.bounding_box())]
    assert len(boxes) == len(links(pages["themes/dams.html"]))
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    reached = []
    page.locator(".timeline .skip").focus()
    for _ in range(2 * len(boxes)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')") or "")
    assert {f"../articles/a.html#{key}" for key in ("sure", "near", "long")} <= set(reached)
    page.locator(".timeline a[href$='#near']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/a.html#near")
    context.close()


def test_words_of_a_timeline_stand_before_the_halo_that_parts_them_from_lines() -> None:
    """Without it the stroke in the colour of the paper would cover them."""
    tree = plan(REAL).tree
    drawings = [
        svg
        for path in ("index.html", "themes/diplomacy.html", "actors/russia.html")
        for svg in figure(tree[path]).iter(f"{SVG}svg")
        if next(svg.iter(f"{SVG}text"), None) is not None and svg.get("width") == "100%"
    ]
    assert drawings
    assert all(svg.get("paint-order") == "stroke" for svg in drawings)

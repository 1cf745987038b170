"""Cards: what they say, how they are set, when they are drawn, and what pages tell of them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from briefing import cards, planning, plans
from briefing.cards import LONGEST, SIZE, drawing, png
from briefing.cards.setting import fit, length
from briefing.cards.signs import HUES, mask
from briefing.cards.typeface import FOLDER, SANS, SERIF, Typeface
from briefing.cards.words import Card, of_site, of_subjects
from briefing.groups import SIGNS
from tests.commands import ROOT, files, run
from tests.folders import REAL, SMALL, article, write
from tests.small import small_site

CARD = Card(name="Ada Berg", above="The Water Talks", below=("Minister of Water",), signs=(1,))
DRAWN = drawing.draw(CARD)
SAYS = "- {id: says1, by: Berg, on: 2021-05-03, about: Dams, says: The dam stays open.}"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with two states, one speaker, one theme and one statement."""
    return write(tmp_path / "content", {**SMALL, "articles/talks.md": article(SAYS)})


def planned(content: Path, *, kept: bool = True, assets: Path = REAL.assets) -> plans.Plan:
    folders = planning.Folders(content=content, templates=REAL.templates, assets=assets)
    return planning.plan(folders, kept_cards=content.parent / "kept" if kept else None)


def metas(page: bytes) -> dict[str, str]:
    """What the meta elements of *page* say of its card."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    found = (
        (meta.get("property") or meta.get("name") or "", meta) for meta in document.iter("meta")
    )
    return {
        name: meta.get("content") or ""
        for name, meta in found
        if name.startswith(("og:image", "twitter:"))
    }


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


# What a card says


def test_an_actors_card_has_its_role_its_statements_and_its_dates(tmp_path: Path) -> None:
    words = {subject.slug: card for subject, card in of_subjects(small_site(tmp_path))}
    assert words["ada-berg"].below == ("Minister of Water", "1 statement\u00a0· 3 May 2021")


def test_an_actors_card_has_the_sign_of_its_side(tmp_path: Path) -> None:
    words = {subject.slug: card for subject, card in of_subjects(small_site(tmp_path))}
    assert words["ada-berg"].signs == words["norland"].signs == (1,)


def test_a_silent_actors_card_counts_what_is_said_for_it(content: Path) -> None:
    words = {subject.slug: card for subject, card in of_subjects(planned(content).site)}
    assert words["norland"].below == ("1 statement by those who speak for it\u00a0· 3 May 2021",)


def test_a_themes_card_counts_statements_and_sides(tmp_path: Path) -> None:
    words = {subject.slug: card for subject, card in of_subjects(small_site(tmp_path))}
    assert words["dams"].below == ("2 statements\u00a0· 1 side\u00a0· 3 to 4 May 2021",)


def test_an_articles_card_names_its_source(tmp_path: Path) -> None:
    words = {subject.slug: card for subject, card in of_subjects(small_site(tmp_path))}
    assert words["talks"].below == ("The Courier\u00a0· 4 May 2021\u00a0· 2 statements",)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2021-05-03", "2021-04-30"], "30 April to 3 May 2021"),
        (["2021-05-03~", "2021-05-03~"], "about 3 May 2021"),
        (["2021-05-03", "2021"], "2021"),
        (["2014/..", "2021-05-03"], "2014 to 3 May 2021"),
        (["2014/..", "2014/.."], "since 2014"),
    ],
)
def test_the_dates_of_a_card_are_as_precise_as_the_statements(
    tmp_path: Path, dates: list[str], words: str
) -> None:
    statements = "\n".join(
        f"- {{id: says{n}, by: Berg, on: {on}, about: Dams, says: The dam stays open.}}"
        for n, on in enumerate(dates)
    )
    content = write(tmp_path / "content", {**SMALL, "articles/talks.md": article(statements)})
    found = {subject.slug: card for subject, card in of_subjects(planned(content).site)}
    assert found["ada-berg"].below[-1] == f"2 statements\u00a0· {words}"


# How it is drawn


def test_a_card_is_as_large_as_it_is_said_to_be() -> None:
    assert picture(DRAWN).size == SIZE


def test_a_card_tells_its_words_in_itself() -> None:
    read = png.read(DRAWN)
    assert read.description == "Ada Berg. Minister of Water. The Water Talks."
    assert (read.width, read.height) == SIZE


def test_the_same_card_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from tests.test_cards import CARD, drawing; "
        "sys.stdout.buffer.write(drawing.draw(CARD))"
    )
    env = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout == DRAWN


def widest(typeface: Typeface) -> str:
    return max(typeface.glyphs, key=lambda char: length(char, typeface, 100))


@pytest.mark.parametrize(
    "card",
    [
        Card(name="long name " * (LONGEST // 10), above="site " * 80, below=("role " * 80, "2")),
        Card(name=widest(SERIF) * LONGEST, above=widest(SANS) * LONGEST, signs=(1,) * 9),
        Card(name="x", below=(widest(SANS) * LONGEST, "12 statements")),
    ],
    ids=["many words", "the widest letters", "the widest role"],
)
def test_nothing_of_a_card_reaches_its_edge(card: Card) -> None:
    image = picture(drawing.draw(card)).convert("RGB")
    paper = Image.new("RGB", SIZE, drawing.PAPER)
    left, top, right, bottom = ImageChops.difference(image, paper).getbbox() or (0, 0, *SIZE)
    assert left >= drawing.LEFT - 2
    assert top == drawing.RULE[0]
    assert right <= drawing.RIGHT + 2
    assert bottom <= SIZE[1] - 24


def test_a_name_that_is_broken_into_lines_loses_nothing() -> None:
    name = "Donaudampfschifffahrtsgesellschaftskapitän of the upper Danube and its side streams"
    block = fit(name, SERIF, sizes=range(116, 7, -4), width=700, height=300, leading=1.06)
    assert "".join(block.lines).replace(" ", "") == name.replace(" ", "")
    assert max(length(line, SERIF, block.size) for line in block.lines) <= 700
    assert block.height <= 300


def test_the_lines_of_a_name_are_of_much_the_same_length() -> None:
    block = fit(
        "one two three four five six seven", SERIF, sizes=[60], width=690, height=300, leading=1
    )
    first, second = (length(line, SERIF, 60) for line in block.lines)
    assert second > first / 2


def test_a_name_of_two_sentences_is_broken_between_them() -> None:
    whole = Card(name="Withdrawal or regrouping? Ukraine 2022")
    block = drawing.fit_name(whole, top=150)
    assert block.lines == ("Withdrawal or regrouping?", "Ukraine 2022")


def test_letters_are_kerned() -> None:
    apart = length("A", SERIF, 100) + length("V", SERIF, 100)
    assert length("AV", SERIF, 100) < apart - 5


@pytest.mark.parametrize("text", ["Łódź, Đặng, Žižek", "Ελλάδα, Αθήναι", "Київ, Ґалаґан, Ђорђе"])
def test_the_fonts_have_latin_greek_and_cyrillic(text: str) -> None:
    assert SERIF.lacks(text) == SANS.lacks(text) == ""


@pytest.mark.parametrize("name", ["serif", "sans"])
def test_each_font_has_its_licence_beside_it(name: str) -> None:
    assert "SIL Open Font License" in (FOLDER / f"{name}-OFL.txt").read_text("utf-8")


def test_the_signs_have_the_hues_of_the_stylesheet() -> None:
    style = (REAL.assets / "style.css").read_text("utf-8").partition("@media")[0]
    tokens = dict(re.findall(r"--(side-\d|quiet): (#\w+);", style))
    assert list(HUES) == [tokens["quiet"], *(tokens[f"side-{n}"] for n in range(1, SIGNS + 1))]


def test_every_sign_has_a_shape_of_its_own() -> None:
    shapes = {mask(number, 40).tobytes() for number in range(SIGNS + 1)}
    assert len(shapes) == SIGNS + 1
    assert bytes(1600) not in shapes


# When it is drawn


@given(st.data())
def test_no_byte_of_a_picture_can_change_unseen(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(DRAWN) - 1))
    other = (DRAWN[place] + data.draw(st.integers(1, 255))) % 256
    with pytest.raises(ValueError, match=r"PNG|whole"):
        png.read(DRAWN[:place] + bytes([other]) + DRAWN[place + 1 :])


def test_a_build_with_cards_has_one_for_the_site_and_each_actor_theme_and_article(
    content: Path,
) -> None:
    drawn = {path for path in planned(content).tree if path.startswith("cards/")}
    pages = {re.sub(r"\.[0-9a-f]{10}\.png$", "", path) for path in drawn}
    people = {f"cards/actors/{slug}" for slug in ("ada-berg", "norland", "sudland")}
    assert pages == {"cards/index", "cards/themes/dams", "cards/articles/talks", *people}


def test_a_second_build_draws_nothing(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = dict(planned(content).tree)
    monkeypatch.delattr(drawing, "draw")
    assert dict(planned(content).tree) == first


def test_a_new_statement_draws_only_the_cards_that_tell_of_it(content: Path) -> None:
    before = set(planned(content).tree)
    write(content, {"articles/talks.md": article(SAYS + "\n" + SAYS.replace("says1", "says2"))})
    new = {path.rpartition("/")[2].split(".")[0] for path in set(planned(content).tree) - before}
    assert new == {"ada-berg", "norland", "dams", "talks"}


@pytest.mark.parametrize("left", [0, 1, 100, -20])
def test_a_damaged_card_is_drawn_anew(content: Path, left: int) -> None:
    first = dict(planned(content).tree)
    for file in (content.parent / "kept").iterdir():
        file.write_bytes(file.read_bytes()[:left])
    assert dict(planned(content).tree) == first
    for file in (content.parent / "kept").iterdir():
        png.read(file.read_bytes())


def test_where_nothing_can_be_kept_cards_are_drawn_all_the_same(content: Path) -> None:
    (content.parent / "kept").write_text("in the way")
    made = planned(content).tree
    assert all(made[path] for path in made if path.startswith("cards/"))


def test_without_the_option_nothing_is_drawn_and_drawn_cards_go(content: Path) -> None:
    output = content.parent / "site"
    run("build", "--cards", "--content", content, "--output", output)
    assert any(path.startswith("cards/") for path in files(output))
    run("build", "--content", content, "--output", output)
    assert not any(path.startswith("cards/") for path in files(output))


# What cannot be drawn


def test_a_name_in_a_script_that_the_font_lacks_has_the_sites_card(content: Path) -> None:
    write(content, {"actors/sudland.md": "---\nname: 南国\nkind: state\n---\n"})
    plan = planned(content)
    notices = [notice for notice in plan.notices if "is not drawn" in notice.message]
    assert [notice.message for notice in notices] == [
        "“南国” is not drawn: the font of the cards lacks “南国”"
    ]
    assert notices[0].path.endswith("actors/sudland.md")
    assert "/cards/index." in metas(plan.tree["actors/sudland.html"])["og:image"]


def test_a_role_in_a_script_that_the_font_lacks_is_left_out_and_said_so(content: Path) -> None:
    text = SMALL["actors/ada-berg.md"].replace("Minister of Water", "وزيرة المياه")
    write(content, {"actors/ada-berg.md": text})
    plan = planned(content)
    assert any("وزيرة المياه” is not drawn" in notice.message for notice in plan.notices)
    assert metas(plan.tree["actors/ada-berg.html"])["og:image:alt"].startswith("Ada Berg. 1 state")


def test_a_name_that_is_too_long_has_the_sites_card(content: Path) -> None:
    write(content, {"themes/dams.md": f"---\nname: {'d' * 401}\naliases: [Dams]\n---\n"})
    plan = planned(content)
    assert any("it is too long for a card" in notice.message for notice in plan.notices)
    assert "/cards/index." in metas(plan.tree["themes/dams.html"])["og:image"]


def test_letters_with_loose_accents_are_drawn_composed(content: Path) -> None:
    write(content, {"actors/sudland.md": "---\nname: Su\u0308dland\nkind: state\n---\n"})
    alt = metas(planned(content).tree["actors/sudland.html"])["og:image:alt"]
    assert alt.startswith("S\u00fcdland.")


# What pages tell


def test_a_page_names_its_own_card(content: Path) -> None:
    made = planned(content).tree
    found = metas(made["actors/ada-berg.html"])
    address = found.pop("og:image")
    assert address.removeprefix("https://example.org/b/") in made
    assert address.startswith("https://example.org/b/cards/actors/ada-berg.")
    assert found == {
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Ada Berg. Minister of Water. 1 statement\u00a0· 3 May 2021. "
        "The Water Talks.",
        "twitter:card": "summary_large_image",
    }


def test_a_page_without_a_card_of_its_own_names_the_sites(content: Path) -> None:
    made = planned(content).tree
    assert metas(made["dates.html"]) == metas(made["index.html"])
    assert "/cards/index." in metas(made["dates.html"])["og:image"]


def test_without_a_base_url_no_page_names_a_card_and_the_build_says_so(content: Path) -> None:
    write(content, {"index.md": SMALL["index.md"].replace("base_url", "# base_url")})
    plan = planned(content)
    assert any("no card is drawn" in notice.message for notice in plan.notices)
    assert not any(path.startswith("cards/") for path in plan.tree)
    assert metas(plan.tree["index.html"]) == {}


# The card among the assets


def assets(folder: Path, card: bytes | None) -> Path:
    made = write(folder / "assets", {"style.css": ""})
    if card is not None:
        write(made, {"card.png": card})
    return made


def test_without_cards_every_page_names_the_one_among_the_assets(content: Path) -> None:
    card = of_site(planned(content).site.settings)
    folder = assets(content.parent, drawing.draw(card))
    made = planned(content, kept=False, assets=folder).tree
    found = metas(made["actors/ada-berg.html"])
    assert found["og:image"].removeprefix("https://example.org/b/") in made
    assert found["og:image:alt"] == "The Water Talks."


def test_a_card_of_somebody_elses_making_is_taken_as_it_is(content: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20)).save(stream, "PNG")
    made = planned(content, kept=False, assets=assets(content.parent, stream.getvalue())).tree
    found = metas(made["index.html"])
    assert (found["og:image:width"], found["og:image:height"]) == ("40", "20")


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (drawing.draw(Card(name="Another Site")), "says something else than the site"),
        (b"GIF89a", "the card cannot be read"),
    ],
)
def test_a_card_that_does_not_fit_is_not_shown_and_said_so(
    content: Path, card: bytes, said: str
) -> None:
    plan = planned(content, kept=False, assets=assets(content.parent, card))
    assert any(said in notice.message for notice in plan.notices)
    assert metas(plan.tree["index.html"]) == {}


def test_without_a_card_pages_name_none(content: Path) -> None:
    made = planned(content, kept=False, assets=assets(content.parent, None)).tree
    assert metas(made["index.html"]) == {}


def test_the_card_among_our_assets_is_that_of_our_content() -> None:
    card = of_site(planning.plan(REAL).site.settings)
    assert png.read((REAL.assets / cards.ASSET).read_bytes()).description == card.words


def test_the_sites_card_is_drawn_into_the_assets(content: Path) -> None:
    folder = assets(content.parent, b"an old one")
    places = ["--content", str(content), "--assets", str(folder)]
    command = [sys.executable, "-m", "briefing.cards", *places]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "says: The Water Talks." in done.stdout
    assert png.read((folder / "card.png").read_bytes()).description == "The Water Talks."

"""Markdown and running text: what becomes a link, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from briefing.hrefs import ROOT
from briefing.markup import Targets, is_plain, render
from briefing.name_links import NameLinks
from tests.cases import table

NAMES = NameLinks(
    {
        "Ada Berg": "actors/ada-berg.html",
        "Berg": "actors/ada-berg.html",
        "Norland": "actors/norland.html",
        "Norland Institute": "actors/institute.html",
        "Київ": "actors/kyiv.html",
        "北京": "actors/beijing.html",
        "St. Ives": "actors/st-ives.html",
    }
)
TARGETS = Targets(
    pages={
        "actors/norland.md": "actors/norland.html",
        "actors/norland.html": "actors/norland.html",
        "positions.html": "positions.html",
        "articles/a.md": "articles/a.html",
        "actors/київ.md": "actors/київ.html",
    },
    statements={"k7f3": "articles/a.html#k7f3"},
    assets={"map.png": "assets/map.0123.png", "maps/east.png": "assets/maps/east.4567.png"},
)


def html(body: str) -> str:
    found, flaws = render(body, folder="articles", targets=TARGETS, names=NAMES)
    assert not flaws
    return found.replace(ROOT, "../").strip()


def flaws(body: str) -> list[tuple[int, str]]:
    _, found = render(body, folder="articles", targets=TARGETS, names=NAMES)
    return [(flaw.line, flaw.message) for flaw in found]


@pytest.mark.parametrize(("text", "linked"), table("names"))
def test_names_in_running_text(text: str, linked: str) -> None:
    """In the case file a linked name stands in brackets."""
    found = re.sub(r"<a href=[^>]*>(.*?)</a>", r"[\1]", NAMES.html(text))
    assert found.replace("&lt;", "<").replace("&amp;", "&") == linked


def spelt(text: str) -> str:
    return " ".join(text.split())


SPELLINGS = st.text("Aab 京х.", min_size=1, max_size=4).map(spelt).filter(bool)
BEGUN_ALIKE = st.text("a b", max_size=5).map(lambda rest: spelt(f"ab{rest}"))


def named(text: str, names: set[str]) -> list[str]:
    """The *names* that *text* holds, looked for at each place one after the other."""
    found, at = [], 0
    while at < len(text):
        for name in sorted(names, key=len, reverse=True):
            begun = "" if name[0] == "京" else r"(?<!\w)"
            end = "" if name[-1] == "京" else r"(?!\w)"
            words = r"\s+".join(map(re.escape, name.split(" ")))
            if match := re.compile(begun + words + end).match(text, at):
                found.append(match.group())
                at = match.end() - 1
                break
        at += 1
    return found


def each_is_linked_once(text: str, names: set[str]) -> None:
    links = NameLinks({name: f"{number}.html" for number, name in enumerate(sorted(names))})
    shown = re.findall(r"<a href=[^>]*>(.*?)</a>", links.html(text), re.DOTALL)
    mentions = named(text, names)
    assert shown == [
        m for at, m in enumerate(mentions) if m.split() not in map(str.split, mentions[:at])
    ]


@given(st.text("Aab 京х.\n", max_size=12), st.sets(SPELLINGS, max_size=8))
@example("Aa b", {"A", "Aa", "Aa b"})
def test_of_several_names_that_begin_alike_the_longest_is_linked(
    text: str, names: set[str]
) -> None:
    each_is_linked_once(text, names)


@given(
    st.lists(st.sampled_from(["ab", "a", "b", " ", "\n"]), max_size=12).map("".join),
    st.sets(BEGUN_ALIKE, min_size=12, max_size=24),
)
def test_of_many_names_that_begin_alike_the_longest_is_linked(text: str, names: set[str]) -> None:
    each_is_linked_once(text, names)


def test_a_name_is_linked_once_in_each_block() -> None:
    found = html("Norland and Norland.\n\nNorland again.")
    assert found.count('<a href="../actors/norland.html">') == 2


def test_two_spellings_of_one_actor_count_as_one_mention() -> None:
    assert html("Ada Berg spoke; Berg left.").count("<a ") == 1


def test_a_name_broken_over_two_lines_is_linked() -> None:
    assert '<a href="../actors/ada-berg.html">Ada\nBerg</a>' in html("Yesterday Ada\nBerg spoke.")


@pytest.mark.parametrize(
    "body",
    [
        "[Norland](https://example.org/)",
        "`Norland`",
        "    Norland",
        "> Norland",
        "NORLAND",
    ],
)
def test_names_in_links_code_and_quotations_stay_as_they_are(body: str) -> None:
    assert "actors/norland" not in html(body)


def test_a_page_does_not_link_to_itself() -> None:
    found, _ = render(
        "Norland", folder="actors", targets=TARGETS, names=NAMES, own=("actors/norland.html",)
    )
    assert "<a" not in found


@given(st.text())
def test_running_text_is_escaped_whatever_it_holds(text: str) -> None:
    bare = re.sub(r'</?a(?: href="[^"<>]*")?>', "", NAMES.html(text))
    assert "<" not in bare
    assert bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("../actors/norland.md", "../actors/norland.html"),
        ("actors/norland.md", "../actors/norland.html"),
        ("../positions.html", "../positions.html"),
        ("a.md#k7f3", "../articles/a.html#k7f3"),
        ("#k7f3", "../articles/a.html#k7f3"),
        ("../actors/%D0%BA%D0%B8%D1%97%D0%B2.md", "../actors/%D0%BA%D0%B8%D1%97%D0%B2.html"),
        ("https://example.org/x?y=1&z", "https://example.org/x?y=1&amp;z"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
    ],
)
def test_a_link_leads_to_its_page(link: str, leads: str) -> None:
    assert f'href="{leads}"' in html(f"[x]({link})")


@pytest.mark.parametrize(
    "link",
    [
        "nowhere.md",
        "../actors/nowhere.html",
        "#zz99",
        "a.md#zz99",
        "../actors/norland.md#k7f3",
        "../../etc/passwd",
        "",
    ],
)
def test_a_link_that_leads_nowhere_is_refused(link: str) -> None:
    assert flaws(f"One line.\n\n[x]({link})") == [(2, f"there is no page “{link}”")]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://[bad",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/x",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_a_link_of_another_scheme_is_refused(link: str) -> None:
    (found,) = flaws(f"[x](<{link}>)")
    assert "cannot be followed" in found[1]


@pytest.mark.parametrize(
    "body",
    [
        "<b>x</b>",
        "<div>\nx\n</div>",
        "a <br> b",
        "<!-- x -->",
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
    ],
)
def test_raw_html_is_refused_and_never_published(body: str) -> None:
    assert flaws(body)[0][1] == "raw HTML has no place in a body"


def test_a_picture_is_shown_with_its_credit() -> None:
    found = html('![A map](assets/map.png "Survey Office")')
    assert 'src="../assets/map.0123.png" alt="A map"' in found
    assert "Survey Office" in found


@pytest.mark.parametrize(
    ("picture", "lacks"),
    [
        ('![](assets/map.png "Survey")', "no text for readers"),
        ("![A map](assets/map.png)", "no credit"),
        ('![A map](assets/none.png "Survey")', "there is no picture"),
        ('![A map](https://example.org/map.png "Survey")', "there is no picture"),
    ],
)
def test_a_picture_without_its_words_is_refused(picture: str, lacks: str) -> None:
    (found,) = flaws(picture)
    assert lacks in found[1]


def test_the_highest_heading_of_a_body_is_the_second_level() -> None:
    assert html("# One\n\n## Two") == "<h2>One</h2>\n<h3>Two</h3>"
    assert html("### One\n\n#### Two") == "<h2>One</h2>\n<h3>Two</h3>"


def test_quotation_marks_are_not_touched() -> None:
    assert html('"straight" -- ...') == "<p>&quot;straight&quot; -- ...</p>".replace("&quot;", '"')


WORDS = st.sampled_from(
    [
        "word",
        "Ada Berg",
        "Norland’s",
        "a - b",
        "a # b",
        "a 1. b",
        "a\xa0b",
        "Ёлка",
        "a + b",
        "a!",
        "two  spaces",
        "d:",
        "'d'",
        'd "e"',
        "d (c)",
        "d--",
        "d...",
        "d = e",
        "www.example.org",
        "d)",
        "“Quoted”",
        "2. two",
        "d_e_f",
        "a\xa0",
    ]
)
BREAKS = st.sampled_from([" ", "\n", "\n\n", "\n\n\n"])


BODIES = st.lists(st.tuples(WORDS, BREAKS), max_size=8).map(
    lambda parts: "".join(map("".join, parts))
)


def parsed(body: str) -> str:
    """What a parser makes of *body*, which is told that it cannot do without one."""
    with_more = f"{body}\n\n[a definition shows nothing]: https://example.org/\n"
    assert not is_plain(with_more)
    return html(with_more)


@settings(max_examples=150)
@given(BODIES)
@example("Norland\nAda\nBerg\n\nBerg again")
def test_plain_paragraphs_are_the_same_without_a_parser(body: str) -> None:
    assume(is_plain(body))
    assert html(body) == parsed(body)


@pytest.mark.heavy
@settings(max_examples=5_000)
@given(BODIES)
def test_all_plain_paragraphs_are_the_same_without_a_parser(body: str) -> None:
    assume(is_plain(body))
    assert html(body) == parsed(body)


def test_plain_paragraphs_need_no_parser() -> None:
    assert is_plain("Berg spoke.\n\n\nThen (at last):\nsilence!\n")
    assert is_plain("")


@pytest.mark.parametrize(
    "body",
    [
        "1. one",
        "- one",
        "    code",
        "a\n===",
        "a\n---",
        "# a",
        "a  \nb",
        "a_b_c",
        "&lt;",
        "+ a",
        " a",
    ],
)
def test_what_may_mean_something_goes_through_the_parser(body: str) -> None:
    assert not is_plain(body)


def test_tables_are_tables() -> None:
    assert "<table>" in html("| a | b |\n|---|---|\n| 1 | 2 |")

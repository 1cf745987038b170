"""Whatever is changed in a published quotation, or where it stands in its source, is found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from briefing import lock
from briefing.sources import fold
from tests.folders import article, planned, refused

QUOTE = "the gates – all “four” of them – close well before … the leaves fall"
PARAGRAPH = f"The minister, Ada Berg, said: “Let me be plain: {QUOTE}, and not a day later.”"
LINES = [
    "River talks open",
    "20210504",
    "Nobody had asked for the gates to close, and Ada Berg spoke of leaves at length.",
    PARAGRAPH,
    "The leaves fall early on that side of the river, and " + "so it went on. " * 40,
]
SHOWN = re.compile(
    r"(?:nearest passage is in paragraph \d+: “|proven were the words “|stands in “…)(.+?)"
    r"(?=” in |…”; |”$)",
    re.MULTILINE,
)

characters = st.sampled_from("aeqz QÉ.,;–-—’'“\"…1\u00a0\u200b")
words = st.sampled_from(["not ", "never", " and", "the gates", "[…]", "of them – ", "  "])


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """*text* with a piece taken out, put in or exchanged."""
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(begin + 9, len(text))))
    piece = draw(st.one_of(st.just(""), characters, words))
    return text[:begin] + piece + text[end:]


@st.composite
def recased(draw: st.DrawFn, text: str) -> str:
    """*text* with one letter in the other case."""
    at = draw(st.sampled_from([at for at, char in enumerate(text) if char.isalpha()]))
    return text[:at] + text[at].swapcase() + text[at + 1 :]


@st.composite
def shortened(draw: st.DrawFn, text: str) -> str:
    """*text* without some words at its begin, at its end or, marked as left out, in between."""
    every = text.split()
    begin = draw(st.integers(0, len(every) - 2))
    end = draw(st.integers(begin + 1, len(every)))
    inside = [*every[:begin], "[…]", *every[end:]]
    return " ".join(draw(st.sampled_from([every[begin:end], inside])))


def documents(quote: str = QUOTE, paragraph: str = PARAGRAPH) -> dict[str, str | bytes]:
    entry = f"- id: k7f3\n  by: Ada Berg\n  about: Dams\n  says: x\n  quote: {json.dumps(quote)}\n"
    source = "{publisher: X, text: talks.txt, quote_limit: 99, quote_limit_reason: a test}"
    text = article(entry).replace("{publisher: The Herald}", source)
    lines = [paragraph if line == PARAGRAPH else line for line in LINES]
    return {"articles/a.md": text, "sources/talks.txt": "\n".join(lines)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the published briefing in its ``content``: the quotation is proven."""
    folder = tmp_path_factory.mktemp("published")
    lock.write(folder / "content", planned(folder, documents()).lock)
    assert not refused(folder, documents())
    return folder


def passages(folder: Path, changed: dict[str, str | bytes]) -> list[str]:
    """The passages of the source that the errors show."""
    errors = refused(folder, changed)
    return [found for one in errors for found in SHOWN.findall(f"{one.message}\n{one.hint}")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(quote=edited(QUOTE) | recased(QUOTE) | shortened(QUOTE))
def test_an_edited_quotation_is_refused_and_the_passage_shown(published: Path, quote: str) -> None:
    assume(fold(quote) != fold(QUOTE))
    shown = passages(published, documents(quote=quote))
    assert shown
    assert all(passage in fold(PARAGRAPH) for passage in shown)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(paragraph=edited(PARAGRAPH) | recased(PARAGRAPH))
def test_an_edited_place_is_refused_and_the_passage_shown(published: Path, paragraph: str) -> None:
    """The place is held, and what surrounds it only as far as it moves the place."""
    bounded = re.compile(rf"(?<!\w){re.escape(fold(QUOTE))}(?!\w)")
    before, now = bounded.search(fold(PARAGRAPH)), bounded.search(fold(paragraph))
    changed = documents(paragraph=paragraph)
    if before and now and before.span() == now.span():
        assert not refused(published, changed)
    else:
        shown = passages(published, changed)
        assert shown
        assert all(passage in fold(paragraph) for passage in shown)

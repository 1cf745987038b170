"""Raw article files: the headline, the date and the address, and every other line a paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import raw, sources
from tests import gold

FILES = sorted((Path(__file__).parent / "raw").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_headline_date_and_address_are_exact(file: Path) -> None:
    table = gold.read(file.with_suffix(".gold"))
    read = raw.read(file.read_bytes())
    assert read.headline == table.headline
    assert (read.date.isoformat() if read.date else "") == table.date
    assert read.address == table.address


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_line_is_lost(file: Path) -> None:
    read = raw.read(file.read_bytes())
    text = file.read_bytes().decode("utf-8-sig")
    lines = [raw.trimmed(line) for line in text.splitlines()]
    first = [line for line in lines if line][: -len(read.paragraphs) or None]
    assert sorted(first) == sorted(filter(None, (read.headline, read.date_line, read.address_line)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_paragraphs_are_numbered_as_the_quotation_check_numbers_them(file: Path) -> None:
    read = raw.read(file.read_bytes())
    if len(read.paragraphs) == len(sources.paragraphs(file.read_bytes())):
        assert (
            list(read.paragraphs)[-1:]
            == [raw.trimmed(line) for line in sources.paragraphs(file.read_bytes())][-1:]
        )


@given(st.text(st.sampled_from("a 2٣0\n\r\t\u200b\ufeff.:/hw“")) | st.text())
def test_every_line_of_any_text_is_accounted_for(text: str) -> None:
    read = raw.parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    wanted = [bare for line in lines if (bare := raw.trimmed(line))]
    head = [line for line in (read.headline, read.date_line, read.address_line) if line]
    assert sorted([*head, *read.paragraphs]) == sorted(wanted)
    assert [raw.trimmed(lines[number - 1]) for number in read.lines] == list(read.paragraphs)


@pytest.mark.parametrize(
    "line", ["Done.", "Mr.Lind", "3.5", "e.g.this", "dw.com", "and/or", "a.b.c"]
)
def test_a_line_that_only_resembles_an_address_is_a_paragraph(line: str) -> None:
    assert raw.parse(f"Fog\n{line}\nOne.").paragraphs == (line, "One.")


@pytest.mark.parametrize(
    "line", ["www.dw.com", "dw.com/en/a-1", "HTTPS://dw.com/A?b=c#d", "https://дім.укр/новини"]
)
def test_an_address_may_lack_its_scheme(line: str) -> None:
    read = raw.parse(f"Fog\n{line}\nOne.")
    assert read.address.startswith("https://")
    assert read.address_line == line


def test_a_second_date_or_address_is_a_paragraph() -> None:
    read = raw.parse("Fog\n20310102\n20310103\nwww.dw.com\n")
    assert read.paragraphs == ("20310103", "www.dw.com")


def test_a_date_line_that_is_no_day_gives_no_date() -> None:
    read = raw.parse("Fog\n20310230\nOne.")
    assert (read.date, read.date_line, read.paragraphs) == (None, "20310230", ("One.",))

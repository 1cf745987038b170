"""Texts that are put by: they come back as they were, in any process, or it is told why not."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.problems import ContentError
from briefing.spool import Spool
from tests import disk

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20)


@given(TEXTS)
def test_a_text_comes_back_as_it_was(texts: list[str]) -> None:
    spool = Spool()
    places = [spool.put(text) for text in texts]
    spool.flush()
    assert [spool.get(*place) for place in places] == texts
    assert [spool.peek(*place) for place in places] == texts


def test_parts_of_a_text_lie_one_after_the_other() -> None:
    spool = Spool()
    spool.put("before")
    assert spool.put("ä", "bc") == (6, 2, 2)


def test_what_is_added_later_is_at_hand_too() -> None:
    spool = Spool()
    first = spool.put("one")
    spool.flush()
    assert spool.peek(*first) == "one"
    second = spool.put("two")
    spool.flush()
    assert spool.peek(*second) == "two"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process works there")
def test_a_text_that_another_process_has_put_by_is_read() -> None:
    spool = Spool()

    def put() -> None:
        spool.put("elsewhere")
        spool.flush()

    assert disk.in_child(put) == 0
    assert spool.get(0, 9) == "elsewhere"


def test_a_folder_without_room_is_told_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    spool = Spool()
    spool.put("a text")
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(ContentError, match=r"(?s)No space left on device.*--jobs 1"):
        spool.flush()


def test_a_folder_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(ContentError, match="nowhere: texts cannot be put by"):
        Spool()

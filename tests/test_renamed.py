"""Other names in a site in which nothing has moved: what is made is what a clean build makes."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from briefing.cache import stamp
from briefing.site import assemble
from tests.commands import files
from tests.folders import write
from tests.test_incremental import Project

MINISTER, NAME = "actors/minister.md", "name: A Minister"
MORE = {
    "pages/note.md": "---\ntitle: A note\n---\n\nSaid *once* by A Minister, S&uuml;dland, Zz.\n",
    "actors/minister.md": "---\nname: A Minister\nrole: Envoy of Norland\n---\n",
    "articles/c.md": """\
---
title: A talk with A Minister
date: 2021-05-07
source: {publisher: The Herald, headline: Norland listens}
statements:
- {id: fou4, by: [Ada Berg, Norland], about: Dams, says: Norland and the Minister agree.}
- {id: fiv5, by: A Minister, about: Dams, on: 2021-05-07, via: Ada Berg, says: Words.}
---

[Ada Berg](actors/ada-berg.md) met A Minister.
""",
}
SHORT = [
    (MINISTER, NAME, "name: The Minister\naliases: [A Minister, agree, Words, No]"),
    (MINISTER, NAME, "name: Zz\naliases: [{name: A Minister, link: false}]"),
    (MINISTER, "\n---\n", "\n---\n\nAda Berg's *friend*.\n"),
    ("themes/dams.md", "name: Dams\naliases: [", "name: Walls\naliases: [Dams, "),
    ("articles/c.md", "title: A talk with", "title: Ada Berg and"),
    ("articles/c.md", "Norland listens", "Nobody listens"),
    ("articles/c.md", "says: Words.", "says: Words of Ada Berg."),
    ("dates/2021-05-03.md", "A day", "A long day of Ada Berg"),
    ("pages/about.md", "title: About", "title: About Norland"),
]
LONG = [
    (MINISTER, NAME, "name: Radio One\naliases: [A Minister]"),
    (MINISTER, "name: Radio One", "name: says"),
    (MINISTER, "role: Envoy", "role: Minister"),
    ("articles/c.md", "says: Words.", "does: Words."),
    ("articles/c.md", "via: Ada Berg, ", ""),
    ("articles/c.md", "title: A talk", "redirect_from: articles/d\ntitle: A talk"),
    ("articles/c.md", "[Ada Berg](actors/", "See [Ada Berg](actors/"),
    ("index.md", "title: The", "title: All"),
    ("pages/new.md", "", "---\ntitle: New\n---\n"),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setattr("briefing.stopping.stop_in_order", lambda: None)
    monkeypatch.setattr(stamp, "JUST_NOW", 0)
    project = Project(tmp_path)
    write(project.content, MORE)
    assert project.build()[0] == 0
    yield project
    gc.enable()


def assembled(project: Project, change: tuple[str, str, str]) -> bool:
    """Build after a *change*; whether anything was assembled."""
    name, old, new = change
    if old:
        before = (project.content / name).read_text("utf-8")
        project.change(name, old, new)
        assert (project.content / name).read_text("utf-8") != before
    else:
        write(project.content, {name: new})
    with mock.patch("briefing.plans.assemble", wraps=assemble) as assembling:
        assert project.build()[0] == 0
    return bool(assembling.called)


def is_as_a_clean_one(project: Project) -> bool:
    """Whether a build says and has made what a clean one does."""
    status, told, found = project.clean()
    return project.build() == (status, told) and files(project.output) == found


def test_where_only_names_change_nothing_is_assembled(project: Project) -> None:
    first = files(project.output)
    for change in SHORT:
        name, old, new = change
        assert not assembled(project, change), change
        if old == NAME:
            assert is_as_a_clean_one(project), change
            assert not assembled(project, (name, new, old))
            assert files(project.output) == first
    assert is_as_a_clean_one(project)


def test_where_more_may_have_changed_all_is_assembled(project: Project) -> None:
    for change in LONG:
        assert assembled(project, change), change
    assert is_as_a_clean_one(project)


def test_an_edit_right_before_a_build_does_not_make_the_next_one_long(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, old, new = SHORT[0]
    time.sleep(0.1)
    monkeypatch.setattr(stamp, "JUST_NOW", 50_000_000)
    assert not assembled(project, (name, old, new))
    time.sleep(0.1)
    assert not assembled(project, (name, new, old))
    assert is_as_a_clean_one(project)

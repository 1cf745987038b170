"""Other names in a site in which nothing has moved: what is made is what a clean build makes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from briefing.cache import stamp
from briefing.site import assemble
from tests.commands import files
from tests.folders import write
from tests.test_incremental import Project

NAME = "name: A Minister"
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
    ("actors/minister.md", NAME, "name: The Minister\naliases: [A Minister, agree]"),
    ("actors/minister.md", NAME, "name: Zz\naliases: [{name: A Minister, link: false}]"),
    ("actors/minister.md", NAME, "name: others\naliases: [A Minister, Words, No]"),
    ("actors/minister.md", "\n---\n", "\n---\n\nAda Berg's *friend*.\n"),
    ("themes/dams.md", "name: Dams\naliases: [", "name: Walls\naliases: [Dams, "),
    ("articles/c.md", "title: A talk with", "title: Ada Berg and"),
    ("articles/c.md", "Norland listens", "Nobody listens"),
    ("dates/2021-05-03.md", "A day", "A long day of Ada Berg"),
    ("pages/about.md", "title: About", "title: About Norland"),
]
LONG = [
    ("actors/minister.md", NAME, "name: Radio One\naliases: [A Minister]"),
    ("actors/minister.md", NAME, "name: says\naliases: [A Minister]"),
    ("actors/norland.md", "kind: state", "kind: body"),
    ("actors/minister.md", "role: Envoy", "role: Minister"),
    ("articles/c.md", "says: Words.", "says: Other words."),
    ("articles/c.md", "on: 2021-05-07", "on: 2021-05-08"),
    ("articles/c.md", "via: Ada Berg, ", ""),
    ("articles/c.md", "title: A talk", "draft: true\ntitle: A talk"),
    ("articles/c.md", "title: A talk", "redirect_from: articles/d\ntitle: A talk"),
    ("articles/c.md", "[Ada Berg](actors/", "See [Ada Berg](actors/"),
    ("index.md", "title: The", "title: All"),
    ("pages/new.md", "", ""),
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


def built(project: Project, change: tuple[str, str, str]) -> bool:
    """Build after a *change*, as a clean build does; whether anything was assembled."""
    name, old, new = change
    if old:
        before = (project.content / name).read_text("utf-8")
        project.change(name, old, new)
        assert (project.content / name).read_text("utf-8") != before
    else:
        write(project.content, {name: "---\ntitle: New\n---\n"})
    with mock.patch("briefing.planning.assemble", wraps=assemble) as assembling:
        status, told = project.build()
    clean = project.clean()
    assert (status, told) == clean[:2]
    assert status == 0
    assert files(project.output) == clean[2]
    return assembling.called


@pytest.mark.parametrize("change", SHORT)
def test_where_only_names_change_nothing_is_assembled(
    project: Project, change: tuple[str, str, str]
) -> None:
    assert not built(project, change)
    back = (change[0], change[2], change[1])
    assert not built(project, back)


@pytest.mark.parametrize("change", LONG)
def test_where_more_may_have_changed_all_is_assembled(
    project: Project, change: tuple[str, str, str]
) -> None:
    assert built(project, change)

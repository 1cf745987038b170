"""What is remembered is never out of date: with a memory the same comes out as without one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from briefing import lock, planning, plans
from briefing.compiled import Compiled
from briefing.language import load
from briefing.memory import Memory
from briefing.problems import ContentError
from tests.folders import REAL, SMALL, article, write

TALKS = """
- {id: one1, by: Ada Berg, about: Dams, on: 2021-05-03, says: It stays open., quote: open it stays}
- {id: two2, by: Norland, about: Dams, does: Opened a gate., differs_from: one1}
"""


def documents() -> dict[str, str | bytes]:
    """A small briefing that has one of everything that depends on something else."""
    return {
        **SMALL,
        "articles/talks.md": article(TALKS),
        "articles/b.md": article(
            "- {id: thr3, by: Norland, about: Dams, on: 2021-05-05, says: No., repeats: two2}"
        ).replace("---\n", "---\nredirect_from: articles/old\n", 1)
        + "\nSee [the talks](articles/talks.md#one1) and Ada Berg.\n",
        "dates/2021-05-03.md": "---\nheadline: A day\n---\n",
        "pages/about.md": "---\ntitle: About\n---\n\nBy Ada Berg.\n",
    }


ENGLISH = load("en")
EDITS: Mapping[str, tuple[str, str]] = {
    "a body": ("articles/b.md", "Ada Berg and [x](actors/norland.md)."),
    "a body that leads nowhere": ("articles/b.md", "[x](actors/nobody.md)"),
    "a profile": ("actors/ada-berg.md", "\nA minister.\n"),
}
CHANGES: list[tuple[str, str, str]] = [
    ("articles/talks.md", "It stays open.", "It stays shut."),
    ("articles/talks.md", "2021-05-03", "2021-06"),
    ("articles/talks.md", "id: one1", "id: thr3"),
    ("articles/talks.md", ", differs_from: one1", ""),
    ("articles/talks.md", "by: Norland", "by: Nobody"),
    ("articles/talks.md", "---\n", "--\n"),
    ("articles/b.md", "redirect_from: articles/old", "redirect_from: articles/talks"),
    ("articles/b.md", "#one1", "#two2"),
    ("actors/ada-berg.md", "name: Ada Berg", "name: Ada Birg\naliases: [Ada Berg]"),
    ("actors/ada-berg.md", "kind: person", "kind: person\nrole: Minister"),
    ("actors/norland.md", "kind: state", "kind: body"),
    ("actors/norland.md", "name: Norland", "name: Nordland\naliases: [Norland, gate]"),
    ("articles/b.md", "title: Talks", "title: Talks of Nordland"),
    ("index.md", "title: The Water Talks", "title: The River Talks"),
    ("themes/dams.md", "name: Dams", "name: Dams\naliases: [weirs]"),
    ("dates/2021-05-03.md", "A day", "A long day"),
]
REMOVED = ["articles/b.md", "articles/talks.md", "actors/ada-berg.md", "dates/2021-05-03.md"]

edits = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(CHANGES)),
    st.tuples(st.just("remove"), st.sampled_from(REMOVED)),
    st.tuples(st.just("restore"), st.sampled_from(sorted(documents()))),
    st.tuples(st.just("append"), st.sampled_from(sorted(EDITS))),
    st.tuples(st.just("lock"), st.just("")),
)


class Folder:
    """A content folder whose files bear times that tell every write."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.written = 0
        self.touched: set[str] = set()
        for name, text in documents().items():
            self.put(name, text)

    def put(self, name: str, text: str | bytes) -> None:
        write(self.content, {name: text})
        self.age(self.content / name)

    def age(self, file: Path) -> None:
        self.written += 1
        self.touched.add(str(file.resolve()))
        os.utime(file, ns=(self.written * 10**9, self.written * 10**9))

    def do(self, kind: str, what: object) -> None:
        match kind, what:
            case "change", (str(name), str(old), str(new)):
                file = self.content / name
                if file.is_file():
                    self.put(name, file.read_text("utf-8").replace(old, new))
            case "remove", str(name):
                (self.content / name).unlink(missing_ok=True)
                self.touched.add(str(self.content.resolve() / name))
            case "restore", str(name):
                self.put(name, documents()[name])
            case "append", str(name):
                file = self.content / EDITS[name][0]
                if file.is_file():
                    self.put(EDITS[name][0], file.read_text("utf-8") + EDITS[name][1])
            case "lock", _:
                try:
                    lock.write(self.content, self.plan(Memory()).lock)
                    self.age(self.content / lock.NAME)
                except ContentError:
                    pass

    def plan(self, memory: Memory, changed: set[str] | None = None) -> plans.Plan:
        folders = planning.Folders(
            content=self.content, templates=REAL.templates, assets=REAL.assets
        )
        return planning.plan(folders, memory=memory, changed=changed)

    def seen(self, memory: Memory, changed: set[str] | None = None) -> object:
        """All that comes out: what is wrong, or the site with its notices, its lock, its bytes."""
        try:
            plan = self.plan(memory, changed)
        except ContentError as error:
            return sorted(map(str, error.problems))
        pages = {path: plan.tree[path] for path in plan.tree}
        site = structs.replace(plan.site, language=ENGLISH)  # catalogues cannot be compared
        return site, sorted(map(str, plan.notices)), plan.lock, dict(plan.coverage), pages


few_edits = st.lists(edits, min_size=1, max_size=6)


@settings(max_examples=10)
@given(few_edits)
def test_after_any_edits_a_memory_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    a_memory_changes_nothing(Folder(tmp_path_factory.mktemp("site")), steps)


@pytest.mark.heavy
@settings(max_examples=200)
@given(few_edits)
def test_after_each_of_many_edits_a_memory_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    a_memory_changes_nothing(Folder(tmp_path_factory.mktemp("site")), steps)


def a_memory_changes_nothing(folder: Folder, steps: list[tuple[str, object]]) -> None:
    """After each of *steps* the same comes out with a memory, whether told of the files or not."""
    memory, told = Memory(), Memory()
    folder.seen(memory)
    folder.seen(told)
    for kind, what in steps:
        folder.touched.clear()
        folder.do(kind, what)
        fresh = folder.seen(Memory())
        assert folder.seen(memory) == fresh, (kind, what)
        assert folder.seen(told, folder.touched) == fresh, (kind, what)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} {change[1]}"[:40])
def test_every_kind_of_edit_and_its_repair_are_seen(
    tmp_path: Path, change: tuple[str, str, str]
) -> None:
    folder, memory = Folder(tmp_path), Memory()
    before = folder.seen(memory)
    folder.do("change", change)
    after = folder.seen(memory)
    assert after != before
    assert after == folder.seen(Memory())
    folder.do("restore", change[0])
    assert folder.seen(memory) == before


def test_what_has_not_changed_is_the_same_object(tmp_path: Path) -> None:
    folder, memory = Folder(tmp_path), Memory()
    before = folder.plan(memory).site
    folder.do("change", CHANGES[0])
    after = folder.plan(memory).site
    assert after.articles["b"] is before.articles["b"]
    assert after.statements["thr3"] is before.statements["thr3"]
    assert after.actors is before.actors
    assert after.statements["one1"].text == "It stays shut."


def test_of_files_that_are_not_said_to_have_changed_none_is_looked_at(tmp_path: Path) -> None:
    folder, memory = Folder(tmp_path), Memory()
    before = folder.plan(memory, set()).site
    folder.do("change", CHANGES[0])
    assert folder.plan(memory, set()).site.statements == before.statements
    after = folder.plan(memory, folder.touched).site
    assert after.statements["one1"].text == "It stays shut."


@pytest.mark.parametrize("path", ["", "articles"])
def test_a_folder_that_changed_is_looked_through(tmp_path: Path, path: str) -> None:
    folder, memory = Folder(tmp_path), Memory()
    folder.plan(memory, set())
    folder.do("remove", "articles/b.md")
    after = folder.plan(memory, {str(folder.content.resolve() / path).rstrip("/")}).site
    assert set(after.articles) == {"talks"}


def test_a_file_that_was_written_just_now_is_read_again(tmp_path: Path) -> None:
    file, memory = tmp_path / "a", Memory()
    file.write_text("one")
    assert memory.of_file("text", str(file), file.read_text) == "one"
    file.write_text("two")
    assert memory.of_file("text", str(file), file.read_text) == "two"


def test_a_result_is_made_again_only_from_other_objects() -> None:
    memory, made = Memory(), []
    one, other = ["a"], ["a"]
    for source in (one, one, other):
        memory.recall("stage", "key", (source,), lambda: made.append(1))
    assert len(made) == 2


def test_of_a_template_only_the_last_state_is_kept_compiled(tmp_path: Path) -> None:
    content, templates = write(tmp_path / "content", documents()), tmp_path / "templates"
    shutil.copytree(REAL.templates, templates)
    folders = planning.Folders(content=content, templates=templates, assets=REAL.assets)
    memory, file = Memory(), templates / "article.html"
    good, kept = file.read_text(), set()
    for number in range(3):
        file.write_text(good.replace("<h1>", f"<h1>State {number}: "))
        page = planning.plan(folders, memory=memory).tree["articles/talks.html"]
        assert f"<h1>State {number}: Talks".encode() in page
        kept.add(len(memory.recall("compiled", ENGLISH.tag, (), Compiled).states))
    assert len(kept) == 1

"""A build that does only what has to be done gives what a build of everything gives."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

import build
from briefing.cache import edits, kept, stamp
from briefing.content import read
from briefing.documents import Known
from briefing.site import assemble
from briefing.tree import Tree
from tests.commands import files, run
from tests.folders import REAL, write
from tests.test_memory import CHANGES, EDITS, documents

HAND = "<!-- by hand -->"
KEPT = ["stamp", "known", "traces", "templates", "read", "filed"]


USUAL = {
    "index.md": "---\ntitle: The Water Talks\nid: 0f8fad5b-d9cb-469f-a165-70867728950e\n---\n",
    "actors/norland.md": "---\nname: Norland\nkind: state\n---\n",
    "actors/nobody.md": "---\nname: Nobody whom an article names\n---\n",
    "themes/dams.md": "---\nname: Dams\n---\n",
    "articles/one.md": """\
---
title: Norland speaks
date: 2021-05-03
source:
  publisher: The Herald
  url: https://example.org/one
statements:
  - id: abc1
    by: Norland
    about: Dams
    says: The gates stay open.
---

Norland spoke.
""",
}
"""A briefing as it is nearly always written."""


class Project:
    """A briefing with templates of its own, which is built again and again into one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = write(root / "content", documents())
        self.templates = shutil.copytree(REAL.templates, root / "templates")
        self.output, self.cache = root / "site", root / "cache"
        self.options: dict[str, str] = {}

    def run(self, output: Path, *more: str) -> tuple[int, list[str]]:
        """Build in this process; the exit status and what was said of the content."""
        arguments = ["build", "--content", self.content, "--templates", self.templates]
        arguments += ["--output", output, "--no-search", "--jobs", "1", *more]
        arguments += [part for option in self.options.items() for part in option if part]
        told, said = StringIO(), StringIO()
        with redirect_stderr(told), redirect_stdout(said):
            status = build.main([str(argument) for argument in arguments])
        self.said = said.getvalue()
        lines = told.getvalue().splitlines()
        return status, [line for line in lines if not line.startswith("making ")]

    def build(self) -> tuple[int, list[str]]:
        return self.run(self.output, "--cache", str(self.cache))

    def clean(self) -> tuple[int, list[str], dict[str, bytes]]:
        """What a build comes to that knows nothing of any before it."""
        folder = Path(mkdtemp(dir=self.root))
        status, told = self.run(folder / "site", "--no-cache")
        found = files(folder / "site") if status == 0 else {}
        shutil.rmtree(folder)
        return (
            status,
            [line.replace(str(folder / "site"), str(self.output)) for line in told],
            found,
        )

    def kept(self, name: str) -> Path:
        (found,) = self.cache.glob(f"*/{name}")
        return found

    def change(self, name: str, old: str, new: str) -> None:
        file = self.content / name
        if file.is_file():
            file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Builds leave the signals and the garbage collector of the tests alone."""
    monkeypatch.setattr("briefing.stopping.stop_in_order", lambda: None)
    monkeypatch.setattr(stamp, "JUST_NOW", 0)
    yield
    gc.enable()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    assert project.build()[0] == 0
    return project


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are made from now on."""
    paths: list[str] = []
    make = Tree.made

    def noted(self: Tree, path: str) -> object:
        paths.append(path)
        return make(self, path)

    monkeypatch.setattr(Tree, "made", noted)
    return paths


def timed(project: Project) -> set[str]:
    """The modules that a build in a process of its own imports."""
    command = [sys.executable, "-X", "importtime", str(REAL.content.parent / "build.py"), "build"]
    command += ["--content", str(project.content), "--templates", str(project.templates)]
    command += ["--output", str(project.output), "--cache", str(project.cache), "--no-search"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "| " in line}


def test_a_run_with_nothing_to_do_imports_no_library(tmp_path: Path) -> None:
    project, begun = Project(tmp_path), time.monotonic()
    assert {"jinja2", "msgspec"} <= timed(project)
    while "jinja2" in (again := timed(project)) or "msgspec" in again:
        # What was younger than a moment when it was built is looked at once more.
        assert time.monotonic() < begun + 30
    assert not again & {"markdown_it", "yaml", "frontmatter", "markupsafe"}


def test_a_first_build_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    project = Project(tmp_path)
    shutil.rmtree(project.content)
    write(project.content, USUAL)
    found = timed(project)
    unused = (
        "yaml frontmatter markdown_it importlib.metadata email.message tqdm PIL asyncio subprocess"
    )
    assert sorted(found & set(unused.split())) == []


def test_only_templates_that_a_small_site_shows_are_compiled(project: Project) -> None:
    code = kept.load(project.kept("templates"), kept.Code)
    assert code
    assert 0 < len(code.states) < len(list(project.templates.glob("*.html")))


@pytest.mark.parametrize(
    "words", ["Ada\nBerg", "S&uuml;dland", "Ada&#32;Berg", "N\\orland", "Südland", "*Ada* Berg"]
)
def test_names_in_an_edited_body_are_linked_however_they_are_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    project.change("pages/about.md", "By Ada Berg.", f"By {words}.")
    with monkeypatch.context() as patched:
        patched.setattr("briefing.planning.plan", mock.Mock(side_effect=AssertionError("long")))
        assert project.build()[0] == 0
    assert files(project.output) == project.clean()[2]


def test_an_edited_body_needs_no_template(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.planning.plan", mock.Mock(side_effect=AssertionError("long")))
    project.change("articles/talks.md", "\n---\n", "\n---\n\nAda Berg spoke.\n")
    with pytest.raises(AssertionError, match="long"):
        project.build()


def test_edited_bodies_are_exchanged_where_they_stand(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.content, {"pages/about.md": "---\ntitle: About\n---\n\nBy Norland & friends.\n"})
    with monkeypatch.context() as patched:
        patched.setattr("briefing.planning.plan", mock.Mock(side_effect=AssertionError("long")))
        status, told = project.build()
    assert status == 0
    assert "1 written" in project.said
    assert (
        b'By <a href="actors/norland.html">Norland</a> &amp; friends.'
        in (project.output / "about.html").read_bytes()
    )
    assert (status, told, files(project.output)) == project.clean()


def test_a_body_may_be_edited_again_and_again(project: Project) -> None:
    for text in ("Ada Berg.", "Longer: Ada Berg and Norland.\n\nTwice.", "Berg"):
        write(project.content, {"pages/about.md": f"---\ntitle: About\n---\n\n{text}\n"})
        project.build()
        assert files(project.output) == project.clean()[2]


@pytest.mark.parametrize(
    ("name", "old", "new", "shown"),
    [
        ("articles/b.md", "title: Talks", "title: No talks", {"articles/b", "actors/norland"}),
        ("articles/b.md", "says: No.", "says: Never.", {"dates/2021-05-05", "actors/norland"}),
        ("actors/ada-berg.md", "Ada Berg", "Ada Borg", {"actors/ada-berg", "articles/talks"}),
    ],
)
def test_only_pages_that_show_what_has_changed_are_made(
    project: Project, made: list[str], name: str, old: str, new: str, shown: set[str]
) -> None:
    before = files(project.output)
    project.change(name, old, new)
    if name.startswith("actors/"):
        project.change("articles/talks.md", "by: Ada Berg", "by: Ada Borg")
        project.change("articles/b.md", "Ada Berg", "Berg")
    assert project.build()[0] == 0
    after = files(project.output)
    pages = {path for path in made if path.endswith(".html")}
    changed = {path for path in after if after[path] != before.get(path)}
    assert {f"{path}.html" for path in shown} <= pages
    assert {path for path in changed if path.endswith(".html")} <= pages
    assert not pages & {"actors/sudland.html", "404.html"}
    assert ("about.html" in pages) is (old == "Ada Berg")  # which is linked there
    assert after == project.clean()[2]


def test_a_page_depends_on_nothing_that_its_template_does_not_show(
    project: Project, made: list[str]
) -> None:
    (project.templates / "actor.html").write_text("{{ actor.name }}: {{ articles|length }}")
    assert project.build()[0] == 0
    made.clear()
    project.change("articles/b.md", "says: No.", "says: Never.")
    assert project.build()[0] == 0
    assert "articles/b.html" in made
    assert not [path for path in made if path.startswith("actors/") and path.endswith(".html")]
    assert files(project.output) == project.clean()[2]


def test_only_edited_documents_are_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def told(root: str, name: str, folder: Path) -> Known:
        names.append(name)
        return read(root, name, folder)

    project.change("articles/b.md", "says: No.", "says: Never.")
    with monkeypatch.context() as patched:
        patched.setattr("briefing.content.read", told)
        assert project.build()[0] == 0
    assert names == ["articles/b.md"]
    assert files(project.output) == project.clean()[2]


def test_a_document_that_changes_while_its_site_is_built_is_a_problem(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(project.output)

    def late(*arguments: Any, **named: Any) -> Any:
        project.change("articles/talks.md", "\n---\n", "\n---\n\nWords.\n")
        return assemble(*arguments, **named)

    project.change("actors/ada-berg.md", "Ada Berg", "Ada Borg")
    monkeypatch.setattr("briefing.plans.assemble", late)
    status, told = project.build()
    assert status == 1
    assert "the file was changed while the site was built" in "\n".join(told)
    assert files(project.output) == before


def test_a_template_that_changes_makes_its_pages_anew(project: Project) -> None:
    file = project.templates / "article.html"
    file.write_text(file.read_text("utf-8").replace("<h1>", "<h1>New: "), "utf-8")
    assert project.build()[0] == 0
    assert b"<h1>New: Talks" in (project.output / "articles/talks.html").read_bytes()
    assert files(project.output) == project.clean()[2]


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize(
    "damage",
    [
        None,
        b"briefing 1\n",
        *(pytest.param(data, marks=pytest.mark.heavy) for data in (b"", b"{}", b"\0" * 90)),
    ],
)
def test_what_is_damaged_is_dropped(project: Project, name: str, damage: bytes | None) -> None:
    file = project.kept(name)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data) if damage is None else damage)
    project.change("articles/b.md", "says: No.", "says: Never.")
    status, told = project.build()
    assert status == 0
    if name != "stamp":
        assert any(
            f"/{name}: notice: what the last build has left is not used" in line for line in told
        )
    assert files(project.output) == project.clean()[2]
    assert project.build() == project.clean()[:2]


def test_a_cache_of_another_program_is_not_used(project: Project) -> None:
    other = Project(project.root / "other")
    other.change("pages/about.md", "By", "Of")
    other.build()
    for name in ("known", "traces", "read"):
        shutil.copy(other.kept(name), project.kept(name))
    project.change("articles/b.md", "says: No.", "says: Never.")
    assert project.build()[0] == 0
    assert files(project.output) == project.clean()[2]


def test_a_page_that_somebody_edits_is_put_right(project: Project) -> None:
    page = project.output / "about.html"
    page.unlink()
    page.write_text(HAND)
    project.change("pages/about.md", "By Ada", "Of Ada")
    assert project.build()[0] == 0
    assert files(project.output) == project.clean()[2]


def test_the_same_is_said_when_nothing_has_changed(project: Project) -> None:
    first = project.build()
    assert first == project.build()
    assert "0 written" in project.said
    assert first == project.clean()[:2]


def test_an_error_leaves_the_site_and_the_next_build_finds_what_it_knew(project: Project) -> None:
    before = files(project.output)
    project.change("articles/b.md", "by: Norland", "by: Nobody")
    assert project.build()[0] == 1
    assert files(project.output) == before
    project.change("articles/b.md", "by: Nobody", "by: Norland")
    assert project.build()[0] == 0
    assert files(project.output) == before


def test_a_file_that_is_as_young_as_the_stamp_settles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "JUST_NOW", 10**18)
    write(tmp_path, {"a.md": "text"})
    taken = stamp.take([], content=[str(tmp_path)], others=[])
    assert not taken.settled
    again = stamp.take([], content=[str(tmp_path)], others=[])
    monkeypatch.setattr(stamp, "JUST_NOW", 0)
    settled = stamp.take([], content=[str(tmp_path)], others=[])
    assert settled.content != taken.content == again.content


def test_a_body_that_may_lead_somewhere_goes_the_long_way(project: Project) -> None:
    with mock.patch.object(edits, "apply", wraps=edits.apply) as apply:
        project.change("articles/b.md", "See [the", "Look: [the")
        project.build()
    assert apply.call_count == 1
    assert project.output.stat()
    assert files(project.output) == project.clean()[2]


def test_a_run_without_a_cache_leaves_none(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.clean()
    assert not project.cache.exists()


def test_an_unknown_family_cannot_be_left_out() -> None:
    done = run("build", "--without", "prnt")
    assert done.returncode == 2
    assert "did you mean “print”?" in done.stderr


def test_what_is_left_out_has_no_page_and_no_file(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.options["--without"] = "positions,statements"
    (project.templates / "layout.html").write_text("{% block main %}{% endblock %}", "utf-8")
    status, _, found = project.clean()
    assert status == 0
    assert "positions.html" not in found
    assert not any(path.startswith("data/") for path in found)
    assert "articles/talks.html" in found


TEMPLATE_EDITS = [
    ("statement.html", '<p class="when">', '<p class="when edited">'),
    ("article.html", "<h1>", "<h1>* "),
    ("macros.html", '<ol class="lines">', '<ol class="lines edited">'),
]
OPTIONS = [
    ("--base-url", "https://example.net/x/"),
    ("--base-url", "https://example.org/b/"),
    ("--drafts", ""),
    ("--without", "print"),
]


class Builds(RuleBasedStateMachine):
    """Whatever is done to content, templates, options, output and cache between two builds."""

    def __init__(self) -> None:
        super().__init__()
        self.patches: list[Any] = [
            mock.patch("briefing.stopping.stop_in_order"),
            mock.patch.object(stamp, "JUST_NOW", 0),
        ]
        for patch in self.patches:
            patch.start()
        self.root = Path(mkdtemp())
        self.project = Project(self.root)

    def teardown(self) -> None:
        for patch in self.patches:
            patch.stop()
        shutil.rmtree(self.root)
        gc.enable()

    @rule(change=st.sampled_from(CHANGES))
    def edit(self, change: tuple[str, str, str]) -> None:
        self.project.change(*change)

    @rule(change=st.sampled_from(CHANGES))
    def revert(self, change: tuple[str, str, str]) -> None:
        self.project.change(change[0], change[2], change[1])

    @rule(name=st.sampled_from(sorted(EDITS)))
    def append(self, name: str) -> None:
        file = self.project.content / EDITS[name][0]
        if file.is_file():
            file.write_text(file.read_text("utf-8") + EDITS[name][1], "utf-8")

    @rule(name=st.sampled_from(["articles/talks.md", "articles/b.md", "pages/about.md"]))
    def write_a_body(self, name: str) -> None:
        self.project.change(name, "\n---\n", "\n---\n\nAda Berg, in Norland.\n\n")

    @rule(name=st.sampled_from(sorted(documents())))
    def remove(self, name: str) -> None:
        (self.project.content / name).unlink(missing_ok=True)

    @rule(name=st.sampled_from(sorted(documents())))
    def restore(self, name: str) -> None:
        write(self.project.content, {name: documents()[name]})

    @rule(name=st.sampled_from(sorted(documents())))
    def touch(self, name: str) -> None:
        if (self.project.content / name).is_file():
            os.utime(self.project.content / name)

    @rule()
    def rename(self) -> None:
        file = self.project.content / "articles/talks.md"
        if file.is_file():
            file.rename(file.with_name("renamed.md"))

    @rule(change=st.sampled_from(TEMPLATE_EDITS))
    def edit_a_template(self, change: tuple[str, str, str]) -> None:
        name, old, new = change
        file = self.project.templates / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    @rule(option=st.sampled_from(OPTIONS))
    def change_an_option(self, option: tuple[str, str]) -> None:
        self.project.options = dict([option])

    @rule(name=st.sampled_from(KEPT), at=st.integers(0, 10_000))
    def damage_the_cache(self, name: str, at: int) -> None:
        for file in self.project.cache.glob(f"*/{name}"):
            data = bytearray(file.read_bytes())
            if data:
                data[at % len(data)] ^= 1
                file.write_bytes(bytes(data))

    @rule()
    def edit_the_output(self) -> None:
        for page in sorted(self.project.output.glob("articles/*.html"))[:1]:
            page.unlink()
            page.write_text(HAND)

    @rule(seed=st.integers(0, 1_000))
    def kill(self, seed: int) -> None:
        if not hasattr(os, "fork"):
            return
        child = os.fork()
        if not child:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, 0.001 + random.Random(seed).random() * 0.1)  # noqa: S311
            try:
                self.project.build()
            finally:
                os._exit(0)
        os.waitpid(child, 0)

    @invariant()
    def a_build_gives_what_a_clean_one_gives(self) -> None:
        before = files(self.project.output)
        status, told = self.project.build()
        clean, said, found = self.project.clean()
        assert status == clean
        left = [line for line in told if "an earlier build was stopped" not in line]
        if not any("what the last build has left" in line for line in left):
            assert left == said
        assert files(self.project.output) == (found if status == 0 else before)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("count", [3, pytest.param(60, marks=pytest.mark.heavy)])
def test_whatever_is_done_between_two_builds_they_give_what_clean_ones_give(count: int) -> None:
    run_state_machine_as_test(
        Builds,
        settings=settings(
            max_examples=count,
            stateful_step_count=7,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_of_many_output_folders_the_last_are_remembered(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.cache.kept.MOST", 2)
    (project.cache / "notes.txt").write_text("mine")
    for name in ("one", "two", "three"):
        project.run(project.root / name, "--cache", str(project.cache))
    assert len([path for path in project.cache.iterdir() if path.is_dir()]) == 2
    assert (project.cache / "notes.txt").is_file()

"""Processes that are begun afresh share the work, come to the same, and are not left behind."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

import build
from briefing import together, workers
from briefing.cache import kept, stamp
from briefing.making import Recipe
from briefing.spawned import Crew, Member
from briefing.workers import WorkerError, apart
from tests import golden, lives
from tests.commands import ROOT, files
from tests.folders import REAL
from tests.test_workers import children

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for processes")


@pytest.fixture
def crew() -> Iterator[Callable[..., Crew]]:
    """What begins processes, which end with the test."""
    begun: list[Crew] = []

    def begin(life: Callable[[Any, Member], object], order: object = None, count: int = 1) -> Crew:
        begun.append(Crew(life, order, count))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


def slowly(number: int) -> tuple[int, int]:
    """What others do, here: they shall have the time to take part."""
    time.sleep(0.01)
    return 2 * number, os.getpid()


def test_every_ticket_is_worked_on_once_and_all_hear_of_it(crew: Callable[..., Crew]) -> None:
    one = crew(lives.doubling, lives.TOLD, 2)

    def later(number: int) -> tuple[int, int]:
        while one._found.empty():  # until another has begun
            time.sleep(0.01)
        return 2 * number, os.getpid()

    found = list(one.share(range(200), later, lives.TOLD))
    assert sorted((number, result[0]) for _, number, result in found) == [
        (number, 2 * number) for number in range(200)
    ]
    processes = {who: process for who, _, (_, process) in found}
    assert processes[0] == os.getpid()
    assert len(processes) == len(set(processes.values())) > 1
    one.tell(lambda number: f"you are {number}")
    heard = {who: str(said) for who, _, (said, _) in one.share(range(20), later, lives.TOLD)}
    assert len(heard) > 1
    assert all(said == f"you are {who}" for who, said in heard.items() if who)


def test_who_comes_to_something_else_is_given_nothing(crew: Callable[..., Crew]) -> None:
    one = crew(lives.doubling, b"another")
    found = list(one.share(range(40), slowly, lives.TOLD))
    assert {who for who, _, _ in found} == {0}
    assert len(found) == 40


def test_what_another_process_raises_is_raised_here(crew: Callable[..., Crew]) -> None:
    with pytest.raises(KeyError, match="number"):
        list(crew(lives.failing).share(range(1_000), slowly))


def test_a_process_that_is_killed_is_told(crew: Callable[..., Crew]) -> None:
    with pytest.raises(WorkerError, match="was killed"):
        list(crew(lives.dying).share(range(1_000), slowly))


@linux
def test_no_process_is_left_when_the_results_are_not_wanted_any_more(
    crew: Callable[..., Crew],
) -> None:
    before = children()
    with closing(crew(lives.doubling)) as one:
        assert next(one.share(range(1_000), slowly))[2][0] == 0
        assert len(children()) == len(before) + 1
    assert children() == before


@linux
def test_no_process_outlives_the_one_that_has_begun_it(tmp_path: Path) -> None:
    file = tmp_path / "number"
    program = (
        "import sys; from pathlib import Path; from tests import lives\n"
        "from briefing.spawned import Crew\n"
        "crew = Crew(lives.idle, Path(sys.argv[1]), 1); list(crew.share([1, 2], lives.waiting))"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(file)], cwd=ROOT) as process:
        try:
            while not (file.exists() and file.read_text()):
                time.sleep(0.01)
        finally:
            process.kill()
    end = time.monotonic() + 30
    while lives_on(file.read_text()):
        assert time.monotonic() < end
        time.sleep(0.01)


def lives_on(process: str) -> bool:
    """Whether a process is there, and not only its number, for which nobody has asked yet."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


def test_processes_are_begun_where_none_can_be_forked_and_it_is_worth_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    assert apart(4, workers.WORTH) == 3
    assert apart(1, workers.WORTH) == apart(4, workers.WORTH - 1) == 0
    assert apart(100, workers.WORTH) == workers.MOST - 1
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    assert apart(4, workers.WORTH) == 0


class Builds:
    """Builds of one site in this process, alone or with another that is begun afresh. Who took part
    in which turn is noted; this process waits in each until the other is there."""

    def __init__(self, root: Path, patched: pytest.MonkeyPatch) -> None:
        self.root = root
        self.content = shutil.copytree(golden.SITE / "content", root / "content")
        self.templates = shutil.copytree(REAL.templates, root / "templates")
        self.turns: list[set[int]] = []
        share, give = Crew.share, Crew._give
        there: list[threading.Event] = []

        def given(crew: Crew, other: Any, turn: int, told: bytes) -> None:
            give(crew, other, turn, told)
            if turn == crew._turn:
                there[turn - 1].set()

        def shared(crew: Crew, tickets: Any, work: Any, told: bytes = b"") -> Iterator[Any]:
            begun = threading.Event()
            there.append(begun)

            def later(ticket: Any) -> Any:
                assert begun.wait(60)
                return work(ticket)

            took_part: set[int] = set()
            self.turns.append(took_part)
            for done in share(crew, tickets, later, told):
                took_part.add(done[0])
                yield done

        patched.setattr(Crew, "share", shared)
        patched.setattr(Crew, "_give", given)

    def run(self, name: str, jobs: int) -> tuple[int, list[str]]:
        """Build into the folder *name*; the exit status and what is said of the content."""
        arguments = ["--content", self.content, "--templates", self.templates, "--no-search"]
        arguments += ["--output", self.root / name, "--cache", self.root / f"{name}.cache"]
        told = StringIO()
        with redirect_stderr(told):
            status = build.main(["build", *map(str, arguments), "--jobs", str(jobs), "--quiet"])
        return status, told.getvalue().splitlines()

    def kept(self, name: str) -> list[msgspec.Struct]:
        """What a build into the folder *name* has left for the next one, of any folder."""
        (cache,) = (self.root / f"{name}.cache").iterdir()
        known = kept.load(cache / kept.KNOWN, kept.Known)
        assert known
        printed = {own: sorted(places) for own, places in known.printed.items()}
        traces, read = (
            kept.load(cache / kept.TRACES, kept.Traces),
            kept.load(cache / kept.READ, kept.Read),
        )
        assert traces
        assert read
        return [
            msgspec.structs.replace(found, fixed="", **more)
            for found, more in ((known, {"printed": printed}), (traces, {}), (read, {}))
        ]


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Builds]:
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    monkeypatch.setattr(workers, "WORTH", 1)
    monkeypatch.setattr(stamp, "JUST_NOW", 0)
    monkeypatch.setattr("briefing.stopping.stop_in_order", lambda: None)
    yield Builds(tmp_path, monkeypatch)
    gc.enable()


def test_a_site_that_several_processes_make_is_that_of_one(builds: Builds) -> None:
    alone, together = builds.run("alone", 1), builds.run("together", 2)
    assert alone == together == (0, alone[1])
    assert [1 in took_part for took_part in builds.turns] == [True] * 4
    assert files(builds.root / "together") == files(builds.root / "alone")
    assert builds.kept("together") == builds.kept("alone")
    assert sys.platform != "linux" or not children()


def test_a_template_with_a_mistake_is_told_alike(builds: Builds) -> None:
    for name in ("actor.html", "statement.html"):
        file = builds.templates / name
        file.write_text(file.read_text("utf-8").replace("<h1", "{{ nothing }}<h1", 1), "utf-8")
    (builds.templates / "article.html").write_text("{% if %}")
    assert builds.run("site", 2) == builds.run("site", 1)
    assert [1 in took_part for took_part in builds.turns] == [True] * 4
    assert not (builds.root / "site").exists()
    assert sys.platform != "linux" or not children()


def test_a_file_that_changes_between_two_readings_is_not_published_half(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = shutil.copytree(REAL.assets, builds.root / "assets")
    (assets / "style.css").write_text("p { color: red }")

    def edited(life: Any, order: tuple[Recipe, bool], count: int) -> Crew:
        recipe, noted = order
        folders = msgspec.structs.replace(recipe.folders, assets=assets)
        return Crew(life, (msgspec.structs.replace(recipe, folders=folders), noted), count)

    monkeypatch.setattr(together, "Crew", edited)
    builds.run("alone", 1)
    assert builds.run("together", 2)[0] == 0
    assert builds.turns == [{0, 1}, {0}, {0}, {0}]
    assert files(builds.root / "together") == files(builds.root / "alone")

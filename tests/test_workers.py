"""Work spread over processes: the same results, and nobody left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefing.workers import Forked, WorkerError, jobs, spread

forking = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="the work is done in one process there"
)
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the thread of the runner, which holds nothing that work needs, not count."""
    monkeypatch.setattr("briefing.workers.threading.active_count", lambda: 1)


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def deadly_elsewhere() -> Callable[[int], int]:
    """Work that kills whoever does it, but this process."""
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.001)
        return number

    return work


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 63, 64, 1_000, 9_001])
def test_every_number_is_worked_on_once(count: int, processes: int) -> None:
    found = list(spread(count, lambda number: number * 2, processes))
    assert sorted(found) == [(number, number * 2) for number in range(count)]


@forking
def test_several_processes_share_the_work() -> None:
    def work(_: int) -> int:
        time.sleep(0.001)
        return os.getpid()

    found = {process for _, process in spread(300, work, 3)}
    assert len(found) == 3
    assert os.getpid() in found


def test_a_small_task_is_done_here() -> None:
    assert {process for _, process in spread(3, lambda _: os.getpid(), 4)} == {os.getpid()}


def test_large_results_come_back_whole() -> None:
    found = dict(spread(100, lambda number: bytes([number]) * 300_000, 2))
    assert all(found[number] == bytes([number]) * 300_000 for number in range(100))


@forking
@pytest.mark.parametrize("waiting_here", [True, False])
def test_no_process_waits_for_another_that_is_busy(tmp_path: Path, waiting_here: bool) -> None:
    here = os.getpid()

    def others() -> int:
        return len(list(tmp_path.glob(f"{not waiting_here} *")))

    def work(number: int) -> bytes:
        is_here = os.getpid() == here
        (tmp_path / f"{is_here} {number}").touch()
        if is_here == waiting_here:
            end = time.monotonic() + 20
            while others() < 10:
                assert time.monotonic() < end, "the other one does nothing"
                time.sleep(0.001)
        return bytes(300_000)

    assert len(list(spread(100, work, 2))) == 100


@forking
def test_what_comes_first_is_handed_out_one_by_one(tmp_path: Path) -> None:
    def work(number: int) -> None:
        end = time.monotonic() + 20
        while not number and not (tmp_path / "1").exists():
            assert time.monotonic() < end, "whoever has the first has the second as well"
            time.sleep(0.001)
        (tmp_path / str(number)).touch()

    assert len(list(spread(2_000, work, 2))) == 2_000


def test_what_the_work_raises_is_raised_here() -> None:
    def work(number: int) -> int:
        if number == 70:
            raise KeyError("seventy")
        return number

    with pytest.raises(KeyError, match="seventy"):
        list(spread(100, work, 2))


@forking
def test_a_killed_process_is_told() -> None:
    with pytest.raises(WorkerError, match="was killed"):
        list(spread(100, deadly_elsewhere(), 2))


@forking
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_no_process_is_left_when_the_results_are_not_wanted_any_more() -> None:
    before = children()
    results = spread(1_000, lambda number: number, 2)
    next(results)
    assert len(children()) == len(before) + 1
    results.close()  # type: ignore[attr-defined]
    assert children() == before


def test_as_many_jobs_as_asked_or_as_there_are_cores() -> None:
    assert jobs(3) == 3
    assert 1 <= jobs() <= (os.cpu_count() or 1)


@forking
def test_the_same_processes_do_one_work_after_another(tmp_path: Path) -> None:
    def first(number: int) -> int:
        time.sleep(0.001)
        (tmp_path / str(number)).touch()
        return os.getpid()

    def second(number: int) -> tuple[int, int]:
        time.sleep(0.001)
        return os.getpid(), len(list(tmp_path.iterdir()))

    with closing(Forked([(100, first), (70, second)], 3)) as forked:
        found = dict(forked.results(0))
        then = dict(forked.results(1))
    assert (set(found), set(then)) == (set(range(100)), set(range(70)))
    assert {process for process, _ in then.values()} == set(found.values())
    assert {done for _, done in then.values()} == {100}, "one work begins after the other is done"


def test_one_process_does_several_works_too() -> None:
    with closing(Forked([(3, str), (2, hex)], 1)) as forked:
        found = [list(forked.results(which)) for which in (0, 1)]
    assert found == [[(0, "0"), (1, "1"), (2, "2")], [(0, "0x0"), (1, "0x1")]]


@forking
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_a_process_that_is_killed_in_a_later_work_is_told() -> None:
    before = children()
    with closing(Forked([(100, int), (300, deadly_elsewhere())], 2)) as forked:
        assert len(list(forked.results(0))) == 100
        with pytest.raises(WorkerError, match="was killed"):
            list(forked.results(1))
    assert children() == before


@forking
def test_what_a_process_that_ended_between_two_works_would_have_done_is_done_here() -> None:
    works = [(100, hex), (70, hex), (70, hex)]
    with closing(Forked(works, 2)) as forked:
        list(forked.results(0))
        for child in forked.others:
            os.kill(child, signal.SIGKILL)
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert [len(list(forked.results(which))) for which in (1, 2)] == [70, 70]


@forking
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_no_process_is_left_where_no_more_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def fork(really: Callable[[], int] = os.fork) -> int:
        if made:
            raise OSError(11, "Resource temporarily unavailable")
        made.append(1)
        return really()

    before = children()
    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(OSError, match="unavailable"):
        list(spread(100, hex, 3))
    assert children() == before

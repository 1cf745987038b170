"""The bar of a long run: on a terminal alone, and not at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, run
from tests.folders import SMALL, write

pty = pytest.importorskip("pty", reason="there is no pseudo-terminal on this system")
termios = pytest.importorskip("termios", reason="there is no pseudo-terminal on this system")

COUNT = """
import sys, time
from briefing import progress
progress.PATIENCE = float(sys.argv[1])
bar = progress.Bar("files")
for done in range(1, 5):
    time.sleep(0.15)
    bar.tell(done, 4)
    with bar.aside():
        print("one more", file=sys.stderr)
bar.close()
"""


def on_a_terminal(*command: str) -> str:
    """What *command* prints on a terminal as its standard error."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(command, cwd=ROOT, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
    os.close(ours)
    assert process.returncode == 0
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux: the other end is closed
        return b""


def test_a_long_run_shows_how_far_it_is() -> None:
    said = on_a_terminal(sys.executable, "-c", COUNT, "0.2")
    assert "| 2/4 [" in said
    assert "| 1/4 [" not in said
    assert said.count("one more") == 4


def test_a_short_run_shows_no_bar() -> None:
    assert on_a_terminal(sys.executable, "-c", COUNT, "30").split("\r\n") == ["one more"] * 4 + [""]


def test_an_import_of_one_file_prints_on_a_terminal_what_it_prints_elsewhere(
    tmp_path: Path,
) -> None:
    write(tmp_path, {f"content/{name}": text for name, text in SMALL.items()})
    write(tmp_path, {"fog.txt": "Fog\n20210230\nOne."})
    command = ["import", str(tmp_path / "fog.txt"), "--content"]
    build = str(ROOT / "build.py")
    said = on_a_terminal(sys.executable, build, *command, str(tmp_path / "content"))
    other = write(tmp_path / "other", SMALL)
    assert said.splitlines() == run(*command, other).stderr.splitlines()


LINES = """
import sys, time
from briefing import progress
progress.PAUSE = 0.2
bar = progress.Bar("files", doing="making", quiet=len(sys.argv) > 1)
for done in range(1, 5):
    time.sleep(0.15)
    bar.tell(done, 4)
"""


def test_away_from_a_terminal_a_line_is_said_now_and_then() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[0].startswith("making 2 of 4 files")
    assert len(done.stderr.splitlines()) <= 3


def test_a_quiet_run_shows_nothing() -> None:
    command = [sys.executable, "-c", LINES, "quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not done.stderr


def test_a_quiet_build_says_only_what_is_wrong(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    arguments: list[str | Path] = [
        "--content",
        content,
        "--output",
        tmp_path / "site",
        "--no-search",
    ]
    done = run("build", "--quiet", "--cache", tmp_path / "cache", *arguments)
    assert done.returncode == 0
    assert not done.stdout
    assert "no address is permanent yet" in done.stderr


def test_a_profile_tells_where_the_time_goes(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    arguments: list[str | Path] = [
        "--content",
        content,
        "--output",
        tmp_path / "site",
        "--no-search",
        "--no-cache",
    ]
    done = run("build", "--profile", *arguments)
    lines = [line.split(" s  ") for line in done.stdout.splitlines()[:-1]]
    seconds = {name: float(taken) for taken, name in lines}
    assert {"reading", "assembling", "making files", "publishing"} <= seconds.keys()
    slowest = [taken for name, taken in seconds.items() if "." in name]
    assert len(slowest) == 10
    assert slowest == sorted(slowest, reverse=True)

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

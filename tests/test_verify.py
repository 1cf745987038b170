"""``build --verify``: a site that its own content does not give again is told of, with its line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.output import write
from briefing.verify import CONDITIONS, MOST, differences
from tests.commands import ROOT, run
from tests.folders import REAL
from tests.golden import SITE

LISTINGS = """
import glob, os, sys
from pathlib import Path
folder = Path(sys.argv[1])
with os.scandir(folder) as entries:
    print([entry.name for entry in entries])
print(os.listdir(folder))
print([path.name for path in folder.iterdir()])
print([path.name for path in folder.glob("*")])
print([path.name for path in folder.rglob("*")])
print(next(os.walk(folder))[2])
print([os.path.basename(name) for name in glob.glob(f"{folder}/*")])
"""


def build(folder: Path, *options: str, template: str = "") -> subprocess.CompletedProcess[str]:
    """Build the tiny site and verify it, with *template* put into the page of each theme."""
    templates = shutil.copytree(REAL.templates, folder / "templates")
    page = templates / "theme.html"
    before, end, after = page.read_text("utf-8").rpartition("{% endblock")
    page.write_text(before + template + end + after, "utf-8")
    places = {"content": SITE / "content", "templates": templates, "assets": SITE / "assets"}
    places["output"] = folder / "site"
    named = [str(part) for name, path in places.items() for part in (f"--{name}", path)]
    environment = {"PYTHONHASHSEED": "0"}
    return run("build", "--verify", *options, *named, env=environment)


def hashed(seed: str) -> dict[str, int]:
    """The last bit of the hash of each letter under *seed*."""
    program = "print({letter: hash(letter) % 2 for letter in 'abcdefghijklmnopqrstuvwxyz'})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
    )
    found: dict[str, int] = eval(done.stdout)  # noqa: S307  # our own
    return found


def test_a_site_that_its_content_gives_again_is_verified(tmp_path: Path) -> None:
    done = build(tmp_path, "--cards", "--drafts", "--base-url", "https://elsewhere.example/x/")
    assert done.returncode == 0, done.stderr
    for condition in CONDITIONS:
        assert f"The same bytes with {condition.name}\n" in done.stdout


def test_what_depends_on_the_seed_of_hashes_is_told_with_its_line(tmp_path: Path) -> None:
    done = build(tmp_path, "--no-search", template="\nseed {{ 'a'.__hash__() }}\n")
    assert done.returncode == 1
    place = (tmp_path / "site/themes/dams.html").as_posix()
    text = Path(place).read_text("utf-8")
    line = text[: text.index("seed ")].count("\n") + 1
    assert f"{place}:{line}:6: “seed " in done.stderr
    assert "when built with hash seed 1" in done.stderr
    assert "when built with hash seed 0" not in done.stderr
    assert "The site was written, but the same content does not give it again." in done.stderr


def test_a_build_that_fails_elsewhere_is_told_with_its_reason(tmp_path: Path) -> None:
    first, second = hashed("0"), hashed("1")
    letter = next(letter for letter in first if first[letter] and not second[letter])
    done = build(tmp_path, "--no-search", template=f"{{{{ 1 // ('{letter}'.__hash__() % 2) }}}}")
    assert done.returncode == 1
    assert f"cannot be built with {CONDITIONS[1].name}" in done.stderr
    assert "theme.html" in done.stderr


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (b"one\ntwo three\n", b"one\ntwo four\n", "x:2:5: “two three” here is “two four” when"),
        ("é å\n".encode(), "é b\n".encode(), "x:1:3: “é å” here is “é b” when"),
        (b"one\n", b"one\nmore\n", "x:2:1: “” here is “more” when"),
        (b"\xff\x00\x01", b"\xff\x00\x02", "x: is another from byte 3 on when"),
        (b"a" * 900 + b"b", b"a" * 900 + b"c", "x:1:901: “" + "a" * 20 + "b” here"),
    ],
)
def test_the_first_difference_is_shown_with_its_place(
    tmp_path: Path, ours: bytes, theirs: bytes, told: str
) -> None:
    write({"x": ours, "same": b""}, tmp_path / "a")
    write({"x": theirs, "same": b""}, tmp_path / "b")
    (problem,) = differences(tmp_path / "a", tmp_path / "b", "another seed")
    assert str(problem).removeprefix(f"{tmp_path.as_posix()}/a/").startswith(told)
    assert "another seed" in problem.message


def test_a_file_that_only_one_build_makes_is_told(tmp_path: Path) -> None:
    write({"x": b"", "y": b""}, tmp_path / "a")
    write({"x": b"", "z": b""}, tmp_path / "b")
    messages = [found.message for found in differences(tmp_path / "a", tmp_path / "b", "more")]
    assert messages == ["is not there when built with more", "is there only when built with more"]


def test_of_many_differences_the_first_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write({f"{n}": name.encode() for n in range(MOST + 5)}, tmp_path / name)
    found = list(differences(tmp_path / "a", tmp_path / "b", "more"))
    assert len(found) == MOST + 1
    assert found[-1].message == "5 more files differ when built with more"


def test_folders_are_listed_backwards_however_they_are_asked(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(LISTINGS, "utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("d", "a", "c", "b"):
        (folder / name).touch()
    orders = []
    for launcher in ([], ["-m", "briefing.backwards"]):
        done = subprocess.run(
            [sys.executable, *launcher, program, folder],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        (order,) = {*done.stdout.splitlines()}
        orders.append(eval(order))  # noqa: S307  # our own
    assert orders[0] == orders[1][::-1]

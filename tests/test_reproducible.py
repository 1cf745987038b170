"""Same input, same bytes: whatever the machine, the hour and the folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clones import clone
from tests.commands import ROOT, files, run

ENVIRONMENTS = {
    "hash seed 0, Turkish, Auckland": {
        "PYTHONHASHSEED": "0",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Auckland",
    },
    "hash seed 1, C, Honolulu": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": "C",
        "TZ": "Pacific/Honolulu",
        "PYTHONUTF8": "0",
    },
}

OFFLINE = """
import runpy, sys
def refuse(event, _):
    if event.startswith("socket."):
        raise SystemExit(f"the build asks the network: {event}")
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
sys.path[0] = sys.argv[0].rpartition("/")[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The real site as built here and now."""
    site = tmp_path_factory.mktemp("reference") / "site"
    assert run("build", "--output", site).returncode == 0
    return files(site)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environment_changes_no_byte(
    name: str, reference: dict[str, bytes], tmp_path: Path
) -> None:
    done = run("build", "--output", tmp_path / "site", env=ENVIRONMENTS[name])
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "site") == reference


def test_the_working_directory_changes_no_byte(reference: dict[str, bytes], tmp_path: Path) -> None:
    assert run("build", "--output", "site", cwd=tmp_path).returncode == 0
    assert files(tmp_path / "site") == reference


def test_the_place_and_order_of_the_files_change_no_byte(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere"
    published = [file for file in (ROOT / "content").rglob("*") if file.is_file()]
    for source in sorted(published, reverse=True):
        target = copy / source.relative_to(ROOT / "content")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    run("build", "--content", copy, "--output", tmp_path / "site")
    assert files(tmp_path / "site") == reference


def test_a_clean_clone_on_another_path_gives_the_same_checksums(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    program = clone(tmp_path / "another" / "place") / "build.py"
    done = subprocess.run([sys.executable, program], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (program.parent / "site/SHA256SUMS").read_bytes() == reference["SHA256SUMS"]


def test_a_build_asks_nothing_of_the_network(tmp_path: Path) -> None:
    program = tmp_path / "offline.py"
    program.write_text(OFFLINE, "utf-8")
    parts = (sys.executable, program, ROOT / "build.py", "--output", tmp_path / "site")
    command = [str(part) for part in parts]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_building_over_an_earlier_site_gives_the_same_as_building_anew(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    run("build", "--output", site, "--base-url", "https://other.example/")
    assert files(site) != reference
    run("build", "--output", site)
    assert files(site) == reference


def test_the_tree_gives_the_bytes_that_a_build_writes(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    from briefing.planning import plan
    from briefing.search import Index
    from tests.folders import REAL

    tree = plan(REAL, search=lambda site: Index(site, tmp_path)).tree
    assert {path: tree[path] for path in reversed(list(tree))} == {
        path: data for path, data in reference.items() if path != "SHA256SUMS"
    }

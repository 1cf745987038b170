"""Assets under names that change with their content."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.assets import load
from tests.folders import write


def test_a_name_changes_with_the_content_and_only_with_it(tmp_path: Path) -> None:
    paths = [
        load(write(tmp_path / name, {"map.png": data}))[0].paths["map.png"]
        for name, data in [("one", b"1"), ("same", b"1"), ("other", b"2")]
    ]
    assert paths[0] == paths[1] != paths[2]
    assert paths[0].startswith("assets/map.")
    assert paths[0].endswith(".png")


def test_a_stylesheet_uses_the_hashed_names(tmp_path: Path) -> None:
    css = "a{background:url(map.png)}b{src:url('fonts/x.woff2')}c{fill:url(#d)}"
    files: dict[str, str | bytes] = {"style.css": css, "map.png": b"1", "fonts/x.woff2": b"2"}
    found, problems = load(write(tmp_path, files))
    assert not problems
    written = found.files[found.paths["style.css"]].decode()
    assert f"url({found.paths['map.png'].removeprefix('assets/')})" in written
    assert f"url({found.paths['fonts/x.woff2'].removeprefix('assets/')})" in written
    assert "url(#d)" in written


def test_a_stylesheet_changes_its_name_when_what_it_uses_changes(tmp_path: Path) -> None:
    css = "a{background:url(map.png)}"
    one, _ = load(write(tmp_path / "one", {"a.css": css, "map.png": b"1"}))
    two, _ = load(write(tmp_path / "two", {"a.css": css, "map.png": b"2"}))
    assert one.paths["a.css"] != two.paths["a.css"]


@pytest.mark.parametrize("address", ["mop.png", "https://example.org/x.png", "../secret.png"])
def test_a_stylesheet_that_uses_what_is_not_there_is_refused(tmp_path: Path, address: str) -> None:
    css = f"a {{\n  background: url({address});\n}}"
    _, (problem,) = load(write(tmp_path, {"a.css": css, "map.png": b"1"}))
    assert (problem.line, problem.column) == (2, 19)
    assert address in problem.message


def test_files_for_the_root_keep_their_names(tmp_path: Path) -> None:
    files = {"root/CNAME": b"x", "root/.well-known/security.txt": b"y", "root/.DS_Store": b"z"}
    found, _ = load(write(tmp_path, files))
    assert sorted(found.files) == [".well-known/security.txt", "CNAME"]


def test_hidden_files_are_not_published(tmp_path: Path) -> None:
    found, _ = load(write(tmp_path, {".secret": b"x", "a/.b/c.png": b"y"}))
    assert not found.files


def test_no_assets_are_no_problem(tmp_path: Path) -> None:
    found, problems = load(tmp_path / "nowhere")
    assert not found.files
    assert not problems

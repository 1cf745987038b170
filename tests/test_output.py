"""What a build does to the output folder, and to which folders it does nothing."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.cache import stamp
from briefing.output import Report, prepare, target, write
from briefing.output.target import MANIFEST
from briefing.problems import ContentError, Problem
from briefing.tree import Tree

SITE = {
    "index.html": b"<title>Home</title>",
    "actors/nato.html": b"<title>NATO</title>",
    "actors/kuleba.html": "<title>Кулеба</title>".encode(),
    "assets/style.0123456789.css": b"p { color: green }",
}


def files(folder: Path) -> dict[str, bytes]:
    """What lies in *folder*, but for the list of it."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    found.pop(MANIFEST, None)
    return found


def refusal(tree: Mapping[str, bytes], folder: Path, *keep_out: Path) -> str:
    """The problems with which *tree* is refused."""
    with pytest.raises(ContentError) as refused:
        write(tree, folder, keep_out=keep_out)
    return str(refused.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "site"


@pytest.fixture
def site(folder: Path) -> Path:
    write(SITE, folder)
    return folder


def test_a_missing_folder_is_made_and_holds_the_tree(folder: Path) -> None:
    assert write(SITE, folder) == Report(written=4, unchanged=0, removed=0)
    assert files(folder) == SITE


def test_a_second_build_writes_nothing(site: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (site, *site.rglob("*"))}
    assert write(SITE, site) == Report(written=0, unchanged=4, removed=0)
    assert {path: path.stat().st_mtime_ns for path in (site, *site.rglob("*"))} == before


def test_only_what_changed_is_written(site: Path) -> None:
    kept = site / "actors/nato.html"
    before = kept.stat().st_mtime_ns, kept.stat().st_ino
    changed = SITE | {"index.html": b"<title>Hom3</title>"}
    assert write(changed, site) == Report(written=1, unchanged=3, removed=0)
    assert files(site) == changed
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == before


def test_stale_files_go_with_the_folders_that_they_leave_empty(site: Path) -> None:
    assert write({"index.html": b"new"}, site) == Report(written=1, unchanged=0, removed=3)
    assert files(site) == {"index.html": b"new"}
    assert [path.name for path in site.iterdir() if path.is_dir()] == []


def test_a_file_that_somebody_removed_or_edited_comes_back(site: Path) -> None:
    (site / "index.html").unlink()
    (site / "actors/nato.html").write_bytes(b"edited")
    assert write(SITE, site) == Report(written=2, unchanged=2, removed=0)
    assert files(site) == SITE


def test_a_file_may_become_a_folder_and_a_folder_a_file(folder: Path) -> None:
    write({"a": b"file", "b/c/d": b"nested"}, folder)
    tree = {"a/b": b"nested", "b/c": b"file"}
    assert write(tree, folder) == Report(written=2, unchanged=0, removed=2)
    assert files(folder) == tree


def test_files_are_readable_by_a_web_server_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        write(SITE, folder)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o644}


def test_the_list_holds_every_file_but_itself_sorted_by_path(site: Path) -> None:
    expected = [f"{hashlib.sha256(SITE[path]).hexdigest()}  {path}" for path in sorted(SITE)]
    assert (site / MANIFEST).read_text("utf-8") == "\n".join(expected) + "\n"


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_sha256sum_can_check_the_list(folder: Path) -> None:
    write(SITE | {"actors/кулеба.html": b"x", "a b.txt": b"y"}, folder)
    checked = subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=folder, check=True)
    assert checked.returncode == 0


def test_a_page_that_cannot_be_made_leaves_the_folder_as_it_was(site: Path) -> None:
    before = files(site)

    def fail(path: str) -> bytes:
        raise ContentError([Problem(path, 3, 1, "the template fails")])

    tree = Tree(
        {
            "a.html": lambda: b"new",
            "b.html": lambda: fail("templates/b.html"),
            "c.html": lambda: fail("templates/c.html"),
        }
    )
    assert refusal(tree, site).splitlines() == [
        "templates/b.html:3:1: the template fails",
        "templates/c.html:3:1: the template fails",
    ]
    assert files(site) == before


def test_a_failing_first_build_does_not_make_the_folder(folder: Path) -> None:
    def fail() -> bytes:
        raise ContentError([Problem("templates/b.html", 3, 1, "the template fails")])

    refusal(Tree({"a.html": lambda: b"new", "b.html": fail}), folder)
    assert not folder.exists()


def test_a_folder_with_files_but_no_list_is_refused_and_its_files_are_named(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("dear")
    (folder / "index.html").write_text("mine")
    said = refusal(SITE, folder)
    assert "files that no build has made: index.html and letter.txt" in said
    assert "hint: move them away, or choose another folder with --output" in said
    assert files(folder) == {"letter.txt": b"dear", "index.html": b"mine"}


def test_a_foreign_file_in_the_folder_of_a_site_is_refused(site: Path) -> None:
    (site / "actors/notes.txt").write_text("mine")
    assert "a file that no build has made: actors/notes.txt" in refusal({"a.html": b""}, site)
    assert files(site) == SITE | {"actors/notes.txt": b"mine"}


def test_many_foreign_files_are_counted_rather_than_listed(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(25):
        (folder / f"{number:02}").touch()
    assert "00, 01, 02, 03, 04, 05, 06, 07, 08, 09 and 15 more" in refusal(SITE, folder)


def test_a_foreign_file_is_not_overwritten(site: Path) -> None:
    (site / "CNAME").write_text("mine")
    assert "no build has made: CNAME" in refusal(SITE | {"CNAME": b"example.org"}, site)
    assert (site / "CNAME").read_text() == "mine"


def test_a_file_that_was_put_there_by_hand_and_is_now_part_of_the_site_is_taken_over(
    site: Path,
) -> None:
    (site / "CNAME").write_text("example.org")
    report = write(SITE | {"CNAME": b"example.org"}, site)
    assert report == Report(written=0, unchanged=5, removed=0)
    assert write(SITE, site).removed == 1


def test_what_file_managers_leave_everywhere_is_left_alone(site: Path) -> None:
    (site / "actors/.DS_Store").touch()
    assert write({"index.html": b"new"}, site).removed == 3
    assert files(site) == {"index.html": b"new", "actors/.DS_Store": b""}


def test_a_linked_folder_in_the_site_is_not_written_through(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (site / "actors").rename(elsewhere)
    (site / "actors").symlink_to(elsewhere)
    assert "no build has made: actors" in refusal(SITE | {"actors/nato.html": b"new"}, site)
    assert (elsewhere / "nato.html").read_bytes() == SITE["actors/nato.html"]


def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.html"
    (site / "index.html").rename(elsewhere)
    (site / "index.html").symlink_to(elsewhere)
    assert write(SITE | {"index.html": b"new"}, site).written == 1
    assert not (site / "index.html").is_symlink()
    assert elsewhere.read_bytes() == SITE["index.html"]


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("content", "it is {0}/content, which the site is made from"),
        (".", "it holds {0}/content, which the site is made from"),
        ("..", "it holds {0}/content, which the site is made from"),
        ("content/articles/site", "it lies in {0}/content, which the site is made from"),
        ("link", "it is {0}/content, which the site is made from"),
        ("elsewhere/../content/site", "it lies in {0}/content, which the site is made from"),
    ],
)
def test_folders_that_touch_the_content_are_refused(tmp_path: Path, out: str, reason: str) -> None:
    project = tmp_path / "project"
    (project / "content").mkdir(parents=True)
    (project / "elsewhere").mkdir()
    (project / "link").symlink_to(project / "content")
    assert reason.format(project) in refusal(SITE, project / out, project / "content")
    assert not list((project / "content").iterdir())


def test_a_home_folder_and_what_holds_it_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home" / "me")
    assert "it is a home folder, or holds one" in refusal(SITE, tmp_path / "home" / "me")
    assert "it is a home folder, or holds one" in refusal(SITE, tmp_path / "home")
    assert write(SITE, tmp_path / "home" / "me" / "site").written == 4


def test_the_root_of_the_file_system_is_refused() -> None:
    assert "it is the root of the file system" in refusal(SITE, Path("/"))


@pytest.mark.parametrize("kind", [Path.mkdir, Path.touch])
def test_the_root_of_a_repository_or_of_a_working_tree_is_refused(
    folder: Path, kind: type[Path]
) -> None:
    folder.mkdir(parents=True)
    kind(folder / ".git")
    assert "it is the root of a repository" in refusal(SITE, folder)


def test_a_plain_file_and_a_dangling_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("file", "link", "loop"):
        assert "it is not a folder" in refusal(SITE, tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_linked_output_folder_is_written_through(site: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site)
    assert write(SITE | {"index.html": b"new"}, tmp_path / "link").written == 1
    assert (site / "index.html").read_bytes() == b"new"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/x",
        "../x",
        "a/../../x",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        "\udcff",
        "ä" * 200,
        MANIFEST,
        ".briefing-12.tmp",
        "a/.briefing-12.tmp",
    ],
)
def test_a_path_that_is_no_place_below_the_folder_is_refused(folder: Path, path: str) -> None:
    assert "cannot be written there" in refusal({"index.html": b"", path: b"x"}, folder)
    assert not folder.exists()


def test_paths_that_claim_one_file_are_refused(folder: Path) -> None:
    said = refusal({"a/B.html": b"", "a/b.html": b"", "c": b"", "c/d": b""}, folder)
    assert "“a/b.html” cannot be written there: where case does not count" in said
    assert "“c” cannot be written there: other files need it as a folder" in said


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"0123  index.html",
        b"0" * 64 + b"  ../../precious.txt",
        b"0" * 64 + b"  /etc/passwd",
        b"\xff\xfe",
        b"",
    ],
)
def test_a_list_that_was_edited_is_a_problem_at_its_line(site: Path, line: bytes) -> None:
    before = files(site)
    manifest = site / MANIFEST
    manifest.write_bytes(line + b"\n" + manifest.read_bytes())
    said = refusal({"a.html": b""}, site)
    assert said.startswith(
        f"{manifest}:1:1: this is not how" if line < b"\xff" else f"{manifest}: "
    )
    assert f"hint: bring {MANIFEST} back" in said
    assert files(site) == before


def test_a_file_that_cannot_be_written_is_a_problem_and_the_old_site_stays(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(site)
    changed = {path: data + b"!" for path, data in SITE.items()} | {"z.html": b""}
    replace = os.replace

    def full(old: str | Path, new: str | Path) -> None:
        if Path(new).name == "nato.html":
            raise OSError(28, "No space left on device", str(new))
        replace(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        said = refusal(changed, site)
    assert said.startswith(f"{site.parent}/.site.next/twin/actors/nato.html: cannot be written: No")
    assert "hint: the output folder is as it was" in said
    assert files(site) == before
    assert write(changed, site) == Report(written=5, unchanged=0, removed=0)
    assert files(site) == changed


class Killed(BaseException):
    """The process is gone: nothing after this point happens."""


def kill_at(step: int, patched: pytest.MonkeyPatch) -> None:
    """From the given *step* on, whatever would change the disk ends the process instead."""
    steps = itertools.count(1)

    def until_killed(function: Callable[..., object]) -> Callable[..., object]:
        def act(*args: object, **kwargs: object) -> object:
            if next(steps) >= step:
                raise Killed
            return function(*args, **kwargs)

        return act

    for name in ("mkdir", "chmod", "replace", "unlink", "rmdir"):
        patched.setattr(Path, name, until_killed(getattr(Path, name)))


@pytest.mark.parametrize("step", range(1, 40))
def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_completes(
    site: Path, step: int
) -> None:
    old = SITE | {"stale.html": b"stale", "gone/stale.html": b"stale"}
    write(old, site)
    new = {path: data + b"!" for path, data in SITE.items()}
    new |= {"new/a.html": b"a", "stale.html/b": b"b"}
    with pytest.MonkeyPatch.context() as patched, contextlib.suppress(Killed):
        kill_at(step, patched)
        write(new, site)
    for path, data in files(site).items():
        assert target.is_temporary(path) or data in (old.get(path), new.get(path))
    write({"index.html": b"another"}, site)
    assert files(site) == {"index.html": b"another"}


@pytest.mark.parametrize("step", range(1, 20))
def test_a_first_build_that_is_killed_does_not_stand_in_the_way_of_the_next(
    folder: Path, step: int
) -> None:
    with pytest.MonkeyPatch.context() as patched, contextlib.suppress(Killed):
        kill_at(step, patched)
        write(SITE, folder)
    write({"index.html": b"another"}, folder)
    assert files(folder) == {"index.html": b"another"}


def twin(site: Path) -> Path:
    return site.with_name(".site.next") / "twin"


def test_every_file_of_a_first_build_has_a_second_name(site: Path) -> None:
    for path in SITE:
        assert (site / path).samefile(twin(site) / path)


@pytest.mark.parametrize("many", [0, 600])
def test_what_a_build_has_left_is_known_without_looking(folder: Path, many: int) -> None:
    tree = SITE | {f"days/{number}.html": b"day" for number in range(many)}
    changed = {path: data + b"!" for path, data in tree.items()} | {"new/a.html": b"a"}
    less = {path: data for path, data in changed.items() if path != "actors/nato.html"}
    for wanted in (tree, changed, less, tree):
        with prepare(folder) as opened:
            opened.publish({path: opened.put(path, data) for path, data in wanted.items()})
            assert opened.left == dict(stamp.walk(str(folder)))


def test_what_a_build_has_not_made_is_not_known_of(site: Path) -> None:
    (site / ".DS_Store").touch()
    with prepare(site) as opened:
        opened.publish({path: opened.put(path, data + b"!") for path, data in SITE.items()})
        assert opened.left is None


def test_a_first_build_makes_copies_where_there_are_no_hard_links(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, target: str, *, follow_symlinks: bool) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", source, None, target)

    monkeypatch.setattr(os, "link", refuse)
    write(SITE, folder)
    assert files(twin(folder)) == files(folder) == SITE
    assert not (folder / "index.html").samefile(twin(folder) / "index.html")
    changed = SITE | {"index.html": b"new"}
    assert write(changed, folder) == Report(written=1, unchanged=3, removed=0)
    assert files(folder) == changed


def test_a_site_that_was_deleted_is_built_anew_beside_its_twin(site: Path) -> None:
    shutil.rmtree(site)
    changed = SITE | {"index.html": b"new"}
    del changed["actors/nato.html"]
    assert write(changed, site) == Report(written=3, unchanged=0, removed=0)
    assert files(site) == files(twin(site)) == changed
    assert write(SITE, site) == Report(written=2, unchanged=2, removed=0)
    assert files(site) == SITE


def can_be_written(tree: dict[str, bytes]) -> bool:
    return not list(target.unwritable(Path(), tree))


paths = st.lists(st.sampled_from("abAé"), min_size=1, max_size=3).map("/".join)
trees = st.dictionaries(paths, st.binary(max_size=2), max_size=6).filter(can_be_written)


histories = st.lists(trees, min_size=1, max_size=4)


@settings(max_examples=40)
@given(histories)
def test_after_any_history_the_folder_holds_the_last_tree(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, bytes]]
) -> None:
    holds_the_last_tree(tmp_path_factory.mktemp("history") / "site", history)


@pytest.mark.heavy
@settings(max_examples=1_000)
@given(histories)
def test_after_each_of_many_histories_the_folder_holds_the_last_tree(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, bytes]]
) -> None:
    holds_the_last_tree(tmp_path_factory.mktemp("history") / "site", history)


def holds_the_last_tree(folder: Path, history: list[dict[str, bytes]]) -> None:
    """Write one tree after the other; after each it is what lies in *folder*."""
    for tree in history:
        report = write(tree, folder)
        assert files(folder) == tree
        assert report.written + report.unchanged == len(tree)
    shutil.rmtree(folder.parent)

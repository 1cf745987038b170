"""Whatever fails in a build, and wherever it dies: the old site or the new one is there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from briefing.output import place, prepare, switch, target, write
from briefing.problems import ContentError
from tests import disk
from tests.commands import files

OLD = {
    "index.html": b"<title>Home</title>",
    "actors/nato.html": b"<title>NATO</title>",
    "gone/stale.html": b"stale",
    "same.html": b"same",
    "turned": b"file",
}
NEW = {
    "index.html": b"<title>The home page</title>",
    "actors/nato.html": b"<title>NATO</title>!",
    "assets/new.css": b"p { color: green }",
    "same.html": b"same",
    "turned/folder": b"file",
}


Way = Callable[[pytest.MonkeyPatch], None]
Situation = Callable[[Path], None]
Wholes = Mapping[str, Mapping[str, bytes]]


def at_once(patched: pytest.MonkeyPatch) -> None:
    """This system, which can exchange two folders."""


def one_after_the_other(patched: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders."""

    def unknown(one: Path, other: Path) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other))

    patched.setattr(switch, "exchange", unknown)


def file_by_file(patched: pytest.MonkeyPatch) -> None:
    """A system that does not let the output folder be moved."""
    one_after_the_other(patched)
    rename = Path.rename

    def busy(self: Path, other: Path) -> Path:
        if self.name == "site":
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self))
        return rename(self, other)

    patched.setattr(Path, "rename", busy)


def mounted(patched: pytest.MonkeyPatch) -> None:
    """An output folder that is a mount point."""
    patched.setattr(place, "is_mounted", Path.is_dir)


def with_a_twin(site: Path) -> None:
    """The old site, as builds have left it."""
    write(NEW | {"more.html": b""}, site)
    write(OLD, site)


def without_a_twin(site: Path) -> None:
    """The old site, copied from another machine."""
    write(OLD, site)
    shutil.rmtree(site.with_name(".site.next"), ignore_errors=True)


def cold(site: Path) -> None:
    """No site."""


CASES = [
    (at_once, with_a_twin),
    pytest.param(at_once, without_a_twin, marks=pytest.mark.heavy),
    (at_once, cold),
    pytest.param(one_after_the_other, with_a_twin, marks=pytest.mark.heavy),
    pytest.param(file_by_file, with_a_twin, marks=pytest.mark.heavy),
    pytest.param(mounted, without_a_twin, marks=pytest.mark.heavy),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Wholes:
    """Every byte of no site, of the old and of the new one, lists included."""
    folder = tmp_path_factory.mktemp("whole")
    write(OLD, folder / "old")
    write(NEW, folder / "new")
    return {"none": {}, "old": files(folder / "old"), "new": files(folder / "new")}


def there(site: Path) -> dict[str, bytes]:
    """What readers may be given; a mount point has the working folder in it for as long."""
    inside = f"{target.INSIDE}/"
    return {path: data for path, data in files(site).items() if not path.startswith(inside)}


def is_old_or_new(way: Way, site: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> bool:
    """Whether *site* is as *way* promises it after a build that has not come to its end."""
    found = there(site)
    if way in (file_by_file, mounted):
        return all(data in (old.get(path), new.get(path)) for path, data in found.items())
    if way is one_after_the_other and not site.exists():
        return files(site.with_name(".site.next") / place.RETIRED) == old
    return found in (old, new)


def is_repaired(site: Path, whole: Wholes) -> bool:
    """Whether a build that ends at once makes *site* whole, and those after it give what they shall
    and leave no litter."""
    prepare(site).close()
    whole_again = there(site) in whole.values()
    write(NEW, site)
    well = files(site) == whole["new"]
    write(OLD, site)
    work = site.with_name(".site.next")
    names = {path.name for path in work.iterdir()} if work.exists() else set()
    usual = {".gitignore", "CACHEDIR.TAG", "build.lock", "known", "twin", "changing"}
    return whole_again and well and files(site) == whole["old"] and names <= usual


@pytest.mark.parametrize(("way", "situation"), CASES)
def test_a_build_may_die_before_any_change_of_the_disk(
    tmp_path: Path, whole: Wholes, way: Way, situation: Situation
) -> None:
    old = whole["none" if situation is cold else "old"]
    with pytest.MonkeyPatch.context() as patched:
        way(patched)
        situation(tmp_path / "count" / "site")
        steps = disk.count(partial(write, NEW, tmp_path / "count" / "site"))
        assert steps > 10
        for step in range(1, steps + 1):
            site = tmp_path / str(step) / "site"
            situation(site)
            disk.die(step, partial(write, NEW, site))
            assert is_old_or_new(way, site, old, whole["new"]), step
            assert is_repaired(site, whole), step


@pytest.mark.parametrize(("way", "situation"), CASES)
def test_any_change_of_the_disk_may_be_refused(
    tmp_path: Path, whole: Wholes, way: Way, situation: Situation
) -> None:
    old = whole["none" if situation is cold else "old"]
    with pytest.MonkeyPatch.context() as patched:
        way(patched)
        situation(tmp_path / "count" / "site")
        steps = disk.count(partial(write, NEW, tmp_path / "count" / "site"))
        assert steps > 10
        for step in range(1, steps + 1):
            site = tmp_path / str(step) / "site"
            situation(site)
            code = errno.ENOSPC if step % 2 else errno.EIO
            said = refusal(partial(disk.fail, step, code, partial(write, NEW, site)))
            if not said:
                assert there(site) == whole["new"], step
            else:
                assert os.strerror(code) in said, step
                assert is_old_or_new(way, site, old, whole["new"]), step
                assert there(site) == old or "the next build completes" in said, step
            assert is_repaired(site, whole), step


def refusal(act: Callable[[], object]) -> str:
    """What *act* is refused with; empty when it succeeds."""
    try:
        act()
    except ContentError as error:
        return str(error)
    return ""

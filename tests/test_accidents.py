"""What happens to a build on a real machine: full disks, other builds, clocks, signals."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from briefing import stopping
from briefing.output import Opened, prepare, switch, write
from briefing.planning import Folders, plan
from briefing.problems import ContentError
from tests import disk
from tests.commands import ROOT, files, run
from tests.folders import MINIMAL, REAL, SMALL
from tests.folders import write as write_documents
from tests.killing import TINY, Afresh, Command, Killing

SITE = {"index.html": b"<title>Home</title>", "a/b.html": b"<title>B</title>"}
MORE = SITE | {"index.html": b"<title>The home page</title>"}


def refusal(tree: dict[str, bytes], site: Path) -> str:
    """The problems with which *tree* is refused."""
    with pytest.raises(ContentError) as refused:
        write(tree, site)
    return str(refused.value)


def left(site: Path) -> set[str]:
    """The names in the working folder of *site*."""
    return {path.name for path in site.with_name(f".{site.name}.next").iterdir()}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder with one article."""
    return write_documents(tmp_path / "content", {**SMALL, "articles/a.md": MINIMAL})


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_the_old_site_stays_and_the_message_says_so(small_disk: Path) -> None:
    site = small_disk / "site"
    write(SITE, site)
    before = files(site)
    said = refusal(MORE | {f"{number}.html": bytes(30_000) for number in range(10)}, site)
    assert "cannot be written: No space left on device" in said
    assert "hint: the output folder is as it was" in said
    assert files(site) == before
    assert not [name for name in left(site) if name.startswith("staged")]
    assert write(MORE, site).written == 1
    assert files(site).items() >= MORE.items()


def test_a_command_that_may_write_no_more_leaves_the_old_site(
    content: Path, tmp_path: Path
) -> None:
    options = ["build", "--content", str(content), "--output", str(tmp_path / "site")]
    assert run(*options, "--no-search").returncode == 0
    before = files(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *options, "--base-url", "https://example.net/"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "site") == before


def test_a_mount_point_is_written_file_by_file_and_the_build_says_so(small_disk: Path) -> None:
    write(SITE, small_disk)
    report = write(MORE, small_disk)
    (notice,) = report.notices
    assert notice.severity == "notice"
    assert "changed file by file, not all at once: it is a mount point" in notice.message
    assert report.written == 1
    assert files(small_disk).keys() == MORE.keys() | {"SHA256SUMS"}
    assert not small_disk.with_name(".disk.next").exists()


def test_a_folder_that_is_read_only_is_refused_before_a_page_is_made(small_disk: Path) -> None:
    site = small_disk / "site"
    write(SITE, site)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert f"{site}: cannot be written: the folder is read-only" in refusal(MORE, site)
    assert files(site).items() >= SITE.items()


def test_a_new_folder_in_a_read_only_one_is_refused(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert "cannot be written: Read-only file system" in refusal(SITE, small_disk / "site")


@pytest.fixture
def vanishing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of files that are removed just before they are opened."""
    names: set[str] = set()
    opening = Path.open

    def vanish(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name in names:
            self.unlink()
        return opening(self, *args, **kwargs)

    def gone(file: str, flags: int) -> int:
        if Path(file).name in names:
            Path(file).unlink()
        return open_it(file, flags)

    open_it = os.open
    monkeypatch.setattr("briefing.content.os.open", gone)
    monkeypatch.setattr(Path, "open", vanish)
    return names


def test_a_document_that_vanishes_while_it_is_read_is_a_problem(
    content: Path, vanishing: set[str]
) -> None:
    vanishing.add("a.md")
    folders = Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    with pytest.raises(ContentError, match=r"a\.md: the file cannot be read: No such file"):
        plan(folders)


def test_a_source_text_that_vanishes_while_it_is_read_is_a_problem(
    content: Path, vanishing: set[str]
) -> None:
    article = MINIMAL.replace("{publisher: The Herald}", "{publisher: The Herald, text: a.txt}")
    write_documents(content, {"articles/a.md": article, "sources/a.txt": "Talks\nOne.\n"})
    vanishing.add("a.txt")
    folders = Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    with pytest.raises(ContentError, match=r"a\.txt: .*cannot be read: No such file"):
        plan(folders)


def test_a_page_that_vanishes_while_the_folder_is_looked_at_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    scandir = os.scandir

    @contextlib.contextmanager
    def vanish(folder: Path) -> Iterator[list[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            found = list(entries)
        (site / "index.html").unlink(missing_ok=True)
        yield found

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", vanish)
        opened = prepare(site)
    with opened:
        assert opened.keep("index.html") is None
        assert opened.keep("a/b.html")
    assert write(SITE, site).written == 1
    assert files(site).items() >= SITE.items()


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, seconds: int) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    for path in site.rglob("*"):
        os.utime(path, (seconds, seconds))
    assert write(SITE, site).written == 0
    assert write(MORE, site).written == 1
    assert write(SITE, site).written == 1
    assert files(site).items() >= SITE.items()


def test_a_page_that_was_edited_and_given_its_old_date_is_written_anew(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    status = (site / "index.html").stat()
    (site / "index.html").write_bytes(b"<title>H0me</title>")
    os.utime(site / "index.html", ns=(status.st_atime_ns, status.st_mtime_ns))
    with prepare(site) as opened:
        assert opened.keep("index.html") is None
    assert write(SITE, site).written == 1
    assert write(MORE, site).written == 1
    assert write(SITE, site).written == 1
    assert files(site).items() >= SITE.items()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the site open."""
    program = (
        "import sys; from pathlib import Path; from briefing.output import prepare\n"
        "with prepare(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "site")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_build_at_once_is_refused_and_told_of_the_first(
    tmp_path: Path, held: subprocess.Popen[str]
) -> None:
    said = refusal(SITE, tmp_path / "site")
    assert f"another build is writing this site at the moment (process {held.pid})" in said
    assert [name for name in left(tmp_path / "site") if name.startswith("staged")]


def test_the_lock_of_a_build_that_was_killed_is_taken_over(
    tmp_path: Path, held: subprocess.Popen[str]
) -> None:
    held.kill()
    held.wait()
    (notice,) = write(SITE, tmp_path / "site").notices
    assert "an earlier build was stopped before its end" in notice.message
    assert not [name for name in left(tmp_path / "site") if name.startswith("staged")]


def test_of_two_commands_at_once_one_builds_and_the_other_says_why_not(
    content: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    command = [sys.executable, str(ROOT / "build.py"), "--content", str(content), "--no-search"]
    both = [
        subprocess.Popen(
            [*command, "--output", str(site)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    for process, words in zip(both, said, strict=True):
        assert process.returncode == 0 or "another build is writing this site" in words
    assert 0 in {process.returncode for process in both}
    assert run("--content", content, "--no-search", "--output", tmp_path / "one").returncode == 0
    assert files(site) == files(tmp_path / "one")


def test_content_that_changes_during_the_build_is_in_the_next_site(
    content: Path, tmp_path: Path
) -> None:
    folders = Folders(content=content, templates=REAL.templates, assets=REAL.assets)
    first = plan(folders).tree
    expected = {path: first[path] for path in first}
    tree = plan(folders).tree
    text = (content / "articles/a.md").read_text("utf-8").replace("Three short", "Some other")
    (content / "articles/a.md").write_text(text, "utf-8")
    (content / "actors/ada-berg.md").unlink()
    write(tree, tmp_path / "site")
    assert files(tmp_path / "site").items() >= expected.items()
    write(plan(folders).tree, tmp_path / "site")
    found = files(tmp_path / "site")
    assert b"Some other" in found["articles/a.html"]
    assert "actors/ada-berg.html" not in found


def test_each_file_of_the_content_is_read_once(content: Path, tmp_path: Path) -> None:
    article = MINIMAL.replace("{publisher: The Herald}", "{publisher: The Herald, text: a.txt}")
    write_documents(content, {"articles/a.md": article, "sources/a.txt": "Talks\nOne.\n"})
    assets = shutil.copytree(REAL.assets, tmp_path / "assets")

    def build() -> None:
        opened: list[str] = []

        def note(event: str, arguments: tuple[object, ...]) -> None:
            if event == "open" and str(arguments[0]).startswith((str(content), str(assets))):
                opened.append(str(arguments[0]))

        folders = Folders(content=content, templates=REAL.templates, assets=assets)
        sys.addaudithook(note)
        write(plan(folders).tree, tmp_path / "site")
        assert {str(path) for path in content.rglob("*.md")} <= set(opened)
        assert len(opened) == len(set(opened)), opened

    assert disk.in_child(build) == 0


@contextlib.contextmanager
def endless(site: Path, jobs: str, steps: int = 10**12) -> Iterator[subprocess.Popen[str]]:
    """A build over *site* that is making pages, some in so many *steps*: it never comes to an end
    if nobody says otherwise. *jobs* are so many processes, ``2 afresh`` where none is forked."""
    templates = shutil.copytree(REAL.templates, site.with_name("templates"))
    (templates / "page.html").write_text(f"{{% for number in range({steps}) %}}{{% endfor %}}")
    number, _, afresh = jobs.partition(" ")
    program = ["-m", "tests.unforked", "build"] if afresh else [str(ROOT / "build.py")]
    command = [sys.executable, *program, "--jobs", number, "--no-search"]
    with subprocess.Popen(
        [*command, "--templates", str(templates), "--output", str(site)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            while not any(site.with_name(".site.next").glob("staged-*/*.html")):
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def children(process: subprocess.Popen[str]) -> list[str]:
    """The numbers of the processes that *process* has begun, where that can be told."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    return " ".join(file.read_text() for file in threads).split()


HEAVY = pytest.mark.heavy


@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        ("SIGINT", "2"),
        ("SIGTERM", "2"),
        ("SIGHUP", "2"),
        ("SIGINT", "2 afresh"),
        pytest.param("SIGINT", "1", marks=HEAVY),
        pytest.param("SIGTERM", "1", marks=HEAVY),
        pytest.param("SIGTERM", "2 afresh", marks=HEAVY),
        pytest.param("SIGHUP", "2 afresh", marks=HEAVY),
    ],
)
def test_a_build_that_is_told_to_stop_leaves_the_old_site_and_says_so(
    tmp_path: Path, name: str, jobs: str
) -> None:
    site, number = tmp_path / "site", getattr(signal, name)
    write(SITE, site)
    before = files(site)
    with endless(site, jobs) as process:
        workers = children(process)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 128 + number, said
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    assert said.endswith(f"Stopped by {name}: {site} is as it was.\n")
    assert files(site) == before
    assert not [name for name in left(site) if name.startswith("staged")]


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the children of a process")
@pytest.mark.parametrize("jobs", ["2", "2 afresh"])
def test_a_worker_that_is_killed_is_a_problem_and_the_old_site_stays(
    tmp_path: Path, jobs: str
) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    before = files(site)
    with endless(site, jobs, 10**7) as process:
        for child in children(process):
            os.kill(int(child), signal.SIGKILL)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert "a process that made pages was killed" in said
    assert "Traceback" not in said
    assert files(site) == before


def test_a_signal_that_python_drops_stops_the_build_all_the_same(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(SITE, site)

    def build() -> None:
        stopping.stop_in_order()
        with contextlib.suppress(stopping.Stopped):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(stopping.Stopped):
            write(MORE, site)

    assert disk.in_child(build) == 0
    assert files(site).items() >= SITE.items()


def test_a_signal_in_the_midst_of_the_switch_waits_for_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    exchange = switch.exchange

    def disturbed(one: Path, other: Path) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        exchange(one, other)

    monkeypatch.setattr(switch, "exchange", disturbed)

    def build() -> None:
        stopping.stop_in_order()
        with pytest.raises(stopping.Stopped) as stopped:
            write(MORE, site)
        assert stopped.value.__notes__ == [f"{site} holds the new site"]
        os._exit(stopped.value.status)

    assert disk.in_child(build) == 128 + signal.SIGTERM
    assert files(site).items() >= MORE.items()


def test_what_a_build_does_not_need_is_left_alone_by_the_one_that_is_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / ".site.next").mkdir()
    (tmp_path / ".site.next" / "letter.txt").write_text("dear")
    assert "no build has made what is in it" in refusal(SITE, tmp_path / "site")
    assert [path.name for path in (tmp_path / ".site.next").iterdir()] == ["letter.txt"]


def test_what_somebody_left_in_the_former_site_is_neither_published_nor_removed(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    write(MORE, site)
    note = tmp_path / ".site.next" / "twin" / "a" / "note.txt"
    note.write_text("from a terminal that stood in the site")
    assert "a file that no build has made: a/note.txt" in refusal(SITE, site)
    assert note.exists()
    note.unlink()
    assert write(SITE, site).written == 1


def test_the_working_folder_can_be_deleted_at_any_time(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    shutil.rmtree(tmp_path / ".site.next")
    assert write(MORE, site).written == 1
    assert files(site).items() >= MORE.items()


def test_the_folder_keeps_its_permissions(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(SITE, site)
    site.chmod(0o2775)
    write(MORE, site)
    assert site.stat().st_mode & 0o7777 == 0o2775


def test_worker_processes_can_put_files_at_the_same_time(tmp_path: Path) -> None:
    with prepare(tmp_path / "site") as opened:
        for number in range(4):
            tree = {f"{number}/{name}.html": b"x" * number for name in "abc"}
            assert disk.in_child(partial(put_all, opened, tree)) == 0
        wanted = {
            f"{number}/{name}.html": opened.put(f"{number}/{name}.html", b"x" * number)
            for number in range(4)
            for name in "abc"
        }
        assert opened.publish(wanted).written == 12
    assert len(files(tmp_path / "site")) == 13


def put_all(opened: Opened, tree: dict[str, bytes]) -> None:
    for path, data in tree.items():
        opened.put(path, data)


@pytest.mark.parametrize(
    ("count", "start"),
    [
        (5, Command),
        pytest.param(60, Command, marks=HEAVY),
        pytest.param(30, Afresh, marks=HEAVY),
    ],
)
def test_builds_that_are_killed_at_random_moments_do_no_harm(
    tmp_path: Path, count: int, start: type[Command]
) -> None:
    killing = Killing(tmp_path, TINY, seed=count, start=start)
    outcomes = [killing.once() for _ in range(count)]
    assert {outcome.left for outcome in outcomes} <= {"old", "new", "nothing"}
    assert all(outcome.repaired for outcome in outcomes)

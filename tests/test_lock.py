"""The lock: one fact a line, so that two editors' changes merge, and nothing wrong passes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import lock
from tests.commands import ROOT

H16, H64 = "0" * 16, "0" * 64


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("page", "this is not a line of the lock", "bring the line back"),
        ("pages a.html", "this is not a line of the lock", "bring the line back"),
        ("statement aa11 0123 0 talks", "this is not a line of the lock", "bring the line back"),
        ("<<<<<<< ours", "a merge was left unfinished", "keep the lines of both sides"),
        ("=======", "a merge was left unfinished", "keep the lines of both sides"),
        (f"statement aa11 {H16} 0 b", "the statement “aa11” is locked twice", "delete the line"),
        (f"quote aa11 {H16} {H64} 1 2 3", "the quote “aa11” is locked twice", "delete the line"),
        (f"source talks {H64} 9 9", "the source “talks” is locked twice", "delete the line"),
    ],
)
def test_a_wrong_line_is_told_with_its_remedy(
    tmp_path: Path, line: str, message: str, remedy: str
) -> None:
    lines = [
        f"quote aa11 {H16} {H64} 1 0 9",
        f"source talks {H64} 3 50",
        f"statement aa11 {H16} 0 talks",
        line,
    ]
    (tmp_path / lock.NAME).write_text("\n".join(lines), "utf-8")
    (problem,) = lock.read(tmp_path)[1]
    assert (problem.line, problem.source) == (4, line)
    assert message in problem.message
    assert remedy in problem.hint


def test_a_lock_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / lock.NAME).write_bytes(b"page a.html\n\xff\xfe")
    (problem,) = lock.read(tmp_path)[1]
    assert "cannot be read" in problem.message


@pytest.mark.parametrize("newer", ["f" * 16, "0" * 16])
def test_of_two_stages_of_a_statement_the_newer_counts(tmp_path: Path, newer: str) -> None:
    lines = sorted([f"statement aa11 {'8' * 16} 0 talks", f"statement aa11 {newer} 1 talks"])
    (tmp_path / lock.NAME).write_text("\n".join([*lines, lines[0]]), "utf-8")
    found, problems = lock.read(tmp_path)
    assert not problems
    assert found.statements == {"aa11": lock.Published(newer, 1, "talks")}


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_git_merges_what_two_editors_add_in_one_place(tmp_path: Path) -> None:
    """Under this project's own attributes: the lines of both stand next to one another."""

    def commit(message: str, *ids: str, changed: str = "") -> None:
        entries = {key: lock.Published(H16, int(key == changed), "talks") for key in ids}
        lock.write(tmp_path, lock.Lock(statements=entries))
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", message)

    git(tmp_path, "init", "-b", "main")
    (tmp_path / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    commit("begin", "aa11", "zz99")
    git(tmp_path, "switch", "-c", "other")
    commit("one", "aa11", "mm33", "zz99", changed="aa11")
    git(tmp_path, "switch", "main")
    commit("two", "aa11", "mm22", "mm44", "zz99", changed="zz99")
    git(tmp_path, "merge", "other", "-m", "both")
    found, problems = lock.read(tmp_path)
    assert not problems
    changes = {key: entry.changes for key, entry in found.statements.items()}
    assert changes == {"aa11": 1, "mm22": 0, "mm33": 0, "mm44": 0, "zz99": 1}


hashes = st.text("0123456789abcdef", min_size=16, max_size=16)
ids = st.from_regex(r"[a-z][a-z0-9]{1,6}", fullmatch=True)
slugs = st.text("abcñї-", min_size=1, max_size=5)
locks = st.builds(
    lock.Lock,
    pages=st.frozensets(slugs.map("actors/{}.html".format)),
    filed=st.dictionaries(
        st.sampled_from(["2022", "2022-02", "undated"]), st.frozensets(ids, min_size=1)
    ),
    statements=st.dictionaries(ids, st.builds(lock.Published, hashes, st.integers(0, 9), slugs)),
    quotes=st.dictionaries(
        ids,
        st.builds(lock.Proof, hashes, hashes.map(lambda text: text * 4), *[st.integers(0, 99)] * 3),
    ),
)


@given(locks)
def test_what_is_written_into_the_lock_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, found: lock.Lock
) -> None:
    folder = tmp_path_factory.mktemp("lock")
    lock.write(folder, found)
    assert lock.read(folder) == (found, [])
    assert not lock.write(folder, found)


@given(locks, locks)
def test_the_lines_of_two_locks_merge(
    tmp_path_factory: pytest.TempPathFactory, one: lock.Lock, two: lock.Lock
) -> None:
    """Every fact is a line of its own, so the lines of both make a lock with the facts of both."""
    lines = lock.text(one).splitlines()
    assert lines == sorted(set(lines))
    folder = tmp_path_factory.mktemp("lock")
    merged = sorted({*lines, *lock.text(two).splitlines()})
    (folder / lock.NAME).write_text("".join(f"{line}\n" for line in merged), "utf-8")
    found, _ = lock.read(folder)
    assert found.pages == one.pages | two.pages
    assert found.statements.keys() == one.statements.keys() | two.statements.keys()
    for key in one.filed.keys() | two.filed.keys():
        assert found.filed[key] == one.filed.get(key, set()) | two.filed.get(key, set())

"""What is published stays: pages, statements, and what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefing import lock
from tests.commands import files, run, run_here
from tests.folders import MINIMAL, SMALL, article, write

ENTRIES = """
- id: aa11
  by: Ada Berg
  on: 2021-05-02
  about: Dams
  says: The dam stays open.
  quote: not before the leaves fall
- {id: bb22, by: Norland, about: Dams, does: Opened the gates.}
"""
TALKS = article(ENTRIES).replace("{publisher: The Herald}", "{publisher: X, text: talks.txt}")
TEXT = (
    "Talks\n20210504\nAda Berg: “not before the leaves fall”.\nThe end, says Ada Berg.\n"
    "For the rest of the day nobody said a word that anybody cared to write down at all.\n"
    "And on the day after that they all went home by the slow train along the great river.\n"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small briefing that has been published: its lock is written."""
    documents: dict[str, str | bytes] = {
        **SMALL,
        "articles/talks.md": TALKS,
        "articles/b.md": MINIMAL,
        "sources/talks.txt": TEXT,
        "actors/sudland.md": "---\nname: Südland\nkind: state\n---\n",
    }
    content = write(tmp_path_factory.mktemp("published") / "content", documents)
    assert run("check", "--fix", "--content", content).returncode == 0
    return content


@pytest.fixture
def content(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to be edited."""
    return shutil.copytree(published, tmp_path / "content")


def check(content: Path, *more: str) -> tuple[int, str]:
    done = run_here("check", "--content", content, *more)
    return done.returncode, done.stderr


def edit(content: Path, name: str, *changes: tuple[str, str]) -> None:
    file = content / name
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def test_what_is_published_and_proven_is_in_the_lock(content: Path) -> None:
    found, problems = lock.read(content)
    assert not problems
    assert {"index.html", "actors/ada-berg.html", "dates/2021-05-02.html"} <= found.pages
    assert set(found.statements) == {"aa11", "bb22"}
    assert set(found.quotes) == {"aa11"}
    assert found.filed["2021-05-02"] == {"aa11"}


def test_the_lock_holds_no_words_of_the_source(content: Path) -> None:
    assert "leaves" not in (content / lock.NAME).read_text("utf-8")


def test_fixing_twice_changes_nothing(content: Path) -> None:
    before = files(content)
    run_here("check", "--fix", "--content", content)
    assert files(content) == before


def test_neither_build_nor_check_writes_the_lock(content: Path, tmp_path: Path) -> None:
    (content / lock.NAME).unlink()
    run("build", "--content", content, "--output", tmp_path / "site")
    run_here("check", "--content", content)
    assert not (content / lock.NAME).exists()


def test_a_renamed_article_without_a_redirect_is_refused(content: Path) -> None:
    (content / "articles" / "b.md").rename(content / "articles" / "c.md")
    status, said = check(content)
    assert status == 1
    assert "readers would lose https://example.org/b/articles/b.html" in said
    assert "redirect_from: [articles/b]" in said
    assert "articles/c.md" in said


def test_a_renamed_article_with_a_redirect_is_accepted(content: Path) -> None:
    (content / "articles" / "b.md").rename(content / "articles" / "c.md")
    edit(content, "articles/c.md", ("title:", "redirect_from: articles/b\ntitle:"))
    assert check(content)[0] == 0


def test_a_deleted_statement_is_refused(content: Path) -> None:
    edit(
        content,
        "articles/talks.md",
        ("  - {id: bb22, by: Norland, about: Dams, does: Opened the gates.}\n", ""),
    )
    status, said = check(content)
    assert status == 1
    assert "readers would lose https://example.org/b/articles/talks.html#bb22" in said
    assert "status: withdrawn" in said


def test_what_the_remedy_for_a_deleted_statement_says_can_be_pasted(content: Path) -> None:
    line = "  - {id: bb22, by: Norland, about: Dams, does: Opened the gates.}\n"
    edit(content, "articles/talks.md", (line, ""))
    (stub,) = (said for said in check(content)[1].splitlines() if "- {id: bb22" in said)
    stub = stub.strip().replace("date: …", "date: 2021-06-01").replace("…", "On request.")
    edit(content, "articles/talks.md", ("leaves fall\n", f"leaves fall\n  {stub}\n"))
    assert run_here("check", "--fix", "--content", content).returncode == 0
    assert check(content)[0] == 0


def test_a_statement_that_moves_to_another_article_leaves_its_address(content: Path) -> None:
    line = "  - {id: bb22, by: Norland, about: Dams, does: Opened the gates.}\n"
    edit(content, "articles/talks.md", (line, ""))
    edit(content, "articles/b.md", ("themes: [Dams]\n", f"themes: [Dams]\nstatements:\n{line}"))
    status, said = check(content)
    assert status == 1
    assert "would lose https://example.org/b/articles/talks.html#bb22: the statement has" in said


def test_an_edited_statement_without_a_note_is_refused(content: Path) -> None:
    edit(content, "articles/talks.md", ("Opened the gates.", "Closed the gates."))
    status, said = check(content)
    assert status == 1
    address = "https://example.org/b/articles/talks.html#bb22"
    assert f"the published statement {address} was changed, and nothing tells readers" in said
    assert "changes: [{date: …, note: …}]" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("by: Ada Berg", "by: Norland"),
        ("by: Ada Berg", "by: Ada Berg\n    as: Minister of Fish"),
        ("by: Ada Berg", "by: Ada Berg\n    with: Norland"),
        ("by: Ada Berg", "by: Ada Berg\n    concerning: Norland"),
        ("by: Ada Berg", "by: Ada Berg\n    via: [R1]"),
        ("by: Ada Berg", "by: Ada Berg\n    as_printed: Birg"),
        ("on: 2021-05-02", "on: 2021-05-02~"),
        ("    on: 2021-05-02\n", ""),
        ("about: Dams", "about: [Dams, Fish]"),
        ("says: The dam stays open", "plans: The dam stays open"),
        ("quote: not before the leaves fall", "quote: not before the leaves"),
        ("    quote: not before the leaves fall\n", ""),
    ],
)
def test_every_part_of_a_published_statement_is_held(content: Path, old: str, new: str) -> None:
    write(content, {"themes/fish.md": "---\nname: Fish\n---\n"})
    edit(content, "articles/talks.md", (old, new))
    status, said = check(content)
    assert status == 1
    assert "articles/talks.html#aa11 was changed, and nothing tells readers" in said


def test_another_spelling_of_the_same_names_is_no_change(content: Path) -> None:
    edit(
        content, "articles/talks.md", ("by: Ada Berg", "by: Berg"), ("about: Dams", "about: weirs")
    )
    assert check(content)[0] == 0


def test_the_words_that_were_proven_are_shown_beside_an_edited_quotation(content: Path) -> None:
    edit(content, "articles/talks.md", ("not before the leaves fall", "before the leaves fall"))
    said = check(content)[1]
    assert "proven were the words “not before the leaves fall” in paragraph 1 of talks.txt" in said


def test_a_published_change_note_stays(content: Path) -> None:
    note = ", changes: [{date: 2021-06-01, note: A slip., minor: true}]"
    edit(content, "articles/talks.md", ("Opened the gates.", f"Shut the gates.{note}"))
    assert run_here("check", "--fix", "--content", content).returncode == 0
    edit(content, "articles/talks.md", (note, ""))
    status, said = check(content)
    assert status == 1
    assert "a published change note of the statement “bb22” is gone" in said


def test_a_withdrawn_statement_does_not_come_back_in_silence(content: Path) -> None:
    more = ", status: withdrawn, changes: [{date: 2021-06-01, note: Not so.}]"
    edit(content, "articles/talks.md", ("Opened the gates.", f"Opened the gates.{more}"))
    assert run_here("check", "--fix", "--content", content).returncode == 0
    edit(content, "articles/talks.md", ("status: withdrawn, ", ""))
    assert "was changed, and nothing tells readers" in check(content)[1]


def test_an_edited_statement_with_a_note_is_accepted_and_locked(content: Path) -> None:
    note = "changes: [{date: 2021-06-01, note: It was the other way round.}]"
    edit(content, "articles/talks.md", ("Opened the gates.", f"Closed the gates., {note}"))
    status, said = check(content)
    assert status == 0
    assert "not in the lock yet" in said
    assert run_here("check", "--fix", "--content", content).returncode == 0
    assert "not in the lock yet" not in check(content)[1]
    edit(content, "articles/talks.md", ("Closed the gates.", "Shut the gates."))
    assert check(content)[0] == 1


def test_a_withdrawn_statement_is_accepted(content: Path) -> None:
    more = "status: withdrawn, changes: [{date: 2021-06-01, note: Not so.}]"
    edit(content, "articles/talks.md", ("Opened the gates.", f"Opened the gates., {more}"))
    assert check(content)[0] == 0


def test_the_words_of_a_removed_statement_leave_the_lock(content: Path) -> None:
    more = "  status: removed\n    changes: [{date: 2021-06-01, note: On request.}]\n"
    edit(content, "articles/talks.md", ("    quote: not before the leaves fall\n", f"  {more}"))
    assert run_here("check", "--fix", "--content", content).returncode == 0
    assert not lock.read(content)[0].quotes


def test_a_quotation_edited_without_its_text_is_refused(content: Path) -> None:
    (content / "sources" / "talks.txt").unlink()
    note = "changes: [{date: 2021-06-01, note: A slip., minor: true}]"
    edit(
        content,
        "articles/talks.md",
        ("before the leaves fall", f"before the leaf falls\n    {note}"),
    )
    status, said = check(content)
    assert status == 1
    assert "edited after it was held against its source" in said


def test_a_changed_source_text_is_refused_when_the_words_are_gone(content: Path) -> None:
    edit(content, "sources/talks.txt", ("the leaves fall", "the leaves turn"))
    status, said = check(content)
    assert status == 1
    assert "does not stand in talks.txt" in said


def test_a_quotation_that_stands_elsewhere_than_it_did_is_refused(content: Path) -> None:
    edit(content, "sources/talks.txt", ("Ada Berg: “not", "This is Ada Berg: “not"))
    status, said = check(content)
    assert status == 1
    assert "stands elsewhere in talks.txt than when it was proven" in said
    assert "“…This is Ada Berg:" in said


def test_white_space_and_kinds_of_marks_in_the_text_may_change(content: Path) -> None:
    edit(content, "sources/talks.txt", ("“not before the leaves", '"not  before the\u00a0leaves'))
    assert check(content)[0] == 0


def test_without_the_source_texts_the_same_bytes_are_built(content: Path, tmp_path: Path) -> None:
    run("build", "--content", content, "--output", tmp_path / "with")
    (content / "sources" / "talks.txt").unlink()
    run("build", "--content", content, "--output", tmp_path / "without")
    built = files(tmp_path / "with")
    assert built == files(tmp_path / "without")
    assert b">checked<" in built["articles/talks.html"]


def test_a_day_emptied_by_a_correction_stays_and_tells_where_its_statements_went(
    content: Path, tmp_path: Path
) -> None:
    note = "changes: [{date: 2021-06-01, note: It was a day later.}]"
    edit(content, "articles/talks.md", ("on: 2021-05-02", f"on: 2021-05-03\n    {note}"))
    assert run_here("check", "--fix", "--content", content).returncode == 0
    run("build", "--content", content, "--output", tmp_path / "site")
    page = (tmp_path / "site" / "dates" / "2021-05-02.html").read_text("utf-8")
    assert "Nothing is filed under this date any more" in page
    assert "talks.html#aa11" in page
    assert "It was a day later." in page


def test_a_published_page_cannot_become_a_draft(content: Path) -> None:
    edit(content, "articles/b.md", ("title:", "draft: true\ntitle:"))
    status, said = check(content)
    assert status == 1
    assert "delete `draft: true`" in said


@pytest.mark.parametrize("name", ["articles/b.md", "pages/about.md", "actors/more/Karl.md"])
def test_a_file_that_cannot_be_read_is_not_taken_for_a_lost_page(content: Path, name: str) -> None:
    write(
        content,
        {
            "pages/about.md": "---\ntitle: About\n---\n",
            "actors/more/Karl.md": "---\nname: Karl\n---\n",
        },
    )
    assert run_here("check", "--fix", "--content", content).returncode == 0
    (content / name).write_text("---\ntitle: x: y\n---\n", "utf-8")
    status, said = check(content)
    assert status == 1
    assert "this is not YAML" in said
    assert "readers would lose" not in said

"""The command line: what it does, what it says, and its exit status."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, files, run
from tests.folders import MINIMAL, SMALL, article, write


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder with one article."""
    return write(tmp_path / "content", {**SMALL, "articles/a.md": MINIMAL})


def test_build_is_the_command_when_none_is_given(content: Path, tmp_path: Path) -> None:
    done = run("--content", content, "--output", tmp_path / "site")
    assert done.returncode == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_build_sums_up_what_it_did(content: Path, tmp_path: Path) -> None:
    first = run("build", "--content", content, "--output", tmp_path / "site").stdout
    assert "0 unchanged, 0 removed; 1 article, 0 statements, 3 actors, 1 theme" in first
    second = run("build", "--content", content, "--output", tmp_path / "site").stdout
    assert ": 0 written, " in second


def test_a_build_says_what_is_left_out_and_why(content: Path, tmp_path: Path) -> None:
    write(content, {"articles/b.md": MINIMAL.replace("title:", "draft: true\n    title:")})
    done = run("build", "--content", content, "--output", tmp_path / "site")
    assert done.returncode == 0
    assert "left out: " in done.stdout
    assert "articles/b.md:2:1: notice: left out: a draft" in done.stderr


def test_the_placeholder_address_is_reminded_of(content: Path, tmp_path: Path) -> None:
    text = SMALL["index.md"].replace("https://example.org/b/", "https://briefing.example/")
    write(content, {"index.md": text})
    done = run("build", "--content", content, "--output", tmp_path / "site")
    assert "base_url is still the placeholder" in done.stderr
    assert done.returncode == 0


def test_without_an_address_there_is_no_feed_and_the_build_says_so(
    content: Path, tmp_path: Path
) -> None:
    write(content, {"index.md": SMALL["index.md"].replace("base_url", "# base_url")})
    done = run("build", "--content", content, "--output", tmp_path / "site")
    assert "no feed, no sitemap" in done.stderr
    assert not {"feed.xml", "feed.json", "sitemap.xml"} & files(tmp_path / "site").keys()


def test_the_address_can_be_given_for_a_build(content: Path, tmp_path: Path) -> None:
    run(
        "build",
        "--content",
        content,
        "--output",
        tmp_path / "site",
        "--base-url",
        "https://other.example/sub",
    )
    assert b"https://other.example/sub/" in (tmp_path / "site" / "sitemap.xml").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["destroy"],
        ["build", "--no-such-option"],
        ["new", "planet", "X"],
        ["new", "actor"],
        ["new"],
        ["check", "--fix", "--drafts"],
        ["build", "--base-url", "example.org"],
        ["serve", "--port", "x"],
    ],
)
def test_a_wrong_command_ends_with_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: " in done.stderr


def test_a_profiler_that_looks_on_gets_to_its_end(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    watched = [sys.executable, "-m", "cProfile", "-o", str(profile), str(ROOT / "build.py"), "new"]
    subprocess.run(watched, capture_output=True, check=False, timeout=60)
    assert profile.is_file()


COMMANDS = ["build", "serve", "check", "import", "new"]


def test_the_program_names_every_command() -> None:
    told = run("--help").stdout
    assert not [command for command in COMMANDS if command not in told]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert "--content" in run(command, "--help").stdout


def test_an_empty_content_folder_is_told_what_to_begin_with(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    done = run("build", "--content", tmp_path / "content", "--output", tmp_path / "site")
    assert done.returncode == 1
    assert "the site has no index.md" in done.stderr
    assert not (tmp_path / "site").exists()


def test_an_unknown_name_can_be_created_by_the_command_in_the_message(
    content: Path, tmp_path: Path
) -> None:
    write(content, {"articles/b.md": MINIMAL.replace("[Norland]", "[Ostland]")})
    done = run("build", "--content", content, "--output", tmp_path / "site")
    assert 'create it: python build.py new actor "Ostland"' in done.stderr
    assert run("new", "actor", "Ostland", "--content", content).returncode == 0
    assert run("build", "--content", content, "--output", tmp_path / "site").returncode == 0
    page = (tmp_path / "site" / "actors" / "ostland.html").read_text("utf-8")
    assert "Talks at the river" in page


def test_check_writes_nothing(content: Path) -> None:
    before = files(content.parent)
    done = run("check", "--content", content)
    assert done.returncode == 0
    assert "All is well:" in done.stdout
    assert "its source text has never been at hand" in done.stdout
    assert files(content.parent) == before


def test_check_finds_an_address_that_a_template_got_wrong(content: Path, tmp_path: Path) -> None:
    templates = shutil.copytree(ROOT / "templates", tmp_path / "templates")
    page = templates / "layout.html"
    text = page.read_text("utf-8").replace("</main>", '<a href="nowhere.html">x</a></main>')
    page.write_text(text, "utf-8")
    done = run("check", "--content", content, "--templates", templates)
    assert done.returncode == 1
    assert "“nowhere.html” leads to no file of the site" in done.stderr


def test_a_template_that_fails_is_named_with_its_line(content: Path, tmp_path: Path) -> None:
    templates = shutil.copytree(ROOT / "templates", tmp_path / "templates")
    page = templates / "actor.html"
    page.write_text("<p>\n  {{ nobody.knows }}\n", "utf-8")
    done = run(
        "build", "--content", content, "--templates", templates, "--output", tmp_path / "site"
    )
    assert done.returncode == 1
    assert f"{page}:2:3: the template fails: 'nobody' is undefined" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def test_check_fix_writes_the_ids_that_are_missing(content: Path) -> None:
    text = article(
        "- by: Norland\n  about: Dams\n  says: x  # why\n- {by: Berg, about: Dams, does: y}"
    )
    file = content / "articles" / "b.md"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    assert run("check", "--content", content).returncode == 1
    done = run("check", "--fix", "--content", content)
    assert done.returncode == 0, done.stderr
    fixed = file.read_bytes().decode()
    assert fixed.count("id: ") == 2
    assert "says: x  # why\r\n" in fixed
    assert fixed.count("\n") == fixed.count("\r\n") == text.count("\n") + 1
    run("check", "--fix", "--content", content)
    assert file.read_bytes().decode() == fixed


def test_new_missing_writes_a_stub_for_every_unknown_name(content: Path) -> None:
    write(content, {"articles/b.md": MINIMAL.replace("[Norland]", "[Xanadu, Quito]")})
    done = run("new", "--missing", "--content", content)
    assert done.returncode == 0, done.stderr
    assert "for “Xanadu” in" in done.stdout
    assert run("build", "--content", content, "--output", content.parent / "site").returncode == 0
    assert run("new", "--missing", "--content", content).stdout == "No name is missing.\n"


def test_new_briefing_makes_a_folder_that_builds(tmp_path: Path) -> None:
    assert run("new", "briefing", tmp_path / "mine").returncode == 0
    done = run("build", "--content", tmp_path / "mine", "--output", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert run("new", "briefing", tmp_path / "mine").returncode == 1


def test_check_links_asks_for_the_addresses_elsewhere(content: Path) -> None:
    local = MINIMAL.replace("{publisher: The Herald}", "{url: 'http://127.0.0.1:9/x'}")
    write(content, {"articles/b.md": local})
    assert run("check", "--content", content).returncode == 0
    done = run("check", "--links", "--content", content)
    assert done.returncode == 1
    assert "articles/b.md:4:15: " in done.stderr


def test_import_makes_drafts_and_importing_again_changes_nothing(content: Path) -> None:
    raw = content.parent / "talks.txt"
    raw.write_text('Talks open\n20210504\nThe dam stays open, Ada Berg said: "Not today at all."\n')
    done = run("import", raw, "--content", content)
    assert done.returncode == 0, done.stderr
    assert "1 candidate statement, 1 with a speaker" in done.stdout
    assert (content / "sources" / "talks.txt").read_bytes() == raw.read_bytes()
    assert run("check", "--content", content).returncode == 0
    before = files(content)
    assert run("import", raw, "--content", content).stdout == "1 unchanged\n"
    assert files(content) == before


def test_import_never_overwrites_a_text_that_changed(content: Path) -> None:
    raw = content.parent / "talks.txt"
    raw.write_text("Talks open\nOne.\n")
    run("import", raw, "--content", content)
    before = files(content)
    raw.write_text("Talks open\nTwo.\n")
    assert run("import", raw, "--content", content).returncode == 1
    assert files(content) == before

"""Content is foreign text: whatever it holds, there is a clear problem or a correct page."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from briefing import assets, limits, planning
from briefing.comparison import compare
from briefing.content import load
from briefing.documents import parse
from briefing.importing.boilerplate import compiled
from briefing.lookalikes import skeleton, strange
from briefing.markup import Targets, render
from briefing.model import fold
from briefing.name_links import NameLinks
from briefing.output.target import folded
from briefing.problems import ContentError, Problem, nearest, shown
from briefing.raw import is_address
from tests.commands import files, run
from tests.folders import MINIMAL, REAL, ROOT, SMALL, article, planned, refused, write
from tests.fuzzing.rules import flaws_of_page

NOBODY = NameLinks({})
NOWHERE = Targets(pages={}, statements={}, assets={})


def said(folder: Path) -> list[str]:
    """What is said of the files of a content folder, each as its message."""
    return [problem.message for problem in load(folder).problems]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {**SMALL, "articles/a.md": MINIMAL})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_among_the_documents_is_refused(content: Path) -> None:
    os.mkfifo(content / "articles/pipe.md")
    assert said(content) == ["it is no file: a pipe, a socket or a device"]


def test_a_link_out_of_the_content_is_not_followed(content: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("the secret")
    (content / "articles/out.md").symlink_to(tmp_path / "secret.md")
    (problem,) = load(content).problems
    assert "leads out" in problem.message
    assert "secret" not in str(problem)


def test_a_link_within_the_content_is_followed(content: Path) -> None:
    (content / "articles/b.md").symlink_to("a.md")
    assert said(content) == []


def test_a_link_to_itself_is_refused(content: Path) -> None:
    (content / "articles/loop.md").symlink_to("loop.md")
    assert "cannot be read" in said(content)[0]


def test_a_link_to_a_folder_is_told_of(content: Path) -> None:
    (content / "articles/up").symlink_to("..")
    assert said(content) == ["left out: a link to a folder"]


def test_a_file_of_a_gigabyte_is_not_read(content: Path) -> None:
    with (content / "articles/huge.md").open("wb") as file:
        file.truncate(1 << 30)
    assert said(content) == ["the file has 1,073,741,824 bytes; a document has at most 1,000,000"]


def test_folders_without_end_are_refused(content: Path) -> None:
    (content / "articles" / "/".join("d" * 40)).mkdir(parents=True)
    assert said(content) == ["folders lie more than 20 deep in one another"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: x\n---\n" + "a" * 100_000, "the body has 100,001 characters"),
        ("---\ntitle: x\n---\n" + "[" * 10_001, "the body has 10,001 brackets"),
        (f"---\ntitle: {'a' * 501}\n---\n", "a text of 501 characters; at most 500"),
        (f"---\nsummary: {'a' * 10_001}\n---\n", "a text of 10,001 characters"),
        (f"---\nactors: [{'x,' * 5_001}]\n---\n", "a list of 5,001 entries"),
        (f"---\na: [{'[x],' * 60_000}]\n---\n", "more than 100,000 names, texts and lists"),
        ("---\na: " + "[" * 21 + "]" * 21 + "\n---\n", "nested more than 20 levels"),
        ('---\ntitle: "\\u200b"\n---\n', "nothing of it can be seen: U+200B"),
        ('---\ntitle: "\\ufdd0"\n---\n', "an invisible character"),
    ],
)  # fmt: skip
def test_what_is_beyond_a_limit_is_refused_at_its_line(text: str, message: str) -> None:
    _, problems = parse("content", "articles/a.md", text)
    (found,) = [problem for problem in problems if problem.message.startswith(message)]
    assert found.line in {2, 3, 4}
    assert found.hint


def test_of_very_many_problems_the_first_are_told_and_that_there_are_more() -> None:
    fields = "".join(f"nonsense{number}: x\n" for number in range(3_000))
    _, problems = parse("content", "articles/a.md", f"---\n{fields}---\n")
    assert len(problems) == limits.PROBLEMS + 1
    assert problems[-1].message.startswith("more than 200 problems")


def test_many_wrong_statements_on_one_line_are_told_in_no_time(tmp_path: Path) -> None:
    wrong = [{"id": f"a{at}", "by": f"Nobody {at}", "about": "x", "says": "x"} for at in range(900)]
    front = {"title": "T", "date": "2021", "source": {"publisher": "X"}, "statements": wrong}
    found = refused(tmp_path, {"articles/a.md": f"---\n{json.dumps(front)}\n---\n"})
    assert len(found) == 1_800
    assert len(str(found[0])) < 1_000


def test_speakers_may_speak_for_one_another_in_a_chain_of_any_length(tmp_path: Path) -> None:
    chain = {
        f"actors/c{at}.md": f"---\nname: C{at}\nspeaks_for: C{at + 1}\n---\n" for at in range(1_100)
    }
    end = {"actors/c1100.md": "---\nname: C1100\nkind: state\n---\n"}
    assert planned(tmp_path, chain | end).site.actors["c0"].sides == ("c1100",)


@pytest.mark.parametrize("stem", ["con", "NUL", "aux.x", "com1", "LPT9"])
def test_a_name_that_windows_refuses_is_refused(stem: str) -> None:
    _, problems = parse("content", f"actors/{stem}.md", "---\nname: x\n---\n")
    assert "device" in problems[0].message


def test_a_new_actor_gets_a_name_that_windows_takes(content: Path) -> None:
    done = run("new", "actor", "Con", "--content", content)
    assert "con-1.md" in done.stdout


def test_a_new_name_that_cannot_be_seen_is_refused(content: Path) -> None:
    done = run("new", "actor", "Ada\u202eBerg", "--content", content)
    assert "“Ada\\u202eBerg” cannot be a name" in done.stderr


def test_a_slug_too_long_for_a_file_is_refused_before_anything_is_written() -> None:
    _, problems = parse("content", f"actors/{'é' * 101}.md", "---\nname: x\n---\n")
    assert problems[0].message == "the file’s name is longer than 200 bytes"


def test_foreign_words_in_a_message_cannot_pass_for_another(content: Path) -> None:
    (content / "articles" / "a\nb: all is well.md").write_text("x")
    (problem,) = load(content).problems
    assert str(problem).split("\n")[0].endswith("cannot be a part of an address")
    assert shown("a\x1b[2Jb\u202ec\ud800") == "a\\x1b[2Jb\\u202ec\\ud800"


def test_of_a_long_line_what_is_wrong_is_shown() -> None:
    line = "a" * 5_000 + "!" + "b" * 5_000
    shown_line, caret = str(Problem("a.md", 1, 5_001, "x", "", line)).split("\n")[1:]
    assert len(shown_line) < 200
    assert shown_line[caret.index("^")] == "!"


def test_a_spelling_is_looked_for_among_very_many() -> None:
    known = [f"Ada Berg {at:05}" for at in range(5_000)]
    assert nearest("Ada Bergg 00017", known) == "Ada Berg 00017"
    assert nearest("x" * 5_000, known) is None


def test_no_address_keeps_the_import_busy() -> None:
    assert not is_address("https://" + "a." * 900 + " ")
    assert not is_address("https://" + "." * 1_900 + " ")
    assert is_address("https://a.example/x")


def test_a_contact_leads_to_the_web_or_to_mail_only(tmp_path: Path) -> None:
    index = SMALL["index.md"].replace("title:", "contact: javascript://%0aalert(1)\n        title:")
    page = planned(tmp_path, {"index.md": index}).tree["corrections.html"].decode()
    assert "javascript://%0aalert(1)" in page
    assert list(flaws_of_page(page, "corrections.html")) == []


@pytest.mark.parametrize("body", ["a </b> b", "a </div></main> b", "</p>", "a\n</body>"])
def test_a_tag_that_closes_what_nobody_opened_is_refused(body: str) -> None:
    _, flaws = render(body, folder="articles", targets=NOWHERE, names=NOBODY)
    assert [flaw.message for flaw in flaws] == ["raw HTML has no place in a body"]


def test_a_definition_used_again_and_again_does_not_swell_the_page() -> None:
    body = f"[a]: http://a.example/{'b' * 60_000}\n\n" + "[a]" * 9_000
    html, flaws = render(body, folder="articles", targets=NOWHERE, names=NOBODY)
    assert len(html) < 1_000_000
    assert "is too long" in flaws[0].message


def test_the_page_for_lost_addresses_escapes_the_path_of_the_site(tmp_path: Path) -> None:
    index = SMALL["index.md"].replace("org/b/", "org/a&lt;b/")
    page = planned(tmp_path, {"index.md": index}).tree["404.html"].decode()
    assert 'href="/a&amp;lt;b/index.html"' in page


@pytest.mark.parametrize(
    "address", ["http://[", "https://a/?x", "https://a/#x", "https://a/\n", "x"]
)
def test_a_base_address_that_is_none_is_a_wrong_command(address: str) -> None:
    assert run("build", "--base-url", address).returncode == 2


@pytest.mark.parametrize(
    "line",
    ["filed 2022-99-99 a1", "page actors/norland/2022-99-99.html", "page articles-٢٠٢٢.html"],
)
def test_a_day_of_the_lock_that_is_in_no_calendar_is_refused(tmp_path: Path, line: str) -> None:
    (problem,) = refused(tmp_path, {"briefing.lock": f"{line}\n"})
    assert problem.message == "this is not a line of the lock"


def test_a_text_to_be_published_must_be_clean(tmp_path: Path) -> None:
    full = MINIMAL.replace("The Herald}", "X, text: t.txt, rights: full}")
    documents: dict[str, str | bytes] = {"articles/a.md": full}
    for text in (b"Head\n\nA \xe2\x80\xae b", b"Head\n\nA \x02 b", b"Head\n\nA \xff b"):
        (problem,) = refused(tmp_path, {**documents, "sources/t.txt": text})
        assert (problem.path.rpartition("/")[2], problem.line) == ("t.txt", 3)


def test_a_text_to_be_published_lies_among_the_source_texts(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    content = write(tmp_path / "content", {"sources/x.txt": "x"})
    (content / "sources/t.txt").symlink_to(tmp_path / "secret")
    full = MINIMAL.replace("The Herald}", "X, text: t.txt, rights: full}")
    (problem,) = refused(tmp_path, {"articles/a.md": full})
    assert "leads out" in problem.message


def test_a_quotation_that_stands_everywhere_is_given_up_early(tmp_path: Path) -> None:
    quoting = article("- {id: k7f3, by: Ada Berg, about: Dams, says: x, quote: a a}").replace(
        "{publisher: The Herald}", "{publisher: X, text: t.txt}"
    )
    text = "Head\n20210504\n" + "a " * 100_000
    (problem,) = refused(tmp_path, {"articles/a.md": quoting, "sources/t.txt": text})
    assert "stands more than 100 times" in problem.message


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada Berg", "\u0410da Berg"), ("Ada Berg", "Ada\u00ad Berg"), ("NATO", "\u039dATO")],
)
def test_names_that_look_alike_are_told_of(tmp_path: Path, one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    notices = planned(
        tmp_path,
        {
            "actors/ada-berg.md": f"---\nname: {one}\n---\n",
            "actors/other.md": f"---\nname: {other}\n---\n",
        },
    ).notices
    assert ["looks the same" in notice.message for notice in notices].count(True) == 1


def test_the_letter_of_another_script_is_named() -> None:
    assert strange("\u0410da Berg") == "“\u0410” (Cyrillic capital letter a)"
    assert strange("Київ") == strange("Ada Berg") == ""


def test_a_name_folded_is_folded() -> None:
    for name in ("𝓐da", "ﬁ", "İ", "ẞ", "ⅷ"):
        assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize("folder", ["content", "tests/sites/tiny/content"])
def test_no_two_files_of_a_site_are_one_where_case_and_form_do_not_count(folder: str) -> None:
    folders = planning.Folders(content=ROOT / folder, templates=REAL.templates, assets=REAL.assets)
    paths = list(planning.plan(folders).tree)
    assert len(set(map(folded, paths))) == len(paths)
    for part in {part for path in paths for part in path.split("/")}:
        assert not set(part) & set('<>:"|?*\\')
        assert not part.endswith((".", " "))


def test_a_locale_without_letters_makes_the_same_site(content: Path, tmp_path: Path) -> None:
    write(content, {"actors/київ.md": "---\nname: Київ\n---\n"})
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    for name, env in (("one", {}), ("two", plain)):
        done = run(
            "build", "--no-search", "--content", content, "--output", tmp_path / name, env=env
        )
        assert done.returncode == 0, done.stderr
    assert "actors/київ.html" in files(tmp_path / "one")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_terminal_without_the_letters_is_shown_their_escapes(content: Path) -> None:
    write(content, {"actors/київ.md": "---\nname: [\n---\n"})
    done = run("build", "--content", content, env={"PYTHONIOENCODING": "ascii:strict"})
    assert "\\u043a\\u0438\\u0457\\u0432.md:3:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_asset_lies_among_the_assets(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    folder = write(tmp_path / "assets", {"style.css": "p {}"})
    (folder / "map.txt").symlink_to(tmp_path / "secret")
    found, problems = assets.load(folder)
    assert list(found.paths) == ["style.css"]
    assert [problem.message for problem in problems] == [
        "it is a link that leads out of the assets"
    ]


def test_a_pattern_of_many_stars_is_tried_once() -> None:
    rule = compiled([("a*" * 40 + "b", "x"), ("*fog*", "y")])
    assert rule("a" * 190) == ""
    assert rule("in the fog today") == "y"


def test_rules_that_cannot_be_read_are_a_problem(content: Path, tmp_path: Path) -> None:
    (content / "boilerplate.txt").write_bytes(b"\xff")
    (tmp_path / "raw.txt").write_text("Fog\nOne.\n")
    done = run("import", tmp_path / "raw.txt", "--content", content)
    assert done.returncode == 1
    assert "boilerplate.txt: the file cannot be read" in done.stderr


def test_no_id_is_written_where_it_would_break_the_file(content: Path) -> None:
    tagged = article("- !!map {by: Norland, about: Dams, says: x}")
    write(content, {"articles/b.md": tagged})
    assert run("check", "--fix", "--content", content).returncode == 1
    assert (content / "articles/b.md").read_text() == tagged


@pytest.mark.parametrize(
    "data", ["[" * 100_000, '[{"id": 1}]', '[{"id": "a", "article": "b", "by": [1]}]', "{}", "null"]
)
def test_an_earlier_site_that_is_none_is_refused(tmp_path: Path, data: str) -> None:
    (tmp_path / "statements.json").write_text(data)
    with pytest.raises(ContentError, match="not the statements of a site"):
        list(compare(tmp_path / "statements.json", {"data/statements.json": b"[]"}))


def test_links_elsewhere_tell_nobody_where_the_reader_came_from(tmp_path: Path) -> None:
    built = planned(tmp_path, {"articles/a.md": MINIMAL}).tree
    for path in (path for path in built if path.endswith(".html")):
        assert b'<meta name="referrer" content="no-referrer">' in built[path], path


def test_every_limit_is_documented() -> None:
    text = (ROOT / "docs" / "limits.md").read_text("utf-8")
    values = {name: value for name, value in vars(limits).items() if name.isupper()}
    assert {name for name, value in values.items() if f"{value:,}" not in text} == set()

"""Raw articles into drafts: what is kept, what is filled in, what is never overwritten."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing import matter
from briefing.content import load
from briefing.documents import Document
from briefing.importing import Outcome, import_files
from briefing.schema import ArticleFields
from briefing.site import assemble
from tests.commands import ROOT, run
from tests.folders import SMALL, write

TEXT = """\
Norland stops the ferry
20210505
https://www.bbc.co.uk/news/world-1
“The pier is not safe,” Berg said on Tuesday.
Norland said weirs were no danger.
Read more: The pier of Port Amber
"""


def imported(folder: Path, name: str, text: str | bytes) -> Outcome:
    """The outcome of one raw file, imported into the content folder of SMALL."""
    content = write(folder / "content", SMALL)
    write(folder / "raw", {name: text.encode() if isinstance(text, str) else text})
    (outcome,) = import_files([folder / "raw" / name], content)
    return outcome


def draft_of(folder: Path) -> tuple[Document, ArticleFields]:
    """The only article of the content folder."""
    content = load(folder / "content")
    assert not content.problems
    (document,) = (found for found in content.documents if found.kind == "articles")
    assert isinstance(document.fields, ArticleFields)
    return document, document.fields


def uncommented(document: Document) -> ArticleFields:
    """The draft with every candidate taken over."""
    front = document.front.replace("title:  ", "title: x ")
    front = re.sub("^# (?=  )", "", front, flags=re.MULTILINE)
    front = re.sub("^(    (?:about|says):)$", r"\1 x", front, flags=re.MULTILINE)
    fields, faults = matter.read(front, ArticleFields)
    assert not faults
    return fields


def test_a_draft_holds_what_the_file_states(tmp_path: Path) -> None:
    assert imported(tmp_path, "ferry.txt", TEXT).state == "new"
    document, fields = draft_of(tmp_path)
    assert document.name == "articles/2021-05-05-norland-stops-the-ferry.md"
    assert fields.date
    assert str(fields.date.date) == "2021-05-05"
    assert fields.source.headline == "Norland stops the ferry"
    assert fields.source.url == "https://www.bbc.co.uk/news/world-1"
    assert fields.source.publisher == "BBC News"
    assert (fields.source.text, fields.source.rights) == ("ferry.txt", "excerpt")
    assert fields.draft == "true"


def test_a_draft_names_the_actors_and_themes_that_are_known(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    fields = draft_of(tmp_path)[1]
    assert fields.actors == ("Norland", "Ada Berg")
    assert fields.themes == ("Dams",)


def test_a_draft_goes_by_its_headline_until_it_has_a_title(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    document, fields = draft_of(tmp_path)
    assert "title:  " in document.front
    assert fields.title == "Norland stops the ferry"


def test_an_article_that_is_no_draft_needs_a_title(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    (path,) = (tmp_path / "content" / "articles").iterdir()
    path.write_text(path.read_text("utf-8").replace("draft: true", ""), "utf-8")
    assert [p.message for p in load(tmp_path / "content").problems] == ["“title” is missing"]


def test_a_draft_is_left_out_of_the_site_and_shown_in_the_preview(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    content = load(tmp_path / "content")
    assert not assemble(content)[0].articles
    site, problems = assemble(content, drafts=True)
    assert list(site.articles) == ["2021-05-05-norland-stops-the-ferry"]
    assert not [problem for problem in problems if problem.severity == "error"]


def test_a_candidate_is_a_statement_once_it_is_uncommented(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    first, second = uncommented(draft_of(tmp_path)[0]).statements
    assert (first.by, first.quote) == (("Ada Berg",), "The pier is not safe")
    assert (str(first.on), first.date_basis) == ("2021-05-04", "‘on Tuesday’")
    assert (second.by, second.quote, second.on) == (("Norland",), None, None)


def test_boilerplate_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    assert imported(tmp_path, "ferry.txt", TEXT).set_aside == 1
    (aside,) = draft_of(tmp_path)[1].set_aside
    assert aside.paragraph == "3"
    assert aside.reason == "boilerplate (a line that leads to other articles)"


def test_a_maintainer_adds_rules_for_boilerplate(tmp_path: Path) -> None:
    rules = "# ours\nNorland said weirs * | a test\n"
    write(tmp_path / "content", {"boilerplate.txt": rules})
    imported(tmp_path, "ferry.txt", TEXT)
    asides = draft_of(tmp_path)[1].set_aside
    assert ("2", "a test") in {(aside.paragraph, aside.reason) for aside in asides}


def test_names_that_recur_are_offered_as_actors(tmp_path: Path) -> None:
    text = "Fog\n“No,” said Mara Lind of Norland.\nThen Lind left.\nSo did Ada Berg."
    assert imported(tmp_path, "fog.txt", text).newcomers == ("Mara Lind",)
    assert '# python build.py new actor "Mara Lind"' in draft_of(tmp_path)[0].front


def test_the_source_text_is_kept_byte_for_byte(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfFog\r\n\r\n\xc2\xa0One\xe2\x80\x8b \r\n"
    imported(tmp_path, "fog.txt", data)
    assert (tmp_path / "content" / "sources" / "fog.txt").read_bytes() == data


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "content").rglob("*.*")}
    outcome = next(import_files([tmp_path / "raw" / "ferry.txt"], tmp_path / "content"))
    assert outcome.state == "unchanged"
    assert outcome.draft.endswith("articles/2021-05-05-norland-stops-the-ferry.md")
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "content").rglob("*.*")}
    assert after == before


def test_an_article_that_was_renamed_and_finished_is_known_again(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    (path,) = (tmp_path / "content" / "articles").iterdir()
    path.rename(path.with_name("ferry.md"))
    assert imported(tmp_path, "ferry.txt", TEXT).state == "unchanged"


def test_a_changed_file_is_reported_and_nothing_overwritten(tmp_path: Path) -> None:
    imported(tmp_path, "ferry.txt", TEXT)
    outcome = imported(tmp_path, "ferry.txt", TEXT + "One line more.\n")
    assert outcome.state == "changed"
    assert "holds other words" in outcome.problems[0].message
    assert (tmp_path / "content" / "sources" / "ferry.txt").read_text("utf-8") == TEXT


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path: Path) -> None:
    leftovers = {"sources/.a.txt.new": "Fo", "articles/.2021-05-05-fog.md.new": "---\nti"}
    write(tmp_path / "content", leftovers)
    imported(tmp_path, "ferry.txt", TEXT)
    assert not [name for name in leftovers if (tmp_path / "content" / name).exists()]


def test_two_files_with_one_headline_and_day_get_two_drafts(tmp_path: Path) -> None:
    assert imported(tmp_path, "a.txt", TEXT).state == "new"
    second = imported(tmp_path, "b.txt", TEXT)
    assert second.draft.endswith("2021-05-05-norland-stops-the-ferry-2.md")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("fog.txt", b"Fog\nOne \xff two", "the file is not UTF-8: byte 0xff cannot be read"),
        ("fog.txt", "Fog\nOne".encode("utf-16"), "the file is not UTF-8: byte 0xff cannot be read"),
        ("fog.txt", b"\n \r\n", "there is no article in the file"),
        (".fog", b"Fog\nOne", "“.fog” cannot be the name of a file, without a folder"),
    ],
    ids=["not UTF-8", "UTF-16", "empty", "hidden"],
)
def test_what_cannot_be_imported_is_told_and_leaves_nothing(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    outcome = imported(tmp_path, name, data)
    assert (outcome.state, outcome.problems[0].message) == ("failed", message)
    assert not (tmp_path / "content" / "sources").exists()
    assert not (tmp_path / "content" / "articles").exists()


def test_a_byte_that_is_not_utf_8_is_told_by_its_place(tmp_path: Path) -> None:
    problem = imported(tmp_path, "fog.txt", b"Fog\nOne \xff two").problems[0]
    assert (problem.line, problem.column) == (2, 5)


def test_one_file_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    raw = write(tmp_path / "raw", {"b.txt": TEXT})
    calls: list[tuple[int, int]] = []
    files = [raw / "a.txt", raw / "b.txt"]
    outcomes = import_files(files, content, progress=lambda *done: calls.append(done))
    assert [outcome.state for outcome in outcomes] == ["failed", "new"]
    assert calls == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://www.dw.com/en/a-1", "DW"),
        ("https://edition.cnn.com/a", "CNN"),
        ("https://notdw.com/a", None),
        ("https://dw.com.example/a", None),
        ("https://herald.example/a", "The Herald"),
        ("https://[::1/a", None),
    ],
)
def test_a_publisher_is_told_by_the_registered_domain(
    tmp_path: Path, address: str, publisher: str | None
) -> None:
    own = "publishers: [{name: The Herald, url: 'https://www.herald.example/'}]"
    index = SMALL["index.md"].replace(
        "publishers: [The Herald, {name: Radio One, aliases: [R1]}]", own
    )
    content = write(tmp_path / "content", {**SMALL, "index.md": index})
    raw = write(tmp_path / "raw", {"a.txt": f"Fog\n{address}\nOne."})
    list(import_files([raw / "a.txt"], content))
    assert draft_of(tmp_path)[1].source.publisher == publisher


@pytest.mark.parametrize("text", ["“Fog,” he said, and went. ", "said, “", "'a ", "Ada and "])
def test_a_paragraph_of_a_megabyte_is_read(tmp_path: Path, text: str) -> None:
    paragraph = text * (1_000_000 // len(text))
    assert imported(tmp_path, "long.txt", f"Fog\n{paragraph}").state == "new"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_gives_a_draft_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    if imported(folder, "any.txt", f"{text}\n{text}").state == "new":
        assert not uncommented(draft_of(folder)[0]).redirect_from


def test_many_files_are_imported_in_bounded_memory(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    body = "“The pier is not safe,” Berg said on Tuesday.\n" * 40
    raw = write(tmp_path / "raw", {f"{n}.txt": f"Fog {n}\n{body}" for n in range(80)})
    outcomes = import_files(sorted(raw.iterdir()), content)
    tracemalloc.start()
    for _ in range(20):
        next(outcomes)
    early = tracemalloc.get_traced_memory()[0]
    assert all(outcome.state == "new" for outcome in outcomes)
    late = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert late - early < 500_000


def test_a_draft_leads_an_editor_to_its_schema(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SMALL)
    file = write(tmp_path, {"ferry.txt": TEXT}) / "ferry.txt"
    assert run("import", file, "--content", content).returncode == 0
    (path,) = (content / "articles").iterdir()
    line = path.read_text("utf-8").splitlines()[1]
    schema = line.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema).is_file()


@pytest.mark.parametrize(
    ("every", "count"), [(3, 250), pytest.param(1, 800, marks=pytest.mark.heavy)]
)
def test_an_import_that_is_killed_leaves_no_half_written_file(
    tmp_path: Path, every: int, count: int
) -> None:
    """Killed several times, a few files later each time, and then let finish."""
    content = write(tmp_path / "content", SMALL)
    body = "“The pier is not safe,” Berg said on Tuesday.\n" * 50
    texts = {f"{n}.txt": f"Fog {n}\n{body}" for n in range(count)}
    raw = write(tmp_path / "raw", texts)
    script = """
        import sys
        from pathlib import Path
        from briefing.importing import import_files
        raw, content = map(Path, sys.argv[1:])
        for outcome in import_files(sorted(raw.iterdir()), content):
            if outcome.state == "new":
                print("done", flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(raw), str(content)]
    for kill in range(0, 12, every):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            for _ in range(3 * kill):
                process.stdout.readline()
            time.sleep(kill % 4 / 1000)
            process.send_signal(signal.SIGKILL)
        for kept in content.glob("sources/*.txt"):
            assert kept.read_text("utf-8") == texts[kept.name]
        found = load(content)
        assert not [problem for problem in found.problems if problem.severity == "error"]
        drafts = [d.front.rstrip() for d in found.documents if d.kind == "articles"]
        assert all(front.endswith("draft: true") for front in drafts)
    assert 0 < len(drafts) < len(texts)
    states = {outcome.state for outcome in import_files(sorted(raw.iterdir()), content)}
    assert states == {"new", "unchanged"}
    left = [path.name for path in content.rglob("*") if path.is_file()]
    assert not [name for name in left if name.startswith(".")]
    assert len(left) == len(SMALL) + 2 * len(texts)


def test_a_draft_tells_whom_a_pronoun_is_taken_for(tmp_path: Path) -> None:
    text = "Bridge shut\n20210505\nAda Berg was wary. “We'll see,” she said.\n"
    imported(tmp_path, "bridge.txt", text)
    document, _ = draft_of(tmp_path)
    assert "# Paragraph 1: “she”, “said”; taken for Ada Berg, named before it" in document.front
    assert uncommented(document).statements[0].by == ("Ada Berg",)


def test_a_draft_tells_who_can_be_meant_and_takes_nobody(tmp_path: Path) -> None:
    text = "Bridge shut\nAda Berg said no, but Max Toll said yes. “We'll see,” he said.\n"
    imported(tmp_path, "bridge.txt", text)
    document, _ = draft_of(tmp_path)
    assert "“he”, “said”; Ada Berg or Max Toll can be meant, so nobody is taken" in document.front
    assert uncommented(document).statements[-1].by == ("unknown",)

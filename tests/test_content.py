"""Files to documents: what is accepted as it comes, and what is refused at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from briefing import content
from briefing.content import load
from briefing.documents import Document, parse
from briefing.schema import ActorFields, ArticleFields
from tests.folders import SMALL, write

ARTICLE = "---\ntitle: A title\ndate: 2022-02-16\nsource: {publisher: The Herald}\n---\n\nA body.\n"


def only(folder: Path, name: str, data: str | bytes) -> Document:
    found = load(write(folder, {**SMALL, name: data}))
    assert not found.problems
    return next(document for document in found.documents if document.name == name)


def fields_of(front: str) -> ArticleFields:
    document, problems = parse("content", "articles/a.md", f"---\n{front}\n---\n")
    assert document, problems
    assert isinstance(document.fields, ArticleFields)
    return document.fields


def test_a_document_keeps_the_lines_of_its_file(tmp_path: Path) -> None:
    document = only(tmp_path, "articles/a.md", ARTICLE)
    assert document.line_of(("source", "publisher")) == 4
    problem = document.body_problem(1, "said", find="body")
    assert (problem.line, problem.column, problem.source) == (7, 3, "A body.")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
    ],
    ids=["byte-order mark", "Windows", "both", "old Mac"],
)
def test_a_byte_order_mark_and_foreign_line_ends_change_nothing(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    plain = only(tmp_path / "plain", "articles/a.md", ARTICLE)
    other = only(tmp_path / "other", "articles/a.md", change(ARTICLE).encode())
    assert (other.fields, other.body, other.line_of(("date",))) == (
        plain.fields,
        plain.body,
        plain.line_of(("date",)),
    )


@pytest.mark.parametrize("stem", ["Київ", "北京", "القاهرة", "Ñandú", "a.b-c_d"])
def test_a_file_name_of_any_script_gives_a_slug(tmp_path: Path, stem: str) -> None:
    document = only(tmp_path, f"actors/{stem}.md", "---\nname: X\n---\n")
    assert document.slug == stem.lower()


def test_a_decomposed_file_name_gives_the_composed_slug(tmp_path: Path) -> None:
    document = only(tmp_path, "actors/n\u0303andu\u0301.md", "---\nname: X\n---\n")
    assert document.slug == "ñandú"


@pytest.mark.parametrize("written", ["NO", "10:00", "2022", "2022-11", "1e3", "0x1F", "yes"])
def test_what_yaml_would_take_for_something_else_arrives_as_written(written: str) -> None:
    assert fields_of(f"title: {written}\nsource: {{publisher: X}}").title == written


def test_the_field_on_is_not_taken_for_true() -> None:
    statement = "{by: A, about: B, on: 2022, says: c}"
    fields = fields_of(f"title: x\nsource: {{publisher: X}}\nstatements: [{statement}]")
    assert str(fields.statements[0].on) == "2022"


def test_a_single_name_stands_for_a_list_of_one() -> None:
    assert fields_of("title: x\nsource: {publisher: X}\nactors: NATO").actors == ("NATO",)


@pytest.mark.parametrize("blank", ["summary:", "summary: ''", 'summary: "  "'])
def test_a_blank_value_is_absent(blank: str) -> None:
    assert fields_of(f"title: x\n{blank}\nsource: {{publisher: X}}").summary is None


@pytest.mark.parametrize("nothing", ["~", "null", "NULL"])
def test_a_null_is_refused(nothing: str) -> None:
    _, problems = parse(
        "content", "articles/a.md", f"---\ntitle: {nothing}\nsource: {{url: }}\n---\n"
    )
    assert "says nothing" in problems[0].message


def test_a_value_that_a_blank_one_stands_beside_is_read_alike() -> None:
    plain = fields_of("title: x\nsource: {publisher: X}\nactors: [A, B]")
    blank = fields_of("title: x\nsummary:\nsource: {publisher: X}\nactors: [A, B]")
    assert plain == blank


def test_an_empty_body_is_accepted(tmp_path: Path) -> None:
    assert only(tmp_path, "themes/x.md", "---\nname: X\n---").body == ""


def test_all_faults_of_a_file_are_reported(tmp_path: Path) -> None:
    text = "---\ntitel: x\ndate: 2022-02-30\nsource: {url: nowhere}\n---\n"
    content = load(write(tmp_path, {**SMALL, "articles/a.md": text}))
    assert sorted((problem.line, problem.column) for problem in content.problems) == [
        (2, 1),
        (2, 1),
        (3, 7),
        (4, 15),
    ]


def test_what_is_right_in_a_file_with_faults_is_still_read(tmp_path: Path) -> None:
    text = "---\nname: Ada\naliases: [A., {name: Adda, kind: brief}, [x]]\nkind: planet\n---\n"
    content = load(write(tmp_path, {**SMALL, "actors/ada.md": text}))
    (document,) = [found for found in content.documents if found.slug == "ada"]
    assert isinstance(document.fields, ActorFields)
    assert (document.fields.name, document.fields.kind) == ("Ada", None)
    assert document.faults == (("aliases", 1, "kind"), ("aliases", 2), ("kind",))


def test_files_that_are_no_documents_are_mentioned(tmp_path: Path) -> None:
    strays: dict[str, str | bytes] = {"notes.txt": "x", "articles/x.jpg": b"\xff", "x.md": ""}
    content = load(write(tmp_path, {**SMALL, **strays}))
    left_out = [p.path.removeprefix(f"{tmp_path}/") for p in content.problems]
    assert sorted(left_out) == ["articles/x.jpg", "notes.txt", "x.md"]
    assert {problem.severity for problem in content.problems} == {"notice"}


def test_what_editors_leave_behind_is_passed_over(tmp_path: Path) -> None:
    names = [
        ".DS_Store",
        "articles/.a.swp",
        "articles/a.md~",
        ".schema/actor.json",
        "sources/a.txt",
    ]
    assert not load(write(tmp_path, {**SMALL, **dict.fromkeys(names, "x")})).problems


@pytest.mark.parametrize("site", ["tiny", "broken", "hostile"])
def test_content_that_several_processes_read_is_that_of_one(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(__file__).parent / "sites" / site / "content"
    if site == "hostile":
        folder = tmp_path
        (folder / "articles").mkdir()
        (folder / "articles" / "a.md").write_bytes(b"\xff\xfe")
        (folder / "articles" / "b.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: \xd0\x91\r\n---\r\n")
        (folder / "index.md").write_text("---\nid: 1\ntitle: [a\n---\n[a](b.md) *c*", "utf-8")
    alone = load(folder)
    monkeypatch.setattr("briefing.workers.threading.active_count", lambda: 1)
    monkeypatch.setattr(content, "MANY", 2)
    monkeypatch.setattr(content, "TOGETHER", 2)
    together = load(folder, processes=2)
    assert together.problems == alone.problems
    assert together.unread == alone.unread
    assert [*map(told, together.documents)] == [*map(told, alone.documents)]


def told(document: Document) -> dict[str, object]:
    """All that *document* says of itself."""
    texts = {"text": None, "front": document.front, "body": document.body}
    return {**structs.asdict(document), **texts}


def test_an_empty_folder_is_told_what_to_begin_with(tmp_path: Path) -> None:
    (problem,) = load(tmp_path).problems
    assert problem.message == "the site has no index.md"
    assert "id:" in problem.hint


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (problem,) = load(tmp_path / "nowhere").problems
    assert "no such content folder" in problem.message


def test_utf_16_is_recognised(tmp_path: Path) -> None:
    content = load(write(tmp_path, {**SMALL, "articles/a.md": ARTICLE.encode("utf-16")}))
    assert "UTF-16" in content.problems[0].hint


@pytest.mark.parametrize("depth", [30, 1_000, 300_000])
@pytest.mark.parametrize(("before", "after"), [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")])
def test_deep_nesting_is_refused_and_not_followed(before: str, after: str, depth: int) -> None:
    text = f"---\ntitle: x\nactors:\n  {before * depth}{after * depth}\n---\n"
    document, problems = parse("content", "articles/a.md", text)
    assert document is None
    assert "levels deep" in problems[0].message
    assert problems[0].line == 4


def test_nesting_by_indentation_is_refused_too() -> None:
    text = "---\n" + "".join(f"{'  ' * level}a:\n" for level in range(2_000)) + "---\n"
    _, problems = parse("content", "articles/a.md", text)
    assert "levels deep" in problems[0].message


def test_an_alias_bomb_is_refused_and_not_unfolded() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    _, problems = parse("content", "articles/a.md", "---\n" + "\n".join(lines) + "\n---\n")
    assert any("alias" in problem.message for problem in problems)


def test_an_actor_may_be_written_with_aliases_of_both_forms(tmp_path: Path) -> None:
    text = "---\nname: A\naliases:\n  - B\n  - {name: C, kind: misspelling, link: false}\n---\n"
    fields = only(tmp_path, "actors/a.md", text).fields
    assert isinstance(fields, ActorFields)
    assert fields.aliases[0] == "B"

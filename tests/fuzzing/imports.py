"""Raw articles: imported byte for byte with a draft that can be read, or refused in words."""

# ruff: noqa: E501 - tables
from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from briefing import raw
from briefing.content import load
from briefing.documents import parse
from briefing.importing import boilerplate, find, import_files, known
from briefing.importing.write import draft
from tests.folders import SMALL, write
from tests.fuzzing import naughty
from tests.fuzzing.places import folder as new_folder
from tests.fuzzing.rules import BrokenRuleError, told

_SPOKEN = (
    "Ada Berg said: “", "said Ada Berg.", "” he said.", "according to Norland", "told reporters",
    "on Tuesday", "Minister of Water Ada Berg", "“", "”", "‘", "’", '"', "'", "«", "»", "Mr ", "Dr. ",
    "He ", "they said", "A spokesman for ", "Advertisement", "Read more: x", "Photo: x/Reuters",
    "20220216", "20221399", "https://a.example/x", "www.a.example", "a.example/x", "HEADLINE", "заявив",
)  # fmt: skip


def make(random: Random) -> bytes:
    lines = []
    for _ in range(random.randint(0, 7)):
        parts = [
            random.choice(_SPOKEN) if random.random() < 0.6 else naughty.piece(random)
            for _ in range(random.randint(0, 7))
        ]
        lines.append(random.choice(["", " ", " "]).join(parts))
    data = naughty.encoded(random.choice(["\n"] * 6 + ["\r\n", "\r"]).join(lines))
    data = naughty.mutated(random, data) if random.random() < 0.2 else data
    return random.choice([b""] * 9 + [b"\xef\xbb\xbf", b"\xff\xfe"]) + data


def check(data: bytes) -> None:
    if len(data) % 20:
        _check_draft(data)
    else:
        _check_files(data)


def _check_draft(data: bytes) -> None:
    """The same without a file: twenty times as many can be tried."""
    try:
        article = raw.read(data)
    except UnicodeDecodeError as error:
        told([raw.not_utf8("raw.txt", data, error)])
        return
    names, rule = _known()
    made = draft(article, "raw.txt", find(article, names, rule), names)
    document, problems = parse("content", "articles/a.md", made)
    told(problems)
    if document is None or problems:
        raise BrokenRuleError(f"the draft cannot be read: {problems[0].message}")


@cache
def _known() -> tuple[known.Known, boilerplate.Rule]:
    with new_folder() as place:
        content = write(Path(place), SMALL)
        return known.load(content), boilerplate.rules(content)


def _check_files(data: bytes) -> None:
    with new_folder() as place:
        folder = write(Path(place), {f"content/{name}": text for name, text in SMALL.items()})
        content, file = folder / "content", folder / "raw.txt"
        file.write_bytes(data)
        (outcome,) = import_files([file], content)
        told(outcome.problems)
        if outcome.state == "failed":
            if not outcome.problems:
                raise BrokenRuleError("an import fails without a word")
            return
        if (content / "sources" / "raw.txt").read_bytes() != data:
            raise BrokenRuleError("the text is not kept as it was")
        problems = load(content).problems
        told(problems)
        if problems:
            raise BrokenRuleError(f"the draft cannot be read: {problems[0].message}")
        (again,) = import_files([file], content)
        if again.state != "unchanged":
            raise BrokenRuleError("the same import again is another one")

"""Documents: fields that can be published, or problems at their lines."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import msgspec

from briefing.documents import KINDS
from briefing.documents import parse as parse_document
from briefing.schema import StatementFields
from briefing.unseen import FORBIDDEN
from tests.fuzzing import naughty
from tests.fuzzing.rules import BrokenRuleError, told

FIELDS = sorted(
    {
        f.encode_name
        for kind in (*KINDS.values(), StatementFields)
        for f in msgspec.structs.fields(kind)
    }
)
GOOD = """\
---
title: Talks
date: 2021-05-04
source: {publisher: The Herald, url: 'https://a.example/x'}
statements:
  - id: k7f3
    by: Norland
    about: [Dams, weirs]
    on: 2021-05-03~
    says: "It said: so."
---
A body.
"""


def make(random: Random) -> bytes:
    match random.randrange(4):
        case 0:
            return naughty.mutated(random, GOOD.encode())
        case 1:
            lines = [_line(random) for _ in range(random.randint(0, 8))]
        case 2:
            lines = [random.choice(naughty.YAML) for _ in range(random.randint(1, 5))]
        case _:
            lines = [json.dumps(_value(random, 0), ensure_ascii=random.random() < 0.5)]
    fence = random.choice(["---"] * 8 + ["--- ", "----", "", "+++"])
    body = naughty.text(random) if random.random() < 0.3 else "A body."
    whole = "\n".join([fence, *lines, fence, body])
    return naughty.encoded(whole.replace("\n", random.choice(["\n"] * 8 + ["\r\n", "\r"])))


def check(data: bytes) -> None:
    kind = "articles" if len(data) % 3 else list(KINDS)[len(data) % len(KINDS)]
    text = data.decode("utf-8", "surrogatepass") if _is_text(data) else data.decode("latin-1")
    document, problems = parse_document("content", f"{kind}/a.md", text)
    told(problems)
    if document is None and not any(problem.severity == "error" for problem in problems):
        raise BrokenRuleError("a document is left out and nothing is said")
    last = text.count("\n") + text.count("\r") + 1
    if any(problem.line > last for problem in problems):
        raise BrokenRuleError("a problem stands below the end of the file")
    if document and FORBIDDEN.search(
        json.dumps(msgspec.to_builtins(document.fields, enc_hook=str))
    ):
        raise BrokenRuleError("what no page may hold has got through")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _line(random: Random) -> str:
    field = random.choice(FIELDS) if random.random() < 0.9 else naughty.piece(random)
    match random.randrange(4):
        case 0:
            value = naughty.piece(random)
        case 1:
            value = json.dumps(naughty.text(random, 2), ensure_ascii=random.random() < 0.5)
        case 2:
            value = json.dumps(_value(random, 1), ensure_ascii=False)
        case _:
            value = "\n" + "\n".join(f"  - {naughty.piece(random)}" for _ in range(3))
    return f"{field}: {value}"


def _value(random: Random, depth: int) -> Any:
    sort = random.randrange(5 if depth < 4 else 2)
    if sort < 2:
        return naughty.text(random, 2)
    if sort == 2:
        return [_value(random, depth + 1) for _ in range(random.randint(0, 4))]
    names = [
        random.choice(FIELDS) if random.random() < 0.9 else naughty.piece(random) for _ in range(5)
    ]
    return {name: _value(random, depth + 1) for name in names[: random.randint(0, 5)]}

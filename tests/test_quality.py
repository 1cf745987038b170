"""The gate finds what it is there for: each flaw of a page is told, and a good page has none."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import shake_256
from pathlib import Path

import pytest

from tests.quality import __main__ as gate
from tests.quality import nu, reflow, visits, weights
from tests.quality.findings import Finding, Result
from tests.quality.published import Published, served

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="style.css"></head>
<body><main><p>Some text that anybody can read at any size.</p>{flaw}</main></body></html>
"""
NOISE = b64encode(shake_256(b"noise").digest(75_000)).decode()
PIXEL = "http://elsewhere.invalid/pixel.png"


def judged(part: Callable[[Published, str], Result], folder: Path, flaws: str) -> list[Finding]:
    """What *part* finds on a site of a good page, and a bad one with *flaws* in it.

    It runs in a thread of its own, since the tests' own browser may be running in this one.
    """
    (folder / "style.css").write_text("main { max-width: 30rem }", "utf-8")
    for name, flaw in (("good", "<p>More of it.</p>"), ("bad", flaws), ("404", "")):
        (folder / f"{name}.html").write_text(PAGE.format(flaw=flaw), "utf-8")
    families = {"article": "good.html", "actor": "bad.html"}
    published = Published(folder, tuple(families.values()), families, frozenset())
    with served(folder) as base, ThreadPoolExecutor(1) as thread:
        return thread.submit(part, published, base).result().findings


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "flaws"),
    [
        (
            reflow.judge,
            {
                '<p style="width: 500px">Wide</p>': "at 320 px",
                '<p style="height: 1em; line-height: 1; overflow: hidden">A line</p>': (
                    "text is cut with WCAG text spacing"
                ),
                "<style>main p { font-size: 14px }</style>": "not the double",
            },
        ),
        pytest.param(
            visits.judge,
            {
                f'<img src="{PIXEL}" alt="">': f"asks for {PIXEL}",
                '<img src="/nowhere.png" alt="">': "404 for",
                "<script>document.title</script>": "1 executable",
                "<style>p { color: red }</style>": "2 stylesheets",
            },
            marks=pytest.mark.heavy,
        ),
        (
            weights.judge,
            {
                f"<p>{NOISE[:22_000]}</p>": "first view",
                f"<p>{NOISE}</p>": "whole page",
            },
        ),
    ],
)
def test_a_part_finds_each_flaw_and_nothing_on_a_good_page(
    tmp_path: Path, part: Callable[[Published, str], Result], flaws: dict[str, str]
) -> None:
    found = judged(part, tmp_path, "\n".join(flaws))
    assert {finding.page for finding in found} == {"bad.html"}
    for told in flaws.values():
        assert told in "\n".join(map(str, found))


def test_only_a_data_block_is_excused_from_the_policy() -> None:
    message = "Inline script violates Content Security Policy (meta tag): blocked by …"
    block = '</footer>\n<script type="application/ld+json">{"@type'
    assert nu.mistaken({"message": message, "extract": block})
    assert not nu.mistaken({"message": message, "extract": "</footer>\n<script>alert"})
    assert not nu.mistaken({"message": "Element “title” is missing.", "extract": block})


def test_what_is_in_doubt_is_judged_again_when_nothing_else_runs() -> None:
    told: list[str] = []

    def part(name: str, result: Result) -> Callable[[], Result]:
        def judge() -> Result:
            told.append(name)
            return result

        return judge

    flaw = Finding("print.html", "", "slow")
    once_more = part("slow again", Result("1 page", [flaw]))
    parts = {
        "slow": part("slow", Result("0 pages", [], once_more)),
        "other": part("other", Result("1 page", [])),
    }
    assert [result.findings for result in gate.judged(parts)] == [[], [], [flaw]]
    assert told[-1] == "slow again"

"""Lighthouse 100 in all four categories on one page of every family, as on a slow phone.

Left out: a page that has moved, since Lighthouse follows it and would judge where it leads. What is
kept from search engines on purpose is not held to the audit that wants it found.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tests.conftest import CHROMIUM_FLAGS
from tests.quality.findings import Finding, MissingError, Result
from tests.quality.published import Published, address
from tests.quality.tools import HERE, PACKAGES, chrome, node

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class Page(NamedTuple):
    name: str
    url: str
    indexed: bool


TRIES = 5
"""How often a page is tried when nothing else runs."""


def judge(published: Published, base: str) -> Result:
    """Each page once; what was slow is tried again alone, since noise only makes pages slower."""
    pages = [
        Page(name, address(base, name), name in published.indexed)
        for family, name in published.families.items()
        if family != "redirect"
    ]
    reports = _reports(pages, tries=1)
    slow = [page for page in pages if reports[page.name]["scores"][0] < 100]
    for page in slow:
        del reports[page.name]
    if not slow:
        return _result(reports)
    return _result(reports)._replace(again=lambda: _result(_reports(slow, tries=TRIES)))


def _reports(pages: Sequence[Page], tries: int) -> dict[str, Any]:
    task = {
        "chrome": chrome(),
        "flags": CHROMIUM_FLAGS,
        "packages": str(PACKAGES / "package.json"),
        "pages": [page._asdict() for page in pages],
        "tries": tries,
    }
    done = subprocess.run(
        [node(), str(HERE / "lighthouse.mjs")],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    reports = {report["name"]: report for report in map(json.loads, done.stdout.splitlines())}
    if done.returncode or len(reports) != len(pages):
        raise MissingError(f"Lighthouse gave up:\n{done.stderr.strip()[-2000:]}")
    return reports


def _result(reports: Mapping[str, Any]) -> Result:
    findings = []
    for name, report in reports.items():
        if report["error"]:
            findings.append(Finding(name, "", report["error"]))
        for category, score in zip(CATEGORIES, report["scores"], strict=True):
            if score < 100:
                lost = [audit for audit in report["lost"] if audit["category"] == category]
                why = "; ".join(f"{audit['title']} {audit['where']}".strip() for audit in lost)
                findings.append(Finding(name, category, f"{score}, not 100: {why}"))
    every = [report["scores"] for report in reports.values()]
    lowest = [min(scores) for scores in zip(*every, strict=True)]
    return Result(f"{len(reports)} families, lowest {' / '.join(map(str, lowest))}", findings)

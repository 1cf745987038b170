"""Lighthouse 100 in all four categories on one page of every family, as on a slow phone.

Left out: a page that has moved, since Lighthouse follows it and would judge where it leads. What is
kept from search engines on purpose is not held to the audit that wants it found.
"""

from __future__ import annotations

import json
import subprocess

from tests.conftest import CHROMIUM_FLAGS
from tests.quality.findings import Finding, MissingError, Result
from tests.quality.published import Published, address
from tests.quality.tools import HERE, PACKAGES, chrome, node

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def judge(published: Published, base: str) -> Result:
    pages = [
        {"name": name, "url": address(base, name), "indexed": name in published.indexed}
        for family, name in published.families.items()
        if family != "redirect"
    ]
    task = {
        "chrome": chrome(),
        "flags": CHROMIUM_FLAGS,
        "packages": str(PACKAGES / "package.json"),
        "pages": pages,
    }
    done = subprocess.run(
        [node(), str(HERE / "lighthouse.mjs")],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(reports) != len(pages):
        raise MissingError(f"Lighthouse gave up:\n{done.stderr.strip()[-2000:]}")
    findings = []
    for report in reports:
        if report["error"]:
            findings.append(Finding(report["name"], "", report["error"]))
        for category, score in zip(CATEGORIES, report["scores"], strict=True):
            if score < 100:
                lost = [audit for audit in report["lost"] if audit["category"] == category]
                why = "; ".join(f"{audit['title']} {audit['where']}".strip() for audit in lost)
                findings.append(Finding(report["name"], category, f"{score}, not 100: {why}"))
    lowest = [min(report["scores"][i] for report in reports) for i in range(len(CATEGORIES))]
    return Result(f"{len(pages)} families, lowest {' / '.join(map(str, lowest))}", findings)

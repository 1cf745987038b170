"""What fuzzing found stays mended; ``make fuzz`` looks for more."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing import pages, planning
from briefing.problems import ContentError
from tests.folders import REAL, write
from tests.fuzzing import sites
from tests.fuzzing.__main__ import failure, shortened
from tests.fuzzing.naughty import CANARY
from tests.fuzzing.rules import flaws_of_page
from tests.fuzzing.targets import TARGETS, Target

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

FOUND = sorted((Path(__file__).parent / "cases" / "found").glob("*-*"))
FEW = {"sites": 2, "imports": 40, "caches": 20, "requests": 40}
OPENED = 1
"""Hostile sites that are opened in a browser."""
LISTEN = """
window.broken = [];
addEventListener('securitypolicyviolation',
  event => window.broken.push(`${event.effectiveDirective} ${event.blockedURI}`), true);
"""
TOUCH = """() => {
  for (const element of document.querySelectorAll('*'))
    for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle'])
      element.dispatchEvent(new Event(name));
  return [window.__ran ?? null, window.broken];
}"""


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_what_was_found_is_mended(file: Path) -> None:
    TARGETS[file.name.rpartition("-")[0]].check(file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs_of_each_target_break_nothing(name: str) -> None:
    target, random = TARGETS[name], Random(1)  # noqa: S311 - nothing is kept secret with it
    for _ in range(FEW.get(name, 200)):
        data = target.make(random)
        assert failure(target.check, data) == ""


def test_a_failure_is_found_and_made_as_short_as_it_can_be() -> None:
    def check(data: bytes) -> None:
        if b"<x" in data:
            raise ValueError("x")

    target = Target(lambda random: random.randbytes(50) + b"<x" + random.randbytes(50), check, 1)
    data = target.make(Random(1))  # noqa: S311
    why = failure(target.check, data)
    assert why.startswith("ValueError at test_fuzzing.py")
    assert shortened(target.check, data, why) == b"<x"


@pytest.mark.parametrize(
    "html",
    [
        f"<script>{CANARY}</script>",
        "<p onclick=x>a</p>",
        "<a href='javascript:x'>a</a>",
        "<a href=' java\tscript:x'>a</a>",
        "<img src='data:image/png,x'>",
        "<a href='//evil.example/'>a</a>",
        "<a href='https://a.example/'>a</a>",
        "<p style='x'>a</p>",
        "<iframe></iframe>",
        "<p>a</div>",
        "<p>a &nosuch; b",
        "<meta http-equiv=refresh content='0; url=javascript:x'>",
    ],
)
def test_the_rules_see_what_breaks_them(html: str) -> None:
    assert list(flaws_of_page(html, fragment=True))


def test_nothing_runs_on_the_pages_of_hostile_sites(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    opened = 0
    for number in range(100):
        if opened == OPENED:
            break
        folder = tmp_path / str(number)
        content = write(folder / "content", sites.documents_of(number))
        folders = planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)
        try:
            plan = planning.plan(folders)
        except ContentError:
            continue
        opened += 1
        write(folder / "site", {path: plan.tree[path] for path in plan.tree})
        families = {planned.name: planned.path for planned in pages.all_pages(plan.site)}
        for path in families.values():
            page.goto((folder / "site" / path).as_uri())
            ran, broken = page.evaluate(TOUCH)
            assert (ran, broken, dialogs) == (None, [], []), f"{number}: {path}"
    assert opened == OPENED
    context.close()

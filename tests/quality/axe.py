"""No axe violation: every page family, 360 and 1280 px, light and dark, with script and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tests.quality.findings import Finding, Result
from tests.quality.published import Published, address
from tests.quality.tools import browser, go, package

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
RUN = """
axe.run(document, {
  resultTypes: ["violations"],
  preload: false,
  rules: {"target-size": {enabled: true}},
}).then(done => done.violations.flatMap(rule => rule.nodes.map(node => [
  rule.id, node.target.flat(9).join(" "), rule.help])))
"""
# Elements within `noscript` were parsed as a reader without script has them, but hidden again.
SHOW_NOSCRIPT = "document.querySelectorAll('noscript').forEach(n => n.replaceWith(...n.childNodes))"


def load(page: Page, session: CDPSession, url: str, *, script: bool) -> None:
    """Load *url* with or without script. axe itself is a script, so it may run afterwards again."""
    session.send("Emulation.setScriptExecutionDisabled", {"value": not script})
    go(page, url)
    if not script:
        session.send("Emulation.setScriptExecutionDisabled", {"value": False})
        page.evaluate(SHOW_NOSCRIPT)


def judge(published: Published, base: str) -> Result:
    source = package("axe-core", "axe.min.js").read_text("utf-8")
    found: dict[tuple[str, str, str], list[str]] = {}
    runs = 0
    with browser() as chromium:
        page = chromium.new_page(reduced_motion="reduce")
        session = page.context.new_cdp_session(page)
        for name in published.names():
            for script in (True, False):
                load(page, session, address(base, name), script=script)
                page.evaluate(source)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 800})
                    for scheme in SCHEMES:
                        page.emulate_media(color_scheme=scheme)
                        violations: list[Any] = page.evaluate(RUN)
                        runs += 1
                        how = f"{width} px {scheme}{'' if script else ' no script'}"
                        for rule, target, told in violations:
                            found.setdefault((name, target, f"{rule}: {told}"), []).append(how)
    findings = [
        Finding(name, target, f"{told} ({', '.join(ways)})")
        for (name, target, told), ways in found.items()
    ]
    return Result(f"{len(published.families)} families, {runs} runs", findings)

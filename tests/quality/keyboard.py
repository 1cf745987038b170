"""A reader without a mouse: from home to a statement, through it, and back.

Every stop on the way must be seen: the pixels around it change with the focus, nothing covers it,
and its outline has a contrast of 3 : 1 to the page (WCAG 2.2, 1.4.11, 2.4.7 and 2.4.11). Then the
first stops of every page family, of which the very first skips to the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.quality.axe import SCHEMES, WIDTHS
from tests.quality.findings import Finding, Result
from tests.quality.published import Published, address
from tests.quality.tools import browser, go

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

PATIENCE = 150
"""How many stops a reader may pass on the way to the next thing that he wants."""
FIRST_STOPS = 20

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const boxes = [...e.getClientRects()].filter(box => box.width && box.height);
  const text = (e.innerText || e.getAttribute("aria-label") || "").trim().slice(0, 40);
  const found = {
    index: [...document.querySelectorAll("*")].indexOf(e),
    name: `<${e.localName}> ${text}`, href: e.getAttribute("href") || "", open: e.localName,
    inside: e.closest(":target") !== null, box: null, seen: false, contrast: 0,
  };
  if (!boxes.length) return found;
  const [x, y] = [Math.min(...boxes.map(b => b.left)), Math.min(...boxes.map(b => b.top))];
  found.box = {x, y, width: Math.max(...boxes.map(b => b.right)) - x,
               height: Math.max(...boxes.map(b => b.bottom)) - y};
  found.seen = boxes.some(b => [[.5, .5], [.1, .5], [.9, .5]].some(([u, v]) => {
    const at = document.elementFromPoint(b.left + b.width * u, b.top + b.height * v);
    return at && (e.contains(at) || at.contains(e));
  }));
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(
      v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const pair = [getComputedStyle(e).outlineColor, getComputedStyle(document.body).backgroundColor];
  const [low, high] = pair.map(light).sort((a, b) => a - b);
  found.contrast = (high + .05) / (low + .05);
  return found;
}"""
BLUR = "() => { window.focused = document.activeElement; window.focused.blur() }"
REFOCUS = "() => window.focused.focus({preventScroll: true, focusVisible: true})"


def around(page: Page, box: FloatRect) -> FloatRect | None:
    """The part of the screen around *box*, or None where it is outside."""
    size = page.viewport_size or {"width": 0, "height": 0}
    x, y = max(0, box["x"] - 6), max(0, box["y"] - 6)
    width = min(size["width"], box["x"] + box["width"] + 6) - x
    height = min(size["height"], box["y"] + box["height"] + 6) - y
    return {"x": x, "y": y, "width": width, "height": height} if min(width, height) > 0 else None


def unseen(page: Page, stop: dict[str, Any]) -> str:
    """What keeps a reader from seeing that *stop* has the focus; empty if nothing does."""
    clip = around(page, stop["box"]) if stop["box"] else None
    if clip is None:
        return "takes the focus outside the screen"
    if not stop["seen"]:
        return "is covered when it has the focus"
    if stop["contrast"] < 3:
        return f"has an outline of contrast {stop['contrast']:.1f}"
    focused = page.screenshot(clip=clip, animations="disabled")
    page.evaluate(BLUR)
    plain = page.screenshot(clip=clip, animations="disabled")
    page.evaluate(REFOCUS)
    return "looks the same with the focus as without" if focused == plain else ""


def stops(page: Page, limit: int) -> Iterator[dict[str, Any]]:
    """Press Tab until the page ends or *limit* stops are made."""
    last = -1
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(FOCUS)
        if stop is None or stop["index"] == last:
            return
        last = stop["index"]
        yield stop


def walk(page: Page, home: str, how: str) -> Iterator[Finding]:
    """From home to a statement, into “How we know”, and back."""
    page.goto(home)
    for stop in stops(page, PATIENCE):
        if trouble := unseen(page, stop):
            yield Finding("index.html", stop["name"], f"{trouble} ({how})")
        if "articles/" in stop["href"] and "#" in stop["href"]:
            break
    else:
        yield Finding("index.html", "", f"Tab reaches no statement ({how})")
        return
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*.html#*")
    at = page.url.rsplit("/", 1)[-1]
    inside = 0
    for stop in stops(page, 12):
        if not stop["inside"]:
            break
        inside += 1
        if trouble := unseen(page, stop):
            yield Finding(at, stop["name"], f"{trouble} ({how})")
        if stop["open"] == "summary":
            page.keyboard.press("Enter")
            if page.locator(":target details[open]").count() != 1:
                yield Finding(at, stop["name"], f"does not open with Enter ({how})")
    if not inside:
        yield Finding(at, "", f"Tab does not go on within the statement ({how})")
    page.go_back()  # Alt and ← belong to the browser's own window, which a headless one lacks
    if page.url != home:
        yield Finding(at, "", f"the way back leads to {page.url} ({how})")


def family(page: Page, name: str, base: str) -> Iterator[Finding]:
    """The first stops of a page, the skip link used."""
    go(page, address(base, name))
    for number, stop in enumerate(stops(page, FIRST_STOPS)):
        if number == 0 and not stop["href"].startswith("#"):
            yield Finding(name, stop["name"], "is the first stop, but skips to nowhere")
        if trouble := unseen(page, stop):
            yield Finding(name, stop["name"], trouble)


def judge(published: Published, base: str) -> Result:
    findings: list[Finding] = []
    with browser() as chromium:
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = chromium.new_page(
                    viewport={"width": width, "height": 800}, color_scheme=scheme
                )
                findings += walk(page, address(base, "index.html"), f"{width} px {scheme}")
                page.close()
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        for kind, name in published.families.items():
            if kind != "redirect":  # one link, and no navigation to skip
                findings += family(page, name, base)
    return Result(f"4 walks, {len(published.families)} families", findings)

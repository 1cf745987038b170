"""Text that a reader has made narrow, large or loose: nothing scrolls sideways, nothing is cut.

320 px (WCAG 2.2, 1.4.10) on every page; 200 % zoom (1.4.4), the text spacing of 1.4.12 and a
doubled font size of the browser on every page family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.quality.findings import Finding, Result
from tests.quality.published import Published, address
from tests.quality.tools import browser, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# An element that sticks out, unless an ancestor scrolls by itself (tables do, on purpose).
TOO_WIDE = """() => {
  const view = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= view) return [];
  const name = e => e.localName + (e.id ? "#" + e.id : e.classList[0] ? "." + e.classList[0] : "");
  const inner = e => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > view + 1 && !inner(e)).map(name);
  return [[wide.at(-1) || "page", document.documentElement.scrollWidth + " px wide in " + view]];
}"""
# What is cut: text in a box that is too small for it and does not scroll. What is drawn for
# screen readers only is one pixel large on purpose.
CUT = """() => [...document.body.querySelectorAll("*")].flatMap(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  if (box.width < 3 || box.height < 3 || !e.textContent.trim()) return [];
  const cut = overflow => overflow === "hidden" || overflow === "clip";
  const x = cut(style.overflowX) && e.scrollWidth > e.clientWidth + 2;
  const y = cut(style.overflowY) && e.scrollHeight > e.clientHeight + 2;
  const name = e.localName + (e.id ? "#" + e.id : e.classList[0] ? "." + e.classList[0] : "");
  return x || y ? [[name, "text is cut"]] : [];
})"""
TEXT_SIZE = (
    "parseFloat(getComputedStyle(document.querySelector('main p') || document.body).fontSize)"
)
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)


def opened(chromium: Browser, width: int, height: int, scale: float = 1) -> Page:
    return chromium.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=scale, bypass_csp=True
    )


def flaws(page: Page, name: str, how: str) -> Iterator[Finding]:
    for where, what in page.evaluate(TOO_WIDE) + page.evaluate(CUT):
        yield Finding(name, where, f"{what} {how}")


def narrow(chromium: Browser, published: Published, base: str) -> Iterator[Finding]:
    page = opened(chromium, 320, 640)
    for name in published.pages:
        go(page, address(base, name))
        yield from flaws(page, name, "at 320 px")


def zoomed(chromium: Browser, published: Published, base: str) -> Iterator[Finding]:
    page = opened(chromium, 640, 400, 2)
    for name in published.names():
        go(page, address(base, name))
        yield from flaws(page, name, "at 200 % zoom")


def spaced(chromium: Browser, published: Published, base: str) -> Iterator[Finding]:
    page = opened(chromium, 1280, 800)
    for name in published.names():
        go(page, address(base, name))
        page.add_style_tag(content=SPACING)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            yield from flaws(page, name, f"with WCAG text spacing at {width} px")


def doubled(chromium: Browser, published: Published, base: str) -> Iterator[Finding]:
    page = opened(chromium, 1280, 800)
    session = page.context.new_cdp_session(page)
    for name in published.names():
        sizes = []
        for pixels in (16, 32):
            fonts = {"standard": pixels, "fixed": pixels}
            session.send("Page.setFontSizes", {"fontSizes": fonts})
            go(page, address(base, name))
            sizes.append(page.evaluate(TEXT_SIZE))
        if sizes[1] < 1.8 * sizes[0]:
            yield Finding(name, "", f"text of {sizes[0]} px becomes {sizes[1]} px, not the double")
        yield from flaws(page, name, "with a doubled font size")


WAYS: tuple[Callable[[Browser, Published, str], Iterator[Finding]], ...] = (
    narrow,
    zoomed,
    spaced,
    doubled,
)


def judge(published: Published, base: str) -> Result:
    with browser() as chromium:
        findings = [found for way in WAYS for found in way(chromium, published, base)]
    return Result(
        f"{len(published.pages)} pages at 320 px, {len(published.families)} families otherwise",
        findings,
    )

"""One site, three ways to publish it: at a root, under a sub-path and from disk, all the same.

On every page family: no request elsewhere, none that fails, no complaint in the console, one
stylesheet, no script that is executed but on the search page, the same text and the same colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.quality.findings import Finding, Result
from tests.quality.published import PREFIX, Published, address
from tests.quality.tools import browser, go

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOK = """() => ({
  text: document.body.innerText,
  colours: getComputedStyle(document.body).cssText.match(/(background-)?color: [^;]+/g),
  stylesheets: document.querySelectorAll("link[rel~=stylesheet], style, [style]").length,
  scripts: [...document.scripts].map(script => script.type).filter(
    type => ["", "module", "text/javascript"].includes(type)).length,
  hints: document.querySelectorAll("link[rel~=preconnect], link[rel~=dns-prefetch]").length,
})"""


def visit(page: Page, url: str, base: str) -> tuple[dict[str, Any], list[str]]:
    """What the page at *url* looks like, and what is wrong with how it came to be."""
    wrong: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(base) else wrong.append(f"asks for {request.url}")
        ),
    )
    page.on(
        "response",
        lambda answer: (
            wrong.append(f"{answer.status} for {answer.url}") if answer.status >= 400 else None
        ),
    )
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    go(page, url)
    page.wait_for_timeout(50)  # whatever a page might ask for by itself after it has loaded
    return page.evaluate(LOOK), wrong


def judge(published: Published, base: str) -> Result:
    places = {"root": base, "sub-path": base + PREFIX, "disk": f"{published.folder.as_uri()}/"}
    findings = []
    with browser() as chromium:
        for family, name in published.families.items():
            looks = {}
            for place, start in places.items():
                if family == "not_found" and place != "root":
                    continue  # its addresses start at the root of `base_url`
                page = chromium.new_page()
                allowed = base if start.startswith(base) else start
                looks[place], wrong = visit(page, address(start, name), allowed)
                page.close()
                findings += [Finding(name, "", f"{what} ({place})") for what in wrong]
            look = looks["root"]
            if look["stylesheets"] != 1:
                findings.append(Finding(name, "", f"{look['stylesheets']} stylesheets, not one"))
            if look["scripts"] and family != "search":
                findings.append(Finding(name, "script", f"{look['scripts']} executable"))
            if look["hints"]:
                findings.append(Finding(name, "link", "a hint to another host"))
            findings += [
                Finding(name, "", f"looks otherwise ({place}) than at a root")
                for place, other in looks.items()
                if (other["text"], other["colours"]) != (look["text"], look["colours"])
                and not (family == "search" and place == "disk")
            ]
    return Result(f"{len(published.families)} families in {len(places)} ways", findings)

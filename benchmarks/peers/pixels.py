"""An open page in Chromium, watched for the moment at which new words are painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as NotInTime

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage

CONNECTED = 1_000
"""Milliseconds after its loading that a page is given to connect to its server."""
# Runs in each document before any other script. A task after an animation frame comes when that
# frame has been drawn.
WATCH = """
(() => {
  const told = new Set();
  const look = () => {
    for (const [found] of document.body?.textContent.matchAll(/Saved \\d+ times/g) ?? []) {
      if (told.has(found)) continue;
      told.add(found);
      requestAnimationFrame(() => setTimeout(() => console.log(`painted: ${found}`)));
    }
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, characterData: true,
  });
})();
"""


def painted(
    browser: Browser, url: str, save: Callable[[], object], words: str, limit: float
) -> float:
    """Seconds from *save* until the page open at *url* has painted *words*; infinite: not in time.

    Both ends are read from the clock of this process.
    """

    def tells(message: ConsoleMessage) -> bool:
        return message.text == f"painted: {words}"

    context = browser.new_context()
    try:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(url)
        page.wait_for_timeout(CONNECTED)
        with page.expect_console_message(tells, timeout=limit * 1_000):
            began = time.perf_counter()
            save()
        return time.perf_counter() - began
    except NotInTime:
        return float("inf")
    finally:
        context.close()

"""What every test shares: how Hypothesis runs, one Chromium, one built site, compiled templates."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # Chromium refuses to start as root with its sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "no Chromium found"

# No deadlines: a busy machine is not a bug. On CI the same commit always meets the same examples.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def chromium() -> str | None:
    """The browser to test with: the one that CHROMIUM names, else the first of the usual names."""
    named = os.environ.get("CHROMIUM")
    found = map(shutil.which, [named] if named else CHROMIUM_NAMES)
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one for each test process. Take a `browser.new_context()` for a test."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    from tests.compiling import once

    with once():
        yield


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project's briefing built for a root and for a path, to be served there."""
    from tests.hosts.site import BASES, build

    return {base: build(tmp_path_factory.mktemp("site"), base) for base in BASES}


def is_browser_test(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.hookimpl(tryfirst=True)  # before `-m browser` selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = None if chromium() else pytest.mark.skip(reason=NO_CHROMIUM)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if skip and is_browser_test(item):
            item.add_marker(skip)
    # Once the browser has started, Playwright's event loop runs in this thread to the end of the
    # session, and a test that runs a loop of its own would fail. So the browser tests come last.
    items.sort(key=is_browser_test)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = os.environ.get("BRIEFING_REQUIRE_BROWSER") == "1"
    if required and report.skipped and is_browser_test(item) and not hasattr(report, "wasxfail"):
        why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"BRIEFING_REQUIRE_BROWSER=1 allows no skip. {why}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)  # the outermost, to speak after every other summary
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None, None, None]:
    yield
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", ())
        if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        tests = "test" if len(skipped) == 1 else "tests"
        terminalreporter.write_line(
            f"{len(skipped)} browser {tests} skipped: {NO_CHROMIUM}; install it"
            " (Debian: apt install chromium) or name it: CHROMIUM=/path/to/chromium",
            yellow=True,
        )

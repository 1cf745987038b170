"""The tools of the gate: the packages of ``package-lock.json``, Node, Java and a Chromium.

The packages are installed once for each state of the lock, into ``.cache/quality/npm``. Whatever is
missing is an error with its remedy; no part is left out in silence.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import CHROMIUM_FLAGS, chromium
from tests.quality.findings import MissingError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "quality"
PACKAGES = CACHE / "npm"
PINS = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 18


def program(name: str, debian: str) -> str:
    """The path of the program *name*, which the Debian package *debian* has."""
    found = shutil.which(name)
    if not found:
        raise MissingError(f"{name} is not installed (Debian and Ubuntu: apt install {debian})")
    return found


def chrome() -> str:
    found = chromium()
    if not found:
        raise MissingError(
            "no Chromium found; install it (Debian: apt install chromium) or name it: CHROMIUM=…"
        )
    return found


def node() -> str:
    found = program("node", "nodejs npm")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise MissingError(
            f"Node {version.stdout.strip()} is too old; {OLDEST_NODE} or later is needed"
        )
    return found


def install() -> None:
    """The pinned packages in :data:`PACKAGES`, checked against the hashes of the lock."""
    pins = {name: (HERE / name).read_bytes() for name in PINS}
    state = hashlib.sha256(b"\0".join(pins.values())).hexdigest()
    stamp = PACKAGES / "installed"
    if stamp.exists() and stamp.read_text("ascii") == state:
        return
    npm = program("npm", "nodejs npm")
    node()
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name, data in pins.items():
        (PACKAGES / name).write_bytes(data)
    print("Installing the packages of tests/quality/package-lock.json", flush=True)
    done = subprocess.run(
        [npm, "ci", "--loglevel=error"], cwd=PACKAGES, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MissingError(f"npm could not install the pinned packages:\n{done.stderr.strip()}")
    stamp.write_text(state, "ascii")


def package(*parts: str) -> Path:
    """A file of an installed package."""
    return PACKAGES.joinpath("node_modules", *parts)


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium of one's own, since Playwright's objects belong to the thread that made them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chrome(), args=list(CHROMIUM_FLAGS))
        yield found
        found.close()


def go(page: Page, url: str) -> None:
    """Load *url* and stay there: a page that has moved would go on by itself.

    The next navigation is answered with 204, upon which a browser stays.
    """

    def answer(route: Route, request: Request) -> None:
        if request.is_navigation_request() and request.url != url:
            route.fulfill(status=204)
        else:
            route.continue_()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(url)

"""nginx, Caddy and Apache with our settings, at a root and under a path: ``make hosts``.

Not part of ``make test``, which needs nothing but Python. A server that is not installed is a
failure here, with its remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.folders import write
from tests.hosts import checks, servers
from tests.hosts.site import BASES, Host

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.log('POLICY', e.blockedURI))"


@pytest.fixture(
    scope="module",
    params=[(name, base) for name in servers.SERVERS for base in BASES],
    ids=lambda param: f"{param[0]} at {param[1]}",
)
def host(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Iterator[Host]:
    name, base = request.param
    with servers.started(name, sites[base], base) as origin:
        yield Host(sites[base], origin, base)


def test_every_server_is_installed() -> None:
    assert servers.missing() == []


@pytest.mark.parametrize("name", servers.SERVERS)
def test_a_server_starts_where_nothing_has_moved(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"index.html": "home", "404.html": "lost"})
    with servers.started(name, tmp_path, "/") as origin:
        host = Host(tmp_path, origin, "/")
        assert host.ask().body == b"home"
        assert host.ask("x").body == b"lost"


@pytest.mark.parametrize("check", checks.OWN_SERVER, ids=lambda check: check.__name__)
def test_a_server_with_our_settings(check: checks.Check, host: Host) -> None:
    check(host)


def test_the_search_works_under_both_policies_at_once(host: Host, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(VIOLATIONS)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{host.address}search.html?q=NATO")
    page.locator(".results a").first.wait_for()
    assert told == []
    context.close()

"""The same folder on hosts that take no settings of ours, at a root and under a path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts import checks, plain
from tests.hosts.site import BASES, Host

SERVED = (
    *(("GitHub Pages", base) for base in BASES),
    ("Netlify", BASES[1]),
    ("Cloudflare Pages", BASES[0]),
)
CASES = [
    pytest.param(
        (name, base),
        check,
        id=f"{name} at {base}: {check.__name__}",
        marks=[pytest.mark.heavy] if (name, base) == SERVED[0] else [],
    )
    for name, base in SERVED
    for check in (checks.READING_HOST if plain.HOSTS[name].reads else checks.ANY_HOST)
]


@pytest.fixture(scope="module")
def host(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Iterator[Host]:
    name, base = request.param
    with plain.started(name, sites[base], base) as origin:
        yield Host(sites[base], origin, base)


@pytest.mark.parametrize(("host", "check"), CASES, indirect=["host"])
def test_a_host_without_our_settings(host: Host, check: checks.Check) -> None:
    check(host)


def test_a_page_that_has_moved_leads_on_by_itself_where_a_host_cannot(
    sites: dict[str, Path],
) -> None:
    with plain.started("GitHub Pages", sites["/"], "/") as origin:
        answer = Host(sites["/"], origin, "/").ask("old-method.html")
    assert answer.status == 200
    assert b'content="0; url=about.html"' in answer.body


def test_the_settings_name_nothing_that_the_headers_do_not() -> None:
    """The rules are written once for each server; the values in them are those of the program."""
    from briefing.exports.headers import DATA, EVERYWHERE, NAMED_BY_CONTENT, PAGES, SEARCH
    from tests.hosts.servers import SERVERS, SETTINGS

    for server in SERVERS.values():
        text = (SETTINGS / server.settings).read_text("utf-8")
        for fields in (EVERYWHERE, PAGES, SEARCH, NAMED_BY_CONTENT, DATA):
            for name, value in fields.items():
                assert name in text, server.settings
                assert f'"{value}"' in text, f"{server.settings}: {name}"

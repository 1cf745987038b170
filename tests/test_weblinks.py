"""Addresses on the web are checked patiently and politely, and nothing is believed too soon.

Every test talks to a real server on this machine; host names lead there by a made-up look-up.
"""

from __future__ import annotations

import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.content import load
from briefing.problems import Problem
from briefing.weblinks import Manners, Mention, addresses_of, check_addresses
from briefing.weblinks.hosts import is_public
from tests import misbehaving
from tests.folders import SMALL, article, write
from tests.misbehaving import CERTIFICATES, Behaviour, Call, Server, says, sends_to, status

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HERE = Mention("content/index.md", 3, 1, "the line")
QUICK: dict[str, Any] = {"pause": 0, "backoff": 0, "timeout": 10, "private": True}


def at_home(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


class Check:
    """Checks addresses of one server, each standing in one place."""

    def __init__(self, server: Server, cache: Path) -> None:
        self.server = server
        self.cache = cache
        self.now = NOW
        self.names: Callable[[str, int], list[str]] = at_home
        self.tls: ssl.SSLContext | None = None
        self.progress: list[tuple[int, int]] = []

    def url(self, path: str = "/", host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.server.port}{path}"

    def __call__(self, *addresses: str, **manners: Any) -> list[Problem]:
        return self.of({address: [HERE] for address in addresses}, **manners)

    def of(self, mentions: Mapping[str, list[Mention]], **manners: Any) -> list[Problem]:
        return list(
            check_addresses(
                mentions,
                cache=self.cache,
                clock=lambda: self.now,
                manners=Manners(**{**QUICK, **manners}),
                progress=lambda done, total: self.progress.append((done, total)),
                names=self.names,
                tls=self.tls,
            )
        )


@pytest.fixture
def behaviours() -> dict[str, Behaviour]:
    return {"/": status(200)}


@pytest.fixture
def check(behaviours: dict[str, Behaviour], tmp_path: Path) -> Iterator[Check]:
    with Server(behaviours) as server:
        yield Check(server, tmp_path / ".cache" / "links.json")


def one(problems: list[Problem]) -> tuple[str, str]:
    (problem,) = problems
    return problem.severity, problem.message


# What is said of an address


@pytest.mark.parametrize("code", [200, 203, 204, 206, 299])
def test_of_an_address_that_leads_somewhere_nothing_is_said(
    check: Check, behaviours: dict[str, Behaviour], code: int
) -> None:
    behaviours["/page"] = status(code)
    assert check(check.url("/page")) == []
    assert check.server.asked("/page") == ["HEAD"]


@pytest.mark.parametrize(("code", "phrase"), [(404, "Not Found"), (410, "Gone")])
def test_a_page_that_is_gone_is_an_error(
    check: Check, behaviours: dict[str, Behaviour], code: int, phrase: str
) -> None:
    behaviours["/page"] = status(code)
    severity, message = one(check(check.url("/page")))
    assert severity == "error"
    assert message == f"“{check.url('/page')}” leads nowhere: {code} {phrase}"


def test_a_page_is_called_gone_only_after_a_get(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = lambda call: status(404 if call.method == "HEAD" else 200)(call)
    assert check(check.url("/page")) == []


@pytest.mark.parametrize("code", [403, 405, 500, 501])
def test_a_host_that_refuses_a_head_is_asked_with_a_get(
    check: Check, behaviours: dict[str, Behaviour], code: int
) -> None:
    behaviours["/page"] = status(code, 200)
    assert check(check.url("/page")) == []
    assert check.server.asked("/page") == ["HEAD", "GET"]


@pytest.mark.parametrize("code", [400, 401, 403, 407, 418, 451, 999])
def test_a_host_that_refuses_robots_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour], code: int
) -> None:
    behaviours["/page"] = status(code)
    severity, message = one(check(check.url("/page")))
    assert severity == "notice"
    assert f"could not be checked: {code}" in message
    assert check.server.asked("/page") == ["HEAD", "GET"]


def test_an_address_is_reported_at_every_place_in_order(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = status(404)
    places = [Mention(f"content/{name}.md", 4, 2, "source") for name in "bca"]
    problems = check.of({check.url("/page"): places[:2], check.url("/page#part"): places[2:]})
    assert [problem.path[8:-3] for problem in problems] == ["a", "b", "c"]
    assert {(problem.line, problem.column, problem.source) for problem in problems} == {
        (4, 2, "source")
    }
    assert check.server.asked("/page") == ["HEAD", "GET"]


def test_a_dead_source_with_an_archived_copy_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = status(404)
    spared = Mention("content/articles/a.md", 4, 2, "source", spared=True)
    (problem,) = check.of({check.url("/page"): [spared]})
    assert problem.severity == "notice"
    assert "archived copy" in problem.hint


# Redirects


@pytest.mark.parametrize("code", [301, 308])
def test_a_page_that_moved_for_good_is_a_notice_with_its_new_address(
    check: Check, behaviours: dict[str, Behaviour], code: int
) -> None:
    behaviours["/old"] = sends_to(code, "/new?a=b")
    behaviours["/new?a=b"] = status(200)
    address = check.url("/old#part")
    message = f"“{address}” has moved for good to {check.url('/new?a=b#part')}"
    assert one(check(address)) == ("notice", message)


@pytest.mark.parametrize("code", [302, 303, 307])
def test_a_page_that_is_elsewhere_for_now_is_well(
    check: Check, behaviours: dict[str, Behaviour], code: int
) -> None:
    behaviours["/old"] = sends_to(code, "/")
    assert check(check.url("/old")) == []


def test_the_new_address_is_the_last_that_is_for_good(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours |= {
        "/a": sends_to(301, "/b"),
        "/b": sends_to(308, "/c"),
        "/c": sends_to(302, "/d"),
        "/d": sends_to(301, "/"),
    }
    assert one(check(check.url("/a")))[1].endswith(f"to {check.url('/c')}")


def test_a_page_that_moved_to_the_front_page_is_to_be_looked_at(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/old"] = sends_to(301, "/")
    (problem,) = check(check.url("/old"))
    assert "front page" in problem.hint


def test_a_redirect_to_what_is_gone_is_an_error_that_names_it(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/old"] = sends_to(302, "/new")
    behaviours["/new"] = status(404)
    severity, message = one(check(check.url("/old")))
    assert severity == "error"
    assert message.endswith(f"404 Not Found at {check.url('/new')}")


def test_an_endless_redirect_is_left_after_five(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/old"] = sends_to(302, "/old")
    severity, message = one(check(check.url("/old")))
    assert severity == "notice"
    assert message.endswith("it sends on more than 5 times")
    assert check.server.asked("/old") == ["HEAD"] * 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://news.example/", "javascript:alert(1)", "data:,x"]
)
def test_only_web_pages_are_followed(
    check: Check, behaviours: dict[str, Behaviour], location: str
) -> None:
    behaviours["/old"] = sends_to(301, location)
    severity, message = one(check(check.url("/old")))
    assert severity == "notice"
    assert message.endswith("it sends on to what is no web page")


@pytest.mark.parametrize("location", ["http://[::1", "http://a..b/", "http://x:99999/"])
def test_a_malformed_redirect_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour], location: str
) -> None:
    behaviours["/old"] = sends_to(301, location)
    severity, message = one(check(check.url("/old")))
    assert severity == "notice"
    assert message.endswith("it sends on to a malformed address")


def test_a_redirect_without_an_address_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/old"] = status(301)
    assert one(check(check.url("/old")))[0] == "notice"


def test_a_redirect_is_followed_to_an_address_in_any_script(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/old"] = sends_to(301, "/übung des tages")
    behaviours["/%C3%BCbung%20des%20tages"] = status(200)
    message = one(check(check.url("/old")))[1]
    assert message.endswith(f"to {check.url('/%C3%BCbung%20des%20tages')}")


# Hosts that do not reply as they should


def test_a_host_that_hangs_is_a_notice(check: Check, behaviours: dict[str, Behaviour]) -> None:
    behaviours["/page"] = misbehaving.hangs
    severity, message = one(check(check.url("/page"), timeout=0.05, retries=1))
    assert severity == "notice"
    assert message.endswith("could not be reached: no reply within 0.05 seconds")
    assert check.server.asked("/page") == ["HEAD", "GET"]


def test_a_reply_that_drips_is_not_waited_for(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = misbehaving.drips
    assert one(check(check.url("/page"), timeout=0.2, retries=0))[0] == "notice"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (misbehaving.resets, ""),
        (lambda _call: None, "without a reply"),
        (lambda call: call.connection.sendall(b"HTTP/1.1 200 OK\r\nX: y\r\n"), "mid-reply"),
        (says("Hello there"), "not HTTP"),
        (says("HTTP/1.1 2OO OK"), "not HTTP"),
        (says("HTTP/2 200"), "not HTTP"),
        (lambda call: call.connection.sendall(bytes(range(256))), "not HTTP"),
        (says(*["HTTP/1.1 103 Early Hints", ""] * 20, "HTTP/1.1 200 OK"), "not HTTP"),
        (misbehaving.babbles, "not HTTP"),
        (misbehaving.stammers, "not HTTP"),
    ],
)
def test_a_reply_that_is_none_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour], behaviour: Behaviour, said: str
) -> None:
    behaviours["/page"] = behaviour
    severity, message = one(check(check.url("/page")))
    assert severity == "notice"
    assert "could not be reached" in message
    assert said in message
    assert check.server.asked("/page") == ["HEAD", "GET", "GET"]


@pytest.mark.parametrize(
    "behaviour",
    [
        says("HTTP/1.1 200 OK", "Content-Length: 99999999999999999999"),
        says("HTTP/1.1 200 OK", "Content-Length: -1", "Content-Length: many"),
        says("HTTP/1.1 200 OK", "no colon", ": no name", " folded", "Bad Näme: \x00\x1b[2J"),
        says("HTTP/1.0 200 "),
        says("HTTP/1.1 103 Early Hints", "", "HTTP/1.1 200 OK"),
        misbehaving.floods,
    ],
)
def test_what_is_wrong_with_the_rest_of_a_reply_does_not_matter(
    check: Check, behaviours: dict[str, Behaviour], behaviour: Behaviour
) -> None:
    behaviours["/page"] = behaviour
    assert check(check.url("/page")) == []


def test_a_body_is_not_read(check: Check, behaviours: dict[str, Behaviour]) -> None:
    behaviours["/page"] = lambda call: (
        status(405)(call) if call.method == "HEAD" else misbehaving.floods(call)
    )
    assert check(check.url("/page")) == []


def test_a_closed_port_is_a_notice(check: Check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    severity, message = one(check(f"http://news.example:{port}/"))
    assert severity == "notice"
    assert "could not be reached" in message


def test_another_network_address_is_tried_where_the_first_does_not_reply(check: Check) -> None:
    check.names = lambda _host, _port: ["::ffff:127.0.0.2", "127.0.0.1"]
    assert check(check.url()) == []


def test_what_a_host_says_reaches_no_terminal(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/a"] = says("HTTP/1.1 404 \x1b[2J")
    behaviours["/b"] = sends_to(301, "/\x1b[2J\u202e")
    behaviours["/%1B%5B2J%E2%80%AE"] = status(200)
    problems = check(check.url("/a"), check.url("/b"))
    assert len(problems) == 2
    assert all("\x1b" not in str(problem) and "\u202e" not in str(problem) for problem in problems)


# Names and certificates


def lost(host: str, _port: int) -> list[str]:
    if host.startswith("lost"):
        raise socket.gaierror(socket.EAI_NONAME, "no such host")
    if host.startswith("later"):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")
    return ["127.0.0.1"]


def test_a_host_that_does_not_exist_is_an_error(check: Check) -> None:
    check.names = lost
    severity, message = one(check(check.url(), check.url("/a", "lost.example")))
    assert severity == "error"
    assert message.endswith("leads nowhere: there is no host lost.example")


def test_without_a_network_nothing_is_called_dead(check: Check) -> None:
    check.names = lost
    problems = check(check.url("/a", "lost.example"), check.url("/b", "lost2.example"))
    assert [problem.severity for problem in problems] == ["notice", "notice"]


def test_a_name_that_cannot_be_looked_up_now_is_a_notice(check: Check) -> None:
    check.names = lost
    assert one(check(check.url(), check.url("/a", "later.example")))[0] == "notice"


@pytest.mark.parametrize(
    "address",
    ["http://a..b/", "http://news.example:99999/", "https://[x/", "https://[#x", "http://"],
)
def test_an_address_that_cannot_be_one_is_an_error(check: Check, address: str) -> None:
    severity, message = one(check(address))
    assert severity == "error"
    assert message.endswith("the address is malformed")


def trusting(*certificates: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name in certificates:
        context.load_verify_locations(CERTIFICATES / name)
    return context


@pytest.mark.parametrize(
    ("certificate", "trusted", "host", "severity", "said"),
    [
        ("secure.pem", True, "secure.example", "", ""),
        ("secure.pem", True, "other.example", "error", "its certificate is another host's"),
        ("expired.pem", True, "secure.example", "error", "its certificate has expired"),
        ("secure.pem", False, "secure.example", "notice", "cannot be verified from here"),
        ("", True, "secure.example", "notice", "no secure connection can be made"),
    ],
)
def test_a_certificate_that_is_wrong_for_everyone_is_an_error_others_a_notice(
    tmp_path: Path, certificate: str, trusted: bool, host: str, severity: str, said: str
) -> None:
    with Server({"/": status(200)}, certificate=certificate) as server:
        check = Check(server, tmp_path / "links.json")
        check.tls = trusting(*[certificate] if trusted and certificate else [])
        found = check(check.url("/", host, "https"))
    assert [problem.severity for problem in found] == ([severity] if severity else [])
    assert all(said in problem.message for problem in found)


# Hosts that must not be asked


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("http://127.0.0.1:{port}/", "error"),
        ("http://localhost:{port}/", "error"),
        ("http://inside.example:{port}/", "notice"),
        ("http://2130706433:{port}/", "notice"),
    ],
)
def test_hosts_that_are_not_on_the_public_internet_are_not_asked(
    check: Check, address: str, severity: str
) -> None:
    problem = one(check(address.format(port=check.server.port), private=False))
    assert problem[0] == severity
    assert problem[1].endswith("is not on the public internet")
    assert check.server.calls == []


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.9.9.9 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1
    198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1
    fd12::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
    64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:db8::1
    """.split(),
)
def test_network_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", "93.184.215.14 2606:2800:21f:cb07::1 ::ffff:93.184.215.14 64:ff9b::5db8:d70e".split()
)
def test_network_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_is_looked_up_once_and_cannot_change_its_mind(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    asked: list[str] = []

    def names(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    behaviours["/page"] = sends_to(302, "/")
    check.names = names
    assert check(check.url("/page"), check.url("/")) == []
    assert asked == ["news.example"]


# Manners


def test_a_request_says_who_asks_and_has_no_body(check: Check) -> None:
    assert check(check.url(), agent="briefing\r\nX: y") == []
    (call,) = check.server.calls
    lines = call.head.split("\r\n")
    assert lines[0] == "HEAD / HTTP/1.1"
    assert f"Host: news.example:{check.server.port}" in lines
    assert "User-Agent: briefingX: y" in lines
    assert lines[-2:] == ["", ""]
    assert not any(line.startswith(("Content-", "Cookie", "Referer")) for line in lines)


def test_a_host_with_trouble_is_asked_again(check: Check, behaviours: dict[str, Behaviour]) -> None:
    behaviours["/page"] = status(500, 502, 503, 200)
    assert check(check.url("/page")) == []
    assert check.server.asked("/page") == ["HEAD", "GET", "GET", "GET"]


def test_a_host_whose_trouble_lasts_is_a_notice(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = status(503)
    severity, message = one(check(check.url("/page")))
    assert severity == "notice"
    assert message.endswith("could not be reached: 503 Service Unavailable")
    assert len(check.server.asked("/page")) == 3


def busy(after: str) -> Behaviour:
    def behave(call: Call) -> None:
        if call.count == 1:
            call.send("HTTP/1.1 429 Too Many", f"Retry-After: {after}")
        else:
            call.send("HTTP/1.1 200 OK")

    return behave


@pytest.mark.parametrize("after", ["0", "Mon, 04 May 2026 12:00:00 GMT", "soon", "-5", "²"])
def test_a_host_that_is_busy_is_asked_again(
    check: Check, behaviours: dict[str, Behaviour], after: str
) -> None:
    behaviours["/page"] = busy(after)
    assert check(check.url("/page")) == []


@pytest.mark.parametrize("after", ["1", "Mon, 04 May 2026 12:00:01 GMT"])
def test_a_host_that_is_busy_is_given_the_time_that_it_asks_for(
    check: Check, behaviours: dict[str, Behaviour], after: str
) -> None:
    behaviours["/page"] = busy(after)
    begun = time.monotonic()
    assert check(check.url("/page")) == []
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize(
    "after", ["3600", "Mon, 04 May 2026 13:00:00 GMT", "9" * 5000, "Mon, 04 May 2026 13:00:00"]
)
def test_a_host_that_asks_for_too_much_time_is_let_be(
    check: Check, behaviours: dict[str, Behaviour], after: str
) -> None:
    behaviours["/page"] = busy(after)
    problems = check(check.url("/page"), check.url("/"))
    assert [problem.severity for problem in problems] == ["notice", "notice"]
    assert "left alone" in problems[0].message + problems[1].message
    assert len(check.server.calls) == 1


def test_a_host_that_never_replies_is_let_be(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    paths = [f"/{number}" for number in range(9)]
    behaviours |= dict.fromkeys(paths, misbehaving.resets)
    problems = check(*map(check.url, paths), patience=4)
    assert len(problems) == 9
    assert len(check.server.calls) == 4


def test_a_host_is_asked_one_thing_at_a_time(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    crowd = misbehaving.Crowd()
    paths = [f"/{number}" for number in range(9)]
    behaviours |= dict.fromkeys(paths, crowd)
    assert check(*map(check.url, paths)) == []
    assert crowd.most == 1


def test_a_host_has_a_pause_between_requests(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = status(200)
    begun = time.monotonic()
    assert check(check.url("/page"), check.url("/"), pause=0.1) == []
    assert time.monotonic() - begun >= 0.1


def test_hosts_are_asked_at_the_same_time(check: Check, behaviours: dict[str, Behaviour]) -> None:
    together = threading.Barrier(3)

    def behave(call: Call) -> None:
        together.wait(10)
        call.send("HTTP/1.1 200 OK")

    behaviours["/page"] = behave
    assert check(*(check.url("/page", f"news{number}.example") for number in range(3))) == []


def test_no_more_than_a_few_hosts_are_asked_at_the_same_time(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = crowd = misbehaving.Crowd()
    hosts = [f"news{number}.example" for number in range(9)]
    assert check(*(check.url("/page", host) for host in hosts), at_once=2) == []
    assert crowd.most <= 2


def test_progress_is_told(check: Check, behaviours: dict[str, Behaviour]) -> None:
    behaviours["/page"] = status(200)
    check(check.url("/page"), check.url("/"))
    assert check.progress == [(1, 2), (2, 2)]


# What is remembered


@pytest.mark.parametrize(
    ("behaviour", "days"), [(status(200), 14), (sends_to(301, "/"), 14), (status(404), 1)]
)
def test_an_answer_is_believed_for_days_a_bad_one_for_less(
    check: Check, behaviours: dict[str, Behaviour], behaviour: Behaviour, days: int
) -> None:
    behaviours["/page"] = behaviour
    first = check(check.url("/page"))
    calls = len(check.server.calls)
    check.now = NOW + timedelta(days=days, seconds=-1)
    assert check(check.url("/page")) == first
    assert len(check.server.calls) == calls
    check.now = NOW + timedelta(days=days)
    assert check(check.url("/page")) == first
    assert len(check.server.calls) == 2 * calls


def test_a_host_that_did_not_reply_is_asked_in_every_run(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = lambda call: (misbehaving.resets if call.count < 4 else status(200))(call)
    assert len(check(check.url("/page"))) == 1
    assert check(check.url("/page")) == []


def test_an_answer_from_the_future_is_not_believed(check: Check) -> None:
    check(check.url())
    check.now = NOW - timedelta(days=1)
    check(check.url())
    assert len(check.server.calls) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"version": 2, "addresses": {}}',
        b'{"version": 1, "addresses": {"http://a/": {"answer": {"outcome": "fine"}}}}',
        b"[" * 100_000,
    ],
)
def test_a_broken_memory_is_dropped_with_a_notice(check: Check, data: bytes) -> None:
    check.cache.parent.mkdir()
    check.cache.write_bytes(data)
    severity, message = one(check(check.url()))
    assert severity == "notice"
    assert "was dropped" in message
    assert check(check.url()) == []
    assert len(check.server.calls) == 1


def test_a_memory_that_cannot_be_written_is_a_notice(check: Check) -> None:
    check.cache.mkdir(parents=True)
    problems = check(check.url())
    assert {problem.severity for problem in problems} == {"notice"}
    assert "cannot be written" in problems[-1].message
    assert list(check.cache.parent.iterdir()) == [check.cache]


def test_what_is_out_of_date_is_forgotten(check: Check, behaviours: dict[str, Behaviour]) -> None:
    behaviours["/page"] = status(200)
    check(check.url("/page"))
    check.now = NOW + timedelta(days=15)
    check(check.url("/"))
    assert check.url("/page") not in check.cache.read_text()


def test_an_interrupted_run_keeps_its_answers(
    check: Check, behaviours: dict[str, Behaviour]
) -> None:
    behaviours["/page"] = misbehaving.hangs

    def interrupt(_done: int, _total: int) -> None:
        signal.raise_signal(signal.SIGINT)

    mentions = {check.url(): [HERE], check.url("/page", "slow.example"): [HERE]}
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(
            check_addresses(
                mentions,
                cache=check.cache,
                clock=lambda: NOW,
                manners=Manners(**QUICK),
                progress=interrupt,
                names=at_home,
            )
        )
    assert time.monotonic() - begun < 5
    assert check(check.url()) == []
    assert [call.path for call in check.server.calls].count("/") == 1  # the other may arrive late


# Where addresses stand


def test_every_address_is_found_with_its_place(tmp_path: Path) -> None:
    documents = {
        **SMALL,
        "index.md": """\
            ---
            id: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10
            title: The Water Talks
            base_url: https://own.example/
            contact: https://contact.example/
            licence: CC BY 4.0
            publishers: [The Herald, {name: Radio One, url: "https://radio.example/"}]
            ---
            See [this](https://one.example/a?b=1&c=2 "title") and <https://two.example>, not
            `https://code.example/` but [that][ref], [this again](https://one.example/a?b=1&c=2),
            [home](actors/norland.md), [a](HTTPS://nine.example) and [mail](mailto:a@b.example).

            [ref]: https://three.example/ü
            """,
        "actors/norland.md": """\
            ---
            name: Norland
            kind: state
            same_as: [https://four.example/, "https://five.example/#x"]
            ---
            """,
        "actors/sudland.md": "---\nname: Südland\nsame_as: https://six.example/\n---\n",
        "articles/talks.md": article(
            "- {id: aa11, by: Norland, about: Dams, says: Yes.}",
            """
            source:
              url: https://seven.example/
              archived: https://eight.example/
            """,
        ).replace("source: {publisher: The Herald}\n", ""),
        "themes/draft.md": "---\nname: X\ndraft: true\n---\n[no](https://draft.example/)\n",
    }
    content = load(write(tmp_path, documents))
    assert content.problems == ()
    found = {
        address: [(Path(m.path).name, m.line, m.source[m.column - 1 :][:14]) for m in mentions]
        for address, mentions in addresses_of(content).items()
    }
    assert found == {
        "https://contact.example/": [("index.md", 5, "https://contac")],
        "https://radio.example/": [("index.md", 7, '"https://radio')],
        "https://one.example/a?b=1&c=2": [
            ("index.md", 9, "https://one.ex"),
            ("index.md", 10, "https://one.ex"),
        ],
        "https://two.example": [("index.md", 9, "https://two.ex")],
        "HTTPS://nine.example": [("index.md", 11, "HTTPS://nine.e")],
        "https://three.example/%C3%BC": [("index.md", 13, "https://three.")],
        "https://four.example/": [("norland.md", 4, "https://four.e")],
        "https://five.example/#x": [("norland.md", 4, '"https://five.')],
        "https://six.example/": [("sudland.md", 3, "https://six.ex")],
        "https://seven.example/": [("talks.md", 5, "https://seven.")],
        "https://eight.example/": [("talks.md", 6, "https://eight.")],
    }
    spared = {
        address: [mention.spared for mention in mentions]
        for address, mentions in addresses_of(content).items()
    }
    assert [address for address, flags in spared.items() if any(flags)] == [
        "https://seven.example/"
    ]
    assert "https://draft.example/" in addresses_of(content, drafts=True)

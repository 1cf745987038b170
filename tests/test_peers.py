"""The generators that the benchmarks run: none outlives its benchmark, all get the same words."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.peers import PEERS, Peer, corpus
from benchmarks.peers.live import free_port, running

SERVER = """
import http.server, subprocess, sys
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, *sys.orig_argv[1:], "as a child"])
    __import__("time").sleep(60)
handler = http.server.SimpleHTTPRequestHandler
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
"""


def test_a_server_ends_with_all_that_it_started_also_on_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("the words")
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with suppress(ZeroDivisionError), running(command, port, tmp_path) as live:
        assert live.wait_for("/page.txt", "the words", live.began, 20) < 20
        raise ZeroDivisionError
    assert live.get("/page.txt") == ""


def test_a_server_that_has_ended_is_not_waited_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no such site')"]
    with (
        running(command, free_port(), tmp_path) as live,
        pytest.raises(RuntimeError, match="no such site"),
    ):
        live.wait_for("/", "the words", time.perf_counter(), 20)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_each_site_has_the_words_of_each_article(tmp_path: Path, peer: Peer) -> None:
    made = corpus(12)
    peer.prepare(tmp_path, made)
    for article in made.articles:
        text = (tmp_path / peer.source(article)).read_text("utf-8")
        for words in (article.title, article.summary, article.body.strip()):
            assert words in text
        for statement in article.statements:
            assert statement.partition(": ")[2] in text

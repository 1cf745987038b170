"""The generators that the benchmarks run: none outlives its benchmark, all get the same words."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.building import Bench
from benchmarks.peers import FULL, OURS, PEERS, Corpus, Peer, corpus
from benchmarks.peers.edits import EDITS, Edited
from benchmarks.peers.live import free_port, running
from benchmarks.peers.measured import Run, run
from benchmarks.peers.pelican import PELICAN
from benchmarks.peers.records import write
from benchmarks.peers.targets import Size, floor, processor_time, table, targets
from benchmarks.peers.verified import faults, sampled

TEXTS = {".html", ".json", ".md", ".njk", ".py", ".rb", ".toml", ".xml", ".yml"}

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
def test_each_site_has_the_words_of_each_document(tmp_path: Path, peer: Peer) -> None:
    made = corpus(12)
    peer.prepare(tmp_path, made)
    for article in made.articles:
        text = (tmp_path / peer.source(article.slug)).read_text("utf-8")
        for words in (article.title, article.summary, article.body.strip()):
            assert words in text
        for statement in article.statements:
            assert statement.text in text
    for actor in made.actors:
        text = (tmp_path / peer.actor(actor.slug)).read_text("utf-8")
        assert actor.name in text
        assert actor.body in text
    assert "<h1>" in (tmp_path / peer.template).read_text("utf-8")


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_each_edit_changes_what_lies_there_and_never_twice_the_same(
    tmp_path: Path, peer: Peer
) -> None:
    made = corpus(4)
    peer.prepare(tmp_path, made)
    site = Edited(peer, tmp_path, made)
    states = [_files(tmp_path)]
    for number, (name, edit) in enumerate([*EDITS.items(), *EDITS.items()]):
        words = f"Edited {number} times"
        list(edit(site, words))
        now = _files(tmp_path)
        changed = {path for path in now if now[path] != states[-1].get(path)}
        if name in {"cold", "nothing changed"}:
            assert not changed
        else:
            assert len(changed) == 1
            assert now not in states
            assert words in now[changed.pop()]
        states.append(now)


def test_a_cold_build_finds_nothing_of_the_last_one(tmp_path: Path) -> None:
    made = corpus(2)
    OURS.prepare(tmp_path, made)
    write(tmp_path, {"site/index.html": "old", ".cache/kept": "old"})
    list(Edited(OURS, tmp_path, made).cold(""))
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / ".cache").exists()


@pytest.mark.parametrize("peer", [OURS, FULL], ids=lambda peer: peer.name)
def test_our_own_output_has_the_pages_and_statements_of_the_corpus(
    tmp_path: Path, peer: Peer
) -> None:
    made = corpus(12)
    peer.prepare(tmp_path, made)
    site = Edited(peer, tmp_path, made)
    run([*peer.build(tmp_path, tmp_path), "--no-search"], tmp_path, 60)
    assert faults(peer, site.output, made) == []
    for number, edit in enumerate((Edited.title, Edited.renamed, Edited.template)):
        expected = list(edit(site, f"Edited {number} times"))
        assert len(list(site.missing(iter(expected)))) == len(expected)
        run([*peer.build(tmp_path, tmp_path), "--no-search"], tmp_path, 60)
        assert list(site.missing(iter(expected))) == []


def test_what_we_have_written_is_refused_when_a_day_lacks_a_statement(tmp_path: Path) -> None:
    made = corpus(2)
    OURS.prepare(tmp_path, made)
    run(OURS.build(tmp_path, tmp_path), tmp_path, 60)
    statement = made.articles[1].statements[1]
    page = tmp_path / OURS.output / OURS.page("days", statement.day)
    page.write_text(page.read_text("utf-8").replace(statement.text, ""), "utf-8")
    told = f"days: the page of {statement.day} lacks “{statement.text}”"
    assert faults(OURS, tmp_path / OURS.output, made) == [told]


def test_every_edit_of_every_peer_is_measured_and_one_that_fails_is_left_out(
    tmp_path: Path,
) -> None:
    failing = replace(
        OURS, name="failing", build=lambda *_: [sys.executable, "-c", "raise SystemExit('no')"]
    )
    empty = replace(OURS, name="empty", build=lambda *_: [sys.executable, "-c", ""])
    bench = Bench(tmp_path, Size(2), [OURS, failing, empty], 60)
    bench.begin()
    bench.round(0, tuple(EDITS))
    bench.end(1, tuple(EDITS))
    assert {edit: len(runs) for edit, runs in bench.size.runs["ours"].items()} == dict.fromkeys(
        EDITS, 1
    )
    assert len(bench.size.memory["ours"]) == len(bench.size.floor) == 1
    assert bench.size.runs.keys() == {"ours"}
    told = "\n".join(bench.failed)
    assert "failing at 2 articles: first build: exit status 1:\nno" in told
    assert "empty at 2 articles: wrote something else:" in told
    assert len(bench.failed) == 2


def test_an_output_that_lacks_something_is_refused(tmp_path: Path) -> None:
    made = corpus(3)
    output = tmp_path / "output"
    _written(PELICAN, output, made)
    assert faults(PELICAN, output, made) == []
    statement = made.articles[0].statements[0]
    breaking: dict[str, Callable[[str], str | None]] = {
        PELICAN.page("articles", made.articles[0].slug): lambda _: None,
        PELICAN.page("actors", statement.by): lambda text: text.replace(statement.text, ""),
        PELICAN.page("themes", statement.theme): lambda text: text.replace(statement.text, "…"),
        PELICAN.page("days", statement.day): lambda text: text.replace(statement.text, ""),
        PELICAN.index("actors"): lambda text: text.replace(statement.by, "somebody"),
        PELICAN.page("articles", made.articles[1].slug): lambda text: text.replace("/themes/", ""),
        "index.html": lambda _: None,
        "feed.xml": lambda _: "<feed/>",
        "sitemap.xml": lambda text: text.replace("<url>", "", 1),
        "days/1999-01-01.html": lambda _: "one too many",
    }
    for name, broken in breaking.items():
        before = (output / name).read_text("utf-8") if (output / name).exists() else ""
        after = broken(before)
        if after is None:
            (output / name).unlink()
        else:
            (output / name).write_text(after, "utf-8")
        assert faults(PELICAN, output, made), name
        (output / name).write_text(before, "utf-8")
        if not before:
            (output / name).unlink()
    assert faults(PELICAN, output, made) == []


def test_of_a_large_corpus_not_more_than_a_thousand_articles_are_looked_at() -> None:
    article = corpus(2).articles[0]
    articles = tuple(replace(article, slug=str(number)) for number in range(2_500))
    looked_at = sampled(Corpus(articles, (), ()))
    assert len(looked_at) == 834
    assert looked_at[-1].slug == "2499"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells it")
def test_a_run_tells_wall_time_processor_time_and_what_all_its_processes_held(
    tmp_path: Path,
) -> None:
    child = "held = bytearray(60_000_000); import time; time.sleep(0.5)"
    program = (
        "import subprocess, sys; held = bytearray(60_000_000); "
        f"sum(range(3_000_000)); subprocess.run([sys.executable, '-c', {child!r}])"
    )
    told = run([sys.executable, "-c", program], tmp_path, 60, memory=True)
    assert told.wall > 0.5
    assert 0 < told.cpu < told.wall + 1
    assert told.memory is not None
    assert 120_000_000 < told.memory < 300_000_000


def test_a_run_that_fails_or_takes_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such template"):
        run([sys.executable, "-c", "raise SystemExit('no such template')"], tmp_path, 60)
    with pytest.raises(RuntimeError, match="not done after"):
        run([sys.executable, "-c", "__import__('time').sleep(60)"], tmp_path, 0.2)


def test_figures_are_told_as_ratios_of_medians_beside_the_targets() -> None:
    size = Size(1_000)
    for peer, seconds in {"ours": (1, 9, 2), "hugo": (4, 3, 5), "pelican": (1, 1, 1)}.items():
        runs = [Run(wall, 2 * wall) for wall in seconds]
        size.runs[peer] = {"cold": runs, "nothing changed": runs}
        size.memory[peer] = [seconds[0] << 20]
    size.floor = [0.5]
    assert list(table(size)) == [
        "| 1,000 articles | cold | nothing changed | peak memory, cold |",
        "|---|--:|--:|--:|",
        "| ours | 2,000 ms (0.5 ×) | 2,000 ms (0.5 ×) | 1 MiB (0.25 ×) |",
        "| hugo | 4,000 ms (1 ×) | 4,000 ms (1 ×) | 4 MiB (1 ×) |",
        "| pelican | 1,000 ms (0.25 ×) | 1,000 ms (0.25 ×) | 1 MiB (0.25 ×) |",
    ]
    assert "| ours | 4,000 ms (0.5 ×) | 4,000 ms (0.5 ×) |" in list(processor_time(size))
    assert "ours cold takes 4 × that" in "".join(floor(size))
    assert [str(target) for target in targets({1_000: size})] == [
        "- **met**: 1,000 articles, cold: ours at most 0.5 × hugo: 0.5 ×",
        "- **not met**: 1,000 articles, cold: ours ahead of pelican: 2 ×",
        "- not measured: 1,000 articles, one body edited: ours at most 0.2 × hugo",
        "- **not met**: 1,000 articles, nothing changed: ours at most 0.1 × hugo: 0.5 ×",
    ]


def test_of_100_000_articles_memory_and_growth_are_told() -> None:
    small, large = Size(10_000), Size(100_000)
    small.runs["ours"] = {"cold": [Run(10, 10)]}
    large.runs["ours"] = {"cold": [Run(120, 120)]}
    large.memory["ours"] = [2**31]
    told = [str(target) for target in targets({10_000: small, 100_000: large})]
    assert told[-2:] == [
        "- **not met**: 100,000 articles: ours in less than 2 GiB: 2.00 GiB",
        "- **not met**: 100,000 articles: at most 11 times the time of 10,000: 12 ×",
    ]


def _files(folder: Path) -> dict[Path, str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix in TEXTS)
    return {path: path.read_text("utf-8") for path in paths}


def _written(peer: Peer, output: Path, made: Corpus) -> None:
    """A bare output as *peer* would write it, by hand."""
    told: dict[str, list[str]] = {}
    for kind, keys in made.families.items():
        links = [f'<a href="{peer.address(kind, key)}">{key}</a>' for key in keys]
        told[peer.index(kind)] = links
        told |= {peer.page(kind, key): [] for key in keys}
    for article in made.articles:
        own = told[peer.page("articles", article.slug)]
        own += [article.title, article.summary, article.body]
        for kind, keys in article.terms.items():
            own += [f'<a href="{peer.address(kind, key)}">{key}</a>' for key in keys]
        for statement in article.statements:
            own.append(statement.text)
            for kind, key in statement.terms:
                told[peer.page(kind, key)].append(statement.text)
    write(output, {name: "\n".join(lines) for name, lines in told.items()})
    urls = "".join(f"<url><loc>{number}</loc></url>" for number in range(made.pages))
    write(output, {"index.html": "home", "sitemap.xml": f"<urlset>{urls}</urlset>"})
    write(output, {peer.feed: "<feed><entry/></feed>"})

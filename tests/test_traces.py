"""What a page is made from is noted, also where it shows what another page has shown before."""

from __future__ import annotations

import os
import sys
from array import array

import pytest

from briefing.cache.gathering import Gathering
from briefing.cache.renewal import answers
from briefing.planning import Means, plan
from briefing.plans import Plan
from briefing.traces import ANY, KEYS, WHOLE, Ledger
from tests.folders import REAL


def noted() -> Plan:
    """The plan of a site of which it is noted what its pages ask for."""
    return plan(REAL, means=Means(ledger=Ledger()))


def asked(planned: Plan, path: str) -> set[int]:
    """The numbers of what the page at *path* asks for, and of the statements that it shows."""
    found = planned.tree.made(path)[1]
    return set(array("I", found.numbers + found.shown)) if found else set()


def test_a_page_asks_for_the_same_whatever_was_made_before() -> None:
    among_others, reversed_ = noted(), noted()
    pages = [path for path in among_others.tree if path.endswith(".html")]
    later = {path: asked(among_others, path) for path in pages}
    sooner = {path: asked(reversed_, path) for path in reversed(pages)}
    for path in pages[: len(pages) // 2]:  # what every page asks for is noted from some page on
        assert later[path] <= sooner[path]
    for path in pages[len(pages) // 2 :]:
        assert sooner[path] <= later[path]


def test_every_question_is_noted_by_its_number() -> None:
    ledger = Ledger()
    things = ledger.watch("things", {"a": 1, "b": 2})
    number = {name: at for at, name in enumerate([WHOLE, KEYS, ANY, "a", "b"])}

    def of(question: object) -> set[int]:
        return ledger.follow(lambda: question() if callable(question) else None)[1]

    assert of(lambda: things["a"]) == {number["a"]}
    assert of(lambda: things.several(("a", "b"))) == {number["a"], number["b"]}
    assert of(lambda: things.get("b")) == {number["b"]}
    assert of(lambda: things.get("c")) == {number[KEYS]}
    assert of(lambda: "b" in things) == {number["b"]}
    assert of(lambda: "c" in things) == {number[KEYS]}
    assert of(lambda: list(things)) == {number[KEYS]}
    assert of(lambda: len(things)) == {number[KEYS]}
    assert of(lambda: bool(things)) == {number[ANY]}
    assert of(things.values) == of(things.items) == {number[WHOLE]}


def test_who_asks_for_what_asks_for_something_asks_for_that_too() -> None:
    ledger = Ledger()
    things = ledger.watch("things", {"a": 1, "b": 2})

    def outer() -> int:
        return things["a"] + ledger.follow(lambda: things["b"])[0]

    made, numbers = ledger.follow(outer)
    assert (made, len(numbers)) == (3, 2)


def test_what_is_made_aside_is_asked_for_by_nobody_else() -> None:
    ledger = Ledger()
    things = ledger.watch("things", {"a": 1, "b": 2})
    asides: list[set[int]] = []

    def outer() -> int:
        made, numbers = ledger.aside(lambda: things["b"])
        asides.append(numbers)
        return things["a"] + made

    _, numbers = ledger.follow(outer)
    assert (numbers, asides) == ({3}, [{4}])


def test_it_is_known_what_every_statement_asks_for_that_a_page_shows() -> None:
    planned = noted()
    found = planned.tree.made("positions.html")[1]
    assert found
    assert len(found.shown) == 4 * len(planned.tree.asked)
    fresh = dict(planned.tree.fresh())
    assert fresh == planned.tree.asked
    assert all(fresh.values())
    assert planned.tree.fresh() == []


def test_what_is_asked_of_all_is_kept_as_asking_for_the_whole() -> None:
    ledger = Ledger()
    things, others = ledger.watch("things", {"a": 1, "b": 2}), ledger.watch("others", {"c": 3})
    number = {name: at for at, name in enumerate([WHOLE, KEYS, ANY, "a", "b"])}

    def kept(*numbers: set[int]) -> list[int]:
        return list(array("I", ledger.condensed(set().union(*numbers))))

    every = ledger.follow(lambda: [things[key] for key in things])[1]
    one = ledger.follow(lambda: things["b"])[1]
    other = ledger.follow(lambda: others["c"])[1]
    assert kept(every) == [number[WHOLE]]
    assert kept(one) == [number["b"]]
    assert kept(every, other) == [number[WHOLE], *other]
    assert kept(one, ledger.follow(things.values)[1]) == [number[WHOLE]]


def test_who_shows_what_another_file_has_made_asks_for_what_it_was_made_of() -> None:
    planned = noted()
    first, second = asked(planned, "feed.xml"), asked(planned, "feed.json")
    assert second <= first
    assert second >= asked(noted(), "feed.json")


@pytest.mark.parametrize("some", ["none", "half", "all"])
def test_answers_are_the_same_whoever_has_looked_at_them(some: str) -> None:
    ledger = Ledger()
    plan(REAL, means=Means(ledger=ledger))
    gathering = Gathering(ledger)
    for name, things in ledger.mappings.items():
        keys = list(things)
        gathering.look(name, {"none": [], "half": keys[::2], "all": keys}[some])
    gathering.look("articles", ["of which there is none"])
    gathering.look_at_the_rest({"articles", "statements"})
    assert gathering.digests() == answers(ledger).digests


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="no process is forked there")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_a_forked_process_has_looked_at_is_known_here() -> None:
    ledger = Ledger()
    plan(REAL, means=Means(ledger=ledger))
    gathering = Gathering(ledger)
    child = os.fork()
    if not child:
        gathering.look_at_the_rest()
        os._exit(0)
    os.waitpid(child, 0)
    expected = answers(ledger).digests
    for name in ledger.mappings:
        ledger.mappings[name] = dict.fromkeys(ledger.mappings[name])
    assert [found[24:] for found in gathering.digests().values()] == [
        found[24:] for found in expected.values()
    ]

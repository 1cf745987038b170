"""Templates mean what Jinja documents, though what they run on is leaner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis.strategies import just, lists, text
from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from briefing.compiled import Compiled
from briefing.hrefs import ROOT
from briefing.language import load
from briefing.marked import escaped, marked
from briefing.render import _prepared
from briefing.render.sheet import Sheet
from briefing.render.templates import environment
from briefing.views.later import Later
from tests.folders import REAL


class Thing:
    """An object with attributes, and one that is an item besides."""

    name = "Fish & <chips>"
    both = "attribute"

    def __getitem__(self, key: str) -> str:
        return {"both": "item", "only": "item"}[key]

    def __html__(self) -> str:
        return "<b>thing</b>"


class Called:
    """A callable object that wants the context."""

    @pass_context
    def __call__(self, context: Context, *given: object, **named: object) -> str:
        return f"{context.resolve('here')} {given} {named}"


@pass_context
def told(context: Context, word: str = "") -> str:
    return f"{word} {context.resolve('here')} {context.get('inner', 'none')}"


def stopping() -> str:
    return next(iter(()))


FILES = {
    "macros.html": (
        "{% macro one(a, b='B', c=none) %}{{ a }}/{{ b }}/{{ c }}{% endmacro %}"
        "{% macro most(a) %}{{ a }}|{{ varargs|join(',') }}|{{ kwargs.items()|list }}{% endmacro %}"
        "{% macro around(a) %}<i>{{ caller(a) }}</i>{% endmacro %}"
        "{% macro either(a, caller=none) %}{{ caller() if caller else a }}{% endmacro %}"
        "{% macro deep(n) %}{{ n }}{% if n %}{{ deep(n - 1) }}{% endif %}{% endmacro %}"
    ),
    "frame.html": "[{% block main %}frame {{ here }}{% endblock %}]{{ self.main() }}",
    "part.html": "({{ here }} {{ inner|default('none') }})",
    "middle.html": (
        "{% extends 'frame.html' %}ignored{% block main %}<{{ super() }}"
        "{% block deep %}deep{% endblock %}>{% endblock %}"
    ),
    "long.html": (
        "{% for a in range(150) %}{{ a }}{% endfor %}"
        "{% block b %}{% for a in range(150) %}({{ a }}){% endfor %}{% endblock %}end"
    ),
    "listed.html": "{% for i in 'ab' %}{% block item scoped %}{{ i }}{% endblock %},{% endfor %}",
}

TEXTS = [
    "{{ thing }} {{ thing.name }} {{ thing['name'] }} {{ '<' }} {{ 1 }} {{ none }}",
    "{{ thing.both }} {{ thing['both'] }} {{ thing.only }} {{ {'a': {'b': '<'}}.a.b }}",
    "{{ thing.missing is defined }} {{ thing.missing|default('else') }} {{ {}.a is defined }}",
    "{{ [1, 2].missing is defined }} {{ none.missing is defined }}",
    "{{ marked ~ '<' }} {{ marked }} {{ '<' ~ '>' }} {{ (marked ~ '&')|length }}",
    "{% set x %}<{{ '<' }}>{% endset %}{{ x }} {{ x ~ '<' }}",
    "{% autoescape false %}{{ '<' }} {{ thing.name }} {{ m.one('<') }}{% endautoescape %}",
    "{{ m.one('<') }} {{ m.one('<') ~ '<' }} {{ m.one(1, 2, 3) }} {{ m.one(1, c=2) }}",
    "{{ m.one(b=1, a=2) }} {{ m.one(*[1, 2], **{'c': 3}) }}",
    "{{ m.most(1, 2, 3, d=4) }} {{ m.most(1) }}",
    "{% call(x) m.around('<') %}{{ x }}!{% endcall %}",
    "{{ m.either(1) }}{% call m.either(1) %}called{% endcall %}",
    "{{ m.deep(3) }} {{ m.one.name }} {{ m.one.arguments }}",
    "{% from 'macros.html' import one as uno %}{% for i in 'ab' %}{{ uno(i) }}{% endfor %}",
    "{% for inner in 'ab' %}{{ told('<') }}{{ loop.index }}{% endfor %}",
    "{% for inner in 'ab' if inner != 'a' %}{{ called(inner, x=inner) }}{% endfor %}",
    "{{ called() }} {{ called(1, a=2) }} {{ range(3)|list }} {{ dict(a=1).a }} {{ cycle.next() }}",
    "{{ stopping() is defined }}",
    "{% include 'part.html' %}{% set inner = 1 %}{% include 'part.html' %}",
    "{% extends 'frame.html' %}{% set here = 'set' %}{% block main %}{{ super() }}{% endblock %}",
    "{% extends 'frame.html' %}{% block main %}{{ told('x') }}{{ m.one(1) }}{% endblock %}",
    "{% extends 'middle.html' %}{% block deep %}{{ super() }}er {{ here }}{% endblock %}",
    "{% extends 'listed.html' %}{% block item %}[{{ i }} {{ super() }}]{% endblock %}",
    "before {% if here %}{% extends 'frame.html' %}{% endif %}after{% block main %}x{% endblock %}",
    "before {% if not here %}{% extends 'frame.html' %}{% endif %}after {{ thing.name }}",
    "{% include 'macros.html' without context %}{% include ['none.html', 'part.html'] %}",
    "{% include 'none.html' ignore missing %}{% import 'part.html' as p with context %}{{ p }}",
    "{% block one %}1{% block two %}2{% endblock %}3{% endblock %}{{ self.two() }}{{ self.one() }}",
    "{% for a in [[1, [2]], [3]] recursive %}{{ a if a is number else loop(a) }}{% endfor %}",
    "{{ ['b', 'a']|sort|join('<') }} {{ [thing, thing]|map(attribute='name')|join(', ') }}",
    "{{ [thing]|map(attribute='name')|list }} {{ [{'a': 1}]|selectattr('a')|list|length }}",
    "{% set n = namespace(n=1) %}{% for i in 'ab' %}{% set n.n = n.n + 1 %}{% endfor %}{{ n.n }}",
    "{% with a = thing %}{{ a.name|upper }} {{ a.name.lower() }} {{ a.name[1:3] }}{% endwith %}",
    "{% filter upper %}{{ thing.name }}{% endfilter %}",
    "{% for a in range(200) %}{{ a }}{% if a is odd %}{% for b in 'xyz' %}{{ b }}{% endfor %}"
    "{% endif %}{% else %}none{% endfor %}",
    "{% for a in range(99) %}{{ a }}{% block one scoped %}<{{ a }}>{% endblock %}{{ here }}"
    "{% endfor %}",
    "{% block one %}{% for a in range(99) %}{{ a }}{% set x %}{% for b in range(99) %}{{ b }}"
    "{% endfor %}{% endset %}{{ x|length }}{{ loop.index }}{% endfor %}{% endblock %}"
    "{{ self.one() }}",
    "{% for a in range(99) %}{% call(x) m.around(a) %}{% for b in range(99) %}{{ b }}{% endfor %}"
    "{% endcall %}{% endfor %}",
    "{% extends 'long.html' %}{% block b %}{{ super() }}{{ thing.name }}{% endblock %}",
]

FAULTS = [
    "{{ nowhere }}",
    "{{ nowhere.at_all }}",
    "{{ thing.missing }}",
    "{{ thing.missing.deeper }}",
    "{{ {}.a }}",
    "{{ m.none() }}",
    "{{ m.one() }}",
    "{{ m.one(1, 2, 3, 4) }}",
    "{{ m.one(1, d=4) }}",
    "{{ m.one(1, a=4) }}",
    "{{ stopping() }}",
    "{% call m.one(1) %}{% endcall %}",
    "{{ m.around(1) }}",
    "{{ 'x'() }}",
]


def rendered(made: Environment, text: str) -> str:
    made.loader = DictLoader(FILES | {"page.html": "{% import 'macros.html' as m %}" + text})
    made.globals |= {"told": told, "called": Called(), "stopping": stopping}
    given = {"thing": Thing(), "here": "<here>", "marked": Markup("<b>"), "cycle": Letters("ab")}
    return made.get_template("page.html").render(given)


class Letters:
    """An object whose method is called."""

    def __init__(self, letters: str) -> None:
        self._letters: Iterator[str] = iter(letters)

    def next(self) -> str:
        return next(self._letters)


def jinjas() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def ours() -> Environment:
    return environment(Path(), load("en"), Compiled(), None)


@pytest.mark.parametrize("text", TEXTS)
def test_a_template_gives_what_it_gives_in_jinja(text: str) -> None:
    assert rendered(ours(), text) == rendered(jinjas(), text)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(9_999) %}{{ a }}, {% endfor %}",
        "{% block b %}{% for a in range(99) %}{% for b in range(99) %}{% if b %}{{ a * b }}"
        "{% endif %}{% endfor %}{% endfor %}{% endblock %}",
        "{% extends 'long.html' %}{% block b %}{% for a in range(9_999) %}{{ a }}{% endfor %}"
        "{% endblock %}",
    ],
)
def test_a_long_page_is_never_handed_over_as_a_whole(text: str) -> None:
    made = ours()
    made.loader = DictLoader(FILES | {"page.html": text})
    pieces = list(made.get_template("page.html").generate())
    assert len("".join(pieces)) > 9_000
    assert max(map(len, pieces)) < 1_000


@pytest.mark.parametrize("text", FAULTS)
def test_a_template_fails_as_it_fails_in_jinja(text: str) -> None:
    with pytest.raises((UndefinedError, TypeError)) as expected:
        rendered(jinjas(), text)
    with pytest.raises(expected.type) as found:
        rendered(ours(), text)
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ own }}", "own"),
        ("{{ lazy }}{{ lazy }}", "mademade"),
        ("{% if lazy %}{{ lazy|upper }}{% endif %}", "MADE"),
        ("{{ lazy|default('else') }} {{ lazy is defined }}", "made True"),
        ("{% include 'lazily.html' %}", "made"),
        ("{% import 'lazily.html' as l with context %}{{ l }}", "made"),
        ("{% extends 'lazily.html' %}{% block b %}{{ lazy[0] }}{% endblock %}", "m"),
        (
            "{% macro m() %}{{ lazy }}{% endmacro %}{% for i in 'ab' %}{{ m() }}{% endfor %}",
            "made" * 2,
        ),
        ("{% set x = lazy %}{% include 'lazily.html' %}{{ x }}", "mademade"),
    ],
)
def test_a_variable_that_is_made_later_is_made_once_and_only_when_it_is_asked_for(
    text: str, shown: str
) -> None:
    times = []

    def make() -> str:
        times.append(1)
        return "made"

    made = ours()
    made.loader = DictLoader(
        {"page.html": text, "lazily.html": "{% block b %}{{ lazy }}{% endblock %}"}
    )
    assert made.get_template("page.html").render(own="own", lazy=Later(make)) == shown
    assert len(times) == ("own" not in text)


@pytest.mark.parametrize(
    "value", [1.5, float("inf"), "<&>\"'", marked("<b>"), Thing(), 1, None, True]
)
def test_a_value_is_escaped_as_markupsafe_escapes_it(value: Any) -> None:
    assert escaped(value) == str(Markup.escape(value))


def test_what_the_tests_compile_once_is_what_jinja_makes_of_it_each_time() -> None:
    made = _prepared(REAL.templates, load("en"), {}, Compiled(), None)
    assert type(made).compile.__module__ == "tests.compiling"
    for file in sorted(REAL.templates.glob("*.html")):
        given = file.read_text("utf-8"), file.name, str(file)
        once, again = made.compile(*given), made.compile(*given)
        assert once is again
        assert once == Environment.compile(made, *given)


def test_what_the_tests_compile_once_depends_on_filters_and_on_the_language() -> None:
    code = set()
    for tag, own in (("en", str), ("en", told), ("uk", str)):
        made = environment(REAL.templates, load(tag), Compiled(), None)
        made.filters["own"] = own
        code.add(made.compile("{{ _('Search')|own }}", "page.html", "page.html"))
    assert len(code) == 3
    with pytest.raises(TemplateSyntaxError, match="No filter named 'own'"):
        ours().compile("{{ _('Search')|own }}", "page.html", "page.html")


@given(pages=lists(lists(text(max_size=40) | just("ж" * 40_000) | just(ROOT), max_size=9)))
@example(pages=[["a" * 99_999, ROOT, "b"], ["a"], ["a" * 40_000, "b" * 40_000, "c" * 40_000]])
def test_pieces_become_the_bytes_of_the_page_whatever_the_page_before_was(
    pages: list[list[str]],
) -> None:
    sheet = Sheet()
    for pieces in pages:
        expected = "".join(piece.replace(ROOT, "../") for piece in pieces).encode()
        assert bytes(sheet.fill(pieces, "../")) == expected
        end = expected[len(expected) // 2 :]
        assert sheet.find(end, 0) == expected.find(end)
        assert sheet.find(b"\x00", 0) == expected.find(b"\x00")


def test_the_bytes_of_a_page_cannot_be_taken_for_those_of_the_next() -> None:
    sheet = Sheet()
    first = sheet.fill(["one"], "")
    sheet.fill(["two"], "")
    with pytest.raises(ValueError, match="released"):
        bytes(first)

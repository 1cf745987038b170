"""The line is straight: a module imports what stands before it, and each package has a door."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "briefing"
LINE = """
    arguments stopping memory derived limits plain unseen problems wording dates language model
    policy compiled permalinks hrefs schema fields usual located composed matter name_links markup
    tickets pipes workers spawned spool documents parcels ondisk content names addresses ahead sides
    assembly statements articles references terms periods directory filing lock site assets raw
    sources standings quotations contract coverage overlap groups tables alphabet axis timeline
    views views.later views.parts views.lists views.things pages cards.typeface cards.words
    cards.png cards.setting cards.signs cards.drawing cards cards.__main__ bodies lookalikes checks
    links weblinks.answers weblinks.request weblinks.hosts weblinks.asking weblinks nodes
    linked_data traces exports.records exports.data exports.elements exports.entries exports.feeds
    exports.headers exports.redirects exports.sitemaps exports search.words search.records
    search.spellings search.requests search.cbor search.pagefind search marked messages
    render.bodies render.filters render.fragments render.runtime render.sheet render.templates
    render tree means plans planning output.target output.files output.staging output.place
    output.known output.present output.switch output.journal output.twin output.publishing
    output.opened output profile cache.stamp cache.kept cache.edits cache.renewal cache.gathering
    cache.filed cache.lasting cache.records cache.looking cache.renamed cache.keeping cache making
    together building verify backwards comparison ids editor_schemas drafts missing starter
    importing.words importing.quotes importing.tokens importing.when importing.phrases
    importing.speakers importing.openings importing.clauses importing.cues importing.tongues
    importing.governing importing.persons importing.antecedents importing.attribution
    importing.publishers importing.known importing.newcomers importing.boilerplate importing.write
    importing reports progress preview.answers preview.behind preview.bar preview.nearest
    preview.hosts preview.panel preview.state preview.handlers preview.watch preview
    commands.options commands.build commands.serve commands.check commands.write commands
""".split()
DOORS = {
    "jinja2": "render",
    "markdown_it": "markup",
    "frontmatter": "matter",
    "yaml": "composed",
    "livereload": "preview",
    "tornado": "preview",
    "watchfiles": "preview",
    "slugify": "drafts",
    "tqdm": "progress",
    "PIL": "cards",
    "pagefind_bin": "search",
}


def name_of(path: Path) -> str:
    """``exports.feeds`` for its file, ``exports`` for the package's own."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if name_of(path)}


@cache
def imports(module: str) -> frozenset[str]:
    """What *module* imports; modules of the package by their own name, without ``briefing.``."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}".removeprefix("briefing.")
                outer = node.module.removeprefix("briefing.")
                found.add(inner if inner in MODULES else outer)
    return frozenset(found)


def test_the_line_names_every_module() -> None:
    assert sorted(LINE) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    assert imports(module) & set(MODULES) <= set(LINE[: LINE.index(module)])


@pytest.mark.parametrize(("package", "door"), DOORS.items())
def test_a_package_is_imported_in_one_room(package: str, door: str) -> None:
    users = {
        module.split(".")[0]
        for module in MODULES
        if package in {name.split(".")[0] for name in imports(module)}
    }
    assert users == {door}


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_imported_from_the_tests_or_the_command_line(module: str) -> None:
    assert not {"tests", "build"} & {name.split(".")[0] for name in imports(module)}

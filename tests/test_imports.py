"""The line is straight: a module imports what stands before it, and each package has a door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "briefing"
LINE = """
    problems dates model policy permalinks schema matter markup content names assembly terms site
    assets views pages bodies checks links
    records data entries feeds nodes linked_data headers sitemaps exports
    render tree output ids drafts preview
""".split()
DOORS = {
    "jinja2": {"render"},
    "markdown_it": {"markup"},
    "frontmatter": {"matter"},
    "yaml": {"matter"},
    "livereload": {"preview"},
    "tornado": {"preview"},
    "watchfiles": {"preview"},
    "slugify": {"drafts"},
}


def imports(path: Path) -> set[str]:
    """The modules that *path* imports, those of the package by their own name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "briefing":
            found |= {f"briefing.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules() -> list[str]:
    return sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")


def test_the_line_names_every_module() -> None:
    assert sorted(LINE) == modules()


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    used = {
        name.partition(".")[2]
        for name in imports(PACKAGE / f"{module}.py")
        if name.startswith("briefing.")
    }
    assert used <= set(LINE[: LINE.index(module)])


@pytest.mark.parametrize(("package", "doors"), DOORS.items())
def test_a_package_is_imported_in_one_place(package: str, doors: set[str]) -> None:
    users = {
        module
        for module in modules()
        if any(name.split(".")[0] == package for name in imports(PACKAGE / f"{module}.py"))
    }
    assert users == doors


def test_nothing_is_imported_from_the_tests_or_the_command_line() -> None:
    for module in modules():
        assert not {"tests", "build"} & {
            name.split(".")[0] for name in imports(PACKAGE / f"{module}.py")
        }

"""A small site, byte for byte: nothing that readers see changes unnoticed."""

from __future__ import annotations

import pytest

from briefing.tree import Tree
from tests import golden
from tests.commands import files


@pytest.fixture(scope="module")
def tree() -> Tree:
    return golden.tree()


def test_the_tiny_site_has_the_pages_that_it_had(tree: Tree) -> None:
    assert list(tree) == sorted(files(golden.SITE / "expected"))


@pytest.mark.parametrize("path", sorted(files(golden.SITE / "expected")))
def test_a_page_of_the_tiny_site_is_as_it_was(tree: Tree, path: str) -> None:
    assert tree[path].decode() == files(golden.SITE / "expected")[path].decode()

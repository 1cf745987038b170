"""What a site is planned from, and how each of its files is made: the same for every process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Raw, Struct

from briefing.cache import kept
from briefing.means import Folders
from briefing.problems import ContentError, Problem

if TYPE_CHECKING:
    from briefing.means import Means
    from briefing.plans import Plan
    from briefing.search import Index
    from briefing.site import Site
    from briefing.tree import Tree


class Recipe(Struct, frozen=True, kw_only=True):
    """What a site is planned from: folders and options. *cards* and *search* are folders that keep
    what was made before. See :func:`briefing.planning.plan`."""

    folders: Folders
    base_url: str | None
    drafts: bool
    without: tuple[str, ...]
    cards: Path | None
    search: Path | None


Made = tuple[str, Raw | None, Sequence[tuple[str, bytes]], Sequence[Problem], float]
"""What became of a file: its SHA-256, what was asked as it is kept, what is asked by the
statements that were made for it, what is wrong, seconds."""
Put = Callable[[str, bytes | memoryview], str]
"""Stages a file; its SHA-256. Raises ContentError."""


def plan_of(recipe: Recipe, means: Means, stage: Callable[[str], object] = str) -> Plan:
    """The plan of the site. Raises ContentError as :func:`briefing.planning.plan` does."""
    from briefing.planning import plan

    def search(site: Site) -> Index:
        from briefing.search import Index

        return Index(site, recipe.search or Path())

    return plan(
        recipe.folders,
        base_url=recipe.base_url,
        drafts=recipe.drafts,
        without=recipe.without,
        kept_cards=recipe.cards,
        search=search if recipe.search else None,
        stage=stage,
        means=means,
    )


def made(tree: Tree, path: str, put: Put) -> Made:
    """The file at *path*, made and *put*."""
    begun = time.perf_counter()
    try:
        data, asked = tree.made(path)
        sha256 = put(path, data)
    except ContentError as error:
        return "", None, (), error.problems, 0.0
    sent = kept.packed(asked) if asked else None
    return sha256, sent, tree.fresh(), (), time.perf_counter() - begun

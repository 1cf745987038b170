"""The options of a command as what they mean: folders, and the plan of a site."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.arguments import HERE

if TYPE_CHECKING:
    from briefing.making import Recipe
    from briefing.planning import Folders
    from briefing.plans import Plan
    from briefing.search import Index
    from briefing.site import Site


def make_plan(options: argparse.Namespace) -> Plan:
    from briefing.planning import plan

    return plan(folders(options), base_url=options.base_url, drafts=options.drafts)


def recipe(options: argparse.Namespace) -> Recipe:
    from briefing.making import Recipe

    return Recipe(
        folders=folders(options),
        base_url=options.base_url,
        drafts=options.drafts,
        without=tuple(options.without),
        cards=HERE / ".cache" / "cards" if options.cards else None,
        search=HERE / ".cache" / "search" if options.search else None,
    )


def search_index(site: Site) -> Index:
    from briefing.search import Index

    return Index(site, HERE / ".cache" / "search")


def folders(options: argparse.Namespace) -> Folders:
    from briefing.planning import Folders

    return Folders(
        content=options.content,
        templates=options.templates,
        assets=options.assets,
        sources=options.sources,
    )


def sources(options: argparse.Namespace) -> tuple[Path, ...]:
    return options.content, options.templates, options.assets

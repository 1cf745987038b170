"""The options of a command as what they mean: folders, and the plan of a site."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.arguments import HERE

if TYPE_CHECKING:
    from briefing.planning import Folders, Means
    from briefing.plans import Plan
    from briefing.search import Index
    from briefing.site import Site


def make_plan(
    options: argparse.Namespace,
    *,
    kept_cards: Path | None = None,
    search: bool = False,
    stage: Callable[[str], object] = str,
    means: Means | None = None,
) -> Plan:
    from briefing.planning import Means, plan

    return plan(
        folders(options),
        base_url=options.base_url,
        drafts=options.drafts,
        without=getattr(options, "without", ()),
        kept_cards=kept_cards,
        search=search_index if search else None,
        stage=stage,
        means=means or Means(),
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

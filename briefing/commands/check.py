"""``build.py check``: all that a build would find, and more, with nothing written."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from briefing.arguments import HERE, WELL, WRONG
from briefing.commands.options import make_plan
from briefing.reports import report, say

if TYPE_CHECKING:
    from briefing.problems import Problem


def check(options: argparse.Namespace) -> int:
    """Every check, and no output; with --fix, new ids and the lock are written."""
    from urllib.parse import urlsplit

    from briefing.links import broken
    from briefing.problems import refuse_errors
    from briefing.reports import figures, summary

    if options.fix and options.drafts:
        print("usage: drafts are not locked: --fix or --drafts, not both", file=sys.stderr)
        return WRONG
    if options.fix:
        from briefing.content import load
        from briefing.editor_schemas import write as write_schemas
        from briefing.ids import assign

        write_schemas(options.content)
        for assigned in assign(load(options.content)):
            say(f"{assigned.path}:{assigned.line}: id: {assigned.id} (new)")
    plan = make_plan(options)
    if options.fix:
        from briefing.lock import NAME, write

        if write(options.content, plan.lock):
            say(f"{options.content / NAME} holds what is published and proven")
            plan = make_plan(options)
    pages = {path: plan.tree[path] for path in plan.tree}
    root = urlsplit(plan.site.settings.base_url).path or "/"
    if options.published:
        from briefing.comparison import compare

        changes = list(compare(options.published, pages))
        count = f"{len(changes)} differences" if changes else "nothing has changed"
        say(f"Since {options.published}: {count}")
        for line in changes:
            say(f"  {line}")
    problems = [*plan.notices, *broken(pages, root)]
    if options.links:
        problems += ask_links(options)
    report(refuse_errors(problems))
    for slug, found in plan.coverage.items():
        say(f"{slug}: {figures(found)}")
    say(f"All is well: {summary(plan)}.")
    return WELL


def ask_links(options: argparse.Namespace) -> list[Problem]:
    """What became of the addresses elsewhere that the content names."""
    from contextlib import closing
    from datetime import UTC, datetime

    from briefing.content import load
    from briefing.progress import Bar
    from briefing.weblinks import addresses_of, check_addresses

    found = addresses_of(load(options.content), drafts=options.drafts)
    cache = HERE / ".cache" / "links.json"
    with closing(Bar("addresses")) as bar:
        problems = list(
            check_addresses(found, cache=cache, clock=lambda: datetime.now(UTC), progress=bar.tell)
        )
    say(f"{len(found)} addresses elsewhere")
    return problems

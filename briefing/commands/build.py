"""``build.py build``: nothing is imported before it is known that it is needed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.arguments import FAILED, HERE, WELL
from briefing.commands.options import recipe, sources
from briefing.reports import report, say

if TYPE_CHECKING:
    from briefing.cache.stamp import Stamp
    from briefing.plans import Plan

DECISIVE = (
    "content", "templates", "assets", "sources", "output", "base_url", "drafts", "cards", "search",
    "without",
)  # fmt: skip
"""The options of a build that its result depends on."""
CODE = HERE / "build.py", HERE / "briefing"


def build(options: argparse.Namespace) -> int:
    """``content/`` → ``site/``."""
    import gc

    gc.disable()  # what a build imports and makes is needed to its end
    from briefing.cache import stamp

    begun = time.perf_counter()
    now = stamp.take(
        [str(getattr(options, name)) for name in DECISIVE],
        content=[str(options.content), *([str(options.sources)] if options.sources else [])],
        others=[str(options.templates), str(options.assets), *map(str, CODE)],
    )
    cache = stamp.place(options.cache, options.output)
    told = None
    if cache is not None:
        try:
            told = stamp.unchanged(str(cache / "stamp"), now, str(options.output))
        except ValueError:
            (cache / "stamp").unlink(missing_ok=True)  # the build says what else is damaged
    if told is None:
        return build_anew(options, now, cache)
    for notice in told.notices:
        print(notice, file=sys.stderr)
    seconds = time.perf_counter() - begun
    tell(options, f"0 written, {told.files} unchanged, 0 removed; {told.summary}", seconds)
    return verified(options)


def build_anew(options: argparse.Namespace, now: Stamp, cache: Path | None) -> int:
    """Build what may have changed since the last time."""
    from contextlib import closing, suppress

    from briefing import building
    from briefing.cache import stamp
    from briefing.profile import Profile
    from briefing.progress import Bar
    from briefing.stopping import stop_in_order
    from briefing.workers import jobs

    stop_in_order()
    profile = Profile()

    def summary(plan: Plan) -> str:
        from briefing.reports import summary

        return summary(plan)

    with closing(Bar("files", doing="making", quiet=options.quiet)) as bar:
        order = building.Order(
            recipe=recipe(options),
            output=options.output,
            keep_out=sources(options),
            stamp=now,
            cache=cache,
            processes=jobs(options.jobs),
            progress=bar.tell,
        )
        built = building.build(order, summary, profile)
    for notice in built.notices:
        print(notice, file=sys.stderr)
    if cache is not None:
        with suppress(OSError):
            said = stamp.Said(built.summary, built.paths, list(built.lasting))
            stamp.leave(str(cache / "stamp"), now, str(options.output), said, built.left)
    if options.profile:
        for line in profile.lines():
            say(line)
    files = built.report
    counts = f"{files.written} written, {files.unchanged} unchanged, {files.removed} removed"
    tell(options, f"{counts}; {built.summary}", profile.seconds)
    return verified(options)


def verified(options: argparse.Namespace) -> int:
    """Whether the site that has just been built is the same when it is built otherwise."""
    if not options.verify:
        return WELL
    from briefing.verify import CONDITIONS
    from briefing.verify import verify as differences

    found = differences(options, HERE)
    if found:
        report(found)
        print("The site was written, but the same content does not give it again.", file=sys.stderr)
        return FAILED
    for condition in CONDITIONS:
        say(f"The same bytes with {condition.name}")
    return WELL


def tell(options: argparse.Namespace, found: str, seconds: float) -> None:
    if not options.quiet:
        say(f"{options.output}: {found}; {seconds:.2f} s")

"""``build.py import`` and ``build.py new``: what writes documents into the content."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from briefing.arguments import FAILED, WELL, WRONG
from briefing.reports import report, say


def import_articles(options: argparse.Namespace) -> int:
    """Raw articles to drafts: the text is kept, what it says of itself is filled in, who speaks in
    it is proposed."""
    from contextlib import closing

    from briefing.editor_schemas import write as write_schemas
    from briefing.importing import import_files
    from briefing.progress import Bar
    from briefing.reports import imported

    counts = {"new": 0, "unchanged": 0, "changed": 0, "failed": 0}
    with closing(Bar("files")) as bar:
        for outcome in import_files(
            options.files, options.content, sources=options.sources, progress=bar.tell
        ):
            counts[outcome.state] += 1
            with bar.aside():
                report(outcome.problems)
                if outcome.state == "new":
                    say(imported(outcome))
                    for name in outcome.newcomers:
                        say(f'  somebody new? python build.py new actor "{name}"')
    if counts["new"]:
        write_schemas(options.content)
    say(", ".join(f"{count} {state}" for state, count in counts.items() if count))
    return FAILED if counts["changed"] or counts["failed"] else WELL


def new(options: argparse.Namespace) -> int:
    """A stub for an actor, a theme or an article; for every missing name; a whole briefing."""
    if options.missing:
        return new_missing(options.content)
    if not options.kind or not options.name:
        usage = "usage: build.py new KIND NAME, or build.py new --missing; see --help"
        print(usage, file=sys.stderr)
        return WRONG
    if options.kind == "briefing":
        from briefing.starter import create_briefing

        for path in create_briefing(Path(options.name)):
            say(str(path))
        say(f"See it: python build.py serve --content {options.name}")
    else:
        from briefing.drafts import create

        say(f"{create(options.content, options.kind, options.name)} is new: fill it in")
    return WELL


def new_missing(content: Path) -> int:
    """A stub for every name that nothing resolves and that resembles no other."""
    from briefing.missing import create_missing

    created = create_missing(content)
    for name, path in created.stubs:
        say(f"{path} is new, for “{name.name}” in {', '.join(name.places)}")
    report(created.left)
    if created.left:
        print("These are left to you: they resemble another name.", file=sys.stderr)
        return FAILED
    say(f"{len(created.stubs)} names were missing." if created.stubs else "No name is missing.")
    return WELL

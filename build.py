#!/usr/bin/env python3
"""Source articles and hand-written frontmatter in, a linked briefing site out: the command line.

Exit status: 0 when all is well, 1 when the content has problems, 2 when the command is wrong.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from briefing.arguments import parser

if TYPE_CHECKING:
    from briefing.cache.stamp import Stamp
    from briefing.making import Recipe
    from briefing.planning import Folders, Plan
    from briefing.problems import Problem
    from briefing.search import Index
    from briefing.site import Site

HERE = Path(__file__).resolve().parent
DECISIVE = (
    "content", "templates", "assets", "sources", "output", "base_url", "drafts", "cards", "search",
    "without",
)  # fmt: skip
"""The options of a build that its result depends on."""
CODE = HERE / "build.py", HERE / "briefing"
WELL, FAILED, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* give, and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in {"-h", "--help"}):
        given.insert(0, "build")
    options = parser(COMMANDS, given[0]).parse_args(given)
    try:
        status: int = options.command(options)
    except Exception as error:
        from briefing.problems import ContentError  # a run with nothing to do needs no library

        if not isinstance(error, ContentError):
            raise
        report(error.problems)
        count = sum(problem.severity == "error" for problem in error.problems)
        print(f"{count} error{'s' * (count != 1)}. {options.nothing}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt as error:
        from briefing.stopping import INTERRUPTED, Stopped

        said = "; ".join(getattr(error, "__notes__", ()))
        if isinstance(error, Stopped):
            print(f"Stopped by {error}{said and ': '}{said}.", file=sys.stderr)
        return error.status if isinstance(error, Stopped) else INTERRUPTED
    return status


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

    if unknown := building.unknown(options.without):
        print(f"usage: {unknown}", file=sys.stderr)
        return WRONG
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


def serve(options: argparse.Namespace) -> int:
    """The site as it would be built, in a browser, up to date as you write."""
    from briefing.planning import planner
    from briefing.preview import serve as preview

    prepare = planner(
        folders(options),
        base_url=options.base_url,
        drafts=options.drafts,
        search=search_index,
    )
    try:
        preview(
            prepare,
            list(sources(options)),
            host=options.host,
            port=options.port,
            open_browser=options.open,
            content=options.content,
        )
    except OSError as error:
        print(f"The preview cannot listen on {options.host}: {error.strerror}", file=sys.stderr)
        return WRONG
    return WELL


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


def make_plan(options: argparse.Namespace) -> Plan:
    from briefing.planning import plan

    return plan(folders(options), base_url=options.base_url, drafts=options.drafts)


def recipe(options: argparse.Namespace) -> Recipe:
    from briefing.making import Recipe

    return Recipe(
        content=options.content,
        templates=options.templates,
        assets=options.assets,
        sources=options.sources,
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


def report(problems: Sequence[Problem]) -> None:
    """Problems go to standard error, in the order of their places."""
    for problem in sorted(problems):
        print(problem, file=sys.stderr)


def say(line: str) -> None:
    if not line.isprintable():
        from briefing.problems import escaped  # a run with nothing to do needs no library

        line = escaped(line)
    print(line, flush=True)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": build,
    "serve": serve,
    "check": check,
    "import": import_articles,
    "new": new,
}


def speak_utf8() -> None:
    """See that file names and words get through, whatever the locale makes of them.

    A terminal without the letters is shown their escapes. Where the locale would take file names
    for anything but UTF-8, Python is started anew and told that they are.
    """
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave(status: int) -> NoReturn:
    """End the process with *status*, without taking apart piece by piece what a build has made.

    Where somebody looks on (a profiler, a tracer), or what was said cannot be delivered, it ends as
    any other.
    """
    if sys.getprofile() is None and sys.gettrace() is None:
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream:
                    stream.flush()
        except (OSError, ValueError):
            sys.exit(status)
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    speak_utf8()
    leave(main())

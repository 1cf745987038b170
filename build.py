#!/usr/bin/env python3
"""Source articles and hand-written frontmatter in, a linked briefing site out: the command line.

Exit status: 0 when all is well, 1 when the content has problems, 2 when the command is wrong.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from briefing.arguments import FAILED, WRONG, parser
from briefing.commands import find
from briefing.reports import report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* give, and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in {"-h", "--help"}):
        given.insert(0, "build")
    options = parser(find, given[0]).parse_args(given)
    try:
        status: int = options.command(options)
    except Exception as error:
        from briefing.problems import ContentError, UsageError  # many a run needs no library

        if isinstance(error, UsageError):
            print(f"usage: {error}", file=sys.stderr)
            return WRONG
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

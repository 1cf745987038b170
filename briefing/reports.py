"""What a run tells its maintainer: problems on standard error, the rest on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.coverage import Coverage
    from briefing.importing import Outcome
    from briefing.plans import Plan
    from briefing.problems import Problem


def report(problems: Sequence[Problem]) -> None:
    """Problems go to standard error, in the order of their places."""
    for problem in sorted(problems):
        print(problem, file=sys.stderr)


def say(line: str) -> None:
    if not line.isprintable():
        from briefing.problems import escaped  # a run with nothing to do needs no library

        line = escaped(line)
    print(line, flush=True)


def summary(plan: Plan) -> str:
    """What is published, and what is left out and why."""
    site = plan.site
    counts = {
        "article": len(site.articles),
        "statement": len(site.statements),
        "actor": len(site.actors),
        "theme": len(site.themes),
    }
    found = ", ".join(_counted(count, name) for name, count in counts.items())
    left_out = [notice.path for notice in plan.notices if notice.message.startswith("left out")]
    return found + (f"; left out: {', '.join(left_out)}" if left_out else "; nothing left out")


def figures(found: Coverage) -> str:
    """How far a source has been worked through, in a line."""
    read = "its source text has never been at hand"
    if found.paragraphs:
        unread = ", ".join(map(str, found.unread)) or "none"
        read = (
            f"{found.stated} of {_counted(found.paragraphs, 'paragraph')} with statements, "
            f"{found.set_aside} set aside, unread: {unread}"
        )
    allowed = f" of {found.allowed} allowed" if found.allowed else ""
    quotes = f"{found.checked} of {_counted(found.quotes, 'quote')} checked"
    return f"{read}; {quotes}, {_counted(found.quoted, 'word')} quoted{allowed}"


def imported(outcome: Outcome) -> str:
    """What an import made of a file."""
    candidates = _counted(outcome.candidates, "candidate statement")
    return (
        f"{outcome.draft}: {_counted(outcome.paragraphs, 'paragraph')}, {outcome.set_aside} set "
        f"aside as boilerplate; {candidates}, {outcome.attributed} with a speaker"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"

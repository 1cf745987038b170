"""What a run tells its maintainer at its end, in a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.coverage import Coverage
    from briefing.importing import Outcome
    from briefing.tree import Plan


def summary(plan: Plan) -> str:
    """What is published, and what is left out and why."""
    site = plan.site
    counts = {
        "article": len(site.articles),
        "statement": len(site.statements),
        "actor": len(site.actors),
        "theme": len(site.themes),
    }
    found = ", ".join(f"{count} {name}{'s' * (count != 1)}" for name, count in counts.items())
    left_out = [notice.path for notice in plan.notices if notice.message.startswith("left out")]
    return found + (f"; left out: {', '.join(left_out)}" if left_out else "; nothing left out")


def figures(found: Coverage) -> str:
    """How far a source has been worked through, in a line."""
    read = "its source text has never been at hand"
    if found.paragraphs:
        unread = ", ".join(map(str, found.unread)) or "none"
        read = (
            f"{found.stated} of {found.paragraphs} paragraphs with statements, "
            f"{found.set_aside} set aside, unread: {unread}"
        )
    allowed = f" of {found.allowed} allowed" if found.allowed else ""
    quoted = f"{found.checked} of {found.quotes} quotes checked, {found.quoted} words{allowed}"
    return f"{read}; {quoted}"


def imported(outcome: Outcome) -> str:
    """What an import made of a file."""
    found = f"{outcome.candidates} candidate statements, {outcome.attributed} with a speaker"
    return (
        f"{outcome.draft}: {outcome.paragraphs} paragraphs, {outcome.set_aside} set aside as "
        f"boilerplate; {found}"
    )

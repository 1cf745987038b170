"""The bar at the foot of a previewed page: what readers will not see, and a maintainer should.

It says what is left out, what is to be said of the content, how many statements of the page have
no checked quotation, and which file the page is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from msgspec import Struct

from briefing.model import split_path
from briefing.plans import Plan
from briefing.preview.behind import SOURCE
from briefing.problems import Problem, printable

BAR = "preview-bar"
_LISTED = 50  # of a large site there may be thousands; the terminal says them all


class Facts(Struct, frozen=True, kw_only=True):
    """What a bar tells. The problems *above* are those that the panel lists.

    ``file`` is a path as the terminal shows it, ``document`` the same by its name in the content
    folder; either is empty where a page is made of no single file. ``statements`` are counted on
    the page, or on the whole site if it is a list (``here`` false).
    """

    drafts: int
    above: Sequence[Problem]
    notices: Sequence[Problem]
    unchecked: int
    statements: int
    here: bool
    file: str = ""
    document: str = ""


def bar(facts: Facts) -> str:
    """The mark-up of the bar. It needs no script; with one, it says that the preview has gone."""
    items = [
        f"<li>{counted(facts.drafts, 'draft')} left out</li>",
        f"<li>{_listed(facts.above, facts.notices)}</li>",
        f"<li>{facts.unchecked} of {counted(facts.statements, 'statement')} "
        f"{'here' if facts.here else 'of the site'} without a checked quote</li>",
    ]
    if facts.file:
        path = f"<code>{escape(printable(facts.file))}</code>"
        if facts.document:
            address = escape(SOURCE + quote(facts.document))
            path += f' <a href="{address}" target="_blank">its text</a>'
        items.append(f"<li>{path}</li>")
    return (
        f'<aside id="{BAR}" lang="en" dir="ltr" aria-label="Preview">'
        '<strong id="preview-away" role="status" hidden>'
        "The preview does not answer: this page may be out of date.</strong>"
        f"<ul>{''.join(items)}</ul></aside>"
    )


def unchecked(plan: Plan, path: str) -> tuple[int, int, bool]:
    """How many statements of the page *path* lack a checked quote, of how many, and whether they
    are those of the page; where it is a list or a text, they are those of the whole site.

    The words of a removed statement are gone: it is not counted.
    """
    site = plan.site
    kind, _, name = split_path(path)[0].removesuffix(".html").rpartition("/")
    ids: Iterable[str] = site.statements
    here = True
    if kind == "articles" and name in site.articles:
        ids = site.articles[name].statements
    elif kind == "dates" and name in site.days:
        ids = site.days[name].statements
    elif kind in site.terms and name:
        ids = site.term(kind, name).statements
    else:
        here = False
    shown = [one for one in map(site.statements.__getitem__, ids) if one.status != "removed"]
    lacking = sum(not (one.quote and one.id in plan.lock.quotes) for one in shown)
    return lacking, len(shown), here


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _listed(above: Sequence[Problem], notices: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in above)
    count = len(above) - errors + len(notices)
    counts = f"{counted(errors, 'problem')}, {counted(count, 'notice')}"
    if not notices:
        return counts
    lines = [f"<li>{_line(notice)}</li>" for notice in notices[:_LISTED]]
    if len(notices) > _LISTED:
        lines.append(f"<li>and {len(notices) - _LISTED} more: see the terminal</li>")
    return f"<details><summary>{counts}</summary><ol>{''.join(lines)}</ol></details>"


def _line(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
    hint = f" <em>{escape(printable(problem.hint))}</em>" if problem.hint else ""
    return f"<code>{escape(printable(place))}</code> {escape(printable(problem.message))}{hint}"

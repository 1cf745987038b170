"""The content folder to a plan of its site.

While another process reads, this one imports all that follows: so nothing that follows is imported
here before it has begun.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import content
from briefing.ahead import Ahead
from briefing.compiled import States
from briefing.means import Folders, Means
from briefing.memory import Memory

if TYPE_CHECKING:
    from briefing.plans import Plan
    from briefing.search import Index
    from briefing.site import Site

__all__ = "Folders", "Means", "plan", "planner"

_ALONE = Means()


def plan(
    folders: Folders,
    *,
    base_url: str | None = None,
    drafts: bool = False,
    without: Collection[str] = (),
    kept_cards: Path | None = None,
    search: Callable[[Site], Index] | None = None,
    memory: Memory | None = None,
    changed: Collection[str] | None = None,
    stage: Callable[[str], object] = str,
    means: Means = _ALONE,
) -> Plan:
    """Load, assemble and plan; nothing is rendered yet. *search* gives the search index, *stage*
    is told what is being done, *means* are there to do it.

    Page families and exports *without* which the site is published are named as in their tables.
    With *kept_cards*, the folder in which drawn cards are kept, pages have cards of their own.
    A *memory* that is handed in each time lets a change cost what it touches; with the paths that
    have *changed* since, no other document is looked at.
    Raises ContentError with every problem of the content when one of them is an error, and
    UsageError where what to go without is unknown.
    """
    memory = memory or Memory(lasting=False)
    stage("reading")
    if means.shortcut and not (search or kept_cards):
        short: Plan | None = means.shortcut(folders, base_url, drafts, without)
        if short:
            return short
    with closing(Ahead(partial(_compiled, folders, without, means))) as ahead:
        loaded = content.load(
            folders.content,
            memory,
            changed,
            means.processes,
            means.shelf,
            _import_what_follows if means.anew else int,
            ahead if means.anew else None,
            means.together,
        )
        if means.shelf is not None:
            means.shelf.close()
        from briefing.plans import made

        return made(
            loaded,
            folders,
            base_url=base_url,
            drafts=drafts,
            without=without,
            kept_cards=kept_cards,
            search=search,
            memory=memory,
            ahead=ahead,
            stage=stage,
            means=means,
        )


def _import_what_follows() -> None:
    """Import what will be needed soon, before there are processes that each would import it."""
    import briefing.exports
    import briefing.plans
    import briefing.render  # noqa: F401


def _compiled(folders: Folders, without: Collection[str], means: Means, tag: str) -> States:
    """The states of the templates for a site in that language, if they are not compiled yet."""
    if means.compiled is None or means.compiled.states:
        return {}
    from briefing import language
    from briefing.pages import templates_without
    from briefing.render import compiled_ahead

    return compiled_ahead(folders.templates, language.load(tag), templates_without(without))


def planner(
    folders: Folders,
    *,
    base_url: str | None = None,
    drafts: bool = False,
    search: Callable[[Site], Index] | None = None,
) -> Callable[[Collection[str]], Plan]:
    """What plans one site again and again, each time given the paths that changed.

    Without any it looks at all files. Raises ContentError as :func:`plan` does.
    """
    memory = Memory()

    def again(changed: Collection[str]) -> Plan:
        made = plan(
            folders,
            base_url=base_url,
            drafts=drafts,
            search=search,
            memory=memory,
            changed=changed or None,
        )
        if not changed:  # what is kept for long need not be looked through for garbage each time
            gc.collect()
            gc.freeze()
        return made

    return again

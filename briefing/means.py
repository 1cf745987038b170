"""What a site is planned and built from and with."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec import Struct

from briefing.compiled import Compiled
from briefing.content import Reading
from briefing.parcels import Shelf
from briefing.traces import Ledger


class Folders(Struct, frozen=True, kw_only=True):
    """Where the content, the templates, the assets and, if elsewhere, the source texts lie."""

    content: Path
    templates: Path
    assets: Path
    sources: Path | None = None


Shortcut = Callable[[Folders, str | None, bool, Collection[str]], Any]
"""What gives a :class:`briefing.plans.Plan` or none, told of folders, address, drafts, and what to
go without, as :func:`briefing.planning.plan` is."""


class Means(Struct, frozen=True, kw_only=True):
    """What there is to plan and build a site with.

    So many ``processes`` may work. ``ledger`` notes what pages are made from, ``compiled`` are
    templates, ``shelf`` has documents that need not be read. If all pages are going to be made
    ``anew``, bodies are made meanwhile. Files are read ``together`` with others that plan the same.
    ``shortcut`` may know a plan without loading and assembling the whole content.
    """

    processes: int = 1
    ledger: Ledger | None = None
    compiled: Compiled | None = None
    anew: bool = False
    shelf: Shelf | None = None
    together: Reading | None = None
    shortcut: Shortcut | None = None

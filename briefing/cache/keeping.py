"""What one build finds of what the last one has left, and what it leaves for the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Raw, Struct

from briefing.cache import kept
from briefing.cache.kept import CODE, FILED, KNOWN, READ, TRACES, Code, Known, Read, Traces
from briefing.cache.stamp import Stamp
from briefing.compiled import Compiled
from briefing.problems import Problem

if TYPE_CHECKING:
    from briefing.cache.renamed import Renaming
    from briefing.parcels import Shelf
    from briefing.plans import Plan
    from briefing.traces import Ledger


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build has come to. ``pages`` gives of each what it asked, as it is kept, and its
    SHA-256; ``digests`` are those of all answers in the ``ledger``; ``statements`` tells what these
    ask for, ``filing`` is the encoded one, if it may last; ``summary`` and ``notices`` are what was
    said that stays true until something changes."""

    plan: Plan
    ledger: Ledger
    pages: Mapping[str, tuple[Raw, str]]
    digests: dict[str, bytes]
    statements: dict[str, bytes]
    filing: bytes
    summary: str
    notices: Sequence[str]


class Keeping:
    """What is kept in *folder*, if there is one, at the time of *stamp*. ``dropped`` is what has to
    be said of what cannot be used."""

    def __init__(self, folder: Path | None, stamp: Stamp) -> None:
        self._folder = folder
        self._stamp = stamp
        self.dropped: list[Problem] = []

    def known(self) -> Known | None:
        """What is known of the content, be it of this program or of another one."""
        return self._load(KNOWN, Known)

    def traces(self) -> Traces | None:
        """What each page was made from, by this program."""
        found = self._load(TRACES, Traces)
        return found if found and found.fixed == self._stamp.fixed else None

    def compiled(self) -> Compiled:
        """The templates as they were compiled."""
        found = self._load(CODE, Code)
        return Compiled(found.states if found and found.fixed == self._stamp.fixed else None)

    def shelf(self) -> Shelf | None:
        """The documents as the last build has read them."""
        if self._folder is None:
            return None
        from briefing.parcels import Shelf, Shelved

        found = self._load(READ, Read)
        files = found.files if found and found.fixed == self._stamp.fixed else {}
        states = {
            path.removeprefix("0/"): state
            for path, state in self._stamp.content.items()
            if path.startswith("0/") and state[-1]  # without an inode it need not tell of a change
        }

        def save(now: Shelved) -> None:
            self._save(READ, Read(fixed=self._stamp.fixed, files=now))

        return Shelf(states, files, save)

    def renaming(
        self,
        known: Known | None,
        traces: Traces | None,
        shelf: Shelf | None,
        compiled: Compiled,
        processes: int,
    ) -> Renaming | None:
        """The way to a site with other names in it, if that may be all that has changed."""
        if traces is None or shelf is None or known is None or known.fixed != self._stamp.fixed:
            return None
        from briefing.cache.filed import Filed
        from briefing.cache.lasting import Last
        from briefing.cache.renamed import Renaming

        filed = self._load(FILED, Filed)
        if filed is None or not filed.holds(self._stamp, traces):
            return None
        last = Last(
            filed=filed,
            traces=traces,
            shelf=shelf,
            shown=known.bodies,
            compiled=compiled,
            processes=processes,
        )
        return Renaming(last)

    def keep_known(self, known: Known) -> None:
        """Keep what is *known* after an edit of bodies; all else stays as it is kept."""
        self._save(KNOWN, known)

    def keep(self, outcome: Outcome, compiled: Compiled, renaming: Renaming | None) -> None:
        """Keep all that came of a build; where everything is filed only if nothing else decides
        what a *renaming* does."""
        if self._folder is None:
            return
        from briefing.cache.filed import again, filed

        self._save(KNOWN, self._known_of(outcome))
        if compiled.grown:
            self._save(CODE, Code(fixed=self._stamp.fixed, states=compiled.states))
        traces = self._traces_of(outcome)
        self._save(TRACES, traces)
        if renaming and renaming.found:
            self._save(FILED, again(renaming.last.filed, outcome.plan, traces))
        elif outcome.filing:
            self._save(FILED, filed(outcome.plan, outcome.filing, self._stamp, traces))
        kept.prune(self._folder.parent)

    def _known_of(self, outcome: Outcome) -> Known:
        plan = outcome.plan
        printed: dict[str, list[tuple[str, int, int]]] = {}
        unclear: set[str] = set()
        for path, (asked, _) in outcome.pages.items():
            each = kept.opened(asked)
            unclear.update(each.unclear)
            for own, at, length in each.printed:
                printed.setdefault(own, []).append((path, at, length))
        return Known(
            fixed=self._stamp.fixed,
            content=self._stamp.content,
            fronts=dict(plan.fronts),
            bodies=dict(plan.shown),
            names=_linked(plan),
            printed=printed,
            unclear=sorted(unclear),
            texts=plan.texts,
            summary=outcome.summary,
            notices=list(outcome.notices),
        )

    def _traces_of(self, outcome: Outcome) -> Traces:
        mappings = outcome.ledger.mappings
        return Traces(
            fixed=self._stamp.fixed,
            names=_linked(outcome.plan),
            tables={name: list(things) for name, things in mappings.items()},
            digests=outcome.digests,
            pages=dict(outcome.pages),
            statements=outcome.statements,
        )

    def _load(self, name: str, kind: type[kept.Kept]) -> kept.Kept | None:
        if self._folder is None:
            return None
        try:
            return kept.load(self._folder / name, kind)
        except ValueError as error:
            message = f"what the last build has left is not used: {error}"
            hint = "everything is made anew, and kept again"
            place = (self._folder / name).as_posix()
            self.dropped.append(Problem(place, 0, 0, message, hint, severity="notice"))
            return None

    def _save(self, name: str, found: Struct) -> None:
        if self._folder is not None:
            with suppress(OSError):  # the next build finds less, and takes longer
                kept.save(self._folder / name, found)


def _linked(plan: Plan) -> dict[str, str]:
    """The spellings that are linked, with the paths that they lead to."""
    if plan.material is None:
        raise ValueError("a plan without its material cannot be kept")
    return dict(plan.material.names.names)

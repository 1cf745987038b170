"""The content to a folder, doing no more than has to be done.

Nothing has changed: that is told before anything is imported (:mod:`briefing.cache.stamp`). Bodies
were edited: these are exchanged where they stand (:mod:`briefing.cache.edits`). Else the site is
assembled afresh, and pages that would come out as they are stay (:mod:`briefing.cache.renewal`);
the others are made on all cores. Without a cache it is the same but for the time that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Raw, Struct

from briefing.cache import edits
from briefing.cache.keeping import Keeping, Outcome
from briefing.cache.kept import Known, Traces
from briefing.cache.stamp import Stamp, States
from briefing.making import Made, Recipe, made, plan_of
from briefing.output import Opened, Report, prepare
from briefing.problems import ContentError, Problem
from briefing.profile import Profile
from briefing.stopping import heed
from briefing.traces import Ledger
from briefing.workers import Forked, apart, spread

if TYPE_CHECKING:
    from briefing.cache.gathering import Gathering
    from briefing.cache.renamed import Renamed
    from briefing.plans import Plan
    from briefing.together import Together


_MANY = 64
"""From how many pages on every process has all templates; for fewer, those are read that show."""
_SEVERAL = 8
"""From how many pages on they are made by every process."""
_FEW = 16
"""One in so many pages shows so many statements that it is worth while to make all of these."""


class Order(Struct, frozen=True, kw_only=True):
    """What is to be built: the site of the *recipe* into *output*, which is none of the folders
    *keep_out*.

    *stamp* is from before anything was read. *cache* is the folder of what earlier builds have
    left, if there is one; *processes* how many may work; *progress* is told how many files are
    made, and of how many.
    """

    recipe: Recipe
    output: Path
    keep_out: Sequence[Path]
    stamp: Stamp
    cache: Path | None
    processes: int
    progress: Callable[[int, int], None]


class Built(Struct, frozen=True, kw_only=True):
    """What became of it: the files, what is to be said (of that, what *lasting* holds is true until
    something changes), what was published in a few words, and how the files were *left*, if that is
    known of all."""

    report: Report
    notices: Sequence[str]
    lasting: Sequence[str]
    summary: str
    paths: int
    left: States | None = None


def build(
    order: Order,
    summary: Callable[[Plan], str],
    profile: Profile,
) -> Built:
    """Build the site. Raises ContentError, with the site as it was, as
    :func:`briefing.planning.plan` does and as :func:`briefing.output.prepare` does."""
    profile.stage("looking at the site that is there")
    keeping = Keeping(order.cache, order.stamp)
    with prepare(order.output, keep_out=order.keep_out) as opened:
        known = keeping.known()
        profile.stage("putting edits in")
        edited = (
            edits.apply(known, order.stamp, order.recipe.folders.content, opened.read)
            if known
            else None
        )
        wanted = _with(opened, edited.pages) if edited else None
        if edited and wanted:
            report = opened.publish(wanted)
            keeping.keep_known(edited.known)
            notices = [*map(str, keeping.dropped), *edited.known.notices, *map(str, report.notices)]
            return Built(
                report=report,
                notices=notices,
                lasting=edited.known.notices,
                summary=edited.known.summary,
                paths=len(wanted),
                left=opened.left,
            )
        before = keeping.traces()
        with ExitStack() as ending:
            together = None if before else _crew(order, ending)
            return _whole(order, opened, summary, known, before, together, keeping, profile)


def _with(opened: Opened, pages: Mapping[str, bytes]) -> dict[str, str] | None:
    """The site that is there, with *pages* in it; None if somebody has touched the others."""
    wanted = {}
    for path in opened.paths:
        digest = opened.put(path, pages[path]) if path in pages else opened.keep(path)
        if digest is None:
            return None
        wanted[path] = digest
    return wanted


def _whole(
    order: Order,
    opened: Opened,
    summary: Callable[[Plan], str],
    known: Known | None,
    before: Traces | None,
    together: Together | None,
    keeping: Keeping,
    profile: Profile,
) -> Built:
    from briefing.means import Means

    profile.stage("looking at what the last build has left")
    ledger = Ledger() if order.cache else None
    compiled = keeping.compiled()
    shelf = keeping.shelf()
    renaming = keeping.renaming(known, before, shelf, compiled, order.processes)
    means = Means(
        processes=order.processes,
        ledger=ledger,
        compiled=compiled,
        anew=before is None,
        shelf=shelf,
        together=together.read if together else None,
        shortcut=renaming,
    )
    planned = plan_of(order.recipe, means, profile.stage).to_build()
    from briefing.cache.filed import encoded_filing, may_last  # others read by now
    from briefing.cache.gathering import Gathering

    renamed = renaming.found if renaming else None
    ledger = renamed.ledger if renamed else ledger
    hindrances = planned.search.problems() if planned.search is not None else []
    profile.stage("comparing with the last build")
    paths = planned.tree.longest_first()
    opened.expect(paths)
    found: dict[str, bytes] = {}
    same: dict[str, tuple[Raw, str]] = {}
    statements: dict[str, bytes] = {}
    if ledger is not None and before:
        found, same, statements = _unchanged(order, opened, planned, before, ledger, renamed)
    waiting = [path for path in paths if path not in same]
    if order.processes > 1 and len(waiting) >= _MANY and not together:
        planned.tree.compile()
    if renamed and planned.tree.are_files(waiting):
        list(planned.site.articles.values())  # before there are processes that each would make them

    filing = b""
    if ledger is not None and not renamed and may_last(planned):
        # Before there are processes: what one of them looks at becomes a copy of its own.
        filing = encoded_filing(planned.site)

    gathering = Gathering(ledger) if ledger is not None and not found else None
    asked = {path: each for path, (each, _) in same.items()}
    wanted = {path: digest for path, (_, digest) in same.items()}
    problems: list[Problem] = []
    with ExitStack() as ending:
        if together:
            profile.stage("making statements")
            rest = gathering.look_at_the_rest if gathering else int
            together.share(planned, opened, compiled, rest)
            files = together.made(planned, waiting, opened.put)
        else:
            some = len(waiting) > len(paths) // _FEW
            files = _forked(order, opened, planned, waiting, some, gathering, profile, ending)
        profile.stage("making files")
        for done, (path, (digest, each, fresh, flaws, seconds)) in enumerate(files, 1):
            heed()
            planned.tree.asked.update(fresh)
            profile.file(path, seconds)
            order.progress(done, len(waiting))
            problems += flaws
            wanted[path] = digest
            if each is not None:
                asked[path] = each
    if problems:
        raise ContentError(problems)
    profile.stage("publishing")
    report = opened.publish({path: wanted[path] for path in sorted(wanted)})
    told = sorted([*keeping.dropped, *planned.notices, *hindrances, *report.notices])
    passing = *keeping.dropped, *report.notices
    lasting = [str(notice) for notice in told if notice not in passing]
    profile.stage("keeping what is known")
    said = summary(planned)
    if ledger is not None:
        outcome = Outcome(
            plan=planned,
            ledger=ledger,
            pages={path: (each, wanted[path]) for path, each in asked.items()},
            digests=found or (gathering.digests() if gathering else {}),
            statements=statements | planned.tree.asked,
            filing=filing,
            summary=said,
            notices=lasting,
        )
        keeping.keep(outcome, compiled, renaming)
    return Built(
        report=report,
        notices=[str(notice) for notice in told],
        lasting=lasting,
        summary=said,
        paths=len(wanted),
        left=opened.left,
    )


def _unchanged(
    order: Order,
    opened: Opened,
    planned: Plan,
    traces: Traces,
    ledger: Ledger,
    renamed: Renamed | None,
) -> tuple[dict[str, bytes], dict[str, tuple[Raw, str]], dict[str, bytes]]:
    """The digests of all answers of now; the pages that need not be made, with what they asked for
    and their SHA-256; what the statements ask for that come out as before."""
    from briefing.cache.renewal import answers, as_before, changes, spelled

    if planned.material is None:
        return {}, {}, {}
    tree = planned.tree
    if renamed:
        names, found, own = renamed.names, renamed.answers, None
    else:
        names, own = spelled(traces.names, planned.material.names.names), tree.own
        found = answers(ledger, order.processes, names)
    since = changes(traces, ledger, found)
    unmade = as_before(traces, since, names, own, tree.words)
    same = {path: (asked, digest) for path, asked, digest in unmade if opened.keep(path) == digest}
    return found.digests, same, since.statements


def _forked(
    order: Order,
    opened: Opened,
    planned: Plan,
    paths: Sequence[str],
    shares: bool,
    gathering: Gathering | None,
    profile: Profile,
    ending: ExitStack,
) -> Iterator[tuple[str, Made]]:
    """The files at *paths*, which are made and staged as they are asked for, each with its path;
    before them, if it *shares*, what pages have in common, with *gathering* what it is made of."""
    tree = planned.tree

    def make(number: int) -> Made:
        return made(tree, paths[number], opened.put)

    processes = order.processes if len(paths) >= _MANY else 1
    if shares and (sharing := tree.sharing(gathering, processes)):
        profile.stage("making statements")
        works = (sharing.count, sharing.work), (len(paths), make)
        forked = ending.enter_context(closing(Forked(works, sharing.processes, sharing.begin)))
        sharing.take(forked.results(0))
        every = forked.results(1)
    else:
        every = spread(len(paths), make, order.processes, least=_SEVERAL)
    return ((paths[number], result) for number, result in every)


def _crew(order: Order, ending: ExitStack) -> Together | None:
    """Those that make all with this process, where none can be forked and it is worth while."""
    if others := apart(order.processes, len(order.stamp.content)):
        from briefing.together import Together

        with suppress(OSError):  # it takes longer alone
            together = Together(order.recipe, order.cache is not None, others)
            ending.callback(together.close)
            return together
    return None

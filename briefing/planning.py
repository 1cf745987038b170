"""The content to a plan of the site: loaded, assembled, checked; nothing is rendered yet."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from briefing import (
    assets,
    bodies,
    cards,
    checks,
    content,
    contract,
    coverage,
    language,
    lock,
    overlap,
    pages,
    quotations,
    sources,
)
from briefing.addresses import page_path
from briefing.ahead import Ahead
from briefing.compiled import Compiled, States
from briefing.directory import Directory
from briefing.documents import Document
from briefing.memory import Memory
from briefing.parcels import Shelf
from briefing.problems import Problem, refuse_errors
from briefing.schema import SiteFields
from briefing.site import NOBODY, Site, assemble
from briefing.traces import Ledger
from briefing.tree import Tree, grow

if TYPE_CHECKING:
    from briefing.search import Index


class Folders(Struct, frozen=True, kw_only=True):
    """Where the content, the templates, the assets and, if elsewhere, the source texts lie."""

    content: Path
    templates: Path
    assets: Path
    sources: Path | None = None


class Means(Struct, frozen=True, kw_only=True):
    """What there is to plan and build a site with.

    So many ``processes`` may work. ``ledger`` notes what pages are made from, ``compiled`` are
    templates, ``shelf`` has documents that need not be read. If all pages are going to be made
    ``anew``, bodies are made meanwhile. ``shortcut`` may know a plan without loading and
    assembling the whole content.
    """

    processes: int = 1
    ledger: Ledger | None = None
    compiled: Compiled | None = None
    anew: bool = False
    shelf: Shelf | None = None
    shortcut: Callable[[Folders, str | None, bool, Collection[str]], Plan | None] | None = None


_ALONE = Means()


class Given(Struct, frozen=True, kw_only=True):
    """All that a plan is made from beside the documents, and the problems found in it."""

    folders: Folders
    base_url: str | None
    drafts: bool
    without: tuple[str, ...]
    kept_cards: Path | None
    locked: lock.Lock
    files: assets.Assets
    problems: tuple[Problem, ...]


_NOTHING = partial(structs.replace, lock.NOTHING)


class Plan(Struct, frozen=True, kw_only=True):
    """A site that can be published, its tree, and the notices that its maintainer should read.

    ``steady`` are those of them that no name changes. ``known`` is who and what can be named;
    ``fronts`` are the sums of the documents' frontmatter, by their names, ``sums`` those of both
    their parts; ``shown`` tells of those that have a page whether anything stands in the body.
    ``renewed`` gives what the lock should hold after this site is published; ``texts`` tells
    whether source texts are at hand.
    """

    site: Site
    tree: Tree
    notices: tuple[Problem, ...]
    steady: tuple[Problem, ...] = ()
    known: Directory | None = None
    material: bodies.Material | None = None
    fronts: Mapping[str, bytes] = {}
    sums: bytes = b""
    shown: Mapping[str, bool] = {}
    renewed: Callable[[], lock.Lock] = _NOTHING
    coverage: Mapping[str, coverage.Coverage] = {}
    texts: bool = False
    search: Index | None = None

    @property
    def lock(self) -> lock.Lock:
        return self.renewed()

    def to_build(self) -> Plan:
        """The same without what only the lock is made from: the documents with all their fields."""
        return structs.replace(self, renewed=_NOTHING)


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
    Raises ContentError with every problem of the content when one of them is an error.
    """
    memory = memory or Memory(lasting=False)
    stage("reading")
    if means.shortcut and not (search or kept_cards):
        short = means.shortcut(folders, base_url, drafts, without)
        if short:
            return short
    meanwhile = _import_what_renders if means.anew else int
    loaded = content.load(folders.content, memory, changed, means.processes, means.shelf, meanwhile)
    if means.shelf is not None:
        means.shelf.close()
    there = memory.settle("there", tuple(document.name for document in loaded.documents))
    memory.recall("kept", "", (there,), partial(_keep, loaded, memory))
    locked, problems = lock.read(folders.content, memory)
    files, flaws = assets.load(folders.assets)
    given = Given(
        folders=folders,
        base_url=base_url,
        drafts=drafts,
        without=tuple(without),
        kept_cards=kept_cards,
        locked=memory.settle("locked", locked),
        files=files,
        problems=(*problems, *flaws),
    )
    held: list[_Held] = memory.recall("held", "", (), list)
    if held and not flaws and (edited := _with_other_bodies(held[0], loaded, given, memory)):
        held[:] = [edited]
        return edited.plan
    held.clear()
    also = partial(_compiled, loaded, folders, without, means)
    with closing(Ahead(loaded, means.processes if means.anew else 1, also)) as ahead:
        made = _planned(loaded, given, ahead, search, memory, stage, means)
    if means.ledger is None:
        held.append(_Held(loaded, given, made))
    return made


def _import_what_renders() -> None:
    """Import what will be needed soon, before there are processes that each would import it."""
    import briefing.exports
    import briefing.render  # noqa: F401


def _compiled(
    loaded: content.Content, folders: Folders, without: Collection[str], means: Means
) -> States:
    """The states of the templates, if they are not compiled yet."""
    if not means.anew or means.compiled is None or means.compiled.states:
        return {}
    from briefing.render import compiled_ahead

    tags = (doc.fields.language for doc in loaded.documents if isinstance(doc.fields, SiteFields))
    spoken = language.load(next(tags, NOBODY.language))
    return compiled_ahead(folders.templates, spoken, pages.templates_without(without))


def _planned(
    loaded: content.Content,
    given: Given,
    ahead: Ahead[States],
    search: Callable[[Site], Index] | None,
    memory: Memory,
    stage: Callable[[str], object],
    means: Means,
) -> Plan:
    """The plan of content that is *loaded*; see :func:`plan`."""
    folders, locked, files = given.folders, given.locked, given.files
    stage("assembling")
    directories: list[Directory] = []

    def known_to(known: Directory) -> None:
        directories.append(known)
        ahead.begin(known.actors)

    site, unfit = assemble(
        loaded,
        lock=locked,
        base_url=given.base_url,
        drafts=given.drafts,
        without=given.without,
        memory=memory,
        known_to=known_to,
    )
    stage("checking")
    problems = [*given.problems, *unfit]
    names = ahead.names or bodies.name_links(site, memory)
    html, flaws = bodies.render_all(loaded, site, files, names, memory, ahead.get, means.processes)
    problems += flaws
    folder = folders.sources or folders.content / sources.FOLDER
    texts, flaws = sources.load(loaded, site, folder, memory)
    problems += flaws
    places = contract.statement_places(loaded, memory)
    finding = quotations.examine(site, texts, locked, places, memory)
    problems += finding.problems
    planned = pages.plan(site, memory)
    claims = planned, memory.settle("claimed paths", files.paths)
    problems += memory.clear(
        "claimed", claims, partial(checks.run, checks.CHECKS, loaded, site, files)
    )
    paths = planned.keys()
    problems += contract.broken(loaded, site, paths, locked, places, finding)
    problems += coverage.wrong_paragraphs(loaded, site, texts)
    problems += overlap.copied(loaded, site, texts)
    proven = contract.proofs(locked, site, finding, coverage.sizes(site, texts))
    renewed = cache(partial(contract.renewed, proven, site, paths, places, memory))
    problems += coverage.over_budget(
        loaded,
        site,
        coverage.coverage(site, proven, finding.found.keys() | finding.proven, memory),
    )
    steady = [*refuse_errors(problems)]
    remarks = list(checks.run(checks.REMARKS, loaded, site, files))
    steady += checks.unlocked(loaded, site, locked, renewed, finding)
    stage("planning pages")
    pictures, flaws = cards.plan(loaded, site, files, given.kept_cards)
    steady += flaws
    marks = {key: proof.paragraph for key, proof in finding.found.items()}
    material = bodies.Material(
        assets=files,
        bodies=html,
        names=names,
        texts=sources.published(site, texts, marks),
        proven=finding.proven,
        coverage=coverage.coverage(site, locked, finding.proven, memory),
        cards=pictures,
    )
    index = search(site) if search else None
    tree = grow(site, material, folders.templates, index, memory, means.ledger, means.compiled)
    states = ahead.wait()
    if states and means.compiled is not None:
        means.compiled.learn(states)
    return Plan(
        site=site,
        tree=tree,
        notices=(*steady, *remarks),
        steady=tuple(steady),
        known=directories[0],
        material=material,
        fronts={document.name: document.front_sum for document in loaded.documents},
        sums=b"".join([doc.front_sum + doc.body_sum for doc in loaded.documents]),
        shown={
            document.name: html.has(page_path(document))
            for document in bodies.published(loaded, site)
        },
        texts=bool(texts),
        renewed=renewed,
        coverage=material.coverage,
        search=index,
    )


class _Held(Struct, frozen=True):
    """A plan with the content and all else that it was made from."""

    content: content.Content
    given: Given
    plan: Plan


def _with_other_bodies(
    held: _Held, loaded: content.Content, given: Given, memory: Memory
) -> _Held | None:
    """The plan that is *held*, with other bodies; None where more than these may have changed.

    Source texts at hand are compared with every body, and what is wrong with one is told together
    with all the rest: both go the long way.
    """
    before, plan = held.content, held.plan
    if (
        plan.texts
        or plan.material is None
        or held.given != given
        or (before.problems, before.unread) != (loaded.problems, loaded.unread)
        or len(before.documents) != len(loaded.documents)
        or not all(map(_same_but_for_the_body, before.documents, loaded.documents))
    ):
        return None
    material = plan.material
    html, flaws = bodies.render_all(loaded, plan.site, material.assets, material.names, memory)
    if flaws:
        return None
    material = structs.replace(material, bodies=html)
    tree = grow(plan.site, material, given.folders.templates, plan.search, memory)
    made = structs.replace(plan, tree=tree, material=material)
    return _Held(loaded, given, made)


def _same_but_for_the_body(before: Document, now: Document) -> bool:
    return before is now or (
        (before.name, before.front_sum, before.faults) == (now.name, now.front_sum, now.faults)
    )


def _keep(loaded: content.Content, memory: Memory) -> None:
    """Let go of what is remembered of documents that are there no more."""
    keys = {key for document in loaded.documents for key in (document.name, document.slug)}
    memory.keep(keys, "claiming", "fields", "outline", "plain body")


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

"""The content to a plan of the site: assembled, checked; nothing is rendered yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from hashlib import blake2b
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
    lock,
    overlap,
    pages,
    quotations,
    sources,
)
from briefing.addresses import page_path
from briefing.ahead import Ahead
from briefing.compiled import States
from briefing.directory import Directory
from briefing.documents import Document
from briefing.means import Folders, Means
from briefing.memory import Memory
from briefing.problems import Problem, refuse_errors
from briefing.schema import SiteFields
from briefing.site import NOBODY, Site, assemble
from briefing.traces import digest
from briefing.tree import Tree, grow, refuse_unknown

if TYPE_CHECKING:
    from briefing.search import Index


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
    ``renewed`` gives what the lock should
    hold after this site is published; ``texts`` tells whether source texts are at hand. ``told``
    tells what all was made from from anything else, if files were read together with others.
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
    told: bytes = b""

    @property
    def lock(self) -> lock.Lock:
        return self.renewed()

    def to_build(self) -> Plan:
        """The same without what only the lock is made from: the documents with all their fields."""
        return structs.replace(self, renewed=_NOTHING)


def made(
    loaded: content.Content,
    folders: Folders,
    *,
    base_url: str | None,
    drafts: bool,
    without: Collection[str],
    kept_cards: Path | None,
    search: Callable[[Site], Index] | None,
    memory: Memory,
    ahead: Ahead[States],
    stage: Callable[[str], object],
    means: Means,
) -> Plan:
    """The plan of content that is *loaded*; see :func:`briefing.planning.plan`."""
    refuse_unknown(without)
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
    made = _planned(loaded, given, ahead, search, memory, stage, means)
    if means.ledger is None:
        held.append(_Held(loaded, given, made))
    return made


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
        fields = (doc.fields for doc in loaded.documents)
        own = next((each for each in fields if isinstance(each, SiteFields)), NOBODY)
        ahead.begin(loaded.documents, bodies.linked(known.actors), own.language)

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
    html, flaws = bodies.render_all(loaded, site, files, names, memory, ahead, means.processes)
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
    now = finding.found.keys() | finding.proven
    figures = coverage.coverage(site, proven, now, memory)
    problems += coverage.over_budget(loaded, site, proven, figures)
    steady = [*refuse_errors(problems)]
    remarks = list(checks.run(checks.REMARKS, loaded, site, files))
    steady += checks.unlocked(loaded, site, locked, renewed, finding)
    stage("planning pages")
    pictures, flaws = cards.plan(loaded, site, files, given.kept_cards)
    steady += flaws
    before = locked.sources, locked.quotes
    if before != (proven.sources, proven.quotes) or now != finding.proven:
        figures = coverage.coverage(site, locked, finding.proven, memory, "locked")
    marks = {key: proof.paragraph for key, proof in finding.found.items()}
    material = bodies.Material(
        assets=files,
        bodies=html,
        names=names,
        texts=sources.published(site, texts, marks),
        proven=finding.proven,
        coverage=figures,
        cards=pictures,
    )
    index = search(site) if search else None
    tree = grow(site, material, folders.templates, index, memory, means.ledger, means.compiled)
    states = ahead.wait()
    if ahead.names is not None:
        loaded.let_go()
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
        told=_told(loaded, given, texts) if means.together else b"",
    )


def _told(loaded: content.Content, given: Given, texts: Mapping[str, sources.SourceText]) -> bytes:
    """A digest of every file that was read for a plan."""
    sums = [(doc.name, doc.front_sum, doc.body_sum) for doc in loaded.documents]
    files = [(path, blake2b(data).digest()) for path, data in sorted(given.files.files.items())]
    originals = [(slug, text.sha256) for slug, text in sorted(texts.items())]
    return digest(sums, loaded.unread, given.locked, given.files.paths, files, originals)


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

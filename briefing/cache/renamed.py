"""A site in which names and titles have changed and nothing has moved.

Where everything is filed follows from who, when and on what, not from what anybody is called. So as
long as every name that an article gives leads where it led, the site of the last build holds, and
nothing of it is assembled: a record is made of its document when a page asks for it. Whenever that
is not quite sure, the build goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from msgspec import Struct

from briefing import assets, bodies, cards, checks, language, lock
from briefing.cache.filed import Filed, voices
from briefing.cache.lasting import SUM, Files, Last, UnsureError
from briefing.cache.looking import Look
from briefing.cache.records import Bodies, Records, days
from briefing.cache.renewal import Answers
from briefing.cache.renewal import spelled as changed_spellings
from briefing.content import Content
from briefing.coverage import coverage_of
from briefing.derived import Derived
from briefing.directory import Directory
from briefing.documents import INDEX
from briefing.exports import EXPORTS
from briefing.markup import Targets
from briefing.model import article_path
from briefing.name_links import NameLinks
from briefing.pages import Paged
from briefing.planning import Folders
from briefing.plans import Plan
from briefing.render import Renderer
from briefing.schema import SiteFields
from briefing.site import (
    Site,
    by_name,
    notes_of,
    settings_of,
    spokespeople_of,
    standing_pages,
)
from briefing.traces import Ledger
from briefing.tree import Tree


class Renamed(Struct, frozen=True):
    """The plan of the site, what notes what its pages ask for, what can be asked, and which
    spellings are linked otherwise."""

    plan: Plan
    ledger: Ledger
    answers: Answers
    names: NameLinks | None


class Renaming:
    """The way to a plan from what the *last* build has left; ``found`` is what it led to."""

    def __init__(self, last: Last) -> None:
        self.last = last
        self.found: Renamed | None = None

    def __call__(
        self, folders: Folders, base_url: str | None, drafts: bool, without: Collection[str]
    ) -> Plan | None:
        """The plan, or None where more may have changed than names."""
        try:
            self.found = _renamed(self.last, folders, base_url, drafts, without)
        except UnsureError:
            return None
        return self.found.plan


def _renamed(
    last: Last, folders: Folders, base_url: str | None, drafts: bool, without: Collection[str]
) -> Renamed:
    files = Files(last, folders.content)
    known = files.directory()
    _sure(last.filed, known)
    locked, problems = lock.read(folders.content)
    records = Records(last, files, known, locked=locked != lock.NOTHING)
    found, flaws = assets.load(folders.assets)
    index = files.document(INDEX)
    if problems or flaws or not isinstance(index.fields, SiteFields):
        raise UnsureError
    actors, themes = dict(by_name(known.actors)), dict(by_name(known.themes))
    published = [doc for doc in files.others if doc.name in files.published]
    terms, parts, _ = records.filing
    tables = last.traces.tables
    site = Site(
        settings=settings_of(index.fields, base_url),
        language=language.load(index.fields.language),
        actors=actors,
        themes=themes,
        articles=Derived(tables["articles"], records.article),
        statements=Derived(tables["statements"], records.statement),
        pages=dict(standing_pages(published)),
        notes=notes_of(published, []),
        days=days(terms["days"], tables["days"], locked),
        terms=dict(terms),
        redirects=tuple(last.filed.redirects),
        moved=locked.filed,
        drafts=frozenset(last.filed.drafts),
        left_out=tuple(last.filed.left_out),
        parts=parts,
        spokespeople=spokespeople_of(known),
        without=frozenset(without),
    )
    some = Content(root=files.root, documents=tuple(files.others), unread=(), problems=())
    remarks = list(checks.run(checks.REMARKS, some, site, found))
    names = NameLinks(bodies.linked(actors))
    proven = frozenset(tables["proven"])
    shown = Bodies(files, names, partial(_targets, records, files, found, last.traces.pages))
    pictures, _ = cards.plan(some, site, found, None)
    material = bodies.Material(
        assets=found,
        bodies=shown,
        names=names,
        texts={},
        proven=proven,
        coverage=Derived(
            tables["articles"], lambda slug: coverage_of(site, site.articles[slug], locked, proven)
        ),
        cards=pictures,
    )
    ledger = Ledger()
    renderer = Renderer(site, material, folders.templates, None, last.compiled, ledger)
    paths = (path for path in last.traces.pages if path.endswith(".html"))
    pages = Paged(site, sorted(path for path in paths if path not in found.files))
    indexed = pages.indexed
    entries: dict[str, Callable[[], bytes]] = {}
    for export in EXPORTS:
        if export.__name__ not in site.without:
            entries |= export(renderer.site, indexed)
    entries |= {path: partial(found.files.__getitem__, path) for path in found.files}
    tree = Tree(entries, None, pages, renderer, ledger, last.filed.given)
    if tree.basis != last.filed.basis or set(tree) != last.traces.pages.keys():
        raise UnsureError
    changed = changed_spellings(last.traces.names, names.names)
    rewritten = {name: files.has_body(name) for name in files.rewritten if name in files.published}
    plan = Plan(
        site=site,
        tree=tree,
        notices=(*last.filed.steady, *remarks),
        steady=tuple(last.filed.steady),
        known=known,
        material=material,
        fronts={name: sums[:SUM] for name, sums in files.sums.items()},
        sums=b"".join(files.sums.values()),
        shown={**last.shown, **rewritten},
    )
    answered = Look(last, files, records, shown, ledger, changed).answers(known)
    last.shelf.stay()
    return Renamed(plan, ledger, answered, changed)


def _targets(
    records: Records, files: Files, found: assets.Assets, paths: Collection[str]
) -> Targets:
    """What a body may link to, as :func:`briefing.bodies.link_targets` tells it."""
    pages = {path: path for path in paths if path.endswith(".html") and path not in found.files}
    urls = {key: f"{article_path(slug)}#{key}" for key, slug in records.homes.items()}
    return Targets(pages={**pages, **files.published}, statements=urls, assets=found.paths)


def _sure(filed: Filed, known: Directory) -> None:
    """Raise UnsureError where a name leads elsewhere, or statements would take something else from
    an actor."""
    if known.problems or voices(known.actors) != filed.voices:
        raise UnsureError
    for register, told in zip(known.registers, filed.spelled, strict=True):
        if any(register.find(name) != slug for name, slug in told.items()):
            raise UnsureError

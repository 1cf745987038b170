"""A site in which names and titles have changed and nothing has moved.

Where everything is filed follows from who, when and on what, not from what anybody is called. So as
long as every name that an article gives leads where it led, the site of the last build holds, and
nothing of it is assembled: a record is made of its document when a page asks for it. Whenever that
is not quite sure, the build goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path

from msgspec import Struct, structs

from briefing import assets, bodies, cards, checks, content, language, limits, lock, markup
from briefing.addresses import path_of_name
from briefing.cache.filed import Derived, Filed, opened, references, voices
from briefing.cache.kept import Traces
from briefing.cache.renewal import FEW, TOGETHER, Answers, answers, holds, words_of
from briefing.cache.renewal import spelled as changed_spellings
from briefing.compiled import Compiled
from briefing.content import Content, OnDisk
from briefing.coverage import coverage_of
from briefing.directory import Directory, directory
from briefing.documents import INDEX, Document, Plain
from briefing.exports import EXPORTS
from briefing.filing import days_of
from briefing.markup import NameLinks, Targets
from briefing.memory import Memory
from briefing.model import Article, Day, Statement, Term, article_path
from briefing.pages import Paged
from briefing.parcels import Parcel, Shelf, document_of
from briefing.planning import Folders
from briefing.plans import Plan
from briefing.render import Renderer
from briefing.schema import ArticleFields, SiteFields
from briefing.site import (
    Site,
    built_of,
    by_name,
    notes_of,
    settings_of,
    spokespeople_of,
    standing_pages,
)
from briefing.spool import Text
from briefing.terms import all_days
from briefing.traces import SIZE, Ledger, digest, digest_of, digests, encoded
from briefing.tree import Tree
from briefing.workers import spread

MOST = 64
"""Of more edited documents the content is read as a whole."""
_SUM = 8
_BESIDE = 3 * SIZE
_MADE_ANEW = {"actors", "themes", "pages", "notes", "moved", "spokespeople", "texts", "marks"}
"""The mappings of which all answers are looked at: they are short."""
_SET_WORDS = "says does plans active corrected withdrawn removed full excerpt cite".split()
"""What records hold beside what editors wrote and other records' slugs and ids."""


class UnsureError(Exception):
    """More may have changed than names."""


class Renamed(Struct, frozen=True):
    """The plan of the site, what notes what its pages ask for, what can be asked, and which
    spellings are linked otherwise."""

    plan: Plan
    ledger: Ledger
    answers: Answers
    names: NameLinks | None


class Last(Struct, frozen=True, kw_only=True):
    """What the last build has left; ``shown`` tells of the documents that have a page whether
    anything stands in their bodies. So many ``processes`` may look at it."""

    filed: Filed
    traces: Traces
    shelf: Shelf
    shown: Mapping[str, bool]
    compiled: Compiled
    processes: int


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
    records = Records(last, files, known)
    locked, problems = lock.read(folders.content)
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
        articles=Derived(last.traces.tables["articles"], records.article),
        statements=Derived(last.traces.tables["statements"], records.statement),
        pages=dict(standing_pages(published)),
        notes=notes_of(published, []),
        days=_days(terms["days"], last.traces.tables["days"], locked),
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
    names = bodies.linking(actors)
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
    entries: dict[str, Callable[[], bytes]] = {}
    for export in EXPORTS:
        if export.__name__ not in site.without:
            entries |= export(renderer.site, pages.indexed)
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
        fronts={name: sums[:_SUM] for name, sums in files.sums.items()},
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


def _days(terms: Mapping[str, Term], keys: Sequence[str], locked: lock.Lock) -> Derived[Day]:
    bare = all_days({key: Term(key=key) for key in terms}, days_of(locked.pages))

    def day(key: str) -> Day:
        term = terms.get(key) or Term(key=key)
        return structs.replace(bare[key], statements=term.statements, articles=term.articles)

    return Derived(keys, day)


class Files:
    """The documents of now: those that were edited, those that are no articles, and any other when
    it is asked for. Raises UnsureError where one cannot be what it was."""

    def __init__(self, last: Last, folder: Path) -> None:
        self.root = folder.as_posix()
        self._folder = folder
        self._shelf = last.shelf
        self.parcels: dict[str, Parcel] = {}
        self.sums: dict[str, bytes] = {}
        self.edited: dict[str, Document] = {}
        self.before: dict[str, Document] = {}
        self.rewritten: list[str] = []
        filed = last.filed
        for at, name in enumerate(filed.names):
            parcel, still = last.shelf.look(name)
            sums = filed.sums[at * 2 * _SUM : (at + 1) * 2 * _SUM]
            if parcel is None or parcel.front_sum != sums[:_SUM]:
                raise UnsureError
            if not still:
                parcel = self._edit(name, parcel, sums[_SUM:])
            elif parcel.body_sum != sums[_SUM:]:
                raise UnsureError
            self.parcels[name] = parcel
            self.sums[name] = parcel.front_sum + parcel.body_sum
        total = sum(parcel.length for parcel in self.parcels.values())
        if total > limits.TOTAL:
            raise UnsureError
        self.others = [self.document(n) for n in filed.names if not n.startswith("articles/")]
        self.publishers = filed.publishers
        self.left_out = set(filed.left_out)
        paths = set(last.traces.tables["bodies"])
        found = [name for name in filed.names if f"{self.root}/{name}" not in self.left_out]
        self.published = {name: path for name in found if (path := path_of_name(name)) in paths}
        self.names = {path: name for name, path in self.published.items()}
        if len(self.names) != len(paths) or len(self.published) != len(paths):
            raise UnsureError

    def _edit(self, name: str, before: Parcel, body_sum: bytes) -> Parcel:
        document, problems = content.read(self.root, name, self._folder)
        if document is None or problems or len(self.edited) == MOST:
            raise UnsureError
        if document.body_sum != body_sum:
            self.rewritten.append(name)
            if document.being.leads:
                raise UnsureError
        self.before[name] = was = document_of(self.root, before, document.text)
        if document.front_sum != was.front_sum and (
            name == INDEX
            or document.fields.draft == "true"
            or document.fields.draft != was.fields.draft
            or document.fields.redirect_from != was.fields.redirect_from
        ):
            raise UnsureError
        self.edited[name] = document
        self._shelf.learn(document)
        return structs.replace(
            before,
            front_sum=document.front_sum,
            body_sum=document.body_sum,
            length=document.length,
            being=(document.being.blank, document.being.plain, document.being.leads),
        )

    def document(self, name: str) -> Document:
        """The document *name*."""
        if name in self.edited:
            return self.edited[name]
        return document_of(self.root, self.parcels[name], self.text(name))

    def text(self, name: str) -> Text:
        """The text of the document *name*."""
        if name in self.edited:
            return self.edited[name].text
        sums = self.parcels[name].front_sum, self.parcels[name].body_sum
        return OnDisk(self.root, self._folder, name, sums, self._shelf.known_state(name))

    def fields_may_hold(self, name: str, words: Sequence[bytes]) -> bool:
        """Whether the frontmatter of the document *name* may hold one of *words*."""
        fields = bytes(self.parcels[name].fields)
        return name in self.edited or any(word in fields for word in words)

    def body_may_hold(self, name: str, words: Sequence[bytes]) -> bool:
        """Whether the body of the document *name* may hold one of *words*."""
        text = self.text(name)
        return not isinstance(text, OnDisk) or text.may_hold(words)

    def has_body(self, name: str) -> bool:
        """Whether anything stands in the body of the document *name*, one without links."""
        document = self.edited[name]
        if document.being.plain:
            return not document.being.blank
        return bool(rendered(document, NameLinks({}), NOWHERE))

    def directory(self) -> Directory:
        """Everybody and everything that can be named."""
        naming = [self.document(name) for name in self.publishers]
        every = sorted([*self.others, *naming], key=lambda document: document.name)
        left_out = [doc for doc in every if doc.path in self.left_out]
        there = [doc for doc in every if doc.path not in self.left_out]
        empty = Content(root=self.root, documents=(), unread=(), problems=())
        return directory(empty, there, left_out, Memory(lasting=False))


class Records:
    """Articles and statements, made of their documents when they are asked for."""

    def __init__(self, last: Last, files: Files, known: Directory) -> None:
        tables = last.traces.tables
        self._files = files
        self._known = known
        self.filing = opened(last.filed.filing, tables["statements"], tables["articles"])
        self._references = references(last.filed.filing)
        self.homes = self.filing[2]
        self._made: dict[str, tuple[Article, dict[str, Statement]]] = {}
        for name, document in files.edited.items():
            if name.startswith("articles/"):
                self._compare(files.before[name], document)

    def article(self, slug: str) -> Article:
        return self.of(slug)[0]

    def statement(self, key: str) -> Statement:
        return self.of(self.homes[key])[1][key]

    def of(self, slug: str) -> tuple[Article, dict[str, Statement]]:
        """The article and its statements."""
        made = self._made.get(slug)
        if made is None:
            name = self._files.names[article_path(slug)]
            made = self._made[slug] = self._built(self._files.document(name))
        return made

    def _built(self, document: Document) -> tuple[Article, dict[str, Statement]]:
        built = built_of(document, self._known)
        if built.problems:
            raise UnsureError
        return built.article, {s.id: self._linked(s) for s in built.statements}

    def _linked(self, statement: Statement) -> Statement:
        told = self._references.get(statement.id)
        if told is None:
            return statement
        return structs.replace(
            statement, differs_from=told.differs_from, repeated_by=told.repeated_by
        )

    def _compare(self, before: Document, now: Document) -> None:
        """Raise UnsureError where more of an edited article has changed than what it is called."""
        was, fields = before.fields, now.fields
        if not (isinstance(was, ArticleFields) and isinstance(fields, ArticleFields)):
            raise UnsureError
        source = structs.replace(
            fields.source,
            headline=was.source.headline,
            url=was.source.url,
            archived=was.source.archived,
        )
        if structs.replace(fields, title=was.title, summary=was.summary, source=source) != was:
            raise UnsureError
        self._built(now)


class Bodies(bodies.Bodies):
    """The bodies of all documents that have a page, each made when it is asked for."""

    def __init__(self, files: Files, names: NameLinks, targets: Callable[[], Targets]) -> None:
        found: dict[str, list[str]] = {"leading": [], "marked": [], "plain": []}
        for name, path in files.published.items():
            _, plain, leads = files.parcels[name].being
            found["plain" if plain else "leading" if leads else "marked"].append(path)

        def html(path: str) -> str:
            document = files.document(files.names[path])
            return rendered(document, names, targets() if document.being.leads else NOWHERE)

        self.marked = Derived([*found["leading"], *found["marked"]], html)
        self.plain = Derived(
            found["plain"], lambda path: Plain(files.document(files.names[path]), path)
        )
        super().__init__(
            self.marked,
            self.plain,
            lambda body: markup.paragraphs(body.text.body, names, (body.own,)),
        )

    def sources(self) -> Mapping[str, object]:
        """What tells of a change of each, made when it is asked for."""
        return Derived([*self.marked, *self.plain], self._source)

    def _source(self, path: str) -> object:
        return self.plain[path] if path in self.plain else self.marked[path]


def rendered(document: Document, names: NameLinks, targets: Targets) -> str:
    """The HTML of a body. Raises UnsureError where something is wrong with it."""
    html, flaws = markup.render(
        document.body,
        folder=document.name.rpartition("/")[0],
        targets=targets,
        names=names,
        own=(path_of_name(document.name),),
    )
    if flaws:
        raise UnsureError
    return html


class Look:
    """The digests of all answers, and which hold one of the *names* that are linked otherwise."""

    def __init__(
        self,
        last: Last,
        files: Files,
        records: Records,
        shown: Bodies,
        ledger: Ledger,
        names: NameLinks | None,
    ) -> None:
        self._last, self._files, self._records, self._shown = last, files, records, shown
        self._ledger, self._names = ledger, names
        self._words = words_of(names) if names else ()

    def answers(self, known: Directory) -> Answers:
        """What can be asked now. Raises UnsureError where a name may be where nobody looks."""
        beside = "\0".join(self._beside(known)) if self._names else ""
        words = [word.decode() for word in self._words]
        if self._names and any(word in beside for word in words) and self._names.in_text(beside):
            raise UnsureError
        found = answers(self._ledger, 1, self._names, _MADE_ANEW)
        before = {**self._last.traces.digests, **found.digests}
        holding = dict(found.holding)
        before["articles"] = self._articles(before["articles"])
        before["bodies"], holding["bodies"] = self._bodies(before["bodies"])
        if self._names:
            holding["articles"], holding["statements"] = self._holding(self._names)
        return Answers({name: before[name] for name in self._ledger.mappings}, holding)

    def _beside(self, known: Directory) -> list[str]:
        """What records hold of others, and keys."""
        keys = {key for things in self._ledger.mappings.values() for key in things}
        publishers = known.registers[2].names
        return [*_SET_WORDS, *(actor.role for actor in known.actors.values()), *publishers, *keys]

    def _articles(self, before: bytes) -> bytes:
        things = self._ledger.mappings["articles"]
        own = bytearray(before[_BESIDE:])
        at = {slug: SIZE * number for number, slug in enumerate(things)}
        for name in self._files.edited:
            slug = self._files.document(name).slug
            if name.startswith("articles/") and slug in at:
                new = digest_of(encoded(self._records.article(slug)))
                own[at[slug] : at[slug] + SIZE] = new
        return digests(things, bytes(own))

    def _holding(self, names: NameLinks) -> tuple[set[int], set[int]]:
        """The places of articles, and of statements, that hold one of *names*."""
        articles: set[int] = set()
        statements: set[int] = set()
        places = {key: place for place, key in enumerate(self._ledger.mappings["statements"])}
        for place, slug in enumerate(self._ledger.mappings["articles"]):
            name = self._files.names[article_path(slug)]
            if not self._files.fields_may_hold(name, self._words):
                continue
            article, told = self._records.of(slug)
            if holds(article, names):
                articles.add(place)
            statements.update(places[s.id] for s in told.values() if holds(s, names))
        return articles, statements

    def _bodies(self, before: bytes) -> tuple[bytes, set[int]]:
        """The digests of bodies, and the places of those that hold one of the names."""
        things, files, shown = self._ledger.mappings["bodies"], self._files, self._shown
        paths = list(things)
        at = {path: place for place, path in enumerate(self._last.traces.tables["bodies"])}
        sums = self._last.filed.sums
        was = {
            name: sums[place * 2 * _SUM :][: 2 * _SUM]
            for place, name in enumerate(self._last.filed.names)
        }

        def look(number: int) -> list[tuple[int, bytes, bool]]:
            found = []
            for place, path in enumerate(paths[number : number + TOGETHER], number):
                name = files.names[path]
                same = was[name][_SUM:] == files.sums[name][_SUM:]
                if path in shown.plain:
                    new = b"" if same else digest(shown.plain[path])
                    held = self._holds(name, path)
                else:
                    same = same and not self._may_hold(name)
                    new, held = b"" if same else digest(shown.marked[path]), False
                if new or held:
                    found.append((place, new, held))
            return found

        steps = range(0, len(paths), TOGETHER)
        work = spread(len(steps), lambda step: look(steps[step]), self._last.processes, least=FEW)
        own = [before[_BESIDE + SIZE * at.get(path, 0) :][:SIZE] for path in paths]
        holding = set()
        for _, found in sorted(work, key=itemgetter(0)):
            for place, new, held in found:
                own[place] = new or own[place]
                holding.update([place] if held else [])
        return digests(things, b"".join(own)), holding

    def _holds(self, name: str, path: str) -> bool:
        if self._names is None or self._files.parcels[name].being[0]:
            return False
        may = self._files.body_may_hold(name, self._words)
        return may and holds(self._shown.plain[path], self._names)

    def _may_hold(self, name: str) -> bool:
        """Whether a body that means something to Markdown may hold a name, however written."""
        words = (b"&", b"\\", *self._words)
        return self._names is not None and self._files.body_may_hold(name, words)


NOWHERE = Targets(pages={}, statements={}, assets={})

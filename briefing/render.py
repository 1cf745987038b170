"""Pages to bytes. The only module that imports Jinja.

Templates ask for addresses and never spell them; whatever they print is escaped unless it was made
here; a variable that does not exist is an error. A statement's HTML is made once and stands alike
wherever it is shown: addresses in it begin with :data:`briefing.markup.ROOT`, which becomes each
page's own way to the root at the end.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from briefing import groups, linked_data, pages
from briefing.assets import Assets
from briefing.bodies import Material
from briefing.dates import UNDATED, Edtf
from briefing.exports.data import statements_json
from briefing.language import upper_first
from briefing.markup import ROOT, href
from briefing.memory import Memory
from briefing.messages import Messages
from briefing.model import Article, Part, Redirect, StandingPage, Statement, Thing, url
from briefing.permalinks import permalink, root_path
from briefing.policy import POLICY, SEARCH_POLICY
from briefing.problems import ContentError, Problem, nearest
from briefing.schema import ADDRESS
from briefing.site import Site
from briefing.timeline import anchor
from briefing.traces import Asked, Ledger, digest, packed, watched
from briefing.workers import spread


class Spoken(Extension):
    """Says ``_('…')`` when a template is compiled, once for all pages, instead of on each."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.value == "_" and [t.type for t in tokens[at + 1 : at + 4]] == CALLED:
                said = str(self.environment.globals["_"](tokens[at + 2].value))  # type: ignore[operator]
                token = Token(token.lineno, "string", said)
                at += 3
            yield token
            at += 1


class Body:
    """The HTML of a body, which a template can print or test, and nothing else.

    So it is known where it stands in a page: word for word where it was printed.
    """

    def __init__(self, path: str, html: str) -> None:
        self.path = path
        self.html = html
        self.times = 0

    def __html__(self) -> str:
        self.times += 1
        return self.html

    def __bool__(self) -> bool:
        return bool(self.html)


def placed(
    bodies: Iterable[Body], data: bytes, root: str
) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """Where *bodies* stand in the page *data*, whose way to the root is *root*; the paths of those
    of which that cannot be told."""
    times: Counter[str] = Counter()
    html = {}
    for body in bodies:
        times[body.path] += body.times
        html[body.path] = body.html.replace(ROOT, root).encode()
    printed, unclear = [], []
    for path, text in html.items():
        found = list(_places(text, data)) if text else []
        if text and len(found) != times[path]:
            unclear.append(path)
        else:
            printed += [(path, at, len(text)) for at in found]
    return tuple(printed), tuple(unclear)


def _places(text: bytes, data: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + len(text))


class Shared(Template):
    """A template; what it asks for when it is imported, once for all pages, all pages ask for."""

    def make_module(self, *arguments: Any, **options: Any) -> TemplateModule:
        ledger: Ledger | None = self.environment.ledger  # type: ignore[attr-defined]
        if ledger is None:
            return super().make_module(*arguments, **options)
        with ledger.noting() as numbers:
            module = super().make_module(*arguments, **options)
        ledger.by_all |= numbers
        return module


class Compiled(BytecodeCache):
    """Templates as they were compiled, for as long as they are as they were.

    ``states`` has the last state of each by its key: its checksum, and its code.
    """

    def __init__(self) -> None:
        self.states: dict[str, tuple[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.states.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.states[bucket.key] = bucket.checksum, bucket.bytecode_to_string()


ANATOMY = "statement.html"
"""The template of a statement, wherever it is shown."""

CALLED = ["lparen", "string", "rparen"]

if TYPE_CHECKING:
    from briefing.search import Index


class Renderer:
    """Renders the pages of one site. Fragments that pages share are kept."""

    def __init__(
        self,
        site: Site,
        material: Material,
        templates: Path,
        search: Index | None = None,
        memory: Memory | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """What pages are made from is noted in a *ledger*, if there is one."""
        marks = groups.side_marks(site)
        folder = search.folder if search is not None and search.available else ""
        self.given = digest(site.settings, site.language.tag, marks, folder)
        bodies: Mapping[str, str] = material.bodies
        texts, coverage = material.texts, material.coverage
        proven: Container[str] = material.proven
        if ledger:
            site = watched(site, ledger)
            bodies = ledger.watch("bodies", bodies, material.bodies.sources())
            texts, coverage = ledger.watch("texts", texts), ledger.watch("coverage", coverage)
            proven = ledger.watch("proven", dict.fromkeys(sorted(material.proven), True))
        self._ledger = ledger
        self._bodies = bodies
        self._printed: list[Body] = []
        self._asked: dict[str, frozenset[int]] = {}
        self.site = site
        self.search = search
        self.templates = templates
        self._cards = material.cards
        self._fragments: dict[str, Markup] = {}
        self._anatomy: Callable[..., str] | None = None
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n", Spoken],
            bytecode_cache=(memory or Memory()).recall("compiled", site.language.tag, (), Compiled),
        )
        self._environment.template_class = Shared
        self._environment.ledger = ledger  # type: ignore[attr-defined]
        self._environment.tests["address"] = is_address
        messages = Messages(site.language.catalogue)
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.newstyle_gettext = True  # type: ignore[attr-defined]
        self._environment.filters.update(FILTERS, part_href=self.part_href, **_filters(site))
        self._environment.globals.update(
            _=messages.gettext,
            gettext=messages.gettext,
            ngettext=messages.ngettext,
            site=site,
            policy=POLICY,
            marks=marks,
            to={name: Markup(href(path)) for name, path in pages.single_pages().items()},
            asset=lambda name: Markup(href(_asset(material.assets, name))),
            has_asset=material.assets.paths.__contains__,
            body=self.body,
            named=lambda text: Markup(material.names.html(text)),
            source_text=lambda article: texts.get(article.slug, ()),
            linked_data=self.linked_data,
            proven=proven,
            coverage=coverage,
            statement=self.statement,
            checksum=lambda: hashlib.sha256(statements_json(site)).hexdigest(),
            has_feeds=bool(site.settings.base_url),
        )

    def page(self, page: pages.Page) -> bytes:
        """The bytes of *page*. Raises ContentError when its template has a mistake."""
        page = msgspec.structs.replace(page, subject=pages.now(self.site, page.subject))
        settings = self.site.settings
        index = self.search
        folder = index.folder if index is not None and index.available else ""
        searching = bool(folder) and page.name == "search"
        lasting = page.subject.target if isinstance(page.subject, Redirect) else page.path
        variables = {
            "page": page,
            "policy": SEARCH_POLICY if searching else POLICY,
            "search_index": Markup(href(folder)) if folder else "",
            "draft": page.path in self.site.drafts,
            "card": self._cards.of(page.path),
            "canonical": permalink(settings, lasting) if settings.base_url else "",
            **page.family.view(self.site, page.subject),
        }
        html = self._render(page.family.template, variables)
        return html.replace(ROOT, self.way_to_root(page)).encode()

    def made(self, page: pages.Page) -> tuple[bytes, Asked]:
        """The bytes of *page* and what they were made from, for which there must be a ledger.

        Raises ContentError as :meth:`page` does.
        """
        if self._ledger is None:
            raise ValueError("nothing is noted without a ledger")
        self._printed = []
        with self._ledger.noting() as numbers:
            data = self.page(page)
        printed, unclear = placed(self._printed, data, self.way_to_root(page))
        numbers |= self._ledger.by_all
        return data, Asked(self.own(page), packed(numbers), printed, unclear)

    def own(self, page: pages.Page) -> bytes:
        """A digest of what is given to *page*, as opposed to what it asks for."""
        own = page.subject if isinstance(page.subject, Part | Redirect) else None
        drafted = page.path in self.site.drafts
        return digest(page.name, page.family.template, own, drafted, self._cards.of(page.path))

    def words(self) -> list[object]:
        """What pages may show that they do not ask for: the settings, the templates' own text."""
        texts = [file.read_text("utf-8") for file in sorted(self.templates.glob("*.html"))]
        return [self.site.settings, *texts]

    def body(self, thing: Thing | str) -> Body:
        """The body of a document, by its thing or its page's path."""
        path = _path(thing)
        body = Body(path, self._bodies.get(path, ""))
        self._printed.append(body)
        return body

    def part_href(self, thing: Thing, part: str) -> Markup:
        """The link to a *part* of a page; of one whose list is split, to the page itself."""
        return _href(thing, "" if url(thing) in self.site.parts else part)

    def linked_data(self, page: pages.Page, title: str) -> Markup:
        """What *page* tells machines, as the content of a JSON-LD script element."""
        data = linked_data.of(self.site, page.name, page.subject, name=title, at=page.path)
        return Markup(linked_data.script(data))

    def way_to_root(self, page: pages.Page) -> str:
        """What leads from *page* to the site's root: ``../`` for each folder it lies in.

        The page for addresses that do not exist is shown at any depth, so it alone begins at the
        root of the host.
        """
        if page.name == "not_found":
            return str(escape(root_path(self.site.settings)))
        return "../" * page.path.count("/")

    def statement(self, statement: Statement) -> Markup:
        """The one form in which *statement* is shown everywhere."""
        key = statement.id
        if key not in self._fragments:
            if self._ledger is None:
                self._fragments[key] = self._fragment(statement)
            else:
                with self._ledger.noting() as numbers:
                    self._fragments[key] = self._fragment(statement)
                self._asked[key] = frozenset(numbers)
        elif self._ledger is not None:
            self._ledger.note(self._asked[key])
        return self._fragments[key]

    def share(self, processes: int) -> None:
        """Make what pages share in so many *processes*, once for all of those that need it next.

        What cannot be made is left to the pages that show it.
        """
        articles = list(self.site.articles.values())
        known = self.site.statements
        if processes < 2 or not (self.templates / ANATOMY).is_file():
            return

        def make(number: int) -> list[tuple[str, str, bytes]]:
            keys = articles[number].statements
            try:
                made = [str(self.statement(known[key])) for key in keys]
            except ContentError:
                return []
            asked = [packed(self._asked.get(key, ())) for key in keys]
            return list(zip(keys, made, asked, strict=True))

        for _, made in spread(len(articles), make, processes):
            for key, html, numbers in made:
                self._fragments[key] = Markup(html)  # our own, from a worker
                self._asked[key] = frozenset(array("I", numbers))

    def _fragment(self, statement: Statement) -> Markup:
        site, actors = self.site, self.site.actors
        article = site.articles[statement.article]
        known = [relay.name for relay in statement.via] == [article.source.publisher]
        with self._told(ANATOMY):
            if self._anatomy is None:
                module: Any = self._environment.get_template(ANATOMY).module
                self._anatomy = module.statement
            return Markup(
                self._anatomy(
                    s=statement,
                    speakers=[actors[slug] for slug in statement.by],
                    partners=[actors[slug] for slug in statement.with_],
                    concerned=[actors[slug] for slug in statement.concerning],
                    others=[actors[slug] for slug in statement.sides if slug not in statement.by],
                    article=article,
                    relays=() if known else statement.via,
                    themes=[site.themes[slug] for slug in statement.about],
                    differing=[site.statements[key] for key in statement.differs_from],
                    repeated=[site.statements[key] for key in statement.repeats],
                    repeating=[site.statements[key] for key in statement.repeated_by],
                )
            )

    def _render(self, template: str, variables: dict[str, Any]) -> str:
        with self._told(template):
            return self._environment.get_template(template).render(variables)

    @contextmanager
    def _told(self, template: str) -> Iterator[None]:
        """Make a ContentError of what is wrong with *template* or with one that it uses."""
        try:
            yield
        except ContentError:
            raise
        except Exception as error:
            raise ContentError([self._problem(template, error)]) from error

    def _problem(self, template: str, error: Exception) -> Problem:
        """The Problem of a template that fails, at the line of the template."""
        hint = ""
        if isinstance(error, TemplateNotFound):
            known = [path.name for path in self.templates.glob("*.html")]
            close = nearest(str(error), known)
            message = f"there is no template “{error}”"
            hint = f"did you mean “{close}”?" if close else ""
        else:
            message = f"the template fails: {getattr(error, 'message', None) or error}"
        file, line = self.templates / template, 0
        if isinstance(error, TemplateSyntaxError):
            file, line = Path(error.filename or file), error.lineno
        else:
            for frame in traceback.extract_tb(error.__traceback__):
                if Path(frame.filename).is_relative_to(self.templates) and frame.lineno:
                    file, line = Path(frame.filename), frame.lineno
        source = ""
        if line and file.is_file():
            lines = file.read_text("utf-8", "replace").split("\n")
            source = lines[line - 1] if line <= len(lines) else ""
        column = len(source) - len(source.lstrip()) + 1
        return Problem(file.as_posix(), line, column, message, hint, source)


def _path(thing: Thing | str) -> str:
    return thing if isinstance(thing, str) else url(thing)


def _asset(assets: Assets, name: str) -> str:
    try:
        return assets.paths[name]
    except KeyError:
        close = nearest(name, assets.paths)
        raise TemplateError(
            f"there is no asset “{name}”" + (f"; did you mean “{close}”?" if close else "")
        ) from None


def _href(thing: Thing | str, part: str = "") -> Markup:
    """The link to a thing, an output path, or a part of such a page, from wherever it stands."""
    return Markup(href(f"{_path(thing)}#{part}" if part else _path(thing)))


def _feed(thing: Thing) -> Markup:
    """The link to the Atom feed beside an actor's or theme's page."""
    return Markup(href(url(thing).removesuffix(".html") + ".xml"))


def _link(thing: Any) -> Markup:
    """The name or title of *thing*, leading to its page."""
    label = thing.title if isinstance(thing, Article | StandingPage) else thing.name
    return Markup(f'<a href="{href(url(thing))}">{escape(label)}</a>')  # both are escaped


def _links(things: Iterable[Any]) -> Markup:
    """The links to *things*, with commas between."""
    return Markup(", ").join(map(_link, things))


def _filters(site: Site) -> dict[str, Callable[..., Any]]:
    """The filters that speak the language of *site* and know its names."""
    language = site.language

    @cache
    def time(date: Edtf) -> Markup:
        """A date in words, as a ``time`` element where HTML has a form for it."""
        if date.machine:
            shown = Markup('<time datetime="{}">{}</time>')
            return shown.format(date.machine, language.date(date))
        return Markup("<span>{}</span>").format(language.date(date))

    def marks(tag: str) -> Markup:
        """The attributes of an element whose words are in the language *tag*."""
        found = language.marks(tag).items()
        return Markup("").join(Markup(' {}="{}"').format(*attribute) for attribute in found)

    return {
        "time": time,
        "in_words": cache(language.date),
        "key_words": language.key,
        "weekday": language.weekday,
        "weekday_name": lambda number: language.words.weekdays[number - 1],
        "short_month": lambda number: language.words.months_short[number - 1],
        "weekday_short": lambda number: language.words.weekdays_short[number - 1],
        "name": lambda slug: site.actors[slug].name,
        "voices": lambda slugs: language.listed([site.actors[slug].name for slug in slugs]),
        "enumerated": lambda things: language.listed(list(map(_link, things))),
        "lang": marks,
    }


def _day_key(statement: Statement, days: Mapping[str, Any]) -> str:
    """The key of the page that *statement* is filed on; of an interval, the first."""
    return _date_key(statement.filed, days)


def _date_key(date: Edtf | None, days: Mapping[str, Any]) -> str:
    """The key of the page of *date*; of an interval, the first."""
    if not date:
        return UNDATED
    if date.short:
        covered = (key for key in days if len(key) == 10 and date.covers(key))
        return next(covered, date.keys[0])
    return date.keys[0]


def is_address(text: str) -> bool:
    """Whether a link may lead to *text*, which editors wrote freely."""
    return re.fullmatch(ADDRESS, text) is not None


def _opened(html: Markup) -> Markup:
    """*html* with what is folded away in it laid open, as paper needs it."""
    return Markup(str(html).replace("<details>", "<details open>"))


FILTERS: dict[str, Callable[..., Any]] = {
    "href": _href,
    "feed": _feed,
    "link": _link,
    "links": _links,
    "upper_first": upper_first,
    "anchor": anchor,
    "opened": _opened,
    "day_key": _day_key,
    "date_key": _date_key,
}

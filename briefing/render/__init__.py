"""Pages to bytes. The only package that imports Jinja.

Templates ask for addresses and never spell them; whatever they print is escaped unless it was made
here; a variable that does not exist is an error. A statement's HTML is made once and stands alike
wherever it is shown: addresses in it begin with :data:`briefing.hrefs.ROOT`, which becomes each
page's own way to the root at the end.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import Environment, TemplateError
from markupsafe import Markup

from briefing import groups, linked_data, pages
from briefing.bodies import Material
from briefing.compiled import Compiled
from briefing.exports.data import statements_json
from briefing.hrefs import href
from briefing.language import Language
from briefing.marked import escaped, marked
from briefing.model import Actor, Article, Part, Redirect, Statement, Thing, url
from briefing.permalinks import permalink, root_path
from briefing.policy import POLICY, SEARCH_POLICY
from briefing.problems import ContentError
from briefing.render.bodies import Body, placed
from briefing.render.filters import FILTERS, asset, filters_of, href_to, is_address, path_of
from briefing.render.fragments import MOST, Fragments, Looking, Made, Sharing
from briefing.render.sheet import Sheet
from briefing.render.templates import environment, problem_of
from briefing.site import Site
from briefing.traces import Asked, Ledger, Watched, digest, packed, watched
from briefing.workers import can_fork

ANATOMY = "statement.html"
"""The template of a statement, wherever it is shown."""

_CHECKSUM = ""
"""Stands where that of a statement's fragment would: no statement has an empty id."""

Carried = tuple[str, str, bytes]
"""A statement's id, its HTML, and the numbers of what this asks for."""

if TYPE_CHECKING:
    from briefing.search import Index


def compiled_ahead(
    templates: Path, language: Language, without: Collection[str] = ()
) -> dict[str, tuple[str, bytes]]:
    """The states of all *templates* but some as they are compiled, before there is a site.

    A broken one is for the page that needs it.
    """
    compiled = Compiled()
    _read_all(_prepared(templates, language, {}, compiled, None), _names(templates, without))
    return compiled.states


def _prepared(
    templates: Path,
    language: Language,
    actors: Mapping[str, Actor],
    compiled: Compiled,
    ledger: Ledger | None,
) -> Environment:
    """The environment with all that templates may ask of it; how it is compiled depends on it."""
    made = environment(templates, language, compiled, ledger)
    made.tests["address"] = is_address
    made.filters.update(FILTERS, part_href=href_to, **filters_of(language, actors))
    return made


def _names(templates: Path, without: Collection[str]) -> list[str]:
    return [file.name for file in sorted(templates.glob("*.html")) if file.name not in without]


def _read_all(environment: Environment, names: Iterable[str]) -> None:
    for name in names:
        with suppress(TemplateError):
            environment.get_template(name)


class Renderer:
    """Renders the pages of one site. Fragments that pages share are kept."""

    def __init__(
        self,
        site: Site,
        material: Material,
        templates: Path,
        search: Index | None = None,
        compiled: Compiled | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """Templates are taken as they are *compiled*; what pages are made from is noted in a
        *ledger*, if there is one."""
        compiled = compiled or Compiled()
        marks = groups.side_marks(site)
        folder = search.folder if search is not None and search.available else ""
        self.given = digest(site.settings, site.language.tag, folder)
        bodies: Mapping[str, str] = material.bodies
        self._let_go = material.bodies.let_go
        texts, coverage = material.texts, material.coverage
        proven: Container[str] = material.proven
        if ledger:
            site, marks = watched(site, ledger), ledger.watch("marks", marks)
            bodies = ledger.watch("bodies", bodies, material.bodies.sources())
            texts, coverage = ledger.watch("texts", texts), ledger.watch("coverage", coverage)
            proven = ledger.watch("proven", dict.fromkeys(sorted(material.proven), True))
        self._ledger = ledger
        self._bodies = bodies
        self._printed: list[Body] = []
        self._shown: set[int] = set()
        self._sum_is_shown = False
        asked = site.statements
        self._numbers = asked.questions if isinstance(asked, Watched) else {}
        self._own: dict[str, bytes] = {}
        self.site = site
        self.search = search
        self.templates = templates
        self._cards = material.cards
        self._fragments = Fragments()
        self._sheet = Sheet()
        self._anatomy: Callable[..., str] | None = None
        self._environment = _prepared(templates, site.language, site.actors, compiled, ledger)
        self._environment.filters["part_href"] = self.part_href
        self._environment.globals.update(
            site=site,
            policy=POLICY,
            marks=marks,
            to={name: marked(href(path)) for name, path in pages.single_pages().items()},
            asset=cache(lambda name: marked(href(asset(material.assets, name)))),
            has_asset=material.assets.paths.__contains__,
            body=self.body,
            named=lambda text: marked(material.names.html(text)),
            source_text=lambda article: texts.get(article.slug, ()),
            linked_data=self.linked_data,
            proven=proven,
            coverage=coverage,
            statement=self.statement,
            checksum=self.checksum,
            has_feeds=bool(site.settings.base_url),
        )

    def page(self, page: pages.Page) -> bytes:
        """The bytes of *page*. Raises ContentError when its template has a mistake."""
        return bytes(self._page(page))

    def _page(self, page: pages.Page) -> memoryview:
        """The same, until the next one is made."""
        page = msgspec.structs.replace(page, subject=pages.now(self.site, page.subject))
        settings = self.site.settings
        index = self.search
        folder = index.folder if index is not None and index.available else ""
        searching = bool(folder) and page.name == "search"
        lasting = page.subject.target if isinstance(page.subject, Redirect) else page.path
        variables = {
            "page": page,
            "policy": SEARCH_POLICY if searching else POLICY,
            "search_index": marked(href(folder)) if folder else "",
            "draft": page.path in self.site.drafts,
            "card": self._cards.of(page.path),
            "canonical": permalink(settings, lasting) if settings.base_url else "",
            **page.family.view(self.site, page.subject),
        }
        self._shown.clear()
        self._sum_is_shown = False
        data = self._render(page.family.template, variables, self.way_to_root(page))
        self._let_go(page.path)
        return data

    def made(self, page: pages.Page) -> tuple[memoryview, Asked]:
        """The bytes of *page*, until the next one is made, and what they were made from, for which
        there must be a ledger.

        Raises ContentError as :meth:`page` does.
        """
        statements = self.site.statements
        if self._ledger is None or not isinstance(statements, Watched):
            raise ValueError("nothing is noted without a ledger")
        self._printed = []
        self._ledger.forget()
        data, numbers = self._ledger.follow(partial(self._page, page))
        printed, unclear = placed(self._printed, self._sheet.find, self.way_to_root(page))
        numbers |= self._ledger.by_all
        if self._sum_is_shown:
            numbers.update(memoryview(self._fragments.asked[_CHECKSUM]).cast("I"))
        numbers -= self._shown
        return data, Asked(self.own(page), packed(numbers), printed, unclear, packed(self._shown))

    def own(self, page: pages.Page) -> bytes:
        """A digest of what is given to *page*, as opposed to what it asks for."""
        made = self._own.get(page.path)
        if made is None:
            own = page.subject if isinstance(page.subject, Part | Redirect) else None
            drafted, card = page.path in self.site.drafts, self._cards.of(page.path)
            made = digest(self.given, page.name, page.family.template, own, drafted, card)
            self._own[page.path] = made
        return made

    def words(self) -> list[object]:
        """What pages may show that they do not ask for: the settings, the templates' own text."""
        texts = [file.read_text("utf-8") for file in sorted(self.templates.glob("*.html"))]
        return [self.site.settings, *texts]

    def body(self, thing: Thing | str) -> Body:
        """The body of a document, by its thing or its page's path."""
        path = path_of(thing)
        body = Body(path, self._bodies.get(path, ""))
        self._printed.append(body)
        return body

    def part_href(self, thing: Thing, part: str) -> Markup:
        """The link to a *part* of a page; of one whose list is split, to the page itself."""
        return href_to(thing, "" if url(thing) in self.site.parts else part)

    def linked_data(self, page: pages.Page, title: str) -> Markup:
        """What *page* tells machines, as the content of a JSON-LD script element."""
        data = linked_data.of(self.site, page.name, page.subject, name=title, at=page.path)
        return marked(linked_data.script(data))

    def way_to_root(self, page: pages.Page) -> str:
        """What leads from *page* to the site's root: ``../`` for each folder it lies in.

        The page for addresses that do not exist is shown at any depth, so it alone begins at the
        root of the host.
        """
        if page.name == "not_found":
            return str(escaped(root_path(self.site.settings)))
        return "../" * page.path.count("/")

    def statement(self, statement: Statement) -> Markup:
        """The one form in which *statement* is shown everywhere."""
        key = statement.id
        number = self._numbers.get(key)
        if number is not None:
            self._shown.add(number)
        made = self._fragments.get(key, number)
        return self._share(key, partial(self._fragment, statement)) if made is None else made

    def checksum(self) -> Markup:
        """The SHA-256 of the statements as data, in hexadecimal digits."""
        self._sum_is_shown = True
        return self._fragments.get(_CHECKSUM) or self._share(_CHECKSUM, self._summed)

    def _share(self, key: str, make: Callable[[], Markup]) -> Markup:
        """What *make* makes, which pages that show *key* have in common."""
        return self._fragments.keep(key, *self._followed(make))

    def _followed(self, make: Callable[[], Markup]) -> tuple[Markup, set[int] | None]:
        """What *make* makes, and what it asks for, if that is noted."""
        return self._ledger.aside(make) if self._ledger else (make(), None)

    def _summed(self) -> Markup:
        return marked(hashlib.sha256(statements_json(self.site)).hexdigest())

    def compile(self, names: Iterable[str] | None = None) -> None:
        """Read all templates now (or those *names*), so that each process has the same. A broken
        one is for pages."""
        _read_all(self._environment, self.names() if names is None else names)

    def names(self) -> list[str]:
        """The names of the templates that pages may need."""
        return _names(self.templates, pages.templates_without(self.site.without))

    def sharing(self, looking: Looking | None, processes: int) -> Sharing | None:
        """The making of what pages share in so many *processes*, once for all of those that make
        pages next; None where none can be forked.

        Who has made that of an article is *looking* at what it was made from, if that is wanted.
        What cannot be made is left to the pages that show it.
        """
        if processes < 2 or not can_fork() or not (self.templates / ANATOMY).is_file():
            return None
        articles = list(self.site.articles.values())
        self._numbers = self._numbers or dict(zip(self.site.statements, count()))
        processes = min(processes, MOST)
        self._fragments.put_by(processes, self._numbers)

        def make(number: int) -> Iterator[Made]:
            article = articles[number]
            yield from self.fragments(article)
            if looking:
                looking.look("articles", [article.slug])
                looking.look("coverage", [article.slug])
                looking.look("statements", article.statements)
                looking.look("bodies", [path_of(article)])

        def rest() -> None:
            if looking:
                looking.look_at_the_rest({"articles", "coverage", "statements", "bodies"})

        return Sharing(self._fragments, make, len(articles), processes, rest)

    def shared(self) -> list[str]:
        """The slugs of the articles whose statements can be made before any page."""
        return list(self.site.articles) if (self.templates / ANATOMY).is_file() else []

    def carried(self, slug: str) -> list[Carried]:
        """The statements of an article for another process, as far as they can be made."""
        return [
            (key, str.__str__(html), array("I", numbers).tobytes())
            for key, html, numbers in self.fragments(self.site.articles[slug])
        ]

    def take(self, fragments: Iterable[Carried]) -> None:
        """Keep what another process has made, or this one."""
        for key, html, numbers in fragments:
            self._fragments.keep(key, marked(html), None)
            self._fragments.asked[key] = numbers

    @property
    def asked(self) -> dict[str, bytes]:
        """The numbers of what each statement's HTML asks for, by its id, as far as it is made."""
        return self._fragments.asked

    def fresh(self) -> list[tuple[str, bytes]]:
        """The same of those that were made for the pages since this was last called."""
        return self._fragments.fresh()

    def fragments(self, article: Article) -> Iterator[Made]:
        """The statements of *article*, as far as they can be made."""
        known = self.site.statements
        for key in article.statements:
            with suppress(ContentError):
                html, numbers = self._followed(partial(self._fragment, known[key]))
                yield key, html, numbers or ()

    def _fragment(self, statement: Statement) -> Markup:
        site, actors = self.site, self.site.actors
        article = site.articles[statement.article]
        known = [relay.name for relay in statement.via] == [article.source.publisher]
        told = {
            "s": statement,
            "speakers": [actors[slug] for slug in statement.by],
            "partners": [actors[slug] for slug in statement.with_],
            "concerned": [actors[slug] for slug in statement.concerning],
            "others": [actors[slug] for slug in statement.sides if slug not in statement.by],
            "article": article,
            "relays": () if known else statement.via,
            "themes": [site.themes[slug] for slug in statement.about],
            "differing": [site.statements[key] for key in statement.differs_from],
            "repeated": [site.statements[key] for key in statement.repeats],
            "repeating": [site.statements[key] for key in statement.repeated_by],
        }
        try:
            if self._anatomy is None:
                module: Any = self._environment.get_template(ANATOMY).module
                self._anatomy = module.statement
            return marked(self._anatomy(**told))
        except ContentError:
            raise
        except Exception as error:
            raise self._told(ANATOMY, error) from error

    def _render(self, template: str, variables: dict[str, Any], root: str) -> memoryview:
        try:
            pieces = self._environment.get_template(template).generate(variables)
            return self._sheet.fill(pieces, root)
        except ContentError:
            raise
        except Exception as error:
            raise self._told(template, error) from error

    def _told(self, template: str, error: Exception) -> ContentError:
        """What is wrong with *template* or with one that it uses."""
        return ContentError([problem_of(self.templates, template, error)])

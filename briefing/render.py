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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
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
from briefing.model import Article, Redirect, StandingPage, Statement, Thing, url
from briefing.permalinks import permalink
from briefing.policy import POLICY, SEARCH_POLICY
from briefing.problems import ContentError, Problem, nearest
from briefing.schema import ADDRESS
from briefing.site import Site
from briefing.timeline import anchor


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


class Compiled(BytecodeCache):
    """Templates as they were compiled, for as long as they are as they were."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


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
    ) -> None:
        self.site = site
        self.search = search
        self.templates = templates
        self._cards = material.cards
        self._fragments: dict[str, Markup] = {}
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
            marks=groups.side_marks(site),
            to={name: Markup(href(path)) for name, path in pages.single_pages().items()},
            asset=lambda name: Markup(href(_asset(material.assets, name))),
            has_asset=material.assets.paths.__contains__,
            body=lambda thing: Markup(material.bodies.get(_path(thing), "")),
            named=lambda text: Markup(material.names.html(text)),
            source_text=lambda article: material.texts.get(article.slug, ()),
            linked_data=self.linked_data,
            proven=material.proven,
            coverage=material.coverage,
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
            return str(escape(urlsplit(self.site.settings.base_url).path or "/"))
        return "../" * page.path.count("/")

    def statement(self, statement: Statement) -> Markup:
        """The one form in which *statement* is shown everywhere."""
        fragment = self._fragments.get(statement.id)
        if fragment is None:
            actors = self.site.actors
            fragment = Markup(
                self._render(
                    "statement.html",
                    {
                        "s": statement,
                        "speakers": [actors[slug] for slug in statement.by],
                        "partners": [actors[slug] for slug in statement.with_],
                        "concerned": [actors[slug] for slug in statement.concerning],
                        "sides": [actors[slug] for slug in statement.sides],
                        "article": self.site.articles[statement.article],
                        "themes": [self.site.themes[slug] for slug in statement.about],
                        "differing": [self.site.statements[key] for key in statement.differs_from],
                        "repeated": [self.site.statements[key] for key in statement.repeats],
                        "repeating": [self.site.statements[key] for key in statement.repeated_by],
                    },
                )
            )
            self._fragments[statement.id] = fragment
        return fragment

    def _render(self, template: str, variables: dict[str, Any]) -> str:
        try:
            return self._environment.get_template(template).render(variables)
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
    return Markup('<a href="{}">{}</a>').format(_href(thing), label)


def _filters(site: Site) -> dict[str, Callable[..., Any]]:
    """The filters that speak the language of *site* and know its names."""
    language = site.language

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
        "in_words": language.date,
        "key_words": language.key,
        "weekday": language.weekday,
        "weekday_name": lambda number: language.words.weekdays[number - 1],
        "short_month": lambda number: language.words.months_short[number - 1],
        "weekday_short": lambda number: language.words.weekdays_short[number - 1],
        "name": lambda slug: site.actors[slug].name,
        "listed": language.listed,
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
    "upper_first": upper_first,
    "anchor": anchor,
    "opened": _opened,
    "day_key": _day_key,
    "date_key": _date_key,
}

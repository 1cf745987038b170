"""Pages to bytes. The only module that imports Jinja.

Templates ask for addresses and never spell them; whatever they print is escaped unless it was made
here; a variable that does not exist is an error. A statement's HTML is made once and stands alike
wherever it is shown: addresses in it begin with :data:`briefing.markup.ROOT`, which becomes each
page's own way to the root at the end.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from briefing import groups, linked_data, pages
from briefing.assets import Assets
from briefing.bodies import Material
from briefing.dates import UNDATED, WEEKDAYS, Edtf, key_words, weekday
from briefing.exports.data import statements_json
from briefing.markup import ROOT, href
from briefing.model import Redirect, Statement, Thing, url
from briefing.permalinks import permalink
from briefing.policy import POLICY, SEARCH_POLICY
from briefing.problems import ContentError, Problem, nearest
from briefing.site import Site

if TYPE_CHECKING:
    from briefing.search import Index


class Renderer:
    """Renders the pages of one site. Fragments that pages share are kept."""

    def __init__(
        self, site: Site, material: Material, templates: Path, search: Index | None = None
    ) -> None:
        self.site = site
        self.search = search
        self.templates = templates
        self._fragments: dict[str, Markup] = {}
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(
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
        settings = self.site.settings
        index = self.search if page.name == "search" else None
        folder = index.folder if index is not None and index.available else ""
        lasting = page.subject.target if isinstance(page.subject, Redirect) else page.path
        variables = {
            "page": page,
            "policy": SEARCH_POLICY if folder else POLICY,
            "search_index": Markup(href(folder)) if folder else "",
            "draft": page.path in self.site.drafts,
            "canonical": permalink(settings, lasting) if settings.base_url else "",
            **page.family.view(self.site, page.subject),
        }
        html = self._render(page.family.template, variables)
        return html.replace(ROOT, self.way_to_root(page)).encode()

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
            return urlsplit(self.site.settings.base_url).path or "/"
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


def _time(date: Edtf) -> Markup:
    """A date in words, as a ``time`` element where HTML has a form for it."""
    if date.machine:
        return Markup('<time datetime="{}">{}</time>').format(date.machine, date.words)
    return Markup("<span>{}</span>").format(date.words)


def _joined(items: list[str], conjunction: str = "and") -> Markup:
    """``a, b and c``."""
    comma, last = Markup(", "), Markup(" {} ").format(conjunction)
    head = comma.join(items[:-1])
    return last.join(filter(None, [head, *items[-1:]]))


def _counted(number: int, singular: str, plural: str = "") -> str:
    """``1 statement``, ``2 statements``."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


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


def _opened(html: Markup) -> Markup:
    """*html* with what is folded away in it laid open, as paper needs it."""
    return Markup(str(html).replace("<details>", "<details open>"))


def _weekday_name(number: int) -> str:
    """The name of a day of the week, Monday being 1 (ISO 8601)."""
    return WEEKDAYS[number - 1]


FILTERS: dict[str, Callable[..., Any]] = {
    "href": _href,
    "feed": _feed,
    "time": _time,
    "key_words": key_words,
    "weekday": weekday,
    "weekday_name": _weekday_name,
    "opened": _opened,
    "joined": _joined,
    "counted": _counted,
    "day_key": _day_key,
    "date_key": _date_key,
}

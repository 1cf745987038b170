"""Markdown to HTML, with every link resolved.

This is the only module that imports markdown-it.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from briefing import limits
from briefing.hrefs import href
from briefing.name_links import NameLinks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MEANT = "\\`*_[]<>&~|\0\r"
"""The characters that may mean something to Markdown within a line."""
_LINES_MEANT = re.compile(r"\n(?:(?<=[^\S\n]\n)|\d|[^\w\n])")
"""The end of a line that ends in white space, or comes before one without a letter at its start."""


@cache
def _markdown() -> MarkdownIt:
    """The parser, which plain text does without."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"xhtmlOut": False}).enable(["table", "strikethrough"])
    # markdown-it would leave a link that it refuses standing as text; here it becomes a Flaw.
    made.validateLink = bool  # type: ignore[method-assign,assignment]
    return made


class Flaw(Struct, frozen=True):
    """Something in a body that cannot be published: ``line`` counts from 0, ``find`` marks it."""

    line: int
    message: str
    hint: str
    find: str = ""


class Targets(Struct, frozen=True):
    """What a body may link to.

    ``pages`` leads from what may be written (``actors/nato.md``, ``positions.html``) to output
    paths, ``statements`` from ids to addresses, ``assets`` from names to output paths.
    """

    pages: Mapping[str, str]
    statements: Mapping[str, str]
    assets: Mapping[str, str]


def render(
    body: str,
    *,
    folder: str,
    targets: Targets,
    names: NameLinks,
    own: Collection[str] = (),
) -> tuple[str, list[Flaw]]:
    """*body* as HTML, and what is wrong with it.

    *folder* is the document's, from the content folder; *own* are output paths that names are not
    linked to, such as the page's own.
    """
    flaws: list[Flaw] = []
    if is_plain(body):
        return paragraphs(body, names, own), flaws
    markdown = _markdown()
    tokens = markdown.parse(body)
    _level_headings(tokens)
    lines = body.split("\n")
    quoted = 0
    for token in tokens:
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "html_block":
            flaws.append(_raw_html(token.map[0] if token.map else 0, token.content))
        elif token.type == "inline" and token.children is not None:
            start, end = token.map or (0, 1)
            block = _Block(lines[start:end], start, folder, targets, flaws)
            linked = None if quoted else set(own)
            token.children = list(block.children(token.children, names, linked))
    return markdown.renderer.render(tokens, markdown.options, {}), flaws


def is_plain(body: str) -> bool:
    """Whether *body* is paragraphs in which nothing means anything to Markdown."""
    # Each is looked for by itself: one after the other, they are found sooner than any of them.
    meant = any(character in body for character in _MEANT)
    return not (meant or _LINES_MEANT.search(f"\n{body}\n"))


def paragraphs(body: str, names: NameLinks, own: Collection[str]) -> str:
    """What :func:`render` makes of a *body* that :func:`is_plain`, without a parser."""
    found = filter(None, [text.strip("\n") for text in body.split("\n\n")])
    return "".join([f"<p>{names.plain_html(text, set(own))}</p>\n" for text in found])


class _Block:
    """One block of text while its links are resolved."""

    def __init__(
        self, lines: Sequence[str], start: int, folder: str, targets: Targets, flaws: list[Flaw]
    ) -> None:
        self.lines = lines
        self.start = start
        self.folder = folder
        self.targets = targets
        self.flaws = flaws
        self._found: dict[str, int] = {}

    def children(
        self, tokens: Sequence[Token], names: NameLinks, linked: set[str] | None
    ) -> Iterator[Token]:
        depth = 0
        text = ""
        opened = False
        for token in tokens:
            if linked is not None and not depth and token.type in {"text", "softbreak"}:
                text += token.content or "\n"
                continue
            if text and linked is not None:
                yield _html(names.html(text, linked))
                text = ""
            if token.type == "html_inline":
                # What closes an element is told with what opens it, and alone where nothing does.
                if not (token.content.startswith("</") and opened):
                    self.flaws.append(_raw_html(self.line_of(token.content), token.content))
                opened = True
            elif token.type == "link_open":
                depth += 1
                self.link(token)
            elif token.type == "link_close":
                depth -= 1
            elif token.type == "image":
                yield from self.image(token)
                continue
            yield token
        if text and linked is not None:
            yield _html(names.html(text, linked))

    def link(self, token: Token) -> None:
        address, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
        if max(len(address), len(title)) > limits.ADDRESS:
            # It may be a definition that is used again and again: it is not repeated each time.
            token.attrs = {}
            begun = f"{address[:60]}…"
            hint = f"an address, and the title of a link, has at most {limits.ADDRESS} characters"
            self.flaw(f"the link “{begun}” is too long", hint, address[:60])
            return
        written = unquote(address)
        try:
            parts = urlsplit(written)
        except ValueError:
            hint = "an address with [ in its host is one of IPv6, and must be whole"
            self.flaw(f"the link “{written}” cannot be followed", hint, written)
            return
        if parts.scheme in {"http", "https", "mailto"}:
            token.attrSet("rel", "noopener")
            return
        if parts.scheme or parts.netloc:
            hint = "a link leads to a page of the site, or begins with https://, http:// or mailto:"
            self.flaw(f"the link “{written}” cannot be followed", hint, written)
            return
        found = self.page(parts.path, parts.fragment)
        if found:
            token.attrSet("href", href(found))
        else:
            hint = "write the path of a document, such as actors/nato.md, or articles/….md#id"
            self.flaw(f"there is no page “{written}”", hint, written)

    def page(self, path: str, fragment: str) -> str | None:
        """The address that *path* and *fragment* mean, or None."""
        statement = self.targets.statements.get(fragment)
        if not path:
            return statement
        beside = posixpath.normpath(posixpath.join(self.folder, path))
        page = self.targets.pages.get(beside) or self.targets.pages.get(path)
        if page and fragment:
            return statement if statement and statement.startswith(f"{page}#") else None
        return page

    def image(self, token: Token) -> Iterator[Token]:
        written = unquote(str(token.attrGet("src") or ""))
        name = written.rpartition("assets/")[2]
        path = self.targets.assets.get(name)
        alt, credit = token.content.strip(), str(token.attrGet("title") or "").strip()
        if not path:
            hint = 'pictures lie in assets/; write ![what it shows](assets/name.jpg "credit")'
            self.flaw(f"there is no picture “{written}”", hint, written)
        elif not alt or not credit:
            lack = "text for readers who cannot see it" if not alt else "credit"
            hint = 'write ![what it shows](assets/name.jpg "credit")'
            self.flaw(f"the picture “{written}” has no {lack}", hint, written)
        else:
            html = (
                f'<img src="{href(path)}" alt="{escape(alt)}" loading="lazy">'
                f' <small class="credit">{escape(credit)}</small>'
            )
            yield _html(html)

    def line_of(self, text: str) -> int:
        """The line of the body, from 0, that holds *text*."""
        first = text.split("\n", 1)[0]
        if first not in self._found:  # what stands there often is not looked for each time
            lines = (at for at, line in enumerate(self.lines) if first in line)
            self._found[first] = self.start + next(lines, 0)
        return self._found[first]

    def flaw(self, message: str, hint: str, find: str) -> None:
        self.flaws.append(Flaw(self.line_of(find), message, hint, find))


def _html(content: str) -> Token:
    from markdown_it.token import Token

    return Token("html_inline", "", 0, content=content)


def external_links(body: str) -> Iterator[tuple[str, int, int]]:
    """The http and https addresses that *body* links to, with line and column from 0."""
    begins = [0, *(match.end() for match in re.finditer("\n", body)), len(body)]
    for token in _markdown().parse(body):
        first, last = token.map or (0, -1)
        at, end = begins[first], begins[last]
        for child in token.children or ():
            address = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if not address.lower().startswith(("http://", "https://")):
                continue
            written = (address, unquote(address), escape(address), unquote(escape(address)))
            # After the link before it, else in a definition that stands elsewhere.
            beside = [place for text in written if (place := body.find(text, at, end)) >= 0]
            places = beside or [place for text in written if (place := body.find(text)) >= 0]
            found = min(places, default=at)
            at = found + 1 if beside else at
            line = bisect_right(begins, found) - 1
            yield address, line, found - begins[line]


def _raw_html(line: int, html: str) -> Flaw:
    tag = html.strip().split("\n", 1)[0]
    hint = "bodies are Markdown; for a less-than sign write &lt;, for code use `…`"
    return Flaw(line, "raw HTML has no place in a body", hint, tag)


def _level_headings(tokens: Sequence[Token]) -> None:
    """Let the highest heading of a body be h2: the page's title is the only h1."""
    headings = [token for token in tokens if token.type.startswith("heading_")]
    shift = 2 - min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + shift, 6)}"

"""What must hold of every page, feed and table, whatever they are made of, and of every problem."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import html5lib

from briefing.exports.data import FORMULA_STARTS
from briefing.problems import Problem

ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "cite",
    "background",
    "srcset",
}
ALIVE = {"iframe", "object", "embed", "base", "applet", "frame", "frameset", "portal", "noscript"}
OWN_FORMS = {"search.html"}
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ALLOWED = {"http", "https", "mailto", ""}
_MISLEADING = re.compile(r"[\x00-\x20]*[a-z][a-z0-9+.\x00-\x20-]*:", re.IGNORECASE)


class BrokenRuleError(AssertionError):
    """A rule does not hold."""


def flaws_of_page(html: str, name: str = "", *, fragment: bool = False) -> Iterator[str]:
    """What is wrong with a page (or a *fragment* of one) as a browser reads it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(html) if fragment else parser.parse(html)
    for _, code, _ in parser.errors[:3]:
        yield f"the mark-up is not whole: {code}"
    if "\x02" in html:
        yield "a mark of our own is left in the page"
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from _flaws_of_element(element, name)


def _flaws_of_element(element: ET.Element, name: str) -> Iterator[str]:
    tag, attributes = element.tag, element.attrib
    if tag in ALIVE or (tag == "form" and name not in OWN_FORMS):
        yield f"a <{tag}>"
    if tag == "script":
        yield from _flaws_of_script(element, name)
    for key, value in attributes.items():
        key = str(key).rpartition("}")[2].lower()
        if key.startswith("on") or key in {"style", "srcdoc", "ping", "xlink:href"}:
            yield f"an attribute {key}"
        if key in ADDRESSES and not _is_allowed(value):
            yield f"the address {value!r}"
        refreshes = tag == "meta" and attributes.get("http-equiv") == "refresh"
        if refreshes and key == "content" and not re.fullmatch(r"0; url=[^:\s]+", value):
            yield f"a refresh to {value!r}"
    leads = attributes.get("href", "")
    outside = tag == "a" and urlsplit(leads).netloc if _is_allowed(leads) else ""
    if outside and "noopener" not in attributes.get("rel", ""):
        yield f"a link to {leads!r} without rel=noopener"


def _flaws_of_script(element: ET.Element, name: str) -> Iterator[str]:
    if element.get("type") == "application/ld+json":
        try:
            json.loads(element.text or "")
        except ValueError:
            yield "linked data that cannot be read"
    elif (
        name != "search.html" or element.text or not (element.get("src") or "").startswith("assets")
    ):
        yield "a script"


def _is_allowed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "" and _MISLEADING.match(address):
        return False
    return parts.scheme in _ALLOWED and not (parts.netloc and not parts.scheme)


def flaws_of_tree(tree: Mapping[str, bytes], paths: Iterable[str]) -> Iterator[str]:
    """What is wrong with the files *paths* of a site."""
    for path in paths:
        data = tree[path]
        if path.endswith((".html", ".xml", ".json", ".csv")) and not path.startswith("pagefind/"):
            yield from (f"{path}: {flaw}" for flaw in _flaws_of_file(path, data))


def _flaws_of_file(path: str, data: bytes) -> Iterator[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield "not UTF-8"
        return
    if path.endswith(".html"):
        yield from flaws_of_page(text, path)
    elif path.endswith(".xml"):
        root = ET.fromstring(data)
        leads = [element.get("href", "") for element in root.iter()]
        yield from (f"the address {address!r}" for address in leads if not _is_allowed(address))
    elif path.endswith(".json"):
        json.loads(text)
    elif path.endswith(".csv"):
        for row in csv.reader(io.StringIO(text, newline="")):
            yield from (f"the formula {cell!r}" for cell in row if cell.startswith(FORMULA_STARTS))


def hold(flaws: Iterable[str]) -> None:
    """Raise BrokenRuleError with all *flaws*, if there is one."""
    found = list(flaws)
    if found:
        raise BrokenRuleError("; ".join(found[:5]))


def told(problems: Iterable[Problem]) -> None:
    """Raise BrokenRuleError unless each of *problems* can be read as what it is."""
    for problem in problems:
        said = str(problem)
        if _UNSEEN.search(said):
            raise BrokenRuleError(f"a problem moves the cursor: {said!r}")
        lines = said.split("\n")
        if any(not line.startswith(("    ", "  hint: ")) for line in lines[1:]):
            raise BrokenRuleError(f"a problem of several lines: {said!r}")
        if len(said) > 20_000 or not problem.message or problem.line < 0 or problem.column < 0:
            raise BrokenRuleError(f"a problem without measure: {said[:300]!r}")
        said.encode()

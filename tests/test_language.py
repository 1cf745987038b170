"""A site in another language: its own words, dates and lists, and the marks of foreign ones."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import html5lib
import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from briefing import language
from briefing.cards.words import of_subjects
from briefing.dates import parse
from briefing.language import CATALOGUE, CLDR, direction, load
from briefing.planning import Folders, plan
from briefing.tree import Tree
from briefing.wording import ENGLISH
from tests import catalogues
from tests.cases import table
from tests.folders import REAL, SMALL, article, planned
from tests.golden import SITE

NAMES = ("months", "months_short", "months_alone", "weekdays", "weekdays_short")

QUOTED = """
- id: aa11
  by: Ada Berg
  about: Dams
  says: The dam stays.
  quote: Der Damm bleibt.
"""


SPOKEN = {"aria-label", "title", "alt"}
SHOWN_BY_MACHINES = {"description", "og:title", "og:description"}
IN_FEEDS = {"title", "subtitle", "content", "name"}


def write_language(folder: Path) -> None:
    """A language in which every message is its English between ⟦ and ⟧."""
    (folder / CATALOGUE).parent.mkdir(parents=True)
    found = Catalog(locale="en")
    for message in catalogues.messages():
        if message.id:
            many = [message.id] if isinstance(message.id, str) else message.id
            texts = tuple(f"⟦{text}⟧" for text in many)
            found.add(message.id, texts[0] if len(texts) == 1 else texts)
    with (folder / CATALOGUE).open("wb") as file:
        write_mo(file, found)
    marked = {name: tuple(f"⟦{word}⟧" for word in getattr(ENGLISH, name)) for name in NAMES}
    words = msgspec.structs.replace(ENGLISH, **marked)
    ends = {"two": "{0} ⟦and⟧ {1}", "end": "{0} ⟦and⟧ {1}"}
    (folder / CLDR).write_bytes(msgspec.json.encode({"dates": words, "lists": ends}))


def outside(page: str) -> str:
    """What readers are told by *page*, a page or a feed, without what stands in brackets."""
    told = " ".join(in_feed(page) if page.startswith("<?xml") else in_page(page))
    while "⟦" in told:
        told, before = re.sub(r"⟦[^⟦⟧]*⟧", " ", told), told
        assert told != before, "a bracket is cut off"
    return told


def in_feed(page: str) -> Iterator[str]:
    for element in ET.fromstring(page).iter():
        if element.tag.rpartition("}")[2] in IN_FEEDS:
            yield element.text or ""


def in_page(page: str) -> Iterator[str]:
    root = html5lib.parse(page, namespaceHTMLElements=False)
    for element in root.iter():
        yield from (element.get(name) or "" for name in SPOKEN)
        if {element.get("name"), element.get("property")} & SHOWN_BY_MACHINES:
            yield element.get("content") or ""
    for element in root.iter("script"):
        element.text = ""
    yield "".join(root.itertext())


def index(tag: str) -> dict[str, str | bytes]:
    return {"index.md": SMALL["index.md"].replace("title:", f"language: {tag}\n        title:")}


def tree(folder: Path, tag: str, **documents: str) -> Tree:
    found = {f"{name}s/a.md": text for name, text in documents.items()}
    return planned(folder, {**index(tag), **found}).tree


@pytest.mark.parametrize(("text", "words"), table("dates_uk"))
def test_a_date_is_said_in_ukrainian(text: str, words: str) -> None:
    assert load("uk").date(parse(text)).replace("\u202f", " ").replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 стаття"),
        (2, "2 статті"),
        (5, "5 статей"),
        (11, "11 статей"),
        (21, "21 стаття"),
        (22, "22 статті"),
        (112, "112 статей"),
    ],
)
def test_a_number_takes_its_plural(number: int, words: str) -> None:
    message = load("uk").catalogue.ngettext("%(num)s article", "%(num)s articles", number)
    assert message % {"num": number} == words


def test_english_needs_no_catalogue() -> None:
    assert load("en-GB").shipped
    assert load("en").listed(["Ada", "Bo", "Cy"]) == "Ada, Bo and Cy"


def test_a_region_has_the_catalogue_of_its_language() -> None:
    assert load("uk-UA").gettext("Actors") == "Учасники"


def test_pages_feeds_and_data_for_machines_are_in_the_language_of_the_site(tmp_path: Path) -> None:
    found = tree(tmp_path, "uk", article=article(QUOTED))
    page = found["articles/a.html"].decode()
    assert '<html lang="uk">' in page
    assert "«Der Damm bleibt.»" in page
    assert '"name":"Статті"' in page
    assert "Хто: Ada Berg, Minister of Water" in found["feed.xml"].decode()


def test_cards_are_in_the_language_of_the_site(tmp_path: Path) -> None:
    site = planned(tmp_path, {**index("uk"), "articles/a.md": article(QUOTED)}).site
    cards = {subject.slug: card.below for subject, card in of_subjects(site)}
    assert any("1 твердження" in line and "4 травня 2021" in line for line in cards["a"])


def test_a_language_without_a_catalogue_is_mentioned_with_those_shipped(tmp_path: Path) -> None:
    notices = [n for n in planned(tmp_path, index("ar")).notices if "translated" in n.message]
    (notice,) = notices
    assert "“ar”" in notice.message
    assert "en and uk" in notice.hint
    assert notice.source.strip() == "language: ar"


def test_a_site_that_runs_from_right_to_left_says_so_on_every_page(tmp_path: Path) -> None:
    found = tree(tmp_path, "ar", article=article(QUOTED))
    pages = [path for path in found if path.endswith(".html")]
    assert all(b'<html lang="ar" dir="rtl">' in found[path] for path in pages)


@pytest.mark.parametrize(
    ("tag", "runs"),
    [("uk", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ks-Deva", "ltr")],
)
def test_the_script_of_a_tag_tells_its_direction(tag: str, runs: str) -> None:
    assert direction(tag) == runs


@pytest.mark.parametrize(
    ("site", "source", "quote", "attributes"),
    [
        ("en", "de", "", ' lang="de"'),
        ("en", "de", "fa", ' lang="fa" dir="rtl"'),
        ("ar", "de", "", ' lang="de" dir="ltr"'),
        ("en", "de", "en", ""),
        ("en", "", "", ""),
    ],
)
def test_a_quotation_is_marked_where_its_language_is_not_the_pages(
    tmp_path: Path, site: str, source: str, quote: str, attributes: str
) -> None:
    told = article(QUOTED + (f"  language: {quote}\n" if quote else ""))
    told = told.replace("Herald}", f"Herald, language: {source}}}") if source else told
    found = tree(tmp_path, site, article=told)
    assert f"<blockquote{attributes}><p>" in found["articles/a.html"].decode()
    (record,) = msgspec.json.decode(found["data/statements.json"])
    assert record["quote_language"] == (quote or source or site)


def test_a_headline_is_marked_where_its_language_is_not_the_pages(tmp_path: Path) -> None:
    told = article(QUOTED).replace("Herald}", "Herald, headline: Am Damm, language: de}")
    found = tree(tmp_path, "en", article=told)
    assert '<dd lang="de">Am Damm</dd>' in found["sources.html"].decode()


def test_no_sentence_of_the_site_is_left_untranslated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language in which each message is its English between ⟦ and ⟧, all that stands outside
    of such brackets is the editors'."""
    write_language(tmp_path / "qps")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    content = tmp_path / "content"
    known = set()
    for path in sorted((SITE / "content").rglob("*")):
        target = content / path.relative_to(SITE / "content")
        if path.is_dir():
            target.mkdir(parents=True)
            continue
        text = path.read_text("utf-8")
        known |= set(re.findall(r"\w+", text))
        target.write_text(text.replace("title: The Water", "language: qps\ntitle: The Water"))
    site = plan(Folders(content=content, templates=REAL.templates, assets=SITE / "assets")).tree
    left = {
        (path, word)
        for path in site
        if path.endswith((".html", ".xml"))
        for word in re.findall(r"\b[^\W\d]\w{1,30}\b", outside(site[path].decode()))
        if word not in known
    }
    assert left == set()

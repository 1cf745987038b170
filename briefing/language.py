"""The language of a site's own words: its catalogue, how it says dates, which way it runs.

English is the language of the templates and of this package. Every other language is a folder of
``briefing/locale`` that holds a catalogue (gettext) and what CLDR knows of its dates and lists;
``make catalogues`` makes both. A site in a language without a catalogue is in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import msgspec
from msgspec import Struct

from briefing import dates
from briefing.dates import Edtf
from briefing.wording import ENGLISH, Phrases, Words

FOLDER = Path(__file__).parent / "locale"
CATALOGUE = "LC_MESSAGES/briefing.mo"
CLDR = "cldr.json"

RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he khw ks nqo ps sd syr ug ur yi".split())
"""Languages whose usual script runs from right to left."""

RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())


class Lists(Struct, frozen=True, kw_only=True):
    """How a language joins names: patterns of CLDR with ``{0}`` and ``{1}``; by default English."""

    two: str = "{0} and {1}"
    start: str = "{0}, {1}"
    middle: str = "{0}, {1}"
    end: str = "{0} and {1}"


class Cldr(Struct, frozen=True, kw_only=True):
    """What a language's ``cldr.json`` holds."""

    dates: Words = ENGLISH
    lists: Lists = Lists()


class Language(Struct, frozen=True, kw_only=True):
    """A language (BCP 47 *tag*) and what the site says in it.

    ``shipped`` tells whether they are that language's own or, for want of a catalogue, English.
    """

    tag: str
    shipped: bool
    catalogue: NullTranslations
    words: Words
    lists: Lists

    @property
    def direction(self) -> str:
        return direction(self.tag)

    def gettext(self, message: str) -> str:
        return self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, num: int) -> str:
        """The form of the message that goes with *num*, which is ``%(num)s`` in it."""
        return self.catalogue.ngettext(one, many, num) % {"num": num}

    def date(self, date: Edtf) -> str:
        """As read aloud: ``about 31 March 2022``."""
        return date.said(self.words)

    def key(self, key: str) -> str:
        """A filing key as read aloud: ``16 February 2022``, ``Undated``."""
        return dates.key_words(key, self.words)

    def heading(self, key: str) -> str:
        """The same at the head of a line: many languages write months small elsewhere."""
        return upper_first(self.key(key))

    def weekday(self, key: str) -> str:
        """``Wednesday`` for ``2022-02-16``; empty for a key that is not a day."""
        return dates.weekday(key, self.words)

    def listed(self, items: Iterable[str]) -> str:
        """``a, b and c``."""
        first, *rest = list(items) or [""]
        if len(rest) == 1:
            return _fill(self.lists.two, first, rest[0])
        for number, item in enumerate(rest, 1):
            last, begun = number == len(rest), number > 1
            pattern = self.lists.end if last else self.lists.middle if begun else self.lists.start
            first = _fill(pattern, first, item)
        return first

    def marks(self, tag: str) -> dict[str, str]:
        """The attributes ``lang`` and ``dir`` of words in the language *tag*, as far as they differ
        from the page's; none where *tag* is empty."""
        found = {}
        if tag and tag.lower() != self.tag.lower():
            found["lang"] = tag
            if direction(tag) != self.direction:
                found["dir"] = direction(tag)
        return found


def upper_first(text: str) -> str:
    """*text* as a sentence begins."""
    return text[:1].upper() + text[1:]


def load(tag: str) -> Language:
    """The language *tag* from its own folder, or from that of the language without its region."""
    name = _folder(tag)
    if not name:
        return Language(
            tag=tag,
            shipped=primary(tag) == "en",
            catalogue=NullTranslations(),
            words=ENGLISH,
            lists=Lists(),
        )
    with (FOLDER / name / CATALOGUE).open("rb") as file:
        catalogue = GNUTranslations(file)
    cldr = msgspec.json.decode((FOLDER / name / CLDR).read_bytes(), type=Cldr)
    phrases = Phrases(
        **{
            field: catalogue.gettext(getattr(ENGLISH.phrases, field))
            for field in Phrases.__struct_fields__
        }
    )
    return Language(
        tag=tag,
        shipped=True,
        catalogue=catalogue,
        words=msgspec.structs.replace(cldr.dates, phrases=phrases),
        lists=cldr.lists,
    )


def shipped() -> list[str]:
    """The languages that a site can be in, English first."""
    return ["en", *sorted(path.name for path in FOLDER.iterdir() if path.is_dir())]


def primary(tag: str) -> str:
    """The language of a tag without script and region: ``pt`` of ``pt-BR``."""
    return tag.partition("-")[0].lower()


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``, by the script that *tag* names, else by the language's usual one."""
    language, *parts = tag.lower().split("-")
    script = next((part for part in parts if len(part) == 4 and part.isalpha()), "")
    known = script in RIGHT_TO_LEFT_SCRIPTS if script else language in RIGHT_TO_LEFT
    return "rtl" if known else "ltr"


def _folder(tag: str) -> str:
    names = tag.replace("-", "_"), primary(tag)
    return next((name for name in names if (FOLDER / name / CATALOGUE).is_file()), "")


def _fill(pattern: str, one: str, other: str) -> str:
    """*pattern* filled, in mark-up where the items are mark-up."""
    kind = type(one)
    return kind(pattern).format(one, other)

"""What the content knows already: its actors, themes and publishers, looked for in a text.

Names are compared folded and word by word, so that “Oman” is not found in “Romania”. A name with a
capital is found only with one, so that “us” is not the US. A name that two documents claim leads
nowhere here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from briefing.content import read
from briefing.documents import INDEX
from briefing.importing.publishers import DOMAINS
from briefing.importing.words import OFFICES, PREPOSITIONS
from briefing.model import fold
from briefing.schema import ActorFields, PublisherFields, SiteFields, ThemeFields

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_DEPENDS = {"and", "or", "against", *PREPOSITIONS} - {"of"}
_POSSESSIVE = re.compile(r"['’]s?$")


class Name(Struct, frozen=True):
    """A spelling that leads to the thing that is called ``name``; ``text`` as it is written."""

    text: str
    name: str
    link: bool


class Names(Struct, frozen=True):
    """The spellings of one family, folded; ``firsts`` are their first words, ``longest`` the
    number of words of the longest, ``unspaced`` those of scripts that do not part words."""

    spellings: Mapping[str, Name]
    firsts: frozenset[str]
    longest: int
    unspaced: Sequence[str]

    def named(self, paragraphs: Iterable[str]) -> tuple[str, ...]:
        """What *paragraphs* name, in the order of the first mention."""
        return tuple(dict.fromkeys(hit.name for text in paragraphs for hit in _found(self, text)))


class Known(Struct, frozen=True):
    """Every name that leads to one actor or theme; publishers by domain."""

    actors: Names
    themes: Names
    publishers: Mapping[str, str]

    def actor(self, printed: str) -> str:
        """The actor that the *printed* speaker is; empty if none is known for sure.

        “spokesman John Kirby” is John Kirby; “spokesman for the Kremlin” is nobody known.
        """
        words = printed.split()
        for end in (len(words), *_tails(words)):
            hits = (
                (begin, hit)
                for begin in range(end)
                if (hit := _lookup(self.actors, " ".join(words[begin:end])))
            )
            begin, hit = next(hits, (0, None))
            if hit and _stands_alone(words[:begin]):
                return hit.name
        return ""

    def speakers(self, printed: str) -> tuple[str, ...]:
        """The actors that the *printed* speakers are; empty unless all of them are known."""
        whole = self.actor(printed)
        if whole:
            return (whole,)
        parts = [self.actor(part) for part in printed.split(" and ")]
        return tuple(dict.fromkeys(parts)) if all(parts) else ()

    def publisher(self, address: str) -> str:
        """Who publishes at *address*, if its registered domain tells; empty otherwise."""
        try:
            host = (urlsplit(address).hostname or "").rstrip(".")
        except ValueError:
            return ""
        parts = host.split(".")
        domains = (".".join(parts[begin:]) for begin in range(len(parts) - 1))
        return next(
            (self.publishers[domain] for domain in domains if domain in self.publishers), ""
        )


def load(content: Path) -> Known:
    """The names of the content folder. Documents that cannot be read are passed over: the other
    commands tell what is wrong with them."""
    root = content.as_posix()
    spellings: dict[str, list[Name]] = {"actors": [], "themes": []}
    publishers: list[PublisherFields] = []
    files = [content / INDEX, *sorted(content.glob("actors/**/*.md"))]
    for file in [*files, *sorted(content.glob("themes/**/*.md"))]:
        document, _ = read(root, file.relative_to(content).as_posix(), content)
        fields = document.fields if document else None
        if isinstance(fields, SiteFields):
            publishers = [
                PublisherFields(name=entry) if isinstance(entry, str) else entry
                for entry in fields.publishers
            ]
        elif document and isinstance(fields, ActorFields | ThemeFields):
            spellings[document.kind].append(Name(fields.name, fields.name, True))
            spellings[document.kind] += (
                Name(alias, fields.name, True)
                if isinstance(alias, str)
                else Name(alias.name, fields.name, alias.link == "true")
                for alias in fields.aliases
            )
    return Known(_names(spellings["actors"]), _names(spellings["themes"]), _domains(publishers))


def _names(names: Iterable[Name]) -> Names:
    spellings = _unambiguous(names)
    words = {key: found for key in spellings if (found := _WORD.findall(key))}
    return Names(
        spellings,
        frozenset(found[0] for found in words.values()),
        max(map(len, words.values()), default=0),
        tuple(key for key in spellings if _UNSPACED.search(key)),
    )


def _unambiguous(names: Iterable[Name]) -> dict[str, Name]:
    found: dict[str, Name] = {}
    twice = set()
    for name in names:
        key = fold(name.text)
        if key in found and found[key].name != name.name:
            twice.add(key)
        found.setdefault(key, name)
    return {key: name for key, name in found.items() if key and key not in twice}


def _domains(publishers: Iterable[PublisherFields]) -> dict[str, str]:
    """Domain → name: the built-in table in the content's spelling, then the content's own."""
    spelling = {
        fold(name): publisher.name
        for publisher in publishers
        for name in (publisher.name, *publisher.aliases)
    }
    found = {domain: spelling.get(fold(name), name) for domain, name in DOMAINS.items()}
    for publisher in publishers:
        host = urlsplit(publisher.url).hostname if publisher.url else None
        if host:
            found[host.removeprefix("www.")] = publisher.name
    return found


def _found(names: Names, text: str) -> Iterator[Name]:
    """Every name in *text*, the longest first at each place; none inside another."""
    words = list(_WORD.finditer(text)) if names.firsts else []
    skip = 0
    for at, match in enumerate(words):
        key = fold(match.group())
        if at < skip or not {key, _POSSESSIVE.sub("", key)} & names.firsts:
            continue
        for count in range(min(names.longest, len(words) - at), 0, -1):
            piece = text[match.start() : words[at + count - 1].end()]
            hit = _lookup(names, piece) or _lookup(names, _POSSESSIVE.sub("", piece))
            if hit:
                if hit.link:
                    yield hit
                skip = at + count
                break
    if names.unspaced and _UNSPACED.search(text):
        folded = fold(text)
        yield from (names.spellings[key] for key in names.unspaced if key in folded)


def _lookup(names: Names, piece: str) -> Name | None:
    found = names.spellings.get(fold(piece))
    return found if found and _suits(found.text, piece) else None


def _suits(name: str, spelling: str) -> bool:
    """Whether the case of *spelling* allows it to be *name*."""
    if name.isupper():
        return _cased(name) == _cased(spelling)
    return " " in name or not name[:1].isupper() or not spelling[:1].islower()


def _cased(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _tails(words: list[str]) -> Iterator[int]:
    """Where a tail such as “of Ukraine” begins, which a name may have behind it."""
    yield from (at for at in range(len(words) - 1, 0, -1) if words[at].lower() == "of")


def _stands_alone(before: list[str]) -> bool:
    """Whether a name after *before* is the speaker itself and not a part of its description.

    “Secretary of State Ada Berg” is she; “the spokesman of President Berg” is not.
    """
    low = [word.lower().strip(",") for word in before]
    if not low:
        return True
    if low[-1].endswith(("'s", "’s")) or _DEPENDS & set(low):
        return False
    if "of" not in low:
        return True
    at = len(low) - 1 - low[::-1].index("of")
    held = at > 0 and low[at - 1] in OFFICES and not low[at - 1].startswith("spokes")
    return held and 0 < len(low) - 1 - at <= 3 and low[-1] not in OFFICES

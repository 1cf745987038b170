"""What a speaker's words tell of it: one person or many, he or she.

Only words that are certain are read: titles, offices, words of kinship. No table of first names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from briefing.importing.tokens import Token
from briefing.importing.words import DETERMINERS, NOT_NAMES, OFFICES, PARTICLES, TITLES

Kind = Literal["person", "perhaps", "group", "thing"]


class Person(Struct, frozen=True):
    """Somebody that a text names: ``name`` as printed, ``key`` the same for each of its spellings.

    ``gender`` is “he” or “she”, empty where nothing tells; so is ``owner`` of “her teacher”.
    """

    name: str
    key: str
    kind: Kind
    gender: str = ""
    owner: str = ""

    def answers(self, pronoun: str) -> bool:
        """Whether *pronoun* can stand for it."""
        if pronoun in {"he", "she"}:
            return self.kind in {"person", "perhaps"} and self.gender in {"", pronoun}
        if pronoun == "they":
            return self.kind == "group"
        return pronoun == "it" and self.kind == "group" and not _plural(self.name)


class Named(NamedTuple):
    """A personal name with its surname in lower case, and the words of an office before it."""

    surname: str
    tokens: Sequence[Token]
    office: frozenset[str]


def person(tokens: Sequence[Token], name: str, genders: Mapping[str, str]) -> Person:
    """Whom *tokens* name; *genders* by key, as known so far."""
    key = _key(tokens)
    told = gender(tokens) or genders.get(key, "")
    return Person(name, key, _kind(tokens), told)


def gender(tokens: Iterable[Token]) -> str:
    """What *tokens* tell by themselves: “Mr Olsen” is he."""
    lows = {token.low for token in tokens if not token.possessive}
    he, she = bool(lows & _HE), bool(lows & _SHE)
    return "" if he == she else "he" if he else "she"


def groups(tokens: Iterable[Token]) -> bool:
    """Whether *tokens* beside a name tell that it is no person's: “the operator, Halden”."""
    return any(token.low in _GROUPS and not token.possessive for token in tokens)


def _key(tokens: Sequence[Token]) -> str:
    """The surname where there is one, or else all the words without a determiner."""
    names = [t for t in tokens if t.capital and t.low not in OFFICES | DETERMINERS]
    if names and tokens[-1] is names[-1] and tokens[-1].text not in TITLES:
        return names[-1].low.removesuffix("'s")
    return " ".join(token.low for token in tokens if token.low not in DETERMINERS)


def _kind(tokens: Sequence[Token]) -> Kind:
    last = tokens[-1]
    lows = [token.low for token in tokens]
    if "and" in lows:
        return "group"
    core = next((at for at, low in enumerate(lows) if low in {"of", "for", "at"} and at), len(lows))
    head = tokens[core - 1]
    if head.low in _THINGS:
        return "thing"
    plain = head.text == head.low or head.low in OFFICES
    if head.low in _GROUPS or (plain and head.low.endswith("s")):
        return "group"
    if last.low in OFFICES and last.low not in _GROUPS:
        return "person"
    if not head.capital:
        return "person" if head.low in OFFICES | _HE | _SHE else "perhaps"
    if any(token.low in _GROUPS and not token.possessive for token in tokens):
        return "person" if _office_between(tokens) else "group"
    if head.text.isupper() and len(head.text) > 1:
        return "perhaps" if len(tokens) > 1 and head.text == "KC" else "group"
    if any(t.low in OFFICES or t.text in TITLES for t in tokens) or tokens[0].low in _HE | _SHE:
        return "person"
    if tokens[0].low in DETERMINERS:
        return "group"
    return "person" if len(tokens) > 1 else "perhaps"


def _office_between(tokens: Sequence[Token]) -> bool:
    """“police chief Ada Berg”: the office that counts is a person's."""
    offices = [token.low for token in tokens if token.low in OFFICES]
    return bool(offices) and offices[-1] not in _GROUPS


def _plural(name: str) -> bool:
    head = name.partition(" of ")[0].partition(" for ")[0].rpartition(" ")[2]
    return (head.islower() and head.endswith("s")) or " and " in name or head == "police"


def full_names(sentences: Iterable[Sequence[Token]]) -> Iterator[Named]:
    """Each personal name of two to four words."""
    for sentence in sentences:
        begin = 0
        for at in range(len(sentence) + 1):
            if at < len(sentence) and _of_name(sentence[at]):
                continue
            while begin < at and sentence[begin].low in PARTICLES:
                begin += 1
            run = sentence[begin:at]
            if 2 <= len(run) <= 4 and run[-1].low not in PARTICLES and not run[0].possessive:
                yield Named(run[-1].low.removesuffix("'s"), run, _office(sentence, begin))
            begin = at + 1


def _office(sentence: Sequence[Token], end: int) -> frozenset[str]:
    """The words of the office in front of a name: “Transport Minister”."""
    begin = end
    while begin > 0 and (sentence[begin - 1].low in OFFICES or sentence[begin - 1].capital):
        begin -= 1
    lows = frozenset(token.low for token in sentence[begin:end])
    return lows if lows & _OFFICES else frozenset()


def _of_name(token: Token) -> bool:
    begins = token.text[0]
    if begins.isupper():
        return token.low not in _NO_NAMES and token.text not in TITLES
    return begins.islower() and token.low in PARTICLES


_HE = frozenset(
    """
    mr sir lord king prince spokesman chairman congressman councilman fisherman businessman man
    boy father brother son husband uncle nephew grandfather gentleman widower salesman policeman
    """.split()
)
_SHE = frozenset(
    """
    mrs ms miss dame lady queen princess spokeswoman chairwoman congresswoman councilwoman woman
    businesswoman girl mother sister daughter wife aunt niece grandmother widow policewoman
    actress duchess
    """.split()
)
_GROUPS = frozenset(
    """
    spokespeople police army military navy ministry department office government administration
    parliament council committee commission court agency union party association organisation
    organization group bank company firm university hospital school team board authority embassy
    newspaper magazine broadcaster website channel people institute centre center society trust
    charity federation foundation ngo corporation inc ltd plc corp operator provider network
    regulator watchdog delegation cabinet opposition coalition club treasury kremlin pentagon
    """.split()
)
_THINGS = frozenset(
    """
    statement report readout study survey poll data letter note memo document documents email
    paper guidebook figures
    """.split()
)
_OFFICES = OFFICES - _GROUPS
_NO_NAMES = OFFICES | NOT_NAMES | _GROUPS

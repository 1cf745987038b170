"""Whom a pronoun stands for, where the text leaves no doubt.

The nearest sentence before it that has a subject or speaker of the right number and gender decides:
first within the sentence, then within the paragraph, then, for a pronoun of a paragraph's first
sentence, in the paragraph before. Where two can be meant, nobody is: both are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from briefing.importing.cues import Cue
from briefing.importing.openings import opening
from briefing.importing.persons import Person, full_names, gender, groups, person
from briefing.importing.speakers import Speaker, after, bare
from briefing.importing.tokens import Paragraph, Token, printed
from briefing.importing.words import OFFICES, TITLES

PRONOUNS = frozenset({"he", "she", "they", "it"})
_FURTHEST = 5


class Antecedent(Struct, frozen=True):
    """Whom a pronoun stands for: ``name`` as printed; or, if it is empty, who may be meant."""

    name: str = ""
    rivals: tuple[str, ...] = ()


class People(Struct):
    """Who has been named so far, for the paragraphs of an article in their order.

    ``names`` are the full names by surname (empty where two share it), ``firsts`` the surnames by
    first name, ``offices`` the words of
    their offices by full name. ``last`` are the subjects of the paragraph before, ``genders`` what
    is known by surname.
    """

    names: Mapping[str, str]
    firsts: Mapping[str, str]
    offices: Mapping[str, frozenset[str]]
    genders: dict[str, str]
    last: list[Person] = field(default_factory=list)

    def resolve(self, read: Paragraph, told: Sequence[Sequence[Cue]]) -> dict[int, Antecedent]:
        """Each pronoun that is a subject or speaker in *read*, by where it starts."""
        found: dict[int, Antecedent] = {}
        before: list[list[Person]] = []
        for sentence, cues in zip(read.sentences, told, strict=True):
            here: list[Person] = []
            spoke = {cue.speaker.begin for cue in cues if cue.speaker}
            for speaker in _subjects(sentence, cues):
                tokens = sentence[speaker.begin : speaker.end]
                if not speaker.pronoun:
                    owner = _GENDERED.get(sentence[speaker.left].low, "")
                    named = self._persons(read, tokens, spoke=speaker.begin in spoke)
                    if groups(sentence[speaker.left : speaker.begin]):
                        named = [replace(one, kind="group") for one in named]
                    here += [replace(one, owner=owner) for one in named] if owner else named
                elif tokens[0].low in PRONOUNS:
                    meant = self._meant(tokens[0].low, here, before)
                    found[tokens[0].start] = _antecedent(meant)
                    here += meant if len(meant) == 1 else []
            before.append(here)
            self._note_gender(sentence, here)
        self.last = [one for here in before for one in here]
        return found

    def full_name(self, tokens: Sequence[Token]) -> str:
        """The only person of the article whom a bare surname or “the minister” can mean."""
        if not tokens:
            return ""
        last = tokens[-1]
        names = [token for token in tokens if token.text not in TITLES]
        if last.capital and len(names) == 1:
            return self.names.get(self.firsts.get(last.low, last.low), "")
        office = {token.low for token in tokens[1:]}
        if tokens[0].low != "the" or last.low not in OFFICES or not office:
            return ""
        holders = [name for name, words in self.offices.items() if office <= words]
        return holders[0] if len(holders) == 1 else ""

    def issuers(self, read: Paragraph, sentence: Sequence[Token], speaker: Speaker) -> str:
        """Whose joint statement it is: “Leaders have …, according to a joint statement”."""
        lows = [token.low for token in sentence[speaker.begin : speaker.end]]
        if "joint" not in lows or lows[-1] not in {"statement", "letter", "declaration"}:
            return ""
        subject = opening(sentence, speaker.left)
        if subject is None or subject.pronoun:
            return ""
        named = self._person(read, sentence[subject.begin : subject.end])
        return named.name if named.answers("they") else ""

    def _persons(self, read: Paragraph, tokens: Sequence[Token], *, spoke: bool) -> list[Person]:
        """Whom *tokens* name: of “Berg and Lund” both together, and each.

        “A cleaner” is somebody if she *spoke*; “the Norland ferry” need not be.
        """
        joint = [at for at, token in enumerate(tokens) if token.low == "and"]
        parts = [tokens[: joint[0]], tokens[joint[0] + 1 :]] if len(joint) == 1 else []
        each = parts if all(part and part[-1].capital for part in parts) else []
        named = [self._person(read, part) for part in (tokens, *each)]
        if tokens[-1].capital:
            return named
        if spoke:
            return [replace(one, kind="person") if one.kind == "perhaps" else one for one in named]
        return [one for one in named if one.kind != "perhaps"]

    def _person(self, read: Paragraph, tokens: Sequence[Token]) -> Person:
        one = person(tokens, bare(printed(read.around, tokens)), self.genders)
        told = gender(tokens)
        if told:
            self.genders[one.key] = told
        one = replace(one, key=self.firsts.get(one.key, one.key))
        known = one.kind == "perhaps" and one.key in self.names
        if one.kind == "perhaps" and not known and len(tokens) == 1 and one.key.endswith("s"):
            return replace(one, kind="group")  # “Protesters”
        return Person(one.name, one.key, "person", one.gender) if known else one

    def _meant(
        self, pronoun: str, here: Sequence[Person], before: Sequence[Sequence[Person]]
    ) -> list[Person]:
        for subjects in (here, *reversed(before[-_FURTHEST:])):
            answering = _distinct(one for one in subjects if one.answers(pronoun))
            if answering:
                return self._chosen(pronoun, answering)
        if any(before):
            return []
        sure = [one for one in self.last if one.answers(pronoun) and one.kind != "perhaps"]
        if any(one.owner == pronoun for one in sure):
            return []
        return self._chosen(pronoun, _distinct(sure))

    def _chosen(self, pronoun: str, answering: list[Person]) -> list[Person]:
        if len(answering) > 1:
            sure = [one for one in answering if one.gender == pronoun]
            answering = sure if len(sure) == 1 else answering
        if len(answering) == 1 and pronoun in {"he", "she"}:
            self.genders.setdefault(answering[0].key, pronoun)
        return answering

    def _note_gender(self, sentence: Sequence[Token], here: Sequence[Person]) -> None:
        """“Ada Berg said she would go”: with nobody else in the sentence, Ada Berg is she."""
        told = {_GENDERED[token.low] for token in sentence[1:] if token.low in _GENDERED}
        if len(told) != 1 or sentence[0].low in _GENDERED:
            return
        persons = _distinct(one for one in here if one.kind in {"person", "perhaps"})
        others = {named.surname for named in full_names([sentence])} - {one.key for one in persons}
        if len(persons) == 1 and not others:
            self.genders.setdefault(persons[0].key, told.pop())


def people(paragraphs: Iterable[Paragraph]) -> People:
    """Those whom an article names with first name and surname; nobody is a subject yet."""
    names: dict[str, str] = {}
    firsts: dict[str, str] = {}
    offices: dict[str, frozenset[str]] = {}
    for read in paragraphs:
        for named in full_names(read.sentences):
            name = bare(printed(read.around, named.tokens))
            names[named.surname] = name if names.get(named.surname, name) == name else ""
            first = named.tokens[0].low
            firsts[first] = (
                named.surname if firsts.get(first, named.surname) == named.surname else ""
            )
            if named.office:
                offices[name] = offices.get(name, frozenset()) | named.office
    only = {first: key for first, key in firsts.items() if key and first not in names}
    return People(names, only, offices, {})


def _subjects(sentence: Sequence[Token], cues: Sequence[Cue]) -> list[Speaker]:
    """The subject of the sentence and its speakers, in order."""
    said = [cue.speaker for cue in cues if cue.speaker]
    found = {one.begin: one for one in said if not sentence[one.end - 1].possessive}
    asks = len(sentence) > 2 and sentence[0].low in {"i", "we"} and sentence[1].low in _ASK
    subject = after(sentence, 2) if asks else opening(sentence, len(sentence))
    if subject:
        found.setdefault(subject.begin, subject)
    return [found[begin] for begin in sorted(found)]


def _distinct(persons: Iterable[Person]) -> list[Person]:
    found: dict[str, Person] = {}
    for one in persons:
        if one.key not in found or len(found[one.key].name) < len(one.name):
            found[one.key] = one
    return list(found.values())


def _antecedent(meant: Sequence[Person]) -> Antecedent:
    if len(meant) == 1:
        return Antecedent(meant[0].name)
    return Antecedent(rivals=tuple(one.name for one in meant))


_ASK = {"ask", "asked"}
_GENDERED = {"he": "he", "him": "he", "his": "he", "himself": "he"} | {
    "she": "she",
    "her": "she",
    "herself": "she",
}

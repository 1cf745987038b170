"""Who is said to have said what: candidates for statements, by rule.

For each quotation the cue that governs it is looked for where news prose puts it: right after it,
in front of it, at the end of its sentence, or in the sentence just before. A quotation without one
keeps the speaker “unknown”, and so does one whose speaker is a pronoun: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from briefing.importing.cues import Cue, cues
from briefing.importing.quotes import Quotation
from briefing.importing.speakers import Speaker, before, first
from briefing.importing.tokens import Paragraph, Token, paragraph, printed
from briefing.importing.when import When
from briefing.importing.words import ACTS, JUDGING, NOT_NAMES, PARTICIPLES, SAYING

FEWEST_WORDS = 4
"""A quotation without a cue is taken for more than a borrowed word from this length on."""

_NEAR = 3
_BEGINNING = 8


class Candidate(Struct, frozen=True, kw_only=True):
    """Something that somebody is said to have said, in the paragraph of that number (from 1).

    ``speaker`` is as printed, empty where nobody is told; ``pronoun`` tells that it names nobody.
    ``quote`` is empty for reported speech; ``begins`` are the sentence's first words.
    """

    paragraph: int
    speaker: str
    pronoun: bool
    cue: str
    quote: str
    begins: str
    when: When | None = None

    @property
    def named(self) -> bool:
        return bool(self.speaker) and not self.pronoun


class _Found(Struct, frozen=True):
    """A cue in its sentence; ``carried`` where the quotation only goes on after it."""

    cue: Cue
    sentence: Sequence[Token]
    carried: bool = False


def candidates(paragraphs: Iterable[str], published: date | None) -> Iterator[Candidate]:
    """The candidates of an article, in its order. *published* is its date, if it has one."""
    open_before: Candidate | None = None
    for number, text in enumerate(paragraphs, 1):
        read = paragraph(text)
        found = list(_of_paragraph(number, read, published, open_before))
        yield from found
        quoted = [candidate for candidate in found if candidate.quote]
        unclosed = read.quotations and not read.quotations[-1].closed
        open_before = quoted[-1] if unclosed and quoted else None


def _of_paragraph(
    number: int, read: Paragraph, published: date | None, open_before: Candidate | None
) -> Iterator[Candidate]:
    governed: dict[int, _Found] = {}
    reported: list[tuple[int, _Found]] = []
    carried: _Found | None = None
    for sentence in read.sentences:
        told = cues(sentence, published)
        here = _govern(sentence, told, read.quotations, carried)
        governed |= here
        used = {found.cue.verb for found in here.values() if not found.carried}
        reported += [
            (sentence[cue.verb].start, _Found(cue, sentence))
            for cue in told
            if cue.verb not in used and cue.tells and _stands_alone(cue, told, used)
        ]
        carried = _carries(sentence, here)
    entries: list[tuple[int, Candidate]] = []
    starts = {token.quotation: token.start for s in read.sentences for token in s}
    for index, quotation in enumerate(read.quotations):
        found = governed.get(index)
        if found:
            entries.append((starts[index], _candidate(number, read, found, quotation.text)))
        elif index == 0 and open_before and quotation.start == 0:
            entries.append((0, _going_on(open_before, number, quotation)))
        elif quotation.words >= FEWEST_WORDS:
            entries.append((starts[index], _unattributed(number, quotation)))
    entries += [(start, _candidate(number, read, found, "")) for start, found in reported]
    yield from (candidate for _, candidate in sorted(entries, key=lambda entry: entry[0]))


def _govern(
    sentence: Sequence[Token],
    told: Sequence[Cue],
    quotations: Sequence[Quotation],
    carried: _Found | None,
) -> dict[int, _Found]:
    """The cue of each quotation of a sentence."""
    found: dict[int, _Found] = {}
    for at, token in enumerate(sentence):
        if token.quotation < 0:
            continue
        quotation = quotations[token.quotation]
        cue = _right_after(sentence, told, at, quotation) or _in_front(sentence, told, at)
        cue = cue or _label(sentence, at) or _at_the_end(sentence, told, at)
        cue = cue or _quoted_verb(sentence, at, quotation)
        if cue:
            found[token.quotation] = _Found(cue, sentence)
        elif at <= 1 and carried and (quotation.words > 1 or quotation.text[:1].isupper()):
            found[token.quotation] = carried
        elif found and at >= 1 and sentence[at - 1].quotation >= 0:
            found[token.quotation] = found[max(found)]
    return found


def _right_after(
    sentence: Sequence[Token], told: Sequence[Cue], at: int, quotation: Quotation
) -> Cue | None:
    """“…,” Ada Berg said. — “…,” said Ada Berg. — “…,” according to Ada Berg."""
    comma = at + 1 < len(sentence) and sentence[at + 1].text in {",", "-", "–", "—"}
    ended = not comma and quotation.text[-1:] not in set(",!?…-–—")
    begin = at + 1
    while begin < len(sentence) and sentence[begin].text in {",", "-", "–", "—"}:
        begin += 1
    for cue in told:
        if cue.begin < at:
            continue
        if cue.word in PARTICIPLES:
            return None
        adjacent = cue.begin <= begin or (cue.verb > at and _only_leaders(sentence, begin, cue))
        if not adjacent or cue.verb == at - 1:
            return None
        inverted = cue.speaker is not None and cue.speaker.begin > cue.verb
        if ended and not inverted and not _finishes(sentence, cue):
            return None  # the next statement, not this one's speaker
        return cue
    return None


def _finishes(sentence: Sequence[Token], cue: Cue) -> bool:
    """Whether nothing but adverbials follows the cue: no new statement begins after it."""
    rest = [token for token in sentence[cue.end :] if token.low != "."]
    return (
        not rest
        or rest[0].quotation >= 0
        or rest[0].text in {",", ":"}
        or (
            not any(token.low == "that" for token in rest[:6])
            and cue.word not in JUDGING
            and (len(rest) < 12 and rest[0].low in _ADVERBIAL)
        )
    )


def _only_leaders(sentence: Sequence[Token], begin: int, cue: Cue) -> bool:
    return (
        cue.speaker is not None
        and cue.speaker.begin - begin in range(_NEAR)
        and all(
            token.low in {"the", "a", "an", "as", "then"}
            for token in sentence[begin : cue.speaker.begin]
        )
    )


def _in_front(sentence: Sequence[Token], told: Sequence[Cue], at: int) -> Cue | None:
    """Ada Berg said that the plan was “…”."""
    for cue in reversed(told):
        if cue.verb >= at or cue.end > at + 1:
            continue
        if cue.word == "according to" and cue.end <= at:
            continue
        between = sentence[cue.end : at]
        if any(token.quotation >= 0 for token in between) and _breaks(between):
            continue
        return cue
    return None


def _breaks(between: Sequence[Token]) -> bool:
    """Whether another clause with a subject of its own has begun since an earlier quotation."""
    last = max(place for place, token in enumerate(between) if token.quotation >= 0)
    return any(token.low in {"while", "whereas", "although", "as"} for token in between[last:])


def _label(sentence: Sequence[Token], at: int) -> Cue | None:
    """Ada Berg: “…” — Ada Berg shrugged: “…”"""
    if not 2 <= at <= 12 or sentence[at - 1].text != ":":
        return None
    name = sentence[: at - 1]
    subject = first(sentence, at - 1)
    if subject and subject.end < at - 1 and not subject.pronoun:
        return Cue(at - 1, subject.left, at - 1, sentence[subject.end].text, subject, True)
    if all(token.word and token.capital and token.low not in NOT_NAMES for token in name):
        return Cue(at - 1, 0, at - 1, ":", Speaker(0, at - 1, 0, at - 1), True)
    return None


def _quoted_verb(sentence: Sequence[Token], at: int, quotation: Quotation) -> Cue | None:
    """Ada Berg “reaffirmed …”: the cue is quoted too."""
    verb = quotation.text.split(maxsplit=1)[0].lower()
    if verb not in SAYING | JUDGING | ACTS:
        return None
    speaker = before(sentence, at)
    if speaker is None or speaker.negated:
        return None
    return Cue(at, speaker.left, at, verb, speaker, True)


def _at_the_end(sentence: Sequence[Token], told: Sequence[Cue], at: int) -> Cue | None:
    """The “…” plan would fail, Ada Berg said."""
    for cue in told:
        if cue.verb <= at or cue.speaker is None:
            continue
        begin = cue.speaker.left if cue.speaker.begin < cue.verb else cue.verb
        if cue.word == "according to":
            return cue
        if begin > 0 and sentence[begin - 1].text in {",", "—", "–"} and _finishes(sentence, cue):
            return cue
    return None


def _stands_alone(cue: Cue, told: Sequence[Cue], used: set[int]) -> bool:
    """Whether a cue without a quotation tells of something of its own."""
    return not any(other.verb in used and other.speaker == cue.speaker for other in told)


def _carries(sentence: Sequence[Token], here: dict[int, _Found]) -> _Found | None:
    """The cue of the sentence's last quotation, for a quotation that follows at once."""
    if not here:
        return None
    last = here[max(here)]
    begun = next((at for at, token in enumerate(sentence) if token.quotation >= 0), 0)
    right = last.cue.verb > begun or last.carried
    return _Found(last.cue, last.sentence, carried=True) if right else None


def _candidate(number: int, read: Paragraph, found: _Found, quote: str) -> Candidate:
    speaker, sentence, cue = found.cue.speaker, found.sentence, found.cue
    name = printed(read.around, sentence[speaker.begin : speaker.end]) if speaker else ""
    return Candidate(
        paragraph=number,
        speaker=_clean(name),
        pronoun=bool(speaker and speaker.pronoun),
        cue=cue.word + (", continued" if found.carried else ""),
        quote=quote,
        begins="" if quote else _first_words(read, sentence),
        when=None if found.carried else cue.when,
    )


def _clean(name: str) -> str:
    for mark in ("'s", "’s"):
        name = name.removesuffix(mark)
    return name.strip(" ,'’")


def _first_words(read: Paragraph, sentence: Sequence[Token]) -> str:
    shown = [token for token in sentence if token.quotation < 0]
    text = printed(read.around, shown).replace("\ue000", "“…”").split()
    return " ".join(text[:_BEGINNING]) + (" …" if len(text) > _BEGINNING else "")


def _going_on(before: Candidate, number: int, quotation: Quotation) -> Candidate:
    return Candidate(
        paragraph=number,
        speaker=before.speaker,
        pronoun=before.pronoun,
        cue="goes on from the paragraph before",
        quote=quotation.text,
        begins="",
    )


def _unattributed(number: int, quotation: Quotation) -> Candidate:
    return Candidate(
        paragraph=number, speaker="", pronoun=False, cue="", quote=quotation.text, begins=""
    )


_ADVERBIAL = frozenset(
    """
    on in at during after before to from by via monday tuesday wednesday thursday friday saturday
    sunday today yesterday when as later earlier last this through while following speaking
    """.split()
)

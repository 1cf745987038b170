"""Which cue governs a quotation: the one that stands where news prose puts it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from briefing.importing import tongues
from briefing.importing.cues import Cue
from briefing.importing.openings import first
from briefing.importing.phrases import run_part
from briefing.importing.quotes import Quotation
from briefing.importing.speakers import Speaker, before
from briefing.importing.tokens import Token
from briefing.importing.tongues import Tongue
from briefing.importing.words import (
    ACTS,
    DETERMINERS,
    JUDGING,
    MANNER,
    NOT_NAMES,
    PARTICIPLES,
    PREPOSITIONS,
    SAYING,
    THINKING,
    VERBS,
)

_NEAR = 3


class Found(Struct, frozen=True):
    """A cue in its sentence; ``carried`` where the quotation only goes on after it."""

    cue: Cue
    sentence: Sequence[Token]
    carried: bool = False


def govern(
    sentence: Sequence[Token],
    told: Sequence[Cue],
    quotations: Sequence[Quotation],
    carried: Found | None,
    words: Tongue | None = None,
) -> dict[int, Found]:
    """The cue of each quotation of a sentence, in the language of *words* (None: English)."""
    found: dict[int, Found] = {}
    for at, token in enumerate(sentence):
        if token.quotation < 0:
            continue
        quotation = quotations[token.quotation]
        cue = tongues.cue(words, sentence, at) if words else None
        title = _title(sentence, at, quotation)
        cue = cue or (None if title else _right_after(sentence, told, at, quotation))
        cue = cue or (None if title else _in_front(sentence, told, at))
        cue = cue or _label(sentence, at) or _at_the_end(sentence, told, at)
        cue = cue or _quoted_verb(sentence, at, quotation)
        if cue:
            found[token.quotation] = Found(cue, sentence)
        elif at <= 1 and carried and (quotation.words > 1 or quotation.text[:1].isupper()):
            found[token.quotation] = carried
        elif found and at >= 1 and sentence[at - 1].quotation >= 0:
            found[token.quotation] = found[max(found)]
    return found


def _title(sentence: Sequence[Token], at: int, quotation: Quotation) -> bool:
    """An interview with “Good Morning Norland”: a name, not speech."""
    words = quotation.text.rstrip(",").split()
    work = at > 1 and sentence[at - 1].text == "," and sentence[at - 2].low in _WORKS
    return (
        at > 0
        and (work or sentence[at - 1].low in PREPOSITIONS)
        and len(words) > 1
        and all(word[0].isupper() or word.lower() in PREPOSITIONS | DETERMINERS for word in words)
        and words[-1][-1].isalnum()
    )


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
        if cue.word in MANNER and cue.end < at and sentence[at - 1].text not in {",", ":"}:
            continue
        if cue.word in {"began", "continued"} and len(between) > 1:
            continue
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
    plain = subject and all(run_part(token) for token in sentence[subject.begin : subject.end])
    if subject and plain and subject.end < at - 1 and not subject.pronoun:
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


def stands_alone(cue: Cue, told: Sequence[Cue], used: set[int]) -> bool:
    """Whether a cue without a quotation tells of something of its own."""
    return not any(other.verb in used and other.speaker == cue.speaker for other in told)


def closes(sentence: Sequence[Token], cue: Cue) -> bool:
    """The plan would fail, experts believe."""
    if cue.speaker is None or cue.word not in THINKING | {"report"}:
        return False
    begin = cue.speaker.left
    comma = 1 < begin < cue.verb and sentence[begin - 1].text == ","
    return comma and _finishes(sentence, cue) and bool(VERBS & {t.low for t in sentence[:begin]})


def carries(sentence: Sequence[Token], here: dict[int, Found]) -> Found | None:
    """The cue of the sentence's last quotation, for a quotation that follows at once."""
    if not here:
        return None
    last = here[max(here)]
    begun = next((at for at, token in enumerate(sentence) if token.quotation >= 0), 0)
    right = last.cue.verb > begun or last.carried
    return Found(last.cue, last.sentence, carried=True) if right else None


_WORKS = frozenset(
    "book memoir novel album song film play poem essay paper article series column show".split()
)
_ADVERBIAL = frozenset(
    """
    on in at during after before to from by via monday tuesday wednesday thursday friday saturday
    sunday today yesterday when as later earlier last this through while following speaking
    """.split()
)

"""The cues of a sentence: each verb or noun that tells of speech, with its speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from briefing.importing import speakers, words
from briefing.importing.clauses import bare_clause, clause_follows, quotes_soon, word_at
from briefing.importing.openings import opening
from briefing.importing.speakers import Speaker
from briefing.importing.tokens import Token
from briefing.importing.when import WEEKDAYS, When, adverb

_OBJECTS = {"told", "tells", "tell", "telling", "asked", "reminded", "warned", "urged"}
_RELAYED = {"cited", "quoted", "citing", "quoting", "cites", "quotes"}
_FURTHEST_ADVERB = 14


class Cue(Struct, frozen=True):
    """What tells of speech: tokens ``begin`` to before ``end`` of its sentence, cue and speaker.

    ``tells`` is true where it tells of speech even without a quotation.
    """

    verb: int
    begin: int
    end: int
    word: str
    speaker: Speaker | None
    tells: bool
    when: When | None = None


def cues(sentence: Sequence[Token], published: date | None) -> list[Cue]:
    """The cues of *sentence* in order."""
    found: list[Cue] = []
    for at, token in enumerate(sentence):
        if not token.word:
            continue
        cue = None
        if token.low == "according" and word_at(sentence, at + 1) == "to":
            cue = _according(sentence, at, published)
        elif token.low in words.PARTICIPLES:
            cue = _participle(sentence, at, found)
        elif token.low in _RELAYED:
            cue = _relayed(sentence, at, published)
        if cue is None and token.low in words.SPEECH_NOUNS and word_at(sentence, at + 1) == "that":
            cue = _possessed(sentence, at)
        if cue is None and token.low in _VERBS and (token.text == token.low or at == 0):
            cue = _verb(sentence, at, found, published)
        if cue:
            found.append(cue)
    return found


def _verb(
    sentence: Sequence[Token], at: int, found: Sequence[Cue], published: date | None
) -> Cue | None:
    low, nearer = sentence[at].low, word_at(sentence, at - 1)
    if nearer in words.MODALS | {"be", "been", "being", "is", "are", "was", "were", "of"}:
        return None
    if (nearer in words.DETERMINERS and not _stands_for_all(sentence, at)) or (
        at and sentence[at - 1].possessive
    ):
        return None
    if low in words.NOUNS_TOO and not (
        clause_follows(sentence, at + 1, published)
        or bare_clause(sentence, at + 1)
        or word_at(sentence, at + 1) in {".", ""}
        or (word_at(sentence, at + 1) in {"in", "on"} and low in {"report", "showed", "found"})
        or (low in words.JUDGING and quotes_soon(sentence, at + 1))
    ):
        return None
    if low == "asked" and word_at(sentence, at + 1) in {"not", "to"}:
        return None
    if low == "said" and word_at(sentence, at + 1) == "to":  # a man said to be ill
        return None
    wanted = words.NEEDS_PARTICLE.get(low, set())
    tail = at + 1 + (word_at(sentence, at + 1) in wanted)
    speaker = speakers.before(sentence, at)
    begin = speaker.left if speaker else at
    end = tail
    if speaker is None and _may_invert(sentence, at):
        speaker = speakers.after(sentence, at + 1)
        end = speaker.right if speaker else at + 1
    elif speaker is None:
        speaker = _shared(sentence, at, found)
    elif speaker.pronoun and speaker.end - speaker.begin == 1 and _whose(sentence, speaker):
        return None
    if low in _HEARD and (speaker is None or sentence[speaker.end - 1].low not in _COURTS):
        return None
    if speaker and speaker.left and sentence[speaker.left - 1].low in {"if", "whether"}:
        return None
    if speaker is None or speaker.negated or word_at(sentence, tail) in {"nothing", "little"}:
        return None
    tells = low in words.SAYING or low in words.ACTS or (low == "called" and tail > at + 1)
    if low in words.THINKING or low in words.JUDGING:
        tells = tells or clause_follows(sentence, tail, published)
        tells = tells or (low in words.THINKING and bare_clause(sentence, tail))
    if speaker.left == 1 and sentence[0].low == "what":
        tells = False
    if word_at(sentence, tail) in {"goodbye", "farewell", "hello", "sorry", "prayers"}:
        tells = False
    if low in words.RESOLVING and word_at(sentence, tail) == "to":
        tells = False
    if low in words.JUDGING and low not in words.ACTS | words.THINKING:
        tells = tells and word_at(sentence, tail) != "to"
    when = _when(sentence, speaker, end, at, published)
    return Cue(
        at, min(begin, at), end, " ".join(t.text for t in sentence[at:tail]), speaker, tells, when
    )


def _stands_for_all(sentence: Sequence[Token], at: int) -> bool:
    """“Some say …”, “Another said …”: a determiner that is the whole subject."""
    nearer, low = sentence[at - 1].low, sentence[at].low
    return (nearer in _SOME and low in _PLURAL) or (nearer == "another" and at == 1)


def _whose(sentence: Sequence[Token], speaker: Speaker) -> bool:
    """Whether the pronoun opens a relative clause: “the plan that said”."""
    return sentence[speaker.begin].low == "that" and speaker.begin > speaker.left


def _may_invert(sentence: Sequence[Token], at: int) -> bool:
    """Whether the subject may follow: “…,” said Ada Berg."""
    if at == 0:  # Said Ada Berg: “…”
        return sentence[at].low in {"said", "says"}
    before = sentence[at - 1]
    return before.quotation >= 0 or (
        before.text in {",", "—", "–"}
        and sentence[at].low in {"said", "say", "says", "added", "wrote"}
    )


def _shared(sentence: Sequence[Token], at: int, found: Sequence[Cue]) -> Speaker | None:
    """The speaker of the cue before, where this verb only goes on: “she said, but added”."""
    back = at - 1
    while back >= 0 and sentence[back].low in words.AUXILIARIES:
        back -= 1
    if not found or back < 0 or sentence[back].low not in {"and", "but", "then", ","}:
        if found or back < 0 or sentence[back].low not in {"and", "but"}:
            return None
        return opening(sentence, back)
    return found[-1].speaker


def _participle(sentence: Sequence[Token], at: int, found: Sequence[Cue]) -> Cue | None:
    """“Ada Berg defended the plan, saying …”: the subject of the sentence speaks."""
    before = word_at(sentence, at - 1)
    if before in {"is", "are", "was", "were", "been"} and clause_follows(sentence, at + 1, None):
        speaker = speakers.before(sentence, at - 1)
        if speaker and not speaker.negated:
            return Cue(at, speaker.left, at + 1, sentence[at].text, speaker, True)
    if (
        at == 0
        or before in words.MODALS
        or not (
            sentence[at - 1].text in {",", "—", "–"}
            or before in {"and", "but", "by", "statement", "tweet", "while"}
            or before in WEEKDAYS
            or sentence[at - 1].quotation >= 0
        )
    ):
        return None
    relayed = [cue for cue in found if cue.word in _RELAYED and cue.tells]
    speaker = relayed[-1].speaker if relayed else None
    if speaker is None and found and found[-1].speaker:
        speaker = found[-1].speaker
    speaker = speaker or opening(sentence, at)
    if speaker is None or speaker.negated:
        return None
    return Cue(
        at, at, at + 1, sentence[at].text, speaker, not relayed and sentence[at].low not in _CRYING
    )


def _relayed(sentence: Sequence[Token], at: int, published: date | None) -> Cue | None:
    """“The agency cited Ada Berg as saying”: whom it cites speaks."""
    low = sentence[at].low
    passive = word_at(sentence, at - 1) in {"was", "were", "is", "been"}
    saying = [
        place
        for place in range(at + 1, min(len(sentence), at + 25))
        if sentence[place].low in {"saying", "telling", "stating"}
    ]
    if passive:
        speaker = speakers.before(sentence, at - 1)
        return Cue(at, speaker.left, at + 1, low, speaker, bool(saying)) if speaker else None
    if not saying and low not in {"quoted", "quoting", "quotes", "citing"}:
        return None
    speaker = speakers.after(sentence, at + 1)
    if speaker is None or speaker.pronoun:
        return None
    end = saying[0] + 1 if saying else speaker.right
    relay = speakers.before(sentence, at)
    return Cue(
        at,
        relay.left if relay else at,
        end,
        low,
        speaker,
        bool(saying),
        _when(sentence, speaker, end, at, published),
    )


def _possessed(sentence: Sequence[Token], at: int) -> Cue | None:
    """“Ada Berg’s claim that …”"""
    owner = at - 1
    if owner < 0 or not sentence[owner].possessive or not sentence[owner].capital:
        return None
    begin = owner
    while begin > 0 and sentence[begin - 1].capital and sentence[begin - 1].word:
        if sentence[begin - 1].low in words.PREPOSITIONS | words.BOUNDS:
            break
        begin -= 1
    return Cue(at, begin, at + 2, sentence[at].text, Speaker(begin, owner + 1, begin, at), True)


def _according(sentence: Sequence[Token], at: int, published: date | None) -> Cue | None:
    speaker = speakers.after(sentence, at + 2)
    if speaker is None:
        return None
    end = speaker.right
    return Cue(at, at, end, "according to", speaker, True)


def _when(
    sentence: Sequence[Token], speaker: Speaker, end: int, verb: int, published: date | None
) -> When | None:
    """The day that the cue's own clause tells: around the speaker, or after the verb and before
    what was said. An adverb further on belongs to what was said."""
    for at in _own_places(sentence, speaker, end, verb):
        found = adverb(sentence, at, published)
        if found:
            return found[0]
    return None


def _own_places(sentence: Sequence[Token], speaker: Speaker, end: int, verb: int) -> Iterator[int]:
    """Where an adverb of the cue's own clause may begin."""
    yield from range(speaker.left, speaker.begin)
    yield from range(speaker.right, max(verb, end))
    left = speaker.left
    if 1 < left <= verb and sentence[left - 1].text == ",":
        ahead = [token.low for token in sentence[: left - 1]]
        if ahead[0] == "speaking" and not words.VERBS & set(ahead):
            yield from range(left - 1)
        elif ahead[0] in WEEKDAYS or (ahead[0] == "on" and ahead[1:2] and ahead[1] in WEEKDAYS):
            yield 0
    object_may_follow = sentence[verb].low in _OBJECTS
    for at in range(end, min(len(sentence), end + _FURTHEST_ADVERB)):
        token = sentence[at]
        yield at
        if not token.word or token.low in words.BOUNDS - {"after"} or token.low in words.PRONOUNS:
            return
        first = at == end
        if (
            first
            and not object_may_follow
            and not (token.low in words.PREPOSITIONS | words.AUXILIARIES or token.low in WEEKDAYS)
        ):
            return
        if token.low in words.VERBS or token.low in words.MODALS - {"to"}:
            return


_HEARD = {"heard", "hears"}
_COURTS = {"court", "inquest", "jury", "tribunal", "inquiry", "hearing", "trial"}
_CRYING = {"shouting", "chanting", "singing"}
_SOME = {"some", "many", "most"}
_PLURAL = frozenset("say said argue argued believe fear claim think suggest warn worry".split())
_VERBS = words.SAYING | words.THINKING | words.JUDGING | words.ACTS

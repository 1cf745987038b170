"""Stretches of words that can name somebody: tests that know nothing of cues.

There is no grammar here, only the habits of news prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.importing.tokens import Token
from briefing.importing.when import WEEKDAYS
from briefing.importing.words import (
    AUXILIARIES,
    BOUNDS,
    DETERMINERS,
    NEGATIONS,
    OFFICES,
    PARTICLES,
    PREPOSITIONS,
    TITLES,
    VERBS,
)

_NO_ENDS = PREPOSITIONS | DETERMINERS | BOUNDS | NEGATIONS | WEEKDAYS.keys() | VERBS
_PLAIN = {"data", "research", "evidence", "polling"}
_NOBODY = {"nobody", "none", "neither", "nor", "no"}


def capital(sentence: Sequence[Token], at: int) -> bool:
    return at < len(sentence) and sentence[at].capital


def leads_to_office(sentence: Sequence[Token], at: int) -> bool:
    """Whether a plain word belongs to an office that follows: “the mining ministry”."""
    token = sentence[at]
    if not token.word or token.low in VERBS | BOUNDS | PREPOSITIONS | AUXILIARIES:
        return False
    if token.low.endswith("ed") or token.low in DETERMINERS:
        return False
    ahead = [part.low for part in sentence[at + 1 : at + 3] if part.low not in DETERMINERS]
    return bool(ahead) and (ahead[0] in OFFICES or (ahead[-1] in OFFICES and ahead[0].isalpha()))


def name_end(sentence: Sequence[Token], begin: int, end: int) -> int:
    """Where a personal name ends that has its place behind it: “Ada Berg of Norland”."""
    for at in range(begin + 2, end):
        before = sentence[at - 2 : at]
        if sentence[at].low in {"of", "from", "at", "in", "with"} and all(
            token.capital and token.text not in TITLES and token.low not in OFFICES | DETERMINERS
            for token in before
        ):
            return at
    return end


def hole(sentence: Sequence[Token], at: int) -> bool:
    return sentence[at].quotation >= 0


def run(sentence: Sequence[Token], end: int) -> int:
    begin = end
    while begin > 0 and run_part(sentence[begin - 1]):
        begin -= 1
    return begin


def run_part(token: Token) -> bool:
    """A token that a name with its office may hold."""
    known = token.low in OFFICES or token.low in DETERMINERS or token.low in PARTICLES
    return token.word and (known or (token.capital and token.low not in BOUNDS | PREPOSITIONS))


def name_part(token: Token) -> bool:
    return token.word and (token.capital or token.low in PARTICLES)


def is_name(tokens: Sequence[Token]) -> bool:
    """Whether *tokens* are a personal name and nothing else, or a name with its title."""
    return (
        0 < len(tokens) <= 8
        and all(name_part(token) for token in tokens)
        and tokens[-1].capital
        and not tokens[-1].possessive
        and tokens[-1].low not in WEEKDAYS
    )


def proper(tokens: Sequence[Token]) -> bool:
    """Whether a name ends *tokens*: “spokesman John Kirby”, not “the spokesman for Norland”."""
    last = [token.capital and token.text not in TITLES for token in tokens[-2:]]
    low = [token.low for token in tokens]
    return bool(last) and all(last) and not {"of", "for", "to", "at"} & set(low[-3:])


def nominal(tokens: Sequence[Token]) -> bool:
    """Whether *tokens* can name a speaker at all."""
    if not tokens or not tokens[-1].word:
        return False
    last, begin = tokens[-1], tokens[0]
    if last.low in _NO_ENDS:
        return last.low in {"one", "some", "many", "others", "another", "both"} and len(tokens) == 1
    if last.possessive and last.text[-1] == "s":
        return False
    if (
        (last.text[0].isdigit() and not last.low.endswith("-year-old"))
        or begin.low in PREPOSITIONS
        or begin.low in {"here", "there", "it"} | _NOBODY
    ):
        return False
    if any(token.low in VERBS for token in tokens[1:]):
        return False
    if last.low in _PLAIN:
        return True
    plain = not any(token.capital for token in tokens) and begin.low not in DETERMINERS
    return not plain or begin.low in OFFICES or last.low in OFFICES or last.low.endswith("s")


def nameable(tokens: Sequence[Token]) -> bool:
    return any(
        (token.capital and token.low not in DETERMINERS) or token.low in OFFICES for token in tokens
    )


def apposition(sentence: Sequence[Token], begin: int, end: int) -> int:
    """Where the name ends that follows the office of *begin* to *end* and a comma; else *end*."""
    if end >= len(sentence) or sentence[end].text != "," or proper(sentence[begin:end]):
        return end
    inner = end + 1
    while inner < len(sentence) and name_part(sentence[inner]):
        inner += 1
    ends = inner == len(sentence) or not sentence[inner].word
    return inner if ends and is_name(sentence[end + 1 : inner]) else end

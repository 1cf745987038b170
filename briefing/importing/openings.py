"""The subject that a sentence or clause opens with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.importing.phrases import (
    apposition,
    capital,
    leads_to_office,
    name_end,
    nameable,
    nominal,
    run_part,
)
from briefing.importing.speakers import LONGEST, SOME, Speaker
from briefing.importing.tokens import Token
from briefing.importing.words import BOUNDS, DETERMINERS, LEADERS, PREPOSITIONS, PRONOUNS, VERBS

_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}")
_NUMBERS = {"dozens", "hundreds", "thousands", "scores", "some", "many", "most", "all"}


def first(sentence: Sequence[Token], limit: int, begin: int = 0) -> Speaker | None:
    """The subject that opens the sentence, or its clause from *begin*, as far as it is sure."""
    if begin < limit and _CLOCK.fullmatch(sentence[begin].text):
        begin += 1
    while begin < limit and (sentence[begin].low in LEADERS or sentence[begin].text == ","):
        begin += 1
    end = begin
    if begin < limit and sentence[begin].low in PRONOUNS - SOME:
        return Speaker(begin, begin + 1, begin, begin + 1, pronoun=True)
    while end < min(limit, begin + LONGEST) and (
        run_part(sentence[end])
        or (sentence[end].low in {"of", "for", "and"} and capital(sentence, end + 1))
        or leads_to_office(sentence, end)
        or (sentence[end].low == "of" and end == begin + 1 and sentence[begin].low in _NUMBERS)
        or (end == begin + 2 and sentence[end - 1].low == "of" and sentence[begin].low in _NUMBERS)
        or (end == begin + 1 and sentence[begin].low in DETERMINERS and sentence[end].word)
    ):
        end += 1
    named = _described(sentence, begin, limit)
    if named:
        return named
    if end == begin or not nominal(sentence[begin:end]) or not nameable(sentence[begin:end]):
        return None
    inner = apposition(sentence, begin, end)
    if inner > end and inner < len(sentence) and sentence[inner].text == ",":
        return Speaker(end + 1, inner, begin, inner + 1)
    return Speaker(begin, name_end(sentence, begin, end), begin, end)


def _described(sentence: Sequence[Token], begin: int, limit: int) -> Speaker | None:
    """“Her Norland counterpart, Ada Berg, was wary”: a name behind any plain description."""
    comma = begin
    while comma < min(limit, begin + 8) and sentence[comma].word:
        if sentence[comma].low in VERBS | BOUNDS or sentence[begin].low in PREPOSITIONS:
            return None
        comma += 1
    if comma == begin or (
        sentence[begin].low not in DETERMINERS and not sentence[begin].possessive
    ):
        return None
    inner = apposition(sentence, begin, comma)
    owned = sentence[begin].low in {"her", "his", "their", "my"}
    if inner > comma + 2 - owned and inner < len(sentence) and sentence[inner].text == ",":
        return Speaker(comma + 1, inner, begin, inner + 1)
    return None


def opening(sentence: Sequence[Token], limit: int) -> Speaker | None:
    """The subject that opens the sentence, or follows a phrase such as “In a letter,”."""
    found = first(sentence, limit)
    if found or not sentence or sentence[0].low not in PREPOSITIONS:
        return found
    comma = next((at for at, token in enumerate(sentence[:limit]) if token.text == ","), limit)
    return first(sentence, limit, comma + 1)

"""What follows a cue: the clause or the quotation that is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing.importing import words
from briefing.importing.tokens import Token
from briefing.importing.when import adverb

_CLAUSE = frozenset("that it he she they we i there his her their its if whether to how".split())
_NO_CLAUSE = words.PREPOSITIONS | words.BOUNDS
_FINITE = frozenset("is are was were has have had will would could may might can should".split())


def word_at(sentence: Sequence[Token], at: int) -> str:
    """The word at *at*; empty outside of the sentence."""
    return sentence[at].low if 0 <= at < len(sentence) else ""


def clause_follows(sentence: Sequence[Token], at: int, published: date | None) -> bool:
    """Whether what follows *at*, perhaps after “on Tuesday”, is what was said."""
    found = adverb(sentence, at, published or date(2001, 1, 1))
    at = found[1] if found else at
    if word_at(sentence, at) in _CLAUSE or (at < len(sentence) and sentence[at].quotation >= 0):
        return True
    if word_at(sentence, at) == ",":  # “reported, citing officials, that …”
        commas = [
            n for n in range(at + 1, min(len(sentence), at + 12)) if word_at(sentence, n) == ","
        ]
        return bool(commas) and word_at(sentence, commas[0] + 1) == "that"
    ahead = [token.low for token in sentence[at : at + 9]]
    stops = [place for place, low in enumerate(ahead) if low in words.BOUNDS or low in ",.;:"]
    return "that" in ahead and ahead.index("that") == (stops[0] if stops else -1)


def bare_clause(sentence: Sequence[Token], at: int) -> bool:
    """Whether a clause without “that” follows: “believe a van was used”."""
    if at >= len(sentence) or not sentence[at].word or sentence[at].low in _NO_CLAUSE:
        return False
    for token in sentence[at + 1 : at + 9]:
        if not token.word or token.low in words.BOUNDS:
            return False
        if token.low in _FINITE:
            return True
    return False


def quotes_soon(sentence: Sequence[Token], at: int) -> bool:
    """“calls the island “unspoilt””"""
    for token in sentence[at : at + 7]:
        if token.quotation >= 0 or not token.word:
            return token.quotation >= 0
    return False

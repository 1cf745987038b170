"""A paragraph as sentences of tokens, with its quotations taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from briefing.importing.quotes import HOLE, Quotation, masked, quotations
from briefing.importing.words import ABBREVIATIONS

LONGEST_SENTENCE = 400
"""Tokens; what is longer is no sentence that rules can read."""

_TOKEN = re.compile(
    rf"{HOLE}|(?:[A-Z]\.){{2,}}|[^\W_]+(?:[.'’&/‑-][^\W_]+|,\d{{3}})*(?:['’](?=\s))?|\.{{2,}}|[^\s\w]"
)
_NO_PRONOUNS = {"WHO", "IT"}
_ENDS = frozenset(".!?;")
_POSSESSIVE = ("'s", "’s", "'", "’")


class Token(Struct, frozen=True):
    """A word, a mark, or a quotation (then ``quotation`` is its number)."""

    text: str
    low: str
    start: int
    end: int
    quotation: int = -1

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or (self.text[0].isdigit() and self.text[-1:].isupper())

    @property
    def possessive(self) -> bool:
        return self.word and self.text.endswith(_POSSESSIVE)


class Paragraph(Struct, frozen=True):
    """A paragraph for the rules: what it quotes, and its sentences outside of quotations."""

    quotations: Sequence[Quotation]
    around: str
    sentences: Sequence[Sequence[Token]]


def paragraph(text: str) -> Paragraph:
    """*text* cut up. A quotation is one token of the sentence that it stands in."""
    found = quotations(text)
    around = masked(text, found)
    return Paragraph(found, around, list(_sentences(list(_tokens(around)), found)))


def printed(around: str, tokens: Sequence[Token]) -> str:
    """What stands from the first of *tokens* to the last, as printed."""
    return " ".join(around[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def _tokens(around: str) -> Iterator[Token]:
    """The tokens of *around*. The point of “Dr.” belongs to its token, but not to its text."""
    number, held = 0, None
    for match in _TOKEN.finditer(around):
        text = match.group()
        if held and text == "." and match.start() == held.end and _abbreviates(held.text):
            yield Token(held.text, held.low, held.start, match.end())
            held = None
            continue
        if held:
            yield held
        if text == HOLE:
            held = Token(HOLE, HOLE, match.start(), match.end(), number)
            number += 1
        else:
            low = text if text in _NO_PRONOUNS else text.lower().replace("’", "'")
            held = Token(text, low, match.start(), match.end())
    if held:
        yield held


def _abbreviates(text: str) -> bool:
    return text in ABBREVIATIONS or (len(text) == 1 and text.isupper())


def _sentences(tokens: Sequence[Token], found: Sequence[Quotation]) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for at, token in enumerate(tokens):
        ends = token.text in _ENDS
        if token.quotation >= 0 and at + 1 < len(tokens):
            ends = found[token.quotation].text.endswith(".") and tokens[at + 1].capital
        sentence.append(token)
        if ends or len(sentence) >= LONGEST_SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence

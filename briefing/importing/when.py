"""When something was said: what the clause itself tells, read from the article's date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from briefing.importing.tokens import Token

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        "monday tuesday wednesday thursday friday saturday sunday".split()
    )
}

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_PARTS = {"morning", "afternoon", "evening", "night"}
_ELSEWHERE = {"last", "next", "every", "this", "previous", "following", "coming", "each", "until"}
_YEAR = re.compile(r"(19|20)\d\d")
_DAY = re.compile(r"(\d{1,2})(st|nd|rd|th)?")


class When(Struct, frozen=True):
    """An adverb of time as printed, and the day that it means."""

    words: str
    on: date


def adverb(tokens: Sequence[Token], at: int, published: date | None) -> tuple[When, int] | None:
    """The adverb of time that begins at *at*, and where it ends.

    Nothing is read where a day cannot be told: “last Tuesday” may mean two.
    """
    begin = at
    if at and tokens[at - 1].low in _ELSEWHERE:
        return None
    at += at < len(tokens) and tokens[at].low in {"late", "early", "earlier", "later"}
    at += at < len(tokens) and tokens[at].low == "on"
    if at >= len(tokens):
        return None
    low = tokens[at].low
    found: date | None = None
    if low in WEEKDAYS:
        if published:
            found = published - timedelta(days=(published.weekday() - WEEKDAYS[low]) % 7)
        at += 1 + (at + 1 < len(tokens) and tokens[at + 1].low in _PARTS)
    elif low in {"today", "yesterday"} and (at == 0 or tokens[at].text == low):
        if published:
            found = published - timedelta(days=low == "yesterday")
        at += 1
    else:
        found, at = _calendar(tokens, at, published)
    if not found:
        return None
    return When(" ".join(token.text for token in tokens[begin:at]), found), at


def _calendar(tokens: Sequence[Token], at: int, published: date | None) -> tuple[date | None, int]:
    """“12 March”, “March 12”, with its year or in the year before the article's date."""
    low = [token.low for token in tokens[at : at + 4]]
    if len(low) < 2:
        return None, at
    first, second = (low[0], low[1]) if low[1] in _MONTHS else (low[1], low[0])
    number = _DAY.fullmatch(first)
    if second not in _MONTHS or not number:
        return None, at
    month, day = _MONTHS.index(second) + 1, int(number.group(1))
    at += 2
    after = low[2:]
    year = next((text for text in after[: 1 + (after[:1] == [","])] if _YEAR.fullmatch(text)), "")
    try:
        if year:
            return date(int(year), month, day), at + after.index(year) + 1
        if not published:
            return None, at
        found = date(published.year, month, day)
        return (found if found <= published else date(published.year - 1, month, day)), at
    except ValueError:
        return None, at

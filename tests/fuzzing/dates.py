"""Dates: what is read says itself the same again; what is not is refused in words."""

from __future__ import annotations

from random import Random

from briefing.dates import ALLOWED, Edtf, key_words, parse
from tests.fuzzing import naughty
from tests.fuzzing.rules import BrokenRuleError

_PARTS = (
    "2022",
    "02",
    "16",
    "-",
    "-",
    "/",
    "..",
    "~",
    "?",
    "%",
    "0",
    "9999",
    "00",
    "13",
    "31",
    "X",
    "Y-1",
)


def make(random: Random) -> bytes:
    if random.random() < 0.2:
        return naughty.encoded(naughty.text(random, 2))
    parts = [random.choice(_PARTS) for _ in range(random.randint(1, 9))]
    if random.random() < 0.5:
        parts = [
            f"{random.randrange(10_000):04}-{random.randrange(15):02}-{random.randrange(34):02}"
        ]
        parts += random.choice([[], ["~"], ["/", f"{random.randrange(10_000):04}"], ["/.."], ["/"]])
    return naughty.encoded("".join(parts))


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        found = parse(text)
    except ValueError as error:
        if not str(error):
            raise BrokenRuleError("a date is refused without a word") from error
        return
    if str(found) != text or parse(str(found)) != found or not text.isascii():
        raise BrokenRuleError(f"{text!r} is read as {found!r}")
    if found.earliest > found.latest or not found.keys or not found.words:
        raise BrokenRuleError(f"{text!r} has no place: {ALLOWED}")
    for key in found.keys:
        if not key_words(key) or Edtf(key).machine != key:
            raise BrokenRuleError(f"{text!r} is filed under {key!r}")
    if found.short and not all(map(key_words, found.days())):
        raise BrokenRuleError(f"{text!r} has a day that is none")

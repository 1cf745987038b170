"""Names that recur in a text and that the content does not know: candidates for new actors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from briefing.importing.known import Known
from briefing.importing.words import LEADERS, NOT_NAMES, OFFICES, PARTICLES, TITLES
from briefing.model import fold

FEWEST = 2
_MOST = 40
_BEFORE = NOT_NAMES | OFFICES | LEADERS
_ADJECTIVES = ("ish", "ian", "ese", "ans", "ern")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_BEGIN = re.compile(r"[.!?…:;“\"„«‘'(]\W*$")


def newcomers(paragraphs: Iterable[str], known: Known) -> tuple[str, ...]:
    """The names of at least two mentions that no actor or theme has, the most frequent first.

    A surname counts for the full name that it ends. Only scripts with capitals can be read so.
    """
    counts: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for text in paragraphs:
        for words, opens in _runs(text):
            if name := _trimmed(words):
                (opening if opens and " " not in name else counts)[name] += 1
    full: dict[str, str] = {}
    for name in counts:
        if " " in name:
            full.setdefault(name.rsplit(" ", 1)[1], name)
    merged: Counter[str] = Counter()
    for name, count in counts.items():
        merged[full.get(name, name)] += count
    for name, count in opening.items():  # may be any word: it counts only for a name seen elsewhere
        if name in full or name in counts:
            merged[full.get(name, name)] += count
    recurring = [name for name, count in merged.most_common() if count >= FEWEST]
    return tuple(name for name in recurring if not _is_known(name, known))[:_MOST]


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """Words with a capital that follow one another, and whether a sentence may open with them."""
    run: list[str] = []
    opens, end = False, 0
    for match in _WORD.finditer(text):
        word = match.group()
        capital = word[0].isupper() and word[0].lower() != word[0]
        joined = text[end : match.start()] == " "
        if run and not (joined and (capital or word in PARTICLES)):
            yield run, opens
            run = []
        if capital or run:
            if not run:
                before = text[max(0, match.start() - 3) : match.start()]
                opens = not match.start() or bool(_SENTENCE_BEGIN.search(before))
            run.append(word)
        end = match.end()
    if run:
        yield run, opens


def _trimmed(words: list[str]) -> str:
    """The name without titles before it; empty where it is an ordinary word or an adjective."""
    words = [_POSSESSIVE.sub("", word).rstrip(".'’-") for word in words]
    while words and (words[0] in TITLES or words[0].lower() in _BEFORE):
        words = words[1:]
    while words and (words[-1] in TITLES or words[-1].lower() in NOT_NAMES | OFFICES | PARTICLES):
        words = words[:-1]
    if len(words) == 1 and (len(words[0]) < 2 or words[0].endswith(_ADJECTIVES)):
        return ""
    return " ".join(words) if len(words) <= 5 else ""


def _is_known(name: str, known: Known) -> bool:
    """Whether the content has it, as an actor, a theme or, at its end, a publisher."""
    themes, last = known.themes.spellings, fold(name.rsplit(" ", 1)[-1])
    relays = {fold(publisher) for publisher in known.publishers.values()}
    return fold(name) in themes or bool(known.actor(name)) or bool({fold(name), last} & relays)

"""Who a cue verb belongs to: the stretch of words that is its subject.

There is no grammar here, only the habits of news prose. A stretch that does not look like the name
of a speaker is refused: no speaker is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from briefing.importing.phrases import (
    apposition,
    hole,
    is_name,
    name_end,
    nameable,
    nominal,
    proper,
    run,
    run_part,
)
from briefing.importing.tokens import Token
from briefing.importing.when import WEEKDAYS
from briefing.importing.words import (
    AUXILIARIES,
    BOUNDS,
    DETERMINERS,
    LEADERS,
    NEGATIONS,
    OFFICES,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)

LONGEST = 18
_PARTS_OF_DAY = {"morning", "afternoon", "evening", "night", "late", "early"}
_RELATIVE = {"who", "which", "that"}
SOME = {"some", "many"}
_STOPS_RIGHT = PREPOSITIONS - {"of", "for"}


class Speaker(Struct, frozen=True):
    """The tokens of a sentence from ``begin`` to before ``end``; ``pronoun`` if it names nobody.

    ``left`` is where the whole stretch begins, with what stands beside the name.
    """

    begin: int
    end: int
    left: int
    right: int
    pronoun: bool = False
    negated: bool = False


def before(sentence: Sequence[Token], verb: int) -> Speaker | None:
    """The subject that ends before the cue at *verb*."""
    at, negated = _over_adverbs(sentence, verb - 1)
    if at < 0:
        return None
    if sentence[at].text == ")":  # “the Norland Water Board (NWB) said”
        opening = [place for place in range(max(0, at - 6), at) if sentence[place].text == "("]
        return _chunk(sentence, opening[-1], negated) if opening else None
    if sentence[at].low in {"who", "which"}:
        return _antecedent(sentence, at, negated)
    if sentence[at].text in ",—–":
        return _with_apposition(sentence, at, negated)
    chunk = _chunk(sentence, at + 1, negated)
    if chunk and chunk.left and sentence[chunk.left - 1].low in {"who", "which", "that"}:
        opens = sentence[chunk.left]  # “a school that banned phones says”
        if opens.text == opens.low and (opens.low in VERBS or opens.low.endswith("ed")):
            chunk = None
    return chunk or _over_relative(sentence, at, negated)


def _over_relative(sentence: Sequence[Token], at: int, negated: bool) -> Speaker | None:
    """“A guest who asked not to be named said”: the subject before its relative clause."""
    who = at
    while who > 0 and at - who < LONGEST and sentence[who].low not in _RELATIVE:
        if not sentence[who].word or sentence[who].low in {"and", "but"}:
            return None
        who -= 1
    if sentence[who].low not in _RELATIVE or who == at:
        return None
    verb = _over_adverbs(sentence[: who + 2], who + 1)[0]
    if (
        sentence[who + 1].low not in VERBS
        and verb > who
        and not sentence[verb].low.endswith(("s", "ed"))
    ):
        return None
    return _antecedent(sentence, who, negated)


def after(sentence: Sequence[Token], begin: int) -> Speaker | None:
    """The subject that begins at *begin*, after its cue: “said Ada Berg, the minister”."""
    end = begin
    while end < min(len(sentence), begin + LONGEST) and _goes_on(sentence, end):
        end += 1
    if end == begin:
        return None
    if sentence[begin].low in PRONOUNS and end == begin + 1:
        return Speaker(begin, end, begin, end, pronoun=True)
    if not nominal(sentence[begin:end]) or sentence[begin].low in BOUNDS:
        return None
    if end - begin > 2 and sentence[begin + 1].low == "of" and sentence[begin].capital:
        about = not sentence[begin + 2].capital  # “said Berg of the plan”
        if about and sentence[begin].low not in OFFICES:
            return Speaker(begin, begin + 1, begin, begin + 1)
    inner = apposition(sentence, begin, end)
    if inner > end:
        return Speaker(end + 1, inner, begin, inner)
    return Speaker(begin, name_end(sentence, begin, end), begin, end)


def bare(name: str) -> str:
    """*name* without the mark of the possessive and what punctuation is left at its ends."""
    for mark in ("'s", "’s"):
        name = name.removesuffix(mark)
    return name.strip(" ,'’")


def _over_adverbs(sentence: Sequence[Token], at: int) -> tuple[int, bool]:
    """Where the subject ends before *at*, over auxiliaries, adverbs and “on Tuesday”."""
    negated = False
    while at >= 0:
        low = sentence[at].low
        if low in NEGATIONS or low.endswith("n't"):
            negated = True
        elif low in WEEKDAYS and not sentence[at].possessive:
            at -= at > 0 and sentence[at - 1].low in {"on", "late", "early", "last"}
        elif low in _PARTS_OF_DAY and at and sentence[at - 1].low in WEEKDAYS:
            pass
        elif low not in AUXILIARIES and not (low.endswith("ly") and sentence[at].text == low):
            break
        at -= 1
    return at, negated


def _chunk(sentence: Sequence[Token], end: int, negated: bool) -> Speaker | None:
    """The subject that ends before *end*: back to where its clause begins."""
    begin = end
    while begin > 0 and end - begin <= LONGEST and not _bound(sentence, begin - 1, end):
        begin -= 1
    if end - begin > LONGEST or begin == end:
        return None
    if sentence[end - 1].low in PRONOUNS:
        pronoun = sentence[end - 1].low not in SOME
        return Speaker(end - 1, end, begin, end, pronoun=pronoun, negated=negated)
    left = begin = _listed(sentence, begin, end)
    stripped = _strip(sentence, begin, end)
    if stripped is None or not nominal(sentence[stripped:end]):
        return None
    return Speaker(stripped, name_end(sentence, stripped, end), left, end, negated=negated)


def _listed(sentence: Sequence[Token], begin: int, end: int) -> int:
    """Where a list of names begins whose last two are joined: “Berg, Lund and Toll”."""
    if not any(token.low == "and" for token in sentence[begin:end]):
        return begin
    while begin > 1 and sentence[begin - 1].text == ",":
        start = run(sentence, begin - 1)
        listed = sentence[start : begin - 1]
        open_left = start == 0 or sentence[start - 1].text == "," or hole(sentence, start - 1)
        if not is_name(listed) or not open_left or listed[0].low in LEADERS:
            return begin
        begin = start
    return begin


def _bound(sentence: Sequence[Token], at: int, end: int) -> bool:
    token = sentence[at]
    if token.low == "and" and at + 1 < end:
        begin = at
        while begin > 0 and run_part(sentence[begin - 1]):
            begin -= 1
        closed = begin == 0 or not sentence[begin - 1].word or sentence[begin - 1].low in BOUNDS
        return not (closed and begin < at and nominal(sentence[begin:at]))
    return token.low in BOUNDS or not (token.word or token.text in {"&", "."})


def _strip(sentence: Sequence[Token], begin: int, end: int) -> int | None:
    """Where the subject itself begins, after words such as “Meanwhile” and “On Tuesday”."""
    while begin < end and sentence[begin].low in LEADERS:
        begin += 1
    if begin < end and sentence[begin].low in PREPOSITIONS:
        days = [at for at in range(begin, end) if sentence[at].low in WEEKDAYS]
        if days and days[0] + 1 < end:
            begin = days[0] + 1
            while begin < end and sentence[begin].low in _PARTS_OF_DAY:
                begin += 1
        else:
            starts = [at for at in range(begin + 2, end) if sentence[at].low in DETERMINERS]
            begin = starts[-1] if starts else run(sentence, end)
    verbs = [at for at in range(begin, end) if sentence[at].low in VERBS]
    if verbs:  # “… the day Ada Berg”, “he is a friend Ada Berg”: only a name at the end is sure
        begin = run(sentence, end)
        if begin <= verbs[-1] + 1 or not is_name(sentence[begin:end]):
            return None
    return begin if begin < end else None


def _with_apposition(sentence: Sequence[Token], comma: int, negated: bool) -> Speaker | None:
    """“Ada Berg, the minister, said”: the name, whichever of the two it is."""
    start = comma - 1
    while start >= 0 and sentence[start].text not in ",—–" and comma - start < 2 * LONGEST:
        if sentence[start].quotation >= 0:
            return None
        start -= 1
    if start < 1 or sentence[start].text not in ",—–":
        return None
    if start > 2 and sentence[start - 1].low.isdigit() and sentence[start - 2].text == ",":
        start -= 2  # “Ada Berg, 45, of Norland, said”
    outer = _chunk(sentence, start, negated)
    inside = sentence[start + 1 : comma]
    if inside and inside[0].low.endswith("-year-old"):
        start, inside = start + 1, inside[1:]
    if outer is None or outer.pronoun:
        return outer
    if any(token.low == "and" for token in sentence[outer.begin : outer.end]):
        return outer
    named = next((at for at, token in enumerate(inside) if token.low in {"of", "from"}), None)
    if named and is_name(inside[:named]) and named > 1:
        comma, inside = start + 1 + named, inside[:named]
    further = outer.left - 1
    if (
        further > 0
        and sentence[further].text == ","
        and not proper(sentence[outer.begin : outer.end])
    ):
        head = _chunk(sentence, further, negated)
        if head and head.begin == 0 and is_name(sentence[head.begin : head.end]):
            return Speaker(head.begin, head.end, head.left, comma, negated=negated)
    if is_name(inside) and not proper(sentence[outer.begin : outer.end]):
        return Speaker(start + 1, comma, outer.left, comma, negated=negated)
    return Speaker(outer.begin, outer.end, outer.left, comma, negated=negated)


def _antecedent(sentence: Sequence[Token], who: int, negated: bool) -> Speaker | None:
    at = who - (who > 0 and sentence[who - 1].text == ",")
    end = _over_adverbs(sentence, at - 1)[0] + 1
    begin = run(sentence, end)
    if begin == end and sentence[who].low == "who":  # “a cleaner who”, “three angry residents who”
        begin = max((at for at in _back(end) if sentence[at].low in DETERMINERS), default=end)
        if not all(token.word and token.text == token.low for token in sentence[begin + 1 : end]):
            return None
    elif not nameable(sentence[begin:end]):
        return None
    if begin == end or not nominal(sentence[begin:end]):
        return None
    return Speaker(begin, end, begin, who, negated=negated)


def _back(end: int) -> range:
    return range(max(0, end - 3), end - 1)


def _goes_on(sentence: Sequence[Token], at: int) -> bool:
    token = sentence[at]
    if token.low in _STOPS_RIGHT:
        return at > 0 and token.low in {"to", "at"} and sentence[at - 1].low in OFFICES
    if token.low in VERBS or token.low in WEEKDAYS or token.low in BOUNDS - {"and"}:
        return False
    if token.low in {"who", "saying", "adding", "that"}:
        return False
    return token.word or token.text == "&"

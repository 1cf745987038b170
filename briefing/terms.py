"""What is filed where: statements under actors, themes, sides and days.

A taxonomy is a key function: :data:`TAXONOMIES` says for each family under which keys a statement
is filed. Adding one is a function and an entry in that table. Days are filed in two steps, because
a short interval is listed on those of its days that have a page for another reason.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from briefing.dates import UNDATED, Edtf
from briefing.model import Actor, Article, Day, Statement, Term

Terms = Mapping[str, Term]
Numbers = Mapping[str, tuple[bytes, bytes]]
"""By the keys of terms, the numbers of their statements and of their articles in the reading order
of all, from 0: an array of ``I`` each."""
Keys = Callable[[Statement, Mapping[str, Actor]], Collection[str]]


def reading_order(statement: Statement) -> tuple[bool, object, str, int]:
    """Earliest day, then latest, then article, then place in the file; undated ones last."""
    filed = statement.filed
    return (filed is None, filed.sort_key if filed else (), statement.article, statement.number)


def article_order(article: Article) -> tuple[bool, object, str]:
    """By date, undated ones last, then by slug."""
    return (article.date is None, article.date.sort_key if article.date else (), article.slug)


def _taking_part(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    return statement.by + statement.with_


def _concerned(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    return statement.concerning


def _spoken_for(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    """Everybody whom the speakers speak for, themselves left out."""
    found: dict[str, None] = {}
    waiting = [to for slug in statement.by for to in actors[slug].speaks_for]
    if not waiting:
        return ()
    while waiting:
        slug = waiting.pop(0)
        if slug not in found and slug not in statement.by:
            found[slug] = None
            waiting += actors[slug].speaks_for
    return found


def _sides(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    return statement.sides


def _relays(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    return [relay.actor for relay in statement.via if relay.actor]


def _themes(statement: Statement, actors: Mapping[str, Actor]) -> Collection[str]:
    return statement.about


TAXONOMIES: dict[str, Keys] = {
    "actors": _taking_part,
    "concerning": _concerned,
    "spoken_for": _spoken_for,
    "sides": _sides,
    "relays": _relays,
    "themes": _themes,
}


def all_terms(
    statements: Mapping[str, Statement],
    articles: Mapping[str, Article],
    actors: Mapping[str, Actor],
    notes: Iterable[str],
) -> tuple[dict[str, Terms], dict[str, Numbers]]:
    """The terms of every taxonomy, and the days, which need to know one another; *statements* and
    *articles* are in reading order."""
    filed: dict[str, _Lists] = {name: defaultdict(_list) for name in TAXONOMIES}
    families = [(filed[name], keys) for name, keys in TAXONOMIES.items()]
    for number, statement in enumerate(statements.values()):
        if statement.status == "removed":
            continue
        identity = statement.id
        for lists, keys in families:
            found = keys(statement, actors)
            for key in dict.fromkeys(found) if len(found) > 1 else found:
                ids, numbers = lists[key]
                ids.append(identity)
                numbers.append(number)
    listed: dict[str, _Lists] = {name: defaultdict(_list) for name in TAXONOMIES}
    for number, article in enumerate(articles.values()):
        for name, terms in (("actors", article.actors), ("themes", article.themes)):
            for key in terms:
                slugs, numbers = listed[name][key]
                slugs.append(article.slug)
                numbers.append(number)
    joined = {name: _joined(filed[name], listed[name]) for name in TAXONOMIES}
    joined["days"] = _day_terms(statements, articles, notes)
    return (
        {name: terms for name, (terms, _) in joined.items()},
        {name: numbers for name, (_, numbers) in joined.items()},
    )


_Lists = dict[str, tuple[list[str], "array[int]"]]
"""By keys of terms, what is filed there, and its numbers."""


def _list() -> tuple[list[str], array[int]]:
    return [], array("I")


def _day_terms(
    statements: Mapping[str, Statement],
    articles: Mapping[str, Article],
    notes: Iterable[str],
) -> tuple[Terms, Numbers]:
    told = [
        (number, s.id, s.filed)
        for number, s in enumerate(statements.values())
        if s.status != "removed"
    ]
    listing = [
        (number, article.slug, article.date) for number, article in enumerate(articles.values())
    ]
    days = {
        key
        for date in {date for _, _, date in chain(told, listing)}
        if date and date.precision == "day"
        for key in date.keys
    } | {key for key in notes if key.count("-") == 2}
    filed: _Lists = defaultdict(_list)
    listed: _Lists = defaultdict(_list)
    for found, things in ((filed, told), (listed, listing)):
        for number, name, date in things:
            for key in filing_keys(date, days):
                names, numbers = found[key]
                names.append(name)
                numbers.append(number)
    return _joined(filed, listed, notes)


def filing_keys(date: Edtf | None, days: Collection[str]) -> tuple[str, ...]:
    """The keys that *date* is filed under, *days* being those that have a page.

    An interval of at most 31 days is listed on the days it covers and makes none; where it covers
    none that exists it goes to its months.
    """
    if date is None:
        return (UNDATED,)
    if date.short:
        covered = tuple(filter(days.__contains__, date.days()))
        return covered or date.keys
    return date.keys


def _joined(filed: _Lists, listed: _Lists, keys: Iterable[str] = ()) -> tuple[Terms, Numbers]:
    """Terms of all that is filed or listed, and of *keys*, be there anything under them or not."""
    terms, numbers = {}, {}
    for key in sorted({*filed, *listed, *keys}):
        ids, own = filed.get(key) or _list()
        slugs, theirs = listed.get(key) or _list()
        terms[key] = Term(key=key, statements=tuple(ids), articles=tuple(slugs))
        numbers[key] = own.tobytes(), theirs.tobytes()
    return MappingProxyType(terms), numbers


def all_days(terms: Terms, kept: Iterable[str] = ()) -> dict[str, Day]:
    """Every day, month and year that has a page, each knowing its neighbours and its parts.

    *kept* are keys whose page stays though nothing is filed under them any more.
    """
    keys = {*terms, *kept} - {UNDATED}
    for key in list(keys):
        keys |= {key[:7], key[:4]}
    ordered = sorted(keys, key=lambda key: (key[:4], len(key) > 4, key[:7], len(key) > 7, key))
    by_length: dict[int, list[str]] = defaultdict(list)
    finer: dict[str, list[str]] = defaultdict(list)
    for key in ordered:
        by_length[len(key)].append(key)
        if len(key) > 4:
            finer[key[:-3]].append(key)
    days = {}
    position = {key: index for group in by_length.values() for index, key in enumerate(group)}
    for key in [*ordered, *([UNDATED] if UNDATED in {*terms, *kept} else [])]:
        group, here = by_length.get(len(key), []), position.get(key, 0)
        term = terms.get(key) or Term(key=key)
        dated = key != UNDATED
        days[key] = Day(
            key=key,
            statements=term.statements,
            articles=term.articles,
            days=tuple(finer[key]) if dated else (),
            previous=group[here - 1] if dated and here else "",
            next=group[here + 1] if dated and here + 1 < len(group) else "",
        )
    return days

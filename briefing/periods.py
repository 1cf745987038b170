"""Long lists in periods, so that no page grows without bound and every address stays put.

What has more entries than one page holds is split into the years that they are filed under, a year
with more into its months, a month with more into its days. An entry that is filed less exactly
stands on the page of the year or the month. Pages by number would move their entries at each new
one; a period keeps what is in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from briefing.dates import UNDATED, Edtf
from briefing.model import (
    Article,
    Part,
    Redirect,
    Statement,
    actor_path,
    path,
    split_path,
    theme_path,
)
from briefing.terms import Terms

YEAR, MONTH, DAY = 4, 7, 10
"""How long the filing keys of the periods are."""


class Bound(Struct, frozen=True):
    """How many entries stand on one page of a list, and into how fine periods it is split."""

    most: int
    finest: int


STATEMENTS = Bound(200, DAY)
ARTICLES = Bound(500, MONTH)
PACK = Bound(500, YEAR)


def key_of(date: Edtf | None) -> str:
    """The one key that *date* is split by: that of its beginning."""
    return date.keys[0] if date else UNDATED


def periods(keys: Sequence[str], bound: Bound, kept: Iterable[str] = ()) -> dict[str, int]:
    """The periods of entries filed under *keys*, each with how many are in it; newest first.

    Empty where they stand on one page, unless periods are *kept*: those that were published.
    """
    found = set(kept)
    if not found and len(keys) <= bound.most:
        return {}
    dated = [key for key in keys if key != UNDATED]
    widths = [width for width in (YEAR, MONTH, DAY) if width <= bound.finest]
    counts = Counter(key[:width] for key in dated for width in widths if len(key) >= width)
    found |= {key for key in counts if len(key) == YEAR or counts[key[:-3]] > bound.most}
    found |= {UNDATED} if len(keys) > len(dated) else set()
    for key in found - {UNDATED}:
        found = found | {key[:width] for width in widths if len(key) > width}
    counts[UNDATED] = len(keys) - len(dated)
    ordered = sorted(found - {UNDATED}, reverse=True) + sorted(found & {UNDATED})
    return {key: counts[key] for key in ordered}


def holder(key: str, split: Collection[str]) -> str:
    """The period of *split* in which what is filed under *key* stands: the most exact."""
    return next(key[:width] for width in (len(key), DAY, MONTH, YEAR) if key[:width] in split)


def parts(
    whole: str, filed: Mapping[str, str], bound: Bound, kept: Iterable[str] = ()
) -> tuple[Part, ...]:
    """The pages of the list that begins at the path *whole*; *filed* are its entries' keys."""
    split = periods(list(filed.values()), bound, kept)
    entries: dict[str, list[str]] = defaultdict(list)
    finer: dict[str, list[str]] = defaultdict(list)
    for entry, key in filed.items() if split else ():
        entries[holder(key, split)].append(entry)
    for key in split:
        finer[key[:-3]].append(key)
    return tuple(
        Part(
            whole=whole,
            key=key,
            count=count,
            entries=tuple(entries[key]),
            parts=tuple(finer[key]) if key != UNDATED else (),
        )
        for key, count in split.items()
    )


def all_parts(
    terms: Mapping[str, Terms],
    statements: Mapping[str, Statement],
    articles: Mapping[str, Article],
    actors: Iterable[str],
    themes: Iterable[str],
    published: Iterable[str] = (),
    without: Collection[str] = (),
) -> dict[str, tuple[Part, ...]]:
    """The periods of each list that is split, by the path of its first page.

    Lists whose periods have no page (their families are among *without*) are not split. *actors*
    and *themes* are slugs; *published* are paths that readers know: they stay, also where a
    correction makes a list short.
    """
    kept: dict[str, list[str]] = defaultdict(list)
    for known in published:
        whole, key = split_path(known)
        if key:
            kept[whole].append(key)

    @cache
    def dates() -> dict[str, str]:
        return {slug: key_of(article.date) for slug, article in articles.items()}

    @cache
    def days() -> dict[str, str]:
        told = ((key, s) for key, s in statements.items() if s.status != "removed")
        return {key: key_of(statement.filed) for key, statement in told}

    lists = [
        (f"{name}.html", filed(), bound)
        for name, filed, bound in (
            ("articles", dates, ARTICLES),
            ("sources", dates, ARTICLES),
            ("print", days, PACK),
        )
        if f"{name}_part" not in without
    ]
    for family, slugs, address, taxonomies in (
        ("actor_part", actors, actor_path, ("actors", "spoken_for", "concerning")),
        ("theme_part", themes, theme_path, ("themes",)),
    ):
        for slug in slugs if family not in without else ():
            found = [terms[name][slug].statements for name in taxonomies if slug in terms[name]]
            if sum(map(len, found)) <= STATEMENTS.most and address(slug) not in kept:
                continue
            own = {key: days()[key] for ids in found for key in ids}
            lists.append((address(slug), own, STATEMENTS))
    every = {
        whole: parts(whole, filed, bound, kept.get(whole, ())) for whole, filed, bound in lists
    }
    return {whole: found for whole, found in every.items() if found}


def moved(
    redirects: Iterable[Redirect], found: Mapping[str, Sequence[Part]], published: Iterable[str]
) -> Iterator[Redirect]:
    """Where *published* parts of a list lead whose first page, or whose side, leads elsewhere."""
    leads = {redirect.path: redirect.target for redirect in redirects}
    now = {path(part) for parts in found.values() for part in parts}
    for known in published:
        whole, key = split_path(known)
        side = leads.get(f"actors/{known.removeprefix('positions-')}", "")
        if key and whole in leads:
            stem = leads[whole].removesuffix(".html")
            target = f"{stem}/{key}.html"
            yield Redirect(path=known, target=target if target in now else leads[whole])
        elif known.startswith("positions-") and side:
            target = f"positions-{side.removeprefix('actors/')}"
            yield Redirect(path=known, target=target if target in now else "positions.html")

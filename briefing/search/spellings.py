"""Every known spelling and whom it means, as the search script reads it.

Names are folded as :func:`briefing.model.fold` does for references; what two things share leads to
both. Words of a person's name lead there as well; of other names only the whole does, for the words
of “Russian Defence Ministry” mean many things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from briefing.language import Language
from briefing.model import Actor, Theme, fold
from briefing.search.words import BEFORE_MONTH, ENDINGS, RELATED, STOP
from briefing.site import Site
from briefing.wording import ENGLISH

SHORTEST_WORD = 3


class Spellings(Struct, frozen=True, kw_only=True):
    """``names`` lead from folded spellings to ``actor/slug`` or ``theme/slug``, ``words`` from the
    words of persons' names; ``months`` from folded names of months to ``01`` … ``12``."""

    names: dict[str, list[str]]
    words: dict[str, list[str]]
    months: dict[str, str]
    stop: list[str]
    endings: list[str]
    before_month: list[str]
    related: dict[str, list[str]]


def spellings(site: Site, language: Language) -> Spellings:
    """The spellings of *site*, sorted; months in *language* and in English."""
    names: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    for actor in site.actors.values():
        for name in _names(actor):
            names[fold(name)].add(f"actor/{actor.slug}")
        # A person without a role is named by it: “Governor of Chernihiv”.
        if actor.kind == "person" and actor.role:
            own = [actor.name, *(alias.name for alias in actor.aliases if alias.kind != "office")]
            for word in {word for name in own for word in _words(name)}:
                words[word].add(f"actor/{actor.slug}")
    for theme in site.themes.values():
        for name in _names(theme):
            names[fold(name)].add(f"theme/{theme.slug}")
    stop = {fold(word) for listed in STOP.values() for word in listed.split()}
    return Spellings(
        names=_ordered(names),
        words=_ordered({word: words[word] for word in words if word not in names}),
        months=_months(language),
        stop=sorted(stop),
        endings=sorted({fold(word) for word in ENDINGS.split()}, key=lambda e: (-len(e), e)),
        before_month=sorted(word for listed in BEFORE_MONTH.values() for word in listed.split()),
        related={word: related.replace("-", " ").split() for word, related in RELATED.items()},
    )


def _names(thing: Actor | Theme) -> list[str]:
    return [thing.name, *(alias.name for alias in thing.aliases)]


def _months(language: Language) -> dict[str, str]:
    """In every form: «березень», and «березня» as it stands in a date."""
    return {
        fold(month): f"{number:02}"
        for words in (ENGLISH, language.words)
        for months in (words.months, words.months_alone)
        for number, month in enumerate(months, 1)
    }


def _words(name: str) -> Iterable[str]:
    return (word for word in fold(name).replace("-", " ").split() if len(word) >= SHORTEST_WORD)


def _ordered(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(found[name]) for name in sorted(found)}

"""The names of actors in running text, as links to their pages.

All spellings are one pattern: a text is searched once, however many names there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from html import escape

from briefing.hrefs import href

_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
)
"""From which letter to which the scripts reach that have no spaces between words."""
_BEGUN = r"(?<!\w.)"
"""After the first character of a word: none of another is before it."""
_FEW = 8
"""So many names are tried one after the other sooner than by their next character."""


class NameLinks:
    """Links the names of actors in running text: first mention in a block, longest spelling."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """*names* leads from spellings, as written, to output paths."""
        self._paths = names

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_pattern(self._paths) or r"(?!)", re.DOTALL)

    @property
    def names(self) -> Mapping[str, str]:
        """The spellings, and the paths that they lead to."""
        return self._paths

    def in_text(self, text: str) -> bool:
        """Whether *text* holds any of the names."""
        return self._pattern.search(text) is not None

    def html(self, text: str, linked: set[str] | None = None) -> str:
        """*text* escaped, with names linked; paths in *linked* are not linked (again)."""
        return self._html(text, set() if linked is None else linked, _escaped)

    def plain_html(self, text: str, linked: set[str]) -> str:
        """The same, of a *text* in which nothing is to be escaped."""
        return self._html(text, linked, str)

    def _html(self, text: str, linked: set[str], escaped: Callable[[str], str]) -> str:
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(text):
            name = match.group()
            path = self._paths.get(name) or self._paths[" ".join(name.split())]
            if path not in linked:
                linked.add(path)
                parts.append(escaped(text[end : match.start()]))
                parts.append(f'<a href="{href(path)}">{escaped(name)}</a>')
                end = match.end()
        if not end:
            return escaped(text)
        parts.append(escaped(text[end:]))
        return "".join(parts)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _pattern(names: Iterable[str]) -> str:
    """The pattern of *names*, by their first character, then by their second, and so on.

    Every branch begins with a character: so a search passes over all text in which none of them
    stands, and over all branches but one, at once.
    """
    longest = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(
        f"{re.escape(first)}{'' if _is_unspaced(first) else _BEGUN}(?:{_rests(some, 1)})"
        for first, some in sorted(_grouped(longest, 0).items())
    )


def _is_unspaced(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _UNSPACED)


def _rests(names: Sequence[str], at: int) -> str:
    """What may follow the characters before *at*, which the *names* have in common: those with the
    same next one together, the name that has ended last."""
    if at > 1 and len(names) <= _FEW:
        return "|".join(_end(name, at) for name in names)
    found = sorted(_grouped(names, at).items(), reverse=True)
    return "|".join(
        f"{_spaced(char)}(?:{_rests(some, at + 1)})" if char else _end(some[0], at)
        for char, some in found
    )


def _end(name: str, at: int) -> str:
    """What is left of *name* from its character *at* on, and that it ends there."""
    return _spaced(name[at:]) + ("" if _is_unspaced(name[-1]) else r"(?!\w)")


def _spaced(text: str) -> str:
    """The pattern of *text*, a space of which may be any white space."""
    return re.escape(text).replace("\\ ", r"\s+")


def _grouped(names: Sequence[str], at: int) -> Mapping[str, Sequence[str]]:
    """*names*, in their order, by their character at *at*."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[name[at : at + 1]].append(name)
    return found

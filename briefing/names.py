"""Which thing a written name means.

Names are compared folded (case, accents, white space) and otherwise taken as they stand: nothing is
merged by similarity. A name that two things claim is an error that names both; a name that nothing
claims is an error with the nearest known spelling and the command that makes the thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.documents import Document
from briefing.fields import Place
from briefing.model import fold
from briefing.problems import Problem, nearest

UNKNOWN = "unknown"


class Unknown(NamedTuple):
    """A name that leads nowhere, the known spelling next to it, if any, and the Problem of it."""

    family: str
    name: str
    near: str
    problem: Problem


class Register:
    """The names of one family of things (``actor``, ``theme``), each leading to a slug."""

    def __init__(
        self,
        family: str,
        *,
        unread: Sequence[str] = (),
        drafts: Sequence[Document] = (),
    ) -> None:
        """*unread* are documents of the family that could not be read: they may hold a name."""
        self.family = family
        self.unread = unread
        self.drafts = {fold(_name(draft)): draft for draft in drafts}
        self.missing: list[Unknown] = []
        self._slugs: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._missed: set[str] = set()
        self._alone: dict[str, tuple[str]] = {}
        self._spelling: dict[str, str] = {}
        self._claims: dict[str, tuple[Document, Place]] = {}

    def claim(self, name: str, slug: str, document: Document, at: Place) -> Iterator[Problem]:
        """Let *name* lead to *slug*; yields a Problem if another thing has it already."""
        folded = fold(name)
        if not folded:
            return
        if folded == UNKNOWN:
            hint = "it says that the source does not tell the speaker; choose another spelling"
            yield document.problem(f"“{name}” cannot be the name of an {self.family}", hint, at=at)
        elif folded in self._claims:
            other, where = self._claims[folded]
            place = f"{other.path}:{other.line_of(where)}"
            if self._slugs[folded] == slug:
                yield document.problem(
                    f"“{name}” is given twice; {place} has it already", "delete one", at=at
                )
            else:
                hint = "a name leads to one thing only; make one of the two longer, or delete it"
                yield document.problem(
                    f"“{name}” is claimed twice; {place} claims it too", hint, at=at
                )
        else:
            self._claims[folded] = document, at
            self._slugs[folded] = slug
            self._spelling[folded] = name

    def find(self, name: str) -> str | None:
        """The slug that *name* leads to."""
        slug = self._found.get(name)
        if slug is None:
            slug = self._slugs.get(fold(name))
            if slug is not None:
                self._found[name] = slug  # what leads somewhere leads there for good
            else:
                self._missed.add(name)
        return slug

    def asked(self) -> dict[str, str | None]:
        """All names that were looked for, and where each leads."""
        return {name: self.find(name) for name in (*self._found, *sorted(self._missed))}

    def claimants(self, kind: str) -> list[str]:
        """The names of the documents of that *kind* that lead somewhere."""
        return sorted({doc.name for doc, _ in self._claims.values() if doc.kind == kind})

    def alone(self, slug: str) -> tuple[str]:
        """*slug* by itself, always in the same tuple: most statements have one speaker."""
        return self._alone.setdefault(slug, (slug,))

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that leads somewhere."""
        return tuple(self._spelling.values())

    def unknown(self, name: str, document: Document, at: Place) -> Problem:
        """The Problem of a *name* that leads nowhere, with its remedies."""
        draft = self.drafts.get(fold(name))
        if draft:
            hint = f"publish {draft.path} (delete its `draft: true`), or leave the name out"
            return document.problem(f"the {self.family} “{name}” is a draft", hint, at=at)
        close = nearest(fold(name), self._slugs)
        hints = [f"did you mean “{self._spelling[close]}”?"] if close else []
        if self.family in {"actor", "theme"}:
            quoted = name.replace("\\", "\\\\").replace('"', '\\"')
            create = f'python build.py new {self.family} "{quoted}"'
            hints.append(f"to create it: {create}" if close else f"create it: {create}")
        if self.unread:
            hints.append(f"or mend {' and '.join(self.unread)}, which may hold the name")
        message = f"the {self.family} “{name}” is not known"
        problem = document.problem(message, "\n".join(hints), at=at)
        near = self._spelling[close] if close else ""
        self.missing.append(Unknown(self.family, name, near, problem))
        return problem


def resolve(
    register: Register,
    names: Sequence[str],
    document: Document,
    at: Place,
    problems: list[Problem],
) -> tuple[str, ...]:
    """The slugs of *names* in their order, each once; unknown ones are added to *problems*."""
    if not names:
        return ()
    if len(names) == 1 and (slug := register.find(names[0])) is not None:
        return register.alone(slug)
    found: dict[str, None] = {}
    for index, name in enumerate(names):
        slug = register.find(name)
        if slug is not None:
            found[slug] = None
        elif name:  # an empty one is the stand-in of something else, which is reported
            problems.append(_unknown(register, names, index, document, at))
    return tuple(found)


def _unknown(
    register: Register, names: Sequence[str], index: int, document: Document, at: Place
) -> Problem:
    """The Problem of a name in a list, which a comma may have cut in two."""
    for first in (index - 1, index):
        joined = ", ".join(names[first : first + 2]) if first >= 0 else ""
        if register.find(joined):
            message = f"the {register.family} “{names[index]}” is not known"
            hint = f'a comma parts the items of a list: put "{joined}" in quotation marks'
            return document.problem(message, hint, at=(*at, index))
    return register.unknown(names[index], document, (*at, index))


def _name(document: Document) -> str:
    return getattr(document.fields, "name", document.slug)

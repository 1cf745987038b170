"""Documents into records: the names that are resolved, and the problems that are found meanwhile.

One :class:`Assembly` lives for the length of :func:`briefing.site.assemble`. It collects problems
instead of raising them, so that an editor learns of all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefing.documents import Document
from briefing.fields import Place
from briefing.model import Actor, Alias, Theme
from briefing.names import Register, resolve
from briefing.problems import Problem
from briefing.schema import (
    ActorFields,
    AliasFields,
    Names,
    PublisherFields,
    SiteFields,
    ThemeFields,
)


class Assembly:
    """The registers of names and the problems found while documents become records."""

    def __init__(self, actors: Register, themes: Register, publishers: Register) -> None:
        self.problems: list[Problem] = []
        self.actors = actors
        self.themes = themes
        self.publishers = publishers
        self.ids: dict[str, tuple[Document, Place]] = {}

    def register_names(self, documents: Iterable[Document]) -> None:
        """Let every name and alias lead to its actor, theme or publisher."""
        for document in documents:
            fields = document.fields
            if isinstance(fields, SiteFields):
                self._register_publishers(document, fields)
            elif isinstance(fields, ActorFields | ThemeFields):
                register = self.actors if isinstance(fields, ActorFields) else self.themes
                claims: list[tuple[str, Place]] = [(fields.name, ("name",))]
                for index, alias in enumerate(fields.aliases):
                    name = alias if isinstance(alias, str) else alias.name
                    claims.append((name, ("aliases", index)))
                for name, at in claims:
                    self.problems += register.claim(name, document.slug, document, at)

    def _register_publishers(self, document: Document, fields: SiteFields) -> None:
        for index, entry in enumerate(fields.publishers):
            at = ("publishers", index)
            name = entry if isinstance(entry, str) else entry.name
            others = entry.aliases if isinstance(entry, PublisherFields) else ()
            for spelling in (name, *others):
                self.problems += self.publishers.claim(spelling, name, document, at)

    def actor_list(self, names: Names, document: Document, *at: str | int) -> tuple[str, ...]:
        return resolve(self.actors, names, document, at, self.problems) if names else ()

    def theme_list(self, names: Names, document: Document, *at: str | int) -> tuple[str, ...]:
        return resolve(self.themes, names, document, at, self.problems) if names else ()

    def build_actor(self, document: Document, fields: ActorFields) -> Actor:
        """The actor, its sides still empty: they need all actors."""
        return Actor(
            slug=document.slug,
            name=fields.name,
            aliases=aliases(fields.aliases),
            kind=fields.kind,
            role=fields.role or "",
            affiliation=fields.affiliation or "",
            speaks_for=self.actor_list(fields.speaks_for, document, "speaks_for"),
            sides=(),
            same_as=fields.same_as,
            not_same_as=self.actor_list(fields.not_same_as, document, "not_same_as"),
        )

    def build_theme(self, document: Document, fields: ThemeFields) -> Theme:
        return Theme(slug=document.slug, name=fields.name, aliases=aliases(fields.aliases))

    def report(
        self, document: Document, message: str, hint: str, *, at: Place, of: Place | None = None
    ) -> None:
        """Add a problem at *at*, unless it follows from a fault in what it is *of*."""
        scope = of or (at[:2] if at[0] == "statements" else at[:1])
        if not any(place[: len(scope)] == scope for place in document.faults):
            self.problems.append(document.problem(message, hint, at=at))


def aliases(entries: Sequence[str | AliasFields]) -> tuple[Alias, ...]:
    return tuple(
        Alias(name=entry)
        if isinstance(entry, str)
        else Alias(name=entry.name, kind=entry.kind, link=entry.link == "true")
        for entry in entries
    )


def one_line(text: str | None) -> str:
    """*text* with its line breaks and runs of white space folded into single spaces."""
    if not text:
        return ""
    if text.isprintable() and "  " not in text and text[0] != " " and text[-1] != " ":
        return text  # of white space a space alone is printable
    return " ".join(text.split())

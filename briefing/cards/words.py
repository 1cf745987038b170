"""What each card says: of the site, of every actor, theme and article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import normalize

from msgspec import Struct

from briefing import groups
from briefing.dates import parse
from briefing.language import Language, upper_first
from briefing.model import Actor, Article, Settings, Statement, Theme
from briefing.site import Site

Subject = Actor | Theme | Article


class Card(Struct, frozen=True, kw_only=True):
    """The words of one card, and the numbers of the signs that stand before the name.

    ``above`` is small, at the top; ``below`` are the lines under the name.
    """

    name: str
    above: str = ""
    below: tuple[str, ...] = ()
    signs: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """All that can be read on it, for those who do not see it."""
        sentences = filter(None, (self.name, *self.below, self.above))
        return " ".join(s if s.endswith((".", "!", "?", "…")) else f"{s}." for s in sentences)


def of_site(settings: Settings) -> Card:
    """Without a figure, so that it is true for as long as the title and the description are."""
    return _card(settings.title, settings.publisher, [settings.description])


def of_subjects(site: Site) -> Iterator[tuple[Subject, Card]]:
    """Each actor, theme and article with its card."""
    marks = groups.side_marks(site)
    above, language = site.settings.title, site.language
    for actor in site.actors.values():
        who = _line(actor.role, actor.affiliation)
        signs = tuple(dict.fromkeys(marks[slug] for slug in actor.sides))
        yield actor, _card(actor.name, above, [who, _spoken(site, actor)], signs)
    for theme in site.themes.values():
        found = groups.statements(site, site.term("themes", theme.slug).statements)
        sides = {side for statement in found for side in statement.sides}
        heard = language.ngettext("%(num)s side", "%(num)s sides", len(sides)) if sides else ""
        yield (
            theme,
            _card(
                theme.name, above, [_line(_amount(language, found), heard, _span(language, found))]
            ),
        )
    for article in site.articles.values():
        found = [s for s in groups.statements(site, article.statements) if s.status != "removed"]
        date = language.date(article.date) if article.date else ""
        if not article.source.publisher:
            date = upper_first(date)
        line = _line(article.source.publisher, date, _amount(language, found))
        yield article, _card(article.title, above, [line])


def _card(name: str, above: str, below: Iterable[str], signs: tuple[int, ...] = ()) -> Card:
    """The card with its letters composed (NFC): a font has é, not e and an accent to put on it."""
    return Card(
        name=normalize("NFC", name),
        above=normalize("NFC", above),
        below=tuple(normalize("NFC", line) for line in below if line),
        signs=signs,
    )


def _spoken(site: Site, actor: Actor) -> str:
    """What it said and did; of one that is silent, what was said and done for it."""
    term, language = site.term("actors", actor.slug), site.language
    if term.statements:
        own = groups.statements(site, term.statements)
        return _line(_amount(language, own), _span(language, own))
    gathered = groups.statements(site, site.term("spoken_for", actor.slug).statements)
    if gathered:
        spoken = language.ngettext(
            "%(num)s statement by those who speak for it",
            "%(num)s statements by those who speak for it",
            len(gathered),
        )
        return _line(spoken, _span(language, gathered))
    if not term.articles:
        return ""
    return language.ngettext(
        "Named in %(num)s article", "Named in %(num)s articles", len(term.articles)
    )


def _span(language: Language, statements: Iterable[Statement]) -> str:
    """From the first stated date to the last, each as precise as it is stated."""
    filed = [statement.filed for statement in statements if statement.filed]
    if len(set(filed)) == 1:
        return language.date(filed[0])
    starts = [date.start for date in filed if date.start]
    ends = [date.end for date in filed if date.end]
    if not starts or not ends:
        return ""
    first = min(starts, key=lambda point: (point.first, -point.last.toordinal())).key
    last = max(ends, key=lambda point: (point.last, -point.first.toordinal())).key
    # A day and the year that it lies in are no interval; the longer one holds both.
    if first.startswith(last) or last.startswith(first):
        return language.date(parse(min(first, last, key=len)))
    return language.date(parse(f"{first}/{last}")) if first < last else ""


def _amount(language: Language, statements: groups.Statements) -> str:
    if not statements:
        return ""
    return language.ngettext("%(num)s statement", "%(num)s statements", len(statements))


def _line(*parts: str) -> str:
    return "\u00a0· ".join(filter(None, parts))

"""What each card says: of the site, of every actor, theme and article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import normalize

from msgspec import Struct

from briefing import groups
from briefing.dates import parse
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
    above = site.settings.title
    for actor in site.actors.values():
        who = _line(actor.role, actor.affiliation)
        signs = tuple(dict.fromkeys(marks[slug] for slug in actor.sides))
        yield actor, _card(actor.name, above, [who, _spoken(site, actor)], signs)
    for theme in site.themes.values():
        found = groups.statements(site, site.term("themes", theme.slug).statements)
        sides = {side for statement in found for side in statement.sides}
        heard = _counted(len(sides), "side") if sides else ""
        yield theme, _card(theme.name, above, [_line(_amount(found), heard, _span(found))])
    for article in site.articles.values():
        found = [s for s in groups.statements(site, article.statements) if s.status != "removed"]
        date = article.date.words if article.date else ""
        if not article.source.publisher:
            date = date[:1].upper() + date[1:]
        line = _line(article.source.publisher, date, _amount(found))
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
    term = site.term("actors", actor.slug)
    if term.statements:
        own = groups.statements(site, term.statements)
        return _line(_amount(own), _span(own))
    gathered = groups.statements(site, site.term("spoken_for", actor.slug).statements)
    if gathered:
        return _line(f"{_amount(gathered)} by those who speak for it", _span(gathered))
    return f"Named in {_counted(len(term.articles), 'article')}" if term.articles else ""


def _span(statements: Iterable[Statement]) -> str:
    """From the first stated date to the last, each as precise as it is stated."""
    filed = [statement.filed for statement in statements if statement.filed]
    if len(set(filed)) == 1:
        return filed[0].words
    starts = [date.start for date in filed if date.start]
    ends = [date.end for date in filed if date.end]
    if not starts or not ends:
        return ""
    first = min(starts, key=lambda point: (point.first, -point.last.toordinal())).key
    last = max(ends, key=lambda point: (point.last, -point.first.toordinal())).key
    # A day and the year that it lies in are no interval; the longer one holds both.
    if first.startswith(last) or last.startswith(first):
        return parse(min(first, last, key=len)).words
    return parse(f"{first}/{last}").words if first < last else ""


def _amount(statements: groups.Statements) -> str:
    return _counted(len(statements), "statement") if statements else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _line(*parts: str) -> str:
    return "\u00a0· ".join(filter(None, parts))

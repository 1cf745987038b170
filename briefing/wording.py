"""The words and patterns that dates are said with; :mod:`briefing.dates` does the saying."""

from __future__ import annotations

from msgspec import Struct

Span = tuple[str, str, str]
"""How an interval is said: its start, what stands between, its end."""


def phrase(english: str) -> str:
    """*english*, marked so that it is found for the catalogues of other languages."""
    return english


class Phrases(Struct, frozen=True, kw_only=True):
    """What stands around dates, for translators: ``{date}`` is a date by itself, ``{of}`` one after
    a preposition, in the case that follows “of”."""

    year_of: str = phrase("{year}")
    about: str = phrase("about {date}")
    perhaps: str = phrase("perhaps {date}")
    perhaps_about: str = phrase("perhaps about {date}")
    since: str = phrase("since {date}")
    since_end_unknown: str = phrase("since {date}, end not known")
    until: str = phrase("until {date}")
    until_start_unknown: str = phrase("until {date}, start not known")
    undated: str = phrase("Undated")


class Words(Struct, frozen=True, kw_only=True):
    """How a language says dates; by default British English, with “to” for the dash.

    All but the phrases is data of CLDR. In the patterns ``{day}`` and ``{year}`` are numbers,
    ``{month}`` is a name beside a day and ``{alone}`` a name without one: many languages tell the
    two apart.
    """

    months: tuple[str, ...] = (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    months_short: tuple[str, ...] = tuple(
        "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()
    )
    months_alone: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    )
    weekdays_short: tuple[str, ...] = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    day: str = "{day} {month} {year}"
    month: str = "{alone} {year}"
    month_of: str = "{month} {year}"
    days_of_a_month: Span = ("{day}", " to ", "{day} {month} {year}")
    days_of_a_year: Span = ("{day} {month}", " to ", "{day} {month} {year}")
    days_of_years: Span = ("{day} {month} {year}", " to ", "{day} {month} {year}")
    months_of_a_year: Span = ("{alone}", " to ", "{alone} {year}")
    months_of_years: Span = ("{alone} {year}", " to ", "{alone} {year}")
    years: Span = ("{year}", " to ", "{year}")
    between: str = " to "
    phrases: Phrases = Phrases()


ENGLISH = Words()

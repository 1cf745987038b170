"""The catalogues of ``briefing/locale``: ``python -m tests.catalogues`` brings them up to date.

What the templates and the package say is gathered into each ``briefing.po``, which translators
fill; beside it come the compiled catalogue and what CLDR knows of the language's dates and lists.
Babel does all of this, and only here: a build needs none of it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from briefing.language import CATALOGUE, CLDR, FOLDER, shipped
from tests.folders import ROOT

KEYWORDS = DEFAULT_KEYWORDS | {"phrase": None}
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
HEADER = """\
# What a briefing says of its own accord, in %s.
# `make catalogues` gathers the messages and compiles them; docs/language.md tells more."""
FIELDS = {"d": "{day}", "MMMM": "{month}", "LLLL": "{alone}", "y": "{year}"}


def messages() -> Catalog:
    """Everything that the templates and the package say, untranslated."""
    found = Catalog(project="briefing")
    for folder, method in (("templates", "jinja2"), ("briefing", "python")):
        for _, _, message, comments, context in extract_from_dir(
            ROOT / folder,
            method_map=[("**.html" if method == "jinja2" else "**.py", method)],
            options_map={"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "0"}},
            keywords=KEYWORDS,
            comment_tags=["translators:"],
            strip_comment_tags=True,
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of *language* with every message of today and none of yesterday."""
    path = source(language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    else:
        known = Catalog(locale=language)
    known.update(messages(), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.project, known.version = "briefing", "1"
    known.creation_date = known.revision_date = NEVER
    known.header_comment = HEADER % Locale.parse(language).english_name
    known.fuzzy = False
    return known


def po(found: Catalog) -> bytes:
    """*found* as the text of ``briefing.po``, in the order of the messages."""
    out = io.BytesIO()
    write_po(out, found, width=100, no_location=True, sort_output=True, omit_header=False)
    return re.sub(
        rb'^"(POT?-[\w-]+|Last-Translator|Language-Team|Generated-By|.*Report-.*)[^\n]*\n',
        b"",
        out.getvalue(),
        flags=re.MULTILINE,
    )


def mo(language: str) -> bytes:
    """What ``briefing.po`` of *language* compiles to."""
    out = io.BytesIO()
    with source(language).open("rb") as file:
        found = read_po(file, locale=language)
    found.creation_date = found.revision_date = NEVER
    write_mo(out, found)
    return out.getvalue()


def cldr(language: str) -> bytes:
    """What CLDR knows of the dates and lists of *language*, as a site needs it."""
    locale = Locale.parse(language)
    data = {"dates": dates(locale), "lists": lists(locale)}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def dates(locale: Locale) -> dict[str, Any]:
    days, spans = locale.interval_formats["yMMMd"], locale.interval_formats["yMMMM"]
    month = locale.datetime_skeletons["yMMMM"].pattern
    return {
        "months": names(locale.months["format"]["wide"], range(1, 13)),
        "months_short": names(locale.months["stand-alone"]["abbreviated"], range(1, 13)),
        "months_alone": names(locale.months["stand-alone"]["wide"], range(1, 13)),
        "weekdays": names(locale.days["stand-alone"]["wide"], range(7)),
        "weekdays_short": names(locale.days["stand-alone"]["short"], range(7)),
        "day": filled(locale.date_formats["long"].pattern),
        "month": filled(month.replace("MMMM", "LLLL")),
        "month_of": filled(month.replace("LLLL", "MMMM")),
        "days_of_a_month": span(days["d"]),
        "days_of_a_year": span(days["M"]),
        "days_of_years": span(days["y"]),
        "months_of_a_year": span(spans["M"], alone=True),
        "months_of_years": span(spans["y"], alone=True),
        "years": span(locale.interval_formats["y"]["y"]),
        "between": locale.interval_formats[None].replace("{0}", "").replace("{1}", ""),
    }


def lists(locale: Locale) -> dict[str, str]:
    patterns = locale.list_patterns["standard"]
    return {"two": patterns["2"]} | {name: patterns[name] for name in ("start", "middle", "end")}


def names(found: Any, numbers: Iterable[int]) -> list[str]:
    return [found[number] for number in numbers]


def filled(pattern: str) -> str:
    """A pattern of CLDR (UTS 35) as one of ours: ``d MMMM y`` → ``{day} {month} {year}``."""
    pieces = re.findall(r"'([^']*)'|(d+|M+|L+|y+)|(.)", pattern)
    return "".join(text or FIELDS.get(field, field) or other for text, field, other in pieces)


def span(parts: list[str], *, alone: bool = False) -> list[str]:
    """The two halves of an interval's pattern, and between them the dash with its spaces.

    CLDR has the days of intervals with short months only; the long ones stand in their places.
    """
    letter = "LLLL" if alone else "MMMM"
    head, tail = (re.sub(r"M+|L+", letter, part) for part in parts)
    dash = re.search(r"\s*[–—-]\s*$", head)
    if not dash:
        raise ValueError(f"no dash in the interval {parts}")
    return [filled(head[: dash.start()]), dash[0], filled(tail)]


def source(language: str) -> Path:
    return (FOLDER / language / CATALOGUE).with_suffix(".po")


if __name__ == "__main__":
    for language in shipped()[1:]:
        path = source(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po(catalogue(language)))
        path.with_suffix(".mo").write_bytes(mo(language))
        (FOLDER / language / CLDR).write_bytes(cldr(language))

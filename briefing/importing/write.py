"""The draft of an article, as a file that an editor goes on with.

What the raw file states is filled in; the rest is left blank. The candidates stand in it as
remarks: whoever takes one over removes the ``#`` and says in own words what was said.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from msgspec import Struct

from briefing import editor_schemas, limits
from briefing.drafts import yaml_text
from briefing.importing.attribution import Candidate
from briefing.importing.known import Known
from briefing.names import UNKNOWN
from briefing.raw import Raw
from briefing.schema import Form, Url
from briefing.unseen import FORBIDDEN, is_visible

_UNFINISHED = ".new"
_URL = re.compile(next(part.pattern for part in get_args(Url) if isinstance(part, Form)))


class Findings(Struct, frozen=True, kw_only=True):
    """What the rules found in a raw article. ``set_aside`` are paragraph numbers and reasons."""

    candidates: Sequence[Candidate]
    set_aside: Sequence[tuple[int, str]]
    actors: Sequence[str]
    themes: Sequence[str]
    newcomers: Sequence[str]


def draft(raw: Raw, name: str, found: Findings, known: Known) -> str:
    """The draft of *raw*, whose source text is kept as *name*."""
    return "".join(line.rstrip() + "\n" for line in _lines(raw, name, found, known))


def valid_url(address: str) -> str:
    """*address* if the site can link to it; empty otherwise."""
    return address if _URL.fullmatch(address) and not FORBIDDEN.search(address) else ""


def fits(text: str, longest: int) -> bool:
    """Whether *text* can stand in a field that holds so many characters."""
    return len(text) <= longest and is_visible(text)


def scalar(text: str) -> str:
    """*text* as a YAML scalar on one line, without characters that no document may hold."""
    return yaml_text(_plain(text))


def _plain(text: str) -> str:
    clean = "".join(" " if char in "\t\n\x0b\x0c\r\x85\u2028\u2029" else char for char in text)
    return FORBIDDEN.sub("", clean).strip()


def _lines(raw: Raw, name: str, found: Findings, known: Known) -> Iterator[str]:
    yield "---"
    yield editor_schemas.comment("article")
    yield "title:               # ours, not the source's headline"
    yield (
        f"date: {raw.date.isoformat()}"
        if raw.date
        else (
            "date:                # the file states none; when the source was published, or unknown"
        )
    )
    if raw.date_line and not raw.date:
        yield f"# The date line says {scalar(raw.date_line)}, which is no day of the calendar."
    yield "summary:"
    yield "source:"
    headline = _plain(raw.headline)
    if fits(headline, limits.NAME):
        yield f"  headline: {scalar(headline)}"
    else:
        yield "  headline:"
        if headline:
            yield f"  # Line 1 is too long for a headline, or not to be seen: {headline[:60]}"
    publisher = known.publisher(raw.address)
    yield f"  publisher: {scalar(publisher)}" if publisher else "  publisher:"
    url = valid_url(raw.address)
    yield f"  url: {_quoted(url)}" if url else "  url:"
    if raw.address_line and not url:
        yield f"  # The address line cannot be linked to: {scalar(raw.address_line)}"
    elif url and not raw.address_line.lower().startswith("http"):
        yield "  # The file gives the address without https://."
    yield f"  text: {scalar(name)}"
    yield "  rights: excerpt"
    yield from _named("actors", found.actors)
    yield from _named("themes", found.themes)
    yield from _candidates(found, known)
    if found.set_aside:
        yield "set_aside:"
        for number, reason in found.set_aside:
            yield f"  - paragraph: {number}"
            yield f"    reason: {scalar(reason)}"
    for newcomer in found.newcomers:
        quoted = re.sub(r'(["\\$`])', r"\\\1", FORBIDDEN.sub("", newcomer))
        if newcomer == found.newcomers[0]:
            yield "# Names that recur and are not known yet, also of places. An actor of the story?"
        yield f'# python build.py new actor "{quoted}"'
    yield "draft: true"
    yield "---"


def _quoted(url: str) -> str:
    """An address needs no marks, unless YAML would read it otherwise."""
    return json.dumps(url, ensure_ascii=False) if re.search(r"[#,\[\]{}&*!|>%@`]|:$", url) else url


def _named(field: str, names: Sequence[str]) -> Iterator[str]:
    if not names:
        yield f"{field}:"
    else:
        yield f"{field}:"
        yield from (f"  - {scalar(name)}" for name in names)


def _candidates(found: Findings, known: Known) -> Iterator[str]:
    yield "statements:"
    if found.candidates:
        yield "# Candidates found by rule: hold each against the source. Where one is right, delete"
        yield "# “# ” before its lines and say it in your own words; delete the rest."
    for candidate in found.candidates:
        yield from ("# " + line for line in _candidate(candidate, known))


def _candidate(candidate: Candidate, known: Known) -> Iterator[str]:
    actors, taken = resolved(candidate, known)
    by = ", ".join(map(scalar, actors)) or UNKNOWN
    printed = _plain(candidate.speaker) or "nobody named"
    if candidate.pronoun:
        printed = f"“{printed}”"
    cue = f", “{_plain(candidate.cue)}”" if candidate.cue else ""
    yield f"  # Paragraph {candidate.paragraph}: {printed}{cue}{_meant(candidate, taken)}"
    if candidate.begins:
        yield f"  # {_plain(candidate.begins)}"
    yield f"  - by: [{by}]" if len(actors) > 1 else f"  - by: {by}"
    if candidate.named and fits(candidate.name, limits.NAME):
        yield f"    as_printed: {scalar(candidate.name)}"
    if candidate.when:
        yield f"    on: {candidate.when.on.isoformat()}"
        yield f"    date_basis: {scalar(f'‘{candidate.when.words}’')}"
    yield "    about:"
    yield "    says:"
    if candidate.quote and fits(candidate.quote, limits.TEXT):
        yield f"    quote: {scalar(candidate.quote.rstrip(',; '))}"


def resolved(candidate: Candidate, known: Known) -> tuple[Sequence[str], str]:
    """The actors that a candidate's speaker is, and for whom it was taken to find them."""
    actors = () if candidate.pronoun else known.speakers(candidate.speaker)
    if actors:
        return actors, ""
    return known.speakers(candidate.antecedent), candidate.antecedent


def _meant(candidate: Candidate, taken: str) -> str:
    """What is inferred of the speaker, or cannot be."""
    if candidate.rivals:
        return f"; {_plain(' or '.join(candidate.rivals))} can be meant, so nobody is taken"
    if not taken:
        return ""
    where = "before it" if candidate.pronoun else "in full elsewhere"
    if candidate.speaker.endswith(("statement", "letter", "declaration")):
        return f"; taken for {_plain(taken)}, who issued it"
    return f"; taken for {_plain(taken)}, named {where}"


def write_new(path: Path, data: bytes) -> None:
    """Write *data* to *path* whole or not at all. Raises FileExistsError if it is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}{_UNFINISHED}")
    try:
        beside.write_bytes(data)
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if path.exists():
                raise FileExistsError(path) from None
            beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove from *folder* what a run that was killed could not finish."""
    for leftover in folder.glob(f".*{_UNFINISHED}"):
        with contextlib.suppress(OSError):
            leftover.unlink()

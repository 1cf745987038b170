"""What an article's document says of a statement, as the record of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from briefing.assembly import Assembly, one_line
from briefing.dates import Edtf
from briefing.documents import Document
from briefing.fields import Place
from briefing.model import Actor, Change, Kind, Relay, Source, Statement
from briefing.names import UNKNOWN
from briefing.problems import listed, nearest
from briefing.schema import ChangeFields, Names, StatementFields

KINDS: tuple[Kind, ...] = ("says", "does", "plans")
CHANGED = {"corrected", "withdrawn", "removed"}


def statement_of(
    work: Assembly,
    document: Document,
    fields: StatementFields,
    number: int,
    source: Source,
    relayed: tuple[Relay, ...],
    date: Edtf | None,
    actors: Mapping[str, Actor],
) -> Statement | None:
    """The statement that is the *number* of its document (from 0), unless its id cannot be told.

    *source* is its article's, *relayed* who passes it on where the *fields* do not tell, *date* the
    article's.
    """
    at: Place = ("statements", number)
    identity = _identity(work, document, fields, at)
    kind, text = _words(work, document, fields, at)
    _check(work, document, fields, source, at)
    told = fields.by != (UNKNOWN,)
    by = work.actor_list(fields.by, document, *at, "by") if told else ()
    sides = _sides(by, actors)
    with_ = work.actor_list(fields.with_, document, *at, "with") if fields.with_ else ()
    concerned = fields.concerning
    concerning = work.actor_list(concerned, document, *at, "concerning") if concerned else ()
    about = work.theme_list(fields.about, document, *at, "about")
    via = (fields.via and _relays(work, document, fields.via, at)) or relayed
    if not identity:
        return None
    removed = fields.status == "removed"
    office = fields.as_ or (actors[by[0]].role if len(by) == 1 and by[0] in actors else "")
    return Statement(
        id=identity,
        article=document.slug,
        number=number,
        paragraphs=tuple([int(n or 1) for n in fields.paragraph]) if fields.paragraph else (),
        by=() if removed else by,
        office="" if removed else office,
        with_=() if removed else with_,
        concerning=() if removed else concerning,
        sides=() if removed else sides,
        on=None if removed else fields.on,
        date_basis="" if removed else one_line(fields.date_basis),
        reported=None if removed or fields.on else date,
        about=() if removed else about,
        kind=kind,
        text="" if removed else text,
        quote="" if removed else one_line(fields.quote),
        quote_language=fields.language or source.language,
        prefix=one_line(fields.prefix),
        suffix=one_line(fields.suffix),
        as_printed="" if removed else fields.as_printed or "",
        via=() if removed else via,
        differs_from=fields.differs_from,
        repeats=fields.repeats,
        repeated_by=(),
        status=fields.status,
        changes=tuple(map(_change, fields.changes)) if fields.changes else (),
    )


def _identity(work: Assembly, document: Document, fields: StatementFields, at: Place) -> str | None:
    if not fields.id:
        text = fields.says or fields.does or fields.plans or ""
        proposal = propose_id(document.slug, text, work.ids)
        hint = f"add `id: {proposal}`, or let `python build.py check --fix` write it"
        work.report(document, "the statement has no id", hint, at=at)
        return None
    if fields.id in work.ids:
        other, where = work.ids[fields.id]
        place = f"{other.path}:{other.line_of((*where, 'id'))}"
        hint = "an id is permanent: give the newer statement another one"
        message = f"the statement id “{fields.id}” is taken by {place}"
        work.report(document, message, hint, at=(*at, "id"))
        return None
    work.ids[fields.id] = document, at
    return fields.id


def _words(
    work: Assembly, document: Document, fields: StatementFields, at: Place
) -> tuple[Kind, str]:
    if fields.says and not fields.does and not fields.plans:
        return "says", one_line(fields.says)
    told = fields.says, fields.does, fields.plans
    given = [(kind, text) for kind, text in zip(KINDS, told, strict=True) if text]
    if not given and fields.status != "removed":
        hint = "add `says: …` (reported speech), `does: …` (an act) or `plans: …` (announced)"
        work.report(document, "the statement does not tell what was said or done", hint, at=at)
    if len(given) > 1:
        names = listed((kind for kind, _ in given), "and")
        hint = "keep one; make a second statement of the other"
        work.report(document, f"the statement has {names} at once", hint, at=(*at, given[1][0]))
    kind, text = given[0] if given else ("says", "")
    return kind, one_line(text)


def _check(
    work: Assembly, document: Document, fields: StatementFields, source: Source, at: Place
) -> None:
    if fields.quote and source.rights == "cite":
        hint = "delete the quote, or change the source's rights"
        message = "the source's rights are `cite`: nothing of it may be quoted"
        work.report(document, message, hint, at=(*at, "quote"))
    if (fields.prefix or fields.suffix) and not fields.quote:
        name = "prefix" if fields.prefix else "suffix"
        hint = "it tells which of two passages a quote is; add the quote or delete it"
        work.report(document, f"there is a {name} but no quote", hint, at=(*at, name))
    if fields.status in CHANGED and not fields.changes:
        hint = "add `changes: [{date: …, note: …}]`, so that readers learn why"
        message = f"the statement is {fields.status}, and nothing says why"
        work.report(document, message, hint, at=(*at, "status"))


def _relays(work: Assembly, document: Document, names: Names, at: Place) -> tuple[Relay, ...]:
    relays = []
    for index, name in enumerate(names):
        slug, publisher = work.actors.find(name), work.publishers.find(name)
        if slug:
            relays.append(Relay(name=name, actor=slug))
        elif publisher:
            relays.append(Relay(name=publisher))
        elif name:
            place = (*at, "via", index)
            close = nearest(name, work.publishers.names)
            hint = f"did you mean “{close}”? If not, add" if close else "add"
            hint += f" “{name}” to `publishers` in {document.root}/index.md"
            message = f"who “{name}” is, is not known"
            work.report(document, message, hint, at=place, of=place)
    return tuple(relays)


def _change(fields: ChangeFields) -> Change:
    return Change(date=fields.date, note=one_line(fields.note), minor=fields.minor == "true")


def _sides(speakers: Sequence[str], actors: Mapping[str, Actor]) -> tuple[str, ...]:
    """The sides of all *speakers*, each once."""
    if len(speakers) == 1 and speakers[0] in actors:
        return actors[speakers[0]].sides
    known = (actors[slug] for slug in speakers if slug in actors)
    return tuple(dict.fromkeys(side for actor in known for side in actor.sides))


def propose_id(article: str, text: str, taken: Iterable[str]) -> str:
    """A free statement id: a letter and three letters or digits, the same for the same words."""
    letters, alphabet = "abcdefghjkmnpqrstvwxyz", "abcdefghjkmnpqrstvwxyz23456789"
    for attempt in range(10_000):
        seed = hashlib.sha256(f"{article}\n{text}\n{attempt}".encode()).digest()
        proposal = letters[seed[0] % len(letters)]
        length = 4 if attempt < 100 else 7
        proposal += "".join(alphabet[byte % len(alphabet)] for byte in seed[1:length])
        if proposal not in taken:
            return proposal
    raise AssertionError("no free statement id")

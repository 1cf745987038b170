"""Who is said to have said what: candidates for statements, by rule.

For each quotation the cue that governs it is looked for where news prose puts it: right after it,
in front of it, at the end of its sentence, or in the sentence just before. A quotation without one
keeps the speaker “unknown”. A pronoun is told as printed, with the one it stands for beside it if
only one can be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from briefing.importing.antecedents import Antecedent, People, people
from briefing.importing.cues import Cue, cues
from briefing.importing.governing import Found, carries, closes, govern, stands_alone
from briefing.importing.quotes import Quotation
from briefing.importing.speakers import bare
from briefing.importing.tokens import Paragraph, Token, paragraph, printed
from briefing.importing.tongues import Tongue, tongue
from briefing.importing.when import When

FEWEST_WORDS = 4
"""A quotation without a cue is taken for more than a borrowed word from this length on."""

_NOBODY = Antecedent()
_BEGINNING = 8


class Candidate(Struct, frozen=True, kw_only=True):
    """Something that somebody is said to have said, in the paragraph of that number (from 1).

    ``speaker`` is as printed, empty where nobody is told; ``pronoun`` tells that it names nobody.
    ``antecedent`` is whom a pronoun is taken for, as printed before it, or the full name behind a
    bare surname or office, or who issued a joint statement; empty, with the ``rivals`` that can be
    meant, where that is not sure. ``quote`` is empty for reported speech; ``begins`` are
    the sentence's first words.
    """

    paragraph: int
    speaker: str
    pronoun: bool
    cue: str
    quote: str
    begins: str
    when: When | None = None
    antecedent: str = ""
    rivals: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        return bool(self.name)

    @property
    def name(self) -> str:
        """Who speaks, by a name or description; empty where that is not known."""
        return self.antecedent if self.pronoun else self.speaker


def candidates(paragraphs: Iterable[str], published: date | None) -> Iterator[Candidate]:
    """The candidates of an article, in its order. *published* is its date, if it has one."""
    open_before: Candidate | None = None
    texts = list(paragraphs)
    parsed = [paragraph(text) for text in texts]
    words = tongue(texts)
    named = people([] if words else parsed)
    for number, read in enumerate(parsed, 1):
        told_of = [[] if words else cues(sentence, published) for sentence in read.sentences]
        found = list(_of_paragraph(number, read, told_of, words, named, open_before))
        yield from found
        quoted = [candidate for candidate in found if candidate.quote]
        unclosed = read.quotations and not read.quotations[-1].closed
        open_before = quoted[-1] if unclosed and quoted else None


def _of_paragraph(
    number: int,
    read: Paragraph,
    told_of: Sequence[Sequence[Cue]],
    words: Tongue | None,
    named: People,
    open_before: Candidate | None,
) -> Iterator[Candidate]:
    meant = named.resolve(read, told_of)
    governed: dict[int, Found] = {}
    reported: list[tuple[int, Found]] = []
    carried: Found | None = None
    for sentence, told in zip(read.sentences, told_of, strict=True):
        here = govern(sentence, told, read.quotations, carried, words)
        governed |= here
        used = {found.cue.verb for found in here.values() if not found.carried}
        reported += [
            (sentence[cue.verb].start, Found(cue, sentence))
            for cue in told
            if cue.verb not in used
            and (cue.tells or closes(sentence, cue))
            and stands_alone(cue, told, used)
        ]
        carried = carries(sentence, here)
    entries: list[tuple[int, Candidate]] = []
    starts = {token.quotation: token.start for s in read.sentences for token in s}
    for index, quotation in enumerate(read.quotations):
        found = governed.get(index)
        if found:
            entries.append(
                (starts[index], _candidate(number, read, found, named, meant, quotation.text))
            )
        elif index == 0 and open_before and quotation.start == 0:
            entries.append((0, _going_on(open_before, number, quotation)))
        elif quotation.words >= FEWEST_WORDS:
            entries.append((starts[index], _unattributed(number, quotation)))
    entries += [
        (start, _candidate(number, read, found, named, meant, "")) for start, found in reported
    ]
    yield from (candidate for _, candidate in sorted(entries, key=lambda entry: entry[0]))


def _candidate(
    number: int,
    read: Paragraph,
    found: Found,
    named: People,
    meant: Mapping[int, Antecedent],
    quote: str,
) -> Candidate:
    speaker, sentence, cue = found.cue.speaker, found.sentence, found.cue
    name = printed(read.around, sentence[speaker.begin : speaker.end]) if speaker else ""
    stands = meant.get(sentence[speaker.begin].start, _NOBODY) if speaker else _NOBODY
    if speaker and not speaker.pronoun:
        whole = named.full_name(sentence[speaker.begin : speaker.end])
        stands = Antecedent(whole or named.issuers(read, sentence, speaker))
    return Candidate(
        paragraph=number,
        speaker=bare(name),
        pronoun=bool(speaker and speaker.pronoun),
        cue=cue.word + (", continued" if found.carried else ""),
        quote=quote,
        begins="" if quote else _first_words(read, sentence),
        when=None if found.carried else cue.when,
        antecedent=stands.name,
        rivals=stands.rivals,
    )


def _first_words(read: Paragraph, sentence: Sequence[Token]) -> str:
    shown = [token for token in sentence if token.quotation < 0]
    text = printed(read.around, shown).replace("\ue000", "“…”").split()
    return " ".join(text[:_BEGINNING]) + (" …" if len(text) > _BEGINNING else "")


def _going_on(before: Candidate, number: int, quotation: Quotation) -> Candidate:
    return Candidate(
        paragraph=number,
        speaker=before.speaker,
        pronoun=before.pronoun,
        cue="goes on from the paragraph before",
        quote=quotation.text,
        begins="",
        antecedent=before.antecedent,
        rivals=before.rivals,
    )


def _unattributed(number: int, quotation: Quotation) -> Candidate:
    return Candidate(
        paragraph=number, speaker="", pronoun=False, cue="", quote=quotation.text, begins=""
    )

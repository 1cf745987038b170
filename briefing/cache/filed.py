"""Where everything is filed, as a build leaves it for one that changes nothing of that.

Ids and slugs stand for themselves once, in the tables of what pages have asked for; here their
numbers there do.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Raw, Struct, msgpack, structs

from briefing.cache.kept import Traces
from briefing.cache.stamp import Stamp, State, States
from briefing.derived import Derived
from briefing.directory import Directory
from briefing.filing import References
from briefing.model import Actor, Part, Redirect, Term
from briefing.plans import Plan
from briefing.problems import Problem
from briefing.site import Site
from briefing.traces import digest

Spelled = dict[str, str | None]
"""What each name leads to that was looked for."""


class Filing(Struct, frozen=True, array_like=True):
    """The terms of each taxonomy, by key, with the numbers of their statements and articles; the
    parts of long lists; for each statement the number of its article; what statements have to do
    with one another."""

    terms: dict[str, dict[str, tuple[bytes, bytes]]]
    parts: dict[str, tuple[Part, ...]]
    homes: bytes
    references: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


class Filed(Struct, frozen=True, kw_only=True):
    """What has to be the same for the filing to be the same, and the filing.

    ``names`` are those of all documents, ``sums`` tell their texts from others, ``others`` are the
    states of all files that are none. ``spelled`` is what names led to, ``voices`` tells what
    statements take from actors, ``publishers`` are the articles that name one first. ``traces``
    tells which traces go with it, ``given`` what files are made of beside what can be asked,
    ``basis`` what of that is the site's, ``steady`` are the notices that no name changes.
    """

    fixed: str
    traces: bytes
    given: bytes
    basis: bytes
    names: list[str]
    sums: bytes
    others: dict[str, State]
    spelled: tuple[Spelled, Spelled, Spelled]
    voices: bytes
    publishers: list[str]
    redirects: list[Redirect]
    drafts: list[str]
    left_out: list[str]
    steady: list[Problem]
    filing: Raw

    def holds(self, stamp: Stamp, traces: Traces) -> bool:
        """Whether it is of the same program and goes with *traces*, and the content has the same
        files, of which none but documents has changed."""
        others = _others(stamp, self.names)
        return (
            self.fixed == stamp.fixed
            and self.traces == _seal(traces)
            and others == self.others
            and len(self.names) + len(others) == len(stamp.content)
            and all(state[-1] for state in others.values())  # else it need not tell of a change
        )


def may_last(planned: Plan) -> bool:
    """Whether a name that changes can leave everything where it is filed: not where texts of
    sources are held against it, or an index or pictures are made of it."""
    pictures = planned.material is None or planned.material.cards.files
    return not (planned.texts or pictures) and planned.search is None


def filed(planned: Plan, filing: bytes, stamp: Stamp, traces: Traces) -> Filed:
    """What is to be kept of the site that is *planned*, and of its :func:`encoded_filing`, beside
    its *traces*."""
    site, tree, known = planned.site, planned.tree, _known(planned)
    names = list(planned.fronts)
    return Filed(
        fixed=stamp.fixed,
        traces=_seal(traces),
        given=tree.given,
        basis=tree.basis,
        names=names,
        sums=planned.sums,
        others=_others(stamp, names),
        spelled=_spelled(known),
        voices=voices(known.actors),
        publishers=known.registers[2].claimants("articles"),
        redirects=list(site.redirects),
        drafts=sorted(site.drafts),
        left_out=list(site.left_out),
        steady=list(planned.steady),
        filing=Raw(filing),
    )


def again(before: Filed, planned: Plan, traces: Traces) -> Filed:
    """The same as *before* of a site in which only names have changed."""
    now = _spelled(_known(planned))
    actors, themes, publishers = (was | new for was, new in zip(before.spelled, now, strict=True))
    return structs.replace(
        before, traces=_seal(traces), sums=planned.sums, spelled=(actors, themes, publishers)
    )


def _known(planned: Plan) -> Directory:
    if planned.known is None:
        raise ValueError("a plan without its directory cannot be kept")
    return planned.known


def _others(stamp: Stamp, names: Iterable[str]) -> States:
    """The states of the files of the content that are not the documents *names*."""
    documents = {f"0/{name}" for name in names}
    return {path: state for path, state in stamp.content.items() if path not in documents}


def encoded_filing(site: Site) -> bytes:
    """The filing of *site* as it is kept."""
    slugs = {key: number for number, key in enumerate(site.articles)}
    linked = (s for s in site.statements.values() if s.differs_from or s.repeated_by)
    homes = array("I", (slugs[statement.article] for statement in site.statements.values()))
    references = {s.id: (s.differs_from, s.repeated_by) for s in linked}
    terms = {name: dict(numbers) for name, numbers in site.numbers.items()}
    return msgpack.encode(Filing(terms, dict(site.parts), homes.tobytes(), references))


def opened(
    filing: Raw, ids: Sequence[str], slugs: Sequence[str]
) -> tuple[dict[str, Derived[Term]], dict[str, tuple[Part, ...]], dict[str, str]]:
    """The terms, the parts, and the article of each statement; *ids* and *slugs* are those of all
    statements and articles."""
    found = _FILING.decode(filing)

    def terms(told: Mapping[str, tuple[bytes, bytes]]) -> Derived[Term]:
        return Derived(list(told), lambda key: Term(key=key, **_filed(told[key], ids, slugs)))

    homes = map(slugs.__getitem__, array("I", found.homes))
    return (
        {name: terms(told) for name, told in found.terms.items()},
        found.parts,
        dict(zip(ids, homes, strict=True)),
    )


def references(filing: Raw) -> dict[str, References]:
    """What statements have to do with one another."""
    return {key: References(*told) for key, told in _FILING.decode(filing).references.items()}


def _filed(
    told: tuple[bytes, bytes], ids: Sequence[str], slugs: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    return {
        "statements": tuple(map(ids.__getitem__, array("I", told[0]))),
        "articles": tuple(map(slugs.__getitem__, array("I", told[1]))),
    }


def _spelled(known: Directory) -> tuple[Spelled, Spelled, Spelled]:
    """What all names lead to that were looked for."""
    actors, themes, publishers = known.registers
    return actors.asked(), themes.asked(), publishers.asked()


def voices(actors: Mapping[str, Actor]) -> bytes:
    """A digest of what statements take from *actors*, and the filing from them."""
    return digest([(slug, a.role, a.sides, a.speaks_for) for slug, a in actors.items()])


def _seal(traces: Traces) -> bytes:
    """What tells *traces* from others."""
    return digest(list(traces.tables), list(traces.digests.items()))


_FILING = msgpack.Decoder(Filing)

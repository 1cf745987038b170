"""What can be asked of a site in which nothing has moved: looked at is what may have changed."""

from __future__ import annotations

from operator import itemgetter

from briefing.cache.lasting import SUM, Files, Last, UnsureError
from briefing.cache.records import Bodies, Records
from briefing.cache.renewal import FEW, TOGETHER, Answers, answers, holds, words_of
from briefing.directory import Directory
from briefing.model import article_path
from briefing.name_links import NameLinks
from briefing.traces import BESIDE, SIZE, Ledger, digest, digest_of, digests, encoded
from briefing.workers import spread

_AT = BESIDE * SIZE
_MADE_ANEW = {"actors", "themes", "pages", "notes", "moved", "spokespeople", "texts", "marks"}
"""The mappings of which all answers are looked at: they are short."""
_SET_WORDS = "says does plans active corrected withdrawn removed full excerpt cite".split()
"""What records hold beside what editors wrote and other records' slugs and ids."""


class Look:
    """The digests of all answers, and which hold one of the *names* that are linked otherwise."""

    def __init__(
        self,
        last: Last,
        files: Files,
        records: Records,
        shown: Bodies,
        ledger: Ledger,
        names: NameLinks | None,
    ) -> None:
        self._last, self._files, self._records, self._shown = last, files, records, shown
        self._ledger, self._names = ledger, names
        self._words = words_of(names) if names else ()

    def answers(self, known: Directory) -> Answers:
        """What can be asked now. Raises UnsureError where a name may be where nobody looks."""
        beside = "\0".join(self._beside(known)) if self._names else ""
        words = [word.decode() for word in self._words]
        if self._names and any(word in beside for word in words) and self._names.in_text(beside):
            raise UnsureError
        found = answers(self._ledger, 1, self._names, _MADE_ANEW)
        before = {**self._last.traces.digests, **found.digests}
        holding = dict(found.holding)
        for name in ("articles", "statements"):
            before[name] = self._edited(name, before[name])
        before["bodies"], holding["bodies"] = self._bodies(before["bodies"])
        if self._names:
            holding["articles"], holding["statements"] = self._holding(self._names)
        return Answers({name: before[name] for name in self._ledger.mappings}, holding)

    def _beside(self, known: Directory) -> list[str]:
        """What records hold of others, and keys."""
        keys = {key for things in self._ledger.mappings.values() for key in things}
        publishers = known.registers[2].names
        return [*_SET_WORDS, *(actor.role for actor in known.actors.values()), *publishers, *keys]

    def _edited(self, name: str, before: bytes) -> bytes:
        """The digests of articles or statements, of which some are edited."""
        things = self._ledger.mappings[name]
        own = bytearray(before[_AT:])
        at = {key: SIZE * number for number, key in enumerate(things)}
        for edited in self._files.edited:
            if edited.startswith("articles/") and edited in self._files.published:
                article, told = self._records.of(self._files.document(edited).slug)
                for key in [article.slug] if name == "articles" else told:
                    own[at[key] : at[key] + SIZE] = digest_of(encoded(things[key]))
        return digests(things, bytes(own))

    def _holding(self, names: NameLinks) -> tuple[set[int], set[int]]:
        """The places of articles, and of statements, that hold one of *names*."""
        articles: set[int] = set()
        statements: set[int] = set()
        places = {key: place for place, key in enumerate(self._ledger.mappings["statements"])}
        for place, slug in enumerate(self._ledger.mappings["articles"]):
            name = self._files.names[article_path(slug)]
            if not self._files.fields_may_hold(name, self._words):
                continue
            article, told = self._records.of(slug)
            if holds(article, names):
                articles.add(place)
            statements.update(places[s.id] for s in told.values() if holds(s, names))
        return articles, statements

    def _bodies(self, before: bytes) -> tuple[bytes, set[int]]:
        """The digests of bodies, and the places of those that hold one of the names."""
        things, files, shown = self._ledger.mappings["bodies"], self._files, self._shown
        paths = list(things)
        at = {path: place for place, path in enumerate(self._last.traces.tables["bodies"])}
        sums = self._last.filed.sums
        was = {
            name: sums[place * 2 * SUM :][: 2 * SUM]
            for place, name in enumerate(self._last.filed.names)
        }

        def look(number: int) -> list[tuple[int, bytes, bool]]:
            found = []
            for place, path in enumerate(paths[number : number + TOGETHER], number):
                name = files.names[path]
                same = was[name][SUM:] == files.sums[name][SUM:]
                if path in shown.plain:
                    new = b"" if same else digest(shown.plain[path])
                    held = self._holds(name, path)
                else:
                    same = same and not self._may_hold(name)
                    new, held = b"" if same else digest(shown.marked[path]), False
                if new or held:
                    found.append((place, new, held))
            return found

        steps = range(0, len(paths), TOGETHER)
        work = spread(len(steps), lambda step: look(steps[step]), self._last.processes, least=FEW)
        own = [before[_AT + SIZE * at.get(path, 0) :][:SIZE] for path in paths]
        holding = set()
        for _, found in sorted(work, key=itemgetter(0)):
            for place, new, held in found:
                own[place] = new or own[place]
                holding.update([place] if held else [])
        return digests(things, b"".join(own)), holding

    def _holds(self, name: str, path: str) -> bool:
        if self._names is None or self._files.parcels[name].being[0]:
            return False
        may = self._files.body_may_hold(name, self._words)
        return may and holds(self._shown.plain[path], self._names)

    def _may_hold(self, name: str) -> bool:
        """Whether a body that means something to Markdown may hold a name, however written."""
        words = (b"&", b"\\", *self._words)
        return self._names is not None and self._files.body_may_hold(name, words)

"""What those who have read the files do while the site is being assembled: plain bodies into HTML.

Which names are linked is known long before it is known where everything is filed, and what comes of
a plain body depends on nothing else. It is put by until its page is made. Who does it has been
forked before there were documents: of a process that holds them, all that is looked at is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import json

from briefing.addresses import path_of_name
from briefing.documents import Document
from briefing.markup import paragraphs
from briefing.name_links import NameLinks
from briefing.spool import PutBy, Spool, place_of, shared_places, told_by
from briefing.workers import Forked, Work

Other = TypeVar("Other")

MANY = 200
"""Fewer bodies are not worth it."""
ROOM, FILES = 250, 64
"""So many bodies lie together, or as many more as it takes for about so many files."""


class Ahead(Generic[Other]):
    """The plain bodies of documents, made by those who have read them, and by this process at last.

    To be closed in any case. ``names`` are those that are linked, once it has begun.
    """

    def __init__(self, also: Callable[[str], Other]) -> None:
        """What is *also* to be done, with the site's language, is done there too."""
        self._also = also
        self.names: NameLinks | None = None
        self._forked: Forked | None = None
        self._files: Sequence[str] = ()
        self._texts: Sequence[Spool] = ()
        self._spools: Sequence[Spool] = ()
        self._room = ROOM
        self._told = self._whose = self._bodies = self._places = shared_places(0)
        self._known: tuple[NameLinks, str] | None = None
        self._numbers: dict[str, int] = {}
        self._gone: dict[str, int] = {}

    def work(self, files: Sequence[str], texts: Sequence[Spool]) -> Work:
        """What those have to do who read *files* into the spools *texts*, after it."""
        self._files, self._texts = files, texts
        self._room = max(ROOM, len(files) // FILES)
        self._spools = [Spool() for _ in range(0, len(files), self._room)]
        self._told = shared_places(2)
        self._whose, self._bodies, self._places = (shared_places(len(files)) for _ in range(3))
        return 1 + len(self._spools), self._make

    def take(self, forked: Forked) -> None:
        """Those who have read are *forked*; the work is their second."""
        self._forked = forked

    def begin(self, documents: Iterable[Document], names: Mapping[str, str], language: str) -> None:
        """Begin, now that it is known which *names* are linked, if it is worth it."""
        if self._forked is None:
            return
        numbers = {file: number for number, file in enumerate(self._files)}
        whose = {spool: which for which, spool in enumerate(self._texts)}
        begun = 0
        for doc in documents:
            text = doc.text
            if doc.being.plain and not doc.being.blank and isinstance(text, PutBy):
                number = numbers[doc.name]
                self._whose[number] = whose[text.spool]
                self._bodies[number] = place_of(text.at + text.front_size, text.body_size)
                begun += 1
        if begun < MANY:
            self.close()
            return
        order = json.encode((names, language)).decode()
        self._told[0], self._told[1] = self._texts[0].put(order)
        self._texts[0].flush()
        self._forked.give(1)
        self.names, self._numbers = NameLinks(names), numbers
        self._known = self.names, language

    def _make(self, number: int) -> Other | None:
        """What is also to be done; then, for each number, the bodies that lie together."""
        if self._known is None:
            order = self._texts[0].get(*self._told)
            linked, tag = json.decode(order, type=tuple[dict[str, str], str])
            self._known = NameLinks(linked), tag
        names, language = self._known
        if not number:
            return self._also(language)
        spool = self._spools[number - 1]
        begin = (number - 1) * self._room
        for at, file in enumerate(self._files[begin : begin + self._room], begin):
            if place := self._bodies[at]:
                body = self._texts[self._whose[at]].get(*told_by(place))
                html = paragraphs(body, names, (path_of_name(file),))
                self._places[at] = place_of(*spool.put(html))
        spool.flush()
        return None

    def wait(self) -> Other | None:
        """Make what is not made yet, and wait for the others. Raises WorkerError if one was killed.

        Returns what came of all that was also to be done, if it has begun.
        """
        if self._forked is None:
            return None
        made: dict[int, Other] = dict(self._forked.results(1))
        self.close()
        for file, number in self._numbers.items():
            self._gone.setdefault(_folder(file), -(-number // self._room))
        return made[0]

    def get(self, name: str) -> str | None:
        """The HTML of the body of the document *name*, if it is made and still there."""
        number = self._numbers.get(name)
        if number is None or not (place := self._places[number]):
            return None
        spool = self._spools[number // self._room]
        return None if spool.closed else spool.get(*told_by(place))

    def let_go(self, name: str) -> None:
        """The page of the document *name* is made, and so are those before it in its folder, or
        another process makes them: of these nothing is kept here, where no other folder's lie."""
        number = self._numbers.get(name)
        if number is not None:
            folder = _folder(name)
            for which in range(self._gone[folder], number // self._room):
                self._spools[which].close()
                self._gone[folder] = which + 1

    def close(self) -> None:
        """Let nobody work for it any more."""
        if self._forked is not None:
            self._forked.close()
            self._forked = None


def _folder(name: str) -> str:
    return name.rpartition("/")[0]

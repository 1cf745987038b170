"""What another process does while the site is being assembled: plain bodies into HTML, and more.

Which names are linked is known long before it is known where everything is filed, and what comes of
a plain body depends on nothing else. It is put by until its page is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from briefing.addresses import page_path
from briefing.bodies import linking
from briefing.content import Content
from briefing.markup import paragraphs
from briefing.model import Actor
from briefing.name_links import NameLinks
from briefing.spool import Spool, place_of, shared_places, told_by
from briefing.workers import Aside, can_fork

Other = TypeVar("Other")

MANY = 200
"""Fewer bodies are not worth a process."""
ROOM, FILES = 1_000, 64
"""So many bodies lie together, or as many more as it takes for about so many files."""


class Ahead(Generic[Other]):
    """The plain bodies of *content*, made by a process of their own if *processes* allow it.

    To be closed in any case. ``names`` are those that are linked, once it has begun.
    """

    def __init__(self, content: Content, processes: int, also: Callable[[], Other]) -> None:
        """What is *also* to be done is done there too."""
        self.processes = processes
        self._also = also
        self.names: NameLinks | None = None
        plain = (doc for doc in content.documents if doc.being.plain and not doc.being.blank)
        self._documents = list(plain) if processes > 1 and can_fork() else []
        self._work: Aside[Other] | None = None
        self._room = max(ROOM, len(self._documents) // FILES)
        self._spools: Sequence[Spool] = ()
        self._numbers: dict[str, int] = {}
        self._places = memoryview(b"").cast("Q")
        self._gone: dict[str, int] = {}

    def begin(self, actors: Mapping[str, Actor]) -> None:
        """Begin, now that it is known who there is."""
        if len(self._documents) < MANY:
            return
        documents, room, also = self._documents, self._room, self._also
        names = linking(actors)
        spools = [Spool() for _ in range(0, len(documents), room)]
        places = shared_places(len(documents))

        def work() -> Other:
            other = also()
            for number, doc in enumerate(documents):
                spool = spools[number // room]
                at, size = spool.put(paragraphs(doc.body, names, (page_path(doc),)))
                places[number] = place_of(at, size)
                spool.flush()
            return other

        self.names, self._spools, self._places = names, spools, places
        self._work = Aside(work, self.processes)

    def wait(self) -> Other | None:
        """Wait until all are made. Raises WorkerError if the process was killed.

        Returns what came of all that was also to be done, if it has begun.
        """
        other = None
        if self._work:
            other = self._work.result()
            for number, document in enumerate(self._documents):
                self._numbers[document.name] = number
                self._gone.setdefault(_folder(document.name), -(-number // self._room))
        self._documents = []
        return other

    def get(self, name: str) -> str | None:
        """The HTML of the body of the document *name*, if it is made and still there."""
        number = self._numbers.get(name)
        if number is None:
            return None
        spool = self._spools[number // self._room]
        return None if spool.closed else spool.get(*told_by(self._places[number]))

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
        """End the process, if it is not done."""
        if self._work:
            self._work.close()


def _folder(name: str) -> str:
    return name.rpartition("/")[0]

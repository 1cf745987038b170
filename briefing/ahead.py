"""What another process does while the site is being assembled: plain bodies into HTML, and more.

Which names are linked is known long before it is known where everything is filed, and what comes of
a plain body depends on nothing else. It is put by until its page is made.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from briefing.addresses import page_path
from briefing.bodies import linking
from briefing.content import Content
from briefing.markup import NameLinks, paragraphs
from briefing.model import Actor
from briefing.spool import Spool, place_of, told_by
from briefing.workers import Aside, can_fork

Other = TypeVar("Other")

MANY = 200
"""Fewer bodies are not worth a process."""


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
        self._work: Aside[tuple[bytes, Other]] | None = None
        self._spool: Spool | None = None
        self._places: dict[str, int] = {}

    def begin(self, actors: Mapping[str, Actor]) -> None:
        """Begin, now that it is known who there is."""
        if len(self._documents) < MANY:
            return
        documents, spool = self._documents, Spool()
        names = linking(actors)

        also = self._also

        def work() -> tuple[bytes, Other]:
            other = also()
            places = array("Q")
            for doc in documents:
                at, size = spool.put(paragraphs(doc.body, names, (page_path(doc),)))
                places.append(place_of(at, size))
                spool.flush()
            return places.tobytes(), other

        self.names, self._spool, self._work = names, spool, Aside(work, self.processes)

    def wait(self) -> Other | None:
        """Wait until all are made. Raises WorkerError if the process was killed.

        Returns what came of all that was also to be done, if it has begun.
        """
        other = None
        if self._work:
            made, other = self._work.result()
            names = (document.name for document in self._documents)
            self._places = dict(zip(names, array("Q", made), strict=True))
        self._documents = []
        return other

    def get(self, name: str) -> str | None:
        """The HTML of the body of the document *name*, if it is made."""
        place = self._places.get(name)
        if place is None or self._spool is None:
            return None
        return self._spool.get(*told_by(place))

    def close(self) -> None:
        """End the process, if it is not done."""
        if self._work:
            self._work.close()

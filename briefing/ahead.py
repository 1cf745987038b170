"""Plain bodies made into HTML by another process, while the site is being assembled.

Which names are linked is known long before it is known where everything is filed, and what comes of
a plain body depends on nothing else. It is put by until its page is made.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from briefing.addresses import page_path
from briefing.bodies import linking
from briefing.content import Content
from briefing.markup import NameLinks, paragraphs
from briefing.model import Actor
from briefing.spool import Spool
from briefing.workers import Aside, can_fork

MANY = 200
"""Fewer bodies are not worth a process."""


class Ahead:
    """The plain bodies of *content*, made by a process of their own if *processes* allow it.

    To be closed in any case. ``names`` are those that are linked, once it has begun.
    """

    def __init__(self, content: Content, processes: int) -> None:
        self.processes = processes
        self.names: NameLinks | None = None
        plain = (doc for doc in content.documents if doc.being.plain and not doc.being.blank)
        self._documents = list(plain) if processes > 1 and can_fork() else []
        self._work: Aside[bytes] | None = None
        self._spool: Spool | None = None
        self._places: dict[str, tuple[int, int]] = {}

    def begin(self, actors: Mapping[str, Actor]) -> None:
        """Begin, now that it is known who there is."""
        if len(self._documents) < MANY:
            return
        documents, spool = self._documents, Spool()
        names = linking(actors)

        def work() -> bytes:
            made = (paragraphs(doc.body, names, (page_path(doc),)) for doc in documents)
            return array("Q", [number for html in made for number in spool.put(html)]).tobytes()

        self.names, self._spool, self._work = names, spool, Aside(work, self.processes)

    def wait(self) -> None:
        """Wait until all are made. Raises WorkerError if the process was killed."""
        if self._work:
            numbers = array("Q", self._work.result())
            places = zip(numbers[::2], numbers[1::2], strict=True)
            self._places = dict(zip(map(page_path, self._documents), places, strict=True))
        self._documents = []

    def get(self, path: str) -> str | None:
        """The HTML of the body of the page at *path*, if it is made."""
        place = self._places.get(path)
        return self._spool.get(*place) if place and self._spool else None

    def close(self) -> None:
        """End the process, if it is not done."""
        if self._work:
            self._work.close()

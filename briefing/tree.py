"""The whole site as a mapping from output path to bytes, each computed when it is asked for.

``build`` writes its items, ``serve`` answers a request with ``tree[path]``, a test reads
``tree["actors/nato.html"]``: one code path, so that all three see the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import bodies, pages
from briefing.compiled import Compiled
from briefing.memory import Memory
from briefing.problems import UsageError, nearest
from briefing.site import Site
from briefing.traces import Asked, Ledger, digest

if TYPE_CHECKING:
    from briefing.render import Carried, Renderer
    from briefing.render.fragments import Looking, Sharing
    from briefing.search import Index


class Tree(Mapping[str, bytes]):
    """Output paths, sorted, each with the function that makes its bytes.

    Asking for a page whose template has a mistake raises ContentError.
    """

    def __init__(
        self,
        files: Mapping[str, Callable[[], bytes]],
        later: Mapping[str, bytes] | None = None,
        planned: Mapping[str, pages.Page] | None = None,
        renderer: Renderer | None = None,
        ledger: Ledger | None = None,
        given: bytes = b"",
    ) -> None:
        """*files* are made one by one, the *planned* pages by *renderer*, which notes in *ledger*
        what it asks for. The paths *later* are known only when they are asked for; they come after
        the others. *given* is a digest of what the files are made of beside what can be asked."""
        self._ledger = ledger
        self.given = given
        self._files = files
        self._planned = planned or {}
        self._renderer = renderer
        self._later = {} if later is None else later

    def __getitem__(self, path: str) -> bytes:
        if path in self._files:
            return self._files[path]()
        if self._renderer and path in self._planned:
            return self._renderer.page(self._planned[path])
        return self._later[path]

    def made(self, path: str) -> tuple[bytes | memoryview, Asked | None]:
        """The bytes at *path*, and what they were made from, where that is noted."""
        if self._ledger is None or self._renderer is None:
            return self[path], None
        if path in self._planned and path not in self._files:
            return self._renderer.made(self._planned[path])
        if path not in self._files:
            return self[path], None
        self._ledger.forget()
        data, numbers = self._ledger.follow(self._files[path])
        return data, Asked(digest(path, self.given), self._ledger.condensed(numbers))

    @property
    def basis(self) -> bytes:
        """A digest of what pages are given of the site beside what they ask for."""
        return self._renderer.given if self._renderer else b""

    @cached_property
    def own(self) -> Mapping[str, bytes]:
        """What is given to each page and file, as a digest; what is not in it is made each time."""
        if self._renderer is None:
            return {}
        own = {path: self._renderer.own(page) for path, page in self._planned.items()}
        return own | {path: digest(path, self.given) for path in self._files}

    def words(self) -> list[object]:
        """What pages may show beside what they ask for: the settings, the text of templates."""
        return [] if self._renderer is None else self._renderer.words()

    def sharing(self, gathering: Looking | None, processes: int) -> Sharing | None:
        """The making of what pages have in common: see
        :meth:`briefing.render.Renderer.sharing`."""
        return self._renderer.sharing(gathering, processes) if self._renderer else None

    def shared(self) -> list[str]:
        """Of which articles there is what pages have in common, to be made beforehand."""
        return self._renderer.shared() if self._renderer else []

    def carried(self, slug: str) -> list[Carried]:
        """What pages have in common of an article, for :meth:`take` in any process."""
        return self._renderer.carried(slug) if self._renderer else []

    def take(self, made: Iterable[Carried]) -> None:
        """Keep what pages have in common."""
        if self._renderer:
            self._renderer.take(made)

    def compile(self, names: Iterable[str] | None = None) -> None:
        """Read the templates (all, or those *names*) before pages are made of them in several
        processes."""
        if self._renderer:
            self._renderer.compile(names)

    def templates(self) -> list[str]:
        """The names of the templates that can be read."""
        return self._renderer.names() if self._renderer else []

    @property
    def asked(self) -> dict[str, bytes]:
        """The numbers of what each statement asks for, wherever it is shown, by its id."""
        return self._renderer.asked if self._renderer else {}

    def fresh(self) -> list[tuple[str, bytes]]:
        """The same of those that were made since this was last called, for another process."""
        return self._renderer.fresh() if self._renderer else []

    def __iter__(self) -> Iterator[str]:
        return chain(sorted(self._files.keys() | self._planned.keys()), self._later)

    def are_files(self, paths: Collection[str]) -> bool:
        """Whether some of *paths* are files made of the whole site, as feeds are."""
        return not self._files.keys().isdisjoint(paths)

    def longest_first(self) -> list[str]:
        """The same paths for workers, so that nobody waits for one at the end: first what is made
        of the whole site, then pages of a kind of which there are few, which show much each."""
        many = Counter(map(_kind, self))
        return list(
            dict.fromkeys(
                chain(sorted(self._files), sorted(self, key=lambda path: many[_kind(path)]))
            )
        )

    def __len__(self) -> int:
        return len(self._files.keys() | self._planned.keys()) + len(self._later)

    def __contains__(self, path: object) -> bool:
        return path in self._files or path in self._planned or path in self._later


def grow(
    site: Site,
    material: bodies.Material,
    templates: Path,
    search: Index | None = None,
    memory: Memory | None = None,
    ledger: Ledger | None = None,
    compiled: Compiled | None = None,
) -> Tree:
    """The tree of *site*: its pages, its exports, its assets and its search index."""
    # Imported here: a run that finds errors in the content needs no templates.
    from briefing.exports import EXPORTS
    from briefing.render import Renderer

    memory = memory or Memory(lasting=False)
    if compiled is None:
        compiled = memory.recall("compiled", site.language.tag, (), Compiled)
    renderer = Renderer(site, material, templates, search, compiled, ledger)
    files = material.assets.files
    planned = pages.plan(site, memory)
    indexed = memory.recall("indexed", "", (planned,), partial(_indexed, planned))
    entries: dict[str, Callable[[], bytes]] = {}
    for export in EXPORTS:
        if export.__name__ not in site.without:
            entries |= export(renderer.site, indexed)
    entries |= {path: partial(files.__getitem__, path) for path in files}
    entries |= material.cards.files  # each is named after what is drawn on it
    alike = digest(renderer.given, list(planned), site.redirects)
    return Tree(entries, search, planned, renderer, ledger, alike)


def _kind(path: str) -> str:
    """The folder of the site that *path* lies in."""
    return path.partition("/")[0] if "/" in path else ""


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise UsageError where one of the *names* is of no page family and of no export."""
    from briefing.exports import EXPORTS

    known = [*pages.FAMILIES, *(export.__name__ for export in EXPORTS)]
    for name in names:
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean “{close}”?" if close else f"there are {', '.join(known)}"
            raise UsageError(f"there is no page family and no export “{name}”; {hint}")


def _indexed(planned: Mapping[str, pages.Page]) -> list[str]:
    return [path for path, page in planned.items() if page.family.indexed]

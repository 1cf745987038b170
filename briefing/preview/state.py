"""What the preview shows at any moment: the last good site, and what has been wrong since.

A preview that goes on showing the last good page as if all were well is lying. So whatever is
wrong, in the content or in a template, is told on every page until it is mended.
"""

from __future__ import annotations

import secrets
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

from msgspec import Struct

from briefing import pages
from briefing.plans import Plan
from briefing.preview import panel
from briefing.preview.answers import HTML, TEXT, Answer, content_type
from briefing.preview.bar import Facts, bar, unchecked
from briefing.preview.behind import document_of
from briefing.preview.nearest import nearest
from briefing.problems import ContentError, Problem
from briefing.site import Site

NOT_FOUND = "404.html"
ADDRESSES = {HTML, TEXT, "application/octet-stream"}  # what a mistyped page looks like
_KEPT = 512  # files whose last good bytes are at hand

Prepare = Callable[[Sequence[str]], Plan]


class Kept(Struct, frozen=True):
    """The last good bytes of a file, the plan that they are of, and when that was made."""

    plan: int
    data: bytes
    made: float


class Preview:
    """The site as *prepare* last made it; *out* is told what a maintainer should read.

    *prepare* is given the paths that changed since the last time.

    ``problems`` are what is wrong now, errors first. The files behind the pages lie in *content*.
    """

    def __init__(
        self,
        prepare: Callable[[Sequence[str]], Plan],
        out: Callable[[str], object],
        content: Path | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self._prepare = prepare
        self._out = out
        self._run = secrets.token_hex(4)
        self._rebuilds = 0
        self._plan: Plan | None = None
        self._plan_number = 0
        self._plan_made = 0.0
        self._counts: dict[str, tuple[int, int, bool]] = {}
        self.content = content
        self._failed: set[str] = set()
        self._pages: OrderedDict[str, Kept] = OrderedDict()

    @property
    def version(self) -> str:
        """Changes with every rebuild, and when more turns out to be wrong."""
        return f"{self._run}.{self._rebuilds}.{len(self.problems)}"

    @property
    def base(self) -> str:
        """The path of ``base_url``: ``/``, or that of the folder that the site is to lie in."""
        address = self._plan.site.settings.base_url if self._plan else ""
        return urlsplit(address).path or "/"

    def rebuild(self, changed: Sequence[str] = (), shown: Iterable[str] = ()) -> None:
        """Prepare the site anew, because the files *changed* did. What is wrong is never raised.

        *shown* are the addresses that somebody looks at. They are rendered at once, and so is
        what failed before, so that a template that fails is known before any page is loaded again.
        """
        started = time.perf_counter()
        self._rebuilds += 1
        known = frozenset(self._plan.notices if self._plan else ())
        self.problems.clear()
        try:
            self._plan = self._prepare(changed)
        except Exception as error:
            self._tell(error)
        else:
            self._plan_number, self._plan_made = self._rebuilds, time.time()
            self._counts.clear()
            for notice in self._plan.notices:
                if notice not in known:
                    self._out(str(notice))
            for path in {self._path(address) for address in shown} | self._failed:
                self._data(path)
            if not self.problems:
                self._forget(self._plan)
        after = f"{summed_up(changed)}: " if changed else ""
        if self.problems:
            self._out(f"{after}every page of the preview shows what is wrong until it is mended")
        elif changed:
            self._out(f"{after}ready in {(time.perf_counter() - started) * 1000:.0f} ms")

    def probe(self, changed: Iterable[str]) -> Iterator[None]:
        """Make one page of each family, a page at a step: a template that fails is known then.

        Those whose own template is among the files *changed* come first.
        """
        plan = self._plan
        names = {Path(path).name for path in changed}
        families = {page.name: page for page in pages.all_pages(plan.site)} if plan else {}
        for page in sorted(families.values(), key=lambda page: page.family.template not in names):
            self._data(page.path)
            yield

    def answer(self, address: str, script: str) -> Answer:
        """What the path *address* (decoded) leads to; *script* is where pages load theirs from."""
        status, path, above = 200, self._path(address), ""
        plan = self._plan
        if plan and not self._has(path):
            if content_type(path) in ADDRESSES:
                above = panel.suggestions(self._nearest(plan.site, address))
            status, path = 404, NOT_FOUND
        kind, data = content_type(path), self._data(path)
        if data is None and not self.problems:
            return Answer(status=404, type=TEXT, body=b"404: there is no such page")
        if kind == HTML:
            element = panel.script_element(script, self.version)
            if data is None or plan is None:
                body = panel.alone(element, self.problems)
                return Answer(status=500, type=HTML, body=body)
            if self.problems:
                above = panel.panel(self.problems, panel.last_good(self._pages[path].made)) + above
            data = panel.dress(data, element, above, bar(self._facts(plan, path, status)))
        if data is None:
            return Answer(status=500, type=TEXT, body="\n".join(map(str, self.problems)).encode())
        return Answer(status=status, type=kind, body=data)

    def _nearest(self, site: Site, address: str) -> list[tuple[str, str]]:
        """The addresses of pages, and their paths, that *address* may have been meant to be."""
        asked = "" if f"{address}/" == self.base else address.removeprefix(self.base)
        # The tree would make the search index if it were asked for all its paths.
        known = (page.path for page in pages.all_pages(site))
        found = nearest(asked, (path for path in known if path != NOT_FOUND))
        return [(self.base + quote(path), path) for path in found]

    def _facts(self, plan: Plan, path: str, status: int) -> Facts:
        """What the bar tells of the page *path*."""
        if path not in self._counts:
            self._counts[path] = unchecked(plan, path)
        lacking, statements, here = self._counts[path]
        # What fails in the content is told with all its notices; those of the last plan are old.
        current = self._plan_number == self._rebuilds
        document = ""
        if self.content and status != 404:
            document = document_of(self.content, path, plan.site.redirects)
        return Facts(
            drafts=len(plan.site.left_out),
            above=self.problems,
            notices=plan.notices if current else (),
            unchecked=lacking,
            statements=statements,
            here=here,
            file=(self.content / document).as_posix() if self.content and document else "",
            document=document,
        )

    def _path(self, address: str) -> str:
        """The output path that *address* means, below the path of ``base_url`` or at the root."""
        below = address.startswith(self.base)
        path = address.removeprefix(self.base if below else "/")
        return f"{path}index.html" if not path or path.endswith("/") else path

    def _has(self, path: str) -> bool:
        """Whether there is such a page, or the last good version of another may still use it."""
        if self._plan and path in self._plan.tree:
            return True
        return bool(self.problems) and path in self._pages and content_type(path) != HTML

    def _data(self, path: str) -> bytes | None:
        """The bytes of *path* as they are, or else as they last were, or else None."""
        if not self._has(path):
            return None
        kept = self._pages.get(path)
        data = kept.data if kept else None
        current = kept is not None and kept.plan == self._plan_number
        if self._plan and path in self._plan.tree and not current:
            try:
                data = self._plan.tree[path]
            except Exception as error:
                self._failed.add(path)
                self._tell(error)
            else:
                self._failed.discard(path)
                self._pages[path] = Kept(self._plan_number, data, self._plan_made)
        if path in self._pages:
            self._pages.move_to_end(path)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return data

    def _forget(self, plan: Plan) -> None:
        """Let go of the files that *plan* has no more; no page that is shown uses them."""
        # Of files of the search index it is not asked: that would make the index.
        later = NOT_FOUND if plan.search is None else plan.search.folder
        for path in [path for path in self._pages if not path.startswith(later)]:
            if path not in plan.tree:
                del self._pages[path]
        self._failed.clear()

    def _tell(self, error: Exception) -> None:
        """Add to what is wrong, and say what is new of it."""
        new = [problem for problem in problems_of(error) if problem not in self.problems]
        for problem in new:
            self._out(str(problem))
        self.problems[:] = errors_first([*self.problems, *new])


def errors_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* sorted, the errors before the notices."""
    return tuple(sorted(problems, key=lambda problem: (problem.severity != "error", problem)))


def problems_of(error: Exception) -> tuple[Problem, ...]:
    """What *error* tells a maintainer; a mistake of the tool is a Problem at its own line."""
    if isinstance(error, ContentError):
        return errors_first(error.problems)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    message = f"the tool itself fails: {type(error).__name__}: {error}"
    hint = "this should never happen: please report it, with the file that you changed last"
    return (Problem(frame.filename, frame.lineno or 0, 1, message, hint, frame.line or ""),)


def summed_up(paths: Sequence[str]) -> str:
    """``content/index.md``, or ``content/index.md and 49 more``."""
    first = Path(paths[0])
    with suppress(ValueError):
        first = first.relative_to(Path.cwd())
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{first.as_posix()}{more}"

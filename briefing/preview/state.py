"""What the preview shows at any moment: the last good site, and what has been wrong since.

A preview that goes on showing the last good page as if all were well is lying. So whatever is
wrong, in the content or in a template, is told on every page until it is mended.
"""

from __future__ import annotations

import mimetypes
import secrets
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from msgspec import Struct

from briefing.preview import panel
from briefing.problems import ContentError, Problem
from briefing.tree import Plan

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
NOT_FOUND = "404.html"
_KEPT = 512  # files whose last good bytes are at hand
_TYPES = {
    ".avif": "image/avif",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_TEXTS = {"application/json", "application/xml", "image/svg+xml"}
_KNOWN = mimetypes.MimeTypes()


Prepare = Callable[[Sequence[str]], Plan]


class Answer(Struct, frozen=True, kw_only=True):
    """The answer to a request: status, content type, bytes."""

    status: int
    type: str
    body: bytes


class Preview:
    """The site as *prepare* last made it; *out* is told what a maintainer should read.

    *prepare* is given the paths that changed since the last time.

    ``version`` changes with every rebuild. ``problems`` are what is wrong now, errors first.
    """

    def __init__(
        self, prepare: Callable[[Sequence[str]], Plan], out: Callable[[str], object]
    ) -> None:
        self.problems: list[Problem] = []
        self.version = ""
        self._prepare = prepare
        self._out = out
        self._run = secrets.token_hex(4)
        self._rebuilds = 0
        self._plan: Plan | None = None
        self._plan_number = 0
        self._pages: OrderedDict[str, tuple[int, bytes]] = OrderedDict()

    def rebuild(self, changed: Sequence[str] = (), shown: Iterable[str] = ()) -> None:
        """Prepare the site anew, because the files *changed* did. What is wrong is never raised.

        *shown* are the addresses that somebody looks at. They are rendered at once, so that a
        template that fails is known before any page is loaded again.
        """
        started = time.perf_counter()
        self._rebuilds += 1
        self.version = f"{self._run}.{self._rebuilds}"
        known = self._plan.notices if self._plan else ()
        self.problems.clear()
        try:
            self._plan = self._prepare(changed)
        except Exception as error:
            self._tell(error)
        else:
            self._plan_number = self._rebuilds
            for notice in self._plan.notices:
                if notice not in known:
                    self._out(str(notice))
            for path in {self._path(address) for address in shown}:
                self._data(path)
        after = f"{summed_up(changed)}: " if changed else ""
        if self.problems:
            self._out(f"{after}every page of the preview shows what is wrong until it is mended")
        elif changed:
            self._out(f"{after}ready in {(time.perf_counter() - started) * 1000:.0f} ms")

    def answer(self, address: str, script: str) -> Answer:
        """What the path *address* (decoded) leads to; *script* is where pages load theirs from."""
        status, path = 200, self._path(address)
        if self._plan and not self._has(path):
            status, path = 404, NOT_FOUND
        kind, data = content_type(path), self._data(path)
        if data is None and not self.problems:
            return Answer(status=404, type=TEXT, body=b"404: there is no such page")
        if kind == HTML:
            element = panel.script_element(script, self.version)
            if data is None:
                body = panel.alone(element, self.problems)
                return Answer(status=500, type=HTML, body=body)
            data = panel.dress(data, element, self.problems)
        if data is None:
            return Answer(status=500, type=TEXT, body="\n".join(map(str, self.problems)).encode())
        return Answer(status=status, type=kind, body=data)

    def _path(self, address: str) -> str:
        """The output path that *address* means, below the path of ``base_url`` or at the root."""
        base = urlsplit(self._plan.site.settings.base_url).path if self._plan else ""
        path = address.removeprefix(base) if base.endswith("/") else address
        path = path.removeprefix("/") if path == address else path
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
        number, data = self._pages.get(path, (0, None))
        if self._plan and path in self._plan.tree and number != self._plan_number:
            try:
                data = self._plan.tree[path]
            except Exception as error:
                self._tell(error)
            else:
                self._pages[path] = self._plan_number, data
        if path in self._pages:
            self._pages.move_to_end(path)
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return data

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


def content_type(path: str) -> str:
    """The Content-Type of an output path; feeds and data are shown rather than downloaded."""
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix:
        return TEXT
    kind = _TYPES.get(suffix) or _KNOWN.guess_type(f"x{suffix}")[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind in _TEXTS or kind.startswith("text/") else kind


def summed_up(paths: Sequence[str]) -> str:
    """``content/index.md``, or ``content/index.md and 49 more``."""
    first = Path(paths[0])
    with suppress(ValueError):
        first = first.relative_to(Path.cwd())
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{first.as_posix()}{more}"

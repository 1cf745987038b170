"""The live preview.

livereload serves and reloads; what it serves, when it reloads and to whom it speaks is decided
here. Its own watcher polls, ignores what is saved within three seconds of a reload, and opens its
socket to every web page; its script would break the policy of the pages. Every answer comes from
memory, but for the text of a document behind a page.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import livereload
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer

from briefing.preview.handlers import SocketHandler, application, tell_if_more_is_wrong
from briefing.preview.hosts import is_loopback, listen, url_of
from briefing.preview.state import Prepare, Preview
from briefing.preview.watch import Watcher

Out = Callable[[str], object]


def say(line: str) -> None:
    """Print *line*, whatever letters the terminal can show."""
    try:
        print(line, flush=True)
    except UnicodeEncodeError:
        print(line.encode("ascii", "backslashreplace").decode(), flush=True)


def serve(
    prepare: Prepare,
    watched: Sequence[Path],
    *,
    host: str = "127.0.0.1",
    port: int = 5500,
    open_browser: bool = False,
    content: Path | None = None,
    out: Out = say,
) -> None:
    """Serve what *prepare* makes until Ctrl-C; prepare anew when a file below *watched* changes.

    The documents behind the pages lie in *content*. *out* is told what the terminal shall show.
    Raises OSError when the server cannot be bound to *host* and *port* or one of the ports after
    it; port 0 is any free one.
    """
    with suppress(KeyboardInterrupt):
        server = Server(prepare, watched, host=host, content=content, out=out)
        server.serve(port, open_browser=open_browser)


class Server(livereload.Server):  # type: ignore[misc]  # livereload has no types
    """One preview. ``url`` is where it is reached, once ``started`` is set."""

    def __init__(
        self,
        prepare: Prepare,
        watched: Sequence[Path],
        *,
        host: str = "127.0.0.1",
        content: Path | None = None,
        out: Out = say,
    ) -> None:
        super().__init__(watcher=Watcher(watched, out))
        self.host = host
        self.url = ""
        self.preview = Preview(prepare, out, content)
        self.started = threading.Event()
        self._out = out
        self._changes: set[str] = set()
        self._unproven: set[str] = set()
        self._rebuilding = self._interrupted = False

    def serve(self, port: int = 5500, *, open_browser: bool = False) -> None:
        """Serve until :meth:`stop` is called or KeyboardInterrupt is raised."""
        bound = self._listen(port)
        for name in ("livereload", "tornado.general"):  # what strangers send is not worth a line
            logging.getLogger(name).setLevel(logging.CRITICAL)
        runner = asyncio.Runner()
        try:
            self._loop, self._changed = runner.get_loop(), asyncio.Event()
            self.watcher.start(lambda paths: self._loop.call_soon_threadsafe(self._note, paths))
            self.watcher.ready.wait(1)
            self.preview.rebuild()
            home = self.url.removesuffix("/") + self.preview.base
            self._out(f"Serving on {home} — Ctrl-C ends")
            if open_browser:
                threading.Thread(target=webbrowser.open, args=[home], daemon=True).start()
            self._main = self._loop.create_task(self._answer(bound))
            with suppress(asyncio.CancelledError), self._interrupted_in_order():
                self._loop.run_until_complete(self._main)
        finally:
            self.watcher.stop()
            runner.close()
            LiveReloadHandler.waiters.clear()
            bound.close()

    @contextmanager
    def _interrupted_in_order(self) -> Iterator[None]:
        """Let Ctrl-C end a rebuild at once, and all else in order: what it broke off elsewhere
        would not end, or be told when it is taken apart."""
        usual = signal.default_int_handler
        main = threading.current_thread() is threading.main_thread()
        if not main or signal.getsignal(signal.SIGINT) is not usual:
            yield  # signals are for the main thread; a shell may have them ignored
            return
        signal.signal(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, usual)

    def _interrupt(self, *_: object) -> None:
        if self._rebuilding or self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        self.stop()

    def stop(self) -> None:
        """End :meth:`serve`, from another thread."""
        self._loop.call_soon_threadsafe(self._main.cancel)

    def open_pages(self) -> list[str]:
        """The addresses of the pages that wait for a reload."""
        return [page.address for page in LiveReloadHandler.waiters.copy()]

    def _listen(self, port: int) -> socket.socket:
        bound = listen(self.host, port)
        actual = bound.getsockname()[1]
        self.url = url_of(self.host, actual)
        if port not in {0, actual}:
            self._out(f"Port {port} is taken; the preview is on {actual} instead.")
        if not is_loopback(self.host):
            self._out(
                f"Careful: on {self.host}, whoever reaches this machine can read the preview."
            )
        return bound

    async def _answer(self, bound: socket.socket) -> None:
        """Answer requests; rebuild and reload after each change, once for all that are waiting."""
        SocketHandler.watcher = self.watcher
        http = HTTPServer(application(self.preview, self.host))
        http.add_socket(bound)
        self.started.set()
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                paths, self._changes = sorted(self._changes), set()
                wrong = bool(self.preview.problems)
                self._rebuilding = True
                self.preview.rebuild(paths, self.open_pages())
                self._rebuilding = False
                wrong = wrong or bool(self.preview.problems)
                only_style = not wrong and all(path.endswith(".css") for path in paths)
                SocketHandler.reload_waiters("style.css" if only_style else "*")
                await asyncio.sleep(0)
                await self._probe(paths)
        finally:
            http.stop()
            for page in LiveReloadHandler.waiters.copy():
                page.close()
            await http.close_all_connections()

    async def _probe(self, paths: Sequence[str]) -> None:
        """After a change of templates, make what nobody looks at; the next change comes first."""
        if content := self.preview.content:
            self._unproven.update(
                path for path in paths if not path.endswith(".css") and not is_below(path, content)
            )
        version = self.preview.version
        for _ in self.preview.probe(self._unproven) if self._unproven else ():
            tell_if_more_is_wrong(self.preview, version)
            version = self.preview.version
            await asyncio.sleep(0)
            if self._changed.is_set():
                return
        self._unproven.clear()

    def _note(self, paths: list[str]) -> None:
        self._changes.update(paths)
        self._changed.set()


def is_below(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder.resolve())

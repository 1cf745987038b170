"""The live preview. The only module that imports livereload and tornado.

livereload serves and reloads; what it serves, when it reloads and to whom it speaks is decided
here. Its own watcher polls, ignores what is saved within three seconds of a reload, and opens its
socket to every web page; its script would break the policy of the pages. Every answer comes from
memory, but for the text of a document behind a page.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import livereload
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from briefing.preview.behind import SOURCE, text_of
from briefing.preview.hosts import is_loopback, is_own_name, is_own_page, listen, url_of
from briefing.preview.panel import SCRIPT, STYLE
from briefing.preview.state import TEXT, Answer, Prepare, Preview
from briefing.preview.watch import Watcher

Out = Callable[[str], object]

_LONGEST_MESSAGE = 65_536  # bytes; a page tells its address and its version

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


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
        self.content = content
        self.preview = Preview(prepare, out, content)
        self.started = threading.Event()
        self._out = out
        self._changes: set[str] = set()
        self._unproven: set[str] = set()

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
            # Runner.run would let Ctrl-C wait for the end of a rebuild.
            with suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._main)
        finally:
            self.watcher.stop()
            runner.close()
            LiveReloadHandler.waiters.clear()
            bound.close()

    def stop(self) -> None:
        """End :meth:`serve`, from another thread."""
        self._loop.call_soon_threadsafe(self._main.cancel)

    def open_pages(self) -> list[str]:
        """The addresses of the pages that wait for a reload."""
        return [page.address for page in LiveReloadHandler.waiters.copy()]

    def application(self) -> Application:
        """What answers requests, in place of livereload's own handlers and injected script."""
        own = {"files": own_files(), "server": self}
        return Application(
            [
                ("/livereload", SocketHandler, {"server": self}),
                (f"({SCRIPT}|{STYLE})", OwnHandler, own),
                (f"{SOURCE}(.*)", SourceHandler, {"server": self}),
                ("(/.*)", PageHandler, {"server": self}),
            ],
            debug=False,
            websocket_max_message_size=_LONGEST_MESSAGE,
            log_function=lambda _: None,
        )

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
        http = HTTPServer(self.application())
        http.add_socket(bound)
        self.started.set()
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                paths, self._changes = sorted(self._changes), set()
                wrong = bool(self.preview.problems)
                self.preview.rebuild(paths, self.open_pages())
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
        if self.content:
            self._unproven.update(
                path
                for path in paths
                if not path.endswith(".css") and not is_below(path, self.content)
            )
        version = self.preview.version
        for _ in self.preview.probe(self._unproven) if self._unproven else ():
            self.tell_if_more_is_wrong(version)
            version = self.preview.version
            await asyncio.sleep(0)
            if self._changed.is_set():
                return
        self._unproven.clear()

    def tell_if_more_is_wrong(self, version: str) -> None:
        """Have every open page show what is wrong, if more is known to be than at *version*."""
        if version != self.preview.version:
            SocketHandler.reload_waiters("*")

    def _note(self, paths: list[str]) -> None:
        self._changes.update(paths)
        self._changed.set()


class PageHandler(RequestHandler):
    """Answers with the tree; an address is a key of a mapping, never a path on the disk."""

    def initialize(self, server: Server) -> None:
        self.server = server

    def prepare(self) -> None:
        refuse_strangers(self, self.server.host)

    def get(self, address: str) -> None:
        name, _, port = self.request.host.rpartition(":")
        if not port.isdecimal():
            name, port = self.request.host, "80"
        # livereload.js looks for its settings there, and does not decode them.
        script = f"{SCRIPT}?host={name}&port={port}&mindelay=100&maxdelay=500"
        version = self.server.preview.version
        self.send(self.server.preview.answer(address, script))
        self.server.tell_if_more_is_wrong(version)

    head = get

    def send(self, answer: Answer) -> None:
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.type)
        self.write(answer.body)

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def compute_etag(self) -> None:
        return None

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", TEXT)
        self.finish(f"{status_code}: {self._reason}\n")


class OwnHandler(PageHandler):
    """Answers with the preview's own script and style."""

    def initialize(self, server: Server, files: dict[str, Answer]) -> None:  # type: ignore[override]
        super().initialize(server)
        self.files = files

    def get(self, address: str) -> None:
        self.send(self.files[address])

    head = get


class SourceHandler(PageHandler):
    """Answers with the text of a document, the file behind a page."""

    def get(self, address: str) -> None:
        text = text_of(self.server.content, address) if self.server.content else None
        if text is None:
            self.send(Answer(status=404, type=TEXT, body=b"404: there is no such document\n"))
        else:
            self.send(Answer(status=200, type=TEXT, body=text))

    head = get


class SocketHandler(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """livereload's socket, for this preview's own pages. ``address`` is that of the open page."""

    live_css = True
    address = "/"

    def initialize(self, server: Server) -> None:
        self.server = server

    def prepare(self) -> None:
        refuse_strangers(self, self.server.host)

    def check_origin(self, origin: str) -> bool:
        return is_own_page({"Origin": origin}, self.request.host)

    def on_message(self, message: str | bytes) -> None:
        """Speak livereload's protocol; reload a page that missed a change while it connected."""
        try:
            super().on_message(message)
            said = json.loads(message)
            if said["command"] == "info":
                self.address = unquote(urlsplit(said["url"]).path)
                version = said.get("plugins", {}).get("preview", {}).get("page")
                if version and version != self.server.preview.version:
                    self.send_message({"command": "reload", "path": "*", "liveCSS": False})
        except Exception:  # whatever else it is, it is no page of this preview
            self.close()

    def write_message(self, message: str | bytes | dict[str, Any], binary: bool = False) -> Any:
        future = super().write_message(message, binary)
        # A page that is gone needs no reload.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        return future


def refuse_strangers(handler: RequestHandler, host: str) -> None:
    """Answer 403 to a request to another name than this machine's, or by a foreign page."""
    asked = handler.request.host
    if not is_own_name(asked, host):
        refusal = f"403: this preview answers on {host} only\n"
    elif not is_own_page(handler.request.headers, asked):
        refusal = "403: this preview answers its own pages only\n"
    else:
        return
    handler.set_status(403)
    handler.set_header("Content-Type", TEXT)
    handler.finish(refusal)


def is_below(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder.resolve())


def own_files() -> dict[str, Answer]:
    """What the preview adds to pages, by address; livereload's own script among it."""
    here, there = Path(__file__).parent, Path(livereload.__file__).parent
    script = (here / "reload.js").read_bytes(), (there / "vendors/livereload.js").read_bytes()
    return {
        SCRIPT: Answer(status=200, type="text/javascript; charset=utf-8", body=b"\n".join(script)),
        STYLE: Answer(
            status=200, type="text/css; charset=utf-8", body=(here / "panel.css").read_bytes()
        ),
    }

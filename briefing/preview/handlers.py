"""Who asks the preview for what. With the package itself, the only importer of livereload and
tornado.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import livereload
from livereload.handlers import LiveReloadHandler
from tornado.web import Application, RequestHandler

from briefing.preview.answers import TEXT, Answer
from briefing.preview.behind import SOURCE, text_of
from briefing.preview.hosts import is_own_name, is_own_page
from briefing.preview.panel import SCRIPT, STYLE
from briefing.preview.state import Preview

_LONGEST_MESSAGE = 65_536  # bytes; a page tells its address and its version
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def application(preview: Preview, host: str) -> Application:
    """What answers requests, in place of livereload's own handlers and injected script."""
    given = {"preview": preview, "host": host}
    return Application(
        [
            ("/livereload", SocketHandler, given),
            (f"({SCRIPT}|{STYLE})", OwnHandler, {**given, "files": own_files()}),
            (f"{SOURCE}(.*)", SourceHandler, given),
            ("(/.*)", PageHandler, given),
        ],
        debug=False,
        websocket_max_message_size=_LONGEST_MESSAGE,
        log_function=lambda _: None,
    )


class PageHandler(RequestHandler):
    """Answers with the tree; an address is a key of a mapping, never a path on the disk."""

    def initialize(self, preview: Preview, host: str) -> None:
        self.preview, self.host = preview, host

    def prepare(self) -> None:
        refuse_strangers(self, self.host)

    def get(self, address: str) -> None:
        name, _, port = self.request.host.rpartition(":")
        if not port.isdecimal():
            name, port = self.request.host, "80"
        # livereload.js looks for its settings there, and does not decode them.
        script = f"{SCRIPT}?host={name}&port={port}&mindelay=100&maxdelay=500"
        version = self.preview.version
        self.send(self.preview.answer(address, script))
        tell_if_more_is_wrong(self.preview, version)

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

    def initialize(  # type: ignore[override]
        self, preview: Preview, host: str, files: dict[str, Answer]
    ) -> None:
        super().initialize(preview, host)
        self.files = files

    def get(self, address: str) -> None:
        self.send(self.files[address])

    head = get


class SourceHandler(PageHandler):
    """Answers with the text of a document, the file behind a page."""

    def get(self, address: str) -> None:
        text = text_of(self.preview.content, address) if self.preview.content else None
        if text is None:
            self.send(Answer(status=404, type=TEXT, body=b"404: there is no such document\n"))
        else:
            self.send(Answer(status=200, type=TEXT, body=text))

    head = get


class SocketHandler(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """livereload's socket, for this preview's own pages. ``address`` is that of the open page."""

    live_css = True
    address = "/"

    def initialize(self, preview: Preview, host: str) -> None:
        self.preview, self.host = preview, host

    def prepare(self) -> None:
        refuse_strangers(self, self.host)

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
                if version and version != self.preview.version:
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


def tell_if_more_is_wrong(preview: Preview, version: str) -> None:
    """Have every open page show what is wrong, if more is known to be than at *version*."""
    if version != preview.version:
        SocketHandler.reload_waiters("*")


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

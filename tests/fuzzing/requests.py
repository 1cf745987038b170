"""Requests to the preview: an answer in good order, and nothing that lies outside of the content.

An input is what a client writes into the socket of a real server.
"""

# ruff: noqa: E501 - tables
from __future__ import annotations

import atexit
import re
import socket
import threading
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import quote

from briefing import planning
from briefing.preview import Server
from tests.folders import MINIMAL, REAL, SMALL, write
from tests.fuzzing import naughty
from tests.fuzzing.places import folder as new_folder
from tests.fuzzing.rules import BrokenRuleError

SECRET = b"a word that no page holds"
_PATHS = (
    "/", "/index.html", "/actors/norland.html", "/livereload", "/_preview/source/", "/_preview/panel.css",
    "/_preview/source/actors/norland.md", "/_preview/source/../secret.md", "/_preview/source/%2e%2e/secret.md",
    "/_preview/source/actors/..%2f..%2fsecret.md", "/_preview/source/actors/%00.md", "/forcereload", "/b/",
    "//secret.md", "/../secret.md", "/..%5csecret.md", "/%", "/%ff", "/%zz", "/;a", "/?a=<script>", "/#x",
)  # fmt: skip
_HEADERS = (
    "Host: {host}", "Host: evil.example", "Host:", "Host: [::1", "Host: 127.0.0.1:99999", "Origin: null",
    "Origin: http://evil.example", "Origin: http://[", "Sec-Fetch-Site: cross-site", "Upgrade: websocket",
    "Connection: Upgrade", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13", "Content-Length: -1",
    "Content-Length: 99999999999", "Transfer-Encoding: chunked", "Range: bytes=0-", "If-None-Match: *",
    "Accept-Encoding: gzip", "X: " + "y" * 2000, "Cookie: a=\x01", " folded", "NoColon", "Expect: 100-continue",
)  # fmt: skip


def make(random: Random) -> bytes:
    path = random.choice(_PATHS)
    if random.random() < 0.6:
        piece = naughty.text(random, 2)
        path = random.choice(["/", path]) + (
            quote(naughty.encoded(piece)) if random.random() < 0.7 else piece
        )
    method = random.choice(["GET"] * 8 + ["HEAD", "POST", "OPTIONS", "CONNECT", "G\0T", "get"])
    version = random.choice(["HTTP/1.1"] * 9 + ["HTTP/1.0", "HTTP/9.9", ""])
    headers = ["Host: {host}"] if random.random() < 0.8 else []
    headers += [random.choice(_HEADERS) for _ in range(random.randint(0, 3))]
    lines = "\r\n".join([f"{method} {path} {version}", *headers, "Connection: close", "", ""])
    data = naughty.encoded(lines)
    return naughty.mutated(random, data) if random.random() < 0.15 else data


def check(data: bytes) -> None:
    port = _server()
    asked = data.replace(b"{host}", f"127.0.0.1:{port}".encode())
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
        try:
            client.sendall(asked)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(1 << 16):
                answer += part
        except (TimeoutError, ConnectionError):
            pass  # a client that says too little is waited for; one that talks nonsense is cut off
    if not answer:
        return
    if not re.match(rb"HTTP/1\.1 [1-4]\d\d ", answer):
        raise BrokenRuleError(f"the answer begins {answer[:60]!r}")
    if SECRET in answer:
        raise BrokenRuleError("a file from outside of the content is shown")
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"html" in head.lower() and re.search(rb"<script>|onerror=|<img src=x|<svg on", body):
        raise BrokenRuleError("what was asked for stands in the page as mark-up")


@cache
def _server() -> int:
    """The port of a preview of a small site, which runs until this process ends."""
    place = new_folder()
    folder = Path(place.name)
    documents = {**SMALL, "articles/a.md": MINIMAL}
    write(folder, {f"content/{name}": text for name, text in documents.items()})
    (folder / "secret.md").write_bytes(SECRET)
    (folder / "content/actors/out.txt").symlink_to(folder / "secret.md")
    folders = planning.Folders(
        content=folder / "content", templates=REAL.templates, assets=REAL.assets
    )
    server = Server(
        planning.planner(folders),
        [folder / "content"],
        content=folder / "content",
        out=lambda _: None,
    )
    thread = threading.Thread(target=server.serve, args=[0], daemon=True)
    thread.start()
    server.started.wait(30)

    def end() -> None:
        server.stop()
        thread.join(5)
        place.cleanup()

    atexit.register(end)
    return int(server.url.rstrip("/").rpartition(":")[2])

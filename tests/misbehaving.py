"""A web server on this machine that does what it is told, however bad that is."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

Behaviour = Callable[["Call"], None]

CERTIFICATES = Path(__file__).parent / "cases"


class Call:
    """One request: ``count`` tells how many there were for its path so far."""

    def __init__(self, connection: socket.socket, head: str, count: int, end: threading.Event):
        self.connection = connection
        self.head = head
        self.count = count
        self.end = end
        self.method, self.path = head.split(" ")[:2]

    def send(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())


class Server:
    """Serves *behaviours* by path; ``calls`` are the heads of all requests in order."""

    def __init__(self, behaviours: Mapping[str, Behaviour], *, certificate: str = "") -> None:
        self.behaviours = behaviours
        self.calls: list[Call] = []
        self._end = threading.Event()
        self._guard = threading.Lock()
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATES / certificate)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]

    def __enter__(self) -> Server:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the listener up
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def asked(self, path: str) -> list[str]:
        """The methods that *path* was asked with, in order."""
        return [call.method for call in self.calls if call.path == path]

    def _listen(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._end.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            call = self._read(connection)
            if call:
                self.behaviours[call.path](call)
        except OSError:
            pass  # the other side has gone
        finally:
            connection.close()

    def _read(self, connection: socket.socket) -> Call | None:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            more = connection.recv(4096)
            if not more:
                return None
            if more.startswith(b"\x16\x03"):  # TLS, where none is spoken
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return None
            data += more
        head = data.decode("ascii")
        with self._guard:
            count = 1 + sum(call.path == head.split(" ")[1] for call in self.calls)
            call = Call(connection, head, count, self._end)
            self.calls.append(call)
        return call


def says(*lines: str) -> Behaviour:
    """Replies with *lines* as the head."""
    return lambda call: call.send(*lines)


def status(*codes: int) -> Behaviour:
    """Replies with one status after the other, and then always with the last."""
    return lambda call: call.send(f"HTTP/1.1 {codes[min(call.count, len(codes)) - 1]} Whatever")


def sends_to(code: int, location: str) -> Behaviour:
    """Redirects."""
    return says(f"HTTP/1.1 {code} Elsewhere", f"Location: {location}")


class Crowd:
    """Takes a moment to reply; ``most`` is how many requests it had at once."""

    def __init__(self) -> None:
        self.most = 0
        self._inside = 0
        self._guard = threading.Lock()

    def __call__(self, call: Call) -> None:
        with self._guard:
            self._inside += 1
            self.most = max(self.most, self._inside)
        call.end.wait(0.01)
        with self._guard:
            self._inside -= 1
        call.send("HTTP/1.1 200 OK")


def hangs(call: Call) -> None:
    """Says nothing for as long as the server runs."""
    call.end.wait(10)


def drips(call: Call) -> None:
    """Sends a head that never ends, a little at a time."""
    call.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not call.end.wait(0.01):
        call.connection.sendall(b".")


def resets(call: Call) -> None:
    """Breaks the connection off."""
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def floods(call: Call) -> None:
    """Sends a body that has no end, also to a HEAD."""
    call.send("HTTP/1.1 200 OK", "Content-Length: 7")
    while not call.end.is_set():
        call.connection.sendall(b"x" * 65536)


def babbles(call: Call) -> None:
    """Sends header lines that have no end."""
    call.connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not call.end.is_set():
        call.connection.sendall(b"X-More: of the same\r\n" * 100)


def stammers(call: Call) -> None:
    """Sends one header line that has no end."""
    call.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not call.end.is_set():
        call.connection.sendall(b"x" * 65536)

"""A peer's server while it runs: started, asked for pages, and ended with all that it started."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PAUSE = 0.002
"""Seconds between an answer and the next question: a finer grain than any figure that is told."""
QUIET = 0.5
"""Seconds in which a server that has nothing left to do uses next to no processor time."""
GRACE = 5.0
"""Seconds that a server is given to end by itself."""


class Live:
    """A running server. ``url`` is where; ``began`` is when its process was started."""

    def __init__(
        self, process: subprocess.Popen[bytes], port: int, log: Path, began: float
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.began = began
        self._process = process
        self._log = log
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def get(self, address: str) -> str:
        """The page at *address*; nothing while there is none or no server yet."""
        try:
            self._connection.request("GET", address)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return ""
        return body.decode("utf-8", "replace") if answer.status == 200 else ""

    def wait_for(self, address: str, words: str, since: float, limit: float) -> float:
        """Seconds from *since* until the page has *words*, infinite beyond *limit*.

        Raises RuntimeError when the server has ended.
        """
        while words not in self.get(address):
            if self._process.poll() is not None:
                log = self._log.read_text("utf-8", "replace")
                raise RuntimeError(f"the server has ended:\n{log[-2000:]}")
            if time.perf_counter() - since > limit:
                return float("inf")
            time.sleep(PAUSE)
        return time.perf_counter() - since

    def settle(self, limit: float) -> None:
        """Wait until the server has nothing left to do: no peer pays for another's work."""
        until = time.perf_counter() + limit
        while time.perf_counter() < until:
            before = _processor_time(self._process.pid)
            time.sleep(QUIET)
            if _processor_time(self._process.pid) - before < QUIET / 10:
                return

    def end(self) -> None:
        """End the server and all that it started."""
        self._connection.close()
        try:
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(self._process.pid, signal.SIGTERM)
                self._process.wait(GRACE)
        finally:  # also when Ctrl-C is pressed again
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def running(command: Sequence[str], port: int, folder: Path) -> Iterator[Live]:
    """Start *command* in *folder*, in a group of its own, and end the whole group in any case."""
    log = folder / "server.log"
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # a peer's own command
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    live = Live(process, port, log, began)
    try:
        yield live
    finally:
        live.end()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


def _processor_time(group: int) -> float:
    """Seconds of processor time that the processes of *group* have used, where the system tells."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")

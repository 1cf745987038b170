"""One request to one host, which may be slow, broken or hostile.

Only the head of the reply is read, never a body. A name is looked up once and the connection goes
to the very address that was judged, so that no answer of a name server leads into the network that
the check is run in.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Sequence
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from briefing.weblinks.answers import Outcome

LONGEST_ADDRESS = 4000
LONGEST_HEAD = 2**17
INTERIM = 5
PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2})\s")
_KEPT = "/%:@!$&'()*+,;=~"
_WRONG_FOR_EVERYONE = {10: "its certificate has expired", 62: "its certificate is another host's"}


class UnansweredError(Exception):
    """There is no reply, or none will be asked for. ``again``: a later try may go better."""

    def __init__(self, outcome: Outcome, said: str, *, again: bool = False) -> None:
        self.outcome: Outcome = outcome
        self.said = said
        self.again = again
        super().__init__(said)


class Target(Struct, frozen=True):
    """An address as it is asked for: all of it ASCII, and nothing that could end a line."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


class Reply(Struct, frozen=True):
    """The head of a reply, as far as it matters."""

    status: int
    location: str = ""
    retry_after: str = ""


def target(address: str) -> Target:
    """*address* without its fragment. Raises UnansweredError where there is nothing to ask."""
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
        host = name if ":" in name else name.encode("idna").decode("ascii").lower()
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise UnansweredError("dead", "the address is malformed") from None
    if parts.scheme not in PORTS:
        raise UnansweredError("unclear", "it leads to something that is no web page")
    if not _HOST.fullmatch(host) or len(address) > LONGEST_ADDRESS:
        raise UnansweredError("dead", "the address is malformed")
    path = quote(parts.path or "/", safe=_KEPT, errors="replace")
    if parts.query:
        path += "?" + quote(parts.query, safe=_KEPT + "?", errors="replace")
    return Target(parts.scheme, host, port, path)


def followed(base: Target, location: str) -> Target:
    """Where the reply of *base* sends to. Raises UnansweredError where that is not followed."""
    try:
        return target(urljoin(str(base), location))
    except ValueError:
        raise UnansweredError("unclear", "it sends on to a malformed address") from None
    except UnansweredError as failure:
        words = "a malformed address" if failure.outcome == "dead" else "what is no web page"
        raise UnansweredError("unclear", f"it sends on to {words}") from None


async def request(
    to: Target, addresses: Sequence[str], method: str, agent: str, tls: ssl.SSLContext | None
) -> Reply:
    """The reply of *to* at the first of *addresses* that takes the connection.

    Raises UnansweredError. Cancelled, it leaves no connection open.
    """
    try:
        reader, writer = await _connect(to, addresses, tls)
        try:
            writer.write(_head(to, method, agent))
            return await _reply(reader)
        finally:
            writer.transport.abort()
    except ssl.SSLCertVerificationError as error:
        known = _WRONG_FOR_EVERYONE.get(error.verify_code)
        if known:
            raise UnansweredError("dead", known) from None
        raise UnansweredError("unclear", "its certificate cannot be verified from here") from None
    except ssl.SSLError:
        raise UnansweredError("silent", "no secure connection can be made", again=True) from None
    except TimeoutError:
        raise
    except OSError as error:
        said = error.strerror if error.errno and error.errno > 0 else None
        raise UnansweredError("silent", said or "the connection broke", again=True) from None
    except ValueError:
        raise UnansweredError("silent", "the reply is not HTTP", again=True) from None


async def _connect(
    to: Target, addresses: Sequence[str], tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    secure = tls if to.scheme == "https" else None
    name = to.host if secure else None
    for address in addresses[:-1]:
        try:
            return await asyncio.open_connection(address, to.port, ssl=secure, server_hostname=name)
        except ssl.SSLError:
            raise
        except OSError:
            continue
    return await asyncio.open_connection(addresses[-1], to.port, ssl=secure, server_hostname=name)


def _head(to: Target, method: str, agent: str) -> bytes:
    named = "".join(char for char in agent if " " <= char <= "~")
    lines = [
        f"{method} {to.path} HTTP/1.1",
        f"Host: {to.authority}",
        f"User-Agent: {named}",
        "Accept: text/html, */*;q=0.8",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


async def _reply(reader: asyncio.StreamReader) -> Reply:
    """The first reply that is not an interim one. Raises ValueError where it is not HTTP."""
    read = 0
    for _ in range(INTERIM):
        line = await reader.readline()
        if not line:
            raise UnansweredError("silent", "the connection was closed without a reply", again=True)
        match = _STATUS.match(line)
        if not match:
            raise ValueError(line)
        fields: dict[bytes, bytes] = {}
        while (line := await reader.readline()).rstrip(b"\r\n"):
            name, _, value = line.partition(b":")
            fields.setdefault(name.strip().lower(), value.strip())
            read += len(line)
            if read > LONGEST_HEAD:
                raise ValueError("the head has no end")
        if not line:
            raise UnansweredError("silent", "the connection broke off in mid-reply", again=True)
        status = int(match[1])
        if status >= 200:
            return Reply(status, _text(fields, b"location"), _text(fields, b"retry-after"))
    raise ValueError("only interim replies")


def _text(fields: dict[bytes, bytes], name: bytes) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")

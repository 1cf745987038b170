"""Which network addresses a host has, and whether they may be asked.

An address in the content, or one that a host sends on to, must not lead into the network that the
check is run in: only hosts on the public internet are asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from briefing.weblinks.request import Target, UnansweredError

NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_TRANSLATED = IPv6Network("64:ff9b::/96")

LookUp = Callable[[str, int], list[str]]
"""Network addresses of a host for a port, best first; raises OSError where there are none."""


async def resolved(to: Target, names: LookUp, *, private: bool) -> list[str]:
    """The network addresses of *to* that may be asked. Raises UnansweredError if none."""
    try:
        found = await _apart(names, to.host, to.port)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno not in NO_SUCH_HOST:
            raise UnansweredError("silent", "its name cannot be looked up", again=True) from None
        raise UnansweredError("lost", f"there is no host {to.host}") from None
    allowed = [one for one in found if private or is_public(one)]
    if not allowed:
        said = f"{to.host} is not on the public internet"
        raise UnansweredError("dead" if to.host in {*found, "localhost"} else "unclear", said)
    return allowed


def look_up(host: str, port: int) -> list[str]:
    """The network addresses of *host*, best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Whether the network address *text* is one of the internet, and of a single host."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.is_site_local:
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _TRANSLATED:
            return is_public(str(ip_address(int(address) & 0xFFFFFFFF)))
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


async def _apart(names: LookUp, host: str, port: int) -> list[str]:
    """*names* in a thread of its own: a look-up can hang, and nobody should have to wait for it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | Exception) -> None:
        if not future.done():
            if isinstance(found, Exception):
                future.set_exception(found)
            else:
                future.set_result(found)

    def work() -> None:
        found: list[str] | Exception
        try:
            found = names(host, port)
        except (OSError, UnicodeError) as error:
            found = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=work, daemon=True).start()
    return await future

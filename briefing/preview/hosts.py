"""Which names lead to this machine and may be asked for a preview of unpublished pages.

A foreign site could point a name of its own at this machine and have a visitor's browser read the
preview for it (DNS rebinding). It cannot do that with a number, nor with a name of this machine.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

_PORTS = 20


def is_own_name(asked: str, host: str) -> bool:
    """Whether the Host header *asked* names a server that is bound to *host*."""
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    if name == host.lower() or is_loopback(name):
        return True
    # Bound to every address of the machine: a number cannot be pointed elsewhere, a name can.
    return _number(host, "is_unspecified") and _number(name)


def is_own_page(headers: Mapping[str, str], asked: str) -> bool:
    """Whether a request with these *headers* to the host *asked* is not made by a foreign page.

    A page of another site may lead to the preview, but neither load nor read what it answers.
    """
    origin = headers.get("Origin")
    try:
        if origin is not None and urlsplit(origin).netloc.lower() != asked.lower():
            return False
    except ValueError:
        return False
    followed = headers.get("Sec-Fetch-Mode") == "navigate"
    return followed or headers.get("Sec-Fetch-Site") not in {"cross-site", "same-site"}


def is_loopback(host: str) -> bool:
    return host.lower() == "localhost" or _number(host, "is_loopback")


def _number(host: str, quality: str = "version") -> bool:
    """Whether *host* is an IP address, and one of that *quality*."""
    try:
        return bool(getattr(ip_address(host), quality))
    except ValueError:
        return False


def url_of(host: str, port: int) -> str:
    """The URL that leads to a server bound to *host*."""
    if _number(host, "is_unspecified"):
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def listen(host: str, port: int) -> socket.socket:
    """Listen on *port* or the first free one after it. Raises OSError when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(port + _PORTS, 65535) if port else 0
    for candidate in range(port, last + 1):
        try:
            bound = socket.create_server((host, candidate), family=family)
        except (UnicodeError, TypeError) as error:  # “encoding of hostname failed”
            raise OSError(errno.EINVAL, "that is the name of no host") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            bound.setblocking(False)
            return bound
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {last} is free on {host}")

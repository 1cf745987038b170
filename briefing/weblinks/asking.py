"""Many addresses asked at once, and each host with good manners.

A host gets one request at a time, with a pause in between, and more time when it asks for it. The
first request is a HEAD; whatever fails is asked again with a GET before anything bad is said of it,
because many hosts answer nothing else as they should.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from msgspec import Struct

from briefing.weblinks.answers import Answer, Clock
from briefing.weblinks.hosts import LookUp, look_up, resolved
from briefing.weblinks.request import Reply, Target, UnansweredError, followed, request, target

FOR_GOOD = {301, 308}
FOR_NOW = {302, 303, 307}
GONE = {404, 410}
BUSY = {429, 503}


class Manners(Struct, frozen=True, kw_only=True):
    """How to ask: times are in seconds.

    ``patience`` is how many requests in a row a host may leave without a reply before the rest of
    its addresses are let be; ``private`` allows hosts that are not on the public internet.
    """

    agent: str = "briefing-link-check/1"
    timeout: float = 15
    pause: float = 1
    retries: int = 2
    backoff: float = 2
    longest_wait: float = 60
    redirects: int = 5
    at_once: int = 8
    patience: int = 6
    private: bool = False


class _Host:
    """What a run has learned of one host. ``closed``: why it is not asked any more."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.ready = 0.0
        self.addresses: list[str] = []
        self.unanswered = 0
        self.closed: UnansweredError | None = None


class Asker:
    """Asks for addresses, in one event loop."""

    def __init__(
        self,
        manners: Manners,
        clock: Clock,
        *,
        names: LookUp = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.online = False
        self._manners = manners
        self._clock = clock
        self._names = names
        self._tls = tls or ssl.create_default_context()
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._slots = asyncio.Semaphore(manners.at_once)

    async def all(self, addresses: Iterable[str], told: Callable[[str, Answer], None]) -> None:
        """Ask for all *addresses*, and tell each answer as soon as it is there."""

        async def ask(address: str) -> None:
            told(address, await self.answer(address))

        await asyncio.gather(*map(ask, addresses))

    async def answer(self, address: str) -> Answer:
        """What becomes of somebody who follows *address*."""
        try:
            begin = at = target(address)
            new, for_good = begin, True
            for _ in range(self._manners.redirects + 1):
                reply = await self._insist(at)
                if reply.status not in FOR_GOOD | FOR_NOW or not reply.location:
                    return _judged(reply, begin, at, new)
                at = followed(at, reply.location)
                for_good = for_good and reply.status in FOR_GOOD
                new = at if for_good else new
        except UnansweredError as failure:
            return Answer(failure.outcome, failure.said)
        return Answer("unclear", f"it sends on more than {self._manners.redirects} times")

    async def _insist(self, to: Target) -> Reply:
        """The reply of *to*, asked again where that may help."""
        method = "HEAD"
        retries = 0
        while True:
            wait = self._manners.backoff * 2**retries
            try:
                reply = await self._in_turn(to, method)
            except UnansweredError as failure:
                if not failure.again or retries == self._manners.retries:
                    raise
            else:
                head, method = method == "HEAD", "GET"
                if reply.status < 400:
                    return reply
                if reply.status in BUSY:
                    asked = self._seconds(reply.retry_after)
                    if asked is not None:
                        self._leave_alone(to, asked)
                        wait = 0
                elif head:
                    continue
                if not (reply.status in BUSY or 500 <= reply.status < 600):
                    return reply
                if retries == self._manners.retries or self._hosts[to.host].closed:
                    return reply
            method = "GET"
            retries += 1
            await asyncio.sleep(min(wait, self._manners.longest_wait))

    async def _in_turn(self, to: Target, method: str) -> Reply:
        """One request, when it is this one's turn at the host."""
        host, time = self._hosts[to.host], asyncio.get_running_loop().time
        async with host.turn:
            if host.closed:
                raise host.closed
            await asyncio.sleep(max(0, host.ready - time()))
            try:
                async with self._slots:
                    reply = await self._once(to, method, host)
            except UnansweredError as failure:
                if not host.addresses and not failure.again:
                    host.closed = failure
                host.unanswered += failure.outcome == "silent"
                if host.unanswered >= self._manners.patience:
                    said = f"{to.host} left {host.unanswered} requests in a row without a reply"
                    host.closed = UnansweredError("silent", said)
                raise
            finally:
                host.ready = max(host.ready, time() + self._manners.pause)
            host.unanswered = 0
            return reply

    async def _once(self, to: Target, method: str, host: _Host) -> Reply:
        manners = self._manners
        try:
            async with asyncio.timeout(manners.timeout):
                if not host.addresses:
                    host.addresses = await resolved(to, self._names, private=manners.private)
                reply = await request(to, host.addresses, method, manners.agent, self._tls)
        except TimeoutError:
            # Perhaps only the first of several does not answer: the next try begins with another.
            host.addresses = host.addresses[1:] + host.addresses[:1]
            said = f"no reply within {manners.timeout:g} seconds"
            raise UnansweredError("silent", said, again=True) from None
        self.online = True
        return reply

    def _leave_alone(self, to: Target, seconds: float) -> None:
        """Heed what a host says about when it wants to be asked again."""
        host = self._hosts[to.host]
        if seconds > self._manners.longest_wait:
            said = f"{to.host} asks to be left alone for {seconds:.0f} seconds"
            host.closed = UnansweredError("silent", said)
        else:
            now = asyncio.get_running_loop().time()
            host.ready = max(host.ready, now + seconds)

    def _seconds(self, retry_after: str) -> float | None:
        """How long ``Retry-After`` asks to wait: it holds seconds or a date."""
        if retry_after.isascii() and retry_after.isdigit():
            return float(retry_after[:9])
        try:
            date = parsedate_to_datetime(retry_after)
        except (ValueError, TypeError):
            return None
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - self._clock()).total_seconds())


def _judged(reply: Reply, begin: Target, at: Target, new: Target) -> Answer:
    """What *reply* at the end of the way from *begin* to *at* says about the beginning."""
    if 200 <= reply.status < 300:
        return Answer("well") if new == begin else Answer("moved", to=str(new))
    try:
        said = f"{reply.status} {HTTPStatus(reply.status).phrase}"
    except ValueError:
        said = str(reply.status)
    said += f" at {at}" if at != begin else ""
    if reply.status in GONE:
        return Answer("dead", said)
    return Answer("silent" if 500 <= reply.status < 600 else "unclear", said)

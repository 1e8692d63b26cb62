"""One bounded GET that never raises for what a server does. The only door to httpx.

Every request goes to the address that the guard has checked. Sizes, time and redirects are bounded; whatever cannot
be a whole answer is a :class:`~anslag.scraper.exchange.Failure`.
"""

from __future__ import annotations

import asyncio
import errno
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from anslag.scraper.addresses import BadAddress, Guard, Origin, joined, origin
from anslag.scraper.decoding import ACCEPTED, MOST, TooLarge, Undecodable, decoded
from anslag.scraper.exchange import Failure, Fetched, Hop, RawHeaders
from anslag.scraper.memory_slot import SMALL, MemorySlot
from anslag.scraper.outcomes import Kind

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP, where httpx would make TLS settings anew for each connection; it trusts nobody."""
_NEVER_KEPT = httpx.Limits(max_keepalive_connections=0)
_KEPT = httpx.Limits(max_keepalive_connections=1, keepalive_expiry=30.0)
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one address may cost: sizes in bytes, times in seconds (waits for politeness not counted)."""

    wire: int = 10_000_000
    decoded: int = MOST
    connect: float = 10.0
    silence: float = 10.0
    total: float = 25.0
    redirects: int = 10


class Refused(Exception):
    """An address that must not be asked for; raised by an :data:`Admission`."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


Admission = Callable[[str], AbstractAsyncContextManager[None]]
"""Entered before each request: waits for the host's turn, or raises Refused. Left when the answer ended."""


class _Broken(Exception):
    """A hop that gave no whole answer; ``hop`` holds what came, if an answer began.

    ``start`` is the beginning of its decoded body, where that could be had.
    """

    def __init__(self, kind: Kind, message: str, hop: Hop | None = None, start: bytes = b"") -> None:
        super().__init__(message)
        self.kind = kind
        self.hop = hop
        self.start = start


@dataclass(slots=True)
class _Answer:
    """An answer as far as it has come."""

    hop: Hop | None = None
    body: bytearray = field(default_factory=bytearray)

    def cut(self, why: str) -> Hop | None:
        return self.hop and replace(self.hop, body=bytes(self.body), truncated=why)


class Client:
    """Fetches addresses. Use as ``async with``. ``trust`` gives the TLS settings, once and if needed."""

    def __init__(
        self,
        agent: str,
        guard: Guard,
        bounds: Bounds | None = None,
        trust: Callable[[], ssl.SSLContext] = httpx.create_ssl_context,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bounds = bounds or Bounds()
        self._agent = agent
        self._guard = guard
        self._trust = trust
        self._context: ssl.SSLContext | None = None
        self._kept: dict[tuple[Origin, str], httpx.AsyncHTTPTransport] = {}
        self._clock = clock
        self._gate = asyncio.Lock()

    def memory_slot(self) -> MemorySlot:
        """MemorySlot for the answer of one visit, to be held until that is taken in."""
        return MemorySlot(self._gate)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._kept:
            await self._kept.popitem()[1].aclose()

    async def get(
        self,
        url: str,
        admit: Admission,
        headers: Mapping[str, str] | None = None,
        slot: MemorySlot | None = None,
    ) -> Fetched | Failure:
        """The whole answer to ``url`` after its redirects, whatever its status, or why there is none.

        ``admit`` is asked for every hop; ``headers`` (conditional ones) go with the first request only. A large
        body is held in ``slot``; without one, only until this returns.
        """
        if slot is None:
            async with self.memory_slot() as slot:
                return await self.get(url, admit, headers, slot)
        asked = url
        hops: list[Hop] = []
        left = self.bounds.total
        try:
            while True:
                async with admit(url):
                    hop = await self._hop(url, headers or {}, left, slot)
                left -= hop.seconds
                if hop.status not in _REDIRECTS or not (target := _location(hop)):
                    return Fetched(asked, (*hops, hop), await self._held(hop, slot))
                hops.append(hop)
                url, headers = self._next(hops, target), None
        except _Broken as error:
            whole = hops if error.hop is None else [*hops, error.hop]
            return Failure(asked, error.kind, str(error), _got(asked, whole, error.start))
        except Refused as error:
            message = f"redirect refused: {error}" if hops else str(error)
            return Failure(asked, error.kind, message, _got(asked, hops))

    def _next(self, hops: list[Hop], target: str) -> str:
        here = hops[-1].url
        try:
            url = joined(here, target)
        except BadAddress as error:
            raise Refused(Kind.OUT_OF_SCOPE, str(error)) from error
        if url in {hop.url for hop in hops}:
            raise _Broken(Kind.REDIRECTS, f"redirects in a circle, back to {url}")
        if len(hops) > self.bounds.redirects:
            raise _Broken(Kind.REDIRECTS, f"more than {self.bounds.redirects} redirects")
        return url

    async def _held(self, hop: Hop, slot: MemorySlot) -> bytes:
        """The body, decoded when there is slot for it: a few bytes can hold twenty million."""
        try:
            return decoded(hop.body, _coding(hop), min(SMALL, self.bounds.decoded))
        except TooLarge:
            await slot.take(self.bounds.decoded)
        except Undecodable:
            pass
        return self._decoded(hop)

    def _decoded(self, hop: Hop) -> bytes:
        try:
            return decoded(hop.body, _coding(hop), self.bounds.decoded)
        except TooLarge as error:
            cut = replace(hop, truncated="length")
            raise _Broken(Kind.TOO_LARGE, str(error), cut, error.start) from error
        except Undecodable as error:
            if not 200 <= hop.status < 300:
                return b""
            why = "disconnect" if error.cut else "unspecified"
            raise _Broken(Kind.UNDECODABLE, str(error), replace(hop, truncated=why)) from error

    async def _hop(self, url: str, headers: Mapping[str, str], left: float, slot: MemorySlot) -> Hop:
        """One request and its answer. Raises _Broken for everything that can go wrong on the way."""
        answer = _Answer()
        started = self._clock()
        try:
            async with asyncio.timeout(max(left, 0.001)) as limit:
                await self._exchange(url, headers, answer, partial(slot.take, limit=limit))
        except TimeoutError as error:
            kind = Kind.TOO_SLOW if answer.hop else Kind.NO_ANSWER
            message = f"took longer than {self.bounds.total:g} s"
            raise _Broken(kind, message, answer.cut("time")) from error
        except _Broken:
            raise
        except httpx.TimeoutException as error:
            raise self._silent(error, answer) from error
        except BadAddress as error:
            raise _Broken(Kind.OUT_OF_SCOPE, str(error)) from error
        # One fetch must never end the crawl, whatever a server makes the libraries raise.
        except Exception as error:
            raise _broken(error, answer) from error
        if answer.hop is None:
            raise _Broken(Kind.NOT_HTTP, "not a valid answer")
        hop = replace(answer.hop, body=bytes(answer.body), seconds=self._clock() - started)
        if _ends_early(hop):
            raise _Broken(Kind.CUT, "cut short: the page has no end", replace(hop, truncated="disconnect"))
        return hop

    def _silent(self, error: httpx.TimeoutException, answer: _Answer) -> _Broken:
        seconds = self.bounds.connect if isinstance(error, httpx.ConnectTimeout) else self.bounds.silence
        if isinstance(error, httpx.ConnectTimeout):
            return _Broken(Kind.UNREACHABLE, f"no connection in {seconds:g} s")
        kind = Kind.TOO_SLOW if answer.hop else Kind.NO_ANSWER
        return _Broken(kind, f"no answer in {seconds:g} s", answer.cut("time"))

    async def _exchange(
        self, url: str, headers: Mapping[str, str], answer: _Answer, take: Callable[[int], Awaitable[None]]
    ) -> None:
        place = origin(url)
        ip = await self._guard.address(place)
        sent = _sent(url, ip, _target(url, place), self._headers(place, headers))
        async with self._response(place, ip, sent) as response:
            answer.hop = _head(sent, response)
            await self._read(response, answer, take)

    @asynccontextmanager
    async def _response(self, place: Origin, ip: str, sent: Hop) -> AsyncIterator[httpx.Response]:
        """The answer to a request, its body unread. Raises what httpx raises."""
        bounds = self.bounds
        asked = httpx.Request(
            "GET",
            _connected(place, ip),
            headers=list(sent.request_headers),
            extensions={
                "target": sent.target,
                "sni_hostname": place.host,
                "timeout": {"connect": bounds.connect, "read": bounds.silence, "write": bounds.silence},
            },
        )
        transport, keep = self._transport(place, ip), False
        try:
            response = await transport.handle_async_request(asked)
            yield response
            await response.aclose()
            # An HTTP/1.1 connection that is used again gives bytes that follow one answer as the next answer; no
            # check before the next request can tell, for they may be on their way. HTTP/2 numbers its answers.
            keep = place.scheme == "http" or response.extensions.get("http_version") == b"HTTP/2"
        finally:
            if keep:
                self._kept[place, ip] = transport
            else:
                await transport.aclose()

    def _transport(self, place: Origin, ip: str) -> httpx.AsyncHTTPTransport:
        """The host's own: httpx.AsyncClient would read Location and cookies too, and raise for odd ones."""
        if kept := self._kept.pop((place, ip), None):
            return kept
        if place.scheme == "http":
            return httpx.AsyncHTTPTransport(verify=_NO_TLS, trust_env=False, limits=_NEVER_KEPT)
        if self._context is None:
            self._context = self._trust()
        return httpx.AsyncHTTPTransport(verify=self._context, http2=True, trust_env=False, limits=_KEPT)

    async def _read(
        self, response: httpx.Response, answer: _Answer, take: Callable[[int], Awaitable[None]]
    ) -> None:
        # What leads elsewhere is read by nobody; no visit takes slot while it may yet have to wait for a robots.txt.
        limit = min(self.bounds.wire, SMALL) if response.status_code in _REDIRECTS else self.bounds.wire
        too_large = f"larger than the limit of {limit / 1e6:g} MB"
        length = response.headers.get("content-length", "")
        if re.fullmatch("[0-9]{1,20}", length) and int(length) > limit:
            raise _Broken(Kind.TOO_LARGE, too_large, answer.cut("length"))
        async for piece in response.aiter_raw():
            await take(len(answer.body) + len(piece))
            answer.body += piece[: limit - len(answer.body)]
            if len(answer.body) >= limit:
                cut = answer.cut("length")
                start = cut.body if cut and not _coding(cut) else b""
                raise _Broken(Kind.TOO_LARGE, too_large, cut, start)

    def _headers(self, place: Origin, more: Mapping[str, str]) -> RawHeaders:
        own = {
            "Host": place.authority,
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Language": "sv, en;q=0.5",
            "Accept-Encoding": ACCEPTED,
            **more,
        }
        return tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in own.items())


@lru_cache(maxsize=256)
def _connected(place: Origin, ip: str) -> httpx.URL:
    """The address to connect to; kept, for httpx takes longer to make one than to send a request."""
    return httpx.URL(scheme=place.scheme, host=ip, port=place.port)


def _target(url: str, place: Origin) -> bytes:
    """Path and query, as the request line holds them."""
    target = url.removeprefix(str(place))
    return (target if target.isascii() else quote(target, safe=_ASCII)).encode("ascii")


def _got(asked: str, hops: list[Hop], start: bytes = b"") -> Fetched | None:
    return Fetched(asked, tuple(hops), start) if hops else None


def _coding(hop: Hop) -> str:
    return b",".join(v for k, v in hop.headers if k.lower() == b"content-encoding").decode("latin-1")


def _sent(url: str, ip: str, target: bytes, headers: RawHeaders) -> Hop:
    """A hop of which only the request is known."""
    return Hop(
        url=url,
        at=datetime.now(UTC),
        ip=ip,
        target=target,
        request_headers=headers,
        protocol="",
        status=0,
        reason=b"",
        headers=(),
    )


def _head(sent: Hop, response: httpx.Response) -> Hop:
    return replace(
        sent,
        protocol=bytes(response.extensions.get("http_version", b"")).decode("ascii", "replace"),
        status=response.status_code,
        reason=bytes(response.extensions.get("reason_phrase", b"")),
        headers=tuple(response.headers.raw),
    )


def _location(hop: Hop) -> str:
    raw = next((v for k, v in hop.headers if k.lower() == b"location"), b"")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # As browsers do: the server is asked for the very bytes that it named, whatever their charset.
        return quote(raw, safe=_ASCII)


def _broken(error: Exception, answer: _Answer) -> _Broken:
    """What an exception of the transport means."""
    if isinstance(error, httpx.ConnectError | OSError | ExceptionGroup):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return _Broken(Kind.CERTIFICATE, f"certificate not valid: {_line(error)}")
        return _Broken(Kind.UNREACHABLE, f"{_unreached(error)}: {_line(error)}")
    text = str(error)
    if answer.hop is not None:
        return _Broken(Kind.CUT, f"cut short: {_line(error)}", answer.cut("disconnect"))
    if isinstance(error, httpx.NetworkError) or text.startswith("Server disconnected"):
        return _Broken(Kind.CUT, "cut short: the connection was closed without a valid answer")
    return _Broken(Kind.NOT_HTTP, f"not a valid answer: {_line(error)}")


def _unreached(error: Exception) -> str:
    """Whether it is the name, the network or the host that cannot be reached."""
    if isinstance(error, socket.gaierror):
        # EAI_AGAIN: the name server itself did not answer, which is so wherever there is no network.
        return "no network" if error.errno == socket.EAI_AGAIN else "no host of this name"
    codes = {getattr(one, "errno", None) for one in _causes(error)}
    return "no network" if errno.ENETUNREACH in codes else "no connection"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what led to it: httpx names the system's error as the cause of a cause."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or "the connection was reset"


def _ends_early(hop: Hop) -> bool:
    """Whether a page that ends only where the connection does has lost its end.

    Such an answer (no length, no chunks; RFC 9112 6.3, item 8) cannot be told from one cut short, but an
    HTML page that opens its body and never closes it can.
    """
    names = {name.lower() for name, _ in hop.headers}
    if hop.protocol == "HTTP/2" or names & {b"content-length", b"transfer-encoding", b"content-encoding"}:
        return False
    page = hop.body.lower()
    return b"<body" in page and b"</body" not in page and b"</html" not in page

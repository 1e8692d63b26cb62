"""Connections to the servers of a crawl: over HTTP/1.1 one for each request, over HTTP/2 one that is kept.

An HTTP/1.1 connection that is used again gives bytes that follow one answer as the next answer; no check
before the next request can tell, for they may still be on their way. HTTP/2 numbers its answers.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import httpcore
import httpx

from anslag.scraper.addresses import Origin

_KEPT = 30.0
"""Seconds for which an idle HTTP/2 connection is kept."""
_Key = tuple[Origin, str]


class Connections:
    """Makes connections and keeps those that may be kept. ``trust`` gives the TLS settings, once and if needed."""

    def __init__(self, trust: Callable[[], ssl.SSLContext] = httpx.create_ssl_context) -> None:
        self._trust = trust
        self._context: ssl.SSLContext | None = None
        self._kept: dict[_Key, httpcore.AsyncHTTPConnection] = {}

    async def aclose(self) -> None:
        """Closes what is kept."""
        kept = list(self._kept.values())
        self._kept.clear()
        for connection in kept:
            await connection.aclose()

    @asynccontextmanager
    async def answer(
        self,
        place: Origin,
        ip: str,
        target: bytes,
        headers: Iterable[tuple[bytes, bytes]],
        timeouts: Mapping[str, float],
    ) -> AsyncIterator[httpcore.Response]:
        """The answer to a GET, its body unread. The connection goes to ``ip``; the certificate is the name's.

        ``timeouts`` are in seconds, by "connect", "read" and "write". Raises what httpcore raises.
        """
        url = httpcore.URL(scheme=place.scheme, host=ip, port=place.port, target=target)
        extensions = {"timeout": dict(timeouts), "sni_hostname": place.host}
        request = httpcore.Request("GET", url, headers=list(headers), extensions=extensions)
        connection = self._connection((place, ip), url.origin)
        keep = False
        try:
            response = await connection.handle_async_request(request)
            yield response
            await response.aclose()
            keep = response.extensions.get("http_version") == b"HTTP/2" and connection.is_available()
        finally:
            if keep:
                self._kept[place, ip] = connection
            else:
                await connection.aclose()

    def _connection(self, key: _Key, server: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        kept = self._kept.pop(key, None)
        if kept is not None and kept.is_available() and not kept.has_expired():
            return kept
        if key[0].scheme == "http":
            return httpcore.AsyncHTTPConnection(server, network_backend=_Plain())
        if self._context is None:
            self._context = self._trust()
        return httpcore.AsyncHTTPConnection(server, self._context, keepalive_expiry=_KEPT, http2=True)


class _Plain(httpcore.AsyncNetworkBackend):
    """TCP by asyncio alone, at half the price: plain HTTP pays it for every request."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to an IP address."""
        del local_address, socket_options
        with _said(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                return _Stream(*await asyncio.open_connection(host, port))


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _said(httpcore.ReadTimeout, httpcore.ReadError):
            async with asyncio.timeout(timeout):
                return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _said(httpcore.WriteTimeout, httpcore.WriteError):
            if buffer:
                self._writer.write(buffer)
                async with asyncio.timeout(timeout):
                    await self._writer.drain()

    async def aclose(self) -> None:
        # What was not read must not hold the connection open.
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> object:
        return self._writer.get_extra_info(info)


@contextmanager
def _said(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Turns what asyncio raises into what httpcore's callers know."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error

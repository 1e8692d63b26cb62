"""What went over the wire for one address: every request and its answer, byte for byte, or why there is none.

A :class:`Fetched` holds all that WARC request and response records need. A :class:`Failure` never loses
bytes: what came before it went wrong is in ``got``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anslag.scraper.outcomes import Kind

RawHeaders = tuple[tuple[bytes, bytes], ...]
"""Header fields in the order and case in which they were on the wire."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer.

    ``at`` is the time (UTC) the request was sent, ``seconds`` the time to the end of the answer, ``ip``
    the address of the peer. ``protocol`` is "HTTP/1.1" or "HTTP/2" as the server answered. ``body`` is
    as received: the content coding (gzip, br) is on, only chunk framing is taken off, so that a
    ``Transfer-Encoding`` among ``headers`` no longer describes it. ``truncated`` is "" or why the body
    is not whole, in the words of WARC-Truncated (WARC 1.1, 5.13): "length" (our limit), "time" (our
    deadline), "disconnect" (the server stopped), "unspecified" (whole, but not decodable). ``target`` is empty
    where only the answer is known.
    """

    url: str
    at: datetime
    ip: str
    target: bytes
    request_headers: RawHeaders
    protocol: str
    status: int
    reason: bytes
    headers: RawHeaders
    body: bytes = b""
    truncated: str = ""
    seconds: float = 0.0
    method: bytes = b"GET"

    @property
    def request_bytes(self) -> bytes:
        """The request's line and headers in the form of HTTP/1.1, with the empty line that ends them."""
        line = b"%b %b HTTP/1.1\r\n" % (self.method, self.target)
        return line + _lines(self.request_headers) + b"\r\n"

    @property
    def status_line(self) -> bytes:
        """The answer's first line, without its line end."""
        return b"%b %d %b" % (self.protocol.encode(), self.status, self.reason)

    @property
    def response_head(self) -> bytes:
        """The answer's line and headers, with the empty line that ends them."""
        return self.status_line + b"\r\n" + _lines(self.headers) + b"\r\n"


def _lines(headers: RawHeaders) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to one address: the hops that led to it (redirects first), and its decoded body.

    ``url`` is the address asked for. ``body`` has the content coding taken off, charset untouched.
    """

    url: str
    hops: tuple[Hop, ...]
    body: bytes = b""

    @property
    def last(self) -> Hop:
        """The hop that answered."""
        return self.hops[-1]

    @property
    def final_url(self) -> str:
        """The address that answered after redirects."""
        return self.last.url

    @property
    def status(self) -> int:
        """The last answer's status code."""
        return self.last.status

    @property
    def truncated(self) -> str:
        """Why the last answer's body is not whole, or ""."""
        return self.last.truncated

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The last answer's headers, names in lower case, bytes read as Latin-1 (RFC 9110 5.5)."""
        return tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in self.last.headers)

    def header(self, name: str) -> str:
        """The first value of a header of the last answer, or "". ``name`` is in lower case."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an address gave no whole answer.

    ``message`` is one line for a person. ``got`` is what
    was received before it failed (to be archived), None when no answer began.
    """

    url: str
    kind: Kind
    message: str
    got: Fetched | None = None

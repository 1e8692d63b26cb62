"""Answers that break the rules of HTTP, each the shape of one fault, for the servers of :mod:`tests.servers`."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]

from anslag.scraper.outcomes import Kind
from tests.servers import Answer, Call, reply

_OK = b"HTTP/1.1 200 OK\r\n"
_PACKED = gzip.compress(bytes(range(256)) * 200)


def drip(call: Call) -> None:
    """A byte now and then, never the end."""
    call.send(_OK + b"Content-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    while not call.stopping.is_set():
        call.send(b"x")
        call.sleep(0.1)


def slow_headers(call: Call) -> None:
    """Headers letter by letter."""
    for letter in _OK + b"Content-Type: text/html\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":
        call.send(bytes([letter]))
        call.sleep(0.1)


def silent(call: Call) -> None:
    """Takes the request and never answers."""
    call.sleep(20)


def cut_by_reset(call: Call) -> None:
    """Half a page, then RST."""
    call.send(reply("x" * 1000)[:-500])
    call.sleep(0.1)
    call.reset()


def endless(call: Call) -> None:
    """A page without end, as fast as it can."""
    call.send(_OK + b"Content-Type: text/html\r\n\r\n")
    while not call.stopping.is_set():
        call.send(b"x" * 100_000)


def reset(call: Call) -> None:
    """RST in place of an answer."""
    call.reset()


def close(_: Call) -> None:
    """Hangs up without a byte."""


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> Answer:
    """A page in one chunk, with ``end`` after it, and then the connection closes."""
    head = _OK + b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return then_close(head + b"%x\r\n%b\r\n" % (len(body), body) + end)


def then_close(data: bytes) -> Answer:
    """The bytes, and then the connection closes."""

    def answer(call: Call) -> None:
        call.send(data)

    return answer


def coded(body: bytes, coding: str) -> bytes:
    """A page that says it has a content coding."""
    return reply(body, headers={"Content-Encoding": coding})


CUT, TIME, LENGTH, ODD = "disconnect", "time", "length", "unspecified"
BROKEN: dict[str, tuple[Answer, Kind, str]] = {
    "12 reset in the body": (cut_by_reset, Kind.CUT, CUT),
    "12 closed in the body": (then_close(reply("x" * 1000)[:-500]), Kind.CUT, CUT),
    "13 last chunk missing": (chunked(b"hej", b""), Kind.CUT, CUT),
    "13 chunk cut": (chunked(b"hej", b"ff\r\nabc"), Kind.CUT, CUT),
    "13 chunk size garbage": (chunked(b"hej", b"zz\r\nabc\r\n"), Kind.CUT, CUT),
    "13 page without its end": (then_close(_OK + b"\r\n<html><body><p>5 milj"), Kind.CUT, CUT),
    "14 gzip corrupt": (
        coded(_PACKED[:100] + b"\x00\xff\x00" + _PACKED[103:], "gzip"),
        Kind.UNDECODABLE,
        ODD,
    ),
    "14 gzip is none": (coded(b"hej hopp", "gzip"), Kind.UNDECODABLE, ODD),
    "14 gzip cut": (coded(_PACKED[:-40], "gzip"), Kind.UNDECODABLE, CUT),
    "14 deflate cut": (coded(zlib.compress(b"hej" * 9)[:-3], "deflate"), Kind.UNDECODABLE, CUT),
    "14 brotli cut": (coded(brotli.compress(_PACKED)[:-9], "br"), Kind.UNDECODABLE, CUT),
    "14 unknown coding": (coded(b"hej", "zstd"), Kind.UNDECODABLE, ODD),
    "14 many codings": (coded(b"hej", "gzip, gzip, gzip, gzip"), Kind.UNDECODABLE, ODD),
    "15 slow drip": (drip, Kind.TOO_SLOW, TIME),
    "16 slow headers": (slow_headers, Kind.NO_ANSWER, ""),
    "16 never answers": (silent, Kind.NO_ANSWER, ""),
    "17 closes without a byte": (close, Kind.CUT, ""),
    "17 resets without a byte": (reset, Kind.CUT, ""),
    "18 no HTTP": (then_close(b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n"), Kind.NOT_HTTP, ""),
    "18 bad status line": (then_close(b"HTTP/1.1 twohundred OK\r\n\r\n"), Kind.NOT_HTTP, ""),
    "18 a header of 1 MB": (then_close(_OK + b"X: " + b"x" * 1_000_000), Kind.NOT_HTTP, ""),
    "18 two lengths": (
        then_close(_OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nhejhe"),
        Kind.NOT_HTTP,
        "",
    ),
    "18 negative length": (then_close(_OK + b"Content-Length: -3\r\n\r\nhej"), Kind.NOT_HTTP, ""),
    "20 gzip bomb": (coded(gzip.compress(bytes(9_000_000)), "gzip"), Kind.TOO_LARGE, LENGTH),
    "20 gzip in gzip": (
        coded(gzip.compress(gzip.compress(bytes(90_000_000), 9)), "gzip, gzip"),
        Kind.TOO_LARGE,
        LENGTH,
    ),
    "20 brotli bomb": (coded(brotli.compress(bytes(9_000_000), quality=1), "br"), Kind.TOO_LARGE, LENGTH),
    "21 endless stream": (endless, Kind.TOO_LARGE, LENGTH),
    "21 length of 5 GB": (then_close(_OK + b"Content-Length: 5000000000\r\n\r\nx"), Kind.TOO_LARGE, LENGTH),
}
"""For bounds of 1 MB on the wire, 2 MB decoded, half a second of silence: answer, cause, WARC-Truncated."""

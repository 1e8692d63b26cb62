"""Takes content codings off a body, never past a limit and never in silence.

A body that ends before its coding does is not whole: that is an error here, where most libraries give back
the half that they could read.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterator
from io import BytesIO

import brotli  # type: ignore[import-untyped]

ACCEPTED = "gzip, deflate, br"
"""What to offer in ``Accept-Encoding``."""
MOST = 20_000_000
"""Bytes of a decoded body beyond which it is no page; the same when fetched and when read back."""
_DEEPEST = 3
_STEP = 1 << 16
_START = 1 << 16
"""Bytes of a body that is too large that are kept, to say what it is."""


class TooLarge(ValueError):
    """The decoded body passes the limit; ``start`` is its beginning."""

    def __init__(self, limit: int, start: bytes) -> None:
        super().__init__(f"larger than the limit of {limit / 1e6:g} MB once decoded")
        self.start = start


class Undecodable(ValueError):
    """The body is not what its coding says; ``cut`` when it merely ends too early."""

    def __init__(self, message: str, *, cut: bool = False) -> None:
        super().__init__(message)
        self.cut = cut


def decoded(body: bytes, codings: str, limit: int) -> bytes:
    """The body without its codings (the value of ``Content-Encoding``, RFC 9110 8.4).

    ``limit`` is in bytes and holds for every layer. Raises TooLarge or Undecodable.
    """
    layers = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(layers) > _DEEPEST:
        raise Undecodable(f"{len(layers)} content codings, one over the other")
    for name in reversed(layers):
        body = _layer(body, name.removeprefix("x-"), limit)
    return body


def _layer(body: bytes, name: str, limit: int) -> bytes:
    if name == "identity" or not body:
        return body
    steps = {"gzip": _gzip, "deflate": _deflate, "br": _brotli}.get(name)
    if steps is None:
        raise Undecodable(f"unknown content coding {name[:40]!r}")
    # Its value is taken without a copy.
    out = BytesIO()
    try:
        for piece in steps(body):
            out.write(piece)
            if out.tell() > limit:
                raise TooLarge(limit, bytes(out.getbuffer()[:_START]))
    except (zlib.error, brotli.error) as error:
        raise Undecodable(f"cannot decode {name}: {error}") from error
    return out.getvalue()


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members of a gzip body (RFC 1952, 2.2)."""
    # A view, for the rest of a body of many members is looked at as often.
    left = memoryview(body)
    while left:
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        used = yield from _inflated(engine, left, "gzip")
        # Some servers pad with zeros or append a line end; what is no further member is not the page.
        left = left[used:] if bytes(left[used : used + 2]) == b"\x1f\x8b" else left[:0]


def _deflate(body: bytes) -> Iterator[bytes]:
    """Deflate in its zlib wrapper, as it should be, or bare, as some servers send it."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] * 256 + body[1]) % 31 == 0
    yield from _inflated(zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS), body, "deflate")


def _inflated(engine: zlib._Decompress, body: bytes | memoryview, name: str) -> Generator[bytes, None, int]:
    """What a stream holds, piece by piece; gives how many bytes it was."""
    at = 0
    left: bytes | memoryview = b""
    while not engine.eof:
        # In pieces on both sides: the engine copies what it leaves over.
        if not left:
            left = body[at : at + _STEP]
            at += len(left)
        ended = not left
        piece = engine.decompress(left, _STEP)
        left = engine.unconsumed_tail
        if not piece and ended and not engine.eof:
            raise Undecodable(f"{name} body ends too early", cut=True)
        yield piece
    return at - len(engine.unused_data)


def _brotli(body: bytes) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    yield engine.process(body, output_buffer_limit=_STEP)
    while not engine.is_finished():
        piece = engine.process(b"", output_buffer_limit=_STEP)
        if not piece and engine.can_accept_more_data():
            raise Undecodable("brotli body ends too early", cut=True)
        yield piece

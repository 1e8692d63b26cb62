"""Refuses pages that no parser reads in bounded time, by counts over the bytes and before any parsing.

Lexbor takes quadratic time in the depth of elements and in the attributes of one element; nothing real comes near.
"""

from __future__ import annotations

import itertools
import re

from anslag.parsers.errors import NotARelease

MAX_DEPTH = 512
MAX_TAG = 64_000
MAX_NODES = 400_000


def refuse_complex(body: bytes) -> None:
    """Raises :class:`NotARelease` with the reason if a page has too many tags, attributes or levels."""
    opened = body.count(b"<")
    if opened > MAX_NODES:
        raise NotARelease("too complex to parse: more than 400 000 tags")
    if body.count(b"=") > 20_000 and any(len(part.partition(b">")[0]) > MAX_TAG for part in body.split(b"<")):
        raise NotARelease("too complex to parse: an element with more than 64 kB of attributes")
    if opened > MAX_DEPTH and _may_nest(body) and _depth(body) > MAX_DEPTH:
        raise NotARelease(f"too complex to parse: nested deeper than {MAX_DEPTH} elements")


_CHUNK = 4096
_SINGLE = (b"<br", b"<img", b"<input", b"<meta", b"<link", b"<hr", b"<source", b"<wbr", b"<area", b"<col")


def _may_nest(body: bytes) -> bool:
    """Whether elements may nest too deep: an upper bound from counts in pieces, which no normal page reaches."""
    # Elements that stand alone cost ten counts a piece, so they are looked for only where the bare bound is too high.
    return _bound(body, ()) > MAX_DEPTH and _bound(body, _SINGLE) > MAX_DEPTH


def _bound(body: bytes, single: tuple[bytes, ...]) -> int:
    depth = deepest = 0
    for at in range(0, len(body), _CHUNK):
        piece = body[at : at + _CHUNK]
        closed = piece.count(b"</")
        opened = piece.count(b"<") - closed - piece.count(b"<!")
        deepest = max(deepest, depth + opened)
        depth = max(0, depth + opened - closed - sum(map(piece.count, single)))
    return deepest


_NESTED = re.compile(
    rb"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|tr|td|th|li|dt|dd|option)[\s/>])[a-zA-Z](?:[^<>]*[^<>/])?>"
)


def _depth(body: bytes) -> int:
    """How deep elements nest, counted without a parser; elements that need no end tag count for none."""
    signs = (-1 if slash else 1 for slash in _NESTED.findall(body))
    return max(itertools.accumulate(signs, lambda depth, sign: max(0, depth + sign)), default=0)

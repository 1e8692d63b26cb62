"""What was read of a page, as bytes that are kept and sent: canonical JSON, compressed, with a digest of its own.

:func:`kept_reading` is pure: the same page, reader and weights give the same bytes on any machine, and it knows no data
folder. Nothing in them is ever executed, so that they may come from elsewhere.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from anslag import reader
from anslag.db import numbers
from anslag.parsers.errors import ParserError
from anslag.parsers.records import Extraction
from anslag.scraper.records import Capture

_DIGEST = 16
"""Bytes of the digest before what it is of."""
_LEVEL = 3
"""Of zlib: the next levels take twice the time for a tenth less."""

Reading: TypeAlias = Extraction | str
"""What a page says, or in one line why it cannot be read as a release."""


class DamagedReading(Exception):
    """Bytes that are not what was kept: the page is read again."""


def page_key(capture: Capture, sha256: str) -> str:
    """What a reading depends on beside the reader: the page's bytes (``sha256``, hex) and how they came."""
    parts = (sha256, _media_type(capture), capture.final_url, capture.platform)
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def _media_type(capture: Capture) -> str:
    return dict(capture.headers).get("content-type", "")


def kept_reading(capture: Capture, key: str) -> bytes:
    """The page of a capture, read and packed; ``key`` is its :func:`page_key`. No page makes it raise."""
    headers = {"content-type": _media_type(capture)}
    found: Reading
    try:
        read = reader.page(capture.body, headers, capture.final_url, capture.platform)
        # JSON prints no number of thousands of digits; no database would take it either.
        found = numbers.storable(read)
    except ParserError as error:
        found = str(error)
    return packed(found, key)


def packed(found: Reading, key: str) -> bytes:
    """A reading as bytes that say of which page they are."""
    said = found if isinstance(found, str) else _OUT(found)
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    body = zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)
    return _digest(key, body) + body


def is_whole(kept: bytes, key: str) -> bool:
    """Whether these bytes are the reading of the page ``key``, as it was kept."""
    return kept[:_DIGEST] == _digest(key, kept[_DIGEST:])


def opened(kept: bytes, key: str) -> Reading:
    """A reading out of its bytes. Raises :class:`DamagedReading`."""
    if not is_whole(kept, key):
        raise DamagedReading(f"the reading of {key} is damaged")
    said = json.loads(zlib.decompress(kept[_DIGEST:]).decode("utf-8", "surrogatepass"))
    if isinstance(said, str):
        return said
    found: Extraction = _IN(said)
    return found


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST, key=key.encode("ascii")[:64]).digest()


# Records go as lists of their values in the order of their fields; which these are, the reader's version says.

_Turn: TypeAlias = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@cache
def _turns(kind: Any) -> tuple[_Turn, _Turn]:
    """How a value of a type goes out as JSON and how it comes back; :func:`_same` where JSON has it as it is."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = {_turns(part) for part in parts if part is not NoneType}
        # A column is one thing or nothing; whole and decimal numbers are both JSON's.
        [(out, back)] = inner
        return _unless_none(out), _unless_none(back)
    if origin is tuple:
        out, back = _turns(parts[0])
        return (lambda values: [out(one) for one in values]), lambda values: tuple(map(back, values))
    if origin is Mapping:
        return _mapping(*_turns(parts[1]))
    if dataclasses.is_dataclass(kind):
        return _record(kind)
    if issubclass(kind, date):
        return date.isoformat, date.fromisoformat
    return (_same, kind) if issubclass(kind, Enum) else (_same, _same)


def _unless_none(turn: _Turn) -> _Turn:
    return turn if turn is _same else lambda value: None if value is None else turn(value)


def _mapping(out: _Turn, back: _Turn) -> tuple[_Turn, _Turn]:
    return (
        lambda values: {key: out(one) for key, one in values.items()},
        lambda values: MappingProxyType({key: back(one) for key, one in values.items()}),
    )


def _record(kind: Any) -> tuple[_Turn, _Turn]:
    hints = get_type_hints(kind)
    names = [one.name for one in dataclasses.fields(kind)]
    turns = [_turns(hints[name]) for name in names]
    values = attrgetter(*names)
    outward = [(at, out) for at, (out, _) in enumerate(turns) if out is not _same]
    inward = [(at, back) for at, (_, back) in enumerate(turns) if back is not _same]

    def out(one: Any) -> list[Any]:
        return _turned(list(values(one)), outward)

    def back(said: list[Any]) -> Any:
        return kind(*_turned(said, inward))

    return out, back


def _turned(values: list[Any], turns: list[tuple[int, _Turn]]) -> list[Any]:
    for at, turn in turns:
        values[at] = turn(values[at])
    return values


_OUT, _IN = _turns(Extraction)

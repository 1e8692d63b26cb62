"""Says before parsing whether a page is built to choke a parser.

Lexbor needs time that grows with the square of the depth of elements and of the attributes of one element
(measured: 14 s for 100 000 nested elements). Cheap upper bounds come first; only a page that passes one of them is
looked through tag by tag, where scripts, styles and comments count for nothing.
"""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 2_000
MOST_ATTRIBUTES = 5_000
MOST_TAGS = 300_000
"""Tags of a page; a tree of more would take hundreds of megabytes."""
_LONG = 2 * MOST_ATTRIBUTES
"""Bytes of a tag that may hold too many attributes."""
_MANY = 10_000
"""Tags of a page from which on it pays to count the names of elements; fewer take a tenth of a second at worst."""
_CHUNK = 16_384
_SINGLE = (b"<br", b"<img", b"<input", b"<meta", b"<link", b"<hr", b"<source", b"<wbr", b"<area", b"<col")
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr !doctype".split())
# Their end tags may be left out, and they cannot nest without another element between them.
_OPTIONAL_END = frozenset(b"p li dt dd tr td th thead tbody tfoot option optgroup".split())
_RAW = frozenset(b"script style textarea title".split())
_TAG = re.compile(rb"</?[a-z][a-z0-9-]*")
_NAME = re.compile(rb"(/?)([a-zA-Z!][^\s/>]*)")
_ATTRIBUTE = re.compile(rb"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*)?)?")


def too_complex(body: bytes) -> str:
    """Why a page must not be parsed, or ""."""
    tags = body.count(b"<")
    if tags > MOST_TAGS:
        return f"too complex to parse: more than {MOST_TAGS} tags"
    nested = tags > DEEPEST and _bound(body, ()) > DEEPEST and _bound(body, _SINGLE) > DEEPEST
    if nested or (tags > _MANY and _is_unbalanced(body)) or _is_crowded(body):
        return _looked_through(body)
    return ""


def _bound(body: bytes, single: tuple[bytes, ...]) -> int:
    """How deep elements nest at most, from counts in pieces; elements that stand alone cost ten counts a piece."""
    depth = deepest = 0
    for at in range(0, len(body), _CHUNK):
        piece = body[at : at + _CHUNK]
        closed = piece.count(b"</")
        opened = piece.count(b"<") - closed
        deepest = max(deepest, depth + opened)
        depth = max(0, depth + opened - closed - sum(map(piece.count, single)))
    return deepest


def _is_unbalanced(body: bytes) -> bool:
    """Whether some element is opened far more often than closed, which end tags of others would hide."""
    seen = Counter(_TAG.findall(body.lower()))
    return any(
        times - seen[b"</" + name[1:]] > DEEPEST
        for name, times in seen.items()
        if name[1:2] != b"/" and name[1:] not in _VOID | _OPTIONAL_END
    )


def _is_crowded(body: bytes) -> bool:
    """Whether some tag may have too many attributes; where no two "<" are far apart, none has."""
    at = 0
    while at + _LONG < len(body):
        step = body.rfind(b"<", at + 1, at + _LONG + 1)
        if step < 0:
            step = body.find(b"<", at + 1)
            step = len(body) if step < 0 else step
            piece = body[at:step].removeprefix(b"<")
            if len(piece) > _LONG and _may_be_crowded(piece):
                return True
        at = step
    return False


def _may_be_crowded(piece: bytes) -> bool:
    """Whether a long piece that follows a "<" may be a tag with too many attributes."""
    if len(piece.partition(b">")[0]) > _LONG:
        return True
    return not piece[:6].lower().startswith((b"script", b"style", b"!--")) and (
        len(piece.split()) + piece.count(b"/") > MOST_ATTRIBUTES
    )


def _looked_through(body: bytes) -> str:
    depth = at = 0
    opened: dict[bytes, int] = {}
    while (at := body.find(b"<", at)) >= 0:
        if body.startswith(b"<!--", at):
            at = _after(body, b"-->", at)
            continue
        tag = _NAME.match(body, at + 1)
        if tag is None:
            at += 1
            continue
        at, attributes = _attributes(body, tag.end())
        if attributes > MOST_ATTRIBUTES:
            return f"too complex to parse: an element of more than {MOST_ATTRIBUTES} attributes"
        name = tag[2].lower()
        if name in _RAW and not tag[1]:
            at = _after(body, b"</" + name, at)
        elif name not in _VOID and name not in _OPTIONAL_END:
            step = 1 if not tag[1] else -1 if opened.get(name) else 0
            opened[name] = opened.get(name, 0) + step
            depth += step
        if depth > DEEPEST:
            return f"too complex to parse: more than {DEEPEST} elements inside each other"
    return ""


def _after(body: bytes, mark: bytes, at: int) -> int:
    end = body.find(mark, at)
    return len(body) if end < 0 else end + len(mark)


def _attributes(body: bytes, at: int) -> tuple[int, int]:
    """Where a tag ends, and how many attributes it has."""
    count = 0
    while at < len(body) and count <= MOST_ATTRIBUTES:
        found = _ATTRIBUTE.match(body, at)
        if found is None or found.end() == at:
            end = body.find(b">", at)
            return (len(body) if end < 0 else end + 1), count
        at = found.end()
        count += 1
    return at, count

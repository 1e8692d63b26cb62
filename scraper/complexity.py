"""Says before parsing whether a page is built to choke a parser.

lexbor needs time that grows with the square of nesting depth and of attributes in one element (measured:
14 s for 100 000 nested elements). The look here is linear and over-counts rather than under-counts.
"""

from __future__ import annotations

import re

DEEPEST = 5_000
MOST_ATTRIBUTES = 5_000
_HARMLESS = 60_000
"""Bytes; too short for a page that takes longer than a second."""
_VOID = frozenset(b"area base br col embed hr img input link meta source track wbr !doctype".split())
# Their end tags may be left out, and they cannot nest without another element between them.
_OPTIONAL_END = frozenset(b"p li dt dd tr td th thead tbody tfoot option optgroup".split())
_NAME = re.compile(rb"(/?)([a-zA-Z!][^\s/>]*)")
_ATTRIBUTE = re.compile(rb"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*)?)?")


def too_complex(body: bytes) -> str:
    """Why a page must not be parsed, or ""."""
    if len(body) <= _HARMLESS:
        return ""
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
        if name in (b"script", b"style", b"textarea", b"title") and not tag[1]:
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

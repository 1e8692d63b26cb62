"""Bytes of a page to text, by the order of the HTML standard: BOM, header, meta, content.

Source: https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
import re

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(body: bytes, content_type: str = "") -> str:
    """``body`` as text; what no codec can read becomes U+FFFD, never a guess at a letter.

    ``content_type`` is the header as sent. A declared charset that cannot read the bytes gives way to
    UTF-8 if that can, else to Windows-1252 (the standard's fallback for Swedish pages).
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = _declared(body, content_type)
    if "windows-1252" in declared and _is_utf8(body):
        declared = ["utf-8"]
    for codec in (*declared, "utf-8", "windows-1252"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return body.decode(next(iter(declared), "utf-8"), "replace")


def _is_utf8(body: bytes) -> bool:
    # Swedish in Latin-1 is never valid UTF-8 by chance: å, ä and ö would need a continuation byte.
    try:
        return not body.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _declared(body: bytes, content_type: str) -> list[str]:
    found = []
    header = _HEADER.search(content_type)
    if header:
        found.append(header[1])
    head = body[:4096]
    for pattern in (_META, _XML):
        match = pattern.search(head)
        if match:
            found.append(match[1].decode("ascii", "replace"))
    return [codec for codec in map(_known, found) if codec]


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii", "latin-1"):
        # The Encoding Standard reads these labels as Windows-1252.
        return "windows-1252"
    # A meta element that could be read as ASCII cannot tell the truth about UTF-16.
    return "utf-8" if name.startswith("utf-16") else name

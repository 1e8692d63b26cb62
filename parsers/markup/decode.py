"""Bytes of a page to text, as the HTML standard says: BOM, header, meta, content.

Two things are known better than by what a page declares: valid UTF-8 with letters beyond ASCII is never anything
else by chance, and a page that is nearly all valid UTF-8 has a damaged byte, not another encoding.
Source: https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
import re

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FALLBACK = "windows-1252"
"""What the standard falls back to for pages in Swedish."""
_TEXT_CODECS = frozenset(
    (
        *"utf-8 utf-16 utf-16-le utf-16-be gbk gb18030 big5 euc_jp shift_jis euc_kr iso2022_jp".split(),
        *"koi8-r koi8-u mac-roman mac-cyrillic cp866 cp874".split(),
        *(f"cp125{n}" for n in range(9)),
        *(f"iso8859-{n}" for n in (*range(2, 9), 10, 11, *range(13, 17))),
    )
)
"""Python's names of the standard's encodings. Its other codecs are no encodings of pages (zip, rot13, utf-7 …)."""


def decoded(body: bytes, content_type: str = "") -> str:
    """``body`` as text; what cannot be read becomes U+FFFD, never a guess at a letter.

    ``content_type`` is the header as sent; a charset that it names and nobody knows counts as none.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = _declared(body, content_type)
    if declared[:1] in (["utf-16-le"], ["utf-16-be"]):
        return body.decode(declared[0], "replace")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _undeclared(body, declared)
    # A page of ASCII letters alone may still be in an encoding that shifts (ISO-2022-JP).
    return body.decode("iso2022_jp", "replace") if declared[:1] == ["iso2022_jp"] else text


def _undeclared(body: bytes, declared: list[str]) -> str:
    """What is not wholly UTF-8: UTF-8 with damaged bytes, else what it says it is, else the fallback."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) - bad > bad:
        return text
    for codec in declared:
        if codec != "utf-8":
            return body.decode(codec, "replace")
    return body.decode(_FALLBACK, "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    """The encodings that header, meta element and XML declaration name, in this order."""
    found = []
    header = _HEADER.search(content_type)
    if header and (codec := _known(header[1])):
        found.append("utf-16-le" if codec == "utf-16" else codec)
    head = body[:4096]
    for pattern in (_META, _XML):
        match = pattern.search(head)
        codec = _known(match[1].decode("ascii", "replace")) if match else None
        if codec:
            # A meta element that could be read as ASCII cannot tell the truth about UTF-16.
            found.append("utf-8" if codec.startswith("utf-16") else codec)
    return found


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii", "iso8859-9"):
        # The Encoding Standard reads these labels as Windows-1252 and, Turkish, as Windows-1254.
        return "cp1254" if name == "iso8859-9" else _FALLBACK
    return name if name in _TEXT_CODECS else None


_XML_STARTS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How XML without a byte order mark begins in UTF-16 (XML 1.0, F.1)."""


def xml_decoded(body: bytes) -> str:
    """A feed or sitemap as text: the bytes decide, for headers and declarations of feeds are wrong too often."""
    for mark, codec in _XML_STARTS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    return decoded(body)

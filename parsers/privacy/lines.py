"""A page as the lines that a reader sees, contact box included: where its contact persons are looked for."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from html import unescape

from anslag.parsers.privacy.folding import folded

_MOST = 3_000_000
"""Characters of a page that are looked at; a page of 1 MB is rare."""
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.){2,200})"')
# An address behind a name is a part of its line.
# No pattern looks across the next tag: linear also where none is closed.
_LINK = re.compile(
    r"<a\b[^<>]{0,400}?\bhref\s*=\s*[\"']?\s*(?:mailto|tel|callto|sms):(?://)?([^\"'<>?]{0,120})[^<>]{0,400}>",
    re.I,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|em|font|i|img|label|mark|small|span|strong|sub|sup|time|u|wbr)(?=[\s/>])[^<>]*>",
    re.I,
)
_TAG = re.compile(r"<[^<>]*>?")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACE = re.compile(r"[ \t\r\f\v]+")


def lines(source: str) -> list[str]:
    """The lines of a page or of a plain text, folded, without empty ones. Linear in the size of ``source``."""
    source = source[:_MOST]
    if "<" in source:
        for name, kept in (("script", _strings), ("style", _nothing), ("nav", _nothing)):
            source = _replaced(source, name, kept)
        source = _LINK.sub(r" \1 ", source)
        source = unescape(_TAG.sub("\n", _INLINE.sub(" ", source)))
    said = folded(_INVISIBLE.sub("", unicodedata.normalize("NFC", source)))
    return [line for line in map(str.strip, _SPACE.sub(" ", said).split("\n")) if line]


def _replaced(source: str, name: str, kept: Callable[[str], str]) -> str:
    """``source`` with what stands in each element ``name`` replaced by what is kept of it, on lines of their own."""
    opening, closing = (re.compile(rf"<{slash}{name}\b[^<>]*>", re.I) for slash in ("", "/"))
    parts, at = [], 0
    # Where one is not closed, no later one is.
    while (begun := opening.search(source, at)) and (ended := closing.search(source, begun.end())):
        parts += [source[at : begun.start()], "\n", kept(source[begun.end() : ended.start()]), "\n"]
        at = ended.end()
    return "".join((*parts, source[at:]))


_TELLING = ("@", "tel", "phone")
"""What a script holds that fills a contact box."""


def _nothing(_: str) -> str:
    return ""


def _strings(script: str) -> str:
    """The strings of a script, which may fill the contact box."""
    low = script.lower()
    if not any(mark in low for mark in _TELLING):
        return ""
    return "\n".join(map(_decoded, _QUOTED.findall(script)))


def _decoded(quoted: str) -> str:
    try:
        return re.sub(r"<[^>]*>", " ", str(json.loads(f'"{quoted}"')))
    except ValueError:
        return ""

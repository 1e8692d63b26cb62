"""E-mail addresses, also those that are spelled out to hide them from robots."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPEN, _SHUT = r"[(\[{<]{1,2}", r"[)\]}>]{1,2}"
_AT_WORD = r"(?:at|ät|a|@|snabel[- ]?a|alfa)"
# Looked for first, the address is then told on both sides of it: linear on any text.
_AT = re.compile(
    rf"(?P<sure>[ \n]?[\"']?@[\"']?[ \n]?|%40|[ ]?(?P<sign>[-|*/#=~_])(?:at|snabel[- ]?a)(?P=sign)[ ]?|[ ]?{_OPEN}[ ]?{_AT_WORD}[ ]?{_SHUT}[ ]?|[ _-]snabel[- ]?a[ _-])"
    r"|(?P<word>[ ]at[ ])|(?P<glued>(?-i:(?<=[a-z])AT(?=[a-z])))",
    re.I,
)
_DOT = rf"(?:[ ]?\.|[ ]?{_OPEN}[ ]?(?:dot|punkt|prick|\.)[ ]?{_SHUT}[ ]?|[ _](?:dot|punkt|prick)[ _])"
_LOCAL = re.compile(rf"(?<![\w.+-])[\w+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,6}}\.?\Z", re.I)
_DOMAIN = re.compile(rf"[\w-]{{1,63}}?(?:{_DOT}[\w-]{{1,63}}?){{0,5}}{_DOT}[a-zåäö]{{2,24}}(?![\w-])", re.I)
_HOST = re.compile(r"[\w-]{2,63}")
_LONGEST = 160
# " at " alone is an English word too: in a Swedish line it is none.
_SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(?:och|till|som|av|en|ett|det|om|skriv|skickas?|via|eller|mejla?|post)\b")


def mail_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where folded ``text`` has e-mail addresses."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - _LONGEST), at.start())
        domain = _DOMAIN.match(text, at.end(), at.end() + _LONGEST)
        # A mailbox inside a house has no dot: "anna.berg@region".
        host = domain or (_HOST.match(text, at.end()) if at[0] == "@" else None)
        if local and host and _is_address(text, at, local[0]):
            yield local.start(), host.end()


def _is_address(text: str, at: re.Match[str], local: str) -> bool:
    if at["sure"] or at["glued"] or re.search(r"[._0-9-]", local):
        return True
    line = text[max(0, text.rfind("\n", 0, at.start()) + 1, at.start() - _LONGEST) : at.start()]
    return _SWEDISH.search(line) is not None

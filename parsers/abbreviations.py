"""Titles that are printed with their abbreviation or their stage: "Ljus i norr (LINO)", "LINO – Ljus i norr", "LINO (Ljus i
norr)" and "Ljus i norr – etapp 2" are one name each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anslag.parsers.mentions.mention import Span

_SHORT = r"[A-ZÅÄÖ](?=\w*[A-ZÅÄÖ])[\w-]{1,11}"
_BEHIND = re.compile(rf"\s?\((?P<short>{_SHORT})\)")
_BEFORE = re.compile(rf"(?:^|[\n\t,;:.(\"”“])\s*(?P<short>{_SHORT})\s[–-]\s\Z")
_REACH = 20
"""Characters before a title in which its abbreviation stands."""
_SPELLED = re.compile(r"\s?\((?P<long>[A-ZÅÄÖ][^()\n]{3,80})\)")
_STAGE = re.compile(
    r",?\s(?:[–-]\s)?(?P<open>\()?(?:del|steg|etapp|fas)\s(?:[IVX]{1,4}|\d{1,2})(?:\sav\s\d{1,2})?(?![\w-]|\s\d)(?(open)\))"
)
"""A stage of a project behind its name."""
_WORD = re.compile(r"[^\W\d_]+")


def completed(text: str, title: Span, owner: Span | None) -> Span:
    """``title`` with its abbreviation, where that stands in brackets behind it or before it and a dash, and with its stage.

    An abbreviation is made of its letters in order; one that stands before it, or that brackets spell out, of the first
    letters of its words. The ``owner`` is none.
    """
    title = _abbreviated(text, title, owner)
    stage = _STAGE.match(text, title.end)
    return title._replace(end=stage.end()) if stage else title


def _abbreviated(text: str, title: Span, owner: Span | None) -> Span:
    said = title.of(text)
    if spelled := _spelled_out(text, title.end, said):
        return title._replace(end=spelled)
    found = _BEHIND.match(text, title.end)
    if found and _is_in_order(found["short"], _WORD.findall(said)):
        return title._replace(end=found.end())
    found = _BEFORE.search(text, max(0, title.start - _REACH), title.start)
    if found and _is_in_order(found["short"], (word[0] for word in _WORD.findall(said))):
        taken = owner is not None and owner.start <= found.start("short") < owner.end
        return title if taken else title._replace(start=found.start("short"))
    return title


def _spelled_out(text: str, end: int, said: str) -> int:
    """Where the brackets end that spell out an abbreviation; 0 where none do."""
    found = _SPELLED.match(text, end) if re.fullmatch(_SHORT, said) else None
    spelled = found and _is_in_order(said, (word[0] for word in _WORD.findall(found["long"])))
    return found.end() if found and spelled else 0


def _is_in_order(short: str, parts: Iterable[str]) -> bool:
    """Whether the letters of ``short`` come in ``parts`` in this order, the first of them first."""
    letters = "".join(parts).casefold()
    at = 0
    for number, letter in enumerate(one for one in short.casefold() if one.isalpha()):
        at = letters.find(letter, at) + 1
        if not at or (not number and at != 1):
            return False
    return True

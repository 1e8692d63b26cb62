"""Where a text says who a person is or how to reach one: identity numbers, telephones, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.privacy.folding import folded
from anslag.parsers.privacy.identity import identity_numbers
from anslag.parsers.privacy.mail import mail_addresses
from anslag.parsers.privacy.telephones import telephones

_NUMBER = re.compile(r"[0-9][0-9 \n./+:()_*·•-]{4}")
_SPELLED = re.compile(r"[(\[{<][ ]?(?:at|ät|a|alfa)[ ]?[)\]}>]|[-|*/#=~_]at", re.I)
_GLUED = re.compile(r"AT(?<=[a-z]AT)(?=[a-z])")


def reached(text: str) -> list[tuple[int, int]]:
    """The telephones and e-mail addresses in ``text``."""
    return sorted(_reached(folded(text)))


def personal(text: str) -> list[tuple[int, int]]:
    """The identity numbers, telephones and e-mail addresses in ``text``."""
    said = folded(text)
    numbers = identity_numbers(said) if _NUMBER.search(said) else ()
    return sorted([*numbers, *_reached(said)])


def _reached(said: str) -> Iterator[tuple[int, int]]:
    # Most lines end at these two looks.
    if _NUMBER.search(said):
        yield from telephones(said)
    if _may_hold_mail(said):
        yield from mail_addresses(said)


def _may_hold_mail(said: str) -> bool:
    low = said.lower()
    if "@" in low or "%40" in low or "snabel" in low or " at " in low:
        return True
    return _SPELLED.search(low) is not None or _GLUED.search(said) is not None


def without(text: str) -> str:
    """``text`` without what :func:`personal` finds in it: what is left to judge it by."""
    parts, last = [], 0
    for start, end in personal(text):
        parts.append(text[last : max(last, start)])
        last = max(last, end)
    return "".join((*parts, text[last:]))

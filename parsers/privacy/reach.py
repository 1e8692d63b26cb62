"""Where a text says who a person is or how to reach one: identity numbers, telephones, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.privacy.folding import folded
from anslag.parsers.privacy.identity import identity_numbers
from anslag.parsers.privacy.mail import mail_addresses
from anslag.parsers.privacy.telephones import telephones

_NUMBER = re.compile(r"[0-9][0-9 \n./+:()_*·•-]{4}")
_MAIL = re.compile(r"@|at\b|snabel|%40|[(\[{<][ ]?[aä]|[-|*/#=~_]at|AT", re.I)


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
    if _MAIL.search(said):
        yield from mail_addresses(said)


def without(text: str) -> str:
    """``text`` without what :func:`personal` finds in it: what is left to judge it by."""
    parts, last = [], 0
    for start, end in personal(text):
        parts.append(text[last : max(last, start)])
        last = max(last, end)
    return "".join((*parts, text[last:]))

"""Words that say what a number is: they stand right before it, or its unit stands right behind it."""

from __future__ import annotations

import re

_NEAR = 44
"""Characters before a number in which the word that names it ends."""
_OTHER = re.compile(
    r"(?<!\w)(?:dnr|diarie\w*|ärende|(?:ärende|mål|projekt|referens|faktura|avtals|kund|artikel|besluts|registrerings|serie|order)"
    r"[- ]?(?:nr|nummer|id)|bankgiro\w*|plusgiro\w*|bg|pg|\w*konto(?:nr|nummer)?|iban|isbn|issn|doi)"
    r"[ .:#-]*(?:(?:nr|nummer|är)[ .:]*)?(?:[A-ZÅÄÖ]{1,6}[ /-]?)?\Z",
    re.I,
)
_PERSON = re.compile(
    r"(?<!\w)(?:person(?:-| )?(?:nummer|nr|id)|pers\.? ?nr|p\.?nr|samordnings(?:nummer|nr)|födelse(?:nummer|nr|datum))"
    r"(?:et)?[ .:#(-]*(?:är[ :]*)?\Z",
    re.I,
)
_TELEPHONE = re.compile(
    r"(?<!\w)(?:tel(?:efon)?|tfn|tlf|mob(?:il(?:telefon)?)?|direkt(?:telefon)?|fax|phone|mobile|cell|växel\w*|anknytning|ankn)"
    r"(?:nr|nummer)?(?:et)?[ .:#()-]*(?:(?:är|på|nr)[ .:]*)?\Z",
    re.I,
)
_UNIT = re.compile(
    r" ?(?:kr\b|kronor|tkr|mkr|mnkr|[km]?sek\b|milj|tusen|:-|€|euro|%|procent|st\b|personer|kvm|m2|ton\b|,[0-9])",
    re.I,
)


def names_other(text: str, start: int) -> bool:
    """Whether the number at ``start`` is called that of a case, a project, an account or a book."""
    return _OTHER.search(text, max(0, start - _NEAR), start) is not None


def names_person(text: str, start: int) -> bool:
    """Whether the number at ``start`` is called a person's."""
    return _PERSON.search(text, max(0, start - _NEAR), start) is not None


def names_telephone(text: str, start: int) -> bool:
    """Whether the number at ``start`` is called a telephone's."""
    return _TELEPHONE.search(text, max(0, start - _NEAR), start) is not None


def has_unit(text: str, end: int) -> bool:
    """Whether the number that ends at ``end`` counts something: kronor, per cent, people."""
    return _UNIT.match(text, end) is not None

"""Hides what is personal about contact persons and has come through the parsers into the words of a release.

Contact boxes are cut off before a text is read. What is left are an address or a number in the middle of a
sentence, personal identity numbers, and contact persons who are named in the text too. Each character becomes
``█``, so that every place in the text stays where it was. Whoever receives money is what a release is about, and
keeps the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import unescape
from itertools import chain, islice

from anslag.parsers.phrases.parties import is_person
from anslag.parsers.records import Check, Evidence, Extraction, Grant

HIDDEN = "█"
_AT = r"(?:@|\s?[(\[](?:at|snabel-a)[)\]]\s?)"
_DOT = r"(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?)"
# Bounded, and begun at the first sign of a word only: linear on any text.
_MAIL = rf"(?<![\w.+-])[\w+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,6}}{_AT}[\w-]{{1,64}}(?:{_DOT}[\w-]{{1,64}}){{1,6}}"
# Unbroken, for a number in groups is cut by the parsers; no amount begins with a nought.
_PHONE = r"(?<![\w.,/+-])(?:(?:\+|00)46[\d ()-]{7,14}\d|0\d{8,10})(?![\w-])"
# YYMMDD-NNNN; the third digit of an organisation number is 2 or more, a month never begins so. A coordination
# number adds 60 to the day: https://www.skatteverket.se (personnummer, samordningsnummer).
_PERSON_NUMBER = r"(?<![\d-])(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])(?:[-+]\d{4}|(?<=\d{8})\d{4})(?!\d)"
_PRIVATE = re.compile(rf"{_MAIL}|{_PHONE}|{_PERSON_NUMBER}", re.I)

_SIX_FIGURES = re.compile(r"\d{6}")
_REACHED = tuple(
    map(
        re.compile,
        (
            r"@(?=[\w-]+\.\w)",
            "%40",
            r"\[at\]",
            r"\(at\)",
            "tel:",
            r"\+46[\d ()/-]{5,14}\d",
            r"0046\d{5,12}",
            r"0(?<![\w.,/–-]0)\d{1,3}[-– /][\d /-]{5,14}\d",
        ),
    )
)  # One by one, for so each is looked for by its first signs.
_MOST, _MOST_NAMES = 100, 300
"""Addresses or numbers of one kind that are looked at in a page; a release names a handful."""
_NEAR, _LINES, _SIGNS = 600, 4, 90
"""How far before an address or a number its owner is named: signs of markup, lines, signs of its own line."""
_TAG = re.compile(r"<[^>]*>?")
_LOCAL_PART = re.compile(r"[\w.+-]+$")
_CAPITALS = re.compile(r"[A-ZÅÄÖÉ][\w-]+(?: (?:von|af|de|[A-ZÅÄÖÉ][\w-]*\.?)){1,3}")


def masked(found: Extraction, page: str) -> Extraction:
    """``found`` without what is personal about contact persons; ``page`` is what it was read from."""
    text = found.release.text
    folded = _plain(text)
    told = {name for name in islice(_contacts(page), _MOST_NAMES) if name.split()[0] in folded}
    given = _plain("\n".join(f"{grant.title}\n{grant.owner}" for grant in found.grants))
    places = [
        one for grant in found.grants for field in ("owner", "title") if (one := grant.evidence.get(field))
    ]
    names = sorted(name for name in told if _may_go(name, folded, given, places))
    if names or (_may_be_private(text) and _PRIVATE.search(text)):
        return _rewritten(found, names)
    return found


def _may_go(name: str, folded: str, given: str, places: Sequence[Evidence]) -> bool:
    """Whether the text has the name, and nowhere in the title of a project or in who receives money for it."""
    spans = [one.span() for one in _named(name).finditer(folded)]
    kept = any(start < place.end and place.start < end for start, end in spans for place in places)
    return bool(spans) and not kept and not _named(name).search(given)


def _may_be_private(text: str) -> bool:
    # A hundredth of the time of the full pattern; most releases end here.
    return any(sign in text for sign in ("@", "[", "(a", "(s", "+46")) or bool(_SIX_FIGURES.search(text))


def _rewritten(found: Extraction, names: list[str]) -> Extraction:
    release = found.release

    def hide(text: str | None) -> str | None:
        return _hidden(text, names) if text else text

    text = _hidden(release.text, names)
    return replace(
        found,
        release=replace(
            release,
            text=text,
            title=hide(release.title),
            lede=hide(release.lede),
            publisher=hide(release.publisher),
        ),
        claims=replace(found.claims, evidence=_quoting(found.claims.evidence, text)),
        grants=tuple(_grant(grant, text, names) for grant in found.grants),
        checks=tuple(_check(check, names) for check in found.checks),
        funder=hide(found.funder),
        decided_by=hide(found.decided_by),
        evidence=_quoting(found.evidence, text),
    )


def _grant(grant: Grant, text: str, names: list[str]) -> Grant:
    partners = tuple(partner for partner in grant.partners if _hidden(partner, names) == partner)
    evidence = _quoting(grant.evidence, text)
    if not partners:
        evidence.pop("partners", None)
    return replace(
        grant,
        title=grant.title and _hidden(grant.title, names),
        owner=grant.owner and _hidden(grant.owner, names),
        partners=partners,
        description=grant.description and _hidden(grant.description, names),
        evidence=evidence,
    )


def _check(check: Check, names: list[str]) -> Check:
    return replace(
        check,
        expected=check.expected and _hidden(check.expected, names),
        found=check.found and _hidden(check.found, names),
        message=_hidden(check.message, names),
    )


def _quoting(evidence: Mapping[str, Evidence], text: str) -> dict[str, Evidence]:
    return {field: replace(one, quote=text[one.start : one.end]) for field, one in evidence.items()}


def _hidden(text: str, names: Iterable[str]) -> str:
    """``text`` with the same number of characters, those of addresses, numbers and ``names`` hidden."""
    folded = _plain(text)
    found = [_PRIVATE.finditer(text), *(_named(name).finditer(folded) for name in names)]
    signs = list(text)
    for one in chain.from_iterable(found):
        signs[one.start() : one.end()] = HIDDEN * (one.end() - one.start())
    return "".join(signs)


def _contacts(page: str) -> Iterator[str]:
    """Names, folded, of the people whom ``page`` gives an address or a number of."""
    reached = (found for pattern in _REACHED for found in islice(pattern.finditer(page), _MOST))
    for found in reached:
        near = page[max(0, found.start() - _NEAR) : found.start()]
        lines = [line.strip() for line in unescape(_TAG.sub("\n", near)).split("\n") if line.strip()][
            -_LINES:
        ]
        own = _CAPITALS.findall(lines[-1][-_SIGNS:]) if lines else []
        # In a box the name stands on a line of its own, or before a comma and the person's role.
        named = [*own, *(re.split(r"\s?[,(|–]", line)[0] for line in lines), _of_address(near)]
        yield from (_plain(name) for name in named if is_person(name))


def _of_address(near: str) -> str:
    """ "Anna Berg" out of "… anna.berg", what stands before an @."""
    local = _LOCAL_PART.search(near)
    return re.sub(r"[._]", " ", local[0]).title() if local else ""


def _bare(sign: str) -> str:
    letter = unicodedata.normalize("NFKD", sign)[0].lower()
    return letter if len(letter) == 1 else sign


_LETTERS = {code: _bare(chr(code)) for code in range(0xAA, 0x250)}


def _plain(text: str) -> str:
    """``text`` in small letters without rings and dots, character by character."""
    return text.translate(_LETTERS).lower()


@lru_cache(maxsize=1000)
def _named(name: str) -> re.Pattern[str]:
    """Finds a name, with a further name between, or with the genitive's s."""
    first, *rest = map(re.escape, name.split())
    return re.compile(rf"\b{first}(?:[ -]\w+\.?)??" + "".join(rf"[ -]{word}" for word in rest) + r"s?\b")

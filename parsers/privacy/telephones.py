"""Telephone numbers, however they are grouped. No amount begins with a nought; a date and a time of day may."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.privacy.labels import has_unit, names_other, names_telephone

# A line may break once in a number; what an empty line parts is two.
_MARK = r"(?: ?[-/._*·•][ \n]?|\n[-/.]?| |)"
_GROUPS = rf"[0-9]{{1,4}}(?:{_MARK}[0-9]{{2,4}}){{1,4}}"
# Of two digits there is one area code, Stockholm's: "05-12-2023" is a day.
# Its first sign comes before what must not stand before it: so the search leaps from one to the next.
_NATIONAL = re.compile(
    r"[(0](?<![0-9][(0])(?<![0-9][-./,:][(0])(?:(?<=\()[ ]?(?:08|0[1-9][0-9]{1,2})[ ]?\)|(?<=0)(?: ?8|[1-9][0-9]{1,2}))"
    rf"(?P<mark>{_MARK}|:){_GROUPS}(?![0-9])"
)
_ABROAD = re.compile(
    r"(?:\+|(?<![0-9.,])00|(?<![\w.,+-])(?<![0-9] )(?=46[ -]?7[0-9])) ?\(?(?P<country>46|[1-9][0-9]{0,2})\)?"
    rf"[ -]?(?:\([0-9]{{1,3}}\))?(?:{_MARK}[0-9]{{1,10}}){{1,7}}(?![0-9])"
)
_COUNTRY = re.compile(r"\+|00(?<![0-9.,]00)|46[ -]?7")
_CALLED = re.compile(r"\(?\+?[0-9]{2,4}(?:\)(?=[ -]?[0-9]))?(?: ?[-/.] ?[0-9]|[ \n]?[0-9]){3,14}(?![0-9])")
_CALLING = ("tel", "tfn", "tlf", "mob", "direkt", "fax", "phone", "cell", "växel", "ankn")
_CALL = re.compile(
    rf"(?<!\w)(?:{'|'.join(_CALLING)})[a-zåäö]{{0,14}}[ .:#()-]{{0,4}}(?:(?:är|på|nr)[ .:]{{0,3}})?(?=[0-9+(])",
    re.I,
)
_GROUP = re.compile(r"[0-9]+")
_DAY = re.compile(
    r"(?:0[1-9]|[12][0-9]|3[01])[-./ ]{1,2}(?:0?[1-9]|1[0-2])[-./ ]{1,2}(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[-./ ](?:0[1-9]|1[0-2])(?:[-./ ][0-3][0-9])?"
)
_CASE = re.compile(r"0[0-9]{2,5}[-/](?:19|20)[0-9]{2}")
_HOURS = re.compile(r"[0-2][0-9]\.[0-5][0-9] ?- ?[0-2]?[0-9](?:\.[0-5][0-9])?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[ .][0-9]{3})+")
_FEWEST, _MOST = 8, 11
"""Digits of a number with its area code; one of eleven has been typed once too often."""
_MOST_ABROAD = 15
"""Digits of a number with its country (ITU-T E.164)."""
_SWEDEN, _MOST_SWEDISH = "46", 12
"""Sweden's country code, and digits of a number with it and with the nought that should be left out."""


def telephones(text: str) -> Iterator[tuple[int, int]]:
    """Where folded ``text`` has telephone numbers."""
    for found in _NATIONAL.finditer(text):
        end = _last(text, found.start(), found.end(), _MOST)
        if _is_national(text, found, end):
            yield found.start(), end
    yield from _with_country(text)
    yield from _called(text)


def _with_country(text: str) -> Iterator[tuple[int, int]]:
    for found in _ABROAD.finditer(text) if _COUNTRY.search(text) else ():
        most = _MOST_SWEDISH if found["country"] == _SWEDEN else _MOST_ABROAD
        end = _last(text, found.start("country"), found.end(), most)
        if _is_abroad(text, found, end):
            yield found.start(), end


def _called(text: str) -> Iterator[tuple[int, int]]:
    """The numbers behind a word that says that they are a telephone's."""
    low = text.lower()
    for call in _CALL.finditer(text) if any(word in low for word in _CALLING) else ():
        called = _CALLED.match(text, call.end())
        if called and not (has_unit(text, called.end()) or _is_time(called[0])):
            yield called.span()


def _last(text: str, start: int, end: int, most: int) -> int:
    """Where a number of at most so many digits ends: another may follow, "070-174 06 12 070-174 06 13"."""
    digits, last = 0, end
    for group in _GROUP.finditer(text, start, end):
        digits += len(group[0])
        if digits > most and digits - len(group[0]) >= _FEWEST:
            break
        last = group.end()
    return last


def _digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)


def _is_time(number: str) -> bool:
    bare = number.strip("() ")
    return _DAY.fullmatch(bare) is not None or _HOURS.fullmatch(bare) is not None


def _is_national(text: str, found: re.Match[str], end: int) -> bool:
    start, number = found.start(), text[found.start() : end]
    if not _FEWEST <= len(_digits(number)) <= _MOST or _is_time(number) or _CASE.fullmatch(number):
        return False
    if names_telephone(text, start):
        return True
    before = text[max(0, start - 2) : start]
    # "1 070 174 kronor" is an amount, "KS0123-45678" and "KS-0123-45678" are cases.
    inside = re.search(r"[^\W_]\Z|[A-Z]-\Z", before) or (
        re.search(r"[0-9] \Z", before) and not (number[0] == "(" or found["mark"].strip() in ("-", "/"))
    )
    return not (inside or has_unit(text, end) or names_other(text, start))


def _is_abroad(text: str, found: re.Match[str], end: int) -> bool:
    bare = text[found.start("country") : end]
    number = _digits(bare)
    if not _FEWEST <= len(number) <= _MOST_ABROAD or has_unit(text, end):
        return False
    if found[0][0] not in "+0":
        return len(number) == _MOST_SWEDISH - 1 and not _THOUSANDS.fullmatch(bare)
    # "+5 000 000" is a rise.
    return (
        found["country"] == _SWEDEN or names_telephone(text, found.start()) or not _THOUSANDS.fullmatch(bare)
    )

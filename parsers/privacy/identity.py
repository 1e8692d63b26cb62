"""Personal identity numbers in all their everyday forms.

YYMMDD-NNNN, a coordination number adds 60 to the day; what has a third digit of 2 or more is an organisation's,
for a month never begins so: https://www.skatteverket.se (personnummer, samordningsnummer, organisationsnummer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.privacy.labels import has_unit, names_other, names_person

# The hyphen may be any sign, or missing; the last figures may be hidden already, which leaves a birthday.
_NUMBER = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<gap>[-./ ]?)(?P<month>0[1-9]|1[0-2])(?P<gap2>[-./ ]?)"
    r"(?P<day>[06][1-9]|[1278][0-9]|[39][01])(?P<mark>[ \n]?[-+/.:_][ \n]?|[ \n]|)"
    r"(?:(?P<last>[0-9]{2} ?[0-9]{2})|(?P<hidden>[0-9Xx*#•?_█]{4}|[J-NR-UWX][0-9]{3}))(?![0-9A-Za-z])"
)
# Day before month, as Danish and Finnish numbers have it.
_NORDIC = re.compile(
    r"(?<![0-9A-Za-z/.-])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}-[0-9]{3}[0-9A-FHJ-NPR-Y](?![0-9A-Za-z-])"
)
# "12/3 1985-2393": the day as it is said, and the last figures.
_SPOKEN = re.compile(
    r"(?<![0-9A-Za-z/.-])(?:0?[1-9]|[12][0-9]|3[01])[/.](?:0?[1-9]|1[0-2])[ .-]?(?:18|19|20)[0-9]{2} ?[-+] ?[0-9]{4}(?![0-9A-Za-z-])"
)
_MARKED = re.compile(r"[-+] ?[0-9]{3}")
"""What both of these hold."""
_CALLED = re.compile(r"[0-9][0-9 ./+:-]{4,16}[0-9Xx*]")
_CALL = re.compile(r"person|pers\.? ?nr|p\.?nr|samordnings|födelse", re.I)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_HOUR = re.compile(r"[01][0-9][0-5][0-9]|2[0-3][0-5][0-9]")
_CALLED_WITHIN = 24
"""Characters between the beginning of a word such as *personnummer* and its number."""


def identity_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where folded ``text`` has personal identity numbers."""
    for found in _NUMBER.finditer(text):
        if _is_persons(text, found):
            yield found.span()
    marked = _MARKED.search(text) is not None
    for found in (*_NORDIC.finditer(text), *_SPOKEN.finditer(text)) if marked else ():
        if not names_other(text, found.start()):
            yield found.span()
    for call in _CALL.finditer(text):
        number = _CALLED.search(text, call.end(), call.end() + _CALLED_WITHIN + 20)
        if number and names_person(text, number.start()):
            yield number.span()


def _is_persons(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    if names_person(text, start):
        return True
    if names_other(text, start) or _is_part(text, found):
        return False
    if found["hidden"]:
        return found["mark"] != "" or re.fullmatch("[Xx*]{4}", found["hidden"]) is not None
    if found["mark"] in ("-", "+") and not (_gap(found) and _YEAR.fullmatch(found["last"])):
        # "2023-03-01-2026" is a day and a year.
        return _gap(found) in ("", "-") or found["century"] is not None or _is_valid(found)
    return not has_unit(text, end) and _is_loosely_written(found)


def _gap(found: re.Match[str]) -> str:
    """What parts year, month and day."""
    return str(found["gap"] or found["gap2"])


def _is_part(text: str, found: re.Match[str]) -> bool:
    """Whether the digits stand in a longer number: "621-850312-2393", "1 850312 2393", "2023-03-01-2026-02-28"."""
    before, after = text[max(0, found.start() - 2) : found.start()], text[found.end() : found.end() + 2]
    spaced = " " in (found["gap"], found["gap2"]) or found["mark"] in (" ", "\n", "")
    return (
        re.fullmatch(r"[0-9][-./,:]" + ("|[0-9][ ]" if spaced else ""), before) is not None
        or re.fullmatch(r"[-/:][0-9]", after) is not None
        or (spaced and re.fullmatch(r"[ .][0-9]", after) is not None)
    )


def _is_loosely_written(found: re.Match[str]) -> bool:
    """Whether a number without a plain hyphen is a person's: one run of digits, or a check digit that agrees."""
    if found["mark"] == _gap(found) == "":
        return " " not in found["last"] or _is_valid(found)
    is_year = _YEAR.fullmatch(found["last"]) is not None
    if _gap(found) or found["mark"] == "\n":
        is_hour = found["mark"] == "\n" or _HOUR.fullmatch(found["last"]) is not None
        return not is_year and (_is_valid(found) or (found["century"] is not None and not is_hour))
    return _is_valid(found) or not is_year


def _is_valid(found: re.Match[str]) -> bool:
    """Whether the last digit is right (Luhn, modulus 10)."""
    digits = found["year"] + found["month"] + found["day"] + found["last"].replace(" ", "")
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0

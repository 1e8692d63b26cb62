"""The words that make a number a sum: units, currencies, hedges, and what a number counts if it is none."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from anslag.parsers.lexicon import any_of, lexicon

MAX_AMOUNT = 10**13
"""Units of a currency beyond which an amount is absurd: more than Sweden's yearly output."""


def _rows(group: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = lexicon("money")[group]
    return rows


SCALES: dict[str, int] = {word: row["scale"] for row in _rows("unit") for word in row["words"]}
SCALE_CURRENCIES: dict[str, str] = {
    word: row["currency"] for row in _rows("unit") if "currency" in row for word in row["words"]
}
CURRENCIES: dict[str, str] = {word: row["code"] for row in _rows("currency") for word in row["words"]}
HEDGES: dict[str, str] = {word: row["side"] for row in _rows("hedge") for word in row["words"]}
CAPS = frozenset(word for row in _rows("hedge") if row.get("cap") for word in row["words"])
SHARED_SCALES: dict[str, int] = {word: row["scale"] for row in _rows("shared") for word in row["words"]}


SIGN = r": ?[-–—−=]|,[-–—−]"
"""The sign that stands for "kronor": ":-", ": –", ",-"."""
_GAP = r"[ \n]?"
UNIT = re.compile(
    rf"(?:{_GAP}(?P<scale>{any_of(SCALES)})\b\.?)?"
    rf"(?:{_GAP}(?P<currency>{any_of(CURRENCIES)}(?![\wåäö])|(?:{SIGN})(?![\w]| ?[0-9])(?:kr\b)?))?",
    re.I,
)
"""The unit that stands right behind a number; it matches the empty text where there is none."""
BEFORE = re.compile(
    rf"(?<![\wåäö])(?P<before>{any_of(w for row in _rows('currency') for w in row.get('before', ()))})\.?[ ]?$",
    re.I,
)
HEDGE = re.compile(rf"(?:(?<![\wåäö])(?P<hedge>{any_of(HEDGES)}):?\s+(?:hela\s+)?|~\s?)$", re.I)
SHARED = any_of(SHARED_SCALES)
"""A pattern for a unit that may be said once for many numbers; it has no groups."""
SHARED_UNIT = re.compile(rf"(?<![\wåäö]){SHARED}(?![\wåäö])", re.I)
# Behind a number and a space a plus adds: "118 000 + 202 000".
_LABEL = re.compile(
    rf"(?:(?<!\d )\+|§|(?<![\wåäö]){any_of(lexicon('money')['labels']['words'])}[:.]?)\s?$", re.I
)


_PART = re.compile(rf"(?<![\wåäö]){any_of(lexicon('money')['parts']['words'])}\s?$", re.I)


@cache
def _things() -> re.Pattern[str]:
    words = lexicon("money")["things"]["words"]
    whole = "|".join(re.escape(word) for word in words if not word.endswith("*"))
    begun = "|".join(re.escape(word[:-1]) for word in words if word.endswith("*"))
    heads = "|".join(re.escape(word) for word in words if word[-1].isalpha() and len(word) >= _HEAD)
    return re.compile(
        rf"[ -]?(?:(?:{whole}|[a-zåäö-]{{1,30}}(?:{heads}))(?![\wåäö]|\s(?:19|20)[0-9]{{2}})|(?:{begun}))",
        re.I,
    )


_HEAD = 4
"""Letters from which on a word that names things is known as the last part of a longer one: "granplantor"."""


# "1 miljon 12,7 mm": a measure follows the million.
_MEASURE = re.compile(r" [0-9]+(?:[.,][0-9]+)? ?(?:mm|cm|dm|m|km|kg|g|l|cl|kw|mw|w)\b", re.I)


def hedge(text: str, start: int) -> tuple[str, bool]:
    """The hedge right before a number, and whether it is an upper bound."""
    found = HEDGE.search(text, max(0, start - 26), start)
    if found is None:
        return "", False
    word = " ".join(found["hedge"].lower().split()) if found["hedge"] else ""
    return (HEDGES[word], word in CAPS) if word else ("about", False)


def counts_things(text: str, end: int) -> bool:
    """Whether what stands behind a number makes it a count or a measure."""
    return bool(_things().match(text, end) or _MEASURE.match(text, end))


def numbers_a_part(text: str, start: int) -> bool:
    """Whether what stands before a small number makes it the number of a part: "etapp 2"."""
    return bool(_PART.search(text, max(0, start - 12), start))


def is_labelled(text: str, start: int) -> bool:
    """Whether what stands before a number makes it a reference: "nr 5", "dnr 17", "tel 08"."""
    return bool(_LABEL.search(text, max(0, start - 22), start))

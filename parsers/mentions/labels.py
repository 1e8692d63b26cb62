"""Words that label a value or head a column: "Projektägare: …", "Beviljat belopp (tkr)", "Ansökt".

The words stand in ``lexicon/labels.toml``, by what they announce; the same words serve labels and columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from anslag.parsers.lexicon import lexicon, words

_LONGEST = 60
"""Characters beyond which nothing is a label."""
_UNIT = re.compile(
    r"[\s,(]*(?:i\s+)?\(?(?P<unit>[tk]kr|ksek|tusen(?:tals?)?\s?kr(?:onor)?|mn?kr|msek|miljoner(?:\s?kr(?:onor)?)?"
    r"|kr(?:onor)?|sek|euro?|€)\)?\s*$"
)
_SCALES = (("tkr", 1000), ("kkr", 1000), ("ksek", 1000), ("tus", 1000), ("m", 10**6))
_YEARS = re.compile(r"\s+(?:för\s+)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?$")
_BRACKETED = re.compile(r"\s*\([^)]*\)$")
_PARTY = r"organisation|förening|part|aktör|universitet|lärosäte|region|företag|kommun"
_LOOSE = tuple(
    (re.compile(pattern), field)
    for pattern, field in (
        (r"[\w-]{2,24}period(?:en)?", "period"),
        (r"(?:medfin|total|egen)\S{1,24}(?:stöd|bidrag|medel|anslag|finansiering|belopp)", "total"),
        (r"(?:ansök|sök)\S{1,24}(?:stöd|bidrag|medel|anslag|finansiering|belopp)", "applied"),
        (r"[\w-]{2,24}(?:stöd|bidrag|medel|anslag|finansiering|belopp)", "amount"),
        (rf"(?:sökande|ansökande|mottagande|ansvarig|ägande|beviljad)\s(?:{_PARTY}).{{0,25}}", "owner"),
        (r"(?:bevilja|tilldela|besluta)(?:t|d|de)\b.{0,30}", "amount"),
        (r".{0,30}\b(?:stöd|bidrag|belopp)(?:\s\w+)?\s*(?:från|ur|av)\s.{2,30}", "amount"),
        (r"(?:(?:an)?sök(?:t|an)|begärt|äskat|önskat)\b.{0,20}", "applied"),
        (rf"(?:{_PARTY}|partner|projekt|sökande|klubb)\w{{0,6}}\s(?:eg\w+\s)?(?:insats|finansiering|bidrag|medel|andel)", "total"),
        (r"[\w:]*(?:stiftelsen|fonden|region(?:en)?|styrelsen|verket|rådet|staten|eu:?)s\s(?:finansiering|bidrag|stöd|insats|andel)", "amount"),
        (r"total[ta]?\b.{0,20}(?:budget|kostnad|finansiering).{0,10}|.{0,20}medfinansiering.{0,20}", "total"),
        (r"(?:\w+(?:ets|ens|rnas)|hela|faktisk|beräknad|uppskattad)\s\w{0,12}(?:kostnad|budget|omslutning)(?:en)?", "total"),
        (r"(?:projekt|förening|organisation)(?:ets|ens|ar)?\s?namn", "title"),
    )
)  # fmt: skip
TOTAL = re.compile(r"\W*(?:del|mellan|total|slut)?(?:summa|totalt?|totala|sammanlagt)\b", re.I)
"""What opens a line that adds up those above it."""


class Label(NamedTuple):
    """What a label announces: ``field``, a group of the lexicon, and the factor that its unit puts on sums below it."""

    field: str
    scale: int
    currency: str


@cache
def _fields() -> dict[str, str]:
    return {word: field for field in lexicon("labels") for word in words("labels", field)}


@lru_cache(maxsize=4096)
def label(text: str) -> Label | None:
    """The label that ``text`` is, as a whole; None if it is none."""
    bare = " ".join(text.lower().replace(" :", ":").strip(" :*").split())
    if not bare or len(bare) > _LONGEST:
        return None
    unit = _UNIT.search(bare)
    word = bare[: unit.start()].rstrip(" ,(") if unit and unit.start() else bare
    field = _field(word)
    if field is None:
        return None
    printed = unit["unit"] if unit else ""
    scale = next((factor for begun, factor in _SCALES if printed.startswith(begun)), 1)
    return Label(field, scale, "EUR" if printed.startswith(("eu", "€")) else "SEK")


@lru_cache(maxsize=4096)
def heads(text: str) -> tuple[str, ...]:
    """The labels that a line is made of side by side: the column names of a table that lost its cells; () if it is not.

    "Sökande Projektrubrik Beviljat belopp" are three. Each is as long as it can be.
    """
    if len(text) > _LONGEST or any(sign in text for sign in ":.;"):
        return ()
    rest, found = text.split(), []
    while rest:
        size = next((n for n in range(len(rest), 0, -1) if _is_head(rest[:n])), 0)
        if not size:
            return ()
        found.append(" ".join(rest[:size]))
        rest = rest[size:]
    return tuple(found) if len(found) > 1 else ()


def _is_head(words: Sequence[str]) -> bool:
    """Whether words are one column name: a capital within begins the next, unless they are known as one."""
    name = " ".join(words)
    # "SEK" is a unit and no name of its own.
    last = len(words) - (label(words[-1]) is None and _UNIT.match(words[-1].lower()) is not None)
    alone = any(word[:1].isupper() for word in words[1:last]) and name.lower() not in _fields()
    return label(name) is not None and not alone


def _field(word: str) -> str | None:
    known = _fields()
    plain = (word, _YEARS.sub("", word), _BRACKETED.sub("", word))
    exact = next((known[one] for one in plain if one in known), None)
    return exact or next((field for pattern, field in _LOOSE if pattern.fullmatch(word)), None)


_ANNOUNCED = re.compile(r"(?:^|[|●•·\n\t]\s*)(?P<label>[A-ZÅÄÖ][^:|●•\n]{1,40}):\s+$")


def announces(text: str, place: int, field: str) -> bool:
    """Whether a label right before ``place`` announces a ``field``: "Projektägare: Storåns IF"."""
    found = _ANNOUNCED.search(text, max(0, place - _LONGEST), place)
    said = label(found["label"]) if found else None
    return said is not None and said.field == field

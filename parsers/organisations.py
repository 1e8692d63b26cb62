"""Brings the spellings of one organisation together, says what kind it is and where it is.

Never on similarity alone: two names become one only when they are the same but for letter case, spaces,
legal form or an abbreviation that a release itself prints beside the full name.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from parsers.records import DoubtfulPair, Organisation

_KINDS: tuple[tuple[str, str], ...] = (
    ("kommunalförbund", r"kommunalförbund|samordningsförbund|räddningstjänstförbund"),
    (
        "kommun",
        r"\bkommuns?\b|\bkommuner\b|\bstads?$|^(?:göteborgs|malmö|stockholms|borås|lunds|solna|helsingborgs) stad",
    ),
    ("region", r"^region\b|\bregionen$|\blandsting"),
    ("länsstyrelse", r"länsstyrelse"),
    (
        "universitet/högskola",
        r"universitet(?!ssjukhus)|\bhögskola|institutet$|^chalmers|^konstfack|\b(?:kth|slu|ltu|liu|umu|gu|lth|mdu|hkr)\b",
    ),
    ("församling", r"församling|pastorat|\bstift$|svenska kyrkan|samfund"),
    ("stiftelse", r"stiftelse"),
    ("ekonomisk förening", r"ekonomisk förening|ek\.? ?för|\bu\.?p\.?a\b"),
    ("aktiebolag", r"\bab\b|aktiebolag"),
    ("handelsbolag", r"\bhb\b|\bkb\b|handelsbolag|kommanditbolag"),
    ("myndighet", r"myndighet|verket$|styrelsen$|^polisen|försvarsmakten|arbetsförmedlingen|kriminalvården"),
    (
        "ideell förening",
        r"förening|klubb|förbund|\b(?:if|ik|bk|sk|gk|fk)\b|sällskap|byalag|hembygd|kår\b|bygdegård|abf\b|sensus|bilda|distrikt|jour\b",
    ),
)
_KIND_RULES = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _KINDS)
_ABBREVIATION = re.compile(r"^(?P<name>.+?)\s*\((?P<short>[A-ZÅÄÖ][A-Za-zÅÄÖåäö0-9&.-]{1,11})\)$")
_FORMS = re.compile(r",?\s*\b(?:aktiebolag|ab|ekonomisk förening|ek\.? ?för\.?|ideell förening)\b\.?", re.I)
KNOWN = {
    "ltu": "Luleå tekniska universitet",
    "kth": "Kungliga Tekniska högskolan",
    "slu": "Sveriges lantbruksuniversitet",
    "liu": "Linköpings universitet",
    "umu": "Umeå universitet",
    "ki": "Karolinska Institutet",
    "rise": "RISE Research Institutes of Sweden",
    "miun": "Mittuniversitetet",
}
"""Abbreviations that stand for one body only, in Swedish grants."""


@cache
def kommuner() -> dict[str, tuple[str, str]]:
    """Every kommun by its full name in lower case ("umeå kommun"): (SCB kommun code, county code).

    Names are in the genitive before "kommun" or "stad"; both forms are keys, for usage differs.
    """
    found = {"falu kommun": ("2080", "20")}
    with (files("parsers") / "data" / "kommuner.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for form in (row["name"], f"{row['name']}s"):
                for word in ("kommun", "stad"):
                    found[f"{form.lower()} {word}"] = (row["code"], row["code"][:2])
    return found


@cache
def counties() -> dict[str, str]:
    """Every county by the name of its region or county in lower case: SCB county code."""
    with (files("parsers") / "data" / "counties.csv").open(encoding="utf-8") as file:
        return {
            name.lower(): row["code"]
            for row in csv.DictReader(file)
            for name in (row["name"], row["region"])
            if name
        }


def grouped(names: Iterable[str]) -> tuple[list[Organisation], list[DoubtfulPair]]:
    """The organisations behind ``names`` and the pairs that may be one; the same whatever the order."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in sorted(set(names)):
        spellings[_key(name)].add(name)
    shorts: dict[str, set[str]] = defaultdict(set)
    for name in sorted(n for group in spellings.values() for n in group):
        found = _ABBREVIATION.match(name)
        if found:
            shorts[_key(found["short"])].add(_key(found["name"]))
    for short, full in KNOWN.items():
        shorts.setdefault(short, {_key(full)})
    for short, fulls in shorts.items():
        # An abbreviation of two bodies tells neither.
        if len(fulls) == 1 and short in spellings and short not in fulls:
            spellings[next(iter(fulls))] |= spellings.pop(short)
    organisations = [_organisation(group) for _, group in sorted(spellings.items())]
    return _with_own_ids(organisations), _doubtful(spellings)


def _key(name: str) -> str:
    """What two spellings of one body share."""
    bare = unicodedata.normalize("NFC", name).casefold().strip(" .,")
    found = _ABBREVIATION.match(name.strip())
    if found:
        bare = found["name"].casefold()
    bare = re.sub(r"[-‐-―]", "-", bare)
    bare = re.sub(r"[\"'”“’‘«»]", "", bare)
    bare = re.sub(r"\baktiebolag(?:et)?\b", "ab", bare)
    bare = re.sub(r"\bek\.? ?för\.?(?=\s|$)", "ekonomisk förening", bare)
    return re.sub(r"[\s,]+", " ", bare).strip(" .")


def _organisation(group: set[str]) -> Organisation:
    # The fullest spelling without an abbreviation stands for all; of equals the first in the alphabet.
    plain = [name for name in group if not _ABBREVIATION.match(name)] or sorted(group)
    name = min(plain, key=lambda n: (-len(n), n))
    kommun, county = _place(name)
    return Organisation(_slug(name), name, kind(name), kommun, county, None, tuple(sorted(group)))


def kind(name: str) -> str:
    """The kind of a body, by its name; "unknown" when no word tells."""
    return next((kind for kind, rule in _KIND_RULES if rule.search(name)), "unknown")


def _place(name: str) -> tuple[str | None, str | None]:
    lowered = re.sub(r"\s+", " ", name.lower())
    last = lowered.rpartition(", ")[2]
    for candidate in (lowered, last):
        found = kommuner().get(candidate)
        if found:
            return found
        county = counties().get(candidate) or counties().get(
            candidate.removeprefix("länsstyrelsen i ").removeprefix("länsstyrelsen ")
        )
        if county:
            return None, county
    return None, None


def _slug(name: str) -> str:
    plain = unicodedata.normalize(
        "NFKD", name.casefold().replace("å", "a").replace("ä", "a").replace("ö", "o")
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:80] or "namnlos"


def _with_own_ids(organisations: list[Organisation]) -> list[Organisation]:
    from dataclasses import replace
    from hashlib import sha256

    slugs: dict[str, int] = defaultdict(int)
    for one in organisations:
        slugs[one.id] += 1
    return [
        replace(one, id=f"{one.id}-{sha256(one.name.encode()).hexdigest()[:6]}") if slugs[one.id] > 1 else one
        for one in organisations
    ]


def _doubtful(spellings: dict[str, set[str]]) -> list[DoubtfulPair]:
    """Names that differ only in legal form, unit or one letter: likely one, but nothing printed says so."""
    bases: dict[str, list[str]] = defaultdict(list)
    for key in sorted(spellings):
        bases[re.sub(r"[^a-zåäö0-9]", "", _FORMS.sub("", key))].append(key)
    pairs = []
    for group in bases.values():
        for first, second in itertools.pairwise(group):
            pairs.append(
                DoubtfulPair(
                    min(spellings[first]),
                    min(spellings[second]),
                    "the names differ only in signs or legal form",
                )
            )
    return pairs

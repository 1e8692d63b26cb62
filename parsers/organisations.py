"""Brings the spellings of one organisation together, says what kind it is and where it is.

Never on similarity alone: two names become one only when they are the same but for letter case, spaces and signs,
when a release itself prints an abbreviation beside the full name, or when the reference table of kommuner and
counties says that both name the same body. Names that are merely alike are listed as doubtful pairs.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

from stdnum.se import orgnr

from anslag.parsers.records import DoubtfulPair, Organisation

_KINDS: tuple[tuple[str, str], ...] = (
    ("kommunalförbund", r"kommunalförbund|samordningsförbund|räddningstjänstförbund"),
    (
        "kommun",
        r"\bkommuns?\b|\bkommuner\b|\bstads?$|^(?:göteborgs|malmö|stockholms|borås|lunds|solna|helsingborgs) stad",
    ),
    ("region", r"^region\b|\bregionen$|götalandsregionen$|\blandsting|läns landsting"),
    ("länsstyrelse", r"länsstyrelse"),
    (
        "universitet/högskola",
        r"universitet(?!ssjukhus)|university$|(?<!folk)högskola|^karolinska institutet|^chalmers|^konstfack|\b(?:kth|slu|ltu|liu|umu|gu|lth|mdu|hkr)\b",
    ),
    ("folkhögskola", r"folkhögskola"),
    ("församling", r"församling|pastorat|\bstift$|svenska kyrkan|samfund"),
    ("stiftelse", r"stiftelse"),
    ("ekonomisk förening", r"ekonomisk förening|ek\.? ?för|\bu\.?p\.?a\b"),
    ("aktiebolag", r"\bab\b|aktiebolag"),
    ("handelsbolag", r"\bhb\b|\bkb\b|handelsbolag|kommanditbolag"),
    (
        "myndighet",
        r"myndighet|verket$|styrelsen$|^polisen|sametinget|försvarsmakten|arbetsförmedlingen|kriminalvården",
    ),
    (
        "ideell förening",
        r"förening|klubb|förbund|\b(?:[a-zåäö]?if|i?fk|ik|bk|sk|gk|ok|hk|ff|sok)\b|sällskap|byalag|hembygd|kår\b|bygdegård|abf\b|sensus|bilda|distrikt|jour\b",
    ),
)
_KIND_RULES = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _KINDS)
_ABBREVIATION = re.compile(r"(?P<name>.{3,}?)(?:\s*\((?P<short>[^\s()]{2,12})\)|,\s(?P<after>[A-ZÅÄÖ]{2,8}))")
_NUMBER = re.compile(
    r",?\s*\(?(?:org(?:anisations)?\.?\s?(?:nr|nummer)\.?:?\s*)?(?P<number>[0-9]{6}-?[0-9]{4})\)?", re.I
)
_FORMS = re.compile(r",?\s*\b(?:aktiebolag|ab|ekonomisk förening|ek\.? ?för\.?|ideell förening)\b\.?", re.I)
KNOWN = {
    "ltu": "Luleå tekniska universitet",
    "kth": "Kungliga Tekniska högskolan",
    "slu": "Sveriges lantbruksuniversitet",
    "liu": "Linköpings universitet",
    "umu": "Umeå universitet",
    "ki": "Karolinska Institutet",
    "kau": "Karlstads universitet",
    "lnu": "Linnéuniversitetet",
    "vgr": "Västra Götalandsregionen",
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
    with (files("anslag.parsers") / "data" / "kommuner.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for form in (row["name"], f"{row['name']}s"):
                for word in ("kommun", "stad"):
                    found[f"{form.lower()} {word}"] = (row["code"], row["code"][:2])
    return found


@cache
def counties() -> dict[str, str]:
    """Every county by the name of its region or county in lower case: SCB county code."""
    with (files("anslag.parsers") / "data" / "counties.csv").open(encoding="utf-8") as file:
        return {
            name.lower(): row["code"]
            for row in csv.DictReader(file)
            for name in (row["name"], row["region"])
            if name
        }


@cache
def _public() -> Mapping[str, str]:
    """What the reference table knows a public body as, by its names in lower case: kommun 2480, region 24.

    Kind and code stand on two lines, as no name does.
    """
    found = {
        form: f"kommun\n{code}"
        for name, (code, _) in kommuner().items()
        for form in (name, name.replace("-", " "))
    }
    for name, code in counties().items():
        place = name.removesuffix(" län").removeprefix("region ")
        short = place.removesuffix("s") if name.endswith(" län") else place
        for form in (place, short, name.removeprefix("region ")):
            found |= {
                f"länsstyrelsen {form}": f"länsstyrelse\n{code}",
                f"länsstyrelsen i {form}": f"länsstyrelse\n{code}",
            }
            found.setdefault(f"region {form}", f"region\n{code}")
        if not name.endswith(" län") or name.startswith("region "):
            found[name] = f"region\n{code}"
    # Gotland is one kommun and has no region of its own.
    return {name: "kommun\n0980" if body == "region\n09" else body for name, body in found.items()} | {
        "region västra götaland": "region\n14"
    }


def grouped(names: Iterable[str]) -> tuple[list[Organisation], list[DoubtfulPair]]:
    """The organisations behind ``names`` and the pairs that may be one; the same whatever the order."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in sorted(set(names)):
        spellings[_key(name)].add(name)
    for short, fulls in _shorts(spellings).items():
        # An abbreviation of two bodies tells neither.
        if len(fulls) == 1 and short in spellings and short not in fulls:
            spellings[next(iter(fulls))] |= spellings.pop(short)
    organisations = [_organisation(key, group) for key, group in sorted(spellings.items())]
    return _with_own_ids(organisations), _doubtful(spellings)


def _shorts(spellings: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The keys of the full names that each abbreviation is printed with, or is known for."""
    shorts: dict[str, set[str]] = defaultdict(set)
    for short, full in KNOWN.items():
        shorts[short].add(_key(full))
    for name in itertools.chain.from_iterable(spellings.values()):
        full, abbreviation = _parted(name)
        if abbreviation:
            shorts[_key(abbreviation)].add(_key(full))
    return shorts


def _parted(name: str) -> tuple[str, str]:
    """A name without the abbreviation of it that is printed behind, and that abbreviation, "" if there is none."""
    found = _ABBREVIATION.fullmatch(name.strip())
    short = (found["short"] or found["after"]) if found else ""
    if found is None or sum(letter.isupper() for letter in short) < 2:
        return name, ""
    # "(Hult)" and "(IF)" are no short forms of what stands before: one begins as a word of the name does.
    words = re.findall(r"\w+", found["name"])
    if len(words) < 2 and not "".join(words).casefold().startswith(short[0].casefold()):
        return name, ""
    begins = any(word[0].casefold() == short[0].casefold() for word in words)
    return (found["name"], short) if begins and short not in words else (name, "")


def organisation_number(name: str) -> str | None:
    """The valid organisation number printed in ``name`` as NNNNNN-NNNN, never a person's; None if there is none."""
    found = _NUMBER.search(name)
    # Skatteverket: the third digit of an organisation number is at least 2, so that it is no date of birth.
    if found is None or found["number"][2] < "2" or not orgnr.is_valid(found["number"]):
        return None
    return str(orgnr.format(found["number"]))


def _key(name: str) -> str:
    """What two spellings of one body share."""
    bare = unicodedata.normalize("NFC", _parted(_NUMBER.sub("", name))[0]).casefold().strip(" .,")
    bare = re.sub(r"[-‐-―]", "-", bare)
    bare = re.sub(r"[\"'”“’‘«»]", "", bare)
    bare = re.sub(r"\baktiebolag(?:et)?\b", "ab", bare)
    bare = re.sub(r"\bek\.? ?för\.?(?=\s|$)", "ekonomisk förening", bare)
    bare = re.sub(r"[\s,]+", " ", bare).strip(" .")
    return _public().get(bare, bare)


@cache
def _known() -> Mapping[str, str]:
    """The full names of :data:`KNOWN` by what their spellings share."""
    return {_key(full): full for full in KNOWN.values()}


def _organisation(key: str, group: set[str]) -> Organisation:
    # The fullest spelling without an abbreviation stands for all; of equals the first in the alphabet.
    known = _known().get(key)
    plain = {_parted(_NUMBER.sub("", name))[0].strip(" ,") for name in group}
    plain = {name for name in plain if not name.endswith(".") or name.endswith("ör.")} or plain
    name = known or min(plain, key=lambda n: (-len(n), n))
    kommun, county = _place(key, name)
    number = min(filter(None, map(organisation_number, sorted(group))), default=None)
    return Organisation(_slug(name), name, kind(name), kommun, county, number, tuple(sorted(group)))


@lru_cache(maxsize=4096)
def kind(name: str) -> str:
    """The kind of a body, by its name; "unknown" when no word tells."""
    return next((kind for kind, rule in _KIND_RULES if rule.search(name)), "unknown")


def _place(key: str, name: str) -> tuple[str | None, str | None]:
    """The codes of the kommun and the county that a name names, whole or as a part between commas."""
    lowered = re.sub(r"\s+", " ", name.lower())
    for part in (key, *(_public().get(part, "") for part in lowered.split(", "))):
        body, _, code = part.rpartition("\n")
        if body == "kommun" and code.isdigit():
            return code, code[:2]
        if body in ("region", "länsstyrelse") and code.isdigit():
            return None, code
    return None, None


def _slug(name: str) -> str:
    plain = unicodedata.normalize(
        "NFKD", name.casefold().replace("å", "a").replace("ä", "a").replace("ö", "o")
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:80] or "namnlos"


def _with_own_ids(organisations: list[Organisation]) -> list[Organisation]:
    slugs: dict[str, int] = defaultdict(int)
    for one in organisations:
        slugs[one.id] += 1
    return [
        replace(one, id=f"{one.id}-{sha256(one.name.encode()).hexdigest()[:6]}") if slugs[one.id] > 1 else one
        for one in organisations
    ]


def _doubtful(spellings: Mapping[str, set[str]]) -> list[DoubtfulPair]:
    """Names that differ only in legal form, signs or one letter: likely one, but nothing printed says so."""
    bases: dict[str, list[str]] = defaultdict(list)
    for key in sorted(spellings):
        # The reference table tells its bodies apart: Habo is not Håbo.
        if key not in _reference():
            bases[re.sub(r"[^a-zåäö0-9]", "", _FORMS.sub("", key))].append(key)
    alike = [
        (first, second, "the names differ only in signs or legal form")
        for group in bases.values()
        for first, second in itertools.pairwise(group)
    ]
    alike += [
        (bases[one][0], bases[other][0], "the names differ in one letter")
        for one, other in _one_letter_apart(bases)
    ]
    return [DoubtfulPair(min(spellings[a]), min(spellings[b]), reason) for a, b, reason in alike]


@cache
def _reference() -> frozenset[str]:
    return frozenset(_public().values())


_SHORTEST = 8
"""Letters that two names have at least before a difference of one of them is worth a question."""


def _one_letter_apart(bases: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of names where one letter is changed, added, lost or swapped with its neighbour; digits tell apart."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for base in sorted(base for base in bases if len(base) >= _SHORTEST):
        by_length[len(base)].append(base)
    pairs: set[tuple[str, str]] = set()
    # One length at a time: all of what names are without a letter is many times the names.
    for length, longer in by_length.items():
        without = defaultdict(list, {base: [base] for base in by_length.get(length - 1, ())})
        for base in longer:
            for shorter in {base[:at] + base[at + 1 :] for at in range(length)}:
                without[shorter].append(base)
        for group in without.values():
            pairs.update((min(pair), max(pair)) for pair in itertools.combinations(group, 2))
    for one, other in sorted(pairs):
        if re.sub(r"\D", "", one) == re.sub(r"\D", "", other) and _is_slip(one, other):
            yield one, other


def _is_slip(one: str, other: str) -> bool:
    if len(one) != len(other):
        return True
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(places) == 2 and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    return len(places) == 1 or (swapped and places[1] == places[0] + 1)

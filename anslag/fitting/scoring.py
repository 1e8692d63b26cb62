"""Scores what was read of a labelled release against its answers: grants found, exact records, claims.

Two careful readers differ in small things; these are no difference: letter case, quotation marks, kinds of dash, a
last full stop, the place behind an owner ("X i Borås" is "X", unless X alone names a kind: "Föreningen i Borås"), a
generic head before a title ("Projektet X" is "X"). Where the answer has ``alt`` or ``optional``, those are right too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from anslag.parsers.records import Extraction, Grant

Answer: TypeAlias = Mapping[str, Any]
FIELDS = ("title", "owner", "amount", "period_start", "period_end")
_PAIRED = 1.5
"""Affinity from which on a grant that was read and one of the answers are the same."""
_HEAD = re.compile(
    r"^(?:\w*projekt(?:et)?|\w*förstudien?|satsningen|insatsen|initiativet|programmet)(?: ?:)? (?=\w)"
)
_PLACE = re.compile(
    r"(?P<name>.+?)(?:(?P<comma>,)| i| \() ?(?P<place>[A-ZÅÄÖ][a-zåäöéü]+(?:[- ][A-ZÅÄÖ][a-zåäöéü]+)?)\)?"
)
_GENERIC = re.compile(
    r"\w*(?:universitet|högskola|skola|kommun|region|länsstyrelse|landsting|församling|kyrka|stift|förening|förbund"
    r"|stiftelse|bolag|företag|sjukhus|muse|bibliotek|teat|klubb|kår|sällskap|råd|byalag|bygdegård|nämnd|jour|trafik"
    r"|arkiv|grupp|krets|avdelning|distrikt|kooperativ|galleri)\w{0,4}"
    r"|ab|ek|ekonomisk|ideella?|för|if|ik|bk|sk|is|fc|kb|hb|folkets|hus|park|centrum|svenska|tekniska|nya|gamla"
    r"|lokala|almi|kfum|leader|film|dans|slöjd|musik|konst|kultur|scenkonst|litteratur|idrott"
)


def plain(value: object) -> str:
    """A text without what two careful readers differ in."""
    text = unicodedata.normalize("NFKC", str(value)).casefold().replace("\u00ad", "").replace("\u200b", "")
    text = re.sub(r"[\"'”“„‟’‘‚«»‹›´`]", "", text)
    text = re.sub(r"[-\u2010-\u2015]", "-", text)
    return " ".join(re.sub(r"\s*[,.;:]+$", "", text.strip()).split())


def _words(value: object) -> set[str]:
    return set(re.findall(r"\w+", plain(value))) if value is not None else set()


def overlap(one: object, other: object) -> float:
    """How many words two texts share, from 0 to 1."""
    a, b = _words(one), _words(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _owner(value: object, printed: bool) -> tuple[str, str | None]:
    text = re.sub(r"[\s,.;:]+$", "", " ".join(str(value).split()))
    match = _PLACE.fullmatch(text)
    words = re.findall(r"\w+", plain(match["name"])) if match else []
    surname = printed and match is not None and match["comma"] and len(words) == 1
    if match is None or not words or surname or all(_GENERIC.fullmatch(word) for word in words):
        return plain(text), None
    return plain(match["name"]), plain(match["place"])


def _same_owner(gold: object, found: object) -> bool:
    (a, here), (b, there) = _owner(gold, True), _owner(found, False)
    return plain(gold) == plain(found) or (a == b and (here is None or there is None or here == there))


def same_value(field: str, gold: object, found: object) -> bool:
    """Whether a value that was read is one of the answer's."""
    if gold is None or found is None:
        return gold is None and found is None
    if field == "partners":
        return {plain(one) for one in _several(gold)} == {plain(one) for one in _several(found)}
    if field in ("amount", "total", "count"):
        return abs(float(str(gold)) - float(str(found))) < 0.5
    if field == "title":
        return plain(gold) == plain(found) or _HEAD.sub("", plain(gold)) == _HEAD.sub("", plain(found))
    return _same_owner(gold, found) if field == "owner" else str(gold)[:10] == str(found)[:10]


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def answers(gold: Answer, field: str) -> list[object]:
    """All right answers for a field, the first choice first."""
    return [gold.get(field), *(gold.get("alt") or {}).get(field, [])]


def right(gold: Answer, grant: Grant, field: str) -> bool:
    """Whether a field of a grant that was read is right."""
    return any(same_value(field, value, getattr(grant, field)) for value in answers(gold, field))


def _affinity(gold: Answer, grant: Grant) -> float:
    amount = any(v is not None and same_value("amount", v, grant.amount) for v in answers(gold, "amount"))
    title = max(overlap(value, grant.title) for value in answers(gold, "title"))
    owner = max(overlap(value, grant.owner) for value in answers(gold, "owner"))
    numbered = gold.get("number") is not None and gold.get("number") == grant.number
    return 3 * amount + 2 * title + 1.5 * owner + 0.5 * numbered


def pairs(gold: Sequence[Answer], grants: Sequence[Grant]) -> dict[int, int]:
    """Position in ``gold`` of each grant's answer, by the grant's place in ``grants``: the likest pairs first."""
    cells = sorted(
        (
            (_affinity(answer, grant), -abs(i - j), i, j)
            for i, answer in enumerate(gold)
            for j, grant in enumerate(grants)
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    for affinity, _, i, j in cells:
        if affinity >= _PAIRED and i not in paired.values() and j not in paired:
            paired[j] = i
    return paired


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over releases: grants of the answers, grants read, paired, right in every field, right but for the title;
    grants read where none is (``false``); claims right, claims that the answers have, claims that are none."""

    releases: int = 0
    gold: int = 0
    found: int = 0
    paired: int = 0
    exact: int = 0
    core: int = 0
    owners: int = 0
    false: int = 0
    claims_right: int = 0
    claims_gold: int = 0
    claims_wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))

    def f1(self, name: str) -> float:
        """F1 where the grants counted under ``name`` (paired, exact, core) are the right ones."""
        return 2 * getattr(self, name) / (self.gold + self.found) if self.gold + self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the answers' grants that were found."""
        return self.paired / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        """Share of the grants read that are real."""
        return self.paired / self.found if self.found else 1.0


def tally(gold: Answer, found: Extraction) -> Tally:
    """One release's counts."""
    expected, grants = gold["grants"], found.grants
    paired = pairs(expected, grants)
    missed = [g for i, g in enumerate(expected) if i not in paired.values() and not g.get("optional")]
    ok = [{name: right(expected[i], grants[j], name) for name in FIELDS} for j, i in paired.items()]
    claims = gold.get("claims") or {}
    read = {"total": found.claims.total, "count": found.claims.count}
    fits = {
        name: any(same_value(name, value, read[name]) for value in answers(claims, name)) for name in read
    }
    return Tally(
        releases=1,
        gold=len(paired) + len(missed),
        found=len(grants),
        paired=len(paired),
        exact=sum(all(one.values()) for one in ok),
        core=sum(all(value for name, value in one.items() if name != "title") for one in ok),
        owners=sum(one["owner"] for one in ok),
        false=0 if expected else len(grants),
        claims_right=sum(fits[name] for name in read if claims.get(name) is not None),
        claims_gold=sum(claims.get(name) is not None for name in read),
        claims_wrong=sum(read[name] is not None and not fits[name] for name in read),
    )


def families(tallies: Sequence[tuple[str, Tally]]) -> dict[str, Tally]:
    """The tallies by family, and LISTS (all but prose and negatives) and ALL, in the order of their names."""
    found: dict[str, Tally] = {}
    for family, one in tallies:
        groups = [family, "ALL"] + (["LISTS"] if family not in ("prose", "negative") else [])
        for group in groups:
            found[group] = found.get(group, Tally()) + one
    return dict(sorted(found.items()))

"""What a second reader could add, and what it lets through: measured with made-up answers, for no model is asked.

``python -m bench.second_reader`` reads labelled releases (of ``fixtures``, or of the folders named) by the rules. A
model that is always right is played from the answers: it tells every grant that the rules missed, in the release's own
words. How many stand is what could be gained. Then two hundred invented answers are told, each with something that the
release does not say, and as many that mix up true words, which only a person can see.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from anslag import marking, reader
from anslag.db.corrections import Applied, text_digest
from anslag.db.proposals import Proposal
from anslag.fitting.scoring import pairs, right, same_value
from anslag.parsers.records import AmountFate, CheckStatus, Extraction, Grant
from anslag.scraper.likely import LIKELY, score
from anslag.second_reader.answers import Said
from anslag.second_reader.choice import could_gain
from anslag.second_reader.taking import stands
from anslag.second_reader.verification import Dropped, Verifier
from anslag.values import BadValue

FOLDERS = tuple(Path("fixtures") / name for name in ("releases", "made", "fresh", "unread"))
INVENTED = 200
DAY = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A release as the rules read it, and the answers that they missed."""

    name: str
    found: Extraction
    gold: Sequence[dict[str, Any]]
    missed: Sequence[dict[str, Any]]

    @property
    def is_asked(self) -> bool:
        """Whether `anslag propose` would ask about it."""
        found = self.found
        failed = any(
            one.name in ("total", "count") and one.status is CheckStatus.FAILED for one in found.checks
        )
        unclear = any(one.fate == "not understood" for one in found.amounts)
        claims = found.claims.total is not None or found.claims.count is not None
        likely = not found.grants and (claims or score(found.release.title or "") >= LIKELY)
        return (failed or unclear or likely) and could_gain(found)


@dataclass(slots=True)
class Count:
    """Grants, and how many of them are right in sum and owner."""

    grants: int = 0
    right: int = 0

    def add(self, one: Labelled, proposals: Sequence[Proposal]) -> None:
        """Counts what of the proposals is one of the grants that the rules missed."""
        made = [Grant(1, **proposal.values) for proposal in proposals]  # type: ignore[arg-type]
        self.grants += len(made)
        self.right += sum(
            any(all(right(gold, grant, name) for name in ("amount", "owner")) for gold in one.missed)
            for grant in made
        )


@dataclass(slots=True)
class Gain:
    """What a model that is always right could add: grants missed, asked about, told in words that are there, backed,
    offered to a person; and why the others were dropped."""

    missed: int = 0
    asked: int = 0
    told: int = 0
    backed: Count = field(default_factory=Count)
    offered: Count = field(default_factory=Count)
    dropped: Counter[str] = field(default_factory=Counter)


def labelled(folders: Sequence[Path]) -> Iterator[Labelled]:
    """Every labelled release of the folders, as the rules read it."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            text = path.with_suffix(".txt")
            if not text.is_file():
                continue
            gold = json.loads(path.read_text("utf-8"))["grants"]
            found = reader.text(text.read_text("utf-8"))
            paired = set(pairs(gold, found.grants).values())
            missed = [
                one for place, one in enumerate(gold) if place not in paired and not one.get("optional")
            ]
            yield Labelled(path.stem, found, gold, missed)


def told(one: Labelled, grant: dict[str, Any]) -> Said | None:
    """A grant of the answers in the release's words; None where neither owner nor title stands there."""
    text = one.found.release.text
    quotes = {name: words for name in ("owner", "title") if (words := _words(text, grant.get(name)))}
    if not quotes:
        return None
    partners = tuple(words for name in grant.get("partners") or () if (words := _words(text, name)))
    if grant.get("amount") is None:
        return Said(None, quotes, partners)
    number = _nearest(one.found, grant["amount"], quotes)
    if number is None:
        return None
    fate = one.found.amounts[number - 1]
    return Said(number, {**quotes, "amount": text[fate.start : fate.end]}, partners)


def _words(text: str, words: object) -> str | None:
    """Words as the text prints them, whatever their case and quotation marks."""
    if not words:
        return None
    pattern = r"[\s\"'”“»«’]+".join(
        re.escape(part) for part in re.split(r"[\s\"'”“»«’]+", str(words)) if part
    )
    found = re.search(pattern, text, re.IGNORECASE)
    return found[0] if found else None


def _nearest(found: Extraction, amount: float, quotes: dict[str, str]) -> int | None:
    """The number of the sum of this amount that stands nearest to the words, the ones that are no grant's first."""
    try:
        places = [place for words in quotes.values() for place in marking.places(found.release.text, words)]
    except BadValue:
        return None

    def far(numbered: tuple[int, AmountFate]) -> tuple[bool, int]:
        one = numbered[1]
        return one.grant is not None, min(abs(one.start - start) for start, _ in places)

    same = [
        (number, one)
        for number, one in enumerate(found.amounts, 1)
        if one.value is not None and same_value("amount", amount, one.value)
    ]
    return min(same, key=far)[0] if same else None


@dataclass(frozen=True, slots=True)
class Entered:
    """What of an answer is ``backed`` and may enter, what is ``offered`` to a person, and why the rest is not."""

    backed: Sequence[Proposal]
    offered: Sequence[Proposal]
    dropped: Sequence[str]


def entered(one: Labelled, said: Sequence[Said]) -> Entered:
    """What becomes of an answer about a release."""
    verifier = Verifier(one.found)
    found: list[Proposal] = []
    dropped: list[str] = []
    for grant in said:
        try:
            made = verifier.found(grant)
        except Dropped as error:
            dropped.append(str(error))
            continue
        digest = text_digest(one.found.release.text)
        found.append(Proposal(one.name, digest, "played", "", DAY, "", made.values, made.evidence))
    judged = list(zip(found, stands(one.found, Applied(one.found), found).verdicts, strict=True))
    return Entered(
        [proposal for proposal, verdict in judged if verdict.backed],
        [proposal for proposal, verdict in judged if verdict.stands and not verdict.backed],
        [*dropped, *(verdict.why for _, verdict in judged if not verdict.stands)],
    )


def gain(releases: Sequence[Labelled]) -> Gain:
    """What a model that is always right could add."""
    total = Gain()
    for one in releases:
        total.missed += len(one.missed)
        if not one.missed or not one.is_asked:
            continue
        total.asked += len(one.missed)
        said = [words for grant in one.missed if (words := told(one, grant))]
        total.told += len(said)
        found = entered(one, said)
        total.backed.add(one, found.backed)
        total.offered.add(one, found.offered)
        total.dropped.update(found.dropped)
    return total


NAMES = ("Norrlunda Hembygdsförening", "Stiftelsen Påhittet", "Fantasia AB", "Byalaget Ingenstans", "IK Luft")


def invented(releases: Sequence[Labelled], count: int, seed: int = 1) -> Iterator[tuple[Labelled, Said]]:
    """Answers each of which says something that its release does not."""
    rng = random.Random(seed)
    usable = [one for one in releases if one.found.amounts]
    for number in range(count):
        one, other = rng.choice(usable), rng.choice(usable)
        yield one, _KINDS[number % len(_KINDS)](rng, one, other)


def _true(rng: random.Random, one: Labelled) -> Said:
    """A sum of the release with its number, and a name of the release."""
    text = one.found.release.text
    number = rng.randrange(len(one.found.amounts)) + 1
    fate = one.found.amounts[number - 1]
    owners = [words for grant in one.gold if (words := _words(text, grant.get("owner")))]
    owner = rng.choice(owners) if owners else rng.choice(re.findall(r"[A-ZÅÄÖ]\w{3,}", text) or [text[:20]])
    return Said(number, {"amount": text[fate.start : fate.end], "owner": owner})


def _name(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    true = _true(rng, one)
    return replace(true, quotes={**true.quotes, "owner": rng.choice(NAMES)})


def _sum(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    true = _true(rng, one)
    return replace(true, quotes={**true.quotes, "amount": f"{rng.randrange(100, 999)} 137 kronor"})


def _number(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    return replace(_true(rng, one), sum_number=len(one.found.amounts) + rng.randrange(1, 9))


def _title(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    true = _true(rng, one)
    return replace(true, quotes={**true.quotes, "title": f"Projekt {rng.choice(NAMES)} lyfter"})


def _of_another(rng: random.Random, one: Labelled, other: Labelled) -> Said:
    there = _true(rng, other)
    owner = there.quotes["owner"]
    strange = owner if owner not in one.found.release.text else f"{owner} i Ingenstad"
    return replace(_true(rng, one), quotes={**_true(rng, one).quotes, "owner": strange})


def _cut(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    true = _true(rng, one)
    digits = re.sub(r"\D", "", true.quotes["amount"]) or "7"
    return replace(true, quotes={**true.quotes, "amount": f"{digits[::-1]}99 kronor"})


def _partner(rng: random.Random, one: Labelled, _: Labelled) -> Said:
    return replace(_true(rng, one), partners=(rng.choice(NAMES),))


_KINDS = (_name, _sum, _number, _title, _of_another, _cut, _partner)


def mixed(releases: Sequence[Labelled], count: int, seed: int = 1) -> Iterator[tuple[Labelled, Said]]:
    """Answers of true words that do not belong together: a sum of the release, and the owner of another grant."""
    rng = random.Random(seed)
    usable = [one for one in releases if one.found.amounts and one.gold]
    made = 0
    while made < count:
        one = rng.choice(usable)
        said = _true(rng, one)
        fate = one.found.amounts[(said.sum_number or 1) - 1]
        if not any(_is_told(grant, fate, said.quotes["owner"]) for grant in one.gold):
            made += 1
            yield one, said


def _is_told(gold: dict[str, Any], fate: AmountFate, owner: str) -> bool:
    """Whether a sum and an owner are those of a grant of the answers."""
    same_sum = fate.value is not None and same_value("amount", gold.get("amount"), fate.value)
    return same_sum and same_value("owner", gold.get("owner"), owner)


def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]] or [one for one in FOLDERS if one.is_dir()]
    releases = list(labelled(folders))
    print(f"{len(releases)} labelled releases, {sum(len(one.gold) for one in releases)} grants")
    found = gain(releases)
    print(f"  missed by the rules          {found.missed:5}")
    print(f"  in releases asked about      {found.asked:5}")
    print(f"  told in words that are there {found.told:5}")
    for what, one in (("could enter by itself", found.backed), ("offered to a person", found.offered)):
        share = f"{one.grants / max(1, found.missed):.0%} of what was missed"
        print(f"  {what:28} {one.grants:5}  ({share}; sum and owner right in {one.right})")
    for why, number in found.dropped.most_common():
        print(f"    {number:4} × {why}")
    for what, answers in (("invented", invented), ("mixed-up", mixed)):
        each = [entered(one, [said]) for one, said in answers(releases, INVENTED)]
        backed, offered = sum(bool(one.backed) for one in each), sum(bool(one.offered) for one in each)
        print(f"  of {INVENTED} {what} answers {backed} could enter, {offered} are offered to a person")


if __name__ == "__main__":
    main()

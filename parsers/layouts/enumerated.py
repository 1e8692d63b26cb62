"""Recipients enumerated within a sentence: "… beviljades bidrag: A 10 000 kr, B 15 000 kr och C 3 000 kr"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import Money
from anslag.parsers.phrases.names import name_after
from anslag.parsers.phrases.parties import is_person, organisation_score

_HEAD = re.compile(
    r"(?:[Mm]ottaga(?:re|ren|rna)|[Ff]öljande|får|fått|fick|bevilja(?:s|ts|des|t|de)|erhöll|erhåller|erhållit|tilldela(?:s|ts|des|t)|prioritera(?:s|ts|des|de|t)|sökande|finansiera(?:s|ts|des)|godkän\w+|stöd|bidrag|anslag|utdelning|projekten|föreningarna|fonden\s+för\s+\d{4})[^.;]{0,110}?(?:\b(?:är|var|blev|finns|märks)(?:\s+följande)?;?:?|:|;)\s+(?:bland\s+(?:annat|andra)\s+)?(?=[\"”A-ZÅÄÖ])"
)
_BEFORE = re.compile(r"[\s,;.)]*(?:och\s+|samt\s+|respektive\s+|dels\s+)?")
_CLOSING = re.compile(r"[\s(:,–-]*(?:på\s+|med\s+|får\s+|fick\s+|om\s+)?$")
_GAP = re.compile(r"\s*(?:,\s*(?:och\s+|samt\s+)?|och\s+|samt\s+)(?=[\"”A-ZÅÄÖ])")
_ASIDE = re.compile(
    r"\s*\((?:i\s+(?:samarbete|samverkan)\s+med|tillsammans\s+med)\s+([^)]{2,80})\)|\s+\([^)]{1,60}\)|\s+(?:i|från|på)\s+[A-ZÅÄÖ]\w+"
)


def priced(text: str, start: int, end: int, amounts: Sequence[Money]) -> list[Draft]:
    """Names with an amount right behind each, two at least; nothing else stands between them."""
    if len(amounts) < 2 or words.PROPOSAL.search(text, start, end) or words.REJECTED.search(text, start, end):
        return []
    drafts: list[Draft] = []
    head = _HEAD.search(text, start, end)
    at = head.end() if head and head.end() <= amounts[0].start else start
    for amount in amounts:
        lead = _BEFORE.match(text, at)
        first = lead.end() if lead else at
        name = name_after(text, first, amount.start) if first < amount.start else None
        if (
            name
            and name[0] - first < 3
            and _CLOSING.match(text[name[1] : amount.start])
            and organisation_score(text[name[0] : name[1]]) > -0.5
        ):
            drafts.append(
                Draft(
                    name[0],
                    amount.end,
                    "prose",
                    owner=trimmed(text, *name, "owner.enumerated"),
                    amount=amount,
                )
            )
        at = amount.end
    wanted = len(amounts) if head is None else max(2, len(amounts) - 1)
    return drafts if len(drafts) >= max(2, wanted) else []


_PART = re.compile(r",\s+(?:och\s+|samt\s+)?|\s+(?:och|samt)\s+(?=[A-ZÅÄÖ\"”])|[.]?\s*$")


def _pieces(text: str, start: int, first: int, end: int) -> list[Draft]:
    """Four names or more parted by commas, whatever words they hold; each opens with a capital and has no verb."""
    drafts: list[Draft] = []
    at = first
    for gap in _PART.finditer(text, first, end):
        if at >= gap.start():
            continue
        piece = trimmed(text, at, gap.start(), "owner.enumerated")
        at = gap.end()
        if (
            piece is None
            or not piece.of(text)[0].isupper()
            or len(piece.of(text).split()) > 8
            or _VERB.search(piece.of(text))
        ):
            return []
        drafts.append(Draft(start, end, "prose", owner=piece))
    return drafts if len(drafts) >= 4 else []


_VERB = re.compile(r"\s(?:är|har|får|ska|som|att|kan|vill|fick|till|med)\s|[.:;!?]")


def unpriced(text: str, start: int, end: int) -> list[Draft]:
    """Three names or more (two organisations or more) behind "mottagare är", "får stöd:" and the like."""
    head = _HEAD.search(text, start, end)
    if head is None or words.PROPOSAL.search(text, start, end) or words.REJECTED.search(text, start, end):
        return []
    if not words.AWARD.search(text[start : head.end()]) and "ottagare" not in head[0]:
        return []
    drafts: list[Draft] = []
    at = head.end()
    while at < end:
        name = name_after(text, at, end)
        if name is None:
            break
        draft = Draft(start, end, "prose", owner=trimmed(text, *name, "owner.enumerated"))
        stop = name[1]
        aside = _ASIDE.match(text, stop, end)
        if aside:
            stop = aside.end()
            if aside[1] and (partner := trimmed(text, *aside.span(1), "partner.together")):
                draft.partners.append(partner)
        drafts.append(draft)
        gap = _GAP.match(text, stop, end)
        if gap is None:
            break
        at = gap.end()
    rest = text[at:end].strip() if not drafts else text[stop:end].strip(" .")
    if len(rest) > 60 or len(drafts) < 3:
        drafts, rest = _pieces(text, start, head.end(), end) or drafts, rest
        rest = "" if len(drafts) >= 4 else rest
    owners = [text[d.owner.start : d.owner.end] for d in drafts if d.owner]
    people = sum(is_person(name) and organisation_score(name) <= 0 for name in owners)
    named = sum(organisation_score(name) > 0.4 for name in owners)
    if people * 2 > len(owners) or len(rest) > 60:
        return []
    return drafts if len(drafts) >= 3 or (len(drafts) == 2 and named == 2) else []

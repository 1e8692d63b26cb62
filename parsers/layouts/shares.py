"""One sum told of several recipients: each the same, one each in order, as much as the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import Money
from anslag.parsers.phrases.names import name_after, name_before
from anslag.parsers.phrases.parties import organisation_score

_EACH = re.compile(
    r"\s*(?:kronor\s+)?(?:i\s+\w+\s+)?(?:(?:vardera|var)\b|till\s+(?:vardera|var\s+och\s+en\s+av)\s)"
)
_PAIR = re.compile(r"(?:,|\s+och|\s+samt)\s+(?=[A-ZÅÄÖ])")
_PAIR_BEHIND = re.compile(
    r"(?:,\s+(?:som|där|vars|för)\s[^,.;]{3,90})?(?:,|,?\s+och|,?\s+samt)\s+(?=[A-ZÅÄÖ])"
)


def shared(text: str, draft: Draft, start: int, until: int) -> Iterator[Draft]:
    """The draft, once for each of "X, Y och Z" when all get the amount ("vardera"), in the order of the names."""
    if draft.amount is None or draft.owner is None or not _EACH.match(text, draft.amount.end, until):
        yield draft
        return
    behind = draft.owner.start > draft.amount.end
    names = [] if behind else _names_before(text, start, draft.owner)
    if not names:
        # "ger X, Y och Z 50 000 kronor var": the verb stands before the names.
        names = _names_behind(text, draft.owner.end, until if behind else draft.amount.start)
        behind = True
    others = [
        Draft(
            draft.start,
            draft.end,
            draft.layout,
            owner=trimmed(text, *name, "owner.sentence"),
            amount=draft.amount,
        )
        for name in names
    ]
    yield from [draft, *others] if behind else [*others, draft]


def _names_before(text: str, start: int, owner: Span) -> list[tuple[int, int]]:
    """The names that are listed before ``owner`` ("X, Y och" Z), in the order of the text."""
    found: list[tuple[int, int]] = []
    at = owner.start
    for pair in reversed(list(_PAIR.finditer(text, start, owner.start + 1))):
        name = name_before(text, start, pair.start()) if pair.end() == at else None
        if name is None or name[1] != pair.start():
            break
        at = name[0]
        found.insert(0, name)
    return found


def _names_behind(text: str, at: int, end: int) -> list[tuple[int, int]]:
    """The names that are listed behind ``at`` (", Y och Z"), in the order of the text."""
    found: list[tuple[int, int]] = []
    while (pair := _PAIR_BEHIND.match(text, at, end)) and (name := name_after(text, pair.end(), end)):
        found.append(name)
        at = name[1]
    return found


_RESPECTIVELY = re.compile(
    r"(?<![\w.,])(?P<first>[0-9]+(?:,[0-9]+|(?: [0-9]{3})+)?)\s+resp(?:ektive|\.)?\s+$"
)


_FIGURES = re.compile(r"[0-9]+(?:,[0-9]+|(?: [0-9]{3})+)?")


def _number(figures: str) -> float:
    return float(figures.replace(" ", "").replace(",", "."))


def respectively(text: str, start: int, end: int, amounts: list[Money]) -> list[Draft]:
    """Two recipients whose sums stand together ("A och B får 4 respektive 5,5 miljoner kronor")."""
    for second in amounts:
        found = _RESPECTIVELY.search(text, max(start, second.start - 40), second.start)
        verb = words.RECEIVE.search(text, start, found.start()) if found else None
        last = name_before(text, start, verb.start()) if verb else None
        if found is None or last is None:
            continue
        owner = Span(*last, "owner.sentence")
        before = _names_before(text, start, owner)
        if len(before) != 1:
            continue
        printed = _FIGURES.search(text, second.start, second.end)
        scale = second.amount / _number(printed[0]) if printed else 1
        value = round(_number(found["first"]) * scale, 2)
        first = replace(
            second,
            start=found.start("first"),
            end=found.end("first"),
            amount=int(value) if value == int(value) else value,
            rule="money.respectively",
        )
        return [
            Draft(start, end, "prose", owner=trimmed(text, *before[0], "owner.sentence"), amount=first),
            Draft(start, end, "prose", owner=owner, amount=second),
        ]
    return []


_JOINT = re.compile(
    r"(?:,|;|(?<!\w)(?:och|samt|medan))\s+(?:(?:och|samt|medan)\s+)?(?:i\s+det\s+(?:andra|tredje)\s+)?(?=[A-ZÅÄÖ]|[0-9]+[A-ZÅÄÖ])"
)
_LITTLE = r"(?:ytterligare|drygt|knappt|cirka|ca|hela|nästan|närmare|omkring|även|också)"
_RIGHT_BEHIND = re.compile(
    rf"(?:\s+(?:i|på|från)\s+[A-ZÅÄÖ][\wåäö-]+)?,?\s*(?:(?:med|fick|får)\s+)?(?:{_LITTLE}\s+)?"
)
_ALSO_SUM = re.compile(rf"(?:,|;|(?<!\w)(?:och|samt|medan))\s+(?:och\s+)?(?:{_LITTLE}\s+)?$")
_TO = re.compile(r"\s*(?:i\s+\w+\s+)?(?:till|åt)\s+")


def carried(text: str, last: Draft, amount: Money, taken: int, until: int) -> tuple[int, int] | None:
    """The recipient whose verb stands with the sum before ("X får 5 kronor till Y och Z 7 kronor", "… och 7 kronor till Z")."""
    if last.owner is None or last.amount is None or re.search(r"[.:!?]\s", text[taken : amount.start]):
        return None
    if last.owner.start > last.amount.end and _ALSO_SUM.search(text, taken, amount.start):
        to = _TO.match(text, amount.end, until)
        name = name_after(text, to.end(), until) if to else None
        return name if name and organisation_score(text[name[0] : name[1]]) > -0.5 else None
    for joint in reversed(list(_JOINT.finditer(text, taken, amount.start))):
        name = name_after(text, joint.end(), amount.start)
        if name and _RIGHT_BEHIND.fullmatch(text, name[1], amount.start):
            return name if organisation_score(text[name[0] : name[1]]) > -0.5 else None
    return None


_AS_MUCH = re.compile(
    r"(?:Lika\s+mycket|Samma\s+(?:summa|belopp))\s+(?:pengar\s+)?(?:(?P<goes>(?:går|gick|ges|gavs)\s+(?:\w+\s+)?till\s+)|(?:får|fick|beviljas|tilldelas)\s+(?:också\s+|även\s+)?)(?=[A-ZÅÄÖ])"
)
_GETS_AS_MUCH = re.compile(
    r"\s+(?:får|fick|beviljas|tilldelas)\s+(?:\w+\s+)?(?:lika\s+mycket|samma\s+(?:summa|belopp))\b(?!\s+till)"
)


def as_much(text: str, start: int, end: int, last: Draft) -> Draft | None:
    """The recipient of the sum told in the sentence before ("Lika mycket går till X")."""
    if last.amount is None:
        return None
    told = _AS_MUCH.match(text, start, end)
    gets = _GETS_AS_MUCH.search(text, start, end)
    name = (
        name_after(text, told.end(), end)
        if told
        else name_before(text, start, gets.start())
        if gets
        else None
    )
    if name is None or organisation_score(text[name[0] : name[1]]) <= 0:
        return None
    return Draft(start, end, "prose", owner=trimmed(text, *name, "owner.sentence"), amount=last.amount)


_TOGETHER = re.compile(r"\b(?:tillsammans|gemensamt|dela(?:r)?\s+på)\s+(?:\w+\s+)?$")


def is_for_several(text: str, draft: Draft, start: int) -> bool:
    """Whether several names share the one sum ("X, Y och Z får tillsammans 2 miljoner"), so that it is nobody's own."""
    if draft.amount is None or draft.owner is None or draft.owner.start > draft.amount.start:
        return False
    if not _TOGETHER.search(text, start, draft.amount.start):
        others = _names_before(text, start, draft.owner)
        named = all(
            organisation_score(text[one[0] : one[1]]) > 0.4
            for one in [*others, (draft.owner.start, draft.owner.end)]
        )
        return bool(others) and named and not _EACH.match(text, draft.amount.end)
    listed = _names_behind(text, draft.owner.end, draft.amount.start)
    return bool(listed or _names_before(text, start, draft.owner))

"""What a text tells more than once: the same grant again, a rounded sum in full, the whole of several grants."""

from __future__ import annotations

from anslag.parsers.layouts.draft import Draft
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.phrases.parties import is_organisation, is_person

_MOST_ALIKE = 200


def once(text: str, drafts: list[Draft]) -> list[Draft]:
    """Each grant once: the same recipient and amount told again adds what was missing."""
    kept: list[Draft] = []
    alike: dict[object, list[Draft]] = {}
    for draft in drafts:
        same = alike.setdefault(draft.amount.amount if draft.amount else None, [])
        twin = next((one for one in same[:_MOST_ALIKE] if _is_same(text, one, draft)), None)
        if twin is None:
            kept.append(draft)
            same.append(draft)
            continue
        twin.title = twin.title or draft.title
        twin.owner = twin.owner or draft.owner
        twin.period = twin.period or draft.period
        twin.partners = twin.partners or draft.partners
        if twin.owner and twin.title and twin.owner.of(text) in twin.title.of(text):
            # "medfinansierar Växtzon 2.0": told again, it turns out to be the project.
            twin.owner = twin.owner if is_organisation(twin.owner.of(text)) else None
    return kept


def _is_same(text: str, one: Draft, other: Draft) -> bool:
    if one.amount is None or other.amount is None:
        return False
    if one.amount.amount != other.amount.amount:
        return False
    names = [
        (d.owner.of(text).lower() if d.owner else "", d.title.of(text).lower() if d.title else "")
        for d in (one, other)
    ]
    same_owner = (
        not names[0][0] or not names[1][0] or names[0][0] in names[1][0] or names[1][0] in names[0][0]
    )
    # Two researchers at one university may get the same sum.
    people = [{p.of(text) for p in d.partners if is_person(p.of(text))} for d in (one, other)]
    if all(people) and not people[0] & people[1]:
        return False
    same_title = not names[0][1] or not names[1][1] or names[0][1] == names[1][1]
    return same_owner and same_title


_NEAR_ENOUGH = 0.05
_SOON = 1500


def in_full(text: str, drafts: list[Draft]) -> list[Draft]:
    """Each grant once; a rounded sum ("drygt 14 miljoner") becomes the exact one given below ("14 235 000 kronor")."""
    drafts = once(text, drafts)
    owners = {one.amount.start: one.owner.of(text) for one in drafts if one.amount and one.owner}
    for draft in drafts:
        if draft.amount is None or draft.amount.hedge not in ("about", "more", "less") or draft.amount.cap:
            continue
        mine = draft.owner.of(text) if draft.owner else None
        near = [
            one
            for one in money(text, draft.amount.end, min(len(text), draft.amount.end + _SOON))
            if _is_exact(draft.amount, one) and mine in (None, owners.get(one.start, mine))
        ]
        if len({one.amount for one in near}) == 1:
            draft.amount = near[0]
    return once(text, drafts)


def _is_exact(rounded: Money, one: Money) -> bool:
    more, less = one.amount > rounded.amount, one.amount < rounded.amount
    return (
        not one.hedge
        and one.currency == rounded.currency
        and abs(one.amount - rounded.amount) <= _NEAR_ENOUGH * rounded.amount
        and ((more and rounded.hedge != "less") or (less and rounded.hedge != "more"))
    )

"""Reads the grants out of a release: layouts compete, the release's own claims arbitrate."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date

from anslag.parsers.checks import checks, holds
from anslag.parsers.layouts.common_period import period_of_all, year_of_all
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, Reading, Span
from anslag.parsers.layouts.graded import graded
from anslag.parsers.layouts.headed import headed
from anslag.parsers.layouts.labelled import labelled
from anslag.parsers.layouts.lists import bulleted, numbered
from anslag.parsers.layouts.prose import prose
from anslag.parsers.layouts.table import table
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.claims import claimed_count, claimed_total
from anslag.parsers.phrases.decisions import decided_by, decided_on, named_funder
from anslag.parsers.phrases.parties import is_area
from anslag.parsers.records import Claims, Evidence, Extraction, Grant, Release

LAYOUTS = (table, labelled, numbered, bulleted, headed, prose)
"""Every layout, most telling first: of two readings as good, the earlier one wins."""

_LIMIT = 10_000


def extraction(release: Release) -> Extraction:
    """Everything that ``release`` says about granted money, each value with its place and its rule."""
    context = Context(release)
    claims = _claims(context)
    chosen = _chosen(context, claims)
    if chosen:
        _share_period(context, chosen)
    grants = _grants(context, chosen.drafts[:_LIMIT]) if chosen else ()
    doubts = [
        (name, f"grant {i}: {message}")
        for i, d in enumerate(chosen.drafts if chosen else (), 1)
        for name, message in _doubts(context.text, d)
    ]
    found = checks(claims, grants, doubts)
    return _decided(context, Extraction(release, claims, graded(grants, found), found))


def _claims(context: Context) -> Claims:
    text = context.text
    headline, openings = context.openings
    total = claimed_total(text, headline, openings)
    count = claimed_count(text, headline, openings)
    evidence = {}
    if total:
        evidence["claimed_total"] = Evidence(
            total.start, total.end, text[total.start : total.end], total.rule
        )
    if count:
        evidence["claimed_count"] = Evidence(count.start, count.end, text[count.start : count.end], "count")
    return Claims(
        total=total.amount if total else None,
        currency=total.currency if total else None,
        approximate=bool(total and total.hedge),
        hedge=total.hedge if total else "",
        unit=total.unit if total else 1,
        count=count.value if count else None,
        evidence=evidence,
    )


def _chosen(context: Context, claims: Claims) -> Reading | None:
    if not words.AWARD.search(context.text) or context.grants_nothing:
        return None
    readings: list[Reading] = []
    for layout in LAYOUTS:
        readings.append(_arbitrated(_without_total(context, layout(context), claims), claims))
        if _explains(readings[-1], claims):
            # Nothing that a later layout finds could agree better with the release's own words.
            return readings[-1]
    ranked = [
        (_worth(reading, claims), -order, reading) for order, reading in enumerate(readings) if reading.drafts
    ]
    return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def _explains(reading: Reading, claims: Claims) -> bool:
    """Whether a laid-out reading has as many grants as claimed, and they sum to the claimed total."""
    amounts = [d.amount.amount for d in reading.drafts if d.amount]
    return (
        claims.total is not None
        and len(amounts) == len(reading.drafts) == claims.count
        and claims.count > 1
        and reading.layout != "prose"
        and holds(claims.total, sum(amounts), claims.unit, claims.hedge)
    )


def _without_total(context: Context, reading: Reading, claims: Claims) -> Reading:
    """No grant of several is as large as the claimed total: it is that total told again, or somebody else's."""
    if claims.total is None or len(reading.drafts) == claims.count:
        return reading
    several = (claims.count or 0) > 1
    place = claims.evidence["claimed_total"].start
    amounts = [draft.amount.amount for draft in reading.drafts if draft.amount]
    if amounts.count(claims.total) > 1:
        return reading

    def stays(draft: Draft) -> bool:
        if draft.amount is None or draft.amount.currency != claims.currency:
            return True
        if draft.amount.amount == claims.total:
            return (draft.amount.start == place and _is_one_of(context, draft, amounts)) or (
                not several and bool(draft.owner or draft.title)
            )
        # More than all of them, and nobody's: money that the release tells of.
        return not several or draft.owner is not None or draft.amount.amount < (claims.total or 0)

    kept = [draft for draft in reading.drafts if stays(draft)]
    return Reading(reading.layout, kept)


def _is_one_of(context: Context, draft: Draft, amounts: Sequence[float]) -> bool:
    """Whether what looks like the claimed total is one recipient's sum among others."""
    name = draft.owner.of(context.text) if draft.owner else ""
    return bool(name) and len(amounts) > 1 and not is_area(name)


def _share_period(context: Context, reading: Reading) -> None:
    """Gives laid-out grants without any period the one that the release names for all of them."""
    alone = len(reading.drafts) < 2 and reading.layout != "table"
    if reading.layout in ("prose", "headed") or alone or any(d.period for d in reading.drafts):
        return
    period = period_of_all(context) or (year_of_all(context) if reading.layout == "table" else None)
    for draft in reading.drafts:
        draft.period = period


_MOST = 14


def _arbitrated(reading: Reading, claims: Claims) -> Reading:
    """The grants that make up the claimed number and total together, where a reading has more and only one choice fits."""
    drafts, count = reading.drafts, claims.count
    if claims.total is None or count is None or not 1 < count < len(drafts) <= _MOST:
        return reading
    fitting = [
        chosen
        for chosen in itertools.combinations(drafts, count)
        if all(d.amount for d in chosen)
        and holds(claims.total, sum(d.amount.amount for d in chosen if d.amount), claims.unit, claims.hedge)
    ]
    return Reading(reading.layout, list(fitting[0])) if len(fitting) == 1 else reading


def _worth(reading: Reading, claims: Claims) -> float:
    """How well a reading explains the release: fields found, and agreement with what the release claims."""
    worth = 0.0
    for draft in reading.drafts:
        worth += (
            (1.0 if draft.amount else 0.0)
            + (0.8 if draft.owner else 0.0)
            + (0.7 if draft.title else 0.0)
            + (0.5 if draft.period else 0.0)
        )
    if claims.count == len(reading.drafts):
        worth += 1.0 + 0.3 * len(reading.drafts)
    elif claims.count is not None and len(reading.drafts) > claims.count:
        worth -= 1.0 * (len(reading.drafts) - claims.count)
    amounts = [d.amount.amount for d in reading.drafts if d.amount]
    if claims.total is not None and amounts and holds(claims.total, sum(amounts), claims.unit, claims.hedge):
        worth += 2.0 + 0.3 * len(reading.drafts)
    if reading.layout != "prose" and not (reading.layout == "headed" and _is_told(reading)):
        worth *= 1.25
    return worth


def _is_told(reading: Reading) -> bool:
    """Whether the sections' headings name nothing, so that sentences alone tell the grants."""
    named = sum(
        (d.title is not None and "heading" in d.title.rule)
        or (d.owner is not None and "heading" in d.owner.rule)
        for d in reading.drafts
    )
    return named * 2 < len(reading.drafts)


def _doubts(text: str, draft: Draft) -> list[tuple[str, str]]:
    found = []
    if draft.period and draft.period.impossible:
        found.append(("date_impossible", f"no calendar has {draft.period.impossible!r}"))
    if draft.amount and draft.amount.high is not None:
        found.append(
            ("amount_unclear", f"a range was printed: {text[draft.amount.start : draft.amount.end]!r}")
        )
    return found


def _grants(context: Context, drafts: Sequence[Draft]) -> tuple[Grant, ...]:
    return tuple(_grant(context.text, draft, position) for position, draft in enumerate(drafts, 1))


def _value(text: str, span: Span | None) -> str | None:
    return re.sub(r"\s+", " ", span.of(text)) if span else None


def _grant(text: str, draft: Draft, position: int) -> Grant:
    evidence: dict[str, Evidence] = {}

    def note(name: str, start: int, end: int, rule: str) -> None:
        if start < end:
            evidence[name] = Evidence(start, end, text[start:end], rule or draft.layout)

    for name in ("title", "owner", "description"):
        span = getattr(draft, name)
        if span:
            note(name, span.start, span.end, span.rule)
    partners = _unique(text, draft)
    if partners:
        note("partners", min(s.start for s in partners), max(s.end for s in partners), partners[0].rule)
    clear = draft.amount if draft.amount and draft.amount.high is None else None
    if draft.amount:
        note("amount", draft.amount.start, draft.amount.end, draft.amount.rule)
    if draft.period:
        for name, value in (("period_start", draft.period.start_day), ("period_end", draft.period.end_day)):
            if value:
                note(name, draft.period.start, draft.period.end, draft.period.rule)
    if draft.number_span and draft.number_span.start < draft.number_span.end:
        note("number", draft.number_span.start, draft.number_span.end, "number.marker")
    return Grant(
        position=position,
        number=draft.number,
        title=_value(text, draft.title),
        owner=_value(text, draft.owner),
        partners=tuple(str(_value(text, span)) for span in partners),
        description=_value(text, draft.description),
        amount=clear.amount if clear else None,
        currency=clear.currency if clear else None,
        amount_approximate=bool(clear and clear.approximate),
        period_start=draft.period.start_day if draft.period else None,
        period_end=draft.period.end_day if draft.period else None,
        layout=draft.layout,
        evidence=evidence,
    )


def _unique(text: str, draft: Draft) -> list[Span]:
    seen: dict[str, Span] = {}
    for span in draft.partners:
        seen.setdefault(span.of(text), span)
    return list(seen.values())


def _decided(context: Context, found: Extraction) -> Extraction:
    text, release = context.text, found.release
    _, openings = context.openings
    end = max((stop for _, stop in openings), default=0)
    evidence = dict(found.claims.evidence)
    body = decided_by(text, end) if found.grants else None
    when = decided_on(text, end, release.published) if found.grants else None
    payer = named_funder(text, end)
    for name, span in (("decided_by", body), ("decided_on", when[0] if when else None), ("funder", payer)):
        if span:
            evidence[name] = Evidence(span[0], span[1], text[span[0] : span[1]], f"decision.{name}")
    decided: date | None = when[1] if when else None
    return Extraction(
        release=release,
        claims=found.claims,
        grants=found.grants,
        checks=found.checks,
        funder=text[payer[0] : payer[1]] if payer else release.publisher,
        decided_on=decided,
        decided_by=text[body[0] : body[1]] if body else None,
        evidence=evidence,
    )

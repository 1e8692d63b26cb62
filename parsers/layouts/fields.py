"""Takes labelled values and cells into a draft: amounts whose unit stands in the label, names, periods."""

from __future__ import annotations

import re

from anslag.parsers import fallback
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.mentions.mention import Period, Span
from anslag.parsers.mentions.periods import bound, periods
from anslag.parsers.phrases.money import Money, money
from anslag.parsers.phrases.parties import (
    ROLE,
    is_organisation,
    is_person,
    organisation_score,
    universities,
)

_NAME = r"[A-ZÅÄÖÉ][\wåäöéü'-]+"
_AT_WORK = re.compile(
    rf"(?:(?P<title>\S.*?\S)[\s,]+)??(?P<person>{_NAME}\s(?:(?:von|af|de)\s)?(?:{_NAME}\s)?{_NAME}),\s+(?P<place>[^:]{{3,160}})$",
    re.S,
)


def person_at_work(text: str, draft: Draft, span: Span) -> bool:
    """Takes "Titel Namn Namn, institution, lärosäte" into ``draft``; false where the words are no such thing.

    The title may be known from elsewhere; ``span`` then holds only the person and the workplace.
    """
    found = _AT_WORK.match(text[span.start : span.end])
    # Without a title before it, "Naturum Vänern, Lidköpings kommun" may be one itself.
    if (
        found is None
        or not is_person(found["person"])
        or not (found["title"] or draft.title not in (None, span))
    ):
        return False
    owner = _workplace(text, span.start + found.start("place"), span.end)
    if owner is None:
        return False
    draft.owner = owner
    draft.partners.append(
        Span(span.start + found.start("person"), span.start + found.end("person"), "partner.person")
    )
    if found["title"]:
        start = span.start
        for stop in re.finditer(r"[.:]\s+(?=[A-ZÅÄÖ0-9])", found["title"]):
            start = span.start + stop.end()
        draft.title = trimmed(text, start, span.start + found.end("title"), "title.lead")
    return True


def _workplace(text: str, start: int, end: int) -> Span | None:
    """The last organisation in "institutionen för ekologi, Lunds universitet, Lund"."""
    for part in reversed(list(re.compile(r"[^,]+").finditer(text, start, end))):
        owner = trimmed(text, part.start(), part.end(), "owner.workplace")
        if owner and organisation_score(owner.of(text)) > 0:
            return owner
    return None


def split_lead(text: str, draft: Draft, lead: Span) -> None:
    """Parts "Titel. Ägare", "Titel av Ägare" or "Titel – Ägare" in what stands before the first label."""
    if person_at_work(text, draft, lead):
        return
    person = re.match(
        r"(?P<person>[^.,\n]{4,60}),\s+(?P<place>[A-ZÅÄÖ][^.\n]{2,90}?)(?:[.:]\s+|\n+)(?P<title>\S.*)",
        text[lead.start : lead.end],
        re.S,
    )
    if person and is_person(person["person"]) and organisation_score(person["place"]) > 0:
        draft.partners.append(Span(lead.start, lead.start + person.end("person"), "partner.person"))
        draft.owner = trimmed(
            text, lead.start + person.start("place"), lead.start + person.end("place"), "owner.workplace"
        )
        draft.title = trimmed(text, lead.start + person.start("title"), lead.end, "title.lead")
        return
    colon = re.search(r":\s+(?=[A-ZÅÄÖ0-9\"”])", lead.of(text))
    if colon and is_organisation(lead.of(text)[: colon.start()]):
        draft.owner = trimmed(text, lead.start, lead.start + colon.start(), "owner.lead")
        draft.title = trimmed(text, lead.start + colon.end(), lead.end, "title.lead")
        return
    best: tuple[float, Span, Span] | None = None
    for gap in re.finditer(r"[.]\s+|\s+[-–—]\s+|\s+av\s+(?=[A-ZÅÄÖ])|,\s+|\n", text[lead.start : lead.end]):
        title = trimmed(text, lead.start, lead.start + gap.start(), "title.lead")
        owner = trimmed(text, lead.start + gap.end(), lead.end, "owner.lead")
        if not title or not owner:
            continue
        first, last = organisation_score(title.of(text)), organisation_score(owner.of(text))
        # A full stop or "av" parts more surely than a comma, which names hold too.
        sure = {".": 1.5, "a": 1.0, "\n": 0.5}.get(gap[0].strip(" ")[:1] or "\n", 0.0)
        if (gap[0].startswith(".") and last > 0) or last > 0.4 >= first - 1.0:
            ranked = (last - first + sure, title, owner)
            best = ranked if best is None or ranked[0] > best[0] else best
    if best is not None:
        draft.title, draft.owner = best[1], best[2]
        return
    if is_organisation(lead.of(text)):
        draft.owner, draft.title = lead, None
    else:
        draft.title = lead


def take(
    context: Context, draft: Draft, kind: str, start: int, end: int, scale: int = 1, currency: str = "SEK"
) -> None:
    """Puts a labelled value into ``draft``; the first value of a field stands."""
    text = context.text
    if kind == "amount" and draft.amount is None:
        draft.amount = amount_in(text, start, end, scale, currency)
    elif kind == "period" and draft.period is None:
        draft.period = next(iter(periods(text, start, end)), None) or _bare_year(text, start, end)
    elif kind in ("start", "finish"):
        _take_bound(context, draft, kind, start, end)
    elif kind in ("title", "owner") and (
        getattr(draft, kind) is None
        or (kind == "title" and draft.title and draft.title.rule == "title.above")
    ):
        stop = re.compile(r"\.\s+(?=[A-ZÅÄÖ])|\s+●|\s{2,}|\s\|").search(text, start, end)
        # A title may hold a full stop ("Rätten till staden. Hyresgäster organiserar sig"); sentences behind it end in one.
        whole = kind == "title" and stop is not None and stop[0][0] == "." and text[end - 1] not in ".!"
        last = stop.start() if stop and not whole and not _legal_dot(text, stop.start()) else end
        last = min([last, *(m.start for m in money(text, start, end))])
        span = trimmed(text, start, last, f"{kind}.label")
        setattr(draft, kind, _first_owner(text, draft, span) if kind == "owner" and span else span)
    elif kind == "partners" and not draft.partners:
        draft.partners += listed_names(text, start, end)
    elif kind == "person":
        _take_person(context, draft, start, end)
    elif kind in ("description", "purpose") and draft.description is None:
        rule = "description.purpose" if kind == "purpose" else "description.label"
        draft.description = trimmed(text, start, end, rule)


_TITLED = re.compile(rf"{ROLE}\s", re.I)
_BESIDE = re.compile(
    r",?\s+(?:tillsammans\s+med|i\s+(?:samarbete|samverkan)\s+med|och\s+(?:ett|en|flera|fler|andra)\s+[a-zåäö]+)\s"
)
_NEXT_PARTY = re.compile(r",\s+(?=[A-ZÅÄÖ])")


def _first_owner(text: str, draft: Draft, span: Span) -> Span:
    """The owner of a labelled value that names partners too: "Granby kommun tillsammans med Hults IF"."""
    comma = text.find(", ", span.start, span.end)
    place = trimmed(text, comma + 1, span.end, "owner.workplace") if comma > 0 else None
    workplace = place is not None and (
        universities(text, place.start, place.end) or _TITLED.match(text, span.start, comma)
    )
    if place and workplace and is_person(text[span.start : comma]) and organisation_score(place.of(text)) > 0:
        draft.partners.append(Span(span.start, comma, "partner.person"))
        return place
    last = text.rfind(", ", span.start, span.end)
    staff = trimmed(text, last + 1, span.end, "partner.person") if last > 0 else None
    if staff and is_person(staff.of(text)) and organisation_score(text[span.start : last]) > 0.4:
        # "Lunda universitet, Eva Ek": the workplace first.
        draft.partners.append(staff)
        return Span(span.start, last, span.rule)
    beside = _BESIDE.search(text, span.start, span.end)
    if beside and beside.start() > span.start:
        return Span(span.start, beside.start(), span.rule)
    parts = list(_NEXT_PARTY.finditer(text, span.start, span.end))
    if len(parts) > 1 and organisation_score(text[span.start : parts[0].start()]) > 0.4:
        draft.partners += listed_names(text, parts[0].end(), span.end)
        return Span(span.start, parts[0].start(), span.rule)
    return span


def _legal_dot(text: str, at: int) -> bool:
    return bool(re.search(r"\b(?:ek|för|f|St|m|fl)$", text[max(0, at - 4) : at]))


def _take_person(context: Context, draft: Draft, start: int, end: int) -> None:
    text = context.text
    comma = text.find(",", start, end)
    person = trimmed(text, start, comma if comma > 0 else end, "partner.person")
    if person and is_person(person.of(text)):
        draft.partners.append(person)
        if comma > 0 and draft.owner is None:
            place = trimmed(text, comma + 1, end, "owner.workplace")
            draft.owner = place if place and organisation_score(place.of(text)) > 0 else None


def at_home(context: Context, draft: Draft) -> None:
    """A person without a workplace of their own works where the release is at home."""
    home = context.home_near(draft.start)
    if draft.owner is None and home and any(span.rule == "partner.person" for span in draft.partners):
        draft.owner = Span(home.start, home.end, "owner.home")


def _take_bound(context: Context, draft: Draft, kind: str, start: int, end: int) -> None:
    """Takes a labelled first or last day into the draft's period."""
    last = kind == "finish"
    found = bound(context.text, start, end, last=last) or _odd_day(context, start, end, last)
    known = draft.period
    if found is None or (known and known.rule not in ("period.bounds", "period.fallback")):
        return
    if known is None:
        draft.period = found
        return
    draft.period = Period(
        min(known.start, found.start),
        max(known.end, found.end),
        known.start_day or found.start_day,
        known.end_day or found.end_day,
        "period.bounds",
        impossible=known.impossible or found.impossible,
    )


def _odd_day(context: Context, start: int, end: int, last: bool) -> Period | None:
    """A labelled day in a form that the grammar does not know ("the 1st of March, 2024")."""
    span = trimmed(context.text, start, end)
    one = fallback.day(span.of(context.text), context.release.published) if span else None
    if span is None or one is None:
        return None
    return Period(span.start, span.end, None if last else one, one if last else None, "period.fallback")


def _bare_year(text: str, start: int, end: int) -> Period | None:
    from datetime import date

    found = re.compile(r"\s*((?:19|20)[0-9]{2})\s*\.?\s*$").match(text, start, end)
    if not found:
        return None
    year = int(found[1])
    return Period(found.start(1), found.end(1), date(year, 1, 1), date(year, 12, 31), "period.during", "year")


def amount_in(text: str, start: int, end: int, scale: int = 1, currency: str = "SEK") -> Money | None:
    """The amount in a labelled value or a table cell, whose unit and currency may stand in the label."""
    found = next(iter(money(text, start, end)), None)
    if found:
        return found
    bare = re.compile(
        r"\s*(?:(?:ca|cirka|högst|max|upp\s+till)\.?\s+)?([0-9]{1,3}(?:[ .][0-9]{3})+(?:,[0-9]{1,2})?|[0-9]{1,3} [0-9]{6}(?![0-9])|[0-9]{1,9}(?:,[0-9]{1,3})?)(?:[,:]-)?(?![0-9])"
    ).match(text, start, end)
    rest = text[bare.end() : end].strip(" .*") if bare else "x"
    if bare is None or (rest and rest[0].isalnum()):
        return None
    digits = bare[1].replace(" ", "").replace(".", "").replace(",", ".")
    value = float(digits) * scale
    whole = int(value) if value == int(value) else value
    return Money(bare.start(1), bare.end(1), whole, currency, unit=scale, explicit=False, rule="money.column")


def listed_names(text: str, start: int, end: int) -> list[Span]:
    """Names in an enumeration: parted by commas, semicolons, slashes and a last "och" or "samt"."""
    spans = []
    at = start
    for gap in [*re.compile(r"\s*[,;/]\s+|\s+(?:samt|och)\s+(?=[A-ZÅÄÖ])|\s*$").finditer(text, start, end)]:
        span = trimmed(text, at, gap.start(), "partner.label")
        if span:
            spans.append(span)
        at = gap.end()
    rest = trimmed(text, at, end, "partner.label") if at < end else None
    return [*spans, rest] if rest else spans

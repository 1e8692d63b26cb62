"""Grants told in sentences: "X får N kronor för …", "N kronor går till X", "projektet ”T” beviljas N"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Reading, Span, trimmed
from parsers.layouts.enumerated import priced, unpriced
from parsers.phrases import granting as words
from parsers.phrases.dates import Period, periods
from parsers.phrases.money import Money, money
from parsers.phrases.names import name_after, name_before, person_at, title_in
from parsers.phrases.parties import is_organisation, is_person, organisation_score
from parsers.phrases.sentences import sentences
from parsers.records import BlockKind

_BARE = re.compile(
    r"(?<![\w.,-])[0-9]{1,3}(?: [0-9]{3})+(?!\s?(?:%|procent|ton|personer|kvm|kvadrat|hektar|ha\b|st\b|km|meter|elever|besökare|invånare|ansökningar|[0-9]))"
)
_SPEECH = re.compile(r"^[–—-]\s|säger\b|berättar\b|menar\b")
_FILLER = re.compile(
    r"^(?:\s|,|\bett\b|\bi\b|\bom\b|\bpå\b|\bmed\b|\bstöd\b|\bbidrag(?:et)?\b|\banslag\b|\bmedel\b|\bsumman\b|\b\w*bidrag\b|\b\w*stöd\b|\b\w*medel\b|\b\w*anslag\b|\bhela\b|\btotalt\b|\bsammanlagt\b|\bytterligare\b|\bdrygt\b|\bknappt\b|\bcirka\b|\bca\b|\bnärmare\b|\bnära\b|\böver\b|\bupp till\b|\bomkring\b|\bhögst\b|\bmaximalt\b|\bmax\b|\bnu\b|\bockså\b|\bäven\b|\bsom\b|\bnytt\b|\bungefär\b|\bi år\b|\brunt\b|\bmest\b|\bsin\b|\bfå\b|\binte mindre än\b|\bmer än\b|\bminst\b|\bpengar\b|\bvardera\b|\bdessutom\b|\bvarsin\b|:|–)*$",
    re.I,
)


_ANAPHOR = re.compile(r"\b(?:[Pp]rojektet|[Ss]atsningen|[Ii]nitiativet)\b(?!\s+[A-ZÅÄÖ\"”])")


@dataclass(slots=True)
class _Told:
    """What a paragraph has named so far, for sentences that only say "det tilldelades"."""

    title: Span | None = None
    owner: Span | None = None
    person: Span | None = None
    place: Span | None = None


def prose(context: Context) -> Reading:
    """All grants that running text tells, each once however often it is told."""
    drafts: list[Draft] = []
    heading: Span | None = None
    for block in context.release.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.HEADLINE):
            heading = Span(block.start, block.end)
        if block.kind in (BlockKind.ROW, BlockKind.HEADLINE):
            continue
        drafts += told(
            context, block.start, block.end, heading if block.kind is not BlockKind.HEADING else None
        )
    kept = once(context.text, drafts)
    if len(kept) == 1:
        _completed(context, kept[0])
    return Reading("prose", kept)


_RUNS = re.compile(r"(?:pågår|pågå|löper|löpa|projektperiod\w*|projekttid\w*|genomförs)\s", re.I)


def _completed(context: Context, draft: Draft) -> None:
    """What later paragraphs say of the only grant: how long it runs, and with whom."""
    text = context.text
    for start, end in context.paragraphs:
        if start < draft.end:
            continue
        for first, last in sentences(text, start, end):
            if draft.period is None and _RUNS.search(text, first, last):
                draft.period = next(iter(periods(text, first, last)), None)
            if not draft.partners and re.search(r"\b(?:projektet|driver|drivs)\b", text[first:last]):
                partners(text, draft, first, last)


def told(
    context: Context, start: int, end: int, heading: Span | None = None, title: Span | None = None
) -> list[Draft]:
    """The grants that the sentences of one paragraph tell; ``title`` is what it is about, where that is known."""
    text = context.text
    if (
        not (words.AWARD.search(text, start, end) or "ottagare" in text[start:end])
        or text[start] in "–—"
        or (re.search(r"\b(?:säger|menar|berättar)\b", text[start:end]) and text[start] in '-”"')
    ):
        return []
    told_so_far = _Told(title=title or _heading_title(text, heading))
    drafts: list[Draft] = []
    for first, last in sentences(text, start, end):
        found = list(_sentence(context, first, last, told_so_far))
        _remember(context, first, last, told_so_far, found)
        for draft in found:
            drafts.append(draft)
    _complete(context, drafts, start, end, told_so_far)
    return drafts


def _heading_title(text: str, heading: Span | None) -> Span | None:
    if heading is None:
        return None
    named = title_in(text, heading.start, heading.end)
    return Span(*named, "title.heading") if named else None


def _sentence(context: Context, start: int, end: int, before: _Told) -> Iterator[Draft]:
    text = context.text
    sentence = text[start:end]
    if words.PROPOSAL.search(sentence) or words.REJECTED.search(sentence) or words.EARLIER.search(sentence):
        return
    amounts = list(_amounts(text, start, end))
    listed = priced(text, start, end, amounts)
    if listed:
        yield from listed
        return
    taken = start
    found = False
    for index, amount in enumerate(amounts):
        until = amounts[index + 1].start if index + 1 < len(amounts) else end
        if not is_granted(text, amount, start, end):
            taken = amount.end if not words.TOTAL_BEFORE.search(text[taken : amount.start]) else taken
            continue
        draft = _draft(context, amount, taken, start, until, before)
        if draft is not None:
            found = True
            yield from _shared(text, draft, taken, until)
        taken = amount.end
    if not found:
        yield from unpriced(text, start, end) or ([] if amounts else _unpriced(context, start, end))


_EACH = re.compile(r"\s*(?:kronor\s+)?(?:vardera|var)\b")
_PAIR = re.compile(r"\s+(?:och|samt)\s+(?=[A-ZÅÄÖ])")


def _shared(text: str, draft: Draft, start: int, until: int) -> Iterator[Draft]:
    """The draft, once for each of "X och Y" when both get the amount ("vardera")."""
    yield draft
    if draft.amount is None or draft.owner is None or not _EACH.match(text, draft.amount.end, until):
        return
    for pair in _PAIR.finditer(text, start, draft.owner.start):
        if pair.end() != draft.owner.start:
            continue
        name = name_before(text, start, pair.start())
        if name:
            yield Draft(
                draft.start,
                draft.end,
                draft.layout,
                owner=trimmed(text, *name, "owner.sentence"),
                amount=draft.amount,
            )


def _amounts(text: str, start: int, end: int) -> list[Money]:
    found = list(money(text, start, end))
    for bare in _BARE.finditer(text, start, end):
        if not any(m.start < bare.end() and bare.start() < m.end for m in found) and words.RECEIVE.search(
            text[max(start, bare.start() - 25) : bare.start()]
        ):
            value = int(bare[0].replace(" ", ""))
            found.append(Money(bare.start(), bare.end(), value, "SEK", explicit=False, rule="money.bare"))
    return sorted(found, key=lambda m: m.start)


_IN_ALL = re.compile(r"\s*(?:Totalt|Sammanlagt|Tillsammans|Sammantaget|Summan|I\s+snitt|Hela\s+summan)\b")
_WHERE = re.compile(
    r"\s(?:vid|i|på|från|inom|av|runt\s+om\s+i|ur)\s+(?:hela\s+)?[A-ZÅÄÖ][\wåäö-]*(?:\s+(?:[A-ZÅÄÖ]\w+|universitet|kommun|län|tekniska|högskola|institutet))*"
)


def is_granted(text: str, amount: Money, start: int, end: int) -> bool:
    """Whether the sentence grants this amount to somebody, by the words round it."""
    before = text[max(start, amount.start - 90) : amount.start]
    after = text[amount.end : min(end, amount.end + 160)]
    background = words.BACKGROUND_BEFORE.search(before)
    # "… procent av kostnaderna, dock högst 2 250 000 kronor": the cap is what was granted.
    capped = (
        background
        and re.search(r"(?:dock\s+)?(?:högst|maximalt|max|upp\s+till)\s*$", before)
        and words.RECEIVE.search(before)
    )
    decided = re.search(r"(?:bevilja\w*|tilldela\w*)\s+(?:\w+\s+){0,3}$", before)
    if (background and not capped) or (words.BACKGROUND_AFTER.match(after) and not decided):
        return False
    if _IN_ALL.match(text[start : amount.start]) and not re.search(
        r"\s[A-ZÅÄÖ]\w", text[start : amount.start]
    ):
        return False
    if words.TOTAL_AFTER.match(after):
        return False
    clause = _WHERE.sub(" ", re.split(r"[;:]|,\s(?:och|men|samt)\s", before)[-1])
    counted = words.COUNT_SUBJECT.search(clause)
    return not (counted and not re.search(r"[A-ZÅÄÖ]\w+", clause[counted.end() :]))


def _draft(
    context: Context, amount: Money, taken: int, start: int, until: int, before: _Told
) -> Draft | None:
    text = context.text
    draft = Draft(start, until, "prose", amount=amount)
    lead = text[taken : amount.start]
    owner, verb = _owner(text, taken, amount, until)
    title = title_in(text, start if taken == start else taken, until) or (
        title_in(text, start, taken) if taken > start else None
    )
    if owner and title and owner[0] < title[1] and title[0] < owner[1]:
        owner = None
    if owner:
        draft.owner = trimmed(text, *owner, "owner.sentence")
    elif (not verb and not (before.title or before.owner)) or (
        words.TOTAL_BEFORE.search(lead) and not title and not before.title
    ):
        return None
    if title:
        draft.title = trimmed(text, *title, "title.project")
    elif before.title and (not owner or verb == "told" or _ANAPHOR.search(text, start, until)):
        draft.title = before.title
    if draft.owner is None:
        draft.owner = owner_named(text, start, until) or before.owner
    _people(context, draft, start, until, before)
    if draft.owner is None and draft.title is None and not before.person:
        return None
    if (
        draft.owner
        and draft.title
        and draft.owner.of(text) in draft.title.of(text)
        and not is_organisation(draft.owner.of(text))
    ):
        draft.owner = before.owner
    draft.period = _period(text, start, until, draft)
    partners(text, draft, start, until)
    return draft


_BEHIND = re.compile(r",\s+(?=[A-ZÅÄÖ])")
_TITLE_BEFORE = re.compile(r"(?:^|[:.]\s+|\n)(?P<title>[A-ZÅÄÖ0-9][^.:;\n]{2,90}?),\s+$")


def _apposed(text: str, draft: Draft, start: int, end: int) -> tuple[int, int] | None:
    """The title in "Bazar, Eskilstuna kommun får …": two names in a row, the second of them an organisation."""
    assert draft.owner is not None
    behind = _BEHIND.match(text, draft.owner.end, end)
    if behind and organisation_score(draft.owner.of(text)) <= 0.4:
        name = name_after(text, behind.end(), end)
        if name and organisation_score(text[name[0] : name[1]]) > 0.4:
            first = (draft.owner.start, draft.owner.end)
            draft.owner = trimmed(text, *name, "owner.apposition")
            return first
    before = _TITLE_BEFORE.search(text[start : draft.owner.start])
    if (
        before
        and organisation_score(draft.owner.of(text)) > 0.4
        and not is_person(before["title"])
        and not re.search(r"\s(?:har|får|är|och)\s", before["title"])
    ):
        return start + before.start("title"), start + before.end("title")
    return None


def _owner(text: str, taken: int, amount: Money, until: int) -> tuple[tuple[int, int] | None, str]:
    """The recipient of ``amount`` and the kind of verb that names it ("" when no verb does)."""
    lead_start, lead_end = taken, amount.start
    goes = words.GOES.match(text, amount.end, until)
    if goes:
        return name_after(text, goes.end(), until), "goes"
    toward = _TOWARD.search(text, lead_start, lead_end)
    if toward:
        return (name_after(text, toward.end("to"), lead_end) if toward["to"] else None), "goes"
    gap = _ELLIPSIS.match(text, lead_start)
    if gap and gap.end() < lead_end and lead_start and text[lead_start - 1] != "." and lead_start != 0:
        name = name_after(text, gap.end(), lead_end)
        if (
            name
            and not text[name[1] : lead_end].strip(" ,")
            and organisation_score(text[name[0] : name[1]]) > 0
        ):
            return name, "receive"
    receive = _last(words.RECEIVE, text, lead_start, lead_end)
    give = _last(words.GIVE, text, lead_start, lead_end)
    if receive and (not give or receive.start() >= give.start()):
        middle = _inverted(text, receive.end(), lead_end)
        if middle:
            return middle, "receive"
        if text[lead_start : receive.start()].rstrip()[-1:] in ('"', "”", "“", "»"):
            return None, "receive"
        return _subject(text, lead_start, receive.start()), "receive"
    if give:
        aims = _AIM.match(text, amount.end, until)
        aimed = name_after(text, aims.end(), until) if aims else None
        return aimed or _inverted(text, give.end(), lead_end), "give"
    aims = words.AIMS.match(text, amount.end, until)
    if aims and words.AWARD.search(text, lead_start, until):
        found = name_after(text, aims.end(), until)
        if found:
            return found, "aims"
    return None, "told" if words.TOLD.search(text, lead_start, lead_end) else ""


_TOWARD = re.compile(
    r"(?<!\w)(?P<to>[Tt]ill\s+)(?=[A-ZÅÄÖ\"”])[^.;]{2,80}?\s(?:går|gick|ges|fördelas|delas\s+ut|avsätts|beviljas)\s+(?:\w+\s+)?$|(?<!\w)(?P<project>[Tt]ill\s+\w*projektet\s)[^.;]{2,80}?\s(?:går|gick|ges)\s+(?:\w+\s+)?$"
)
_ELLIPSIS = re.compile(r"\s*(?:,|och|samt|,\s*och|,\s*samt)\s+(?=[A-ZÅÄÖ])")
_AIM = re.compile(r"\s*(?:i\s+[\w-]+\s+|till\s+[\w-]+\s+[\w-]+\s+)?(?:till|åt)\s+")


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, start, end):  # noqa: B007
        pass
    return found


def _inverted(text: str, start: int, end: int) -> tuple[int, int] | None:
    # Behind an adverbial the subject follows the verb: "I Norrköping får Lantmännen 820 000".
    if _FILLER.match(text[start:end]):
        return None
    found = name_after(text, start, end)
    if found is None:
        aside = re.search(r"\b(?:till|åt)\s+(?=[A-ZÅÄÖ])", text[start:end])
        return name_after(text, start + aside.end(), end) if aside else None
    return found


def _subject(text: str, start: int, end: int) -> tuple[int, int] | None:
    partner = words.PARTNERS.search(text, start, end)
    if partner and partner.start() > start:
        found = name_before(text, start, partner.start())
        if found:
            return found
    inverted = _inverted_perfect(text, start, end)
    return inverted or name_before(text, start, end)


def _inverted_perfect(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = re.search(r"(?<!\w)(?:har|hade)\s+(?=[A-ZÅÄÖ])", text[start:end])
    return name_after(text, start + found.end(), end) if found else None


_PAID = re.compile(r"\b(?:[Pp]engarna|[Bb]idraget|[Ss]tödet|[Mm]edlen|[Aa]nslaget)\s+går\s+till\s+")


def owner_named(text: str, start: int, end: int) -> Span | None:
    """The owner that a phrase of its own names ("drivs av X", "X är projektägare")."""
    owns = words.OWNS.search(text, start, end)
    if owns:
        person = person_at(text, owns.end(), end)
        if person and person[0][0] - owns.end() < 12:
            return trimmed(text, *person[1], "owner.leader")
        if owns[0].strip() != "med":
            found = name_after(text, owns.end(), end)
            if found and not is_person(text[found[0] : found[1]]):
                return trimmed(text, *found, "owner.leader")
    paid = _PAID.search(text, start, end)
    if paid and (found := name_after(text, paid.end(), end)):
        return trimmed(text, *found, "owner.paid")
    after = words.OWNER_AFTER.search(text, start, end)
    if after:
        found = name_before(text, start, after.start())
        if found:
            return trimmed(text, *found, "owner.role")
    return None


def _people(context: Context, draft: Draft, start: int, end: int, before: _Told) -> None:
    """A person as recipient: the money goes to where that person works."""
    text = context.text
    owner = draft.owner.of(text) if draft.owner else ""
    if draft.owner and not is_person(owner):
        return
    located = person_at(text, draft.owner.start if draft.owner else start, end)
    place = Span(*located[1], "owner.workplace") if located else None
    if (
        place is None
        and draft.owner
        and before.person
        and owner.split()[-1] == before.person.of(text).split()[-1]
    ):
        place = before.place
    if place and organisation_score(place.of(text)) <= 0:
        place = None
    if draft.owner:
        draft.partners.append(draft.owner)
        draft.owner = (
            place
            or (context.home and Span(context.home.start, context.home.end, "owner.home"))
            or draft.owner
        )
    elif place and before.owner is None and located:
        draft.partners.append(Span(*located[0], "partner.person"))
        draft.owner = place


def _period(text: str, start: int, end: int, draft: Draft) -> Period | None:
    for found in periods(text, start, end):
        inside_title = draft.title and draft.title.start <= found.start < draft.title.end
        lead = text[max(start, found.start - 28) : found.start].lower()
        if inside_title or (found.rule == "period.from" and "startar" in lead):
            continue
        if found.rule in ("period.years",) and not re.search(
            r"(?:under|åren|år|period\w*|för|mellan|från|löp\w*|pågår|tid)\W*(?:\w+\s){0,2}$|\($", lead
        ):
            continue
        return found
    return None


def partners(text: str, draft: Draft, start: int, end: int) -> None:
    """Adds the names behind "tillsammans med" and "i samverkan med"."""
    found = words.PARTNERS.search(text, start, end)
    if not found:
        return
    at = found.end()
    while True:
        name = name_after(text, at, end)
        if name is None:
            return
        span = trimmed(text, *name, "partner.together")
        if span and (draft.owner is None or span.of(text) != draft.owner.of(text)):
            draft.partners.append(span)
        more = re.compile(r"\s*(?:,|och|samt)\s+(?=(?:[a-zåäö]+\s)?[A-ZÅÄÖ])").match(text, name[1], end)
        if not more:
            return
        at = more.end()


_UNPRICED = re.compile(
    r"(?:beviljas|beviljats|beviljades|tilldelas|tilldelats|tilldelades|får|fått|fick)\s+(?:båda\s+|också\s+|även\s+|nu\s+|ett\s+)?(?:\w+\s)?\w*(?:stöd|bidrag|anslag|medel)\b",
    re.I,
)


def _unpriced(context: Context, start: int, end: int) -> list[Draft]:
    """Recipients named with a grant verb but no amount ("X AB i Götene och Y AB i Vara får båda stöd")."""
    text = context.text
    found = _UNPRICED.search(text, start, end)
    if not found or words.COUNT_SUBJECT.search(text[start : found.start()]) or not text[start].isupper():
        return []
    drafts: list[Draft] = []
    at = start
    while at < found.start():
        name = name_after(text, at, found.start())
        if name is None or organisation_score(text[name[0] : name[1]]) < 1.0:
            return drafts if len(drafts) > 1 else []
        drafts.append(Draft(start, end, "prose", owner=trimmed(text, *name, "owner.sentence")))
        more = re.compile(r"(?:\s+i\s+[A-ZÅÄÖ]\w+)?\s*(?:,|och|samt)\s+(?=[A-ZÅÄÖ])").match(
            text, name[1], found.start()
        )
        if not more:
            break
        at = more.end()
    return drafts if len(drafts) > 1 else []


def _remember(context: Context, start: int, end: int, told_so_far: _Told, found: list[Draft]) -> None:
    text = context.text
    title = title_in(text, start, end)
    located = person_at(text, start, end)
    if located and organisation_score(text[located[1][0] : located[1][1]]) > 0:
        told_so_far.person = Span(*located[0], "partner.person")
        told_so_far.place = trimmed(text, *located[1], "owner.workplace")
    if title:
        told_so_far.title = trimmed(text, *title, "title.project")
        told_so_far.owner = None
    owner = owner_named(text, start, end)
    if owner:
        told_so_far.owner = owner
    elif title and (person := person_at(text, start, end)):
        told_so_far.owner = trimmed(text, *person[1], "owner.leader")
        told_so_far.person = Span(*person[0], "partner.person")
    elif not found and title:
        follows = re.compile(r"[\"”“’']?,\s+").match(text, title[1], end)
        name = name_after(text, follows.end(), end) if follows else None
        if name and organisation_score(text[name[0] : name[1]]) > 0.4:
            told_so_far.owner = trimmed(text, *name, "owner.apposition")
    if not found and title is None and owner is None:
        granted = words.RECEIVE.search(text, start, end)
        give = re.compile(r"bevilja[rt]?e?\s+(?=[A-ZÅÄÖ])").search(text, start, end)
        name = (
            name_after(text, give.end(), end)
            if give
            else name_before(text, start, granted.start())
            if granted
            else None
        )
        if name and organisation_score(text[name[0] : name[1]]) > 0.4:
            told_so_far.owner = trimmed(text, *name, "owner.sentence")


def _complete(context: Context, drafts: list[Draft], start: int, end: int, told_so_far: _Told) -> None:
    # What a later sentence adds ("Arbetet kommer att drivas av X") belongs to the grant told last.
    if not drafts:
        return
    last = drafts[-1]
    if last.owner is None:
        last.owner = owner_named(context.text, last.start, end)
    if last.title is None and last.owner is None:
        last.title = told_so_far.title
    if last.period is None and len(drafts) == 1:
        last.period = _period(context.text, start, end, last)


def once(text: str, drafts: list[Draft]) -> list[Draft]:
    """Each grant once: the same recipient and amount told again adds what was missing."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((one for one in kept if _is_same(text, one, draft)), None)
        if twin is None:
            kept.append(draft)
            continue
        twin.title = twin.title or draft.title
        twin.owner = twin.owner or draft.owner
        twin.period = twin.period or draft.period
        twin.partners = twin.partners or draft.partners
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
    same_title = not names[0][1] or not names[1][1] or names[0][1] == names[1][1]
    return same_owner and same_title

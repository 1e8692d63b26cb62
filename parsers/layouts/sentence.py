"""Who gets what in one sentence: the verb of granting, the names round it, the words that spoil it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.layouts.context import Context
from parsers.layouts.draft import Draft, Span, trimmed
from parsers.layouts.recipients import owner_named, recipient_of
from parsers.layouts.shares import carried
from parsers.phrases import granting as words
from parsers.phrases.dates import Period, periods
from parsers.phrases.money import Money, money
from parsers.phrases.names import name_after, person_at, title_in
from parsers.phrases.parties import is_organisation, is_person, organisation_score

_BARE = re.compile(
    r"(?<![\w.,-])[0-9]{1,3}(?: [0-9]{3})+(?!\w)(?!\s?(?:%|procent|ton|personer|kvm|kvadrat|hektar|ha\b|st\b|km|meter|elever|besökare|invånare|ansökningar|[0-9]))"
)
_LISTED_BARE = re.compile(r"(?:,|\s+(?:och|samt))\s+[A-ZÅÄÖ]")
# "Föreningen får 465 000 kronor": the organisation named last.
_AGAIN = re.compile(
    r"\b(?P<kind>Föreningen|Kommunen|Företaget|Bolaget|Organisationen|Stiftelsen|Klubben|Universitetet|Högskolan|Museet|Regionen|Teatern|Församlingen|Förbundet|Sällskapet|Myndigheten|Institutet|Byalaget|Sjukhuset|Skolan)\s+(?:\w+\s+)?(?:får|fick|beviljas|beviljades|har\s+beviljats|tilldelas|erhåller)\s"
)
_ANAPHOR = re.compile(r"\b(?:[Pp]rojektet|[Ss]atsningen|[Ii]nitiativet)\b(?!\s+[A-ZÅÄÖ\"”])")


_KINDS = {
    "Kommunen": "kommun|stad",
    "Regionen": "region",
    "Universitetet": "universitet",
    "Högskolan": "högskola",
    "Museet": "muse",
    "Stiftelsen": "stiftelse|fond",
    "Församlingen": "församling|pastorat",
    "Teatern": "teater",
    "Skolan": "skola",
    "Sjukhuset": "sjukhus",
    "Institutet": "institut",
}


def _is_kind(name: str, kind: str) -> bool:
    """Whether "Kommunen" and the like may mean the organisation of this name."""
    return kind not in _KINDS or re.search(_KINDS[kind], name, re.I) is not None


@dataclass(slots=True)
class Told:
    """What a paragraph has named so far, for sentences that only say "det tilldelades".

    ``spent``: a grant has already taken the title, so only "projektet" may mean it again.
    """

    title: Span | None = None
    owner: Span | None = None
    person: Span | None = None
    place: Span | None = None
    organisation: Span | None = None
    spent: bool = False


_NEXT_NAME = re.compile(r"(?:,|(?<!\w)(?:och|samt|medan))\s+[A-ZÅÄÖ][^.,;:]{1,70}\s$")
_NEXT_SUM = re.compile(r"(?:,|(?<!\w)(?:och|samt|medan))\s+$")
_FOR_OR_END = re.compile(r"\s+(?:till|för)\s|\.?\s*$|,\s|\s+(?:och|samt)\s")
_TO_NAME = re.compile(r"\s+(?:till|åt)\s+[A-ZÅÄÖ]")


def _is_next(text: str, bare: re.Match[str], start: int, end: int) -> bool:
    """Whether bare figures are a sum for the next recipient ("… och Y 15 000 till …", "… och 15 000 till Y")."""
    near = max(start, bare.start() - 80)
    if _NEXT_SUM.search(text, near, bare.start()):
        return _TO_NAME.match(text, bare.end(), end) is not None
    return bool(_NEXT_NAME.search(text, near, bare.start()) and _FOR_OR_END.match(text, bare.end(), end))


def amounts_in(text: str, start: int, end: int) -> list[Money]:
    found = list(money(text, start, end))
    for bare in _BARE.finditer(text, start, end):
        if any(m.start < bare.end() and bare.start() < m.end for m in found):
            continue
        # "X får 10 000 kronor, Y 15 000 och Z 20 000 kronor": the unit stands with the sums round it.
        listed = (
            len(found) > 1
            and found[0].end < bare.start() < found[-1].start
            and _LISTED_BARE.match(text, bare.end(), end)
            and re.search(r"[A-ZÅÄÖ]\w", text[found[0].end : bare.start()])
        ) or (found and found[0].end < bare.start() and _is_next(text, bare, found[0].end, end))
        if listed or words.RECEIVE.search(text[max(start, bare.start() - 25) : bare.start()]):
            value = int(bare[0].replace(" ", ""))
            found.append(Money(bare.start(), bare.end(), value, "SEK", explicit=False, rule="money.bare"))
    return sorted(found, key=lambda m: m.start)


_CONVERTED = re.compile(
    r"\s*(?:,|\(|–|eller|vilket|som)?\s*(?:motsvarar|motsvarande|cirka|ca|omkring|runt|drygt|knappt|närmare|alltså)?\s*$"
)


def without_conversions(text: str, amounts: list[Money]) -> list[Money]:
    """The amounts without those that say the one before in another currency ("3,4 miljoner euro, omkring 39 miljoner kronor")."""
    kept: list[Money] = []
    for one in amounts:
        last = kept[-1] if kept else None
        if last and last.currency != one.currency and _CONVERTED.match(text[last.end : one.start]):
            continue
        kept.append(one)
    return kept


_IN_ALL = re.compile(r"\s*(?:Totalt|Sammanlagt|Tillsammans|Sammantaget|Summan|I\s+snitt|Hela\s+summan)\b")
_WHERE = re.compile(
    r"\s(?:vid|i|på|från|inom|av|runt\s+om\s+i|ur)\s+(?:hela\s+)?[A-ZÅÄÖ][\wåäö-]*(?:\s+(?:[A-ZÅÄÖ]\w+|universitet|kommun|län|tekniska|högskola|institutet))*"
)


_PARTITIVE = re.compile(r"\b(?:av|ur)\s+(?:de|dessa|totalt|sammanlagt)\s+(?:\w+\s+)?$", re.I)
_THING = re.compile(r"(?:kontrakt|ram|order|resultat|lön|lån|pris|budget|värd|fond|arv|investering)", re.I)


def is_granted(text: str, amount: Money, start: int, end: int, alone: bool = False) -> bool:
    """Whether the sentence grants this amount to somebody, by the words round it.

    ``alone``: it is the only amount of a list's item, so words inside the item's other parts say nothing of it.
    """
    start = max(start, amount.start - _NEAR)
    before = text[max(start, amount.start - 90) : amount.start]
    if alone:
        before = re.split(r'[,"”–\n\t|]', before)[-1]
    after = text[amount.end : min(end, amount.end + 160)]
    if words.LENT.search(before) or _RAISED.search(before) or _BOUGHT.search(before):
        return False
    background = words.BACKGROUND_BEFORE.search(before)
    # "Sundsvalls kontrakt beviljas 400 tkr": a thing's name says nothing of what is granted behind it.
    if background and _THING.match(background[0]) and words.RECEIVE.search(background[0]):
        background = None
    if _APPROVED.search(before) or _SOUGHT_AND_GOT.search(before) or _SOUGHT_ASIDE.search(before):
        background = None
    # "… procent av kostnaderna, dock högst 2 250 000 kronor": the cap is what was granted.
    capped = (
        background
        and re.search(r"(?:dock\s+)?(?:högst|maximalt|max|upp\s+till)\s*$", before)
        and words.RECEIVE.search(before)
    )
    decided = _DECIDED.search(before) or (_COFINANCING.match(after) and _GETS.search(before))
    behind = words.BACKGROUND_AFTER.match(after)
    if (background and not capped) or (behind and not decided):
        return False
    if _IN_ALL.match(text[start : amount.start]) and not re.search(
        r"\s[A-ZÅÄÖ]\w", text[start : amount.start]
    ):
        return False
    if words.TOTAL_AFTER.match(after) or _PARTITIVE.search(before):
        return False
    clause = _WHERE.sub(" ", re.split(r"[;:]|,\s(?:och|men|samt)\s", before)[-1])
    # Behind another sum, those who share that one are not counted again.
    clause = clause.rpartition(" kronor ")[2]
    counted = words.COUNT_SUBJECT.search(clause)
    return not (counted and not re.search(r"[A-ZÅÄÖ]\w+", clause[counted.end() :]))


_APPROVED = re.compile(
    r"\b(?:bifall\w*|bevilja\w*|godkän\w*)\s+(?:\w+\s+){0,2}ansökan\s+(?:med|på|om)\s+(?:högst\s+|upp\s+till\s+)?$",
    re.I,
)
_SOUGHT_AND_GOT = re.compile(
    r"sökt(?:\s+om)?\s+och\s+(?:fått|beviljats|tilldelats|fick|beviljades)\s+(?:\w+\s+){0,3}$"
)
# "Ekeby kommun, som har sökt en gång till, får 800 000 kronor": the aside is closed before the verb.
_SOUGHT_ASIDE = re.compile(
    r",\s+som\s+(?:\w+\s+){0,3}(?:sökt?e?|ansökt?e?)\s[^,.;]{0,60},\s+(?:får|fick|beviljas|tilldelas)\s+(?:\w+\s+){0,2}$"
)
_DECIDED = re.compile(r"(?:bevilja\w*|tilldela\w*)\s+(?:\w+\s+){0,3}$")
_GETS = re.compile(r"\b(?:får|fick|fått)\s+(?:\w+\s+)?$")
_COFINANCING = re.compile(r"\s*i\s+medfinansiering\b")
_RAISED = re.compile(
    r"\b(?:fick|får|fått|samla(?:r|de|t)?|dra(?:r|git)?|drog)\s[^.;]{0,60}?(?<!går )(?<!gick )\bin\s+(?:\w+\s+){0,2}$"
)
# "får en ny matsal för 12 miljoner kronor" and "får betala 5 000 kronor" are what things cost.
_BOUGHT = re.compile(
    r"\b(?:får|fick|fått)\s+(?:en|ett|nya?|sin|flera|två|tre)\s+(?:(?!bidrag|stöd|anslag)[^.;,]){2,60}\sför\s+(?:\w+\s+)?$"
    r"|\b(?:får|fick|fått|måste|tvinga\w+|döm\w+)\s+(?:\w+\s+){0,2}(?:betala|böta|lägga|låna|bidra|finansiera|skjuta|punga|hosta|spara|stå)\b(?!\s+ut)[^.;]{0,40}$"
)
_NEAR = 800


_YEARLY = re.compile(r"\s*(?:per\s+år|om\s+året|årligen|varje\s+år)\b")
_SUMS_UP = re.compile(rf"{_YEARLY.pattern}[^.;]{{0,40}}\b(?:totalt|sammanlagt)\s+(?:\w+\s+)?$")


def is_yearly(text: str, amount: Money, until: int) -> bool:
    """Whether the amount is one year's, so that the sum of the years behind it has the same recipient."""
    return _YEARLY.match(text, amount.end, until) is not None


def draft_of(
    context: Context,
    amount: Money,
    taken: int,
    start: int,
    until: int,
    before: Told,
    last: Draft | None = None,
) -> Draft | None:
    """The grant of ``amount``, None where nothing says whose it is; ``last`` is the one told before in the sentence."""
    text = context.text
    # A sentence without end is read near the amount only, so that its length costs once.
    start, until = max(start, amount.start - _NEAR), min(until, amount.end + _NEAR)
    taken = max(taken, start)
    draft = Draft(start, until, "prose", amount=amount)
    lead = text[taken : amount.start]
    owner, verb = recipient_of(text, taken, amount, until)
    if owner is None and last and (owner := carried(text, last, amount, taken, until)):
        verb = "carried"
    title = _title_of(text, amount, taken, start, until, owner, last)
    if owner and title and owner[0] < title[1] and title[0] < owner[1]:
        owner = None
    if owner:
        draft.owner = trimmed(text, *owner, "owner.sentence")
    elif _SAME.search(lead) and before.organisation:
        draft.owner = before.organisation
    elif (not verb and not (before.title or before.owner)) or (
        words.TOTAL_BEFORE.search(lead) and not title and not before.title and not _SUMS_UP.search(lead)
    ):
        return None
    if title:
        draft.title = trimmed(text, *title, "title.project")
    elif (
        before.title
        and not _ANOTHER.search(text, start, amount.start)
        and (_ANAPHOR.search(text, start, until) or (not before.spent and (not owner or verb == "told")))
    ):
        draft.title = before.title
    _own(context, draft, before)
    if draft.owner is None and draft.title is None and not before.person:
        return None
    if draft.title is None and draft.owner and (named := _apposed(text, draft, taken, until)):
        draft.title = trimmed(text, *named, "title.apposition")
    draft.period = period_in(text, start, until, draft)
    partners(text, draft, start, until)
    return draft


def _title_of(
    text: str,
    amount: Money,
    taken: int,
    start: int,
    until: int,
    owner: tuple[int, int] | None,
    last: Draft | None,
) -> tuple[int, int] | None:
    """The title told with one sum; what the sum before is for is none."""
    at = start if taken == start else taken
    if last and last.title and at <= last.title.start < amount.start:
        at = last.title.end
    title = title_in(text, at, until) or (
        title_in(text, start, taken) if taken > start and owner is None else None
    )
    return title or _purpose_quoted(text, at, until)


_ANOTHER = re.compile(
    r"\b(?:[Ee]tt\s+(?:annat|andra|tredje|ytterligare)|[Yy]tterligare\s+ett|[Dd]et\s+andra)\s+(?:\w+\s)?\w*projekt",
    re.I,
)
_SAME = re.compile(
    r"\b(?:[Tt]ill\s+samma|[Ss]amma)\s+(?:kommun|förening|klubb|organisation|bolag|företag|stiftelse|universitet)\s"
)
_FOR_QUOTED = re.compile(
    r"\b(?:för|till|med|kallat|arbetet)\s+[\"”“«](?P<name>[A-ZÅÄÖ0-9][^\"”“«»\n]{2,110})[\"”“»]"
)


def _purpose_quoted(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The quoted name that a sum is for ("får 3,6 miljoner för ”Noder utan nät”")."""
    found = _FOR_QUOTED.search(text, start, end)
    return found.span("name") if found else None


_GENITIVE = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\wåäö-]+(?:\s[A-ZÅÄÖ][\wåäö-]+){0,4}(?:\s(?:län|kommun|universitet))?)s\s+projekt(?:et)?\s+[\"”“]?$"
)


def _genitive(text: str, draft: Draft) -> Span | None:
    """The owner in "Region Kalmar läns projekt Mer Digitalt"."""
    assert draft.title is not None
    start = max(draft.start, draft.title.start - 90)
    found = _GENITIVE.search(text[start : draft.title.start])
    if found is None or organisation_score(found["name"]) <= 0.4:
        return None
    return Span(start + found.start("name"), start + found.end("name"), "owner.genitive")


def _own(context: Context, draft: Draft, before: Told) -> None:
    """Gives the draft its owner, where the sentence of the amount names none, or names a person or the project."""
    text = context.text
    if draft.owner is None and draft.title is not None:
        draft.owner = _genitive(text, draft)
    if draft.owner is None and draft.amount is not None:
        told = _AGAIN.search(text, draft.start, draft.amount.start)
        named = before.organisation
        again = named if told and named and _is_kind(named.of(text), told["kind"]) else None
        draft.owner = owner_named(text, draft.start, draft.end) or before.owner or again
    if draft.owner is None and draft.amount and _PRONOUN.search(text, draft.start, draft.amount.start):
        _by_pronoun(context, draft, before)
    _people(context, draft, draft.start, draft.end, before)
    if (
        draft.owner
        and draft.title
        and draft.owner.of(text) in draft.title.of(text)
        and not is_organisation(draft.owner.of(text))
    ):
        draft.owner = before.owner


_PRONOUN = re.compile(
    r"\b(?:[Hh]an|[Hh]on|[Hh]en|(?:[Hh]ans|[Hh]ennes)\s+(?:\w+\s+)?(?:projekt|studie|forskning|grupp|forskargrupp))\b"
)


def _by_pronoun(context: Context, draft: Draft, before: Told) -> None:
    """ "Av rådet tilldelas hon 3,9 miljoner": the money of a researcher named before goes to the workplace."""
    home = context.home
    draft.owner = before.place or (Span(home.start, home.end, "owner.home") if home else None)
    if draft.owner and before.person:
        draft.partners.append(before.person)


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
        and not _overlaps(draft, start + before.start("title"))
        and organisation_score(draft.owner.of(text)) > 0.4
        and not is_person(before["title"])
        and not re.search(r"\s(?:har|får|är|och)\s", before["title"])
    ):
        return start + before.start("title"), start + before.end("title")
    return None


def _overlaps(draft: Draft, at: int) -> bool:
    """Whether words from ``at`` up to the owner hold the sum, so that they are a sentence and no name."""
    return (
        draft.amount is not None and draft.owner is not None and at <= draft.amount.start < draft.owner.start
    )


def _people(context: Context, draft: Draft, start: int, end: int, before: Told) -> None:
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


def period_in(text: str, start: int, end: int, draft: Draft) -> Period | None:
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


_ALSO_FOR = re.compile(
    r",?\s*(?:och|samt)\s+(?:också\s+|även\s+|dessutom\s+)?(?:för|till)\s+[a-zåäö][^.;:]{3,90}?\s$"
)


def again(text: str, last: Draft, amount: Money, taken: int) -> Draft | None:
    """The next sum for the same recipient: "… får 89 000 kronor, och för ett utomhusklassrum 400 000 kronor"."""
    gap = text[taken : amount.start]
    cut = max(gap.rfind(", och "), gap.rfind(", samt "), 0)
    told = (
        words.RECEIVE.search(gap[cut:])
        or words.GIVE.search(gap[cut:])
        or re.search(r"(?<!\bi )(?<!\bpå )\b[A-ZÅÄÖ]", gap[cut:])
    )
    if last.owner is None or told or not _ALSO_FOR.fullmatch(gap[cut:]) or re.search(r"[.;:]", gap):
        return None
    return Draft(last.start, last.end, "prose", owner=last.owner, amount=amount)


_UNPRICED = re.compile(
    r"(?:beviljas|beviljats|beviljades|tilldelas|tilldelats|tilldelades|får|fått|fick)\s+(?:båda\s+|också\s+|även\s+|nu\s+|ett\s+)?(?:\w+\s)?\w*(?:stöd|bidrag|anslag|medel)\b",
    re.I,
)


def unpriced_pair(context: Context, start: int, end: int) -> list[Draft]:
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

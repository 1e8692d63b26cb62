"""Who gets what in one sentence: the verb of granting, the names round it, the words that spoil it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import Draft, trimmed
from anslag.parsers.layouts.recipients import owner_named, recipient_of
from anslag.parsers.layouts.shares import carried
from anslag.parsers.layouts.sums import NEAR, SUMS_UP
from anslag.parsers.mentions.mention import Period, Span
from anslag.parsers.mentions.periods import periods
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import Money
from anslag.parsers.phrases.names import name_after, person_at, title_in
from anslag.parsers.phrases.parties import is_organisation, is_person, organisation_score

# "Föreningen får 465 000 kronor": the organisation named last.
_AGAIN = re.compile(
    r"\b(?P<kind>Föreningen|Kommunen|Företaget|Bolaget|Organisationen|Stiftelsen|Klubben|Universitetet|Högskolan|Museet|Regionen|Teatern|Församlingen|Förbundet|Sällskapet|Myndigheten|Institutet|Byalaget|Sjukhuset|Skolan)\s+(?:\w+\s+)?(?:får|fick|beviljas|beviljades|har\s+beviljats|tilldelas|erhåller)\s"
)
_AGAIN_BEHIND = re.compile(
    r"\b(?:får|fick|beviljas|beviljades|tilldelas|tilldelades)\s+(?:också\s+|även\s+)?(?P<kind>föreningen|kommunen|regionen|stiftelsen|klubben|universitetet|högskolan|museet|teatern|församlingen)\s"
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
    start, until = max(start, amount.start - NEAR), min(until, amount.end + NEAR)
    taken = max(taken, start)
    draft = Draft(start, until, "prose", amount=amount)
    lead = text[taken : amount.start]
    owner, verb = recipient_of(text, taken, amount, until)
    if owner is None and last and (owner := carried(text, last, amount, taken, until)):
        verb = "carried"
    title = _title_of(text, amount, taken, start, until, owner, last)
    if owner and _is_noun(text, owner):
        return None
    if owner and title and owner[0] < title[1] and title[0] < owner[1]:
        owner = None
    if owner:
        draft.owner = trimmed(text, *_without_genitive(text, owner), "owner.sentence")
    elif _SAME.search(lead) and before.organisation:
        draft.owner = before.organisation
    elif (not verb and not (before.title or before.owner)) or (
        words.TOTAL_BEFORE.search(lead) and not title and not before.title and not SUMS_UP.search(lead)
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


_JOINT_BEHIND = re.compile(r"[\s,]+(?:och|samt)\s*$")
_PROJECT_OF = re.compile(r"\s+(?:\w+\s+)?projekt")


def _without_genitive(text: str, owner: tuple[int, int]) -> tuple[int, int]:
    """The name without the s of "Västermuseets projekt"."""
    genitive = text[owner[1] - 1] == "s" and _PROJECT_OF.match(text, owner[1])
    return (owner[0], owner[1] - 1) if genitive else owner


_NOUN = re.compile(
    r"[A-ZÅÄÖ][a-zåäö]+(?:are|aren|arna|erna|orna|ingen|sten|heten|ningar)|Ungdomar|Elever|Barn(?:en)?|Studenter|Pensionärer|Personal(?:en)?"
)


def _is_noun(text: str, owner: tuple[int, int]) -> bool:
    """Whether a sentence opens with a common noun ("Eleverna får …"), which the text round it never writes as a name."""
    word = text[owner[0] : owner[1]]
    opens = re.search(r"(?:^|[.:!?\n][\"”]?\s*)$", text[max(0, owner[0] - 4) : owner[0]])
    if not opens or not _NOUN.fullmatch(word) or is_organisation(word):
        return False
    near = text[max(0, owner[0] - 2000) : owner[1] + 2000]
    return re.search(rf"[a-zåäö,]\s{word}\b", near) is None


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
    if title and (joint := _JOINT_BEHIND.search(text, *title)):
        title = title[0], joint.start()
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
        told = _AGAIN.search(text, draft.start, draft.amount.start) or _AGAIN_BEHIND.search(
            text, draft.start, draft.amount.start
        )
        named = before.organisation
        again = named if told and named and _is_kind(named.of(text), told["kind"].capitalize()) else None
        if told and again is None and context.home and told["kind"].lower() in ("universitetet", "högskolan"):
            again = Span(context.home.start, context.home.end, "owner.home")
        draft.owner = again or owner_named(text, draft.start, draft.end) or before.owner
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

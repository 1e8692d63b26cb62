"""The recipient of one amount in a sentence, by the verb of granting and the names round it."""

from __future__ import annotations

import re

from anslag.parsers.layouts.draft import trimmed
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.money import Money
from anslag.parsers.phrases.names import name_after, name_before, person_at
from anslag.parsers.phrases.parties import is_person, organisation_score

Found = tuple[tuple[int, int] | None, str]
"""The place of a recipient's name, None if it is not named there, and the kind of verb that tells it."""

_FILLERS = frozenset(
    """
    ett i om på med summan hela totalt sammanlagt ytterligare drygt knappt cirka ca ca. närmare nära
    över upp till omkring högst maximalt max nu också även som nytt ungefär år runt mest sin få inte
    mindre än mer minst pengar vardera dessutom varsin de : – , bidraget
    """.split()
)
_MONEY_WORDS = ("bidrag", "stöd", "medel", "anslag")


def recipient_of(text: str, taken: int, amount: Money, until: int) -> Found:
    """The recipient of ``amount`` and the kind of verb that names it ("" when no verb does).

    ``taken`` is where the words of the amount before end, ``until`` where those of the next one begin.
    """
    goes = words.GOES.match(text, amount.end, until)
    # "I A får X 5 kronor, i B får Y 7 kronor": the first sum has its verb before it.
    parted = goes and goes[0].lstrip().startswith(",") and words.RECEIVE.search(text, taken, amount.start)
    if goes and not parted:
        return name_after(text, goes.end(), until), "goes"
    before = _told_toward(text, taken, amount.start) or _elliptic(text, taken, amount.start)
    if before:
        return before
    receive = _last(words.RECEIVE, text, taken, amount.start)
    give = _last(words.GIVE, text, taken, amount.start)
    if receive and (not give or receive.start() >= give.start()):
        return _receiver(text, taken, receive, amount.start), "receive"
    if give:
        return _given(text, taken, give, amount, until)
    enabled = _ENABLES.match(text, amount.end, until)
    if enabled and _THANKS_TO.search(text, taken, amount.start):
        return name_after(text, enabled.end(), until), "enables"
    aims = words.AIMS.match(text, amount.end, until)
    told = words.AWARD.search(text, taken, until) or _GOES.search(text, taken, amount.start)
    found = name_after(text, aims.end(), until) if aims and told else None
    if found:
        return found, "aims"
    return None, "told" if words.TOLD.search(text, taken, amount.start) else ""


def _told_toward(text: str, start: int, end: int) -> Found | None:
    """ "Till X går …" and "störst blir bidraget till X, …", before the amount."""
    toward = _TOWARD.search(text, start, end)
    if toward:
        return (name_after(text, toward.end("to"), end) if toward["to"] else None), "goes"
    beside = _BESIDE.search(text, start, end)
    name = name_after(text, beside.end(), end) if beside else None
    return (name, "goes") if name and _is_filler(text[name[1] : end]) else None


def _elliptic(text: str, start: int, end: int) -> Found | None:
    """ "… och Y 200 000 kronor": the verb of the amount before holds on."""
    gap = _ELLIPSIS.match(text, start)
    if gap is None or gap.end() >= end or not start or text[start - 1] == ".":
        return None
    name = name_after(text, gap.end(), end)
    alone = name and not text[name[1] : end].strip(" ,") and organisation_score(text[name[0] : name[1]]) > 0
    return (name, "receive") if alone else None


def _receiver(text: str, start: int, verb: re.Match[str], end: int) -> tuple[int, int] | None:
    middle = _inverted(text, verb.end(), end)
    if middle:
        return middle
    if _SECOND_VERB.search(text, max(start, verb.start() - 20), verb.start()) and (
        owner := _owning(text, start, verb.start())
    ):
        return owner.start, owner.end
    if text[start : verb.start()].rstrip()[-1:] in ('"', "”", "“", "»"):
        return None
    return _subject(text, start, verb.start()) or _first_subject(text, start, verb.start())


_SECOND_VERB = re.compile(r",?\s+och\s+(?:(?:nu|därför|har|har\s+nu)\s+)?$")
_DOES = re.compile(
    r"(?:,\s+som\s[^,.;]{3,80},)?\s+(?:ska|vill|har|är|planerar|satsar|bygger|arbetar|startar|driver|utvecklar|söker|tänker|kommer)\s"
)


def _first_subject(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The subject of "X ska bygga nya boxar och får …": the organisation that the sentence opens with."""
    second = _SECOND_VERB.search(text, max(start, end - 20), end)
    name = name_after(text, start, end) if second else None
    if name is None or not _DOES.match(text, name[1], end):
        return None
    return name if organisation_score(text[name[0] : name[1]]) >= 0 else None


_THANKS_TO = re.compile(r"\b(?:Tack\s+vare|Med(?:\s+hjälp\s+av)?)\s+[^.,;:]{0,40}$")
_ENABLES = re.compile(
    r"\s*(?:i\s+\w+\s+)?(?:från|av|ur)\s+[^.,;:]{2,80}?\s(?:kan|ska|kommer|får|har)\s+(?:nu\s+)?(?=[A-ZÅÄÖ])"
)
_HAS_FINITE = re.compile(r"\b(?:att|har|hade)\b")
_ADVERBIAL = re.compile(
    r"\W*(?:I|På|Under|Nu|Dessutom|Samtidigt|Totalt|Sammanlagt|Därutöver|Vidare|Varje|Efter|Genom|Vid|Hittills|Sedan|Årligen)\b[^,.;:]*$"
)


def _given(text: str, start: int, verb: re.Match[str], amount: Money, until: int) -> Found:
    lays = verb[0].lower() in ("lägger", "lade", "satsar", "satsade")
    aims = (_ON if lays else _AIM).match(text, amount.end, until)
    aimed = name_after(text, aims.end(), until) if aims else None
    if lays and aimed:
        # "satsar 5 miljoner på Gotland": a place gets no grant.
        name = text[aimed[0] : aimed[1]]
        if organisation_score(name) <= 0 and not is_person(name):
            return None, ""
    lead = text[start : verb.start()]
    if aimed is None and _ADVERBIAL.match(lead) and not _HAS_FINITE.search(lead):
        # "I hela landet fördelar verket 24 miljoner": the name behind the verb gives.
        return None, ""
    return aimed or _inverted(text, verb.end(), amount.start), "give"


_TOWARD = re.compile(
    r"(?<!\w)(?P<to>[Tt]ill\s+)(?=[A-ZÅÄÖ\"”])[^.;]{2,80}?\s(?:går|gick|ges|fördelas|delas\s+ut|avsätts|beviljas)\s+(?:\w+\s+)?$|(?<!\w)(?P<project>[Tt]ill\s+\w*projektet\s)[^.;]{2,80}?\s(?:går|gick|ges)\s+(?:\w+\s+)?$"
)
_BESIDE = re.compile(
    r"\b(?:bidraget|stödet|anslaget|potten|posten|summan|beloppet|bidrag|stöd|anslag)\s+(?:\w+\s+)?till\s+(?=[A-ZÅÄÖ])",
    re.I,
)
_GOES = re.compile(r"\b(?:går|gick|ges)\s+(?:\w+\s+){0,3}$", re.I)
_ELLIPSIS = re.compile(r"\s*(?:,|och|samt|,\s*och|,\s*samt)\s+(?=[A-ZÅÄÖ])")
_ON = re.compile(r"\s*(?:på|till|åt)\s+")
_AIM = re.compile(r"\s*(?:i\s+[\w-]+\s+|till\s+[\w-]+\s+[\w-]+\s+)?(?:till|åt)\s+")


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, start, end):  # noqa: B007
        pass
    return found


def _is_filler(between: str) -> bool:
    """Whether only small words and words for money stand between the verb and the amount."""
    words_between = between.replace(",", " ").split()
    return all(
        word in _FILLERS or word.rstrip(":").endswith(_MONEY_WORDS) for word in map(str.lower, words_between)
    )


def _inverted(text: str, start: int, end: int) -> tuple[int, int] | None:
    # Behind an adverbial the subject follows the verb: "I Norrköping får Lantmännen 820 000".
    if _is_filler(text[start:end]):
        return None
    found = name_after(text, start, end)
    if found and _KIND_OF.match(text, found[1] - 1, end):
        # "har fått Kulturrådets arbetsbidrag på …": the giver's name is part of the grant's.
        return None
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
    given_by = _GIVEN_BY.search(text, start, end)
    if given_by:
        return name_before(text, start, given_by.start())
    inverted = _inverted_perfect(text, start, end)
    return inverted or name_before(text, start, end)


_GIVEN_BY = re.compile(r"\s(?:har|hade)\s+(?:nu\s+)?(?:av|från)\s+[A-ZÅÄÖ][^,.;:]{2,60}$")


def _inverted_perfect(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = re.search(r"(?<!\w)(?:har|hade)\s+(?=[A-ZÅÄÖ])", text[start:end])
    return name_after(text, start + found.end(), end) if found else None


_KIND_OF = re.compile(r"s\s+[a-zåäö]*(?:bidrag|anslag|stöd|stipendium|pris|medel|satsning|utlysning)\w*")
_PAID = re.compile(r"\b(?:[Pp]engarna|[Bb]idraget|[Ss]tödet|[Mm]edlen|[Aa]nslaget)\s+går\s+till\s+")


_AS_HOST = re.compile(r"\bhar\s+(?=[A-ZÅÄÖ])")
_HOST = re.compile(
    r"\s+som\s+(?:programvärd|projektägare|huvudman|koordinator|projektkoordinator|värd|medelsförvaltare|huvudsökande)\b"
)


def owner_named(text: str, start: int, end: int) -> Span | None:
    """The owner that a phrase of its own names ("drivs av X", "X är projektägare", "har X som huvudman")."""
    host = _AS_HOST.search(text, start, end)
    named = name_after(text, host.end(), end) if host else None
    if named and _HOST.match(text, named[1], end):
        return trimmed(text, *named, "owner.role")
    if owner := _owning(text, start, end):
        return owner
    paid = _PAID.search(text, start, end)
    if paid and (found := name_after(text, paid.end(), end)):
        return trimmed(text, *found, "owner.paid")
    after = words.OWNER_AFTER.search(text, start, end)
    if after:
        leader = person_at(text, start, after.start() + 1)
        told = leader and not text[leader[1][1] : after.start()].strip(" ,")
        if leader and told and organisation_score(text[leader[1][0] : leader[1][1]]) > 0:
            return trimmed(text, *leader[1], "owner.leader")
        found = name_before(text, start, after.start())
        if found:
            return trimmed(text, *found, "owner.role")
    return None


def _owning(text: str, start: int, end: int) -> Span | None:
    """The name behind "drivs av", "projektägare är" and the like, or where the person named there works."""
    for owns in words.OWNS.finditer(text, start, end):
        person = person_at(text, owns.end(), end)
        if person and person[0][0] - owns.end() < 12:
            return trimmed(text, *person[1], "owner.leader")
        found = name_after(text, owns.end(), end) if owns[0].strip() != "med" else None
        if found and not is_person(text[found[0] : found[1]]):
            return trimmed(text, *found, "owner.leader")
    return None

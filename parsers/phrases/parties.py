"""Tells organisations from persons and titles, and reads who receives, who takes part and who gives.

Adding a word is one entry in a table below and one case in ``fixtures/phrases/parties.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# A word (or its ending) that makes a name an organisation's.
_ENDINGS = """
    pastorat pastoratet bandy fotboll handboll hockey frisbeegolf skyttar skyttegille ryttare gymnaster
    scouter bygdegårdar pensionärsgille gille kompani kompaniet verkstad verkstaden vänner samverkan
    folkpark bostäder fastigheter sockenförening simmare spelare amatörer främjare främjandet kommun
    kommuner kommunen kommuns region regionen universitet universitetet högskola högskolan högskolor
    institut institutet institutionen förening föreningen föreningar förbund förbundet förbunden
    stiftelse stiftelsen sällskap sällskapet museum museet muséet akademi akademin bolag bolaget
    bolagen klubb klubben styrelse styrelsen styrelserna verket verken myndigheten nämnden nämnd
    förvaltningen förvaltning församling församlingen samfund samfundet kyrkan kyrka stift centrum
    center byalag byalaget bygdegård bygdegården byförening hembygd teater teatern teatrar biblioteket
    skola skolan gymnasium gymnasiet folkhögskola folkhögskolan sjukhus sjukhuset sjukhusen
    universitetssjukhus länsstyrelsen länsstyrelse länsstyrelserna landsting landstinget kåren kår
    scoutkår distrikt distriktet förlag förlaget kooperativ ensemble ensemblen orkester orkestern kör
    kören festival festivalen hushållningssällskapet gården gård kooperativet handelskammare
    handelskammaren rådet råd jour jouren kvinnojour laget lag konsortium fabrik fabriken produktion
    kollektiv kollektivet loge logen sparbank banken fond fonden bruk bruket företagarna
    företagarförening sektionen sektion avdelning avdelningen nätverket nätverk studieförbund
    studieförbundet samfällighet samfällighetsförening galleri galleriet konsthall konsthallen arkiv
    arkivet arena ridklubb golfklubb motorklubb partnerskap koncernen utveckling hus huset
    sparbanksstiftelsen kriminalvården kustbevakningen försvarsmakten polisen byrån akademien
    dansstudio kommunalförbund musikhögskolan innovation koncern gruppen organisation organisationen
    missionen armén räddningstjänsten kliniken klinik lasarett lasarettet vårdcentralen vårdcentral primärvården
    mottagningen medicin kirurgi psykiatri psykiatrin konsulenterna konsulenter turism destination
    """.split()
_WORDS = frozenset(
    """
    stad stads ab aktiebolag hb kb if ifk aik gif goif sok ibk kif iks slk ik bk fk gk sk ff ais bois
    ekonomisk ideell u.p.a upa ltd gmbh inc as a/s oy abf sensus bilda vuxenskolan medborgarskolan nbv
    kfum kfuk rfsl rfsu lrf rise slu kth ltu liu gu su ki lth ivl fhs gih kmh miun almi coompanion iuc
    leader sverok scouterna pro spf srf friluftsfrämjandet rädda röda friskis arbetsförmedlingen
    skogsforsk skogforsk energikontor energikontoret handelskammarens science park hallwylska ideon
    norrlandsoperan svenska kyrkan sos e.on business incubator cluster company company's
    företagspartner nyföretagarcentrum företagsamhet skoogsforsk foundation university college
    institute research sciences association trafikverket naturvårdsverket skogsstyrelsen riksbyggen hsb
    sverige sveriges folkets bygdegårdsförening musikhögskolan jernkontoret teknikföretagen sweden
    norrtåg academy lund-gruppen bio biograf biografen brf destination
    """.split()
)
_ENDING = re.compile(rf"(?:[\w-]*(?:{'|'.join(_ENDINGS)}))s?", re.I)
# At a name's head, before no other name, these are what is done there: "Fotboll för alla", "Cirkusskola".
_ACTIVITY = re.compile(
    r"[\w-]*(?:fotboll|handboll|hockey|bandy|golf|skola|verkstad|produktion|utveckling|turism|medicin|kirurgi|psykiatri)",
    re.I,
)
_LEGAL = re.compile(
    r"\b(?:AB|Aktiebolag|HB|KB|IF|IK|BK|GK|SK|FK|FF|[Ii]deell förening|A/S|Oy|Ltd)\b|\b[Ee]k(?:onomisk|\.)? ?[Ff]ör(?:ening|\.|$)"
)
_PROJECT = re.compile(
    r"^(?:projekt(?:et)?\b|förstudie\b|utveckling(?:en)? av\b|hållbar|digital|för ett\b|nya\b|ny\b|en\b|ett\b|att\b|från\b|mot\b|när\b|hur\b|på\b|i\b|med\b|till\b|smart|grön|framtid|vägen|stärk|ökad|"
    r"kompetens|främja|fler\b|tillsammans\b|rätt\b|etapp|våga\b|bättre\b)|\b(?:etapp|fas|2\.0|3\.0|pilot|förstudie)\b|[!?]$|\b(?:är|ska|kan|får|blir|gör|som)\b",
    re.I,
)
_NAME_WORD = r"(?:[A-ZÅÄÖÉÜØ][\wåäöéüøáíóúñç'’.-]*|[A-ZÅÄÖ]\.)"
_PERSON = re.compile(
    r"(?:(?:(?:[Bb]itr(?:ädande|\.)?\s+)?[Pp]rofessor|[Dd]ocent|(?:(?:[Mm]ed(?:icine)?|[Ff]il(?:osofie)?|[Tt]ekn|[Oo]dont)\.?\s+)?[Dd](?:r|oktor)\.?|[Ff]orskare|(?:[Uu]niversitets)?[Ll]ektor|[Öö]verläkare)\s+)?"
    rf"{_NAME_WORD}(?:\s+(?:von|af|de|van|der|el|al|{_NAME_WORD})){{1,3}}"
)
_REVERSED = re.compile(rf"{_NAME_WORD}(?:\s(?:von|af|de|{_NAME_WORD}))?,\s{_NAME_WORD}(?:\s{_NAME_WORD})?")
ROLE = (
    r"(?:bitr(?:ädande|\.)?\s+)?(?:gäst|universitets|adjungerad\s+)?(?:professor|docent|forskare|doktorand|lektor|universitetslektor|överläkare|läkare|projektledare|doktor|postdoktor|medicine\s+doktor"
    r"|forskarassistent|forskningsledare|adjunkt|barnläkare|specialistläkare|sjuksköterska|fysioterapeut|enhetschef|leg\.|konstnär|journalist|författare|filmare|ordförande|prefekt|fil\.?\s?dr)"
)
_UNIVERSITY = re.compile(
    r"(?:\b(?!(?:Till|Vid|Från|På|Av|För|Och|Även|Hos|När|Inom|Med)\s)(?:[A-ZÅÄÖ][\wåäö]+(?:s|\-[A-Z]\w+)?\s+){1,2}(?:tekniska\s+|lantbruks|medicinska\s+)?(?:universitetssjukhuset|universitet|högskola)\b(?!s\w)|\bHögskolan\s+(?:i\s+|för\s+|på\s+)?[A-ZÅÄÖ][\wåäö]+(?:s\s+län)?"
    r"|\bKarolinska\s+[Ii]nstitutet\b|\bChalmers(?:\s+tekniska\s+högskola)?\b|\bMittuniversitetet\b|\bLinnéuniversitetet\b|\b[A-ZÅÄÖ][a-zåäö]+\s+University\b|\bSveriges\s+lantbruksuniversitet\b|\bKungliga\s+Tekniska\s+högskolan\b"
    r"|\bHandelshögskolan(?:\s+i\s+[A-ZÅÄÖ]\w+)?|\bSahlgrenska\s+\w+|\b(?:SLU|KTH|LTU|KI|RISE|LiU)\b)",
)


class Role(NamedTuple):
    """A span that names a party, and what it was read by."""

    start: int
    end: int
    rule: str


@lru_cache(maxsize=4096)
def organisation_score(text: str) -> float:
    """How much ``text`` looks like an organisation's name: above 0 yes, below 0 rather a title; about -3 to 4."""
    bare = text.strip(" .,;:")
    if not bare:
        return -3.0
    words = bare.split()
    score = 0.0
    for index, word in enumerate(words):
        token = word.strip(".,()\"”“'").lower()
        if token in _WORDS or _ENDING.fullmatch(token):
            alone = not index and (len(words) == 1 or not words[1][0].isupper())
            score += 0.0 if alone and _ACTIVITY.fullmatch(token) else 1.0
    score = min(score, 2.0)
    if _LEGAL.search(bare):
        score += 1.5
    if not bare[0].isupper() and not bare[0].isdigit():
        score -= 1.0
    if _PROJECT.search(bare):
        score -= 1.2
    if bare[0] in "\"”“'’":
        score -= 2.0
    score -= max(0, len(words) - 6) * 0.25
    return score


def is_organisation(text: str) -> bool:
    return organisation_score(text) > 0.4


# "IFK Arboga", "Norbergs SOK": letters that stand for words are an organisation's.
_INITIALISM = re.compile(r"(?<![\w.])[A-ZÅÄÖ][A-Zo]*[A-ZÅÄÖ](?![\w.])")


_AREAS = frozenset(
    """
    blekinge dalarna gotland gävleborg halland jämtland jönköping kalmar kronoberg norrbotten skåne stockholm
    södermanland sörmland uppsala värmland västerbotten västernorrland västmanland örebro östergötland småland
    norrland svealand götaland hälsingland gästrikland härjedalen medelpad ångermanland lappland öland bohuslän
    dalsland västergötland västsverige sydsverige
    """.split()
)
_AREA = re.compile(r"(?:(?:övre|mellersta|norra|södra|östra|västra)\s+)?(?P<name>\w+?)s?(?:\s+län)?", re.I)


def is_area(text: str) -> bool:
    """Whether ``text`` names a county or a part of the country alone ("Norrbotten", "Kalmar län"), which gets no grant itself."""
    found = _AREA.fullmatch(text.strip(" .,:;"))
    return found is not None and (
        found["name"].lower() in _AREAS or text.strip().lower() == "västra götaland"
    )


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether ``text`` is a person's name alone ("Anna Ek", "Ek, Anna", "professor Dan I. Andersson")."""
    bare = text.strip(" .,;:")
    if not bare.isupper() and _INITIALISM.search(bare):
        return False
    return bool(_PERSON.fullmatch(bare) or _REVERSED.fullmatch(bare)) and not is_organisation(bare)


def is_people(text: str) -> bool:
    """Whether ``text`` lists persons' names only ("Lena Ivarsson/Lena Boström")."""
    return (
        all(is_person(part) for part in re.split(r"\s*(?:/|,\s|&|\boch\b)\s*", text) if part)
        if text.strip()
        else False
    )


def universities(text: str, start: int = 0, end: int | None = None) -> list[Role]:
    """The universities, university colleges and research institutes that ``text[start:end]`` names."""
    end = len(text) if end is None else end
    return [Role(m.start(), m.end(), "party.university") for m in _UNIVERSITY.finditer(text, start, end)]

"""Label words of fields and of table columns: "Projektägare: …", "Beviljat belopp (tkr)", "Ansökt".

One table: adding a word is one entry. The same words serve labelled fields and column headers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_LABELS: dict[str, str] = {
    "title": "förstudie projekt projektnamn projekttitel projektitel projektets_namn projektets_titel titel namn_på_projekt namn_på_projektet projektbenämning insats inriktning åtgärd aktivitet "
    "arrangemang evenemang verk produktion projektrubrik rubrik projektets_namn projekt/aktivitet projekt/insats objekt avser projektets_benämning festival turné utställning film bok publikation",
    "owner": "ansökande ansökande_part ansökande_organisation ansökande_förening mottagande_part mottagande_organisation väghållare fastighetsägare markägare lantbrukare utbildningsanordnare vägförening lead_partner leadpartner huvudpartner projektägare ägare sökande stödmottagare bidragsmottagare mottagare huvudman organisation förening föreningen föreningens_namn koordinator projektkoordinator medelsförvaltare lärosäte "
    "aktör företag företagsnamn anordnare stödsökande sökande_organisation arrangör universitet bidragstagare universitet/högskola medelsförvaltande_organisation projektets_ägare samordnare "
    "organisationsnamn föreningsnamn projektägande_organisation sökande_förening klubb stipendiat ensemble teater museum skola bygdegård lokalförening arrangörsförening bidragssökande beviljas_till verksamhet utförare namn anslagsmottagare sökanden studieförbund sökande/projektägare projektansvarig_organisation",
    "amount": "belopp beviljat beviljad beviljat_belopp beviljad_summa beviljade_medel stöd stödbelopp bidrag bidragsbelopp summa beviljad_finansiering beslutad_finansiering eu-stöd eruf-stöd anslag medel "
    "tilldelat tilldelat_belopp tilldelad_summa beviljat_stöd beviljat_bidrag finansiering totalt_beviljat_belopp beviljat_belopp_totalt beslutat_belopp beslutat_stöd beslut bidrag_från_regionen regionalt_stöd "
    "beslutat_bidrag fördelat_belopp utbetalt_belopp utdelat_belopp anslaget_belopp projektbidrag projektstöd beviljat_eu-stöd beviljad_medfinansiering regional_medfinansiering bidragssumma "
    "totalt_beviljat stöd_från_regionen beviljat_anslag prioriterat_belopp prioriterat eu-medel beviljat_stödbelopp sammanlagt_stöd beviljad_bidragssumma beviljade_belopp tilldelning kronor kr tilldelade_medel stödets_storlek",
    "applied": "ansökt ansökt_belopp förslag föreslaget_belopp föreslaget_stöd sökt sökt_belopp sökt_summa ansökt_summa sökt_bidrag ansökt_bidrag begärt begärt_belopp sökta_medel",
    "total": "total_budget totalbudget projektbudget total_kostnad totalkostnad total_projektkostnad projektkostnad projektets_totala_kostnad projektets_totala_budget budget omslutning total_omslutning medfinansiering egen_insats "
    "egenfinansiering total_finansiering totalsumma_projekt kostnad kostnader projektets_totalbudget övriga_finansiärer övrig_finansiär bruttokostnad nettokostnad stödberättigande_kostnader övrig_finansiering offentlig_medfinansiering privat_medfinansiering total_projektbudget andel stödandel",
    "period": "projektperiod period projekttid löptid tidsperiod genomförandetid projektets_löptid bidragsperiod tid projektet_pågår tidplan projekttid projektlängd genomförs pågår genomförandeperiod stödperiod år bidragsår",
    "start": "startdatum projektstart start start_datum fr.o.m.",
    "finish": "slutdatum projektslut slut slut_datum t.o.m.",
    "partners": "samverkansparter samverkanspartner samverkanspartners medsökande partners partner deltagande_organisationer deltagare medverkande samarbetspartners samarbetspartner övriga_parter projektpartners projektpartner projektparter "
    "övriga_deltagare samarbetsparter parter samverkan samarbete medverkande_parter deltagande_parter",
    "place": "kommun",
    "purpose": "ändamål bidrag_till stöd_till ansökan_avser bidraget_avser syfte_med_bidraget",
    "person": "projektledare huvudsökande forskare forskarens_namn projektansvarig huvudansvarig huvudsökandes_namn forskningsledare kontaktperson_forskare",
    "first": "förnamn",
    "last": "efternamn",
    "number": "nr nummer dnr diarienummer diarienr ärendenummer ärendenr projekt-id projektnummer projektid id ärende löpnr",
    "description": "syfte beskrivning sammanfattning mål om_projektet sammanfattning_av_ärendet projektbeskrivning kort_beskrivning kommentar motivering område ämne ämnesområde bakgrund resultat målgrupp",
    "other": "fond kontakt kontaktperson program insatsområde telefon e-post ort län utlysning webbplats läs_mer datum beslutsdatum kategori typ stödform bidragsform specifikt_mål",
}
FIELDS: dict[str, str] = {
    word.replace("_", " "): field for field, words in _LABELS.items() for word in words.split()
}
_SCALE = re.compile(
    r"[\s,(]*(?:i\s+)?\(?(?P<unit>tkr|kkr|ksek|tusental(?:s)?\s?kr(?:onor)?|tusen\s?kr(?:onor)?|mkr|mnkr|msek|miljoner(?:\s?kr(?:onor)?)?|kr(?:onor)?|sek|euro|eur|€)\)?\s*$",
    re.I,
)
_SCALES = {"tkr": 1000, "kkr": 1000, "ksek": 1000, "mkr": 10**6, "mnkr": 10**6, "msek": 10**6}
_YEAR_TAIL = re.compile(r"\s+(?:för\s+)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?$")


class Label(NamedTuple):
    """What a label announces: ``field``, and the factor its unit puts on amounts below it."""

    field: str
    scale: int
    currency: str
    unit: bool


@lru_cache(maxsize=4096)
def label(text: str) -> Label | None:
    """The label that ``text`` is, as a whole; None if it is none."""
    bare = " ".join(text.lower().replace(" :", ":").strip(" :*").split())
    if not bare or len(bare) > 60:
        return None
    unit = _SCALE.search(bare)
    word = bare[: unit.start()].rstrip(" ,(") if unit and unit.start() else bare
    field = (
        FIELDS.get(word)
        or FIELDS.get(_YEAR_TAIL.sub("", word))
        or FIELDS.get(re.sub(r"\s*\([^)]*\)$", "", word))
        or _loose(word)
    )
    if field is None:
        return None
    printed = (unit["unit"] if unit else "").lower()
    scale = _SCALES.get(
        printed, 1000 if printed.startswith("tus") else 10**6 if printed.startswith("milj") else 1
    )
    return Label(field, scale, "EUR" if printed.startswith(("eu", "€")) else "SEK", bool(unit))


_LOOSE = (
    (
        re.compile(
            r"(?:sökande|ansökande|mottagande|ansvarig|ägande|beviljad)\s(?:kommun|organisation|förening|part|aktör|universitet|lärosäte|region|företag).{0,25}"
        ),
        "owner",
    ),
    (
        re.compile(
            r"(?:beviljat|beviljad|beviljade|tilldelat|tilldelad|beslutat|beslutad)\b.{0,30}|.{0,30}\b(?:stöd|bidrag|belopp)(?:\s\w+)?\s*(?:från|ur|av)\s.{2,30}"
        ),
        "amount",
    ),
    (re.compile(r"(?:sökt|ansökt|ansökan)\b.{0,20}"), "applied"),
    (
        re.compile(
            r"(?:företag|kommun|part|partner|näringsliv|projekt|förening|sökande|klubb)(?:ens?|s|arnas?|ernas?|ernas|ets|arnas)?\s(?:egen\s|egna\s)?(?:insats|finansiering|bidrag|medel|andel)"
        ),
        "total",
    ),
    (
        re.compile(
            r"(?:\w*stiftelsen|\w*fonden|region(?:en)?|\w*styrelsen|\w*verket|\w*rådet|staten|eu:?)s\s(?:finansiering|bidrag|stöd|insats|andel)"
        ),
        "amount",
    ),
    (
        re.compile(
            r"(?:total|totalt|totala)\b.{0,20}(?:budget|kostnad|finansiering).{0,10}|.{0,20}medfinansiering.{0,20}"
        ),
        "total",
    ),
    (re.compile(r"(?:projekt|förening|organisation)(?:ets|ens|ar)?\s?namn"), "title"),
)


def _loose(word: str) -> str | None:
    if re.fullmatch(r"[\w-]{2,24}period(?:en)?", word):
        return "period"
    if re.fullmatch(r"[\w-]{2,24}(?:stöd|bidrag|medel|anslag|finansiering|belopp)", word):
        return (
            "total"
            if word.startswith(("medfin", "total", "egen"))
            else "applied"
            if word.startswith(("ansök", "sök"))
            else "amount"
        )
    return next((field for pattern, field in _LOOSE if pattern.fullmatch(word)), None)


_ALL = "|".join(re.escape(word) for word in sorted(FIELDS, key=len, reverse=True) if len(word) > 1)
_INLINE = re.compile(
    rf"(?<![\wåäö-])(?P<label>(?:[A-ZÅÄÖ][\wåäö-]+\s){{1,3}}(?:finansiering|medfinansiering|bidrag|stöd)(?=\s*:)|(?:totalt\s+)?(?:beviljat|beviljad|beviljade|beslutat)\s+[\w-]{{3,20}}(?:\s+från\s+[\w-]{{2,20}})?|{_ALL}|[\w-]{{2,24}}period|[\w-]{{2,24}}(?:stöd|bidrag|medel|anslag|finansiering|belopp)(?=\s*:\s*(?:ca\.?\s|cirka\s|högst\s|max\s|drygt\s)?[0-9]))(?:\s(?:19|20)\d\d(?=\s*:\s*(?:ca\.?\s|cirka\s)?[0-9]))?(?:\s*\((?P<unit>[^)]{{1,20}})\))?\s*:\s*(?!//)",
    re.I,
)


class Field(NamedTuple):
    """A labelled value: ``label`` with the place of its value, half-open, up to the next label or the line's end."""

    label: Label
    start: int
    end: int
    at: int


# Inside a line these end a name as often as they label one ("Anna Ek Teater: Stormen").
_IN_NAMES = frozenset(
    "teater museum klubb förening föreningen ensemble skola bygdegård lokalförening universitet organisation festival turné kommun företag studieförbund film bok verk region fond".split()
)


@lru_cache(maxsize=4096)
def fields(text: str, start: int, end: int) -> Sequence[Field]:
    """The labelled values in ``text[start:end]``, which must lie in one line. Labels at a clause's start only."""
    if text.find(":", start, end) < 0:
        return ()
    found = []
    for match in _INLINE.finditer(text, start, end):
        before = text[max(start, match.start() - 2) : match.start()].strip()
        opens = (
            match.start() == start
            or not before
            or before[-1] in ".,;|●•–-·/(*"
            or (match["label"][0].isupper() and match["label"].lower() not in _IN_NAMES)
        )
        one = label(match["label"] + (f" ({match['unit']})" if match["unit"] else ""))
        if one and opens:
            found.append((one, match.start(), match.end()))
    bounds = [*(at for _, at, _ in found[1:]), end][: len(found)]
    return [
        Field(one, value, _bounded(text, value, bound), at)
        for (one, at, value), bound in zip(found, bounds, strict=True)
    ]


_UNKNOWN = re.compile(r"[\s,;|]+[A-ZÅÄÖ][\wåäö-]{2,24}(?:\s[a-zåäö-]{2,16}){0,2}:\s")


def _bounded(text: str, start: int, end: int) -> int:
    # A label that no table knows ends the value before it all the same.
    found = _UNKNOWN.search(text, start, end)
    return found.start() if found and found.start() > start + 2 else end

"""Bounds the names in a sentence: the organisation after "till", the one before "får", the title after "projektet"."""

from __future__ import annotations

import re

from anslag.parsers.phrases.granting import QUOTED, TITLED, WORK
from anslag.parsers.phrases.parties import ROLE, organisation_score

_WORD = re.compile(r"[A-ZÅÄÖ][A-Za-zÅÄÖ]*:s(?=\s[a-zåäö])|[^\s,;:()\"”“«»–—]+|[,;:()\"”“«»–—]")
_LEAD = re.compile(
    r"(?:\s*(?:[\w-]+(?:företaget|klustret)|vardera|var\s+och\s+en\s+av|i\s+dag|idag|i\s+går|nyligen|förra\s+veckan|på\s+\w+dagen|konstnären|filmaren|regissören|författaren|forskaren|koreografen|musikern|fotografen|kompositören|tonsättaren|professorn?|docenten?|\w+bolaget|\w*koncernen|\w*kedjan|\w*jätten|\w+tillverkaren|\w+leverantören|bland\s+annat|bl\.?\s?a\.?|också|även|nu|i\s+år|totalt|sammanlagt|föreningen|företaget|organisationen|bolaget|stiftelsen|projektägaren?|projektägare|sökanden?|den|det|de|idrottsföreningen|nätverket|studieförbundet|"
    r"Pressmeddelande|Projektägare|Projektägaren|Sökande|Stödmottagare|Stödmottagaren|Huvudman|Koordinator|Bidragsmottagare|lokala|ideella|klustret|vinnväxt-klustret|aktörerna?|kommunen|universitetet|dels|till|huvudsökande|sammanlagt|pengar)\s+)+(?=[A-ZÅÄÖ0-9])",
)
_KOMMUNER = re.compile(
    r"[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)?s?(?:,\s[A-ZÅÄÖ][a-zåäö]+s?)*\s(?:och|samt)\s[A-ZÅÄÖ][a-zåäö]+s?\s(?:kommuner|församlingar|pastorat)\b"
)
_ROLE_NAME = re.compile(r"(?:lead\s+partner|projektägare|sökande|koordinator|partner)$", re.I)
_FOR_HEADS = re.compile(
    r"(?:förbundet|institutet|föreningen|stiftelsen|centrum|högskolan|akademin|sällskapet|nämnden|museet|rådet|myndigheten|samverkan|centret|fonden|nätverket|förening|byrån|sällskap|förbund|kliniken|avdelningen)$",
    re.I,
)
_NOT_FIRST = frozenset(
    """
    redan själv själva näst slutligen däremot lika samma det en ett två tre fyra fem sex sju åtta nio
    tio elva tolv i på till under vid av från för med efter den de dessutom också även nu totalt
    sammanlagt bland utöver allra mest största samtidigt här där hela genom men och eller att om när då
    så vi han hon man projektet projekt stödet bidraget anslaget summan pengarna föreningen kommunen
    regionen länet programmet institutionen universitetet båda alla flera några många ytterligare ingen
    inget nästa första andra tredje beslutet beloppet medlen ansökan ansökningarna varje dessa denna
    detta dess deras som satsningen forskarna forskare mottagarna initiativet övriga resten hennes hans
    företaget organisationen stiftelsen samt tack både enligt idag gruppen störst flest årets sista
    sedan tidigare därför tillsammans hittills inom förra anslag bidrag stöd verksamheten landstinget
    fonden delegationen partnerskapet nämnden styrelsen festivalen förstudien ur läs vilka januari
    februari mars april maj juni juli augusti september oktober november december bolaget klubben
    därifrån därtill dit hit vår vårt våra min mitt vi ni jag förbundet museet teatern församlingen
    högskolan sjukhuset institutet byalaget sällskapet myndigheten
    """.split()
)
# "Föreningen" alone is none, "Föreningen Stegen" is a name.
_HEADS = frozenset(
    """
    föreningen stiftelsen fonden institutionen projektgruppen organisationen landstinget festivalen
    sällskapet byalaget bolaget klubben förbundet museet teatern högskolan institutet myndigheten
    """.split()
)
_INNER = frozenset(
    ["i", "och", "&", "de", "la", "von", "af", "the", "of", "för", "and", "e.v.", "m.fl.", "på", "utan"]
)
_LOWER_OK = re.compile(
    r"(?:kommuns?|universitets?|universitetet|högskola|högskolan|tekniska|ekonomisk|ideell|förening|föreningen|länsförbund|län|läns|institutet|regionen|verken|verket|industrial|solutions|handelskammarens|handelskammare|lantbruksuniversitet"
    r"|universitetssjukhuset|stift|församling|pastorat|kontrakt|folkhögskola|hembygdsförening|hembygdsgille|bygdegårdsförening|byalag|kulturhus|museum|stad|stads|sjukhus|skola|gymnasium|landsting|kommunförbund|kommunalförbund|naturskyddsförening|konstförening|musikförening|idrottsförening|"
    r"ungdomsråd|distrikt|studenter|scoutkår|ridklubb|golfklubb|samfällighetsförening|intresseförening|utvecklingsgrupp|folkets|hus|föreningar|företagsgrupp|förbund|förbundet|hushållningssällskap|teater|orkester|lokalavdelning|krets|aktiebolag|handelsbolag|kvinnojour|innovation|productions?|group|company|society|foundation|studios?|records|collective|sjukhus|\w+sjukhus|\w*förening|\w*klubb|\w*stiftelse|\w*sällskap|\w*bolag|\w*institut|\w*centrum|\w*förbund(?:et)?|\w*råd|\w*nämnden|\w*förvaltning(?:en)?|\w*museum"
    r"|\w*opera|\w{3,}kör|\w*orkester|\w*teater|\w*festival|\w*gille|\w{2,}lag|\w*spel|\w*vänner|\w*spel|\w*kår|\w*sektion|\w*församling|\w*samfällighet|\w*pastorat|\w*skola|\w*bibliotek|bruk|\w*gård|\w*gården|slott|\w*kyrkan?|\w*arkiv|\w*järnväg|sparbank|\w*kontor(?:et)?|\w*verk|\w*byrå|\w*center|\w*akademi|\w*laboratorium|\w*nätverk|\w*allians|\w*kommitté|\w*hamn|\w*flygplats|\w*trädgård|\w*hall|\w*förlag)",
)
_ENDS_NAME = re.compile(
    r"(?:\bAB|\bAktiebolag|\bHB|\bIF|\bIK|\bBK|\bSK|[Ff]örening|[Kk]lubb|[Kk]ommun|[Uu]niversitet|institutet|[Ff]örbund|sjukhus(?:et)?)$"
)
_TITLE_STOP = re.compile(
    r"\s(?:ska|skall|vill|är|får|har|kommer|beviljas|beviljades|syftar|handlar|fick|tilldelas|tilldelades|tilldelats|drivs|leds|innebär|bygger|genomförs|pågår|startar|kan|där|som|under|vilket|erhåller|blir|bidrar|stödjer|med|arbetar|möjliggör|inom|genom|avser|beviljats|fått|samt|så|när|vid(?=\s+(?:[A-ZÅÄÖ]\w+\s+){1,2}(?:universitet|högskola|University|tekniska)\b)|tas|tar|ges|går|utgår|och(?=\s[a-zåäö]+(?:r|s)\s))(?=\s)|[.](?=\s|$)|,\s|[;:(\n]|\s[-–—]\s(?=ett\b|en\b|som\b)",
)
_ADVERB_END = re.compile(
    r"(?:[\s,]+(?:har|hade|nu|också|även|som|idag|i\s+dag|i\s+år|därför|alltså|sammanlagt|totalt|tillsammans|därmed|båda|vardera|själv|redan|dessutom|igen|samt|å\s+sin\s+sida|kan|ska|skall))+[\s,]*$"
)
_CUT = re.compile(
    r"(?:\s|^)(?:är|går|finns|till|att|också|blir|var|blev|där|när|då|nu|och\s+att|heter|medan|nämligen|exempelvis|är:|annat:?)\s(?=[A-ZÅÄÖ])|:\s(?=[A-ZÅÄÖ])|[.!?]\s(?=[A-ZÅÄÖ])"
)


def name_after(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that begins at ``start`` (lead words skipped), None where no capital name stands there."""
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    while at < end and text[at] == " ":
        at += 1
    if at >= end or not (text[at].isupper() or text[at].isdigit() or text[at] in '"”“'):
        return None
    several = _KOMMUNER.match(text, at, end)
    stop = several.end() if several else _name_end(text, at, end)
    if _ROLE_NAME.match(text, at, stop):
        return None
    return (at, stop) if stop > at and text[at:stop].lower() not in _NOT_FIRST else None


def _name_end(text: str, start: int, end: int) -> int:
    """Where the name that begins at ``start`` ends; ``start`` itself where no name begins."""
    stop = start
    previous = ""
    quoted = False
    tokens = list(_WORD.finditer(text, start, end))
    if tokens and _begins_none(tokens):
        return start
    for index, token in enumerate(tokens):
        word = token[0]
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if token.start() < stop:
            continue
        if word in _QUOTES and not quoted and text[token.start() - 1] != " ":
            # A mark that closes stands right behind a word: the name was inside the quotation.
            return stop
        if word in _QUOTES or quoted:
            quoted = quoted != (word in _QUOTES)
            stop = token.end()
        elif word == "(":
            return _bracket_end(text, start, stop, token.end(), end)
        elif word == "," and _LEGAL_FORM.match(text[token.start() : token.start() + 60]):
            stop = token.end()
            continue
        elif word in ",;:)–—":
            return stop
        elif word == "för" and _FOR_ALL.match(text, token.start(), end):
            stop = token.end() + len(" alla")
            continue
        elif word == "för" and following not in _NO_FIELD and _FOR_HEADS.search(previous):
            return _clause_end(text, token.end(), end)
        elif _is_part(word, index, previous, following):
            stop = token.end()
        elif not _is_inside(text, start, stop, token, previous, following):
            return stop
        if word.endswith((".", "!", "?")) and not _ABBREVIATION.fullmatch(word):
            return stop - 1
        previous = word
    return stop


_QUOTES = '"”“«»'
_LEGAL_FORM = re.compile(
    r",\s(?:[A-ZÅÄÖ][\w-]*\s){0,3}(?:AB|Aktiebolag|län AB|HB|KB|[Ee]konomisk förening|[Ii]deell förening|ek\. ?för\.)"
)
_ABBREVIATION = re.compile(r"(?:[A-ZÅÄÖ]\.|[a-z]\.\w\.|ek\.|för\.|St\.|m\.fl\.|u\.p\.a\.?)")


# "Idrott för alla i Boden": the words are the name's where the name goes on, or the sentence with its verb.
_FOR_ALL = re.compile(r"för alla(?=\s+(?:i\s+[A-ZÅÄÖ]|får|fick|har|beviljas|tilldelas|[0-9])|[.,](?:\s|$)|$)")
_NO_FIELD = frozenset("att projekt projektet en ett den det sitt sin sina deras denna samma".split())


def _begins_none(tokens: list[re.Match[str]]) -> bool:
    # A quoted part belongs to a name only behind a capital word (Riksföreningen "Glöm aldrig").
    first = tokens[0][0]
    following = tokens[1][0] if len(tokens) > 1 else ""
    headed = first.lower() in _HEADS and (following[:1].isupper() or following in ("för", "i"))
    return first in _QUOTES or (first.lower() in _NOT_FIRST and not headed)


def _bracket_end(text: str, start: int, stop: int, inside_start: int, end: int) -> int:
    """Where a name with brackets behind it ends: behind them if they hold its short form or its full one."""
    closing = text.find(")", inside_start, end)
    inside = text[inside_start:closing] if closing > 0 else ""
    belongs = (
        inside
        and len(inside) < 60
        and not any(c.isdigit() for c in inside)
        and (
            inside.isupper()
            or (text[start:stop].isupper() and inside[0].isupper())
            or organisation_score(inside) > 0.4
            or re.fullmatch(r"[A-ZÅÄÖ]\w{1,9}", inside)
            or re.match(r"[A-ZÅÄÖ]{2,}[-\s]", inside)
        )
    )
    return closing + 1 if belongs else stop


def _is_part(word: str, index: int, previous: str, following: str) -> bool:
    """Whether ``word`` is itself a part of a name: a capital word, a number behind one, "kommun" and the like."""
    if (
        word[0].isupper()
        or re.match(r"[0-9][A-ZÅÄÖ]", word)
        or (word[0].isdigit() and index and not re.match(r"[0-9]{1,3}$|[0-9]+[.,]", word))
    ):
        return True
    if word in _INNER and following and (following[0].isupper() or previous.endswith("-")):
        return False
    # "Norrskogs lokala utveckling": a small word between a capital one and one that names bear.
    between = previous[:1].isupper() and _LOWER_OK.fullmatch(following.rstrip(".!?")) and word.isalpha()
    legal = (word == "ek" and following.rstrip(".") == "för") or (word == "för" and previous == "ek")
    return bool(
        legal
        or word in ("ek.", "för.")
        or _LOWER_OK.fullmatch(word.rstrip(".!?"))
        or (between and len(word) > 3)
    )


def _is_inside(text: str, start: int, stop: int, token: re.Match[str], previous: str, following: str) -> bool:
    """Whether a small word ("i", "och", "för") joins two parts of one name."""
    word = token[0]
    if word not in _INNER or not following or not (following[0].isupper() or previous.endswith("-")):
        return False
    if word == "och" and not previous.endswith("-"):
        return _joins(text[start:stop], following, text[token.end() + 1 : token.end() + 60])
    if word == "för":
        headed = text[start:stop].partition(" ")[0].lower() in _HEADS
        return headed or bool(_FOR_HEADS.search(previous)) or organisation_score(previous) > 0.4
    return not (word in ("i", "på") and _ENDS_NAME.search(text[start:stop]))


def _joins(before: str, following: str, ahead: str) -> bool:
    # "Kungsbacka och Varberg" go on; "Falköpings kommun och Skanska" are two; "Skog och Trä Norr AB" is one.
    if organisation_score(before) <= 0.4 and re.match(
        r"(?:[A-ZÅÄÖ][\w-]*\s){1,3}(?:AB|HB|KB|Aktiebolag|[Ee]konomisk förening)\b", ahead
    ):
        return True
    return bool(
        re.search(r"(?:läns|Kempe|Miljö|Kultur|Natur|Region|Barn|Knut|Alice|Marianne|Marcus)$", before)
    ) or following.lower() in ("energiförbund",)


def _clause_end(text: str, start: int, end: int) -> int:
    found = re.compile(
        r"\s(?:får|fick|har|beviljas|tilldelas|som|ska|med|under|stöd)\s|[.;:(]|,\s(?=[a-zåäö]+\s(?:får|är))"
    ).search(text, start, end)
    return found.start() if found else end


def name_before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that ends at ``end``, give or take adverbs and an inserted role; the subject of a verb there."""
    tail = _ADVERB_END.search(text, start, end)
    stop = tail.start() if tail else end
    for cut in _CUT.finditer(text, start, stop):
        start = cut.end()
    best: tuple[int, int] | None = None
    for one in _names(text, start, stop):
        rest = text[one[1] : stop].strip()
        # Behind a dash a sentence begins anew: "… och Skanska – Falköping får".
        again = (
            rest[:1] == "–" and rest.count("–") == 1 and name_after(text, text.index("–", one[1]) + 2, stop)
        )
        if _GENITIVE_OF.fullmatch(text[one[0] : one[1]]) and re.fullmatch(r"[a-zåäö]+", rest):
            # "Bodens elever får", "Region Dalarnas egen del": the name only says whose the recipient is.
            return None
        if (
            not rest
            or (rest[0] in ",(–" and not again and not _JOINED.match(rest))
            or re.match(r"(?:i|på|vid|från)\s[A-ZÅÄÖ]", rest)
        ):
            return one
        best = one
    if best and len(text[best[1] : stop].split()) <= 2:
        return best
    return None


_GENITIVE_OF = re.compile(r"[A-ZÅÄÖ][\wåäö-]+(?<!u)(?<!o)s")
# Behind ", och" the sentence goes on with another subject.
_JOINED = re.compile(r",\s+(?:och|samt|men|medan|liksom|så)\s+[A-ZÅÄÖ]")


_GIVER = re.compile(r"\b(?:från|av|hos|enligt|genom)\s+$", re.I)


def _names(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The names in ``text[start:stop]`` that could be a subject, from left to right."""
    found: list[tuple[int, int]] = []
    behind = start
    for word in re.finditer(r"(?<![\w-])[A-ZÅÄÖÉ0-9]", text[start:stop]):
        at = start + word.start()
        if at < behind:
            continue
        one = name_after(text, at, stop)
        if one is None or (text[one[0]].isdigit() and not organisation_score(text[one[0] : one[1]]) > 0.4):
            continue
        behind = one[1]
        if not _GIVER.search(text, max(start, one[0] - 8), one[0]):
            found.append(one)
    return found


def title_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The project title that ``text[start:end]`` names ("projektet X", "förstudien ”X”"), without its quotes."""
    for found in TITLED.finditer(text, start, end):
        quoted = QUOTED.match(text, found.end(), end)
        if quoted:
            group = "words" if quoted["words"] else "single"
            return quoted.start(group), quoted.end(group)
        if text[found.end()] in "\"”“«»’'":
            continue
        stop = _TITLE_STOP.search(text, found.end(), end)
        last = stop.start() if stop else end
        if last - found.end() >= 2 and not text[found.end() : last].isdigit():
            return found.end(), last
    work = WORK.search(text, start, end)
    return work.span("name") if work else None


_QUOTED_NAME = re.compile(r"[\"”“«»„](?P<name>[A-ZÅÄÖ0-9][^\"”“«»„\n]{2,120})[\"”“«»]")


_SAID = re.compile(r",?\s+(?:säger|menar|berättar|tycker|konstaterar|förklarar|kommenterar|tror)\b")


def quoted_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The only name in quotation marks in ``text[start:end]``, without its marks; speech is none."""
    every = [
        found
        for found in _QUOTED_NAME.finditer(text, start, end)
        if found["name"][-1] not in ".," and not _SAID.match(text, found.end())
    ]
    return every[0].span("name") if len(every) == 1 else None


_PERSON_AT = re.compile(
    rf"(?P<person>[A-ZÅÄÖÉ][\wåäöéü.-]+(?:\s(?:von|af|de|[A-ZÅÄÖÉ][\wåäöéü.-]*)){{1,3}}),?\s+(?:(?:som\s+är\s+)?{ROLE}[^,.;]{{0,60}}?|även\s+han|även\s+hon)?(?:,\s|\s)?(?:vid|på|från|i)\s+(?=[A-ZÅÄÖ])",
)


_PERSON_COMMA = re.compile(
    r"(?P<person>[A-ZÅÄÖÉ][\wåäöéü.-]+(?:\s(?:von|af|de|[A-ZÅÄÖÉ][\wåäöéü.-]*)){1,3}),\s+(?=[A-ZÅÄÖ])"
)


def person_at(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A person and the organisation where they work ("Ylva Melin, forskare vid SLU"), as two spans."""
    for found in _PERSON_COMMA.finditer(text, start, end):
        place = name_after(text, found.end(), end)
        if (
            place
            and organisation_score(text[found.start("person") : found.end("person")]) <= 0.4
            and (
                organisation_score(text[place[0] : place[1]]) > 0.4
                or text.startswith(" som projektledare", place[1])
            )
        ):
            return (found.start("person"), found.end("person")), place
    for found in _PERSON_AT.finditer(text, start, end):
        place = name_after(text, found.end(), end)
        if place and organisation_score(text[found.start("person") : found.end("person")]) <= 0.4:
            return (found.start("person"), found.end("person")), place
    return None

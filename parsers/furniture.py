"""Cuts off what is not the release: skip links, dates, photographers, contacts, topics, boilerplate.

Contacts go here, before the text is made: names, telephone numbers and e-mail addresses of contact
persons are personal data and never leave the archive. Rules are about words, so that they hold for a
page and for its text copied into a file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from anslag.parsers.document import BARE_SUM, Draft, rejoined
from anslag.parsers.headings import MONEY, headed
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.persons import is_person
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.privacy import reached, without
from anslag.parsers.records import BlockKind

_SKIP = re.compile(
    r"""(?:gå\s(?:direkt\s)?till\s.{0,40}|hoppa\s(?:direkt\s|över\s)?.{0,40}|navigera\still\s.{0,40}|skip\sto\s.{0,30}
    |meny|huvudmeny.{0,20}|lyssna(?:\spå\ssidan)?(?:\slyssna)?|laddar|stäng|dela(?:\s.{0,40})?:?|delningar|startsida|start|skriv\sut|tipsa.{0,20}
    |spara\sfavorit.{0,30}|pressmeddelanden?\s*[-–—•:]?|nyhet(?:er)?\s*[-–—•:]?|printicon|"false"|menu|sök|in\senglish
    |logotyp\s.{0,60}|.{0,60}\blogotyp\b.{0,30}|fotograf(?:er)?:?\s.{0,60}|foto:\s.{0,80}|bild(?:källa)?:\s.{0,80}|illustration:\s.{0,80}
    |(?:senast\s)?(?:uppdaterad|publicerad|ändrad|granskad)(?:\ssenast)?(?:\s*:?\s*(?:den\s)?[\d\s:.,-]*(?:[a-zåäö]{3,9}\.?,?\s*)?[\d\s:.,-]*(?:kl(?:ockan)?\.?\s?[\d:.]+)?)?|publiceringsdatum:?.{0,20}
    |(?:pressmeddelande|nyhet|artikel)\s*[•|–-]\s.{4,40}
    |(?:publicerad|uppdaterad|skapad|ändrad):?\s(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s(?:den\s)?\d{1,2}\s\w{3,9}\s\d{4}.{0,20}|©.{0,80}
    |läs\smer(?:\shär|\som\s.{0,80})?(?:\s\(extern\slänk\))?|ingen\stitel|till\sbildbanken|kontakt(?:a\soss)?\s*\|.{0,40}
    |facebook|twitter|x\s\(twitter\)|linkedin|instagram|whatsapp|bluesky|threads|messenger|e-?post(?:a)?|mejla|kopiera\slänk(?:en)?
    |läs(?:tid|ningstid)\b.{0,30}|\d{1,2}\smin(?:uters)?\.?\s(?:läsning|lästid)|\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?|ai-genererad\b.{0,40}|spela\supp.{0,40}
    |(?:sidan\s(?:är\s)?)?(?:senast\s)?(?:uppdaterad|publicerad|ändrad|granskad)\s(?:senast\s)?av:?\s.{2,60}|webb(?:ansvarig|redaktör):?\s.{2,60}
    |prenumerera\b.{0,60}|följ\s(?:oss|(?-i:[A-ZÅÄÖ])).{0,40}|hitta\spå\ssidan|dela\ssidan.{0,40}|senast\suppdaterad.{0,30}|annons(?:er)?|kontaktinformation)""",
    re.I | re.X,
)
_STOP = re.compile(
    r"""(?:aktuellt|mer\saktuellt|på\sgång|mest\slästa?|senaste\sinlägg(?:en)?|viktiga\sdatum|kommande\skurser|om\sdokumentet|relatera(?:t|de|d)\b.{0,40}|ämnen|ämnen:.{0,80}|kategori(?:er)?|kategorier:.{0,80}|taggar|taggar:.{0,80}|etiketter|regioner
    |läs\s(?:också|även|vidare).{0,60}|mer\släsning:?|kommentarer(?:\s\(\d{1,4}\))?|kommentarer\svia.{0,20}|\d{1,3}\skommentar(?:er)?:?|nyckelord(?::.{0,80})?|bildbank|fler\snyheter.{0,30}
    |(?:senaste|fler|andra|liknande)\s(?:nytt|nyheter|nyheterna|artiklar|inläggen?|pressmeddelanden?a?)\b.{0,40}|nyhetsbrev.{0,40}
    |genvägar|svara\spå\sremiss(?:en)?|(?:den\shär\s)?sidan\s(?:är\suppmärkt\smed|tillhör)\b.{0,60}
    |(?:hjälpte|hade\sdu\snytta\sav)\b.{0,40}\b(?:informationen|sidan)\b.{0,30}|hittade\sdu\s(?:det\s)?(?:du|vad\sdu)\b.{0,30}|bifogade\sfiler|nedladdningar)""",
    re.I | re.X,
)
_CONTACT = re.compile(
    r"""(?:(?:press|medie|media)?kontakt(?:er|person(?:er)?|uppgifter)?(?:\b.{0,40})?
    |(?:för\s)?(?:mer|ytterligare|vidare)\sinformation\b.{0,60}|frågor\sbesvaras\sav.{0,40}|vill\sdu\sveta\smer\??
    |presskontakter\b.{0,40}|har\sdu\sfrågor\??|kontakta\soss|upplysningar.{0,30}|kontakt(?:er)?:.{0,120})\s*:?""",
    re.I | re.X,
)
_ABOUT = re.compile(r"(?:om|about)\s(?=[A-ZÅÄÖ])[^.!?:]{2,70}|om\soss|bakgrund:?\somoss")
_INLINE_CONTACT = re.compile(
    r"\b(?:(?:För\s(?:mer|ytterligare|vidare)\sinformation|Mer\sinformation|Presskontakt(?:er)?|Kontakt(?:person(?:er)?)?|Frågor\sbesvaras\sav|Upplysningar)"
    r"\b[^.:]{0,60}(?:kontakta|:|lämnas|ges\sav|fås\sav)|[Kk]ontakta\sgärna\b|Kontaktperson(?:er)?:|Kontakt:)"
)
_GLUED_CONTACT = re.compile(
    r"(?<=[\wåäöÅÄÖ.)])(?:För\s(?:mer|ytterligare)\sinformation|Presskontakt|Kontaktperson|Kontakt:)"
)
_NO_GRANT = re.compile(r"omsätt|medarbetare|anställda|budget|invånare|ägg|grundad", re.I)
_DATE_LINE = re.compile(
    r"(?:(?:mån|tis|ons|tors?|fre|lör|sön)\w*\s)?(?:den\s)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s\w{3,9}\.?,?\s(?:\w{3,9}\s)?\d{4})(?:[\sT,]+(?:kl\.?\s)?\d{1,2}[:.]\d{2}(?::\d{2})?)?(?:\s?CES?T)?"
    r"(?:\s*[-–|•]?\s*(?:pressmeddelande|nyhet))?|\d{1,2}\.\d{1,2}\.\d{4}\s[\d:]{4,8}\s?CES?T(?:\s*\|.{0,80})?",
    re.I,
)


def _stops(line: str) -> bool:
    """Whether a whole line says that the release is over: what tells of money does not."""
    return bool(_STOP.fullmatch(line)) and not MONEY.search(line)


_NEXT_DATE = re.compile(r"[\s|•–-]+(?=(?:senast\s)?(?:uppdaterad|publicerad|ändrad|granskad)\b)", re.I)


def is_skip(line: str) -> bool:
    """Whether a whole line is page furniture, or several pieces of it: "Publicerad: 2026-02-26 Uppdaterad: 2026-03-02"."""
    if len(line) >= 90 or MONEY.search(line):
        return False
    parts = _NEXT_DATE.split(line)
    return _is_furniture(line) or (len(parts) > 1 and all(map(_is_furniture, parts)))


def _is_furniture(words: str) -> bool:
    return bool(_SKIP.fullmatch(words) or _DATE_LINE.fullmatch(words))


def is_boundary(line: str) -> bool:
    """Whether a line heads contacts or related pages, so that the release ends above it."""
    bare = line.rstrip(": ")
    return len(bare) < 130 and bool(_stops(bare) or _CONTACT.fullmatch(bare))


def is_about(line: str) -> bool:
    """Whether a line heads what the publisher says of itself under every release."""
    return _ABOUT.fullmatch(line.rstrip(": ")) is not None


def _is_private(line: str) -> bool:
    return bool(reached(line))


def _is_evidence(draft: Draft) -> bool:
    text = "\t".join(draft.cells) or " ".join(draft.lines)
    return bool(MONEY.search(without(text))) and not _NO_GRANT.search(text) and not _is_private(text)


def uncontacted(line: str) -> str:
    """``line`` up to a phrase that gives a contact person, who is named behind it."""
    found = _GLUED_CONTACT.search(line) or _INLINE_CONTACT.search(line)
    return line[: found.start()].rstrip(" ●•|,-–").strip() if found else line


def trimmed(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of the release itself, in order; the first is its headline where one can be told."""
    kept: list[Draft] = []
    index = 0
    drafts = _without_links_behind(drafts)
    # What stands above the headline is navigation, and long enough to be taken for a text.
    first = next((i for i, d in enumerate(drafts) if d.kind is BlockKind.HEADLINE), 0)
    drafts = _without_menu(drafts[first:])
    drafts = _dashed(_parted([_unwrapped(draft) for draft in drafts]))
    _unrowed(drafts)
    while index < len(drafts):
        draft = drafts[index]
        head = draft.lines[0] if draft.lines else ""
        bare = head.rstrip(": ")
        if kept and draft.kind is not BlockKind.HEADLINE and len(head) < 130:
            if _stops(bare):
                # Share buttons and topics also stand above the text.
                if _told(kept) > 350 and _told(drafts[index:]) <= 2 * _told(kept):
                    break
                index += 1
                continue
            about = bool(_ABOUT.fullmatch(bare)) and len(draft.lines) == 1
            if about or _CONTACT.fullmatch(bare):
                if _told(kept) < _SHORT and _told(drafts[index + 1 :]) > 2 * _SHORT and not _is_private(head):
                    # Nothing was told yet: a word of the menu, or a contact box above the text.
                    index += 1
                    continue
                index = _resumed(drafts, index, about)
                continue
        if _is_card(draft):
            _drop_names(kept)
        elif slim := _slim(draft):
            kept.append(slim)
        index += 1
    return _without_signature(headed(kept))


_SHORT = 80
"""Characters of sentences from which on a release has told something."""


def _told(drafts: Sequence[Draft]) -> int:
    """Characters of own words in sentences, items and rows."""
    return sum(
        len(line)
        for d in drafts
        if not d.linked and d.kind is not BlockKind.HEADLINE
        for line in (*d.lines, *d.cells)
        if len(line) > 40 or d.kind in (BlockKind.ITEM, BlockKind.ROW)
    )


def _without_links_behind(drafts: Sequence[Draft]) -> list[Draft]:
    """The blocks less the links, their headings and the teasers below them that follow the last own words.

    Links that a line ending in a colon announces stay: recipients may be links.
    """
    end = len(drafts)
    for index in range(len(drafts) - 1, 0, -1):
        draft, above = drafts[index], drafts[index - 1]
        is_teaser = above.linked and above.kind is BlockKind.HEADING and not _is_evidence(draft)
        is_head = draft.kind is BlockKind.HEADING and end < len(drafts) and end == index + 1
        if not (draft.linked or is_teaser or is_head) or draft.kind is BlockKind.HEADLINE:
            break
        end = index
    announced = end and drafts[end - 1].lines and drafts[end - 1].lines[-1].endswith(":")
    return list(drafts if announced or _are_cards(drafts[end:]) else drafts[:end])


def _are_cards(links: Sequence[Draft]) -> bool:
    """Whether links behind the text are a list's cards: each has its sum to itself; teasers name one in their heading."""
    heads = (" ".join(draft.lines) for draft in links if draft.kind is BlockKind.HEADING)
    sums = sum(BARE_SUM.fullmatch(" ".join(draft.lines)) is not None for draft in links)
    return sums > 1 and not any(is_boundary(head) for head in heads)


def _without_menu(drafts: Sequence[Draft]) -> list[Draft]:
    """The blocks less the links that stand between the headline, or the page's top, and the first own words: a menu."""
    if not drafts:
        return []
    if drafts[0].kind is not BlockKind.HEADLINE:
        return list(itertools.dropwhile(lambda one: one.linked and not _is_evidence(one), drafts)) or [
            *drafts
        ]
    start = next((at for at, draft in enumerate(drafts) if at and not draft.linked), 1)
    return [drafts[0], *drafts[start:]]


def _resumed(drafts: Sequence[Draft], index: int, about: bool) -> int:
    # Some pages put the contact box before the list of grants: go on at the heading over the next money.
    for later in range(index + 1, len(drafts)):
        head = drafts[later].lines[0].rstrip(": ") if drafts[later].lines else ""
        if _stops(head):
            return len(drafts)
        # Money in the paragraphs right below "Om …" is about the publisher.
        boilerplate = about and all(d.kind is BlockKind.PARAGRAPH for d in drafts[index + 1 : later + 1])
        if _is_evidence(drafts[later]) and not boilerplate:
            start = later
            while (
                start - 1 > index and later - start < 4 and not _is_private(" ".join(drafts[start - 1].lines))
            ):
                start -= 1
            return start
    return len(drafts)


def _is_card(draft: Draft) -> bool:
    """Whether a block is a contact card: short lines, with a telephone number or an e-mail address among them."""
    if draft.cells or len(draft.lines) > 8 or any(len(line) > 110 for line in draft.lines):
        return False
    if not any(_is_private(line) for line in draft.lines):
        return False
    if len(draft.lines) == 1 and _is_sentence(draft.lines[0]):
        return False
    return not any(MONEY.search(without(line)) for line in draft.lines)


_SENTENCE = re.compile(r"[A-ZÅÄÖ][^.!?]*(?:\s+[a-zåäö]{2,}){4,}")
_ASKS = re.compile(r"kontakta|ring\b|frågor|upplysning|mer information", re.I)


def _is_sentence(line: str) -> bool:
    """Whether a line with an address in it tells something else than whom to ask."""
    return bool(_SENTENCE.match(without(line))) and not _ASKS.search(line)


def _drop_names(kept: list[Draft]) -> None:
    # The name and the role of a contact person often stand in blocks of their own above the number.
    while kept and kept[-1].kind is not BlockKind.HEADLINE and _is_name(kept[-1]):
        kept.pop()


def _is_name(draft: Draft) -> bool:
    if not draft.lines or len(draft.lines) > 3 or any(len(line) > 80 for line in draft.lines):
        return False
    text = " ".join(draft.lines)
    told = re.search(r"[\d:\"”]|\s(?:får|fick|beviljas|tilldelas|om|för\s+sin|med)\s", text)
    return is_person(draft.lines[0].split(",")[0]) and not draft.cells and not told


def _slim(draft: Draft) -> Draft | None:
    if draft.cells:
        draft.cells = [uncontacted(cell) for cell in draft.cells]
        return draft if any(draft.cells) else None
    lines: list[str] = []
    for index, line in enumerate(draft.lines):
        if is_skip(line):
            continue
        cut = uncontacted(line)
        is_private = _is_private(line)
        if is_private and lines and is_person(lines[-1].split(",")[0]):
            lines.pop()
        if cut and not ((is_private or cut != line) and _is_contact(without(cut))):
            lines.append(cut)
        asks = (cut != line or is_private) and (_GLUED_CONTACT.search(line) or _CONTACT.match(line))
        # A record goes on behind whom to ask.
        if asks and not MONEY.search(" ".join(draft.lines[index + 1 :])):
            break
    draft.lines = lines
    return draft if lines else None


def _is_contact(rest: str) -> bool:
    """Whether a line says no more than whose its telephone or address is."""
    return len(rest.strip()) < 3 or is_person(rest.strip().split(",")[0])


_WRAP = range(45, 110)


def _unwrapped(draft: Draft) -> Draft:
    """A paragraph that was typed with a line break every 50 to 100 characters, as one line."""
    lines = draft.lines
    widths = [len(line) for line in lines[:-1]]
    wrapped = (
        len(lines) > 1
        and draft.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        and all(width in _WRAP for width in widths)
        and max(widths) - min(widths) <= 25
        and len(lines[-1]) <= max(widths) + 10
        and any(after[0].islower() and line[-1] not in ".:;!?" for line, after in itertools.pairwise(lines))
    )
    if wrapped:
        draft.lines = [" ".join(lines)]
    elif draft.kind is BlockKind.PARAGRAPH:
        draft.lines = _continued(rejoined(lines))
    return draft


_OPEN_END = re.compile(r"(?<!\bek)\s(?:projektet|för|till|och|samt|av|i|på|med|som|att|en|ett|från)$")


_LABEL = re.compile(r"[A-ZÅÄÖ][\w/() -]{2,40}:\s")


def _continued(lines: list[str]) -> list[str]:
    """The lines, each that breaks off at a small word joined with the next."""
    joined: list[str] = []
    for line in lines:
        if joined and _OPEN_END.search(joined[-1]) and not _LABEL.match(line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _parted(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, cut before a line that heads contacts or related pages and has no empty line above it."""
    found: list[Draft] = []
    for draft in drafts:
        draft.lines = _without_contact_fields(draft.lines)
        cuts = [at for at, line in enumerate(draft.lines) if at and is_boundary(line)]
        if cuts and not draft.cells:
            rest = draft.lines[cuts[0] :]
            draft.lines = draft.lines[: cuts[0]]
            found += [draft, Draft(BlockKind.PARAGRAPH, rest)]
        else:
            found.append(draft)
    return found


_FIELD = re.compile(r"[A-ZÅÄÖ][\w/() -]{2,40}:")


def _asks_whom(line: str) -> bool:
    """Whether a field of a record tells whom to ask, and no sum."""
    return _CONTACT.fullmatch(line.partition(":")[0]) is not None and not MONEY.search(line)


def _without_contact_fields(lines: list[str]) -> list[str]:
    """The lines of a record less its field for a contact and the data right below; another field ends these.

    Of a contact in a record that names no owner, the organisation stays: nobody else of the record can have the grant.
    """
    fields = [at for at, line in enumerate(lines) if _FIELD.match(line)]
    contacts = [at for at in fields if _asks_whom(lines[at])]
    if not contacts or len(fields) - len(contacts) < 1 or max(fields) == contacts[-1]:
        return lines
    gone = set()
    owned = any((known := label(lines[at].partition(":")[0])) and known.field == "owner" for at in fields)
    lines = list(lines)
    for at in contacts:
        workplace = "" if owned else _workplace(lines[at].partition(":")[2])
        if workplace:
            lines[at] = workplace
        else:
            gone.add(at)
        for below in range(at + 1, len(lines)):
            line = lines[below]
            if not (_is_private(line) or is_person(line.split(",")[0])):
                break
            gone.add(below)
    return [line for at, line in enumerate(lines) if at not in gone]


def _workplace(contact: str) -> str:
    """The organisation behind a person's name ("Maj Ek, Norrhamra universitet."), "" where there is more or less."""
    person, _, place = contact.strip(" .").partition(", ")
    place = place.partition(",")[0]
    alone = is_person(person) and not _is_private(place) and organisation_score(place) > _BODY
    return place if alone else ""


_BODY = 0.6
"""Score from which on what stands behind a contact's name is an organisation, and no title or part of one."""


_SPOKEN = re.compile(r"\b(?:säger|berättar|menar|tycker|tror|konstaterar|förklarar|kommenterar|sa)\b|[!?]$")


def _is_dashed(line: str) -> bool:
    return line[:2] in ("– ", "— ") and len(line) < 300 and not _SPOKEN.search(line)


def _dashed(drafts: Sequence[Draft]) -> list[Draft]:
    """Lines that open with a dash are items of a list where two or more in a row name sums, or a colon announces them; a lone
    one is speech."""
    parted: list[Draft] = []
    for draft in drafts:
        if draft.kind is BlockKind.PARAGRAPH and len(draft.lines) > 1 and any(map(_is_dashed, draft.lines)):
            parted += [Draft(BlockKind.PARAGRAPH, [line]) for line in draft.lines]
        else:
            parted.append(draft)
    group = most = max((d.group for d in parted), default=0)
    announced = False
    for is_dashed, alike in itertools.groupby(parted, _is_dashed_line):
        run = list(alike)
        above, announced = announced, bool(run[-1].lines) and run[-1].lines[-1].endswith(":")
        if is_dashed and len(run) > 1 and (above or all(MONEY.search(d.lines[0]) for d in run)):
            group += 1
            for draft in run:
                draft.kind, draft.marker, draft.group = BlockKind.ITEM, draft.lines[0][0], group
                draft.lines = [draft.lines[0][2:].lstrip()]
    return parted if group > most else list(drafts)


def _is_dashed_line(draft: Draft) -> bool:
    return draft.kind is BlockKind.PARAGRAPH and len(draft.lines) == 1 and _is_dashed(draft.lines[0])


def _unrowed(drafts: Sequence[Draft]) -> None:
    # A lone line with a wide gap is no table, unless rows with as many cells go on behind the name of a group.
    for index, draft in enumerate(drafts):
        around = [*drafts[max(0, index - 1) : index], *drafts[index + 1 : index + 2]]
        beyond = [*drafts[max(0, index - 2) : max(0, index - 1)], *drafts[index + 2 : index + 3]]
        goes_on = any(len(d.cells) == len(draft.cells) for d in beyond)
        if (
            draft.kind is BlockKind.ROW
            and not draft.group
            and not goes_on
            and not any(d.kind is BlockKind.ROW for d in around)
        ):
            draft.kind, draft.lines, draft.cells = BlockKind.PARAGRAPH, [" ".join(draft.cells)], []


def _without_signature(drafts: list[Draft]) -> list[Draft]:
    # A name with its role at the very end is the contact person, also where the number is missing.
    while len(drafts) > 2 and _is_name(drafts[-1]):
        drafts.pop()
    return drafts

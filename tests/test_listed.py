"""What a release calls the things that it lists, and the rows of lists that only their heading says more of."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.listed import NEITHER, announcement, says_who_gets, tells_of_money, things_in
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction

TITLES = ("Cirkulära byar i Ljungtrakten", "Bygglyftet i östra Viksjö", "Elsmarta Viksjö", "Unga i styrelser")


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Följande projekt får stöd:", "grants"),
        ("Beviljade förstudier", "grants"),
        ("Årets sju beviljade projekt:", "grants"),
        ("Föreningar som beviljats medel:", "recipients"),
        ("Kommunerna och deras projekt", "grants and recipients"),
        ("Dessa elva har fått ja:", "grants"),
        ("Det är alltså de här fyra som får stöd:", "grants"),
        ("Läs mer om dessa:", NEITHER),
        ("Läs mer:", NEITHER),
        ("Projektorn är lagad:", NEITHER),
    ],
)
def test_a_line_names_projects_or_recipients(text: str, things: str) -> None:
    assert things_in(text) == things


def test_the_nearest_line_that_announces_and_names_things_says_what_is_listed() -> None:
    text = "Stöd i länet\n\nHär är föreningarna:\n\n• Viksjö IK\n• Norrby IF\n\nFöljande projekt startar:\n\nViksjö\n\n• Ljuslek\n"
    a = annotated(plain(text))
    above = {row: announcement(a, a.text.index(row)) for row in ("Norrby", "Ljuslek", "Här")}
    assert {row: line and line.text for row, line in above.items()} == {
        "Norrby": "Här är föreningarna:",
        "Ljuslek": "Följande projekt startar:",
        "Här": None,
    }


def test_rows_whose_owner_stands_in_their_heading_are_grants_of_their_own() -> None:
    rows = "\n".join(f"• {title}" for title in TITLES)
    text = (
        "Fyra nya projekt får regionalt stöd\n\nRegion Viksjö har beviljat medel till fyra nya projekt.\n\n"
        f"Region Viksjö leder fyra av projekten som har beviljats stöd:\n\n{rows}\n"
    )
    assert len(extraction(plain(text)).grants) == len(TITLES)


def test_items_of_a_list_are_its_rows_however_long() -> None:
    text = (
        "Hamnar får stöd\n\nDet är alltså de här fyra som får stöd:\n\n"
        "• Landström - Viksjö Hamn AB; el från land till färjorna så att motorerna kan stängas av. Kajerna byggs om, och det tar tre år innan allt är klart där.\n"
        "• Isfritt - Norrby Hamn AB; en farled för vintern. Prickarna tål att köras över, och sjökorten ritas om innan den första vintern är slut i Norrby.\n"
        "• Spåret - Hults Hamn AB; två spår till kajen.\n"
        "• Grindar - Boda Hamn AB; nya grindar.\n"
    )
    assert [(g.title, g.owner) for g in extraction(plain(text)).grants] == [
        ("Landström", "Viksjö Hamn AB"),
        ("Isfritt", "Norrby Hamn AB"),
        ("Spåret", "Hults Hamn AB"),
        ("Grindar", "Boda Hamn AB"),
    ]


def test_the_last_line_of_a_list_may_end_in_a_full_stop() -> None:
    lines = "\n\n".join(TITLES)
    text = f"Stöd till fyra projekt\n\nStödet går till de här projekten:\n\n{lines}.\n\nDe börjar nu i höst, och alla är välkomna att följa dem.\n"
    release = plain(text)
    kinds = {b.kind for b in release.blocks if release.text[b.start : b.end].rstrip(".") in TITLES}
    assert len(kinds) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("De skolor som i år har tilldelats bidrag från sällskapet är:", True),
        ("Ansökningarna nedan bifölls av rådet:", True),
        ("I går sade styrelsen ja till stöd för de här projekten:", True),
        ("Ärendet är klart. Dessa ansökningar beviljades finansiering. Beloppen sätts i maj.", True),
        ("Ärendet är klart. Ansökningar beviljades finansiering. Beloppen sätts i maj.", False),
        (
            "Årets tre beviljade ansökningar får mellan 2 och 5 miljoner kronor, sammanlagt 11 miljoner kronor:",
            True,
        ),
        ("Följande föreningar kan få bidrag:", False),
        ("Följande föreningar söker bidrag:", False),
        ("Följande ledare tilldelas hederstecknet:", False),
        ("Följande lärosäten tilldelas uppdraget att ta fram en kursplan:", False),
        ("Så här får du bidrag:", False),
    ],
)
def test_a_line_says_who_gets_money(line: str, says: bool) -> None:
    a = annotated(plain(f"Årets beslut\n\n{line}\n\n• Viksjö IK\n• Norrby IF\n"))
    assert says_who_gets(a, a.lines[1]) is says


@pytest.mark.parametrize(
    ("text", "told"), [("Tre byalag får stöd", True), ("Tre byalag får hederstecken", False)]
)
def test_a_release_tells_of_money_or_of_none(text: str, told: bool) -> None:
    assert tells_of_money(annotated(plain(text))) is told

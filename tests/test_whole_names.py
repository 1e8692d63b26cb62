"""Names that signs, short words and short forms stand in: each is one name, to its end and no further."""

from __future__ import annotations

import pytest

from anslag.parsers import document
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.names import names
from anslag.parsers.mentions.words import ending


def found(text: str) -> list[str]:
    release = document.plain(text)
    return [release.text[one.start : one.end] for one in names(release, document.lines(release))]


@pytest.mark.parametrize(
    "name",
    [
        "Almviks Hembygds- & Fornminnesförening",
        "Skid- & badfören. Forellen",
        "Almviks Hembygds- samt Byaförening",
        "Lövåsa LIF bandy",
    ],
)
def test_a_hyphen_or_a_short_head_goes_on(name: str) -> None:
    assert name in found(f"Nämnden ger {name} 22 000 kronor.")


def test_a_short_head_is_an_associations() -> None:
    group = lexicon("organisations")["shortened"]
    read, refused = (group[key].split()[-1].lower() for key in ("reads", "refuses"))
    assert ending(read) == ("association", True, False, False)
    assert ending(refused) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rallarbanan (RBF 22 000", "Rallarbanan (RBF"),
        ("LBF (Lövåsa bildningsförbund 3 000", "LBF (Lövåsa bildningsförbund"),
        ("Nu går 2 miljoner till Bokslukaren (Norra kulturföreningen) för kurser.", "Bokslukaren"),
        ("Rallarbanan (RBF 22 000, etapp 2)", "Rallarbanan"),
    ],
)
def test_brackets_belong_to_a_name_or_not(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Bland dem finns Almviks IF som fick 5 000 kronor, Sjölyckan - Kulturföreningen Vass som fick 8 000 kronor.",
            "Sjölyckan - Kulturföreningen Vass",
        ),
        (
            "I listan märks Almviks IF med 5 000 kronor och Sjölyckan - Kulturföreningen Vass med 8 000 kronor.",
            "Sjölyckan - Kulturföreningen Vass",
        ),
        ("Almviks förening – Samtalet har tilldelats 4 000 kr.", "Almviks förening – Samtalet"),
        ("Vuolla – samiskt kulturcentrum har fått 4 000 kr.", "Vuolla – samiskt kulturcentrum"),
        # A title and its owner, and the next clause.
        ("Tryggt badliv – Simklubben Gäddan får 4 000 kr.", "Simklubben Gäddan"),
        ("Mest får Lövåsa kommun och Kisel Solutions – Lövåsa får 6 miljoner.", "Kisel Solutions"),
    ],
)
def test_a_dash_parts_one_name_where_its_sentence_tells_what_it_got(text: str, name: str) -> None:
    assert name in found(text)


def test_a_name_opens_its_sentence_before_has_been_given() -> None:
    assert found("Öjersta fjällräddning har tilldelats 90 000 kr för en skoter.") == ["Öjersta fjällräddning"]
    assert found("Öjersta fjällräddning har kostat 90 000 kr för en skoter.") == []


def test_those_who_take_part_are_no_part_of_a_name() -> None:
    group = lexicon("words")["joint"]
    for said, ends in ((group["reads"], True), (group["refuses"], False)):
        assert ("Högskolan Nord" in found(f"Högskolan Nord {said} tilldelas 2 000 kronor.")) is ends


def test_a_small_number_at_the_end_of_a_row_among_rows_is_no_part_of_its_name() -> None:
    rows = "Almviks IF 12 000\nLövåsa byalag 9 500\nHults sockenstuga 8 000\nVävstugan Skytteln 940"
    assert "Vävstugan Skytteln" in found(rows)
    assert "Vävstugan Skytteln 940" in found("Vävstugan Skytteln 940")

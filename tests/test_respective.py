"""A row that tells two sums tells two grants; a table of persons and subjects those of the body above it."""

from __future__ import annotations

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

HEAD = "Servicestödet är fördelat\n\nFem butiker får dela på 1,3 miljoner kronor. Så fördelas stödet:\n\n"
ROWS = (
    "Boda Lanthandel: 388 000 kronor till frysdiskar.",
    "Viksjö Bensinförening och grannen Ahls Drivmedel AB: 205 000 respektive 171 000 för cisterner.",
    "Norrhamra Livs 92 000 + 310 000 för kassa och solceler.",
    "Kvarnen i Lövåsa: 144 000 kronor till paket.",
)
TABLE = (
    "Ljusfonden ger pengar till tre forskare\n\nTre forskare vid Norrhamns universitet får pengar av Ljusfonden.\n\n"
    "{}\n\nForskare      Område\n\nEk, Maj     Grön starr\n\nAhl, Bo    Torra ögon\n\nBy, Ida     Näthinnan\n\n"
    "Så många anslag fick lärosätena\n9 anslag, Viksjö universitet\n3 anslag, Norrhamns universitet\n2 anslag, Boda högskola\n"
)


def test_two_sums_of_a_row_are_two_grants() -> None:
    found = {(one.owner, one.amount) for one in extraction(plain(HEAD + "\n\n".join(ROWS))).grants}
    assert found >= {("Viksjö Bensinförening", 205_000), ("Ahls Drivmedel AB", 171_000)}
    assert found >= {("Norrhamra Livs", 92_000), ("Norrhamra Livs", 310_000)}


def test_what_two_get_by_a_verb_is_told_by_the_sentence() -> None:
    told = "Boda IF och Viksjö IK får 5 000 respektive 7 000 kronor av nämnden."
    found = {(one.owner, one.amount) for one in extraction(plain(f"Bidrag till två\n\n{told}")).grants}
    assert found == {("Boda IF", 5_000), ("Viksjö IK", 7_000)}


def test_a_subject_is_no_title_and_counted_grants_are_none() -> None:
    told = TABLE.format("Forskare vid Norrhamns universitet som får anslag av Ljusfonden")
    found = [(one.title, one.owner) for one in extraction(plain(told)).grants]
    assert found == [(None, "Norrhamns universitet")] * 3


def test_without_a_body_above_the_persons_stay() -> None:
    told = TABLE.format("Forskare som får anslag av Ljusfonden")
    found = [(one.title, one.owner) for one in extraction(plain(told)).grants]
    assert found == [(None, "Ek, Maj"), (None, "Ahl, Bo"), (None, "By, Ida")]

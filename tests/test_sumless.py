"""What is granted without a sum: a list is judged as one, by what announces it and what its rows have in common."""

from __future__ import annotations

from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction
from anslag.parsers.records import Claims
from anslag.parsers.sumless import Judged, chance_of, judged, sumless

CLUBS = "• Viksjö idrottsklubb\n• Tallbergs hembygdsförening\n• Norrängs kulturförening\n• Ljungby scoutkår\n"
GRANTED = f"Fyra föreningar får stöd\n\nNämnden har beslutat om årets stöd till föreningar i länet.\n\nFöljande fyra föreningar beviljas stöd:\n\n{CLUBS}"
INVITED = f"Möte om föreningslivet\n\nKommunen bjuder in till ett möte om föreningslivet i länet.\n\nAnmälda till mötet:\n\n{CLUBS}"


def lists(text: str) -> list[Judged]:
    a = annotated(plain(text))
    found = judged(a, grid_readings(a), clause_candidates(a), Claims(count=4))
    return [one for one in found if one.is_list]


def test_a_list_is_judged_by_its_announcement_and_its_rows() -> None:
    (one, *_) = (found for found in lists(GRANTED) if len(found.together) == 4)
    assert {
        "right above: a colon of giving",
        "as many rows as claimed",
        "a number told right above is that of the rows",
        "list: all organisations",
    } <= one.own


def test_all_rows_of_a_list_have_one_chance() -> None:
    a = annotated(plain(GRANTED))
    readings = grid_readings(a)
    chances = sumless(a, readings, clause_candidates(a), Claims())
    rows = next(reading.candidates for reading in readings if len(reading.candidates) == 4)
    assert len({chances[row] for row in rows}) == 1


def test_the_same_names_are_grants_where_the_release_says_so_only() -> None:
    names = [grant.owner for grant in extraction(plain(GRANTED)).grants]
    assert names == [row.removeprefix("• ") for row in CLUBS.splitlines()]
    assert not extraction(plain(INVITED)).grants


def test_a_list_is_judged_by_whether_its_release_speaks_of_giving() -> None:
    (one, *_), (other, *_) = lists(GRANTED), lists(INVITED)
    assert {cue for cue in one.cues - other.cues if cue.startswith("the release speaks")}
    assert "the release names no sum" in one.cues & other.cues


def test_a_list_is_judged_by_what_it_is_a_list_of() -> None:
    assert any("list: of recipients" in one.own for one in lists(GRANTED))


def test_the_line_that_announces_a_list_may_stand_over_headings_of_groups() -> None:
    groups = "Viksjö\n\n• Viksjö idrottsklubb\n• Viksjö hembygdsförening\n\nLjungby\n\n• Ljungby scoutkår\n• Ljungby kulturförening\n"
    text = f"Stöd i länet\n\nNämnden har fattat beslut.\n\nFöljande föreningar {{verb}} stöd:\n\n{groups}"
    granted, asked = (
        [cue for one in lists(text.format(verb=verb)) for cue in one.own if cue.startswith("list announced")]
        for verb in ("beviljas", "kan söka")
    )
    assert granted
    assert "list announced: who gets it" in granted
    assert asked
    assert "list announced: who gets it" not in asked
    assert "list announced: something else" in asked


def test_a_list_of_short_lines_begins_with_its_first_one() -> None:
    lines = ("Bruksandan 2.0", "Digital bystuga", "Skogens källor", "Unga i styrelser", "Vävstugan")
    text = "Fem projekt får pengar\n\nRegionen har beviljat medel till fem projekt.\n\nProjekten som beviljats medel:\n\n"
    a = annotated(plain(text + "\n".join(lines)))
    assert any(
        [a.text[row.start : row.end] for row in reading.candidates] == [*lines]
        for reading in grid_readings(a)
    )


def test_funds_that_others_apply_to_are_no_recipients() -> None:
    text = (
        "Partnerskapet möts\n\nPartnerskapet bestämmer i vilken ordning ansökningar ur Norra utvecklingsfonden och "
        "Södra socialfonden ska få pengar."
    )
    assert not [one for one in clause_candidates(annotated(plain(text))) if one.owner]


def test_what_a_headline_only_proposes_is_not_granted() -> None:
    proposed = GRANTED.replace(
        "Fyra föreningar får stöd", "Nämnden rekommenderar fyra föreningar för stöd", 1
    )
    proposed = proposed.replace("Följande fyra föreningar beviljas stöd", "De fyra föreningarna är")
    assert len(extraction(plain(GRANTED)).grants) == 4
    assert all(chance_of(one) == 0 for one in lists(proposed))
    assert not extraction(plain(proposed)).grants
    plainly = GRANTED.replace("Fyra föreningar får stöd", "Fyra föreningar föreslår ett nytt hus", 1)
    assert len(extraction(plain(plainly)).grants) == 4
    appointed = proposed.replace(
        "Nämnden rekommenderar fyra föreningar för stöd", "Nya styrelser för fyra föreningar"
    )
    assert all(chance_of(one) == 0 for one in lists(appointed))


def test_a_release_that_tells_of_no_money_grants_none() -> None:
    honoured = (
        "Guldnålar delas ut\n\nFyra ledare hedrades i lördags.\n\nFörbundets {} har tilldelats:\n\n" + CLUBS
    )
    assert not extraction(plain(honoured.format("guldnål"))).grants
    assert len(extraction(plain(honoured.format("ledarbidrag"))).grants) == 4

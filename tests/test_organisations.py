"""Organisations are brought together by what is printed or tabled, never by likeness alone."""

from __future__ import annotations

import csv
import itertools
import re
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anslag.parsers.organisations import KNOWN, counties, grouped, kind, kommuner, organisation_number
from anslag.parsers.records import Organisation


def table(name: str) -> list[dict[str, str]]:
    with (files("anslag.parsers") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def together(*names: str) -> bool:
    return len(grouped(names)[0]) == 1


def one(name: str) -> Organisation:
    (found,), _ = grouped([name])
    return found


# -- the reference tables


def test_tables_hold_290_kommuner_and_21_counties() -> None:
    rows, lan = table("kommuner"), table("counties")
    codes = [row["code"] for row in rows]
    assert (len(rows), len(set(codes)), len({row["name"] for row in rows})) == (290, 290, 290)
    assert all(re.fullmatch(r"[0-9]{4}", code) for code in codes)
    assert (len(lan), len({row["code"] for row in lan})) == (21, 21)
    assert {code[:2] for code in codes} == {row["code"] for row in lan}
    assert codes == sorted(codes)


def test_counties_have_as_many_kommuner_as_scb_says() -> None:
    sizes = {
        county: sum(row["code"].startswith(county) for row in table("kommuner"))
        for county in set(counties().values())
    }
    assert (sizes["01"], sizes["12"], sizes["14"], sizes["09"], sizes["25"], sizes["20"]) == (
        26,
        33,
        49,
        1,
        14,
        15,
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Umeå", "2480"),
        ("Kiruna", "2584"),
        ("Stockholm", "0180"),
        ("Malmö", "1280"),
        ("Göteborg", "1480"),
        ("Gotland", "0980"),
    ],
)
def test_codes_are_those_of_scb(name: str, code: str) -> None:
    assert {row["name"]: row["code"] for row in table("kommuner")}[name] == code


@pytest.mark.parametrize("row", table("kommuner"), ids=lambda row: row["code"])
def test_every_kommun_is_found_by_its_name(row: dict[str, str]) -> None:
    genitive = row["name"] if row["name"][-1] in "sxz" else f"{row['name']}s"
    found = one(f"{genitive} kommun")
    assert (found.kommun, found.county, found.kind) == (row["code"], row["code"][:2], "kommun")


@pytest.mark.parametrize("row", table("counties"), ids=lambda row: row["code"])
def test_every_county_is_found_by_its_bodies(row: dict[str, str]) -> None:
    board = one(f"Länsstyrelsen i {row['name']}")
    assert (board.county, board.kommun, board.kind) == (row["code"], None, "länsstyrelse")
    region = one(row["region"])
    assert (region.county, region.kind) == (row["code"], "region")
    assert region.kommun == ("0980" if row["code"] == "09" else None)


@pytest.mark.parametrize(
    ("name", "kommun", "county"),
    [
        ("Göteborgs Stad", "1480", "14"),
        ("Falu kommun", "2080", "20"),
        ("Kulturförvaltningen, Umeå kommun", "2480", "24"),
        ("Luleå kommun, Norrbotten", "2580", "25"),
        ("Upplands Bro kommun", "0139", "01"),
        ("Länsstyrelsen Skåne", None, "12"),
        ("Region Jönköping", None, "06"),
        ("Umeå universitet", None, None),
        ("Granby IF", None, None),
        ("kommun 2480", None, None),
    ],
)
def test_place_is_told_by_the_name_of_a_public_body_only(
    name: str, kommun: str | None, county: str | None
) -> None:
    assert (one(name).kommun, one(name).county) == (kommun, county)


# -- grouping


@pytest.mark.parametrize(
    "names",
    [
        (
            "LTU",
            "Luleå tekniska universitet",
            "Luleå tekniska universitet (LTU)",
            "LULEÅ TEKNISKA UNIVERSITET",
        ),
        ("KTH", "Kungliga Tekniska högskolan", "Kungliga tekniska högskolan, KTH"),
        ("Norra Hults Utvecklingsbolag (NHUB)", "NHUB", "Norra Hults Utvecklingsbolag"),
        ("Granby Bygg AB", "Granby Bygg Aktiebolag", "Granby  Bygg AB."),
        ("Hults Fiber ek. för.", "Hults Fiber ekonomisk förening", "Hults Fiber ek för"),
        ("Kulturföreningen ”Ljuset”", "Kulturföreningen Ljuset"),
        ("Göteborgs Stad", "Göteborgs kommun", "Göteborg stad"),
        ("Falu kommun", "Falun kommun", "Faluns kommun"),
        ("Länsstyrelsen Norrbotten", "Länsstyrelsen i Norrbottens län"),
        ("Region Västra Götaland", "Västra Götalandsregionen", "VGR"),
        ("Region Gotland", "Gotlands kommun"),
        ("Hults Bygg AB", "Hults Bygg AB (556036-0793)", "Hults Bygg AB, org.nr 5560360793"),
        ("Sa\u0308by IF", "Säby IF"),
    ],
)
def test_spellings_of_one_body_are_one(names: tuple[str, ...]) -> None:
    for order in itertools.islice(itertools.permutations(names), 6):
        organisations, _ = grouped(order)
        assert [set(found.names) for found in organisations] == [set(names)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Granby AB", "Granby"),
        ("Granby IF", "Granby IK"),
        ("Habo kommun", "Håbo kommun"),
        ("Hembygdsföreningen (Hult)", "Hembygdsföreningen (Granby)"),
        ("Stiftelsen Ljuset", "Kulturföreningen Ljuset"),
        ("Region Skåne", "Länsstyrelsen Skåne"),
        ("Umeå kommun", "Umeå universitet"),
        ("Umeå kommun", "Kulturförvaltningen, Umeå kommun"),
        ("Region Skåne", "Skåne läns landsting"),
        ("Hults skola 1", "Hults skola 2"),
        ("Lunds universitet", "Lunds universitetssjukhus"),
        ("kommun 2480", "Umeå kommun"),
    ],
)
def test_bodies_that_are_only_alike_stay_apart(first: str, second: str) -> None:
    assert not together(first, second)


def test_abbreviation_of_two_bodies_tells_neither() -> None:
    organisations, _ = grouped(["Norra Hults Utveckling (NHU)", "Nya Hults Universum (NHU)", "NHU"])
    assert len(organisations) == 3


def test_printed_abbreviation_does_not_take_a_known_one() -> None:
    organisations, _ = grouped(["Kalmar Innebandy (KI)", "Karolinska Institutet", "KI"])
    assert len(organisations) == 3


@pytest.mark.parametrize("short", sorted(KNOWN))
def test_known_abbreviation_alone_is_told_in_full(short: str) -> None:
    assert one(short.upper()).name == KNOWN[short]


# -- doubt


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Granby AB", "Granby"),
        ("Chalmers tekniska högskola", "Chalmers tekniska högskola AB"),
        ("Hults fiber", "Hults Fiber ek. för."),
        ("Lövberga Hembygdsförening", "Lövbergs Hembygdsförening"),
        ("Tallåsens skidklubb", "Tallåsen skidklubb"),
        ("Granby hembygdsförening", "Garnby hembygdsförening"),
    ],
)
def test_likely_pair_is_listed_for_a_person(first: str, second: str) -> None:
    organisations, doubtful = grouped([first, second])
    assert len(organisations) == 2
    assert [{pair.first, pair.second} for pair in doubtful] == [{first, second}]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Habo kommun", "Håbo kommun"),
        ("Granby skola 1", "Granby skola 2"),
        ("Hult IF", "Hults IF"),
        ("Anna Ek", "Anders Ek"),
        ("Umeå kommun", "Luleå kommun"),
    ],
)
def test_what_is_known_or_too_short_raises_no_question(first: str, second: str) -> None:
    assert grouped([first, second])[1] == []


# -- kinds and numbers


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Umeå kommun", "kommun"), ("Malmö stad", "kommun"), ("Region Skåne", "region"), ("Västra Götalandsregionen", "region"),
        ("Länsstyrelsen Skåne", "länsstyrelse"), ("Lunds universitet", "universitet/högskola"), ("Försvarshögskolan", "universitet/högskola"),
        ("Karolinska Institutet", "universitet/högskola"), ("Karolinska universitetssjukhuset", "unknown"), ("Hults folkhögskola", "folkhögskola"),
        ("Granby Bygg AB", "aktiebolag"), ("Hults Fiber ek. för.", "ekonomisk förening"), ("Granby IF", "ideell förening"), ("IFK Granby", "ideell förening"),
        ("Hults bygdegårdsförening", "ideell förening"), ("Stiftelsen Ljuset", "stiftelse"), ("Hults församling", "församling"),
        ("Samordningsförbundet Hult", "kommunalförbund"), ("Naturvårdsverket", "myndighet"), ("Sametinget", "myndighet"), ("Granby HB", "handelsbolag"),
        ("Anna Ek", "unknown"), ("Partnerskap Inland", "unknown"), ("Stadsteatern", "unknown"),
    ],
)  # fmt: skip
def test_kind_is_told_by_the_name(name: str, expected: str) -> None:
    assert kind(name) == expected


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Hults Bygg AB (556036-0793)", "556036-0793"),
        ("Umeå universitet, org.nr: 202100-2874", "202100-2874"),
        ("Hults Bygg AB 5560360793", "556036-0793"),
        ("Hults Bygg AB (556036-0794)", None),
        ("Anna Ek (811218-9876)", None),
        ("Hults Bygg AB", None),
    ],
)
def test_organisation_number_is_valid_and_never_of_a_person(name: str, number: str | None) -> None:
    assert organisation_number(name) == number
    assert one(name).organisation_number == number


NAMES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                "Granby Hults IF AB kommun (LTU) LTU , Umeå universitet ek. för. Region län 556036-0793".split()
            ),
            max_size=5,
        ).map(" ".join),
    ),
    max_size=12,
)


@given(NAMES)
@example([":::, AA"])
def test_every_name_has_one_body_whatever_the_order(names: list[str]) -> None:
    organisations, doubtful = grouped(names)
    assert sorted(name for found in organisations for name in found.names) == sorted(set(names))
    ids = [found.id for found in organisations]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", one) for one in ids)
    assert grouped(reversed(names)) == (organisations, doubtful)
    assert all(
        pair.first in names and pair.second in names and pair.first != pair.second for pair in doubtful
    )


def test_table_has_no_two_kommuner_under_one_name() -> None:
    forms = kommuner()
    assert len({code for code, _ in forms.values()}) == 290

"""Which period is a grant's: the spans of time that a text tells, and the choice among them."""

from __future__ import annotations

from datetime import date

import pytest

from anslag.parsers import document, pages
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.times import durations, last_day, moments
from anslag.parsers.read import accepted, extraction, proposed
from anslag.parsers.timing.choice import choices, scene
from anslag.parsers.timing.spans import spans
from anslag.parsers.timing.words import before, said

ROWS = lexicon("times")["said"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_words_before_a_time_name_what_it_is_of(row: dict[str, str]) -> None:
    def names(text: str) -> set[str]:
        place = text.index("2031")
        return {name for word in before(text, 0, place) for name in said(word)}

    assert row["name"] in names(row["reads"])
    assert row["name"] not in names(row["refuses"])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("den 1 april 2031", ("2031-04-01", "2031-04-01")),
        ("i april 2031", ("2031-04-01", "2031-04-30")),
        ("hösten 2031", ("2031-07-01", "2031-12-31")),
        ("under 2031", ("2031-01-01", "2031-12-31")),
        ("nästa år", ("2031-01-01", "2031-12-31")),
        ("året ut", ("2030-01-01", "2030-12-31")),
        ("den 1 april", ("2030-04-01", "2030-04-01")),
    ],
)
def test_points_of_time(text: str, days: tuple[str, str]) -> None:
    (one,) = moments(text, 0, len(text), (), date(2030, 2, 3))
    assert (one.first.isoformat(), one.last.isoformat()) == days


@pytest.mark.parametrize("text", ["dnr 2031-114", "RS2031", "2031 kronor per ton".replace("2031", "20 310")])
def test_numbers_that_are_no_points_of_time(text: str) -> None:
    assert not list(moments(text, 0, len(text), (), None))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("24 månader", 24),
        ("tre år", 36),
        ("treårigt", 36),
        ("två och ett halvt år", 30),
        ("ett 4-årigt projekt", 48),
    ],
)
def test_lengths_of_time(text: str, months: int) -> None:
    assert [one.months for one in durations(text, 0, len(text))] == [months]


def test_last_day_of_a_length() -> None:
    assert last_day(date(2031, 1, 1), 24) == date(2032, 12, 31)
    assert last_day(date(2031, 1, 31), 1) == date(2031, 2, 28)
    assert last_day(date(2031, 8, 15), 6) == date(2032, 2, 14)


def _days(text: str) -> set[tuple[str, str]]:
    found = spans(annotated(document.plain(text)))
    return {(str(one.start_day), str(one.end_day)) for one in found}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Rubrik\n\nProjektet löper under 24 månader med start den 1 januari 2031.",
            ("2031-01-01", "2032-12-31"),
        ),
        (
            "Rubrik\n\nDet sker under fem år. Arbetet startar den 1 september 2031.",
            ("2031-09-01", "2036-08-31"),
        ),
        ("Rubrik\n\nAnläggningen ska vara i drift den 31 december 2031.", ("None", "2031-12-31")),
        ("Rubrik\n\nPengarna används läsåret 2031/32.", ("2031-07-01", "2032-06-30")),
        (
            "Rubrik\n\nStarten blir 1 september 2031 och projektet är över 31 augusti 2034.",
            ("2031-09-01", "2034-08-31"),
        ),
    ],
)
def test_spans_of_time(text: str, days: tuple[str, str]) -> None:
    assert days in _days(text)


LIST = """Bidrag till fyra byar

{above}

• Ekby bygdegårdsförening: 120 000 kronor
• Lindby idrottsförening: 80 000 kronor
• Almby hembygdsförening: 45 000 kronor
• Askby scoutkår: 30 000 kronor

{below}
"""


@pytest.mark.parametrize(
    ("above", "below", "days"),
    [
        ("Nämnden har beslutat om verksamhetsbidrag för 2031.", "", ("2031-01-01", "2031-12-31")),
        (
            "Nämnden har beslutat om bidrag.",
            "Projekten ska vara slutförda senast den 30 november 2032.",
            (None, "2032-11-30"),
        ),
        (
            "Nämnden har beslutat om bidrag.",
            "Bidragen ska redovisas senast den 30 november 2032.",
            (None, None),
        ),
        ("Bidragen går till föreningar som har funnits sedan 1931.", "", (None, None)),
    ],
)
def test_a_period_said_once_is_every_rows(
    above: str, below: str, days: tuple[str | None, str | None]
) -> None:
    grants = extraction(document.plain(LIST.format(above=above, below=below))).grants
    found = {tuple(day and day.isoformat() for day in (one.period_start, one.period_end)) for one in grants}
    assert (len(grants), found) == (4, {days})


@pytest.mark.parametrize(
    "line",
    [
        "• Almby idrottsförening {n}: {n} 000 kronor, 2031-01-{d:02d} – 2032-03-{d:02d}",
        "Almby förening {n} får {n} 000 kronor till ett projekt som pågår 2031–20{d}. Det började 19{d}.\n",
    ],
    ids=["rows", "sentences"],
)
def test_time_to_choose_grows_with_the_number_of_grants_and_not_with_its_square(line: str) -> None:
    def offered(count: int) -> float:
        text = "\n".join(
            line.format(n=10 + n, d=32 + n % 28 if "19" in line else 1 + n % 28) for n in range(count)
        )
        read = proposed(document.plain(f"Projekt får stöd\n\nNämnden har beviljat bidrag.\n\n{text}"))
        told = [one.candidate for one in accepted(read)[1].grants]
        one = scene(read.notes, told, read.claims)
        return sum(len(choices(one, at)) for at in range(len(told))) / max(1, len(told))

    assert 1 < offered(400) < 1.5 * offered(100)


def test_the_header_of_a_column_says_what_its_days_are() -> None:
    rows = "Storåns IF\t90 000 kr\t2031-11-30\nEkeryds byalag\t45 000 kr\t2032-06-30\nLövåsa SK\t30 000 kr\t2031-08-31\n"
    text = f"Tre föreningar får stöd\n\nNämnden har beviljat stöd till tre föreningar.\n\nFörening\tBeviljat\tPågår till\n{rows}"
    found = extraction(document.plain(text)).grants
    assert [(one.period_start, one.period_end) for one in found] == [
        (None, date(2031, 11, 30)),
        (None, date(2032, 6, 30)),
        (None, date(2031, 8, 31)),
    ]


def test_a_row_has_no_period_that_runs_into_the_next() -> None:
    text = (
        "Två föreningar får stöd\n\nNämnden har beviljat stöd till två föreningar.\n\n"
        "Mottagare: Storåns IF\nBidrag: 90 000 kr\nSlutdatum: 2031-08-31\n\n"
        "Mottagare: Ekeryds byalag\nBidrag: 45 000 kr\nSlutdatum: 2032-06-30\n"
    )
    read = proposed(document.plain(text))
    one = scene(read.notes, [grant.candidate for grant in accepted(read)[1].grants], read.claims)
    offered = [choice.period for at in range(len(one.told)) for choice in choices(one, at) if choice.period]
    assert len(one.told) == 2
    assert {str(period.end_day) for period in offered} >= {"2031-08-31", "2032-06-30"}
    assert all("\n" not in read.notes.text[period.start : period.end] for period in offered)


def test_what_a_section_says_of_time_is_its_own_grants() -> None:
    page = (
        "<h1>Regionstyrelsen i korthet</h1><p>Vid mötet i oktober hade styrelsen tolv ärenden, och här är några av "
        "dem som den fattade beslut om.</p><h2>Pengar till skidbacken</h2><p>Styrelsen beviljar Boda kommun "
        "2 000 000 kronor i bidrag under perioden 1 november 2031 till 31 oktober 2033.</p>"
        "<h2>Stöd till formgivning</h2><p>Stiftelsen Norrljus får 350 000 kronor till en utställning om form.</p>"
        "<h2>Yttrande</h2><p>Styrelsen lämnar ett yttrande om vägen.</p>"
    )
    found = extraction(pages.release(page.encode(), {})).grants
    assert {one.owner: one.period_end for one in found} == {
        "Boda kommun": date(2033, 10, 31),
        "Stiftelsen Norrljus": None,
    }


def test_the_time_of_other_money_is_not_that_of_a_list() -> None:
    rows = "\n".join(f"• {name} beviljas {amount} kr" for name, amount in ROWS_OF_A_LIST)
    budget = "Regionens anslag för 2029 uppgick till 71 miljoner kronor."
    told = extraction(
        document.plain(f"Stöd till fyra föreningar\n\nNämnden har beslutat.\n\n{budget}\n\n{rows}")
    ).grants
    assert [grant.period_start for grant in told] == [None] * 4


ROWS_OF_A_LIST = (
    ("Norra Kören", "40 000"),
    ("Hults IF", "20 000"),
    ("Boda museum", "30 000"),
    ("Ale IF", "15 000"),
)


THREE = (
    "Fonden ger stöd till tre föreningar\n\n{above}\n\n"
    "• Norra Kören, 300 000 kronor\n• Boda IF, 200 000 kronor\n• Tallheds hembygdsförening, 100 000 kronor"
)


@pytest.mark.parametrize(
    "above",
    [
        "Medlen ska användas under kalenderåret 2031.",
        "Bidragen är avsedda att ge tid för arbete under 2031.",
        "Samtliga projekt pågår under 2031 om inget annat anges.",
    ],
)
def test_a_time_that_is_told_of_all_the_money_is_each_grants(above: str) -> None:
    grants = extraction(document.plain(THREE.format(above=above))).grants
    assert [str(grant.period_end) for grant in grants] == ["2031-12-31"] * 3


@pytest.mark.parametrize(
    "above",
    ["Pengarna tas ur en budget som för 2031 är 9 miljoner kronor.", "Projekten ska redovisas under 2031."],
)
def test_a_time_of_a_budget_or_a_report_is_nobodys(above: str) -> None:
    grants = extraction(document.plain(THREE.format(above=above))).grants
    assert [grant.period_end for grant in grants] == [None] * 3


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("som hör till motionsprogrammet för", set()),
        ("inom den strategiska planen", set()),
        ("för", {2030, 2034}),
    ],
)
def test_a_time_that_names_a_programme_is_nobodys(name: str, years: set[int]) -> None:
    rows = "• Viksjö idrottsklubb, 20 000 kronor\n• Tallbergs bollklubb, 30 000 kronor\n• Storåns IF, 40 000 kronor\n"
    text = f"Nya banor\n\nNämnden i Viksjö går in för att tre klubbar får del av kommunens bidrag, {name} 2030–2034.\nSå här fördelas pengarna:\n\n{rows}"
    found = extraction(document.plain(text)).grants
    assert len(found) == 3
    assert {day.year for one in found for day in (one.period_start, one.period_end) if day} == years

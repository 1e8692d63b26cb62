"""Every sum of a release gets a fate, and the word that says so."""

from __future__ import annotations

import pytest

from anslag.parsers import pages
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.columns import grid_readings
from anslag.parsers.cues.afterwards import UNDONE
from anslag.parsers.cues.turns import HANDED_ON, RATE, WHOLE
from anslag.parsers.cues.words import Row, lexicon, rows_in
from anslag.parsers.document import plain
from anslag.parsers.fates import FATES, OUTCOMES, cues, fates
from anslag.parsers.lexicon import lexicon as lexicons
from anslag.parsers.linear import BIAS, in_use, parsed, printed
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.records import Claims

NONE = Claims()
ROWS = lexicon().rows


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_every_row_of_the_lexicon_reads_its_phrase_and_refuses_the_other(row: Row) -> None:
    assert row.name in rows_in(row.reads)
    assert row.name not in rows_in(row.refuses)


def test_every_row_names_a_fate_or_none() -> None:
    assert {row.fate for row in ROWS} - {""} <= set(FATES)


def test_every_fate_but_the_last_can_be_named() -> None:
    named = {row.fate for row in ROWS}
    assert set(FATES) - named == {"not understood"}


def test_phrases_do_not_cross_lines() -> None:
    assert "total cost" in rows_in("Total kostnad")
    assert "total cost" not in rows_in("Total\nkostnad")


def fates_of(text: str, claims: Claims = NONE) -> list[str]:
    a = annotated(plain(text))
    return [fate.name for fate in fates(a, grid_readings(a), clause_candidates(a), claims)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bidrag till föreningar\n\nEkeryds byalag beviljas 40 000 kronor för en ny brygga.", "granted"),
        ("Ny hall\n\nBygget av hallen kostar 40 miljoner kronor.", "cost"),
        ("Nej till laget\n\nNämnden avslår ansökan om 300 000 kronor.", "refused"),
        ("Ny utlysning\n\nDet går att söka högst 300 000 kronor.", "on offer"),
        ("Laget vann\n\nPrissumman är 50 000 kronor.", "prize"),
        ("Kommunen köper huset\n\nKöpeskillingen är 12 miljoner kronor.", "price"),
        ("Fick lån\n\nFöretaget får ett lån på 12 miljoner kronor.", "loan"),
        ("Böter\n\nBolaget döms till ett vite på 2 miljoner kronor.", "fine"),
        ("Stödet krävs åter\n\nMyndigheten kräver att 300 000 kronor återbetalas.", "withdrawn"),
        ("Förslag i budgeten\n\nRegeringen föreslår att 30 miljoner kronor avsätts nästa år.", "proposed"),
        ("Nytt elljusspår\n\nKlubben får 200 000 kronor. Egeninsatsen är 90 000 kronor.", "co-financing"),
        ("Nytt stöd\n\nByalaget får 40 000 kronor. Förra året fick laget 25 000 kronor.", "earlier"),
        ("Ny brygga\n\nByalaget får 40 000 kronor. Från EU kommer 90 000 kronor.", "other giver's"),
        ("Ny lön för direktören\n\nMånadslönen blir 95 000 kronor.", "salary"),
        ("Höjda avgifter\n\nAvgiften blir 1 500 kronor.", "fee"),
        ("Bokslut\n\nOmsättningen ökade till 12 miljoner kronor.", "statistics"),
        ("Bidrag\n\nTeatern Snöret ansökte om 90 000 kronor.", "applied for"),
    ],
)
def test_a_single_sum_is_named_by_its_words(text: str, expected: str) -> None:
    assert fates_of(text)[-1] == expected


def test_the_claimed_total_is_no_grant() -> None:
    text = (
        "1 miljon kronor till föreningslivet\n\nSammanlagt delar nämnden ut 1 miljon kronor.\n\n"
        "Byalaget får 400 000 kronor.\n\nTeatern Snöret får 600 000 kronor."
    )
    assert fates_of(text, Claims(total=1_000_000)) == ["total", "total", "granted", "granted"]


@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("Beslut ändras\n\nBeslutet att bevilja Ekeryds kommun 940 000 kronor återkallas.", False),
        ("Kravet står fast\n\nMyndigheten kräver att klubben lämnar tillbaka 940 000 kronor i stöd.", False),
        ("Nytt stöd\n\nNämnden beviljar Ekeryds kommun 940 000 kronor till projektet Glaset tillbaka.", True),
    ],
)
def test_money_taken_back_is_not_granted(text: str, granted: bool) -> None:
    a = annotated(plain(text))
    assert (fates(a, (), (), NONE)[-1].granted > 0) is granted


def test_what_is_asked_for_and_approved_is_no_word_against_a_grant() -> None:
    phrases = lexicons("fates")["approval"]
    assert {"grants", "proposed"} & set(rows_in(phrases["reads"])) == {"grants"}
    assert "proposed" in rows_in(phrases["refuses"])
    assert "application" not in rows_in("Ansökningarna har bifallits")
    assert "application" in rows_in("Nämnden bifaller. Ansökningarna är fler i år")


def test_what_was_given_before_is_no_grant() -> None:
    text = "Bidrag\n\nI fjol fick Norra Kören 20 000 kronor och i år beviljas Södra Kören 30 000 kronor."
    a = annotated(plain(text))
    first, second = fates(a, (), clause_candidates(a), NONE)
    assert first.granted == 0 < second.granted


def test_words_of_a_name_say_nothing_of_a_sum() -> None:
    text = "Nya uppgifter\n\nMyndigheterna samlas i höst i Lövåsa.\n\nEkeryds skattekontor får 20 miljoner kronor."
    (found,) = cues(annotated(plain(text)), (), (), NONE)
    assert not {cue for cue in found if cue.endswith((": fee", ": law"))}
    (found,) = cues(
        annotated(plain(text.replace("Ekeryds skattekontor", "Hon betalar skatt och"))), (), (), NONE
    )
    assert {cue for cue in found if cue.endswith(": fee")}


def test_what_announces_a_list_is_the_last_sentence_above_it() -> None:
    rows = "- Norrängs IF: 20 000 kr\n- Tallbergs SK: 30 000 kr"
    text = "Stöd\n\nNämnden möttes i maj.\n\nAvgiften höjs inte. Följande klubbar beviljas stöd:\n\n" + rows
    found = cues(annotated(plain(text)), (), (), NONE)[0]
    assert "announced: is granted" in found
    assert "announced: fee" not in found


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("miljösanktionsavgift", "fee"),
        ("hederspriset", "prize"),
        ("innovationslån", "loan"),
        ("leverantörsfakturor", "price"),
        ("projektbidraget", "contribution"),
    ],
)
def test_a_compound_is_known_by_its_head(text: str, row: str) -> None:
    assert row in rows_in(text)


def test_headline_and_lede_tell_what_a_release_is_about() -> None:
    a = annotated(plain("Nya avgifter\n\nFöreningarna får 4 000 kronor i bidrag.\n\nTaxan blir 300 kronor."))
    found = cues(a, (), (), NONE)[-1]
    assert {
        "the headline is about other things",
        "the headline tells: fee",
        "the lede is about giving",
    } <= found


def test_a_page_that_speaks_to_its_reader_is_guidance() -> None:
    text = "Bidrag\n\nDu söker en gång om året.\n\nHar ni egen lokal?\n\n– Ni får 900 kronor, säger hon.\n\nIsbana 500 kr"
    found = cues(annotated(plain(text)), (), (), NONE)[-1]
    assert {"speaks to the reader once", "speaks to the reader twice"} <= found
    assert "speaks to the reader often" not in found


def test_what_a_relative_clause_tells_is_no_word_of_the_main_clause() -> None:
    text = "Nytt kök\n\nNämnden har haft möte om alla hus i byarna och sett på deras planer för året.\n\nBoda bystuga, som tidigare fått avslag på sin ansökan, beviljas i år 140 000 kronor till ett kök."
    (found,) = cues(annotated(plain(text)), (), (), NONE)
    assert "in an aside: refused" in found
    assert not {cue for cue in found if cue.endswith(": refused")} - {"in an aside: refused"}


_ROWS = "Bidrag\n\nNämnden beviljar bidrag:\n\nVisfonden: 690 000 kr\n\nNäs IF: 40 000 kr\n\nÅsa kör: 12 580 000 kr"


def test_the_sums_of_a_list_are_judged_together() -> None:
    first, *others = cues(annotated(plain(_ROWS)), (), (), NONE)
    about = ("size: ", "printed to", "the largest", "the smallest", "the first", "second third", "last third")
    judged = {cue for cue in first if cue.startswith(about)}
    assert "size: half a million to 5 million" in judged
    assert all({cue for cue in other if cue.startswith(about)} == judged for other in others)


def test_a_row_of_a_list_does_not_announce_the_next() -> None:
    every = cues(annotated(plain(_ROWS)), (), (), NONE)
    assert all("announced by a colon" in found and "announced: grants" in found for found in every)


def test_a_long_list_is_announced_to_its_end() -> None:
    rows = "\n\n".join(f"Förening {n}: {n} 000 kr" for n in range(1, 100))
    every = cues(annotated(plain(f"Bidrag\n\nNämnden beviljar bidrag:\n\n{rows}")), (), (), NONE)
    assert len(every) == 99
    assert all("announced: grants" in found for found in every)


def test_a_sum_alone_is_judged_by_its_own_size() -> None:
    found = cues(annotated(plain("Bidrag\n\nNäs IF får 40 000 kr. Åsa kör får 12 580 000 kr.")), (), (), NONE)
    assert ["the largest sum" in one for one in found] == [False, True]


def test_the_best_reading_of_a_row_speaks_for_its_sum() -> None:
    a = annotated(
        plain(
            "Bidrag\n\nNämnden beviljar bidrag:\n\nNäs IF\n40 000 kr\n\nBoda IF\n50 000 kr\n\nÅsa kör\n60 000 kr"
        )
    )
    every = grid_readings(a)
    best, *worse = sorted(every, key=lambda one: -one.score)
    assert worse
    both, alone = cues(a, every, (), NONE), cues(a, (best,), (), NONE)
    assert [row.money for row in best.candidates] == list(a.sums)
    assert both == alone


@pytest.mark.parametrize("column", ["Beviljas?", "Beslut"])
def test_a_column_of_yes_and_no_refuses_its_rows(column: str) -> None:
    cells = [("Ja", "Näs IF", "40 000"), ("Nej", "Boda IF", "50 000"), ("Ja", "Åsa kör", "60 000")]
    head = f"<tr><th>{column}</th><th>Sökande</th><th>Bidrag, kr</th></tr>"
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    page = f"<html><body><h1>Bidrag till föreningar</h1><p>Nämnden har fattat beslut om bidrag.</p><table>{head}{rows}</table>"
    a = annotated(pages.release(page.encode(), {}))
    found = fates(a, grid_readings(a), clause_candidates(a), NONE)
    assert [fate.name == "refused" for fate in found] == [False, True, False]


def test_a_column_that_asks_for_something_else_refuses_nothing() -> None:
    rows = "".join(
        f"<tr><td>{own}</td><td>{name}</td><td>40 000</td></tr>"
        for own, name in (("Ja", "Näs IF"), ("Nej", "Boda IF"))
    )
    head = "<tr><th>Egen lokal</th><th>Förening</th><th>Beviljat, kr</th></tr>"
    page = f"<html><body><h1>Bidrag till föreningar</h1><p>Nämnden beviljar bidrag.</p><table>{head}{rows}</table>"
    a = annotated(pages.release(page.encode(), {}))
    assert "refused" not in [fate.name for fate in fates(a, grid_readings(a), clause_candidates(a), NONE)]


def test_a_bound_of_what_may_be_used_is_none_of_what_can_be_applied_for() -> None:
    assert "may use" in rows_in("Verket får använda högst 3 miljoner kronor")
    assert "possible" not in rows_in("Verket får använda högst 3 miljoner kronor")
    assert "possible" in rows_in("Verket kan få högst 3 miljoner kronor")


def test_chances_add_up_to_one() -> None:
    a = annotated(plain("Stöd\n\nByalaget får 40 000 kronor, kommunen 20 000 kronor."))
    for fate in fates(a, (), (), Claims()):
        assert fate.granted + fate.total + fate.other == pytest.approx(1)


def test_a_release_without_sums_has_no_fates() -> None:
    assert fates(annotated(plain("Nytt badhus\n\nDet öppnar i maj.")), (), (), Claims()) == ()


def test_cues_are_named_for_people() -> None:
    a = annotated(plain("Stöd\n\nByalaget ansökte om 40 000 kronor."))
    assert {"before: applied for", "the only sum", "the headline says: support"} & cues(a, (), (), Claims())[
        0
    ]


def test_weights_are_sorted_small_and_rounded() -> None:
    table = in_use("fates")
    assert table.outcomes == OUTCOMES
    text = printed(table)
    assert parsed(text) == table
    assert len(text.encode()) < 28_000
    assert BIAS in table.rows


def test_every_weighed_word_is_in_the_lexicon() -> None:
    zones = ("before", "behind", "farther", "announced", "label", "header")
    known = {row.name for row in ROWS}
    for cue in in_use("fates").rows:
        zone, _, row = cue.partition(": ")
        if zone in zones:
            assert row in known or row.startswith("a word for "), cue


_ASKED = "\n\nFörening\tSökt stöd\nEkeryds byalag\t40 000 kr\nStoråns IF\t90 000 kr\nLövåsa SK\t30 000 kr\n"


def test_a_list_of_applications_grants_nothing() -> None:
    applied = fates_of(f"Inkomna ansökningar till höstens möte\n\nStyrelsen träffas den 3 maj.{_ASKED}")
    assert applied == ["applied for"] * 3


def test_what_was_applied_for_may_be_what_is_granted_where_nothing_else_is_told() -> None:
    a = annotated(plain(f"EU-miljoner till länet\n\nTre projekt delar på 160 000 kronor.{_ASKED}"))
    said = cues(a, grid_readings(a), clause_candidates(a), NONE)
    assert not any("applied for" in cue for cue in said[-1])
    rows = _ASKED.replace("kr", "kr\t5 000 kr").replace("Sökt stöd", "Sökt stöd\tBeviljat stöd")
    both = annotated(plain(f"EU-miljoner till länet\n\nTre projekt får stöd.{rows}"))
    said = cues(both, grid_readings(both), clause_candidates(both), NONE)
    assert "header: applied for" in said[0]
    assert "header: applied for" not in said[1]


@pytest.mark.parametrize(
    "told",
    [
        "2021 beviljades bandet 30 000 kronor",
        "Bandet fick 2021 bidrag på 30 000 kronor",
        "Då fick bandet 2021 bidrag på 30 000 kronor",
    ],
)
def test_a_year_beside_what_was_given_makes_it_background(told: str) -> None:
    text = f"Bidrag för 2023\n\nKören beviljas 40 000 kronor. {told} till noter."
    assert fates_of(text)[1] == "earlier"
    today = found_in(text.replace("2021", "2023").replace("Bidrag för", "Sedan 2019 ges bidrag för"))
    assert "in the clause: was given before" not in today[1]


def test_a_day_of_decision_makes_nothing_background() -> None:
    text = "Bidrag för 2023\n\nDen 4 maj 2022 beviljade nämnden Norra Kören 40 000 kronor till noter."
    assert fates_of(text) == ["granted"]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("Kören, som sökt 20 000 kronor till noter, får ingenting.", True),
        ("Kören beviljas 20 000 kronor, hela beloppet som man hade sökt.", False),
    ],
)
def test_what_somebody_had_applied_for_stands_before_its_sum(told: str, asked: bool) -> None:
    first, second = found_in(f"Bidrag till föreningar\n\n{told} Bandet beviljas 40 000 kronor.")
    assert ("only applied for" in first, "only applied for" in second) == (asked, False)


def test_a_part_of_the_headline_that_calls_says_nothing_of_what_is_given() -> None:
    body = "\n\nTvå föreningar får dela på 400 000 kronor. Kören får 300 000 kronor."
    assert not any(
        "headline: on offer" in one for one in found_in(f"Kören får pengar – nu utlyses mer{body}")
    )
    assert all("headline: on offer" in one for one in found_in(f"Nu utlyses mer{body}"))


def test_a_part_of_the_headline_that_refuses_says_nothing_of_what_is_given() -> None:
    body = "\n\nTvå föreningar får dela på 400 000 kronor. Kören får 300 000 kronor."
    mixed = found_in(f"Nämnden delar ut 400 000 kronor – bandet blir utan{body}")
    refused = found_in(f"Bandet blir utan{body}")
    assert not any("headline: refused" in one for one in mixed)
    assert all("headline: refused" in one for one in refused)


def found_in(text: str) -> list[frozenset[str]]:
    a = annotated(plain(text))
    return cues(a, grid_readings(a), clause_candidates(a), NONE)


@pytest.mark.parametrize("aim", ["så att taket kan läggas om", "för att kunna måla", "att lägga på lön"])
def test_what_a_sum_is_for_says_nothing_of_its_fate(aim: str) -> None:
    (found,) = found_in(f"Bidrag\n\nKören får 85 000 kronor {aim}.")
    assert not {"in the clause: possible", "in the clause: pay"} & found
    assert "in the clause: possible" in found_in("Bidrag\n\nKören kan få 85 000 kronor att dela.")[0]


def test_a_relative_clause_that_ends_the_sentence_says_nothing_of_its_sum() -> None:
    (found,) = found_in(
        "Bidrag\n\nBanan tilldelas 3 miljoner kronor, vilket är det största bidraget hittills."
    )
    assert "in an aside: earlier" in found
    assert "in the clause: earlier" not in found


def granted_in(text: str) -> list[str]:
    """The sums of a release that are told as granted."""
    a = annotated(plain(f"Nämnden ger stöd\n\n{text}"))
    found = fates(a, grid_readings(a), clause_candidates(a), NONE)
    return [a.text[one.money.start : one.money.end] for one in found if one.name == "granted"]


@pytest.mark.parametrize(
    "behind",
    [
        "varav 90 000 kronor avser projektering",
        "och skjuter själva till 90 000 kronor",
        "vilket är mer än de 90 000 kronor som de sedan tidigare har fått",
    ],
)
def test_a_part_and_money_of_their_own_or_from_before_are_no_grants(behind: str) -> None:
    assert granted_in(f"Norra Kören beviljas 210 000 kronor, {behind}.") == ["210 000 kronor"]


def test_a_label_of_costs_tells_no_grant() -> None:
    record = "Norra Kören\nProjektets kostnad: 480 000 kr\nBeviljat stöd: 210 000 kr"
    assert granted_in(record) == ["210 000 kr"]


def test_a_rate_is_of_the_sum_before_it() -> None:
    a = annotated(plain("Stöd\n\nRäknat till 48 kronor per medlem får Norra Kören 57 600 kronor."))
    rate, grant = cues(a, (), clause_candidates(a), NONE)
    assert "behind: per unit" in rate
    assert not {"farther: per unit", "before: per unit", "in the clause: per unit"} & grant


def test_what_somebody_means_to_give_is_not_given() -> None:
    told = "Mer film i norr\n\n{} gå in med 2 miljoner kronor i Tornedalens filmpool."
    assert fates_of(told.format("Stiftelsen har för avsikt att")) == ["proposed"]
    assert "only intended" in found_in(told.format("Regionen planerar nu att"))[0]
    assert "only intended" not in found_in("Stöd\n\nFondens avsikt är god, och laget får 20 000 kronor.")[0]


def test_rows_of_organisations_are_likelier_granted_in_a_few_lines_than_in_a_long_text() -> None:
    rows = "Bidrag i år\n\nStoråns IF: 20 000 kronor\nLövåsa byalag: 30 000 kronor\nEkeryds SK: 40 000 kronor"
    assert all("a row in a text of a few lines" in one for one in found_in(rows))
    assert not any(
        "a row in a text of a few lines" in one for one in found_in(f"{rows}\n\n{'Det regnade. ' * 40}")
    )
    places = rows.replace("Storåns IF", "Skog").replace("Lövåsa byalag", "Hav").replace("Ekeryds SK", "Berg")
    assert not any("a row in a text of a few lines" in one for one in found_in(places))


_GIVEN = "Bidrag till byn\n\nEkeryds byalag beviljades i våras 40 000 kronor till en brygga. "


@pytest.mark.parametrize(
    ("row", "made"),
    [
        ("given_thing", "{}."),
        ("undone", "{}."),
        ("undone_alone", "{}."),
        ("to_hand_on", "Bidrag\n\n{}."),
        ("most_of", "Bidrag\n\n{}."),
    ],
)
def test_words_that_take_a_sum_back_read_and_refuse(row: str, made: str) -> None:
    phrases = lexicons("scopes")[row]
    for phrase, denied in ((phrases["reads"], True), (phrases["refuses"], False)):
        text = made.format(phrase)
        found = cues(annotated(plain(text if "\n" in text else _GIVEN + text)), (), (), NONE)[0]
        assert found.isdisjoint({UNDONE, RATE, HANDED_ON, WHOLE}) != denied


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("Det beslutet har nämnden nu upphävt.", "withdrawn"),
        ("Laget var glatt. Nu avstår byalaget från pengarna.", "withdrawn"),
        ("Hade vi fått pengarna förra året hade bryggan stått klar.", "withdrawn"),
        ("Pengarna ska betalas tillbaka om bryggan inte byggs.", "granted"),
        ("Bidraget betalas inte ut förrän bryggan är klar.", "granted"),
        ("Boda IF fick 9 000 kronor. De pengarna har dragits in.", "granted"),
    ],
)
def test_what_sentences_behind_a_sum_say_of_it(behind: str, expected: str) -> None:
    assert fates_of(_GIVEN + behind)[0] == expected


def test_a_rate_is_no_grant_and_money_handed_on_to_many_is_nobodys() -> None:
    rate = fates_of("Bidrag till laget\n\nEkeryds IF får 45 kronor per medlem, totalt 27 900 kronor.")
    assert rate[0] == "part"
    shares = lexicons("scopes")["shares"]
    assert [fates_of(f"Bidrag\n\n{shares[each]}")[0] == "part" for each in ("reads", "refuses")] == [
        False,
        True,
    ]
    assert fates_of("Stöd\n\nSparverket ska betala ut 45 miljoner kronor till kommunerna.") == ["total"]
    assert fates_of("Stöd\n\nSparverket ska betala ut 45 miljoner kronor till Boda IF.") != ["total"]


_BACKGROUND = "Ny fabrik\n\nBolaget köpte marken i fjol.\n\nOrdern är klar, säger hon.\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What a clause gives by its verb is granted, whatever the release is about.
        (_BACKGROUND + "Nu har Klimatverket beviljat Ekeryds Ullfabrik ett bidrag på 58 miljoner kronor.", True),
        (_BACKGROUND + "Klimatverket har hittills beviljat 58 miljoner kronor till sju fabriker.", False),
        # Whoever puts in the one sum of a paragraph gives it to what the paragraph is about.
        ("Tre satsningar\n\nEkeryds kommun driver Skogens verkstad ihop med oss. Fonden bidrar med 6 miljoner kronor.", True),
        ("Tre satsningar\n\nEkeryds kommun driver sju verkstäder ihop med oss. Fonden bidrar med 6 miljoner kronor till de sju.", False),
        # What is asked for and not granted beside it is none, whatever stands round it.
        ("Bidrag\n\nKören beviljas stöd. Nämnden sa nej till teaterns begäran om 150 000 kronor.", False),
        ("Bidrag\n\nNämnden har bifallit teaterns ansökan om 150 000 kronor.", True),
    ],
)  # fmt: skip
def test_what_the_clause_of_a_sum_says_outweighs_the_rest(text: str, expected: bool) -> None:
    assert (fates_of(text)[-1] == "granted") == expected


def test_able_is_not_eligible() -> None:
    assert "possible" in rows_in(lexicons("fates")["may_get"]["reads"])
    assert "possible" not in rows_in(lexicons("fates")["may_get"]["refuses"])
    assert "earlier" not in rows_in("De får 7 500 kronor var, sade hon")
    assert {"each"} <= set(rows_in("Var och en får 7 500 kronor"))


def test_a_headline_tells_again_what_the_text_below_calls_a_price() -> None:
    sold = "Storåföretag får 32 miljoner av hamnen\n\nBolaget har skrivit avtal om kranar. Affären är värd 32 miljoner kronor."
    assert fates_of(sold) == ["price", "price"]
    given = "Storåföretag får 32 miljoner av hamnen\n\nBolaget beviljas 32 miljoner kronor i bidrag."
    assert fates_of(given)[0] != "price"


@pytest.mark.parametrize(
    "told",
    [
        "Med ett bidrag på 8 miljoner kronor från Storåfonden kan Ekeryds högskola köpa ett mikroskop.",
        "Störst är satsningen hos Ekeryds byalag, som med hjälp av 640 000 kronor byter tak på bystugan.",
    ],
)
def test_a_sum_with_which_somebody_does_something_is_given(told: str) -> None:
    assert fates_of(f"{_BACKGROUND}{told}")[-1] == "granted"
    assert "possible" not in rows_in("till ett nytt tak")
    assert "price" not in rows_in("till inköp av noter")


def test_a_prize_with_a_winner_goes_to_the_winner_and_a_rest_that_others_pay_to_nobody() -> None:
    prize = "Nytt från byn\n\nDet var fest.\n\nPriset och de 40 000 kronor som hör till går i år till Ekeryds byalag."
    assert fates_of(prize)[-1] == "granted"
    shared = "Ny hall\n\nFonden ger Ekeryds IF 1 miljon kronor, medan kommunen står för återstående 4 miljoner kronor."
    assert fates_of(shared)[-1] == "co-financing"


def test_a_word_with_a_capital_within_its_sentence_is_a_name() -> None:
    text = "Stöd\n\nI dag ska 28 miljoner kronor utbetalas till {}."
    (found,) = cues(annotated(plain(text.format("Garantistiftelsen"))), (), (), NONE)
    assert not {cue for cue in found if cue.endswith(": loan")}
    (found,) = cues(annotated(plain(text.format("den nya garantin"))), (), (), NONE)
    assert {cue for cue in found if cue.endswith(": loan")}

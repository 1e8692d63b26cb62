"""Lists of who gets money, in a sentence of their own: persons with workplaces, as many as counted, sharers of a sum."""

from __future__ import annotations

import pytest

from anslag.parsers import document, frames
from anslag.parsers.clauses import clause_candidates
from anslag.parsers.enumerated import vouched
from anslag.parsers.mentions.annotate import annotated


def listed(text: str) -> list[str]:
    """Who gets money without a sum of their own, in order of the text."""
    a = annotated(document.plain(text))
    return [one.owner.of(a.text) for one in clause_candidates(a) if one.owner and one.money is None]


def sums(text: str) -> list[str]:
    """The sums that sentences give somebody."""
    a = annotated(document.plain(text))
    return [
        a.text[one.money.start : one.money.end] for one in clause_candidates(a) if one.money and one.owner
    ]


PERSONS = (
    "överläkare Maj Lundgren, Norrhamra lasarett, som studerar tinnitus hos smeder, docent Karl Sandberg, Sunnersta universitet,"
    " som följer sömn, nattskift och hjärta, och psykolog Eva Bergström, Storvretens sjukhus, för arbete kring oro hos barn."
)


def test_persons_listed_with_their_workplaces_have_a_grant_each() -> None:
    text = f"Nio miljoner till forskare\n\nPengarna går till {PERSONS}\n"
    assert listed(text) == ["Norrhamra lasarett", "Sunnersta universitet", "Storvretens sjukhus"]


def test_persons_who_only_sit_on_a_board_get_nothing() -> None:
    assert listed(f"Ny jury för stipendiet\n\nI juryn sitter {PERSONS}\n") == []


COUNTED = "Sex miljoner till rymden\n\nSex miljoner kronor går till {} projekt vid lärosäten.\n\nFler beslut väntar.\n\n{} "
NAMES = "Institutet för norrsken, Norrhamra universitet, Sunnersta högskola samt Norrhamra universitet.\n"


def test_a_list_of_as_many_as_were_counted_tells_who_they_are() -> None:
    found = listed(COUNTED.format("fyra", "Projekten finns hos:") + NAMES)
    assert found == [
        "Institutet för norrsken",
        "Norrhamra universitet",
        "Sunnersta högskola",
        "Norrhamra universitet",
    ]


def test_a_list_of_more_than_were_counted_or_of_partners_tells_nothing() -> None:
    assert listed(COUNTED.format("tre", "Projekten finns hos:") + NAMES) == []
    assert listed(COUNTED.format("fyra", "Tillsammans med:") + NAMES) == []


SHARED = "Teknikpeng till replokaler\n\nDe {} som delar på 88 000 kronor är Boda IF, Lövsta IF och Musikföreningen Tonika{}.\n"


def test_who_shares_a_sum_is_told_behind_it_and_the_sum_is_nobodys() -> None:
    assert listed(SHARED.format("tre", "")) == ["Boda IF", "Lövsta IF", "Musikföreningen Tonika"]
    assert sums(SHARED.format("tre", "")) == []


def test_the_last_of_a_list_is_two_where_the_count_says_so() -> None:
    text = SHARED.format("fyra", " och Lövsta Folkets Hus").replace("Lövsta IF och", "Lövsta IF,")
    assert listed(text)[2:] == ["Musikföreningen Tonika", "Lövsta Folkets Hus"]
    assert len(listed(text.replace("fyra", "tre"))) == 3


def test_whom_no_frame_gives_a_sum_stays_in_the_list_that_names_him() -> None:
    text = "Bidrag\n\nDe tre föreningarna Boda IF, Lövsta IF och Norrhamra Folkets Park fick totalt 159 000 kronor.\n"
    assert listed(text + "\nEn miljon kronor är avsatt 2034 för bygden.\n")[-1] == "Norrhamra Folkets Park"


def members(text: str) -> list[tuple[str | None, str | None]]:
    """The owner and the title of what sentences give a sum."""
    a = annotated(document.plain(text))
    return [
        (one.owner and one.owner.of(a.text), one.title and one.title.of(a.text))
        for one in clause_candidates(a)
        if one.money
    ]


ROSTER = "Länsstyrelsen fördelar stöd\n\nTill dem som fick napp hör {}."
TASKS = "Norrhamra byalag med 740 tusen kronor, ny liftgård på Sörberget med 1,1 miljoner samt kvinnor i fjällen med 92 tusen kronor"


def test_a_member_with_a_sum_that_is_nobody_is_what_the_money_is_for() -> None:
    assert members(ROSTER.format(TASKS)) == [
        ("Norrhamra byalag", None),
        (None, "ny liftgård på Sörberget"),
        (None, "kvinnor i fjällen"),
    ]


def test_two_sums_and_what_stands_before_them_are_no_such_list() -> None:
    two = TASKS.partition(" samt")[0]
    assert (None, "ny liftgård på Sörberget") not in members(ROSTER.format(two))


def test_a_project_is_supported_with_a_sum() -> None:
    a = annotated(
        document.plain("Stöd\n\nNämnden beslutade i maj att stödja projektet med 1,6 miljoner kronor.\n")
    )
    assert [pair.frame for sentence in frames.parsed(a) for pair in frames.pairs(sentence)] == [
        "anaphor-gets"
    ]


def test_who_gets_a_sum_may_be_described_between_commas() -> None:
    text = "Stöd\n\nDäribland får Norrhamra Optik, bolaget som slipar linser, 500 000 kronor.\n"
    a = annotated(document.plain(text))
    assert [
        pair.name and a.text[pair.name.start : pair.name.end]
        for s in frames.parsed(a)
        for pair in frames.pairs(s)
    ] == ["Norrhamra Optik"]


def test_two_projects_that_a_sentence_gives_sums_vouch_for_each_other() -> None:
    text = "Bidrag till vatten\n\nProjektet ”Havsrulle” får 800 000 kronor och projektet ”Krafttag sik” får totalt tre miljoner kronor.\n"
    a = annotated(document.plain(text))
    clauses = [one for one in clause_candidates(a) if one.money]
    assert set(vouched(a, clauses, lambda _: 0.5)) == set(clauses)
    assert len(clauses) == 2


def titles(text: str) -> list[str]:
    """The projects that get money, in order of the text."""
    a = annotated(document.plain(text))
    return [one.title.of(a.text) for one in clause_candidates(a) if one.title and not one.owner]


WHOLE = (
    "Nio miljoner till sjöar\n\nNio miljoner delas på {} projekt.\n\nBakom projekten som fått {} står: {}.\n"
)
WHOLES = "Region Norrhamra, Kretslopp och Vatten, Sunnersta högskola, Handelskammaren Syd, Boda kommun"


def test_all_between_two_commas_is_a_name_where_the_members_are_as_many_as_counted() -> None:
    assert listed(WHOLE.format("fem", "ja", WHOLES)) == WHOLES.split(", ")
    assert listed(WHOLE.format("sex", "ja", WHOLES)) != WHOLES.split(", ")
    assert listed(WHOLE.format("fem", "nej", WHOLES)) == []


TWO = "Panna byts med stöd\n\nI år har två {} bytt panna{}.\n\nDe två är Backa Gård AB och Lunda Gård AB.\n"


def test_two_who_were_said_to_have_support_are_named_sentences_later() -> None:
    assert listed(TWO.format("gårdar", " med stöd ur Klimatlyftet")) == ["Backa Gård AB", "Lunda Gård AB"]
    assert listed(TWO.format("gårdar", "")) == []


IDEAS = "Klart med stöd\n\nBland de {} som får stöd finns Matstig Ängersjö, Tjärans dag 2030 samt förstudien {}.\n"


def test_a_list_of_ideas_is_one_of_titles_unless_it_names_a_body() -> None:
    found = titles(IDEAS.format("idéer", "Byns framtid"))
    assert found == ["Matstig Ängersjö", "Tjärans dag 2030", "Byns framtid"]
    assert titles(IDEAS.format("föreningar", "Byns framtid")) == []
    assert titles(IDEAS.format("idéer", "Viby kommun")) == []


WITH_SUMS = "Pengar till byar\n\nNågra av dem som delar på pengarna är {} med 415 000 kronor, Bron över Ljungan med 125 000 kronor samt {}, 78 000 kronor.\n"


def test_a_list_with_one_member_told_by_what_is_done_is_one_of_projects() -> None:
    assert titles(WITH_SUMS.format("Badplats i Boda", "upprustning av Viby bystuga")) == [
        "Badplats i Boda",
        "Bron över Ljungan",
        "upprustning av Viby bystuga",
    ]
    assert titles(WITH_SUMS.format("Boda kommun", "upprustning av Viby bystuga")) == ["Bron över Ljungan"]


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (
            "En av dem som får ta del av pengarna är Viby kommun.",
            "En av dem som söker pengarna är Viby kommun.",
        ),
        ("Även till Viby kommun går medel.", "Även till Viby kommun går bussen."),
        (
            "Viby kommun ska med hjälp av medlen bygga en damm.",
            "Viby kommun ska med hjälp av spadar bygga en damm.",
        ),
    ],
)
def test_one_of_those_who_get_money_is_told_by_a_turn(told: str, refused: str) -> None:
    head = "Pengar till vatten\n\nRegionen delar ut två miljoner kronor.\n\n"
    assert listed(head + told) == ["Viby kommun"]
    assert listed(head + refused) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Två mejerier bygger om. Bakom bygget står Boda Ysteri AB samt Viby Mejeri AB. De två får bidrag.",
            2,
        ),
        (
            "Två mejerier bygger om. Bakom bygget står Boda Ysteri AB samt Viby Mejeri AB. De två sökte bidrag.",
            0,
        ),
    ],
)
def test_two_who_stand_behind_what_two_get_money_for_get_it(text: str, found: int) -> None:
    assert len(listed(f"Mejerier ställer om\n\n{text}\n")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Även Boda kommun, Boda IF, Boda museum och Viby Hembygdsförening finns bland dem som fick ja.",
            ["Boda kommun", "Boda IF", "Boda museum", "Viby Hembygdsförening"],
        ),
        ("Pengar väntar även Norra Kören.", ["Norra Kören"]),
        ("Norra Kören väntar på bidrag.", []),
    ],
)
def test_last_of_a_list_and_for_whom_money_waits(text: str, found: list[str]) -> None:
    assert listed(f"Bidrag till byn\n\n{text}\n") == found


def test_whoever_bears_an_academic_title_is_a_person() -> None:
    a = annotated(
        document.plain("Medel\n\nDe går till docent Torkel Assarsjö och docenten i Norra Museet.\n")
    )
    persons = {a.text[one.start : one.end]: one.person >= 0.5 for one in a.names}
    assert persons["Torkel Assarsjö"]
    assert not persons["Norra Museet"]

"""Reviewing: what is shown, what is asked, and what becomes of the decisions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from anslag.errors import BadInput
from anslag.marking import places
from anslag.parsers.fields import Value
from anslag.presentation import highlighted, legend
from anslag.review import Desk, doubtful
from anslag.values import BadValue, parsed
from tests.archives import Shelf
from tests.command import Ran, anslag, interrupted

DAY = date(2025, 4, 1)
PAGE = (
    "<!DOCTYPE html><h1>450 000 kronor till två projekt</h1>"
    "<p>Nämnden beslutade att bevilja 450 000 kronor till två projekt.</p>"
    "<ul><li>Umeå kommun, 250 000 kronor</li><li>Åre kommun, 150 000 kronor</li></ul>"
    "<p>Rättelse: summan var fel, rätt är 300 000 kronor.</p>"
)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An archive with one release whose sum does not hold, and its database."""
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(PAGE.encode())
    shelf.built()
    return shelf


def reviewed(shelf: Shelf, *typed: str) -> Ran:
    lines = "".join(f"{line}\n" for line in typed)
    return anslag("review", "--who", "A. Reader", cwd=shelf.data.parent, stdin=lines.encode())


AMOUNTS = "SELECT amount, corrected FROM grants ORDER BY position"


def test_corrected_value_is_kept_and_applied_by_the_next_build(shelf: Shelf) -> None:
    ran = reviewed(shelf, "c", "1", "amount", "300 000", "300 000 kronor", "a correction below", "q")
    assert ran.code == 0, ran.err
    assert "total: the release claims 450 000" in ran.out
    assert "1 decision kept" in ran.out
    file = (shelf.data / "corrections.toml").read_text("utf-8")
    assert 'who = "A. Reader"' in file
    assert 'why = "a correction below"' in file
    shelf.built()
    assert shelf.rows(AMOUNTS) == [(300_000, "amount"), (150_000, None)]
    assert shelf.rows("SELECT status FROM checks WHERE name = 'total'") == [("passed",)]
    assert shelf.rows("SELECT quote, rule FROM evidence WHERE field = 'amount' AND grant_id LIKE '%-g1'") == [
        ("300 000 kronor", "correction")
    ]


def test_rejected_grant_goes_and_accepted_release_is_doubtful_no_more(shelf: Shelf) -> None:
    assert list(doubtful(shelf.data)) == ["example-a"]
    ran = reviewed(shelf, "r", "2", "another round", "a", "n", "seen")
    assert ran.code == 0, ran.err
    shelf.built()
    assert shelf.rows(AMOUNTS) == [(250_000, None)]
    assert list(doubtful(shelf.data)) == []
    assert "Nothing is doubtful." in reviewed(shelf).out


def test_wrong_answers_are_asked_again_and_nothing_is_kept(shelf: Shelf) -> None:
    ran = reviewed(
        shelf,
        "x",
        "c",
        "9",
        "1",
        "perio",
        "99",
        "period_start",
        "31 mars",
        "",
        "c",
        "1",
        "amount",
        "1",
        "nowhere",
    )
    assert ran.code == 1, ran.err
    assert "“9” is none of 0, 1, 2" in ran.out
    assert "“perio” is no field" in ran.out
    assert "is no day: type it as in 2025-03-01" in ran.out
    assert "“nowhere” does not stand in the release" in ran.out
    assert not (shelf.data / "corrections.toml").exists()


def test_input_that_ends_keeps_what_was_decided(shelf: Shelf) -> None:
    ran = reviewed(shelf, "r", "2", "another round")
    assert ran.code == 1
    assert "1 decision kept" in ran.out
    assert "Traceback" not in ran.err
    assert "[[correction]]" in (shelf.data / "corrections.toml").read_text("utf-8")


def test_ctrl_c_at_a_question_exits_with_130_and_keeps_what_was_decided(shelf: Shelf) -> None:
    ran = interrupted(
        "review",
        "--who",
        "A. Reader",
        cwd=shelf.data.parent,
        typed=b"r\n2\nanother round\n",
        words=b"What should be done?",
        times=2,
    )
    assert ran.code == 130
    assert ran.err == "anslag: stopped; run the same command again to go on\n"
    assert "1 decision kept" in ran.out


def test_field_is_chosen_by_its_number_or_by_how_it_begins(shelf: Shelf) -> None:
    ran = reviewed(shelf, "c", "1", "6", "300000", "", "", "c", "2", "am", "", "q")
    assert ran.code == 0, ran.out
    assert "“am” is no field" in ran.out
    ran = reviewed(shelf, "c", "2", "own", "Åre", "", "short", "c", "2", "title", "-", "it has none", "q")
    assert "2 decisions kept" in ran.out
    said = (shelf.data / "corrections.toml").read_text("utf-8")
    assert 'field = "owner"' in said
    assert " 6  amount                     150 000\n" in ran.out


def test_words_are_found_however_the_lines_are_broken(shelf: Shelf) -> None:
    text = Desk(shelf.data, "A. Reader", DAY).case("example-a").now.release.text
    [(start, end)] = places(text, "Umeå kommun,\n   250 000")
    assert text[start:end] == "Umeå kommun, 250 000"
    for words in ("", "Umeå län"):
        with pytest.raises(BadValue):
            places(text, words)


def test_value_that_is_none_is_taken_away(shelf: Shelf) -> None:
    desk = Desk(shelf.data, "A. Reader", DAY)
    case = desk.correct(desk.case("example-a"), 1, "amount", None, None, "not decided yet")
    assert case.now.grants[0].amount is None
    desk.correct(case, None, "claimed_count", 3, None, "misread")
    assert desk.kept == 2
    assert shelf.built().stale == ()
    assert shelf.rows(AMOUNTS)[0] == (None, "amount")
    assert shelf.rows("SELECT claimed_count FROM releases") == [(3,)]


def test_accepted_release_becomes_a_gold_file_that_evaluate_takes(shelf: Shelf) -> None:
    reviewed(shelf, "a", "n", "seen")
    shelf.built()
    ran = anslag("review", "--gold", "gold", cwd=shelf.data.parent)
    assert (ran.code, ran.err) == (0, "")
    assert "1 gold file in gold" in ran.out
    ran = anslag("evaluate", "gold", cwd=shelf.data.parent)
    assert (ran.code, ran.err) == (0, "")
    assert "amount" in ran.out
    assert "2/2" in ran.out
    assert "Releases read exactly as a whole: 1.00 [0.21, 1.00]  1/1" in ran.out


def test_nothing_accepted_gives_no_gold_and_says_what_to_do(shelf: Shelf) -> None:
    ran = anslag("review", "--gold", "gold", cwd=shelf.data.parent)
    assert ran.code == 2
    assert "accept some with `anslag review`" in ran.complaint


def test_folder_without_gold_is_told(tmp_path: Path) -> None:
    ran = anslag("evaluate", "nowhere", cwd=tmp_path)
    assert ran.code == 2
    assert ran.complaint == "there is no folder nowhere"


def test_every_value_is_marked_in_the_words_it_was_read_from(shelf: Shelf) -> None:
    now = Desk(shelf.data, "A. Reader", DAY).case("example-a").now
    text = highlighted(now)
    marked = {text.plain[span.start : span.end] for span in text.spans}
    quotes = {one.quote for grant in now.grants for one in grant.evidence.values()}
    assert "250 000 kronor" in quotes
    assert quotes <= marked
    assert all(field in legend().plain for field in ("title", "owner", "amount", "period"))


def test_no_grants_at_all(shelf: Shelf) -> None:
    desk = Desk(shelf.data, "A. Reader", DAY)
    assert desk.reject(desk.case("example-a"), None, "a budget").now.grants == ()
    shelf.built()
    assert shelf.rows("SELECT grants FROM releases") == [(0,)]


def test_release_that_is_not_there_is_told(shelf: Shelf) -> None:
    ran = anslag("review", "example-z", "--who", "A", cwd=shelf.data.parent)
    assert ran.code == 2
    assert "no release 'example-z'" in ran.complaint


def test_database_of_other_rules_is_told(shelf: Shelf) -> None:
    with closing(sqlite3.connect(shelf.data / "anslag.db")) as database:
        database.execute("UPDATE releases SET text_sha256 = 'of an older reading'")
        database.commit()
    with pytest.raises(BadInput, match="run `anslag build` first"):
        Desk(shelf.data, "A. Reader", DAY).case("example-a")


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("amount", "2 491 478", 2_491_478),
        ("amount", "2\u00a0491\u00a0478", 2_491_478),
        ("amount", "12,50", 12.5),
        ("period_end", "2025-02-28", date(2025, 2, 28)),
        ("number", "7", 7),
        ("amount_approximate", "ja", True),
        ("claimed_total_approximate", "no", False),
        ("partners", "Umeå kommun; Åre kommun", ("Umeå kommun", "Åre kommun")),
        ("owner", " Umeå kommun ", "Umeå kommun"),
        ("owner", "  ", None),
        ("amount", "", None),
    ],
)
def test_what_is_typed_becomes_a_value(field: str, said: str, value: Value) -> None:
    assert parsed(field, said) == value


@pytest.mark.parametrize(
    ("field", "said"),
    [("amount", "mycket"), ("period_end", "2025-02-30"), ("number", "-1"), ("amount_approximate", "kanske")],
)
def test_what_cannot_be_a_value_is_refused(field: str, said: str) -> None:
    with pytest.raises(BadValue):
        parsed(field, said)


TALK = (
    "<!DOCTYPE html><h1>Kommunen och föreningen</h1>"
    "<p>Föreningen och kommunen talade om 250 000 kronor på mötet, som varade i flera timmar.</p>"
)


def test_sum_that_nobody_understood_is_listed_and_reviewed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "anslag-data")
    shelf.put(TALK.encode())
    shelf.built()
    assert shelf.rows("SELECT quote, fate FROM amounts") == [("250 000 kronor", "not understood")]
    said = anslag("check", cwd=tmp_path).out
    assert "Sums that nobody understood: 1 in 1 release" in said
    assert "  ? 250 000 kronor – Kommunen och föreningen" in said
    assert list(doubtful(shelf.data)) == ["example-a"]
    assert reviewed(shelf, "a", "n", "only talk").code == 0
    shelf.built()
    assert list(doubtful(shelf.data)) == []
    assert "nobody understood" not in anslag("check", cwd=tmp_path).out


def test_missing_grant_is_added_by_its_words(shelf: Shelf) -> None:
    ran = reviewed(
        shelf, "m", "två projekt", "7", "2", "Nämnden", "300 000 kronor", "", "", "", "", "told below", "q"
    )
    assert ran.code == 0, ran.err
    assert "Which of these places" in ran.out
    shelf.built()
    assert shelf.rows("SELECT title, owner, amount, corrected FROM grants WHERE position = 3") == [
        ("två projekt", "Nämnden", 300_000, "amount,currency,owner,title")
    ]
    # The second of the places, in the text below the headline.
    second = str(shelf.rows("SELECT text FROM releases")[0][0]).rindex("två projekt")
    assert shelf.rows("SELECT start FROM evidence WHERE field = 'title' AND grant_id LIKE '%-g3'") == [
        (second,)
    ]


def test_grant_without_title_owner_and_sum_is_none(shelf: Shelf) -> None:
    ran = reviewed(shelf, "m", "", "", "", "", "", "", "q")
    assert "A grant has a title, an owner or a sum at least; nothing was kept." in ran.out
    assert not (shelf.data / "corrections.toml").exists()


def test_sum_that_no_rule_reads_is_typed(shelf: Shelf) -> None:
    ran = reviewed(shelf, "m", "", "Åre", "summan", "9 000", "", "", "", "seen", "q")
    assert "Type the amount in units of the currency" in ran.out
    shelf.built()
    assert shelf.rows("SELECT amount, currency FROM grants WHERE position = 3") == [(9000, "SEK")]

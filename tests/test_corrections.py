"""Decisions of people: applied only where they were made, reported where they no longer hold, kept as plain text."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag import evaluate as scoring
from anslag.db import corrections_file, gold
from anslag.db.connection import connect
from anslag.db.corrections import (
    GRANT_FIELDS,
    RELEASE_FIELDS,
    RULE,
    Applied,
    Correction,
    Decision,
    Outcome,
    apply,
    brief,
    listed,
    span,
    text_digest,
    value,
)
from anslag.db.errors import BadCorrections
from anslag.db.store import Store
from anslag.parsers.checks import checks
from anslag.parsers.fields import Value
from anslag.parsers.records import Check, Claims, Evidence, Extraction
from tests.databases import FACTS, Writer, decisions, extraction, grant, revision

ACCEPT, CORRECT, REJECT = Decision.ACCEPT, Decision.CORRECT, Decision.REJECT
ADD, COMPLETE = Decision.ADD, Decision.COMPLETE


def release() -> Extraction:
    writer = Writer("Tre projekt får 1 600 000 kronor")
    grants = [
        grant(writer, 1, title="Grön skolgård", owner="Sävar skola", amount=100_000),
        grant(writer, 2, title="Cykelväg", owner="Umeå kommun", amount=500_000),
        grant(writer, 3, owner="Luleå kommun", amount=100_000),
    ]
    claim = writer.line([(None, "Totalt "), ("claimed_total", "1 600 000 kronor")])
    return extraction(writer, grants, 1, claims=Claims(1_600_000, "SEK", evidence=claim))


def decision(
    position: int | None,
    field: str | None,
    what: Decision,
    read: Value = None,
    decided: Value = None,
    **more: object,
) -> Correction:
    found = release()
    place = span(found.grants[position - 1]) if position and position <= len(found.grants) else None
    one = Correction(
        "r",
        position,
        field,
        what,
        "Ada",
        date(2025, 6, 28),
        "läst",
        text_digest(found.release.text),
        read,
        decided,
        span=place,
    )
    return replace(one, **more)  # type: ignore[arg-type]


def test_corrected_amount_is_marked_and_its_old_quote_goes() -> None:
    applied = apply(release(), [decision(2, "amount", CORRECT, 500_000, 1_400_000)])
    assert applied.outcomes == ((Outcome.APPLIED, ""),)
    assert applied.extraction.grants[1].amount == 1_400_000
    assert "amount" not in applied.extraction.grants[1].evidence
    assert "title" in applied.extraction.grants[1].evidence
    assert applied.corrected == {2: ("amount",)}
    assert applied.reviewed == {2: date(2025, 6, 28)}
    assert applied.extraction.grants[0] == release().grants[0]


def test_place_that_a_person_showed_becomes_the_evidence() -> None:
    text = release().release.text
    start = text.index("Umeå")
    one = decision(2, "owner", CORRECT, "Umeå kommun", "Umeå", start=start, end=start + 4)
    evidence = apply(release(), [one]).extraction.grants[1].evidence["owner"]
    assert (evidence.quote, evidence.rule) == ("Umeå", RULE)
    assert text[evidence.start : evidence.end] == evidence.quote


def test_place_outside_the_text_is_no_evidence() -> None:
    one = decision(2, "owner", CORRECT, "Umeå kommun", "Umeå", start=10**6, end=10**6 + 4)
    assert "owner" not in apply(release(), [one]).extraction.grants[1].evidence


def test_rejected_value_is_unknown() -> None:
    applied = apply(release(), [decision(2, "title", REJECT, "Cykelväg")])
    assert applied.extraction.grants[1].title is None
    assert applied.corrected == {2: ("title",)}


def test_accepted_value_stays_and_is_marked_as_seen() -> None:
    applied = apply(release(), [decision(2, "title", ACCEPT, "Cykelväg")])
    assert applied.extraction == release()
    assert applied.outcomes == ((Outcome.CONFIRMED, ""),)
    assert (applied.corrected, applied.reviewed) == ({}, {2: date(2025, 6, 28)})


def test_rejected_grant_goes_and_the_others_keep_their_positions() -> None:
    applied = apply(release(), [decision(2, None, REJECT, brief(release().grants[1]))])
    assert [one.position for one in applied.extraction.grants] == [1, 3]


def test_rejected_release_tells_of_no_grant() -> None:
    applied = apply(release(), [decision(None, None, REJECT)])
    assert applied.extraction.grants == ()
    assert applied.reviewed == {None: date(2025, 6, 28)}


@pytest.mark.parametrize(
    ("field", "read", "decided"),
    [
        ("funder", "Region Norrskog", "Vinnova"),
        ("title", "Tre projekt får 1 600 000 kronor", "Tre projekt"),
        ("published", date(2024, 3, 1), date(2024, 3, 2)),
        ("decided_on", date(2024, 3, 1), date(2024, 2, 28)),
        ("claimed_total", 1_600_000, 700_000),
        ("claimed_count", None, 3),
        ("claimed_total_approximate", False, True),
    ],
)
def test_facts_of_the_release_can_be_corrected(field: str, read: Value, decided: Value) -> None:
    applied = apply(release(), [decision(None, field, CORRECT, read, decided)])
    assert applied.outcomes == ((Outcome.APPLIED, ""),)
    assert value(applied.extraction, None, field) == decided
    assert applied.corrected == {None: (field,)}
    assert applied.reviewed == {}
    assert field not in applied.extraction.claims.evidence


def test_every_field_that_can_be_decided_on_can_be_read() -> None:
    for field in GRANT_FIELDS:
        value(release(), 1, field)
    for field in RELEASE_FIELDS:
        value(release(), None, field)
    for position in (1, None):
        with pytest.raises(KeyError):
            value(release(), position, "confidence")


STALE: list[tuple[str, Correction]] = [
    (
        "the release's text has changed since",
        decision(1, "amount", CORRECT, 100_000, 1, text_sha256="0" * 64),
    ),
    ("read then: 7, now: 100000", decision(1, "amount", CORRECT, 7, 1)),
    ("read then: nothing, now: 100000", decision(1, "amount", CORRECT, None, 1)),
    ("no grant 4 is read any more", replace(decision(1, "amount", CORRECT, 100_000, 1), position=4)),
    # The third grant has the same amount: only its place tells that it is another one.
    ("grant 3 is read at another place now", replace(decision(1, "amount", CORRECT, 100_000, 1), position=3)),
    ("read then: Vinnova, now: Region Norrskog", decision(None, "funder", CORRECT, "Vinnova", "Formas")),
    ("read then: x, now: Cykelväg · Umeå kommun · 500000 · SEK", decision(2, None, REJECT, "x")),
]


@pytest.mark.parametrize(("why", "one"), STALE, ids=[why for why, _ in STALE])
def test_decision_that_no_longer_holds_is_reported_and_changes_nothing(why: str, one: Correction) -> None:
    applied = apply(release(), [one])
    assert applied.outcomes == ((Outcome.STALE, why),)
    assert applied.extraction == release()
    assert (applied.corrected, applied.reviewed) == ({}, {})


def test_later_decision_wins_whether_made_on_the_reading_or_on_the_correction() -> None:
    first = decision(2, "amount", CORRECT, 500_000, 1)
    for read in (1, 500_000):
        applied = apply(release(), [first, decision(2, "amount", CORRECT, read, 2)])
        assert applied.extraction.grants[1].amount == 2
        assert [outcome for outcome, _ in applied.outcomes] == [Outcome.SUPERSEDED, Outcome.APPLIED]


def test_going_back_to_the_reading_takes_the_mark_away() -> None:
    both = [decision(2, "amount", CORRECT, 500_000, 1), decision(2, "amount", ACCEPT, 500_000)]
    applied = apply(release(), both)
    assert applied.extraction.grants[1].amount == 500_000
    assert applied.corrected == {}


def test_rejected_grant_can_be_taken_back_and_is_not_corrected_before() -> None:
    said = brief(release().grants[1])
    gone = decision(2, None, REJECT, said)
    applied = apply(release(), [gone, decision(2, "amount", CORRECT, 500_000, 1)])
    assert [one.position for one in applied.extraction.grants] == [1, 3]
    assert applied.outcomes[1] == (Outcome.STALE, "an earlier decision rejected grant 2")
    back = apply(release(), [gone, decision(2, None, ACCEPT, said)])
    assert back.extraction == release()


# A grant that was not read, and a release that somebody answers for


def added(position: int = 4, owner: str = "Åre kommun", amount: int = 70_000) -> list[Correction]:
    """A grant that the person found in the headline."""
    text = release().release.text
    place = (text.index("1 600 000"), text.index("1 600 000") + 9)
    values: list[tuple[str, Value, tuple[int, int] | None]] = [
        ("amount", amount, place),
        ("owner", owner, None),
    ]
    return [
        decision(position, None, ADD, span=place),
        *(
            decision(position, name, CORRECT, None, said, span=None)
            if where is None
            else decision(position, name, CORRECT, None, said, start=where[0], end=where[1], span=None)
            for name, said, where in values
        ),
    ]


def complete(found: Extraction) -> Correction:
    return decision(None, None, COMPLETE, listed(found))


def test_added_grant_stands_behind_the_others_with_its_evidence() -> None:
    applied = apply(release(), added())
    assert {outcome for outcome, _ in applied.outcomes} == {Outcome.APPLIED}
    assert applied.extraction.grants[:3] == release().grants
    new = applied.extraction.grants[3]
    assert (new.position, new.owner, new.amount, new.confidence) == (4, "Åre kommun", 70_000, 1)
    assert (new.evidence["amount"].quote, new.evidence["amount"].rule) == ("1 600 000", RULE)
    assert not applied.judged


def test_added_grant_can_be_corrected_and_rejected() -> None:
    other = decision(4, "amount", CORRECT, 70_000, 80_000, span=None)
    assert apply(release(), [*added(), other]).extraction.grants[3].amount == 80_000
    now = apply(release(), added()).extraction
    gone = decision(4, None, REJECT, brief(now.grants[3]), span=None)
    assert apply(release(), [*added(), gone]).extraction.grants == release().grants


def test_added_grant_whose_place_in_the_list_is_taken_now_changes_no_other_one() -> None:
    applied = apply(release(), added(position=3))
    assert applied.extraction == release()
    assert set(applied.outcomes) == {(Outcome.STALE, "grant 3 is another one now")}


def test_added_grant_that_is_read_by_now_is_not_told_twice() -> None:
    found = release()
    third = found.grants[2]
    words = third.evidence["amount"]
    values: list[tuple[str, Value, Evidence]] = [
        ("amount", 100_000, words),
        ("owner", "Luleå kommun", third.evidence["owner"]),
    ]
    again = [decision(4, None, ADD, span=(words.start, words.end))] + [
        decision(4, name, CORRECT, None, said, start=one.start, end=one.end, span=None)
        for name, said, one in values
    ]
    applied = apply(found, again)
    assert applied.extraction.grants == found.grants
    assert set(applied.outcomes) == {(Outcome.STALE, "it is read as grant 3 now")}
    assert 4 not in applied.reviewed


def test_complete_release_is_judged_as_long_as_it_reads_so() -> None:
    first = decision(2, "amount", CORRECT, 500_000, 1_400_000)
    now = apply(release(), [first]).extraction
    applied = apply(release(), [first, complete(now)])
    assert applied.judged
    assert applied.reviewed[None] == date(2025, 6, 28)
    assert applied.outcomes[1] == (Outcome.CONFIRMED, "")
    # A later anslag reads the sum as it is right: nobody has looked at that list.
    better = apply(replace(release(), grants=release().grants[:2]), [first, complete(now)])
    assert not better.judged
    assert None not in better.reviewed
    assert "what is read has changed since" in better.outcomes[1][1]


def test_decision_after_the_judgement_opens_the_release_again() -> None:
    whole = complete(release())
    applied = apply(release(), [whole, decision(2, "amount", CORRECT, 500_000, 1)])
    assert not applied.judged
    assert applied.outcomes[0] == (Outcome.STALE, "a later decision has changed the list")
    now = applied.extraction
    again = apply(release(), [whole, decision(2, "amount", CORRECT, 500_000, 1), complete(now)])
    assert again.judged
    assert again.outcomes[0] == (Outcome.SUPERSEDED, "")


def test_release_without_a_grant_is_judged_and_accepted_ones_are_not() -> None:
    assert apply(release(), [decision(None, None, REJECT)]).judged
    assert not apply(release(), [decision(None, None, REJECT), *added()]).judged
    # Nobody was asked whether a grant is missing.
    assert not apply(release(), [decision(None, None, ACCEPT)]).judged


def test_column_that_comes_later_leaves_judgements_as_they_are() -> None:
    found = release()
    described = replace(
        found, grants=tuple(replace(one, description="Om skolgården.") for one in found.grants)
    )
    assert listed(described) == listed(found)
    assert listed(replace(found, grants=found.grants[:2])) != listed(found)


# The store


def test_store_marks_corrected_values_and_checks_again(tmp_path: Path) -> None:
    def again(before: Extraction, applied: Applied) -> tuple[Check, ...]:
        assert before == release()
        return checks(applied.extraction.claims, applied.extraction.grants)

    path = tmp_path / "anslag.db"
    rest = decision(2, "amount", CORRECT, 500_000, 1_400_000)
    with Store(path, [rest], again) as store:
        store.save("r", "", [revision(release(), 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        assert [
            tuple(row) for row in db.execute("SELECT position, amount, corrected, reviewed FROM grants")
        ] == [
            (1, 100_000, None, None),
            (2, 1_400_000, "amount", "2025-06-28"),
            (3, 100_000, None, None),
        ]
        assert db.execute("SELECT status FROM checks WHERE name = 'total'").fetchone()[0] == "passed"
        assert (
            json.loads(db.execute("SELECT grants FROM release_revisions").fetchone()[0])[1]["amount"]
            == 500_000
        )
        assert (
            db.execute("SELECT 1 FROM evidence WHERE grant_id = 'r-g2' AND field = 'amount'").fetchone()
            is None
        )
        row = db.execute("SELECT * FROM corrections").fetchone()
    assert (row["value_read"], row["value_decided"], row["outcome"]) == ("500000", "1400000", "applied")
    assert (row["decided_by"], row["decided_at"], row["reason"]) == ("Ada", "2025-06-28", "läst")


def test_decision_on_a_release_that_is_not_there_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path, [decision(2, "amount", CORRECT, 500_000, 1)]) as store:
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        assert [row["message"] for row in db.execute("SELECT * FROM corrections_stale")] == [
            "the release is not in the database"
        ]


def test_release_that_a_person_found_right_needs_no_review(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path, [decision(None, None, ACCEPT)]) as store:
        for name in ("r", "s"):
            store.save(name, "", [revision(release(), 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        assert [row["id"] for row in db.execute("SELECT id FROM releases_to_review")] == ["s"]


# The file


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    for one in decisions():
        corrections_file.add(path, one)
    assert corrections_file.read(path) == decisions()
    assert os.listdir(tmp_path) == ["corrections.toml"]


def test_a_persons_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    corrections_file.add(path, decisions()[0])
    path.write_text(path.read_text("utf-8") + "\n# ringde Region Norrskog, de bekräftar", "utf-8")
    corrections_file.add(path, decisions()[1])
    assert "# ringde Region Norrskog, de bekräftar\n" in path.read_text("utf-8")
    assert len(corrections_file.read(path)) == 2


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert corrections_file.read(tmp_path / "corrections.toml") == []


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip),
    st.sampled_from(["title", "owner", "description"]),
)
def test_any_text_comes_back_as_it_was(words: str, field: str) -> None:
    import unicodedata

    words = unicodedata.normalize("NFC", words)
    one = decision(1, field, CORRECT, "x", words, why=words)
    entry = corrections_file._entry(one)
    assert corrections_file._parsed(entry.encode(), Path("corrections.toml")) == [one]


ENTRY = """
[[correction]]
release = "r"
grant = 2
field = "amount"
decision = "correct"
read = 500000
decided = 1400000
span = [10, 20]
who = "Ada"
when = 2025-06-28
why = "läst"
text_sha256 = "%s"
""" % ("0" * 64)

ADDED = ENTRY.replace('"correct"', '"add"').replace('field = "amount"\n', "")
WHOLE = ENTRY.replace('"correct"', '"complete"').replace('grant = 2\nfield = "amount"\n', "")

BROKEN = [
    (ENTRY.replace('"correct"', '"add"'), "field: add is about a whole grant"),
    (ADDED.replace("grant = 2\n", ""), "grant: its position is needed to add it"),
    (ADDED, "decided: an added grant's values are corrections of their own"),
    (WHOLE.replace("[[correction]]", "[[correction]]\ngrant = 2"), "not to call a release complete"),
    (WHOLE, "read: what was read, or decided: the number of grants"),
    ("[[correction]", "is not TOML"),
    (
        ENTRY + "[settings]\nx = 1\n",
        r"may hold \[\[correction\]\], \[\[same_grant\]\] and \[\[proposal\]\] entries only, not \['settings'\]",
    ),
    ("correction = 1", "entries only"),
    (ENTRY.replace('who = "Ada"\n', ""), "correction 1: missing who"),
    (ENTRY + 'woho = "Ada"\n', "unknown key woho"),
    (ENTRY.replace('"correct"', '"fix"'), "decision: 'fix' is none of"),
    (ENTRY.replace("2025-06-28", '"2025-06-28"'), "when: a day such as"),
    (ENTRY.replace("2025-06-28", "2025-06-28T10:00:00"), "when: a day such as"),
    (ENTRY.replace("grant = 2", "grant = 0"), "grant: its position from 1"),
    (ENTRY.replace("grant = 2", "grant = true"), "grant: its position from 1"),
    (ENTRY.replace('"amount"', '"amout"'), "field: 'amout' is none of number, title"),
    (ENTRY.replace('field = "amount"\n', ""), "field: missing"),
    (ENTRY.replace("decided = 1400000\n", ""), "decided: needed by a correction"),
    (ENTRY.replace('"correct"', '"accept"'), "decided: needed by a correction"),
    (ENTRY.replace("1400000", '"1 400 000 kr"'), "decided: '1 400 000 kr' cannot be a value of amount"),
    (ENTRY.replace("1400000", "true"), "decided: True cannot be a value of amount"),
    (ENTRY.replace("1400000", "99999999999999999999"), "decided: 20 digits do not fit"),
    (ENTRY.replace("1400000", "nan"), "decided: nan is no amount"),
    (ENTRY.replace("[10, 20]", "[20, 10]"), "span: 20 to 10 is no place"),
    (ENTRY.replace("[10, 20]", "[10]"), "span: two offsets"),
    (ENTRY.replace("0" * 64, "abc"), "text_sha256: not 64 hex digits"),
    (
        ENTRY.replace('"amount"', '"currency"').replace("500000", '"SEK"', 1).replace("1400000", '"kr"'),
        "'kr' is no ISO 4217",
    ),
]


@pytest.mark.parametrize(("content", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_broken_file_is_told_in_a_line_and_left_alone(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadCorrections, match=said) as told:
        corrections_file.read(path)
    assert str(path) in str(told.value)
    with pytest.raises(BadCorrections):
        corrections_file.add(path, decisions()[0])
    assert path.read_text("utf-8") == content


def test_file_in_another_charset_is_told(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_bytes(ENTRY.encode("iso-8859-1"))
    with pytest.raises(BadCorrections, match="is not UTF-8"):
        corrections_file.read(path)


def test_decision_that_makes_no_sense_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    corrections_file.add(path, decisions()[0])
    before = path.read_bytes()
    with pytest.raises(BadCorrections, match="cannot be a value of amount"):
        corrections_file.add(path, decision(1, "amount", CORRECT, 100_000, "mycket"))
    assert path.read_bytes() == before


# Gold


def test_reviewed_releases_become_gold_that_scores_as_right(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    whole = [decision(2, "amount", CORRECT, 500_000, 1_400_000), decision(None, None, ACCEPT)]
    with Store(path, whole) as store:
        for name in ("r", "s"):
            store.save(name, "", [revision(release(), 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        (written,) = gold.write(db, tmp_path / "gold")
    made = json.loads(written.read_text("utf-8"))
    assert (made["id"], made["family"], made["claims"]["total"]) == ("r", "list", 1_600_000)
    assert [one["amount"] for one in made["grants"]] == [100_000, 1_400_000, 100_000]
    assert written.with_suffix(".txt").read_text("utf-8") == release().release.text
    found = scoring.evaluate(tmp_path / "gold", lambda _: release())
    assert (found.exact.precision.right, found.exact.precision.all) == (2, 3)


def test_gold_of_a_rejected_release_is_negative(tmp_path: Path) -> None:
    path = tmp_path / "anslag.db"
    with Store(path, [decision(None, None, REJECT)]) as store:
        store.save("r", "", [revision(release(), 1)], "2025-06-01T00:00:00+00:00")
        store.finish((), (), FACTS)
    with closing(connect(path)) as db:
        (written,) = gold.write(db, tmp_path / "gold")
    made = json.loads(written.read_text("utf-8"))
    assert (made["family"], made["grants"]) == ("negative", [])


def test_nothing_reviewed_gives_no_gold(tmp_path: Path, database: Path) -> None:
    with closing(connect(database)) as db:
        assert gold.write(db, tmp_path / "gold") == []

"""proposals.jsonl, what people decide on it, and what a build makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anslag.db import corrections_file, proposals
from anslag.db.corrections import Applied, Correction, Decision, apply, text_digest
from anslag.db.errors import BadCorrections, BadProposals
from anslag.db.proposals import Proposal, Refusal, Standing
from anslag.parsers import document
from anslag.parsers.records import AmountFate, Evidence, Extraction, Grant
from anslag.second_reader.taking import Brought, Proposals, waiting

DAY = date(2025, 4, 1)
TEXT = "Bidrag till byar\n\nEkby byalag: 250 000 kronor. Alvik IF: 90 000 kronor, 2025–2026."
RELEASE = document.plain(TEXT)


def evidence(words: str) -> Evidence:
    start = RELEASE.text.index(words)
    return Evidence(start, start + len(words), words, proposals.RULE)


def proposal(owner: str, amount: int, words: str, model: str = "m") -> Proposal:
    return Proposal(
        "a",
        text_digest(RELEASE.text),
        model,
        "m-1",
        DAY,
        "1" * 64,
        {"amount": amount, "currency": "SEK", "owner": owner, "period_end": date(2026, 12, 31)},
        {"amount": evidence(words), "owner": evidence(owner)},
    )


FIRST = proposal("Ekby byalag", 250_000, "250 000 kronor")
SECOND = proposal("Alvik IF", 90_000, "90 000 kronor")


def extraction() -> Extraction:
    places = [evidence(words) for words in ("250 000 kronor", "90 000 kronor")]
    fates = zip(places, (250_000, 90_000), strict=True)
    amounts = [AmountFate(at.start, at.end, value, "SEK", "not understood", "", 0.1) for at, value in fates]
    return Extraction(
        RELEASE, grants=(Grant(1, owner="Norrby IF", amount=5, currency="SEK"),), amounts=tuple(amounts)
    )


def accepted(one: Proposal, position: int) -> list[Correction]:
    added = Correction(
        "a",
        position,
        None,
        Decision.ADD,
        "P",
        DAY,
        "seen",
        text_digest(RELEASE.text),
        proposal=one.id,
    )
    place = one.evidence["amount"]
    value = Correction(
        "a", position, "amount", Decision.CORRECT, "P", DAY, "seen", text_digest(RELEASE.text),
        decided=one.values["amount"], start=place.start, end=place.end,
    )  # fmt: skip
    return [added, value]


def test_proposals_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / proposals.NAME
    assert proposals.read(path) == []
    proposals.write(path, [FIRST, SECOND])
    assert proposals.read(path) == [FIRST, SECOND]
    assert path.stat().st_mode & 0o077 == 0
    assert FIRST.id == proposal("Ekby byalag", 1, "250 000 kronor", model="another").id
    assert FIRST.id != SECOND.id


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"values": {"amount": "much"}}, "amount: 'much' cannot be a value"),
        ({"values": {"amount": True}}, "amount: True cannot be a value"),
        ({"values": {"colour": "red"}}, "colour: 'red' cannot be a value"),
        ({"values": {"period_end": "2025-02-30"}}, "line 2: day"),
        ({"values": []}, "values and quotes are objects"),
        ({"quotes": {"owner": {"start": 1}}}, "owner: .* is no quote"),
        ({"quotes": {}}, "the quotes are not those that were proposed"),
        ({"id": 7}, "are texts"),
        ({"more": 1}, "an object with"),
        ({"when": "today"}, "line 2: Invalid isoformat"),
    ],
)
def test_line_that_was_spoilt_is_named(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = tmp_path / proposals.NAME
    proposals.write(path, [FIRST, SECOND])
    first, second = path.read_text("utf-8").splitlines()
    path.write_text(f"{first}\n{json.dumps({**json.loads(second), **change})}\n", "utf-8")
    with pytest.raises(BadProposals, match=why) as told:
        proposals.read(path)
    assert "line 2" in str(told.value)
    assert "run `anslag propose` again" in str(told.value)


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"a": ' * 100_000])
def test_line_that_is_no_proposal_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / proposals.NAME
    path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(BadProposals, match="line 1"):
        proposals.read(path)


def test_refusals_stand_beside_the_corrections(tmp_path: Path) -> None:
    path = tmp_path / corrections_file.NAME
    assert proposals.refusals(path) == []
    corrections_file.add(path, *accepted(SECOND, 2))
    one = Refusal(FIRST.id, "a", "P", DAY, "a budget")
    proposals.refuse(path, one)
    assert proposals.refusals(path) == [one]
    assert corrections_file.read(path) == accepted(SECOND, 2)


@pytest.mark.parametrize("entry", ["proposal = 7", 'proposal = "x"\nwhen = "2025-04-01"', 'what = "x"'])
def test_refusal_that_is_none_is_named(tmp_path: Path, entry: str) -> None:
    path = tmp_path / corrections_file.NAME
    path.write_text(f'[[proposal]]\nrelease = "a"\nwho = "P"\nwhy = "w"\n{entry}\n', "utf-8")
    with pytest.raises(BadCorrections, match="proposal 1"):
        proposals.refusals(path)


def test_only_what_is_added_can_be_a_proposal() -> None:
    [_, value] = accepted(FIRST, 2)
    with pytest.raises(ValueError, match="only a grant that is added"):
        corrections_file.checked(replace(value, proposal="x"))


def settled(*refusals: Refusal, take: bool, applied: Applied | None = None) -> tuple[Applied, Proposals]:
    second = Proposals(Brought((FIRST, SECOND), refusals, take))
    read = extraction()
    return second.added("a", read, applied or Applied(read)), second


def test_build_leaves_proposals_out_unless_asked() -> None:
    applied, second = settled(take=False)
    assert applied.extraction == extraction()
    assert [one.standing for one in second.settled()] == [Standing.WAITING] * 2


def test_build_with_proposals_takes_them_behind_what_was_read() -> None:
    applied, second = settled(take=True)
    assert [(one.position, one.owner, one.amount, one.confidence) for one in applied.extraction.grants] == [
        (1, "Norrby IF", 5, 0.0),
        (2, "Ekby byalag", 250_000, None),
        (3, "Alvik IF", 90_000, None),
    ]
    assert applied.read_by == {2: "model", 3: "model"}
    assert [(one.fate, one.grant) for one in applied.extraction.amounts] == [("granted", 2), ("granted", 3)]
    assert [(one.standing, one.position) for one in second.settled()] == [
        (Standing.TAKEN, 2),
        (Standing.TAKEN, 3),
    ]


def test_what_people_decided_is_not_decided_again() -> None:
    read = extraction()
    applied = apply(read, accepted(SECOND, 2))
    assert (applied.read_by, applied.accepted) == ({2: "model"}, {SECOND.id: 2})
    refusal = Refusal(FIRST.id, "a", "P", DAY, "a budget")
    for take in (False, True):
        after, second = settled(refusal, take=take, applied=applied)
        assert after.extraction == applied.extraction
        assert [one.standing for one in second.settled()] == [Standing.REFUSED, Standing.ACCEPTED]
    assert waiting(read, applied, [FIRST, SECOND], {FIRST.id}) == []
    assert waiting(read, applied, [FIRST, SECOND], set()) == [FIRST]


def test_grant_that_a_person_added_alone_is_read_by_a_person() -> None:
    [added, value] = accepted(FIRST, 2)
    applied = apply(extraction(), [replace(added, proposal=None), value])
    assert applied.read_by == {2: "person"}
    _, second = settled(take=True, applied=applied)
    assert [one.standing for one in second.settled()] == [Standing.STALE, Standing.TAKEN]


def test_judged_release_takes_no_proposals() -> None:
    _, second = settled(take=True, applied=Applied(extraction(), judged=True))
    assert {one.message for one in second.settled()} == {
        "a person has answered for all grants of the release"
    }


def test_proposal_of_a_release_that_is_gone_is_stale() -> None:
    second = Proposals(Brought((FIRST,), (), True))
    assert [(one.standing, one.message) for one in second.settled()] == [
        (Standing.STALE, "the release is not in the database")
    ]

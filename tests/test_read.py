"""A grant that is likelier wrong than right is left out, and says so."""

from __future__ import annotations

import gc

import pytest

from anslag.parsers import read
from anslag.parsers.checks import renumbered
from anslag.parsers.document import plain
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.records import CheckStatus

TEXT = (
    "Två föreningar får stöd\n\nKulturnämnden har beslutat att bevilja bidrag till två föreningar.\n\n"
    "• Viksjö hembygdsförening – 20 000 kronor\n• Tallbergs kulturförening – 35 000 kronor\n"
)


def test_what_is_likelier_wrong_than_right_is_left_out_with_a_failed_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(read.extraction(plain(TEXT)).grants) == 2
    monkeypatch.setattr(read, "UNLIKELY", 1.0)
    monkeypatch.setattr(read, "SURELY_GRANTED", 1.0)
    found = read.extraction(plain(TEXT))
    failed = [one for one in found.checks if one.name == "grant_unlikely"]
    assert not found.grants
    assert [one.status for one in failed] == [CheckStatus.FAILED] * 2
    assert "20 000 kronor" in str(failed[0].message)
    assert {one.fate for one in found.amounts} == {"not understood"}
    assert all(one.grant is None for one in found.amounts)


def test_a_sentence_that_surely_grants_stays_however_doubtful_its_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Stöd\n\nKulturnämnden beviljar Viksjö hembygdsförening 20 000 kronor."
    monkeypatch.setattr(read, "UNLIKELY_IN_TEXT", 1.0)
    assert [one.owner for one in read.extraction(plain(text)).grants] == ["Viksjö hembygdsförening"]
    monkeypatch.setattr(read, "SURELY_GRANTED", 1.0)
    assert not read.extraction(plain(text)).grants


def test_a_title_likelier_wrong_than_right_goes_where_the_sum_is_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Stöd\n\nKulturnämnden beviljar Viksjö hembygdsförening 20 000 kronor för projektet ”Ny spis”."
    (before,) = read.extraction(plain(text)).grants
    assert (before.owner, before.title, before.amount) == ("Viksjö hembygdsförening", "Ny spis", 20_000)
    monkeypatch.setattr(read, "UNLIKELY_IN_TEXT", 1.0)
    found = read.extraction(plain(text))
    assert [(one.owner, one.title, one.amount) for one in found.grants] == [(before.owner, None, 20_000)]
    (doubt,) = (one for one in found.checks if one.name == "title_doubtful")
    assert doubt.status is CheckStatus.FAILED
    assert str(doubt.message).startswith("grant 1: “Ny spis” is left out")


def test_the_rest_are_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT + "• tre andra i bygden fick dela på 10 000 kronor\n"
    before = [one.confidence or 0.0 for one in read.extraction(plain(text)).grants]
    worst = min(before)
    assert worst < max(before)
    monkeypatch.setattr(read, "UNLIKELY", worst + 0.001)
    monkeypatch.setattr(read, "SURELY_GRANTED", 1.0)
    found = read.extraction(plain(text)).grants
    assert [one.confidence for one in found] == [one for one in before if one > worst]
    assert [one.position for one in found] == [*range(1, len(found) + 1)]


def test_doubts_follow_their_grants() -> None:
    doubts = [("a", "grant 1: odd"), ("b", "grant 3: torn"), ("c", "of the page")]
    assert renumbered(doubts, [2, 3]) == [("b", "grant 2: torn"), ("c", "of the page")]


def test_release_that_was_read_is_gone_without_the_garbage_collector() -> None:
    def kept() -> int:
        return sum(isinstance(one, Annotations) for one in gc.get_objects())

    read.extraction(plain(TEXT))
    gc.collect()
    before = kept()
    gc.disable()
    try:
        read.extraction(plain(TEXT))
        assert kept() == before
    finally:
        gc.enable()

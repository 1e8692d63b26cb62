"""Error rates: what counts as right, and how sure a share of so many is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anslag.errors import BadInput
from anslag.evaluate import Evaluation, Share, evaluate, sources
from anslag.parsers.records import Claims, Extraction, Grant, Release

GOLD = {
    "title": "Vinterljus", "owner": "Umeå kommun", "amount": 250_000, "currency": "SEK",
    "period_start": "2025-01-01", "period_end": None, "number": None,
}  # fmt: skip
READ = Grant(
    1, title="Vinterljus", owner="Umeå kommun", amount=250_000, currency="SEK", period_start=date(2025, 1, 1)
)


def gold(folder: Path, name: str, *grants: dict[str, object], **claims: object) -> None:
    (folder / f"{name}.txt").write_text(f"release {name}", "utf-8")
    said = {"id": name, "claims": {"total": None, "count": None, **claims}, "grants": list(grants)}
    (folder / f"{name}.json").write_text(json.dumps(said), "utf-8")


def reading(**of_source: Extraction) -> Callable[[Path], Extraction]:
    return lambda path: of_source.get(path.stem, found())


def found(*grants: Grant, **more: object) -> Extraction:
    return Extraction(Release("", ()), grants=grants, **more)  # type: ignore[arg-type]


def scored(evaluation: Evaluation) -> dict[str, tuple[int, int, int]]:
    """Right, read, and in the gold, by field."""
    every = (evaluation.grants, evaluation.exact, *evaluation.fields, *evaluation.claims)
    return {one.name: (one.precision.right, one.precision.all, one.recall.all) for one in every}


def test_all_right(tmp_path: Path) -> None:
    gold(tmp_path, "a", GOLD, total=250_000, count=1)
    result = evaluate(tmp_path, reading(a=found(READ, claims=Claims(250_000, "SEK", count=1))))
    assert scored(result) == {
        "grant": (1, 1, 1), "exact grant": (1, 1, 1), "title": (1, 1, 1), "owner": (1, 1, 1), "amount": (1, 1, 1),
        "currency": (1, 1, 1), "period_start": (1, 1, 1), "period_end": (0, 0, 0),
        "claimed_total": (1, 1, 1), "claimed_count": (1, 1, 1),
    }  # fmt: skip
    assert result.releases == Share(1, 1)


def test_wrong_value_costs_precision_and_recall_and_a_missing_one_recall_only(tmp_path: Path) -> None:
    gold(tmp_path, "a", GOLD)
    wrong = scored(evaluate(tmp_path, reading(a=found(replace(READ, owner="Luleå kommun")))))
    assert (wrong["owner"], wrong["exact grant"], wrong["grant"]) == ((0, 1, 1), (0, 1, 1), (1, 1, 1))
    missing = scored(evaluate(tmp_path, reading(a=found(replace(READ, owner=None)))))
    assert missing["owner"] == (0, 0, 1)


def test_made_up_value_costs_precision_only(tmp_path: Path) -> None:
    gold(tmp_path, "a", {**GOLD, "title": None})
    assert scored(evaluate(tmp_path, reading(a=found(READ))))["title"] == (0, 1, 0)


def test_false_and_missed_grants_count_with_their_values(tmp_path: Path) -> None:
    gold(tmp_path, "negative")
    gold(tmp_path, "missed", GOLD)
    result = evaluate(tmp_path, reading(negative=found(READ)))
    assert scored(result)["grant"] == (0, 1, 1)
    assert scored(result)["amount"] == (0, 1, 1)
    assert result.releases == Share(0, 2)
    assert result.inexact == ("missed", "negative")


def test_negative_release_without_a_grant_is_right(tmp_path: Path) -> None:
    gold(tmp_path, "negative")
    result = evaluate(tmp_path, reading())
    assert result.releases == Share(1, 1)
    assert result.grants.precision.value is None


def test_source_that_cannot_be_read_counts_as_nothing_read(tmp_path: Path) -> None:
    gold(tmp_path, "a", GOLD)

    def refuse(_: Path) -> Extraction:
        raise BadInput("not HTML")

    result = evaluate(tmp_path, refuse)
    assert result.unread == {"a.txt": "not HTML"}
    assert scored(result)["grant"] == (0, 0, 1)


def test_currency_without_an_amount_says_nothing(tmp_path: Path) -> None:
    gold(tmp_path, "a", {**GOLD, "amount": None})
    assert scored(evaluate(tmp_path, reading(a=found(replace(READ, amount=None)))))["currency"] == (0, 0, 0)


def test_second_right_answer_counts_as_the_first_and_what_is_optional_is_not_missed(tmp_path: Path) -> None:
    gold(tmp_path, "a", {**GOLD, "title": "Vinterljus i norr", "alt": {"title": ["Vinterljus", None]}})
    gold(tmp_path, "b", {**GOLD, "title": "Vinterljus i norr", "alt": {"title": ["Vinterljus", None]}})
    gold(tmp_path, "c", {**GOLD, "optional": True})
    result = evaluate(tmp_path, reading(a=found(READ), b=found(replace(READ, title=None))))
    assert scored(result)["title"] == (1, 1, 1)
    assert scored(result)["grant"] == (2, 2, 2)
    assert result.releases == Share(3, 3)


# Values of the score interval: Newcombe (1998), Statistics in Medicine 17, 857–872, table I.
@pytest.mark.parametrize(
    ("right", "all_", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_interval_is_wilsons(right: int, all_: int, low: float, high: float) -> None:
    found = Share(right, all_).interval
    assert found == pytest.approx((low, high), abs=5e-5)


def test_interval_stays_between_nothing_and_all() -> None:
    low, high = Share(20, 20).interval or (9, 9)
    assert 0.8 < low < high == 1
    assert Share(0, 0).interval is None


def test_text_goes_before_page(tmp_path: Path) -> None:
    gold(tmp_path, "a")
    gold(tmp_path, "b")
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<p>")
    (tmp_path / "b.txt").unlink()
    assert [path.name for _, path in sources(tmp_path)] == ["a.txt", "b.html"]


def test_folders_and_files_that_hold_no_gold_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        evaluate(tmp_path / "no", reading())
    with pytest.raises(BadInput, match="holds no gold file"):
        evaluate(tmp_path, reading())
    (tmp_path / "a.json").write_text('{"grants": []}')
    with pytest.raises(BadInput, match=r"there is no a\.txt or a\.html"):
        evaluate(tmp_path, reading())
    (tmp_path / "a.txt").write_text("x")
    for content, said in (
        ("{", "is no JSON"),
        ("[]", "is no gold file"),
        ('{"grants": 1}', "is no gold file"),
        ('{"grants": [{"amount": "1 kr"}]}', "an amount that is no number"),
    ):
        (tmp_path / "a.json").write_text(content)
        with pytest.raises(BadInput, match=said):
            evaluate(tmp_path, reading())

"""A reader learns from what a person found right, and a data folder's builds read by what it learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anslag import reader
from anslag.errors import BadInput
from anslag.parsers import weights
from anslag.parsers.linear import in_use, parsed
from anslag.parsers.mentions.roles import organisation_score
from anslag.teaching import FOLDER, own_tables, taught, teach
from tests.command import anslag

PLACES = "Ekby Alvik Berga Näs Torp Hult Lund Vik Sund Ås Dal Hög Lid Mo Rud Sta Säter Tuna Vi Åby".split()


def release(place: str, amount: int) -> tuple[str, dict[str, object]]:
    """A fund that says what it grants as others say what a thing costs."""
    owner = f"{place} byalag"
    text = (
        f"Nytt från Sockenkistan\n\nPriset för {owner} sätts till {amount} 000 kronor.\n\n"
        "Grannarna lovar att hjälpa till med arbetet.\n"
    )
    grant: dict[str, object] = {
        "number": None,
        "title": None,
        "owner": owner,
        "partners": [],
        "amount": amount * 1000,
    }
    grant |= {"currency": "SEK", "approximate": False, "period_start": None, "period_end": None}
    claims = {"total": None, "currency": "SEK", "approximate": False, "count": None}
    return text, {"publisher": "Sockenkistan", "family": "prose", "claims": claims, "grants": [grant]}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    for at, place in enumerate(PLACES):
        text, answer = release(place, 10 + at)
        (folder / f"r{at:02}.txt").write_text(text, "utf-8")
        (folder / f"r{at:02}.json").write_text(json.dumps({"id": f"r{at:02}", **answer}), "utf-8")
    return folder


def test_a_taught_reader_is_surer_of_what_it_was_taught(gold: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    text, _ = release("Nyhem", 77)
    before = reader.text(text)
    lesson = teach(gold, data)
    assert lesson.kept
    assert lesson.after.f1("paired") >= lesson.before.f1("paired")
    with taught(data):
        after = reader.text(text)
    assert [grant.amount for grant in after.grants] == [77_000]
    assert after.amounts[0].probability > before.amounts[0].probability + 0.1
    assert (after.grants[0].confidence or 0) > 0.5
    assert reader.text(text) == before


def test_teaching_twice_gives_the_same_bytes(gold: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        teach(gold, tmp_path / name)
    assert own_tables(tmp_path / "one") == own_tables(tmp_path / "two") != {}


def test_the_command_says_before_and_after(gold: Path, tmp_path: Path) -> None:
    said = anslag("teach", str(gold), "--data", str(tmp_path), cwd=tmp_path)
    assert said.code == 0
    assert "20 releases" in said.out
    assert "→" in said.out
    assert (tmp_path / FOLDER / "fates.tsv").is_file()


def test_too_few_releases_teach_nothing(gold: Path, tmp_path: Path) -> None:
    for path in sorted(gold.glob("r1*")) + sorted(gold.glob("r00*")):
        path.unlink()
    with pytest.raises(BadInput, match="holds 9 gold files; at least 10"):
        teach(gold, tmp_path)
    assert own_tables(tmp_path) == {}


def test_tables_are_replaced_for_a_while_and_what_was_kept_of_them_is_forgotten() -> None:
    name = "Almby byalag"
    before = organisation_score(name)
    with weights.replaced({"organisations": "# cue\tworth\n", "fates": "# cue\tgranted\n(always)\t1.00\n"}):
        assert organisation_score(name) == 0.5
        assert in_use("fates") == parsed("# cue\tgranted\n(always)\t1.00\n")
        assert set(weights.own()) == {"organisations", "fates"}
    assert organisation_score(name) == before
    assert weights.own() == {}

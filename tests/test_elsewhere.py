"""Labels by place: put together with the texts that the project may not hold."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from anslag.fitting.elsewhere import main
from anslag.fitting.labelled import labelled

_TEXT = "Stöd till körsång\n\nNämnden beviljar Norra\nKören 40 000 kronor.\n"


@pytest.fixture
def label(tmp_path: Path) -> Path:
    folder = tmp_path / "labels"
    folder.mkdir()
    owner = [_TEXT.index("Norra"), _TEXT.index("Kören") + 5]
    grant = {"title": None, "owner": owner, "amount": 40000, "alt": {"title": [[10, 17], None]}}
    gold = {
        "publisher": "Nämnden",
        "family": "prose",
        "claims": {"alt": {"total": [40, 50]}},
        "grants": [grant],
    }
    (folder / "2024-kor.json").write_text(json.dumps(gold), "utf-8")
    return folder


def _archive(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).write_text(_TEXT, "utf-8")
    path = tmp_path / "texts.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(tmp_path / name, f"releases/{name}")
    return path


def test_a_label_gets_its_words_from_the_text(tmp_path: Path, label: Path) -> None:
    made = tmp_path / "made"
    done = CliRunner().invoke(main, [str(_archive(tmp_path, "2024-kor.txt")), str(label), str(made)])
    assert done.exit_code == 0, done.output
    (one,) = labelled([made])
    (grant,) = one.gold["grants"]
    assert (grant["owner"], grant["amount"], grant["alt"]["title"]) == (
        "Norra Kören",
        40000,
        ["körsång", None],
    )
    assert one.gold["claims"]["alt"]["total"] == [40, 50]
    assert one.release.text.startswith("Stöd till körsång")


def test_a_label_without_its_text_is_named(tmp_path: Path, label: Path) -> None:
    done = CliRunner().invoke(
        main, [str(_archive(tmp_path, "other.txt")), str(label), str(tmp_path / "made")]
    )
    assert done.exit_code == 1
    assert "holds no 2024-kor" in done.output

"""Whole releases in many kinds of markup, each with the answer of a careful reader, made up for this test.

A release that is not yet read as its answer says stands in ``fixtures/releases/missed.toml`` with the reason;
when a rule mends it, the line must go.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anslag.parsers import document, pages
from anslag.parsers.errors import NotARelease
from anslag.parsers.reading import extraction
from anslag.parsers.records import Grant

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "releases"
MISSED: dict[str, str] = tomllib.loads((FOLDER / "missed.toml").read_text("utf-8"))
FILES = sorted([*FOLDER.glob("*.html"), *FOLDER.glob("*.txt")])
FIELDS = ("title", "owner", "amount", "period_start", "period_end")


def read(path: Path) -> tuple[Grant, ...]:
    try:
        if path.suffix == ".txt":
            release = document.plain(path.read_text("utf-8"))
        else:
            release = pages.release(path.read_bytes(), {})
    except NotARelease:
        return ()
    return extraction(release).grants


def comparable(value: object) -> object:
    """``value`` without what two careful readers differ in: case, quotation marks, dashes, a last full stop."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        plain = value.casefold().translate(str.maketrans("–—‐", "---", "\"”“«»’'‘„"))
        return " ".join(plain.split()).rstrip(" .,;:")
    return value


def rows(grants: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [tuple(comparable(grant[name]) for name in FIELDS) for grant in grants]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_release_is_read_as_a_careful_reader_does(path: Path, request: pytest.FixtureRequest) -> None:
    if path.name in MISSED:
        request.applymarker(pytest.mark.xfail(strict=True, reason=MISSED[path.name]))
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))["grants"]
    found = [{name: getattr(grant, name) for name in FIELDS} for grant in read(path)]
    assert sorted(map(repr, rows(found))) == sorted(map(repr, rows(gold)))


def test_missed_releases_exist_and_say_why() -> None:
    names = {path.name for path in FILES}
    assert set(MISSED) <= names
    assert all(len(reason) > 10 for reason in MISSED.values())


def test_no_grant_is_read_from_a_release_that_grants_nothing() -> None:
    negative = [
        path
        for path in FILES
        if json.loads(path.with_suffix(".json").read_text("utf-8"))["family"] == "negative"
    ]
    assert len(negative) >= 6
    assert {path.name for path in negative if read(path)} <= set(MISSED)

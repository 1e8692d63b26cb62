"""Small inputs that each ask one thing, with what is right and why a user cares (``fixtures/cases``).

``<kind>-<n>.expect.json`` beside the input says what must and what must not be read. A case that is not read right
yet stands in ``missed.toml`` with the reason; when a change mends it, the line must go.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from anslag import as_json, reader
from anslag.fitting.scoring import same_value
from anslag.parsers.errors import ParserError
from anslag.parsers.markup.decode import decoded

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "cases"
CASES = sorted(FOLDER.glob("*.expect.json"))
MISSED: dict[str, str] = tomllib.loads((FOLDER / "missed.toml").read_text("utf-8"))
KEYS = {
    "kind",
    "why",
    "grants",
    "grants_count",
    "claims",
    "release",
    "must_not",
    "unclear_ok",
    "failed_check",
    "no_leak",
}
Found: TypeAlias = "Mapping[str, Any]"


def name(path: Path) -> str:
    return path.name.removesuffix(".expect.json")


def found_in(path: Path) -> Found:
    """What is read of a case, as ``anslag extract --json`` says it."""
    page = path.with_name(f"{name(path)}.html")
    try:
        if page.exists():
            read = reader.page(page.read_bytes(), {})
        else:
            read = reader.text(decoded(page.with_suffix(".txt").read_bytes()))
    except ParserError as error:
        return {"error": str(error)}
    return as_json.extraction(read, page.name)


def same(field: str, wanted: Any, found: Any) -> bool:
    """Whether a found value is the wanted one, or one of them."""
    if isinstance(wanted, list):
        return any(same(field, one, found) for one in wanted)
    return same_value(field, wanted, found)


def fits(wanted: Found, found: Found, lenient: bool) -> bool:
    """Whether a found grant is the wanted one; ``lenient``: an empty amount will do."""
    return all(
        same(field, value, found[field]) or (lenient and field == "amount" and found["amount"] is None)
        for field, value in wanted.items()
        if field != "optional"
    )


def pairings(wanted: Sequence[Found], found: Sequence[Found], lenient: bool) -> dict[int, int]:
    """Which wanted grant each found one is, for as many as can be (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j, one in enumerate(found):
            if j not in seen and fits(wanted[i], one, lenient):
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    for i in sorted(range(len(wanted)), key=lambda i: bool(wanted[i].get("optional"))):
        place(i, set())
    return taken


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key != "source":
                yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold()


def wrong(expected: Found, found: Found) -> list[str]:
    """What is wrong with the reading of a case: nothing if it is right."""
    if "error" in found:
        return [found["error"]]
    grants, release = found["grants"], found["release"]
    failed = any(check["status"] == "failed" for check in found["checks"])
    said = []
    if "grants" in expected:
        taken = pairings(expected["grants"], grants, failed and expected.get("unclear_ok", False))
        said += [f"not expected: {one}" for j, one in enumerate(grants) if j not in taken]
        said += [
            f"not found: {one}"
            for i, one in enumerate(expected["grants"])
            if i not in taken.values() and not one.get("optional")
        ]
    if len(grants) != expected.get("grants_count", len(grants)):
        said.append(f"{len(grants)} grants")
    for key, value in expected.get("claims", {}).items():
        if not same("amount", value, release[f"claimed_{key}"]):
            said.append(f"claimed {key}: {release[f'claimed_{key}']}, not {value}")
    for key, value in expected.get("release", {}).items():
        if not same(key, value, release[key]):
            said.append(f"release {key}: {release[key]}, not {value}")
    if expected.get("failed_check") and not failed:
        said.append("no check failed")
    return said + list(forbidden(expected, found))


def forbidden(expected: Found, found: Found) -> Iterator[str]:
    for field, values in expected.get("must_not", {}).items():
        holders = [found["release"]] if field in ("publisher", "funder") else found["grants"]
        read = [one[field] for one in holders if one[field] is not None]
        yield from (
            f"{field} must not be {v}" for v in values if any(same_value(field, v, one) for one in read)
        )
    texts = [plain(text) for text in strings(found)]
    for secret in expected.get("no_leak", ()):
        if any(plain(secret) in text for text in texts):
            yield f"leaks {secret!r}"


@pytest.mark.parametrize("path", CASES, ids=name)
def test_case_is_read_right(path: Path, request: pytest.FixtureRequest) -> None:
    if name(path) in MISSED:
        request.applymarker(pytest.mark.xfail(strict=True, reason=MISSED[name(path)]))
    expected = json.loads(path.read_text("utf-8"))
    assert set(expected) <= KEYS
    assert wrong(expected, found_in(path)) == [], expected["why"]


def test_missed_cases_exist_and_say_why() -> None:
    assert set(MISSED) <= {name(path) for path in CASES}
    assert all(len(reason) > 10 for reason in MISSED.values())


def test_a_wrong_reading_is_noticed() -> None:
    path = FOLDER / "total-as-grant-2.expect.json"
    expected, found = json.loads(path.read_text("utf-8")), found_in(path)
    more = {
        **found,
        "grants": [
            *found["grants"],
            {**dict.fromkeys(expected["grants"][0]), "amount": 1_150_000, "title": None},
        ],
    }
    assert [one.partition(":")[0] for one in wrong(expected, more)][:1] == ["not expected"]
    assert wrong(expected, {**found, "grants": []}) != []

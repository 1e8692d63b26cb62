"""Golden files: what a careful reader takes out of each fixture release, kept beside its page.

``python -m tests.golden [WORD]`` (``make golden``) writes what the parser reads now into the golden files of
all pages whose name has WORD in it, and prints each difference. Read every line of it before you commit.
"""

from __future__ import annotations

import difflib
import json
import sys
from itertools import zip_longest
from pathlib import Path

from anslag import as_json
from anslag.as_json import Json
from anslag.parsers import pages
from anslag.parsers.read import extraction
from anslag.parsers.records import Extraction
from anslag.scraper import platforms

NEWSROOMS = Path(__file__).resolve().parent.parent / "fixtures" / "newsrooms"
ORIGINS = {"mynewsdesk": "https://www.mynewsdesk.com"}
"""The address that stands in for ``{{origin}}`` when a page is read without its server, by platform."""

_LEFT_OUT = ("evidence", "confidence")
_NONE = "nothing"


def fixture_pages() -> list[Path]:
    """Every release page of every fixture newsroom."""
    return sorted(NEWSROOMS.glob("*/releases/*.html"))


def golden_file(page: Path) -> Path:
    return page.with_suffix(".golden.json")


def html(page: Path) -> bytes:
    """The page as its server would send it."""
    origin = ORIGINS[page.parent.parent.name]
    return page.read_bytes().replace(b"{{origin}}", origin.encode())


def read(page: Path) -> Json:
    """What the parser reads out of a page, in the shape of its golden file."""
    body = html(page)
    kind = {"content-type": "text/html; charset=utf-8"}
    release = pages.release(body, kind, None, platforms.page_parts(body))
    return printed(extraction(release))


def printed(found: Extraction) -> Json:
    """An extraction as ``anslag extract --json`` prints it; no source, evidence, confidence or messages."""
    shown = as_json.extraction(found, "")
    grants = shown["grants"]
    assert isinstance(grants, list)
    checks: dict[str, Json] = {}
    for check in sorted(found.checks, key=lambda check: check.name):
        before = checks.get(check.name)
        checks[check.name] = f"{before}, {check.status}" if before else str(check.status)
    return {"release": shown["release"], "grants": [_facts(grant) for grant in grants], "checks": checks}


def _facts(grant: Json) -> Json:
    assert isinstance(grant, dict)
    return {field: value for field, value in grant.items() if field not in _LEFT_OUT}


def differences(expected: Json, found: Json, place: str = "") -> list[str]:
    """One line for each value that differs, named by its place: ``grants[2].owner: expected …, found …``."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [*expected, *(key for key in found if key not in expected)]
        pairs = [
            (f"{place}.{key}".lstrip("."), expected.get(key, _NONE), found.get(key, _NONE)) for key in keys
        ]
    elif isinstance(expected, list) and isinstance(found, list):
        pairs = [
            (f"{place}[{index}]", *pair)
            for index, pair in enumerate(zip_longest(expected, found, fillvalue=_NONE))
        ]
    else:
        same = expected == found and type(expected) is type(found)
        return [] if same else [f"{place}: expected {_shown(expected)}, found {_shown(found)}"]
    return [line for inner, old, new in pairs for line in differences(old, new, inner)]


def _shown(value: Json) -> str:
    return value if value == _NONE else json.dumps(value, ensure_ascii=False)


def write(page: Path) -> str:
    """Write the golden file of a page from what the parser reads; the difference to the old one as text."""
    file = golden_file(page)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    after = json.dumps(read(page), ensure_ascii=False, indent=2) + "\n"
    file.write_text(after, encoding="utf-8")
    return "".join(
        difflib.unified_diff(
            before.splitlines(True), after.splitlines(True), f"{file.name} (old)", f"{file.name} (new)"
        )
    )


def main(words: list[str]) -> None:
    changed = 0
    for page in fixture_pages():
        if all(word in page.stem for word in words):
            difference = write(page)
            changed += bool(difference)
            print(difference, end="")
    print(f"{changed} golden files changed; read each change before you commit it")


if __name__ == "__main__":
    main(sys.argv[1:])

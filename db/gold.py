"""Releases that a person judged as a whole, as gold files: the text, and what a careful reader takes out of it.

A gold file is ``<id>.json`` beside ``<id>.txt``; :mod:`anslag.evaluate` compares readings with them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from anslag.db.errors import StoreError
from anslag.parsers.fields import CORRECTABLE, Kind

KEYS = {"amount_approximate": "approximate"}
"""What gold files call a column otherwise."""


def write(db: sqlite3.Connection, folder: Path) -> list[Path]:
    """Writes a gold file for every release that a person answered for as a whole; gives their paths.

    What was corrected stands in it as it is right, what was rejected is not in it, what was added is. Raises
    :class:`StoreError` where the folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for release, text in _releases(db):
            path = folder / f"{release['id']}.json"
            path.with_suffix(".txt").write_text(text, "utf-8", newline="\n")
            path.write_text(json.dumps(release, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
            written.append(path)
    except OSError as error:
        raise StoreError(f"cannot write {error.filename or folder}: {error.strerror or error}") from error
    return written


def _releases(db: sqlite3.Connection) -> Iterator[tuple[dict[str, object], str]]:
    for row in db.execute("SELECT * FROM releases WHERE reviewed IS NOT NULL ORDER BY id").fetchall():
        grants = db.execute(
            "SELECT * FROM grants WHERE release_id = ? ORDER BY position", (row["id"],)
        ).fetchall()
        found = _release(row, [_grant(one) for one in grants], _family([one["layout"] for one in grants]))
        yield found | {"note": _note(db, row)}, row["text"]


_DECIDED = "SELECT decision, position, field FROM corrections WHERE release_id = ? AND outcome = 'applied'"


def _note(db: sqlite3.Connection, row: sqlite3.Row) -> str:
    """What a person decided on the release: how far the reading was from this answer."""
    decided = db.execute(_DECIDED, (row["id"],)).fetchall()
    added = {one["position"] for one in decided if one["decision"] == "add"}
    rejected = {one["position"] for one in decided if one["decision"] == "reject" and not one["field"]}
    corrected = [one for one in decided if one["field"] and one["position"] not in added]
    counts = (len(corrected), len(rejected - added), len(added - rejected))
    said = "{} values corrected, {} grants rejected, {} added".format(*counts)
    return f"Judged as a whole by a person on {row['reviewed']}: {said}."


def _family(layouts: Sequence[str]) -> str:
    """How the release sets out its grants: as a list or in sentences; without a grant it is negative."""
    if not layouts:
        return "negative"
    return "prose" if 2 * layouts.count("prose") >= len(layouts) else "list"


def _release(row: sqlite3.Row, grants: list[dict[str, object]], family: str) -> dict[str, object]:
    return {
        "id": row["id"],
        "url": row["url"],
        "publisher": row["publisher"],
        "platform": row["platform"],
        "family": family,
        "title": row["title"],
        "published": row["published"],
        "claims": {
            "total": row["claimed_total"],
            "currency": row["claimed_currency"],
            "approximate": bool(row["claimed_total_approximate"]),
            "count": row["claimed_count"],
        },
        "grants": grants,
    }


def _grant(row: sqlite3.Row) -> dict[str, object]:
    return {KEYS.get(one.name, one.name): _value(row[one.name], one.kind) for one in CORRECTABLE}


def _value(stored: str | int | float | None, kind: Kind) -> object:
    if kind is Kind.LIST:
        return json.loads(str(stored)) if stored else []
    return bool(stored) if kind is Kind.BOOLEAN else stored

"""Which releases a model is asked about: only those where the reader itself is unsure, and nobody has judged them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from anslag.db.queries import not_understood
from anslag.parsers.records import Extraction
from anslag.scraper.likely import LIKELY, score
from anslag.second_reader.standing import adds_up, is_open

_FAILED = (
    "SELECT DISTINCT r.id FROM releases AS r JOIN checks AS c ON c.release_id = r.id "
    "WHERE r.reviewed IS NULL AND c.status = 'failed' AND c.name IN ('total', 'count') ORDER BY r.id"
)
_WITHOUT = (
    "SELECT id, title, claimed_total IS NOT NULL OR claimed_count IS NOT NULL AS claims FROM releases "
    "WHERE reviewed IS NULL AND grants = 0 ORDER BY id"
)


def chosen(db: sqlite3.Connection, only: str) -> list[str]:
    """The releases to ask about: failed totals and counts, then the likeliest sums, then releases without grants."""
    found: list[str] = []
    if only in ("failed", "all"):
        found += [row[0] for row in db.execute(_FAILED)]
    if only in ("unclear", "all"):
        found += [one.release_id for one in not_understood(db)]
    if only == "all":
        found += _without_grants(db)
    return list(dict.fromkeys(found))


def _without_grants(db: sqlite3.Connection) -> Iterator[str]:
    for release_id, title, claims in db.execute(_WITHOUT):
        if claims or score(title or "") >= LIKELY:
            yield release_id


def could_gain(now: Extraction) -> bool:
    """Whether an answer could add anything: a grant is lacking, or a sum is open or could make the total."""
    claims = now.claims
    if claims.count is not None:
        return len(now.grants) < claims.count
    if adds_up(now):
        return False
    if any(is_open(now, one) for one in now.amounts):
        return True
    return claims.total is not None and any(one.grant is None and one.fate != "total" for one in now.amounts)

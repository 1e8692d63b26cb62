"""``anslag new``: the grants that the archive did not have before, and up to when they have been told.

What is new is told by the archive's own times, never by the clock: a release is new since its first answer was
archived. The mark in the data folder says up to which answer everything was told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from anslag.db.queries import facts
from anslag.errors import BadInput
from anslag.presentation import counted, kronor
from anslag.reports import opened
from anslag.scraper.permissions import begin

MARK = "new.txt"
_GRANTS = """
SELECT r.id, substr(r.first_seen, 1, 10) AS day, r.title AS release, r.publisher, r.published, r.url, r.failed_checks,
    g.title, g.owner, g.amount, g.currency, g.amount_approximate
FROM releases AS r JOIN grants AS g ON g.release_id = r.id
WHERE r.first_seen {after} :since ORDER BY r.first_seen, r.id, g.position
"""
_RELEASES = "SELECT count(*) FROM releases WHERE first_seen {after} :since"
_CHANGED = """
SELECT count(*) FROM changes AS c JOIN releases AS r ON r.id = c.release_id
WHERE c.seen {after} :since AND NOT r.first_seen {after} :since
"""


@dataclass(frozen=True, slots=True)
class Since:
    """From when on releases are new: ``after`` is SQL's comparison with ``time`` (ISO 8601), "" for all."""

    after: str
    time: str

    @property
    def words(self) -> str:
        """For a person."""
        if not self.time:
            return "so far (`anslag new` runs here for the first time)"
        return f"since {self.time[:10]}" + (f" {self.time[11:16]} UTC" if self.time[11:] else "")


def since(data: Path, day: date | None) -> Since:
    """From ``day`` on; without one, behind what was told the last time. Raises :class:`BadInput`."""
    if day is not None:
        return Since(">=", day.isoformat())
    return Since(">", told(data))


def told(data: Path) -> str:
    """Up to which answer of the archive (UTC, ISO 8601) everything was told; "" for nothing yet.

    Raises :class:`BadInput`.
    """
    mark = data / MARK
    if not mark.is_file():
        return ""
    said = mark.read_text("utf-8", "replace").strip()
    try:
        if datetime.fromisoformat(said).utcoffset() is not None:
            return said
    except ValueError:
        pass
    raise BadInput(f"{mark} holds no time; delete it to be told everything, or give a day with --since")


def tell(data: Path, newest: str) -> None:
    """Remembers that everything up to the answer of the time ``newest`` was told. Raises :class:`OSError`."""
    if newest > told(data):
        begin(data / MARK)
        (data / MARK).write_text(f"{newest}\n", "utf-8")


def newest(data: Path) -> str:
    """The time of the newest answer that the database was made of (UTC, ISO 8601), "" for none."""
    with closing(opened(data)) as db:
        return facts(db).get("archive_newest", "")


def new_lines(data: Path, from_when: Since) -> Iterator[str]:
    """The new grants by release, oldest first; then how many changes there are in releases that were known."""
    with closing(opened(data)) as db:
        grants = _asked(db, _GRANTS, from_when)
        releases = _asked(db, _RELEASES, from_when)[0][0]
        if releases:
            yield f"New {from_when.words}: {counted(len(grants), 'grant')} in {counted(releases, 'release')}"
        else:
            yield f"No new release {from_when.words}."
        for _, of_release in groupby(grants, key=lambda row: row["id"]):
            yield from _release_lines(list(of_release))
        changed = _asked(db, _CHANGED, from_when)[0][0]
        if changed:
            yield (
                f"{counted(changed, 'change')} by publishers in releases known before: "
                f"`anslag changes --since {from_when.time[:10]}`"
            )


def _asked(db: sqlite3.Connection, query: str, from_when: Since) -> list[sqlite3.Row]:
    return db.execute(query.format(after=from_when.after), {"since": from_when.time}).fetchall()


def _release_lines(grants: list[sqlite3.Row]) -> Iterator[str]:
    first = grants[0]
    place = ", ".join(part for part in (first["publisher"], first["published"]) if part)
    yield ""
    yield f"{first['day']}  {first['release'] or first['id']} ({place or 'no publisher, no day'})"
    yield f"  {first['url']}"
    for grant in grants:
        what = [grant["title"], grant["owner"]]
        amount = kronor(grant["amount"], grant["currency"], bool(grant["amount_approximate"]))
        yield "  · " + ", ".join([*(part for part in what if part), amount])
    if first["failed_checks"]:
        yield f"  ✗ {counted(first['failed_checks'], 'failed check')}: see `anslag check`"

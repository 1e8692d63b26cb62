"""What ``status``, ``check`` and ``changes`` say, line by line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from anslag.errors import BadInput
from anslag.pipeline import ARCHIVE, DATABASE
from anslag.presentation import kronor
from db.changes import changes
from db.store import connect
from scraper.archive import Archive
from scraper.outcomes import ADVICE, Kind

_FIGURES = """
SELECT (SELECT count(*) FROM releases) AS releases, (SELECT count(*) FROM grants) AS grants,
    (SELECT count(*) FROM organisations) AS organisations,
    (SELECT sum(amount) FROM grants WHERE currency = 'SEK') AS kronor,
    (SELECT min(published) FROM releases) AS first, (SELECT max(published) FROM releases) AS last,
    (SELECT count(*) FROM releases WHERE gone IS NOT NULL) AS gone,
    (SELECT count(DISTINCT release_id) FROM checks WHERE status = 'failed') AS failed
"""


def _no_folder(data: Path) -> str:
    return f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data"


def opened(data: Path) -> sqlite3.Connection:
    """The database of a data folder, read-only. Raises :class:`BadInput`, :class:`db.store.StoreError`."""
    if not data.is_dir():
        raise BadInput(_no_folder(data))
    return connect(data / DATABASE)


def status_lines(data: Path) -> Iterator[str]:
    """What the archive and the database hold, then the failures of the last crawl by cause."""
    if not data.is_dir():
        raise BadInput(_no_folder(data))
    files = Archive(data / ARCHIVE).files()
    size = sum(file.stat().st_size for file in files)
    yield f"Archive: {len(files)} WARC file{'' if len(files) == 1 else 's'}, {size / 1e6:.1f} MB in {data / ARCHIVE}"
    if (data / DATABASE).exists():
        yield from _held(data)
    else:
        yield "Database: none yet; run `anslag build`" if files else "Database: none yet; run `anslag crawl`"
    yield from _failures(data)


def _held(data: Path) -> Iterator[str]:
    with closing(opened(data)) as db:
        one = db.execute(_FIGURES).fetchone()
    yield (
        f"Database: {one['releases']} releases, {one['grants']} grants, {one['organisations']} organisations, "
        f"{kronor(one['kronor'] or 0)}"
    )
    if one["first"]:
        yield f"Published from {one['first']} to {one['last']}; {one['gone']} removed by their publishers"
    yield f"Releases with failed checks: {one['failed']}" + (" (see `anslag check`)" if one["failed"] else "")


def _failures(data: Path) -> Iterator[str]:
    path = data / "crawl.db"
    if not path.is_file():
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        visit = db.execute("SELECT max(visit), max(started) FROM visits").fetchone()
        rows = db.execute(
            "SELECT outcome, kind, count(DISTINCT url), min(url) FROM fetches WHERE visit = ? AND outcome IN ('failed', 'skipped') "
            "GROUP BY outcome, kind ORDER BY outcome, 3 DESC",
            (visit[0],),
        ).fetchall()
        due = db.execute(
            "SELECT count(*) FROM addresses WHERE state = 'due' AND visit = ?", (visit[0],)
        ).fetchone()[0]
    if due:
        yield f"Crawl: {due} addresses are still to be fetched; run `anslag crawl` to go on"
    for outcome, kind, count, example in rows:
        advice = ADVICE.get(Kind(kind)) if kind in set(Kind) else None
        yield f"Last crawl {outcome}: {count} × {kind}, for example {example}" + (
            f" – {advice}" if advice else ""
        )


def check_lines(data: Path, limit: int) -> Iterator[str]:
    """Releases with failed checks, worst first, then doubtful pairs of organisations."""
    with closing(opened(data)) as db:
        total = db.execute("SELECT count(*) FROM releases_to_review").fetchone()[0]
        if not total:
            yield "No release has a failed check."
        for row in db.execute("SELECT * FROM releases_to_review LIMIT ?", (limit,)):
            yield f"{row['title'] or row['id']} ({row['publisher'] or 'unknown publisher'}, {row['published'] or 'no date'})  {row['url']}"
            for check in db.execute(
                "SELECT name, message FROM checks WHERE release_id = ? AND status = 'failed'", (row["id"],)
            ):
                yield f"  ✗ {check['name']}: {check['message']}"
        if total > limit:
            yield f"… and {total - limit} more; raise --limit to see them"
        for pair in db.execute("SELECT * FROM doubtful_pairs ORDER BY first, second"):
            yield f"Perhaps one organisation: {pair['first']} – {pair['second']} ({pair['reason']})"


def change_lines(data: Path, since: date | None) -> Iterator[str]:
    """What publishers changed after publication, first seen on or after the day ``since``, oldest first."""
    none = True
    with closing(opened(data)) as db:
        for change in changes(db, since):
            none = False
            url = db.execute("SELECT url FROM releases WHERE id = ?", (change.release_id,)).fetchone()[0]
            place = f"grant {change.position}, " if change.position else ""
            if change.field == "grant":
                what = f"{'withdrawn' if change.after is None else 'added'}: {change.after or change.before}"
            else:
                what = f"{change.field}: {_said(change.before)} → {_said(change.after)}"
            yield f"{change.seen[:10]}  {url}  {place}{what}"
    if none:
        yield "No silent change was seen."


def _said(value: str | None) -> str:
    return "nothing" if value is None else value

"""What ``status``, ``check`` and ``changes`` say, line by line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from anslag.errors import BadInput
from anslag.presentation import kronor
from db.store import StoreError, connect
from scraper.archive import Archive
from scraper.outcomes import ADVICE, Kind

_FIELDS = ("title", "owner", "amount", "currency", "period_start", "period_end")


def _open(data: Path) -> sqlite3.Connection:
    if not data.is_dir():
        raise BadInput(f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data")
    try:
        return connect(data / "anslag.db")
    except StoreError as error:
        raise BadInput(str(error)) from error


def status_lines(data: Path) -> Iterator[str]:
    """What the archive and the database hold, then the failures of the last crawl by cause."""
    if not data.is_dir():
        raise BadInput(f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data")
    files = Archive(data / "archive").files()
    size = sum(file.stat().st_size for file in files)
    yield f"Archive: {len(files)} WARC file{'s' if len(files) != 1 else ''}, {size / 1e6:.1f} MB in {data / 'archive'}"
    with closing(_open(data)) as db:
        one = db.execute(
            "SELECT (SELECT count(*) FROM releases) releases, (SELECT count(*) FROM grants) grants, (SELECT count(*) FROM organisations) organisations, "
            "(SELECT sum(amount) FROM grants WHERE currency = 'SEK') kronor, (SELECT min(published) FROM releases) first, "
            "(SELECT max(published) FROM releases) last, (SELECT count(*) FROM releases WHERE gone IS NOT NULL) gone, "
            "(SELECT count(DISTINCT release_id) FROM checks WHERE status = 'failed') failed"
        ).fetchone()
        yield f"Database: {one['releases']} releases, {one['grants']} grants, {one['organisations']} organisations, {kronor(one['kronor'] or 0)}"
        if one["first"]:
            yield f"Published from {one['first']} to {one['last']}; {one['gone']} removed by their publishers"
        yield f"Releases with failed checks: {one['failed']} (see `anslag check`)"
    yield from _failures(data)


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
    with closing(_open(data)) as db:
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


def change_lines(data: Path, since: str) -> Iterator[str]:
    """What differs between the revisions of a release, oldest change first."""
    found = 0
    with closing(_open(data)) as db:
        rows = db.execute(
            "SELECT v.*, r.url FROM release_revisions v JOIN releases r ON r.id = v.release_id WHERE r.revision > 1 ORDER BY release_id, v.revision"
        ).fetchall()
    for before, after in pairwise(rows):
        if before["release_id"] != after["release_id"] or after["seen"][:10] < since:
            continue
        for line in _differences(before, after):
            found += 1
            yield f"{after['seen'][:10]}  {after['url']}  {line}"
    if not found:
        yield "No silent change was seen."


def _differences(before: sqlite3.Row, after: sqlite3.Row) -> Iterator[str]:
    if before["title"] != after["title"]:
        yield f"headline: {before['title']!r} → {after['title']!r}"
    old, new = ({grant["position"]: grant for grant in json.loads(row["grants"])} for row in (before, after))
    for position in sorted(old.keys() | new.keys()):
        if position not in new:
            yield f"grant {position} is gone: {old[position]['owner']}, {kronor(old[position]['amount'])}"
        elif position not in old:
            yield f"grant {position} is new: {new[position]['owner']}, {kronor(new[position]['amount'])}"
        else:
            for field in _FIELDS:
                if old[position][field] != new[position][field]:
                    yield f"grant {position}, {field}: {old[position][field]!r} → {new[position][field]!r}"

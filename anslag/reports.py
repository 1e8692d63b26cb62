"""What ``status``, ``check`` and ``changes`` say, line by line."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from anslag.db.changes import changes
from anslag.db.connection import connect, read_only
from anslag.db.difference import Difference, StoredValue, differences
from anslag.db.queries import facts, figures, not_understood, to_review
from anslag.errors import BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.parsers.fields import GRANT
from anslag.presentation import counted, kronor
from anslag.scraper.archive import Archive
from anslag.scraper.outcomes import ADVICE, Kind

_DUE = "SELECT count(*) FROM addresses WHERE state = 'due' AND visit = (SELECT max(visit) FROM visits)"
_CAUSES = """
SELECT outcome, kind, count(*), min(url) FROM fetches
WHERE sequence IN (SELECT max(sequence) FROM fetches WHERE visit = (SELECT max(visit) FROM visits) GROUP BY url)
    AND outcome IN ('failed', 'skipped')
GROUP BY outcome, kind ORDER BY outcome, 3 DESC, kind
"""
"""How each address of the last crawl ended, by cause; what failed first and was stored then has not failed."""


def _no_folder(data: Path) -> str:
    return f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data"


def opened(data: Path) -> sqlite3.Connection:
    """The database of a data folder, read-only. Raises :class:`BadInput`, :class:`anslag.db.errors.StoreError`."""
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
        found = {name: figure.value for name, figure in figures(db).items()}
        made = facts(db)
    kr, things = found["kronor"], ("release", "grant", "organisation")
    held = ", ".join(counted(int(found[f"{thing}s"] or 0), thing) for thing in things)
    yield (
        f"Database: {held}, {kronor(kr if isinstance(kr, int | float) else 0)}; "
        f"newest answer of {made['archive_newest'][:10] or 'no day'}"
    )
    if found["first_published"]:
        yield (
            f"Published from {found['first_published']} to {found['last_published']}; {found['releases_changed']} "
            f"changed since, {found['releases_gone']} removed by their publishers"
        )
    if found["grants_told_again"]:
        again = counted(int(found["grants_told_again"]), "grant")
        yield f"Each grant counts once: {again} told again elsewhere {'is' if again[:2] == '1 ' else 'are'} left out"
    failed = found["releases_failed"]
    yield f"Releases with failed checks: {failed}" + (" (see `anslag check`)" if failed else "")
    if found["grants_corrected"] or found["corrections_stale"]:
        yield (
            f"Corrections: {counted(int(found['grants_corrected'] or 0), 'grant')} corrected by people, "
            f"{counted(int(found['corrections_stale'] or 0), 'decision')} not applied for not fitting any more"
        )


def _failures(data: Path) -> Iterator[str]:
    path = data / "crawl.db"
    if not path.is_file():
        return
    try:
        due, causes = _crawled(path)
    except sqlite3.OperationalError as error:
        yield f"Crawl: {path} cannot be opened ({error}); check the permissions of the folder"
        return
    except sqlite3.DatabaseError as error:
        yield f"Crawl: {path} cannot be read ({error}); move it away, the next crawl makes it anew from the archive"
        return
    if due:
        yield f"Crawl: {due} addresses are still to be fetched; run `anslag crawl` to go on"
    for outcome, kind, count, example in causes:
        advice = ADVICE.get(Kind(kind)) if kind in set(Kind) else None
        said = f" – {advice}" if advice else ""
        yield f"Last crawl, {outcome}: {count} × {kind}, for example {example}{said}"


def _crawled(path: Path) -> tuple[int, list[tuple[str, str, int, str]]]:
    """How many addresses are due, and how those of the last crawl ended."""
    try:
        return _asked(read_only(path))
    except sqlite3.OperationalError as error:
        # A write-ahead log needs a file beside it even to be read, which a read-only folder cannot have; where no
        # crawl can write, none does: https://www.sqlite.org/wal.html#read_only_databases.
        if not error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        return _asked(read_only(path, immutable=True))


def _asked(connection: sqlite3.Connection) -> tuple[int, list[tuple[str, str, int, str]]]:
    with closing(connection) as db:
        return db.execute(_DUE).fetchone()[0], db.execute(_CAUSES).fetchall()


def check_lines(data: Path, limit: int) -> Iterator[str]:
    """Releases with failed checks that nobody has found right, worst first; then the sums that nobody understood, the
    likeliest grants first; then doubtful pairs of organisations."""
    with closing(opened(data)) as db:
        total = figures(db)["releases_to_review"].value or 0
        if not total:
            yield "No release has a failed check that nobody has looked at."
        for one in to_review(db, limit):
            place = ", ".join(part for part in (one.publisher, one.published) if part)
            yield f"{one.title or one.release_id} ({place or 'no publisher, no day'})  {one.url}"
            yield f"  {one.release_id}"
            yield from (f"  ✗ {message}" for message in one.messages)
        if isinstance(total, int) and total > limit:
            yield f"… and {total - limit} more; raise --limit to see them"
        yield from _not_understood(db, limit)
        yield from _told_twice(db)
        for pair in db.execute("SELECT * FROM doubtful_pairs ORDER BY first, second"):
            yield f"Perhaps one organisation: {pair['first']} – {pair['second']} ({pair['reason']})"


def _told_twice(db: sqlite3.Connection) -> Iterator[str]:
    found = figures(db)
    again, asked = (int(found[name].value or 0) for name in ("grants_told_again", "pairs_to_review"))
    if again:
        yield f"Told again elsewhere and counted once: {counted(again, 'grant')} (the view grants_told_again)"
    if asked:
        yield f"Perhaps one grant told twice: {counted(asked, 'pair')}; decide with `anslag review --pairs`"


def _not_understood(db: sqlite3.Connection, limit: int) -> Iterator[str]:
    every = list(not_understood(db))
    if every:
        releases = len({one.release_id for one in every})
        yield f"Sums that nobody understood: {len(every)} in {counted(releases, 'release')}, the likeliest grants first"
    for one in every[:limit]:
        quote = " ".join(one.quote.split())
        yield f"  ? {quote} – {one.title or one.release_id}  {one.url}  (a grant by {one.probability:.0%})"
    if len(every) > limit:
        yield f"… and {len(every) - limit} more; raise --limit to see them"


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


_TELLING = {
    "releases": ("title", "published"),
    "grants": tuple(one.name for one in GRANT if one.shown),
    "evidence": ("quote", "rule"),
    "release_evidence": ("quote", "rule"),
    "amounts": ("quote", "fate"),
    "organisations": ("name", "kind"),
    "organisation_names": ("organisation_id",),
    "doubtful_pairs": ("reason",),
    "corrections": ("release_id", "field", "outcome", "message"),
    "samples": ("judged", "size"),
    "quality": ("value", "low", "high"),
}
"""The columns that say what an added or removed row is about."""
_WIDEST = 60


def difference_lines(old: Path, new: Path) -> Iterator[str]:
    """The rows that are not the same in two databases, one a line, and how many they are."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in differences(old if old.is_file() else None, new):
        what = "added" if one.before is None else "removed" if one.after is None else "changed"
        counts[one.table, what] += 1
        place = "  ".join("–" if part is None else _short(part) for part in one.key)
        yield f"{what:7}  {one.table}  {place}  {_differing(one)}".rstrip()
    if not counts:
        yield "No row would change."
        return
    parts = [f"{table}: {count} {what}" for (table, what), count in counts.items()]
    total = counts.total()
    yield (
        f"{total} row{'s' if total > 1 else ''} would change ({', '.join(parts)}). "
        "The database is as it was; `anslag build` makes it so."
    )


def _differing(one: Difference) -> str:
    if one.before is not None and one.after is not None:
        return "; ".join(
            f"{name}: {_cut(before, one.after[name])} → {_cut(one.after[name], before)}"
            for name, before in one.before.items()
        )
    values = one.after or one.before or {}
    shown = (values.get(name) for name in _TELLING.get(one.table, ()))
    return ", ".join(_short(value) for value in shown if value is not None)


def _short(value: StoredValue) -> str:
    line = " ".join(str(value).split())
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"


def _cut(value: StoredValue, other: StoredValue) -> str:
    """``value`` from a little before the place where it begins to differ from ``other``."""
    if value is None:
        return "nothing"
    one, another = str(value), str(other)
    if len(one) <= _WIDEST or other is None:
        return _short(value)
    alike = next((n for n, (a, b) in enumerate(zip(one, another, strict=False)) if a != b), len(one))
    start = max(0, alike - 20)
    return ("…" if start else "") + _short(one[start:])

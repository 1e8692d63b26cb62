"""The only place where the stages meet: archive → parsers → database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from anslag import __version__
from anslag.errors import BadInput, DiskFull
from db.rows import ResponseRow, Revision
from db.store import Refused, Store, StoreError
from parsers import pages, reading
from parsers.errors import NotARelease
from parsers.organisations import grouped
from parsers.records import CheckStatus
from scraper.archive import Archive, ArchiveError
from scraper.records import Archived, Role

ARCHIVE, DATABASE = "archive", "anslag.db"
_REMOVED = (404, 410)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One capture of a release, without its body."""

    file: str
    offset: int
    status: int
    sha256: str
    at: str
    newsroom: str
    usable: bool
    unchanged: bool


@dataclass(slots=True)
class Built:
    """A build in figures; ``skipped`` counts releases that could not be read, by the reason."""

    releases: int = 0
    grants: int = 0
    failed_checks: int = 0
    releases_with_failed_checks: int = 0
    gone: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    damaged: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Called with releases done and releases in all."""


def build(data: Path, progress: Progress = lambda _done, _all: None) -> Built:
    """Makes anslag.db anew from the archive alone. Raises :class:`BadInput`, :class:`DiskFull`."""
    if not (data / ARCHIVE).is_dir():
        raise BadInput(
            f"there is no archive in {data}; run `anslag crawl` first, or name the folder with --data"
        )
    archive = Archive(data / ARCHIVE)
    built = Built()
    try:
        with Store(data / DATABASE) as store:
            seen = _index(archive, store)
            newest = ""
            for done, release_id in enumerate(sorted(seen), 1):
                newest = max(newest, seen[release_id][-1].at)
                _save(archive, store, release_id, seen[release_id], built)
                progress(done, len(seen))
            organisations, doubtful = grouped(store.owners())
            built.damaged = tuple(f"{d.file}: {d.what}" for d in archive.damaged)
            store.finish(
                organisations,
                doubtful,
                {"archive_digest": archive.digest(), "archive_newest": newest, "anslag_version": __version__},
            )
    except (StoreError, ArchiveError) as error:
        raise (DiskFull if "full" in str(error) or "room" in str(error) else BadInput)(str(error)) from error
    return built


def _index(archive: Archive, store: Store) -> dict[str, list[_Seen]]:
    """Notes every answer in the database and gives the captures of each release in archive order."""
    seen: dict[str, list[_Seen]] = defaultdict(list)
    for one in archive.captures():
        c = one.capture
        at = c.fetched_at.isoformat()
        store.save_response(
            ResponseRow(c.url, at, c.status, one.sha256, one.file, one.offset, str(c.role), c.release_id)
        )
        if c.role is Role.RELEASE and c.release_id:
            usable = c.status in (200, 203, 304) and not c.truncated
            seen[c.release_id].append(
                _Seen(one.file, one.offset, c.status, one.sha256, at, c.newsroom, usable, one.unchanged)
            )
    return seen


def _save(archive: Archive, store: Store, release_id: str, seen: list[_Seen], built: Built) -> None:
    revisions: list[Revision] = []
    last_seen = ""
    reason = ""
    for one in seen:
        if not one.usable:
            continue
        if one.unchanged and revisions:
            last_seen = one.at
            continue
        if revisions and one.sha256 == revisions[-1].sha256:
            last_seen = one.at
            continue
        try:
            revision = _revision(archive.read(one.file, one.offset), one)
        except NotARelease as error:
            reason = str(error).split(":")[0]
            continue
        last_seen = one.at
        if not revisions or not _same(revisions[-1], revision):
            revisions.append(revision)
    if not revisions:
        built.skipped[reason or "no whole answer"] += 1
        return
    gone = _gone(seen)
    try:
        store.save(release_id, seen[-1].newsroom, revisions, last_seen, gone)
    except Refused as error:
        built.skipped[f"refused: {error}"] += 1
        return
    _count(built, revisions[-1], gone)


def _revision(found: Archived, one: _Seen) -> Revision:
    capture = found.capture
    release = pages.release(capture.body, dict(capture.headers), capture.final_url)
    return Revision(reading.extraction(release), one.at, one.sha256, one.file, one.offset)


def _same(one: Revision, other: Revision) -> bool:
    # A page whose bytes differ (a counter, a session) but whose release does not has not changed.
    return one.extraction.release.text == other.extraction.release.text


def _gone(seen: list[_Seen]) -> date | None:
    """The day on which a release was missing for the second time in a row, None while it is there."""
    missing = []
    for one in reversed(seen):
        if one.status not in _REMOVED:
            break
        missing.append(one.at)
    return date.fromisoformat(missing[-2][:10]) if len(missing) >= 2 else None


def _count(built: Built, newest: Revision, gone: date | None) -> None:
    failed = sum(check.status is CheckStatus.FAILED for check in newest.extraction.checks)
    built.releases += 1
    built.grants += len(newest.extraction.grants)
    built.failed_checks += failed
    built.releases_with_failed_checks += failed > 0
    built.gone += gone is not None

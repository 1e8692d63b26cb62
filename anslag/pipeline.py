"""The only place where the stages meet: archive → parsers → database.

A build reads the archive twice: once to learn which captures each release has (kept in a temporary index on
disk, never in memory), once to read them, release by release. The same archive gives the same database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from anslag import __version__
from anslag.db import corrections_file, funders, proposals, recipients, same_grant_file
from anslag.db.additions import Additions
from anslag.db.connection import VERSION, connect, read_only, version
from anslag.db.corrections import Applied, Correction
from anslag.db.errors import Refused
from anslag.db.progress import ProgressCallback, silent
from anslag.db.proposals import Standing
from anslag.db.queries import figures
from anslag.db.revisions import ResponseRow
from anslag.db.store import Store
from anslag.errors import AnslagError, BadInput, InUse
from anslag.folder import ARCHIVE, DATABASE, LOCK
from anslag.index import Index
from anslag.parsers.checks import checks, doubted
from anslag.parsers.organisations import grouped
from anslag.parsers.records import Check, Extraction
from anslag.quality import Judging
from anslag.sampling import kept
from anslag.scraper.archive import Archive
from anslag.scraper.lock import InUse as Held
from anslag.scraper.lock import Lock
from anslag.scraper.newsrooms import newsrooms
from anslag.scraper.permissions import own
from anslag.scraper.records import Archived, Role
from anslag.second_reader.taking import Proposals
from anslag.teaching import taught
from anslag.versions import Versions, versions


@dataclass(frozen=True, slots=True)
class Unread:
    """How many releases could not be read for one reason, with one of them and what was said of it."""

    count: int
    example: str
    message: str


@dataclass(slots=True)
class Built:
    """A build in figures.

    ``unread`` counts releases that could not be read, by the reason; ``damaged`` and ``stale`` are lines on
    records of the archive that are damaged, and on corrections that were not applied. ``proposals`` counts those of
    models by what became of them.
    """

    releases: int = 0
    grants: int = 0
    failed_checks: int = 0
    releases_with_failed_checks: int = 0
    gone: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    proposals: dict[Standing, int] = field(default_factory=dict)

    def count(self, db: sqlite3.Connection) -> None:
        """Takes the figures from the finished database: what stands there after corrections."""
        held = figures(db)
        standings = db.execute("SELECT standing, count(*) FROM proposals GROUP BY standing").fetchall()
        self.proposals = {Standing(name): count for name, count in standings}
        self.releases, self.grants, self.failed_checks, self.releases_with_failed_checks, self.gone = (
            int(held[name].value or 0)
            for name in ("releases", "grants", "checks_failed", "releases_failed", "releases_gone")
        )

    def leave_out(self, url: str, message: str) -> None:
        """Counts a release that could not be read; what stands before a colon in ``message`` is the reason."""
        reason = message.partition(":")[0]
        before = self.unread.get(reason, Unread(0, url, message))
        self.unread[reason] = replace(before, count=before.count + 1)


def build(
    data: Path,
    progress: ProgressCallback = silent,
    *,
    accept_loss: bool = False,
    into: Path | None = None,
    with_proposals: bool = False,
) -> Built:
    """Makes anslag.db anew from the archive alone; with ``into``, another file, and leaves anslag.db as it is.

    With ``with_proposals`` what a model proposed and nobody has reviewed goes in too. The old database stays until the
    new one is whole. Raises :class:`BadInput` without an archive, for a database that a newer anslag made,
    :class:`AnslagError` where the archive has lost releases that the database still holds (unless ``accept_loss``),
    :class:`InUse` beside another build, and what the stages raise (:func:`anslag.errors.translated` turns it into the
    former).
    """
    if not (data / ARCHIVE).is_dir():
        raise BadInput(
            f"there is no archive in {data}; run `anslag crawl` first, or name the folder with --data"
        )
    archive = Archive(data / ARCHIVE)
    built = Built()
    decisions = ready(data)
    judging = Judging(kept(data), decisions)
    path = into or data / DATABASE
    new = Store(path, decisions, _rechecked, _additions(data), _second(data, take=with_proposals))
    with _alone(data), closing(Index()) as index, new as store:
        own(data)
        for one in archive.captures():
            store.save_response(_response(one))
            if one.capture.role is Role.RELEASE and one.capture.release_id:
                index.add(one)
        built.damaged = tuple(f"{damage.file}: {damage.what}" for damage in archive.damaged)
        if not accept_loss:
            _refuse_loss(path, index)
        every = index.count()
        with taught(data), closing(versions(archive.folder, index.releases(), every)) as read:
            for done, found in enumerate(read, 1):
                _save(store, found, built)
                judging.take(found)
                progress(done, every)
        facts = {
            "archive_digest": archive.digest(),
            "archive_newest": index.newest(),
            "anslag_version": __version__,
        }
        store.finish(*grouped(store.owners()), facts, judging.measured())
    for name, why in store.refused.items():
        built.leave_out(name, f"not stored: {why}")
    with closing(connect(path)) as db:
        built.count(db)
        built.stale = tuple(_stale(db))
    return built


def _second(data: Path, *, take: bool) -> Proposals:
    refusals = proposals.refusals(data / corrections_file.NAME)
    return Proposals(proposals.read(data / proposals.NAME), refusals, take=take)


def _additions(data: Path) -> Additions:
    register = data / recipients.NAME
    return Additions(
        same_grant_file.read(data / corrections_file.NAME),
        funders.funders(data / funders.NAME),
        recipients.register(register)[0] if register.is_file() else (),
        {room.url: room.name for room in newsrooms()},
    )


@contextmanager
def rebuilt(
    data: Path, progress: ProgressCallback = silent, *, with_proposals: bool = False
) -> Iterator[tuple[Built, Path]]:
    """A build beside the database, for comparing; it goes at the end. Raises as :func:`build`."""
    if not data.is_dir():
        raise BadInput(f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data")
    with TemporaryDirectory(prefix=".build-", dir=data) as folder:
        path = Path(folder) / DATABASE
        yield build(data, progress, into=path, with_proposals=with_proposals), path


def _rechecked(before: Extraction, applied: Applied) -> tuple[Check, ...]:
    """The checks of a release that people decided on: sums and counts anew; a doubt of the reading stays until what
    it doubts was decided."""
    drawn = checks(before.claims, before.grants)
    doubts = [check for check in before.checks if check not in drawn and not _settled(check, before, applied)]
    after = applied.extraction
    return (*checks(after.claims, after.grants), *doubts)


def _settled(check: Check, before: Extraction, applied: Applied) -> bool:
    about = doubted(check, before.grants)
    if about is None:
        return False
    grant, columns = about
    if grant.position not in {kept.position for kept in applied.extraction.grants}:
        return True
    return bool(columns) and applied.decided.get(grant.position, frozenset()).issuperset(columns)


def _stale(db: sqlite3.Connection) -> Iterator[str]:
    for row in db.execute("SELECT * FROM corrections_stale"):
        place = f", grant {row['position']}" if row["position"] else ""
        yield f"{row['number']} ({row['release_id']}{place}): {row['message']}"
    for row in db.execute("SELECT * FROM same_grant_decisions WHERE message <> '' ORDER BY number"):
        yield f"{same_grant_file.KEY} {row['number']} ({row['first']} and {row['second']}): {row['message']}"


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keeps a second build off the data folder. The lock goes with the process, however it ends."""
    try:
        lock = Lock(data / LOCK)
    except Held as error:
        raise InUse(f"{data} is being built by another command; wait until that has ended") from error
    try:
        yield
    finally:
        lock.release()


def ready(data: Path) -> list[Correction]:
    """The decisions that a build will apply.

    Raises what would stop a build before it begins, so that a crawl can be told before it asks for anything.
    """
    _refuse_newer(data / DATABASE)
    return corrections_file.read(data / corrections_file.NAME)


def _refuse_newer(path: Path) -> None:
    if not path.is_file():
        return
    try:
        found = version(path)
    except sqlite3.DatabaseError:
        # A file that is no database any more is what a build cures.
        return
    if found > VERSION:
        raise BadInput(
            f"{path} was made by a newer anslag (schema {found}, this one knows {VERSION}); "
            "update anslag, or move the file away and run `anslag build`"
        )


def _refuse_loss(path: Path, index: Index) -> None:
    """Raises where the database at ``path`` holds releases of which the archive has nothing left."""
    lost = 0
    example = ""
    for release_id in _stored(path):
        if release_id not in index:
            lost, example = lost + 1, example or release_id
    if lost:
        raise AnslagError(
            f"the archive has lost {lost} release{'s' if lost > 1 else ''} that {path} holds, for example "
            f"{example}; nothing was changed. Run `anslag verify` and restore the damaged file, or run "
            "`anslag build --accept-loss`"
        )


def _stored(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    with closing(read_only(path)) as db:
        try:
            yield from (row[0] for row in db.execute("SELECT id FROM releases ORDER BY id"))
        except sqlite3.DatabaseError:
            return


def _response(one: Archived) -> ResponseRow:
    c = one.capture
    return ResponseRow(
        c.url,
        c.fetched_at.isoformat(),
        c.status,
        one.sha256,
        one.file,
        one.offset,
        str(c.role),
        c.release_id,
    )


def _save(store: Store, found: Versions, built: Built) -> None:
    if not found.revisions:
        built.leave_out(found.url, found.refusal)
        store.unread(found.release_id, found.page)
        return
    try:
        store.save(found.release_id, found.newsroom, found.revisions, found.last_seen, found.gone)
    except Refused as error:
        built.leave_out(found.url, f"not stored: {error}")

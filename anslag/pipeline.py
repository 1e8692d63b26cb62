"""The only place where the stages meet: archive → parsers → database.

A build learns which captures the archive has that it had not before, reads the pages that nobody has read yet, and
saves the releases that these belong to, in a copy of the database or in a new one. What it goes on from is in
:mod:`anslag.build_cache`; whatever that is, the same archive gives the same database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from anslag import __version__, signature
from anslag.build_cache import BUILT, BuildCache, DamagedCache
from anslag.build_cache import NAME as READINGS
from anslag.built import Built as Built
from anslag.built import LeftOut
from anslag.captures import Captures
from anslag.db import corrections, corrections_file, funders, proposals, recipients, same_grant_file
from anslag.db.additions import Additions
from anslag.db.connection import VERSION, connect, read_only, version
from anslag.db.corrections import Applied, Correction
from anslag.db.errors import Refused
from anslag.db.progress import BuildProgress, ProgressCallback
from anslag.db.store import Store
from anslag.db.whole_file import checksum
from anslag.errors import AnslagError, BadInput, InUse
from anslag.folder import ARCHIVE, DATABASE, LOCK
from anslag.parsers.checks import checks, doubted
from anslag.parsers.organisations import grouped
from anslag.parsers.records import Check, Extraction
from anslag.quality import Judging
from anslag.sampling import Sample
from anslag.sampling import kept as kept_samples
from anslag.scraper.archive import Archive
from anslag.scraper.lock import InUse as Held
from anslag.scraper.lock import Lock
from anslag.scraper.newsrooms import newsrooms
from anslag.scraper.permissions import own
from anslag.second_reader.taking import Brought, Proposals
from anslag.teaching import taught
from anslag.versions import Versions, versions

Elsewhere: TypeAlias = "Callable[[Path, Captures, BuildCache, ProgressCallback], None]"
"""Reads what the captures of an archive lack, and has it kept."""
_SILENT = BuildProgress()
_MOST_CHANGED = 0.2
"""Share of the releases from which on saving all of them anew takes no longer than changing some."""


def build(
    data: Path,
    progress: BuildProgress = _SILENT,
    *,
    accept_loss: bool = False,
    into: Path | None = None,
    full: bool = False,
    elsewhere: Elsewhere | None = None,
    with_proposals: bool = False,
) -> Built:
    """Makes anslag.db of the archive alone; with ``into``, another file, and leaves anslag.db as it is.

    Goes on from what builds before have kept; with ``full`` from nothing. ``elsewhere`` reads pages on other machines
    first; what they leave is read here. With ``with_proposals`` what a model proposed and nobody has reviewed goes in
    too. The old database stays until the new one is whole. Raises :class:`BadInput` without an archive and for a
    database that a newer anslag made, :class:`AnslagError` where the archive has lost releases that the database
    still holds (unless ``accept_loss``), :class:`InUse` beside another build, and what the stages raise
    (:func:`anslag.errors.translated` turns it into the former).
    """
    if not (data / ARCHIVE).is_dir():
        raise BadInput(
            f"there is no archive in {data}; run `anslag crawl` first, or name the folder with --data"
        )
    decisions = ready(data)
    wanted = _Wanted(
        data,
        into,
        accept_loss,
        decisions,
        _additions(data),
        kept_samples(data),
        elsewhere or _nowhere,
        _proposed(data, with_proposals),
    )
    with _alone(data), taught(data):
        own(data)
        try:
            with _kept(data, afresh=full) as before:
                return _Build(wanted, before).run(progress)
        except DamagedCache:
            with _kept(data, afresh=True) as before:
                return _Build(wanted, before).run(progress)


def _nowhere(*_: object) -> None:
    """All pages are read here."""


def _kept(data: Path, *, afresh: bool) -> BuildCache:
    path = data / READINGS
    try:
        return BuildCache(path, afresh=afresh)
    except (OSError, sqlite3.OperationalError) as error:
        raise AnslagError(
            f"cannot write {path}: {error}; free space, check permissions, or delete the file, which every build can "
            "make anew"
        ) from error


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a build is asked for, and what people bring to it."""

    data: Path
    into: Path | None
    accept_loss: bool
    decisions: Sequence[Correction]
    additions: Additions
    samples: Sequence[Sample]
    elsewhere: Elsewhere
    proposed: Brought


class _Build:
    """One build from what is kept."""

    def __init__(self, wanted: _Wanted, kept: BuildCache) -> None:
        self._wanted, self._kept = wanted, kept
        self._archive = Archive(wanted.data / ARCHIVE)
        self._captures = Captures(kept, self._archive, signature.maker())
        self._path = wanted.into or wanted.data / DATABASE
        self._left_out: dict[str, LeftOut] = {}

    def run(self, progress: BuildProgress) -> Built:
        """Makes the database, unless it is there as it would be made."""
        self._kept.read_by(signature.reader())
        self._captures.take_in(progress.looking)
        base = self._base()
        told = self._told()
        if base and self._stands(base, told):
            return self._counted(base["left_out"], is_new=False)
        self._captures.check()
        if not (base or self._wanted.accept_loss):
            _refuse_loss(self._path, self._captures)
        changed = self._changed(base, told) if base else None
        if changed is None or len(changed) > self._captures.count() * _MOST_CHANGED:
            base, changed = None, None
        self._wanted.elsewhere(self._archive.folder, self._captures, self._kept, progress.reading)
        self._make(base, changed, told, progress.reading)
        left_out = {name: astuple(one) for name, one in self._left_out.items()}
        if not self._wanted.into:
            made = {"told": told, "last": self._captures.last, "left_out": left_out}
            self._kept.put(BUILT, {**made, "database": checksum(self._path)})
        return self._counted(left_out)

    def _stands(self, base: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
        """Whether a build would make the database that is there."""
        return not self._wanted.into and (base["told"], base["last"]) == (told, self._captures.last)

    def _base(self) -> dict[str, Any] | None:
        """What the database at hand was made of; None where it is not the one that was made, or the archive or anslag
        is another one."""
        found: dict[str, Any] | None = self._kept.fact(BUILT)
        database = self._wanted.data / DATABASE
        if not (found and database.is_file()):
            return None
        makers = [signature.maker(), signature.reader()]
        is_same = found["told"]["makers"] == makers and found["database"] == checksum(database)
        return found if is_same else None

    def _told(self) -> dict[str, Any]:
        """What the database depends on beside the captures."""
        wanted = self._wanted
        by_release = corrections.by_release(wanted.decisions)
        proposed = wanted.proposed.by_release()
        facts = {
            "archive_digest": self._archive.digest(),
            "archive_newest": self._captures.newest(),
            "anslag_version": __version__,
        }
        return {
            "makers": [signature.maker(), signature.reader()],
            "facts": facts,
            "brought": signature.of((wanted.additions, wanted.samples, wanted.decisions, wanted.proposed)),
            "decisions": {
                id_: signature.of(([one for _, one in by_release.get(id_, ())], proposed.get(id_)))
                for id_ in by_release.keys() | proposed.keys()
            },
        }

    def _changed(self, base: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
        """The releases with new captures or other decisions."""
        before, now = base["told"]["decisions"], told["decisions"]
        decided = {id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)}
        return sorted(decided.union(self._captures.since(base["last"])))

    def _make(
        self,
        base: Mapping[str, Any] | None,
        changed: Sequence[str] | None,
        told: Mapping[str, Any],
        progress: ProgressCallback,
    ) -> None:
        wanted = self._wanted
        judging = Judging(wanted.samples, wanted.decisions)
        earlier = wanted.data / DATABASE if base else None
        after = base["last"] if base else 0
        second = Proposals(wanted.proposed)
        with Store(self._path, wanted.decisions, _rechecked, wanted.additions, earlier, second) as store:
            for number, row in self._captures.responses(after):
                store.save_response(row, number)
            if base and changed is not None:
                self._left_out = {name: LeftOut(*one) for name, one in base["left_out"].items()}
                self._judge_others(store, judging, set(changed))
            every = self._captures.count() if changed is None else len(changed)
            for done, found in enumerate(self._versions(changed, self._captures.unread(after)), 1):
                self._save(store, found)
                judging.take(found)
                progress(done, every)
            store.finish(*grouped(store.owners()), told["facts"], judging.measured(), self._pages())
        for name, (number, why) in store.refused.items():
            self._left_out[name] = LeftOut(number, name, f"not stored: {why}")

    def _pages(self) -> dict[str, str]:
        """What came of the releases that could not be read."""
        return {name: one.page for name, one in self._left_out.items() if one.page is not None}

    def _versions(self, ids: Iterable[str] | None, unread: int) -> Iterator[Versions]:
        """The versions of all releases, or of some; what is no release that is known is passed over."""
        some = filter(None, map(self._captures.release, ids)) if ids is not None else None
        return versions(self._archive.folder, some or self._captures.releases(), self._kept, unread)

    def _judge_others(self, store: Store, judging: Judging, changed: Container[str]) -> None:
        """Looks at the releases that people decided on, or models proposed for, and that stay as they are."""
        wanted = self._wanted
        decided = {one.release_id for one in wanted.decisions} | wanted.proposed.by_release().keys()
        ids = sorted(one for one in decided if one not in changed)
        for found in self._versions(ids, 0):
            judging.take(found)
            if found.revisions:
                store.decide(found.release_id, found.revisions)

    def _save(self, store: Store, found: Versions) -> None:
        self._left_out.pop(found.release_id, None)
        if not found.revisions:
            out = LeftOut(found.number, found.url, found.refusal, found.page)
            self._left_out[found.release_id] = out
            store.forget(found.release_id)
            return
        try:
            store.save(
                found.release_id, found.newsroom, found.revisions, found.last_seen, found.gone, found.number
            )
        except Refused as error:
            self._left_out[found.release_id] = LeftOut(found.number, found.url, f"not stored: {error}")
            store.forget(found.release_id)

    def _counted(self, left_out: Mapping[str, Sequence[Any]], *, is_new: bool = True) -> Built:
        built = Built(damaged=self._captures.damaged, is_new=is_new)
        built.leave_out({name: LeftOut(*one) for name, one in left_out.items()})
        with closing(connect(self._path)) as db:
            built.count(db)
            built.stale = tuple(_stale(db))
        return built


def _proposed(data: Path, take: bool) -> Brought:
    refusals = proposals.refusals(data / corrections_file.NAME)
    return Brought(tuple(proposals.read(data / proposals.NAME)), tuple(refusals), take)


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
    data: Path,
    progress: BuildProgress = _SILENT,
    *,
    full: bool = False,
    elsewhere: Elsewhere | None = None,
    with_proposals: bool = False,
) -> Iterator[tuple[Built, Path]]:
    """A build beside the database, for comparing; it goes at the end. Raises as :func:`build`."""
    if not data.is_dir():
        raise BadInput(f"there is no folder {data}; run `anslag crawl` first, or name the folder with --data")
    with TemporaryDirectory(prefix=".build-", dir=data) as folder:
        path = Path(folder) / DATABASE
        yield (
            build(data, progress, into=path, full=full, elsewhere=elsewhere, with_proposals=with_proposals),
            path,
        )


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


def _refuse_loss(path: Path, captures: Captures) -> None:
    """Raises where the database at ``path`` holds releases of which the archive has nothing left."""
    lost = 0
    example = ""
    for release_id in _stored(path):
        if release_id not in captures:
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

"""``anslag crawl`` and ``anslag build`` as a person meets them: contact address, progress, summary, exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from anslag.db.connection import connect
from anslag.db.progress import BuildProgress
from anslag.db.proposals import Standing
from anslag.errors import INCOMPLETE, INTERRUPTED, BadInput, translated
from anslag.folder import ARCHIVE, DATABASE
from anslag.pipeline import Built, Elsewhere, build, ready, rebuilt
from anslag.presentation import counted
from anslag.reports import difference_lines
from anslag.scraper import crawl as engine
from anslag.scraper import newsrooms
from anslag.scraper.addresses import BadAddress, clean
from anslag.scraper.archive import Archive
from anslag.scraper.frontier import LOCK
from anslag.scraper.journal import Summary
from anslag.scraper.lock import Lock
from anslag.scraper.outcomes import ADVICE
from anslag.scraper.permissions import begin, own
from anslag.scraper.platforms import platform_of
from anslag.scraper.verify import Damage
from anslag.watching import Watch, progressing, span, steps
from anslag.yields import outside_bands

CONTACT, NEWSROOMS = "contact.txt", "newsrooms.toml"
_QUESTION = "Your e-mail or web address, for publishers who wonder who is crawling (Enter for none): "


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _starts(urls: Sequence[str], listed: Path | None, all_known: bool, data: Path) -> list[str]:
    """Where a crawl begins. Raises :class:`BadInput` for nowhere, where no crawl was begun before."""
    starts = [*map(_address, urls), *_listed(listed, all_known)]
    if not starts and not (data / "crawl.db").is_file():
        raise BadInput(
            "nothing to crawl: give the address of a newsroom or a release, or list newsrooms in "
            f"{data / NEWSROOMS}"
        )
    return starts


def run(
    urls: Sequence[str],
    *,
    listed: Path | None = None,
    all_known: bool = False,
    only_likely: bool = False,
    delay: float = 1.0,
    contact: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    data: Path,
) -> int:
    """Crawls, builds, says what came of it; gives the exit code (0, 3 incomplete, 130 interrupted).

    Without an address or a list it crawls the newsrooms of the data folder. ``delay`` is in seconds. Raises what
    :mod:`anslag.errors` draws.
    """
    own = data / NEWSROOMS
    if not (urls or listed or all_known):
        listed = _existing(own)
    starts = _starts(urls, listed, all_known, data)
    console = Console(stderr=True)
    with translated():
        ready(data)
        options = engine.Options(contact=_contact(data, contact), delay=delay, only_likely=only_likely)
        # The archive's times are whole seconds: what comes in the second in which the crawl begins is new.
        since = datetime.now(UTC).isoformat(timespec="seconds")
        with Watch(console, quiet=quiet, verbose=verbose) as watch:
            if listed == own:
                watch.note(f"crawling the {counted(len(starts), 'newsroom')} of {own}")
            summary = engine.crawl(data, starts, options, watch)
        printed(crawl_lines(summary))
        found = _build(data, console, quiet=quiet)
        wrong = list(_outside_bands(data, summary, listed, since))
    if summary.interrupted:
        printed(["Stopped; run the same command again to go on."])
        return INTERRUPTED
    for room, what in wrong:
        printed([f"  {room}: {what}"])
    return 0 if summary.complete and not (found.damaged or wrong) else INCOMPLETE


def _outside_bands(
    data: Path, summary: Summary, listed: Path | None, since: str
) -> Iterator[tuple[str, str]]:
    """The newsrooms of this crawl that yield too little or too much, with what is wrong."""
    declared = {room.url: room.bands for room in (*newsrooms.newsrooms(), *_rooms(listed)) if room.bands}
    bands = {room: declared.get(room) or platform_of(room).bands for room in summary.found}
    if (data / DATABASE).is_file():
        with closing(connect(data / DATABASE)) as database:
            yield from outside_bands(database, bands, since)


def _build(data: Path, console: Console, *, quiet: bool) -> Built:
    if not (data / ARCHIVE).is_dir():
        return Built()
    with _progress(console, quiet=quiet) as progress:
        found = build(data, progress)
    printed(build_lines(found))
    return found


@contextmanager
def _progress(console: Console, *, quiet: bool = False) -> Iterator[BuildProgress]:
    """Shows how far a build is."""
    with steps(console, "looking through the archive, MB", "reading releases", quiet=quiet) as both:
        yield BuildProgress(*both)


def rebuild(
    data: Path,
    *,
    accept_loss: bool,
    full: bool = False,
    elsewhere: Elsewhere | None = None,
    with_proposals: bool = False,
) -> int:
    """Builds and says what the database holds; gives the exit code (0, 3 where the archive is damaged)."""
    with _progress(Console(stderr=True)) as progress:
        found = build(
            data,
            progress,
            accept_loss=accept_loss,
            full=full,
            elsewhere=elsewhere,
            with_proposals=with_proposals,
        )
    printed(build_lines(found))
    return INCOMPLETE if found.damaged else 0


def differences(
    data: Path, *, full: bool = False, elsewhere: Elsewhere | None = None, with_proposals: bool = False
) -> int:
    """Prints the rows that a build would change; gives the exit code (0, 3 where the archive is damaged)."""
    with ExitStack() as kept:
        with _progress(Console(stderr=True)) as progress:
            found, path = kept.enter_context(
                rebuilt(data, progress, full=full, elsewhere=elsewhere, with_proposals=with_proposals)
            )
        printed(difference_lines(data / DATABASE, path))
    printed(_damaged(found))
    return INCOMPLETE if found.damaged else 0


def damages(data: Path) -> list[Damage]:
    """Every place where the archive is not what was written."""
    folder = data / ARCHIVE
    with progressing(Console(stderr=True), "comparing the archive, MB") as progress:
        return list(Archive(folder).verify(progress))


def forgotten(data: Path) -> Iterator[str]:
    """Takes off the archive's list what it has lost, and names it. Raises what :mod:`anslag.errors` draws."""
    lock = Lock(data / LOCK)
    try:
        for one in Archive(data / ARCHIVE).give_up():
            yield f"forgotten: {one.file} at byte {one.offset}"
    finally:
        lock.release()


def printed(lines: Iterable[str]) -> None:
    """Prints lines for a person as they are."""
    console = Console()
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _address(url: str) -> str:
    """``url`` if it can be crawled: refused before a folder is made for it."""
    try:
        return clean(url)
    except BadAddress as error:
        hint = "" if "://" in url else f"; did you mean https://{url}?"
        raise BadInput(f"{error}{hint}") from error


def _listed(path: Path | None, all_known: bool) -> list[str]:
    known = newsrooms.newsrooms() if all_known else []
    return [*map(_start, _rooms(path)), *(room.url for room in known)]


def _rooms(path: Path | None) -> list[newsrooms.Newsroom]:
    """The newsrooms of a list. Raises :class:`BadInput`, also where it lists none."""
    if path is None:
        return []
    try:
        rooms = newsrooms.newsrooms(path)
    except newsrooms.NewsroomsError as error:
        raise BadInput(str(error)) from error
    if not rooms:
        raise BadInput(f"{path} lists no newsroom; add [[newsroom]] with name and url")
    return rooms


def _start(room: newsrooms.Newsroom) -> str:
    try:
        return _address(room.url)
    except BadInput as error:
        raise BadInput(f"newsroom {room.name!r}: {error}") from error


def _contact(data: Path, given: str | None) -> str:
    """The contact address for the User-Agent: given, stored, or asked for once in a terminal."""
    kept = data / CONTACT
    if given is None and kept.is_file():
        return _usable(kept.read_text("utf-8", "replace"), f"{kept}: ")
    if given is None and sys.stdin.isatty() and sys.stderr.isatty():
        given = Console(stderr=True).input(_QUESTION)
    if given is None:
        return ""
    contact = _usable(given)
    own(data)
    begin(kept)
    kept.write_text(contact + "\n", "utf-8")
    return contact


def _usable(contact: str, place: str = "") -> str:
    contact = contact.strip()
    if not (contact.isascii() and contact.isprintable()) or len(contact) > 200:
        raise BadInput(
            f"{place}the contact address has signs that a header cannot hold, or is too long; "
            "give a plain e-mail or web address with --contact"
        )
    return contact


def crawl_lines(summary: Summary) -> Iterator[str]:
    """A crawl in words."""
    yield (
        f"Releases seen: {summary.seen} ({summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.gone} gone) in {summary.fetches} answers and {span(summary.seconds)}"
    )
    for words, causes in (("skipped", summary.skipped), ("failed", summary.failed)):
        for kind, cause in causes.items():
            advice = f" – {ADVICE[kind]}" if words == "failed" and kind in ADVICE else ""
            yield f"  {words}: {cause.count} × {kind}, for example {cause.example} ({cause.message}){advice}"
    for room, what in summary.short.items():
        yield f"  {room}: {what}"
    if summary.repaired:
        yield f"  repaired: {summary.repaired} bytes of a torn record were cut off the archive"
    for what in summary.lost:
        yield f"  lost from the archive: {what}"
    if summary.lost:
        yield (
            "  Bring the damaged files back from a copy; if there is none, `anslag verify --accept-loss` forgets these "
            "records"
        )
    if summary.waiting:
        yield f"  {summary.waiting} addresses are still to be fetched"


def build_lines(found: Built) -> Iterator[str]:
    """A build in words."""
    if not found.is_new:
        yield "Nothing new; the database is as it was."
    yield (
        f"Database: {counted(found.grants, 'grant')} in {counted(found.releases, 'release')}; "
        f"{counted(found.failed_checks, 'failed check')} in {counted(found.releases_with_failed_checks, 'release')}"
        + (" (see `anslag check`)" if found.failed_checks else "")
    )
    for reason, unread in sorted(found.unread.items()):
        said = f" ({unread.message})" if unread.message != reason else ""
        yield f"  not read: {unread.count} × {reason}, for example {unread.example}{said}"
    for what in found.stale:
        yield f"  not applied: correction {what}"
    yield from _proposals(found)
    yield from _damaged(found)


def _proposals(found: Built) -> Iterator[str]:
    said = {
        Standing.TAKEN: "in it that nobody has reviewed; `anslag review` shows them",
        Standing.WAITING: "left out until reviewed: `anslag review`, or `anslag build --with-proposals`",
        Standing.STALE: "not standing any more (see the table proposals)",
    }
    for standing, words in said.items():
        if count := found.proposals.get(standing):
            yield f"  proposals of a model: {count} {words}"


def _damaged(found: Built) -> Iterator[str]:
    for what in found.damaged:
        yield f"  archive damaged: {what}; run `anslag verify`"

"""``anslag doctor``: what a user needs, tried one by one, with what to do where something is broken.

It changes nothing, and asks of the network only the newsrooms that the user has listed.
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from anslag import __version__
from anslag.crawling import CONTACT, NEWSROOMS
from anslag.db import corrections_file
from anslag.db.connection import VERSION, connect
from anslag.db.errors import StoreError
from anslag.db.extras import EXTRAS, how_to_install
from anslag.db.queries import figures
from anslag.errors import AnslagError, translated
from anslag.folder import ARCHIVE, DATABASE
from anslag.presentation import counted
from anslag.scraper import newsrooms
from anslag.scraper.archive import Archive
from anslag.scraper.outcomes import ADVICE
from anslag.teaching import own_tables

OLDEST_PYTHON = (3, 11)
ROOM = 500_000_000
"""Bytes that should be free beside what a build needs: a crawl of a day or two."""
SAMPLE = "Bidrag\n\nNämnden beslutade att bevilja Umeå kommun 250 000 kronor för projektet Vinterljus.\n"
PARTS = {
    "site": "`anslag serve`",
    "frames": "`anslag.open` in Python",
    "files": "`anslag export parquet` and `xlsx`",
    "fit": "`anslag teach`",
    "dask": "`anslag build --dask`",
    "llm": "`anslag propose`",
}
"""The extras of anslag, and what each is for."""


class State(StrEnum):
    """How a thing stands. ``IDLE``: not there and not needed, or not tried."""

    GOOD = "✓"
    IDLE = "–"
    BROKEN = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in one line."""

    state: State
    what: str
    said: str

    @property
    def line(self) -> str:
        """For a person."""
        return f"{self.state} {self.what}: {self.said}"


def findings(data: Path, *, offline: bool = False) -> Iterator[Finding]:
    """Everything that is looked at, one after the other; ``offline`` leaves the network out."""
    yield Finding(State.GOOD, "anslag", __version__)
    yield _python()
    yield _sqlite()
    yield _reader()
    yield from _parts()
    yield from _folder(data)
    yield from _network(data, offline)


def _python() -> Finding:
    said = f"{platform.python_version()} on {platform.system()}, {sys.executable}"
    if sys.version_info >= OLDEST_PYTHON:
        return Finding(State.GOOD, "Python", said)
    return Finding(
        State.BROKEN, "Python", f"{said}; anslag needs {'.'.join(map(str, OLDEST_PYTHON))} or newer"
    )


def _sqlite() -> Finding:
    said = f"{sqlite3.sqlite_version} with strict tables and full-text search"
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE TABLE a (b TEXT) STRICT")
            db.execute("CREATE VIRTUAL TABLE c USING fts5(b)")
            db.execute("SELECT json_valid('[]')")
    except sqlite3.Error as error:
        said = f"{sqlite3.sqlite_version} cannot hold the database ({error}); use a newer Python"
        return Finding(State.BROKEN, "SQLite", said)
    return Finding(State.GOOD, "SQLite", said)


def _reader() -> Finding:
    """Loads all stages, for a library that does not fit this machine shows there, and reads a release."""
    try:
        from anslag import extract

        [grant] = extract(SAMPLE).grants
    except Exception as error:  # noqa: BLE001 - whatever is broken, the other lines are told too
        said = f"does not work ({type(error).__name__}: {' '.join(str(error).split())}); install anslag anew"
        return Finding(State.BROKEN, "reader", said)
    return Finding(State.GOOD, "reader", f"reads a sample release ({grant.amount} kr to {grant.owner})")


def _parts() -> Iterator[Finding]:
    for extra, use in PARTS.items():
        lacking = [name for name, of in EXTRAS.items() if of == extra and find_spec(name) is None]
        if lacking:
            said = f"not installed, for {use}: {how_to_install(extra)} (lacks {', '.join(lacking)})"
            yield Finding(State.IDLE, f"part {extra}", said)
        else:
            yield Finding(State.GOOD, f"part {extra}", f"installed, for {use}")


def _folder(data: Path) -> Iterator[Finding]:
    place = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    yield _writable(data, place)
    if place.is_dir():
        yield _room(data, place)
    if not data.is_dir():
        return
    for what, look in _LOOKS.items():
        try:
            with translated():
                found = look(data)
        except (AnslagError, newsrooms.NewsroomsError, OSError, StoreError) as error:
            found = Finding(State.BROKEN, what, str(error))
        yield found


def _writable(data: Path, place: Path) -> Finding:
    """Tries it: what the rights say is not all, on a read-only disk or over a network."""
    what = "data folder"
    if not place.is_dir():
        return Finding(State.BROKEN, what, f"{place} is a file; name a folder with --data")
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Finding(
            State.BROKEN, what, f"{place} cannot be written: {error.strerror}; name another with --data"
        )
    if place != data:
        return Finding(State.IDLE, what, f"there is no {data} yet; `anslag crawl` makes it")
    return Finding(State.GOOD, what, f"{data} can be written")


def _room(data: Path, place: Path) -> Finding:
    database = data / DATABASE
    needed = ROOM + (database.stat().st_size if database.is_file() else 0)
    free = shutil.disk_usage(place).free
    said = f"{free / 1e9:.1f} GB free"
    if free < needed:
        return Finding(
            State.BROKEN, "disk", f"{said}; a crawl and a build want {needed / 1e9:.1f} GB: free some"
        )
    return Finding(State.GOOD, "disk", said)


def _archive(data: Path) -> Finding:
    if not (data / ARCHIVE).is_dir():
        return Finding(State.IDLE, "archive", "none yet; `anslag crawl` makes it")
    archive = Archive(data / ARCHIVE)
    missing = sum(1 for _ in archive.missing())
    files = archive.files()
    size = sum(file.stat().st_size for file in files) / 1e6
    said = f"{counted(len(files), 'WARC file')}, {size:.1f} MB"
    if missing:
        lost = f"{counted(missing, 'record')} missing; bring the files back from a copy, see `anslag verify`"
        return Finding(State.BROKEN, "archive", f"{said}; {lost}")
    return Finding(State.GOOD, "archive", f"{said} (`anslag verify` compares every byte)")


def _database(data: Path) -> Finding:
    path = data / DATABASE
    if not path.exists():
        return Finding(State.IDLE, "database", "none yet; `anslag crawl` or `anslag build` makes it")
    with closing(connect(path)) as db:
        held = figures(db)
    grants, releases = (int(held[name].value or 0) for name in ("grants", "releases"))
    said = f"schema {VERSION}, {counted(grants, 'grant')} in {counted(releases, 'release')}"
    return Finding(State.GOOD, "database", said)


def _corrections(data: Path) -> Finding:
    decisions = corrections_file.read(data / corrections_file.NAME)
    said = counted(len(decisions), "decision") if decisions else "none yet; `anslag review` keeps them"
    return Finding(State.GOOD if decisions else State.IDLE, "corrections", said)


def _weights(data: Path) -> Finding:
    if not own_tables(data):
        return Finding(State.IDLE, "weights", "those that come with anslag; `anslag teach` makes your own")
    return Finding(State.GOOD, "weights", "your own")


def _contact(data: Path) -> Finding:
    path = data / CONTACT
    said = path.read_text("utf-8", "replace").strip() if path.is_file() else ""
    if not said:
        return Finding(
            State.IDLE, "contact", "none; publishers like to know who crawls: `anslag crawl --contact`"
        )
    return Finding(State.GOOD, "contact", said)


def _newsrooms(data: Path) -> Finding:
    path = data / NEWSROOMS
    if not path.is_file():
        return Finding(State.IDLE, "newsrooms", f"no {path}; `anslag crawl` needs an address")
    return Finding(
        State.GOOD, "newsrooms", f"{counted(len(newsrooms.newsrooms(path)), 'newsroom')} in {path}"
    )


_LOOKS: dict[str, Callable[[Path], Finding]] = {
    "archive": _archive,
    "database": _database,
    "corrections": _corrections,
    "weights": _weights,
    "contact": _contact,
    "newsrooms": _newsrooms,
}


def _network(data: Path, offline: bool) -> Iterator[Finding]:
    # Here, for it loads the network's libraries.
    from anslag.scraper.addresses import BadAddress
    from anslag.scraper.reach import unreached

    path = data / NEWSROOMS
    if offline or not path.is_file():
        why = "--offline" if offline else f"no newsrooms in {path}"
        yield Finding(State.IDLE, "network", f"not tried ({why})")
        return
    try:
        answers = unreached(room.url for room in newsrooms.newsrooms(path))
    except newsrooms.NewsroomsError:
        return  # told above
    except BadAddress as error:
        yield Finding(State.BROKEN, "network", f"{path}: {error}")
        return
    for host, failure in answers.items():
        if failure is None:
            yield Finding(State.GOOD, "network", f"{host} answers")
        else:
            advice = f"; {ADVICE[failure.kind]}" if failure.kind in ADVICE else ""
            yield Finding(State.BROKEN, "network", f"{host}: {failure.message}{advice}")

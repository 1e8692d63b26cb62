"""The whole way on one machine: the fixture newsrooms on loopback, real crawls of them, their grants as a table.

What a person meets in real life is in it: a grant whose release does not add up, a refusal, one grant told by two
newsrooms, a page that its publisher changes between two crawls, and a value that a person corrects.
``python -m anslag.demo`` (``make demo``) is the command; :class:`Newsroom` alone serves tests.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from anslag import crawling, pipeline
from anslag.db.connection import connect
from anslag.errors import AnslagError, BadInput
from anslag.folder import ARCHIVE, DATABASE
from anslag.parsers.records import Check, CheckStatus
from anslag.presentation import checks, kronor
from anslag.review import Desk

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "newsrooms" / "mynewsdesk"
DATA = Path("demo-data")
_CONTACT = "demo@example.se"
_DELAY = 0.02
ROOM = "/se/region_norrskog"
FEED = "/rss/source/71834/pressrelease"
_PLACEHOLDER = b"{{origin}}"
_NAMED = {
    "/robots.txt": "robots.txt",
    "/sitemap.xml": "sitemap.xml",
    FEED: "rss.xml",
    ROOM: "room.html",
    f"{ROOM}/latest_news": "latest_news.html",
}
_SLUG = re.compile(rf"{ROOM}/pressreleases/([a-z0-9-]+)")
UNIVERSITY = "/se/hogskolan_norrskog"
"""A second newsroom on the same server, which tells of a grant that the first one tells of too."""
_OF_UNIVERSITY = re.compile(rf"{UNIVERSITY}(?:/(pressreleases/[a-z0-9-]+)|/pressreleases|/latest_news)?")
CHANGED = (
    "18-7-miljoner-till-utveckling-i-hela-norrskog-3301417",
    "2024-04-15 - 2024-12-31",
    "2024-04-15 - 2025-03-31",
)
"""What the publisher changes between the two crawls: a release, words of it, and what they become."""
CORRECTED = ("mynewsdesk-pressreleases-3358017", 2, "period_end", date(2025, 2, 28))
"""What a person corrects: the release prints 30 February for the grant's last day."""
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the newsroom got: path with query, headers (names in lower case), the status sent."""

    path: str
    headers: Mapping[str, str]
    status: int


class Newsroom:
    """The fixture newsroom as a real HTTP server on 127.0.0.1, for as long as its ``with`` block lasts.

    ``folder`` is read anew for every request, so a test may serve a copy and edit it meanwhile. Wherever a
    fixture says ``{{origin}}`` the server's own address is sent.
    """

    def __init__(self, folder: Path = FIXTURES) -> None:
        self.folder = folder
        self.requests: list[Asked] = []
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="newsroom")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def address(self) -> str:
        """What a user gives to ``anslag crawl``: the newsroom's start page."""
        return self.origin + ROOM

    def releases(self) -> list[str]:
        """The addresses of all releases in the folder, in the order of their names."""
        return [
            f"{self.address}/pressreleases/{page.stem}"
            for page in sorted(self.folder.glob("releases/*.html"))
        ]

    def count(self, path: str, status: int | None = None) -> int:
        """How often ``path`` (with its query) was asked for; with ``status``, how often answered so."""
        return sum(a.path == path and status in (None, a.status) for a in self.requests)

    def page(self, target: str) -> tuple[Path, bytes] | None:
        """The fixture behind a request target and the bytes to send; None where there is none."""
        file = self.folder / (_fixture(target) or "")
        if not file.is_file():
            return None
        return file, file.read_bytes().replace(_PLACEHOLDER, self.origin.encode())


def _fixture(target: str) -> str | None:
    parts = urlsplit(target)
    if parts.path in _NAMED:
        return _NAMED[parts.path]
    if parts.path == f"{ROOM}/pressreleases":
        page = parse_qs(parts.query).get("page", ["1"])[0]
        return (
            "pressreleases.html" if page == "1" else f"pressreleases-{page}.html" if page.isdigit() else None
        )
    if told := _OF_UNIVERSITY.fullmatch(parts.path):
        return "university/" + (told[1] or "room").replace("pressreleases/", "releases/") + ".html"
    slug = _SLUG.fullmatch(parts.path)
    return f"releases/{slug[1]}.html" if slug else None


class _Server(ThreadingHTTPServer):
    """Keeps its open connections in hand, so that closing never waits for an idle client."""

    daemon_threads = False

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive; their threads then end by themselves."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "anslag-fixtures"
    # One write for headers and body: two would wait for each other on a kept connection.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        newsroom = self.server.newsroom
        found = newsroom.page(self.path)
        status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK
        body = b"<!DOCTYPE html><title>404</title><p>Sidan finns inte.</p>" if found is None else found[1]
        file = Path("missing.html") if found is None else found[0]
        validators = {} if found is None else _validators(file, body)
        if validators and self._unchanged(validators):
            status = HTTPStatus.NOT_MODIFIED
        newsroom.requests.append(
            Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, int(status))
        )
        self._answer(status, body, {**validators, "Content-Type": _TYPES[file.suffix]})

    def _unchanged(self, validators: Mapping[str, str]) -> bool:
        # RFC 9110 §13.2.2: a date is looked at only where no tag was sent.
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return validators["ETag"] in [tag.strip() for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(
            validators["Last-Modified"]
        )

    def _answer(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Vary", "Accept-Encoding")
        if status is HTTPStatus.NOT_MODIFIED:
            self.end_headers()
            return
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in ``Newsroom.requests``; nothing is written to the terminal."""


def _validators(file: Path, body: bytes) -> dict[str, str]:
    # A weak tag, for the same page goes out compressed and plain.
    return {
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"',
        "Last-Modified": formatdate(int(file.stat().st_mtime), usegmt=True),
    }


def main() -> None:
    """Crawl the fixture newsrooms into ``./demo-data``, made anew, and print what was read."""
    console = Console()
    try:
        _clear(DATA)
        code = _crawled(console)
        if not code:
            _correct(console)
    except (AnslagError, OSError) as error:
        raise SystemExit(f"anslag demo: {error}") from error
    if code:
        raise SystemExit(code)
    with closing(connect(DATA / DATABASE)) as database:
        _show(console, database)
    console.print(f"Open it in a browser: [bold].venv/bin/anslag serve --data {DATA}[/]")


def _crawled(console: Console) -> int:
    """Crawls twice, with a change of the publisher's between; the worse exit code."""
    with TemporaryDirectory(prefix="anslag-") as folder, Newsroom(_copied(Path(folder))) as newsroom:
        addresses = [newsroom.address, newsroom.origin + UNIVERSITY]
        console.print(f"Two made-up newsrooms are served on {newsroom.origin}; crawling them over HTTP …")
        code = _crawl(addresses)
        slug, before, after = CHANGED
        page = newsroom.folder / "releases" / f"{slug}.html"
        page.write_bytes(page.read_bytes().replace(before.encode(), after.encode()))
        console.print("\nA publisher has changed a release meanwhile; crawling again …")
        return max(code, _crawl(addresses))


def _copied(folder: Path) -> Path:
    return shutil.copytree(FIXTURES, folder / "newsroom")


def _crawl(addresses: list[str]) -> int:
    """What ``anslag crawl`` does with these addresses, in a hurry, for the server is our own; its exit code."""
    return crawling.run(
        addresses,
        listed=None,
        all_known=False,
        only_likely=False,
        delay=_DELAY,
        contact=_CONTACT,
        quiet=False,
        verbose=False,
        data=DATA,
    )


def _correct(console: Console) -> None:
    """What a person does with ``anslag review``: one value is decided, and the database made anew."""
    release_id, position, column, right = CORRECTED
    desk = Desk(DATA, "demo", right)
    desk.correct(desk.case(release_id), position, column, right, None, "February 2025 has 28 days")
    pipeline.build(DATA)
    console.print(f"\nA person has corrected a value: {release_id}, grant {position}, {column}.")


def _clear(folder: Path) -> None:
    if not FIXTURES.is_dir():
        raise BadInput(f"no fixture newsroom in {FIXTURES}; run the demo in a checkout of anslag")
    if folder.exists() and not (folder / ARCHIVE).is_dir() and any(folder.iterdir()):
        raise BadInput(f"{folder} holds something else than an earlier demo; move it away and try again")
    shutil.rmtree(folder, ignore_errors=True)


def _show(console: Console, database: sqlite3.Connection) -> None:
    releases = database.execute("SELECT id, title, published FROM releases ORDER BY published DESC, id")
    empty = []
    for release in releases.fetchall():
        grants = database.execute(
            "SELECT * FROM grants WHERE release_id = ? ORDER BY position", (release["id"],)
        ).fetchall()
        if not grants:
            empty.append(release["title"])
            continue
        console.print(f"\n[bold]{escape(release['title'])}[/]  {release['published']}", highlight=False)
        console.print(_table(grants))
        for line in checks(_checks(database, release["id"])):
            console.print(line, highlight=False)
    console.print(f"\nNo grants in: {escape('; '.join(empty))}.\n", style="dim", highlight=False)


def _table(grants: list[sqlite3.Row]) -> Table:
    table = Table(
        Column("Project", ratio=3, overflow="fold"),
        Column("Owner", ratio=2, overflow="fold"),
        Column("Amount", justify="right", width=14),
        Column("Period", width=10),
        box=SIMPLE_HEAD,
        expand=True,
        pad_edge=False,
    )
    for grant in grants:
        days = [grant["period_start"], grant["period_end"]]
        table.add_row(
            escape(grant["title"] or "–"),
            escape(grant["owner"] or "–"),
            kronor(grant["amount"], grant["currency"], bool(grant["amount_approximate"])),
            "\n".join(day or "…" for day in days) if any(days) else "–",
        )
    return table


def _checks(database: sqlite3.Connection, release: str) -> list[Check]:
    rows = database.execute("SELECT * FROM checks WHERE release_id = ? ORDER BY rowid", (release,))
    return [
        Check(row["name"], CheckStatus(row["status"]), row["expected"], row["found"], row["message"])
        for row in rows
    ]


if __name__ == "__main__":
    main()

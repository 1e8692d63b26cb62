"""`anslag serve`: the archive beside the database, and where the site listens."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from datasette.utils import tilde_encode

from anslag.db.connection import connect
from anslag.folder import ARCHIVE, DATABASE
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Role
from anslag.serving import archived, is_public, opened_at
from tests.archives import Shelf
from tests.command import SCRIPT, anslag
from tests.databases import empty
from tests.site import Served

BODY = "<p>Bidrag på 1 000 kronor</p>".encode("iso-8859-1")


def test_archived_page_is_given_as_received(tmp_path: Path) -> None:
    url, at = "https://example.se/1", datetime(2025, 3, 1, 12, tzinfo=UTC)
    headers = ((b"Content-Type", b"text/html; charset=iso-8859-1"),)
    hop = Hop(url, at, "192.0.2.1", b"/1", ((b"Host", b"example.se"),), "HTTP/1.1", 200, b"OK", headers, BODY)
    (tmp_path / ARCHIVE).mkdir()
    kept = Archive(tmp_path / ARCHIVE).append(Fetched(url, (hop,), BODY), role=Role.RELEASE)
    assert archived(tmp_path)(kept.file, kept.offset) == BODY


@pytest.mark.parametrize("place", [("anslag-00001.warc.gz", 0), ("../../etc/passwd", 0), ("", 0)])
def test_what_the_archive_does_not_hold_is_none(tmp_path: Path, place: tuple[str, int]) -> None:
    assert archived(tmp_path)(*place) is None


@pytest.mark.parametrize("host", ["192.0.2.1", "::2"])
def test_address_that_is_not_of_this_machine_is_told(tmp_path: Path, host: str) -> None:
    empty(tmp_path / DATABASE)
    ran = anslag("serve", "--data", tmp_path, "--host", host, cwd=tmp_path)
    assert ran.code == 2
    assert ran.complaint == f"cannot listen on {host!r}; choose another address with --host"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("served") / DATABASE
    empty(path)
    with Served(path, names=["grants.example.se"]) as one:
        yield one


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "evil.example:8001"]
)
def test_name_that_was_pointed_at_this_machine_is_shown_nothing(served: Served, host: str) -> None:
    answer = httpx.get(f"{served.address}/anslag/grants.json", headers={"Host": host})
    assert (answer.status_code, "--name NAME" in answer.text) == (421, True)
    assert "rows" not in answer.text


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8001", "LOCALHOST", "[::1]:8001", "192.0.2.7", "grants.example.se", "Grants.Example.SE.:443"],
)
def test_addresses_localhost_and_given_names_are_answered(served: Served, host: str) -> None:
    assert httpx.get(f"{served.address}/-/codebook", headers={"Host": host}).status_code == 200


def test_visitors_by_a_given_name_may_not_write_sql(served: Served) -> None:
    answer = httpx.get(f"{served.address}/anslag.json", params={"sql": "SELECT 1"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("host", "names", "public"),
    [
        ("127.0.0.1", (), False),
        ("::1", ("localhost",), False),
        ("0.0.0.0", (), True),
        ("192.0.2.1", (), True),
        ("127.0.0.1", ("grants.example.se",), True),
    ],
)
def test_site_that_others_can_see_is_public(host: str, names: tuple[str, ...], public: bool) -> None:
    assert is_public(host, names) is public


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("192.0.2.1", "192.0.2.1"), ("box.example", "box.example")],
)
def test_address_that_is_told_opens(host: str, shown: str) -> None:
    assert opened_at(host, 8001) == f"http://{shown}:8001/"


@pytest.mark.parametrize(("switches", "status"), [((), 404), (("--publish-archive",), 200)])
def test_archived_pages_leave_the_machine_only_when_asked_for(
    tmp_path: Path, switches: tuple[str, ...], status: int
) -> None:
    made = Shelf(tmp_path)
    made.put(
        b"<!DOCTYPE html><title>A</title><h1>Bidrag till byar</h1><p>Umea kommun 250 000 kr.</p>", name="a"
    )
    made.built()
    with closing(connect(tmp_path / DATABASE)) as db:
        file, offset = db.execute("SELECT archive_file, archive_offset FROM responses").fetchone()
    path = f"/-/archived/{tilde_encode(file)}/{offset}"
    with running("serve", "--data", tmp_path, "--host", "0.0.0.0", *switches) as address:
        assert httpx.get(address + path).status_code == status
        assert httpx.get(f"{address}/").status_code == 200


@contextmanager
def running(*arguments: str | Path) -> Iterator[str]:
    """The command on a free port, until the block ends; gives the address at which it answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command: list[str | Path] = [SCRIPT, *map(str, arguments), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(f"Open http://127.0.0.1:{port}/")
            address = f"http://127.0.0.1:{port}"
            _await(address)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _await(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{address}/-/codebook")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the site did not begin to answer")

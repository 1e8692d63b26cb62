"""`anslag serve`: the archive beside the database, and where the site listens."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anslag.pipeline import ARCHIVE, DATABASE
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Role
from anslag.serving import archived
from tests.command import anslag
from tests.databases import empty

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

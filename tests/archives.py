"""An archive in the making and the database that a build makes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anslag.folder import ARCHIVE, DATABASE
from anslag.pipeline import Built, build
from anslag.scraper.archive import Archive
from anslag.scraper.exchange import Fetched, Hop
from anslag.scraper.records import Role

FIRST = datetime(2025, 3, 1, 12, tzinfo=UTC)
HTML = (b"Content-Type", b"text/html; charset=utf-8")


def page(amount: str = "250 000", owner: str = "Umeå kommun", extra: str = "", note: str = "") -> bytes:
    """A release that grants one owner an amount. ``extra`` is markup in it, ``note`` a comment that no reader sees."""
    return (
        f"<!DOCTYPE html><html lang='sv'><title>Bidrag</title><!-- {note} --><h1>Bidrag till byar</h1>"
        f"<p>Nämnden beslutade att bevilja {owner} {amount} kronor för projektet Vinterljus.</p>{extra}</html>"
    ).encode()


class Shelf:
    """An archive in the making; each capture is a day after the one before."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.archive = Archive(data / ARCHIVE)
        self.days = 0

    def put(
        self,
        body: bytes,
        status: int = 200,
        *,
        name: str = "a",
        url: str = "",
        truncated: str = "",
        previous: tuple[str, int] | None = None,
        headers: Sequence[tuple[bytes, bytes]] = (HTML,),
    ) -> tuple[str, int]:
        """Archives an answer for the release ``name``; gives its place."""
        url = url or f"https://example.se/{name}"
        hop = Hop(
            url=url,
            at=FIRST + timedelta(days=self.days),
            ip="192.0.2.1",
            target=b"/",
            request_headers=((b"Host", b"example.se"),),
            protocol="HTTP/1.1",
            status=status,
            reason=b"OK",
            headers=tuple(headers),
            body=body,
            truncated=truncated,
        )
        self.days += 1
        place = self.archive.append(
            Fetched(url, (hop,), body),
            role=Role.RELEASE,
            release_id=f"example-{name}",
            newsroom="https://example.se/",
            previous=previous,
        )
        return place.file, place.offset

    def built(self) -> Built:
        return build(self.data)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.data / DATABASE)) as database:
            return database.execute(sql).fetchall()

"""A data folder is its owner's alone, whatever rights the system would give to new files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from anslag.crawling import CONTACT
from anslag.db import corrections_file
from anslag.folder import ARCHIVE, DATABASE
from anslag.pipeline import build
from anslag.scraper.crawl import crawl
from anslag.scraper.permissions import own
from tests.archives import Shelf
from tests.servers import Server, reply


@pytest.fixture(autouse=True)
def lenient() -> Iterator[None]:
    """A system that lets everybody read and write new files."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [path.name for path in found if path.stat().st_mode & 0o077]


def test_what_a_crawl_and_a_build_leave_is_the_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    page = reply(
        "<html><title>Bidrag</title><h1>Bidrag till byar</h1><p>Umeå kommun får 250 000 kr.</p></html>"
    )
    with Server({"/": page}) as server:
        crawl(data, [f"{server.origin}/"])
    build(data)
    assert {"archive", "crawl.db", "crawl.log", DATABASE} <= {path.name for path in data.iterdir()}
    assert open_to_others(data) == []


def test_folder_of_an_older_version_is_closed(tmp_path: Path) -> None:
    made = Shelf(tmp_path)
    made.put(b"<!DOCTYPE html><title>A</title><h1>Bidrag</h1><p>Text om bidrag.</p>", name="a")
    made.built()
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert len(open_to_others(tmp_path)) > 4
    build(tmp_path)
    assert open_to_others(tmp_path) == []


def test_folder_that_holds_other_things_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch(0o644)
    (tmp_path / ARCHIVE).mkdir(0o755)
    (tmp_path / ARCHIVE / "link").symlink_to(tmp_path / "thesis.txt")
    (tmp_path / CONTACT).touch(0o644)
    tmp_path.chmod(0o755)
    own(tmp_path)
    assert sorted(open_to_others(tmp_path)) == sorted(["link", "thesis.txt", tmp_path.name])


def test_decisions_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / corrections_file.NAME
    corrections_file.add(path)
    assert path.stat().st_mode & 0o077 == 0

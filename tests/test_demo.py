"""The fixture newsroom serves as a real one, a crawl of it is whole, and its contact persons stay private."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from anslag.demo import FEED, FIXTURES, ROOM, Newsroom


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def test_every_fixture_is_served_with_the_servers_own_address(newsroom: Newsroom, web: httpx.Client) -> None:
    paths = [
        ROOM,
        FEED,
        "/robots.txt",
        "/sitemap.xml",
        f"{ROOM}/pressreleases",
        f"{ROOM}/pressreleases?page=2",
    ]
    for address in [*(newsroom.origin + path for path in paths), *newsroom.releases()]:
        answer = web.get(address)
        assert answer.status_code == 200
        assert "charset=utf-8" in answer.headers["content-type"]
        assert "{{" not in answer.text
        assert "synthetic" in answer.text.lower()
        if address in newsroom.releases():
            assert f'<link rel="canonical" href="{address}">' in answer.text


def test_unchanged_page_answers_304_by_tag_and_by_date(newsroom: Newsroom, web: httpx.Client) -> None:
    first = web.get(newsroom.address)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert web.get(newsroom.address, headers={"If-None-Match": tag}).status_code == 304
    assert web.get(newsroom.address, headers={"If-Modified-Since": date}).status_code == 304
    assert (
        web.get(newsroom.address, headers={"If-None-Match": '"x"', "If-Modified-Since": date}).status_code
        == 200
    )
    assert newsroom.count(ROOM) == 4
    assert newsroom.count(ROOM, 304) == 2


def test_page_is_compressed_only_for_who_asks(newsroom: Newsroom, web: httpx.Client) -> None:
    packed = web.get(newsroom.address, headers={"Accept-Encoding": "gzip"})
    plain = web.get(newsroom.address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


@pytest.mark.parametrize(
    "path", ["/", "/x", f"{ROOM}/pressreleases?page=3", f"{ROOM}/pressreleases/nothing-1"]
)
def test_what_is_not_there_is_not_found(newsroom: Newsroom, web: httpx.Client, path: str) -> None:
    assert web.get(newsroom.origin + path).status_code == 404


def test_edited_page_gets_a_new_tag(tmp_path: Path, web: httpx.Client) -> None:
    folder = shutil.copytree(FIXTURES, tmp_path / "newsroom")
    with Newsroom(folder) as newsroom:
        address = newsroom.releases()[0]
        tag = web.get(address).headers["etag"]
        page = next(iter(sorted(folder.glob("releases/*.html"))))
        page.write_bytes(page.read_bytes().replace(b"kronor", b"riksdaler"))
        again = web.get(address, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert "riksdaler" in again.text


def test_lists_feed_and_sitemap_name_the_releases() -> None:
    slugs = {page.stem for page in FIXTURES.glob("releases/*.html")}
    named = {
        name: set(re.findall(r"pressreleases/([a-z0-9-]+-\d{7})", (FIXTURES / name).read_text("utf-8")))
        for name in ("pressreleases.html", "pressreleases-2.html", "sitemap.xml", "rss.xml")
    }
    assert named["pressreleases.html"] | named["pressreleases-2.html"] == slugs == named["sitemap.xml"]
    assert len(named["rss.xml"]) == 20
    assert named["rss.xml"] < slugs

"""Single pages fetched with the manners of a crawl."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anslag.scraper.fetcher import Fetcher, FetchError
from anslag.scraper.outcomes import Kind
from anslag.scraper.records import Capture
from tests.crawls import FREE, ONE, QUICK, path, release
from tests.servers import Server, reply


def fetched(url: str) -> Capture:
    with Fetcher(QUICK) as fetcher:
        return fetcher.page(url)


def test_page_is_given_with_its_identity() -> None:
    with Server({ONE: release()}) as server:
        capture = fetched(server.origin + ONE)
    assert capture.release_id == "mynewsdesk-pressreleases-1001"
    assert capture.status == 200


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply("", "404 Not Found"), Kind.GONE),
        (reply("%PDF-1.7", kind="application/pdf"), Kind.NOT_HTML),
        (reply("<html><title>Sidan kunde inte hittas</title></html>"), Kind.SOFT_ERROR),
        (reply(""), Kind.EMPTY),
    ],
)
def test_page_that_cannot_be_had_says_why(answer: bytes, kind: Kind) -> None:
    with Server({ONE: answer}) as server, pytest.raises(FetchError) as error:
        fetched(server.origin + ONE)
    assert error.value.kind is kind
    assert "\n" not in str(error.value)


def test_robots_are_obeyed() -> None:
    rules = reply("User-agent: *\nDisallow: /\n", kind="text/plain")
    with (
        Server({"/robots.txt": rules, ONE: release()}) as server,
        pytest.raises(FetchError, match="disallowed"),
    ):
        fetched(server.origin + ONE)
    assert server.targets() == []


def test_many_pages_of_a_host_take_one_look_at_its_robots_and_a_pause_each() -> None:
    routes = {"/robots.txt": FREE, **{path(n): release() for n in range(1001, 1005)}}
    with Server(routes) as server, Fetcher(replace(QUICK, delay=0.1)) as fetcher:
        ids = [fetcher.page(server.origin + path(n)).release_id for n in range(1001, 1005)]
        assert server.shortest_gap() > 0.09
    assert ids == [f"mynewsdesk-pressreleases-{n}" for n in range(1001, 1005)]
    assert server.count("/robots.txt") == 1


def test_page_after_one_that_failed_is_fetched() -> None:
    with Server({"/robots.txt": FREE, ONE: release()}) as server, Fetcher(QUICK) as fetcher:
        with pytest.raises(FetchError):
            fetcher.page(server.origin + path(1002))
        assert fetcher.page(server.origin + ONE).status == 200

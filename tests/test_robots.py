"""What an answer for robots.txt allows (RFC 9309), and how often it is asked for."""

from __future__ import annotations

import asyncio
import time

import pytest

from anslag.scraper import robots
from anslag.scraper.addresses import Guard, Scope
from anslag.scraper.client import Bounds, Client
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.hosts import Hosts
from anslag.scraper.outcomes import Kind
from anslag.scraper.robots import Rules
from tests.hostile import endless
from tests.servers import Answer, Server, redirect, reply


def rules(answer: Answer | list[Answer], **more: Answer) -> tuple[Rules, str]:
    """The rules that a server's answer comes to, and its origin."""

    async def run(origin: str) -> Rules:
        async with Client("anslag", Guard.of([origin]), Bounds(silence=0.3, total=1)) as client:
            return await Hosts(client, 0.0, backoff=0.01).rules(origin + "/x")

    with Server({"/robots.txt": answer, **{f"/{k}": v for k, v in more.items()}}) as server:
        return asyncio.run(run(server.origin)), server.origin


def text(body: str) -> bytes:
    return reply(body, kind="text/plain")


@pytest.mark.parametrize(
    ("body", "free", "closed"),
    [
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", ["/", "/a/b/c"], ["/a", "/ab", "/a/c"]),
        ("User-agent: *\nAllow: /x\nDisallow: /x\n", ["/x"], []),
        ("User-agent: *\nDisallow: /\n\nUser-agent: anslag\nDisallow: /b\n", ["/a"], ["/b"]),
        ("User-agent: ANSLAG\nDisallow: /b\n", ["/a"], ["/b"]),
        ("User-agent: anslag\nDisallow: /a\n\nUser-agent: anslag\nDisallow: /b\n", ["/c"], ["/a", "/b"]),
        ("User-agent: annan\nDisallow: /\n", ["/"], []),
        ("User-agent: *\nDisallow:\n", ["/"], []),
        ("User-agent: *\nDisallow: /*.pdf$\n", ["/a.pdf?x", "/a"], ["/a.pdf"]),
        ("User-agent: *\nDisallow: /*?print=\n", ["/a"], ["/a?print=1"]),
        ("User-agent: *\nDisallow: /å\n", ["/a"], ["/%C3%A5", "/%c3%a5/x"]),
        ("User-agent: *\nDisallow: /%7Eanna\n", ["/a"], ["/~anna"]),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", ["/"], ["/a"]),
        ("user-agent : *\ndisallow : /a # inte här\n", ["/"], ["/a"]),
        ("Disallow: /a\n", ["/a"], []),
        ("", ["/"], []),
        ("\x00\x01 skräp\nUser-agent: *\nDisallow: /a", ["/"], ["/a"]),
    ],
)
def test_rules(body: str, free: list[str], closed: list[str]) -> None:
    found, origin = rules(text(body))
    assert [p for p in free if not found.allow(origin + p)] == []
    assert [p for p in closed if found.allow(origin + p)] == []


def test_half_a_megabyte_is_read_and_no_more() -> None:
    filler = "# " + "x" * 98 + "\n"
    rule = "Disallow: /a\n"
    within = "User-agent: *\n" + filler * 5000 + rule
    beyond = "User-agent: *\n" + filler * 5200 + rule
    for body, closed in ((within, True), (beyond, False)):
        found, origin = rules(text(body))
        assert found.allow(origin + "/a") is not closed


def test_rules_at_the_start_of_an_endless_file_hold() -> None:
    def answer(call: object) -> None:
        call.send(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n")  # type: ignore[attr-defined]
        while not call.stopping.is_set():  # type: ignore[attr-defined]
            call.send(b"# " + b"x" * 98 + b"\n")  # type: ignore[attr-defined]

    found, origin = rules(answer)
    assert not found.allow(origin + "/a")


def test_endless_page_closes_the_host() -> None:
    found, origin = rules(endless)
    assert found.allow(origin + "/") or found.refusal


@pytest.mark.parametrize("hops", [1, 5])
def test_redirects_to_the_rules_are_followed(hops: int) -> None:
    more: dict[str, Answer] = {f"r{n}": redirect(f"/r{n + 1}") for n in range(1, hops)}
    found, origin = rules(redirect("/r1"), **more, **{f"r{hops}": text("User-agent: *\nDisallow: /a\n")})
    assert not found.allow(origin + "/a")
    assert found.allow(origin + "/b")


def test_rules_are_asked_for_once_and_again_after_a_day() -> None:
    now = [0.0]

    async def run(origin: str) -> None:
        async with Client("anslag", Guard.of([origin])) as client:
            hosts = Hosts(client, 0.0, clock=lambda: now[0])
            for at in (0.0, 3600.0, 23 * 3600.0, 25 * 3600.0):
                now[0] = at
                await hosts.rules(origin + "/x")

    with Server({"/robots.txt": text("User-agent: *\nDisallow: /a\n")}) as server:
        asyncio.run(run(server.origin))
    assert server.count("/robots.txt") == 2


@pytest.mark.slow
def test_retry_after_is_kept_for_robots_too() -> None:
    busy = reply("", "503 Busy", headers={"Retry-After": "1"})

    async def run(origin: str) -> Rules:
        async with Client("anslag", Guard.of([origin])) as client:
            return await Hosts(client, 0.0, backoff=0.01).rules(origin + "/x")

    with Server({"/robots.txt": [busy, text("User-agent: *\nDisallow: /a\n")]}) as server:
        found = asyncio.run(run(server.origin))
    first, second = server.requests
    assert second.came - first.came >= 1.0
    assert not found.refusal


def test_long_retry_after_closes_the_host_at_once() -> None:
    began = time.monotonic()
    found, _ = rules(reply("", "503 Busy", headers={"Retry-After": "86400"}))
    assert found.kind is Kind.ROBOTS_UNREACHABLE
    assert time.monotonic() - began < 5


def test_closed_host_is_asked_for_nothing() -> None:
    async def run(origin: str) -> Fetched | Failure:
        async with Client("anslag", Guard.of([origin])) as client:
            hosts = Hosts(client, 0.0, backoff=0.01)
            return await client.get(origin + "/x", hosts.admission(Scope.of([origin])))

    with Server({"/robots.txt": reply("", "500 Oops"), "/x": reply("hej")}) as server:
        answer = asyncio.run(run(server.origin))
    assert isinstance(answer, Failure)
    assert answer.kind is Kind.ROBOTS_UNREACHABLE
    assert server.targets() == []


def test_sitemaps_are_given() -> None:
    found, _ = rules(text("Sitemap: https://region.se/sitemap.xml\nUser-agent: *\nDisallow:\n"))
    assert found.sitemaps == ("https://region.se/sitemap.xml",)
    assert robots.address("https://region.se") == "https://region.se/robots.txt"

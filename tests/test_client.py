"""One GET against servers that misbehave on the raw socket: a whole answer, or a failure that says why."""

from __future__ import annotations

import asyncio
import errno
import gzip
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from anslag.scraper.addresses import Guard
from anslag.scraper.client import Bounds, Client, Refused
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind
from tests.hostile import BROKEN, drip
from tests.servers import Answer, Call, Server, redirect, reply

BOUNDS = Bounds(wire=1_000_000, decoded=2_000_000, silence=0.5, total=1.2)
PAGE = "<!DOCTYPE html><html><body><h1>Stöd till sju projekt</h1></body></html>"


@asynccontextmanager
async def anything(_: str) -> AsyncIterator[None]:
    yield


def got(server: Server, *paths: str, bounds: Bounds = BOUNDS) -> list[Fetched | Failure]:
    async def run() -> list[Fetched | Failure]:
        guard = Guard.of([server.origin])
        async with Client("anslag/test", guard, bounds) as client:
            return [await client.get(server.origin + path, anything) for path in paths]

    return asyncio.run(run())


def one(answer: Answer | Sequence[Answer], bounds: Bounds = BOUNDS) -> Fetched | Failure:
    with Server({"/x": answer}) as server:
        return got(server, "/x", bounds=bounds)[0]


def test_whole_answer_is_kept_as_received() -> None:
    packed = gzip.compress(PAGE.encode())
    odd = {"Content-Encoding": "gzip", "X-Odd-CASE": "\xc3\xa5".encode("latin-1").decode()}
    answer = one(reply(packed, headers=odd))
    assert isinstance(answer, Fetched)
    assert answer.body == PAGE.encode()
    assert answer.last.body == packed
    assert (b"X-Odd-CASE", "å".encode()) in answer.last.headers
    assert answer.last.status_line == b"HTTP/1.1 200 OK"
    assert answer.last.request_bytes.startswith(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:")
    assert answer.header("content-encoding") == "gzip"


@pytest.mark.parametrize(("answer", "kind", "cut"), BROKEN.values(), ids=BROKEN.keys())
def test_part_of_an_answer_is_a_failure_that_keeps_what_came(answer: Answer, kind: Kind, cut: str) -> None:
    failure = one(answer)
    assert isinstance(failure, Failure)
    assert failure.kind is kind, failure.message
    assert (failure.got.truncated if failure.got else "") == cut
    assert "\n" not in failure.message


def test_no_failure_takes_longer_than_its_bound() -> None:
    started = time.monotonic()
    assert isinstance(one(drip), Failure)
    assert time.monotonic() - started < 10


def test_bytes_after_the_body_never_become_the_next_page() -> None:
    forged = reply("<h1>Förfalskad</h1>")
    with Server({"/a": reply("ett") + forged, "/b": reply("två"), "/c": reply("tre")}) as server:
        pages = got(server, "/a", "/b", "/c", "/a", "/b")
    assert [p.body.decode() for p in pages if isinstance(p, Fetched)] == ["ett", "två", "tre", "ett", "två"]


def test_bytes_long_after_the_body_never_become_the_next_page() -> None:
    def late(call: Call) -> None:
        call.send(reply("ett"))
        call.sleep(0.05)
        with suppress(OSError):
            call.send(reply("falskt") * 3)

    with Server({"/a": late, "/b": late, "/c": reply("tre")}) as server:
        answers = got(server, "/a", "/b", "/c")
    assert [a.body for a in answers if isinstance(a, Fetched)] == [b"ett", b"ett", b"tre"]


def test_answer_sent_before_the_request_is_not_the_next_page() -> None:
    def late(call: Call) -> None:
        call.send(reply("ett"))
        call.sleep(0.2)
        call.send(reply("<h1>Förfalskad</h1>"))

    with Server({"/a": late, "/b": reply("två")}) as server:
        pages = got(server, "/a", "/b")
    assert [p.body.decode() for p in pages if isinstance(p, Fetched)] == ["ett", "två"]


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial Content", "404 Not Found", "500 Oops"])
def test_any_status_is_a_whole_answer(status: str) -> None:
    answer = one(reply("", status))
    assert isinstance(answer, Fetched)
    assert answer.status == int(status[:3])


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/nyheter/st\xf6d".encode("latin-1"), "/nyheter/st%F6d"),
        ("/nyheter/stöd".encode(), "/nyheter/st%C3%B6d"),
        (b"/nyheter/st%F6d", "/nyheter/st%F6d"),
    ],
)
def test_redirect_leads_to_the_bytes_that_it_names(location: bytes, target: str) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    with Server({"/a": moved, target: reply("här")}) as server:
        answer = got(server, "/a")[0]
    assert isinstance(answer, Fetched)
    assert answer.status == 200
    assert answer.final_url.endswith(target)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "no network: "),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no host of this name: "),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network: "),
        (OSError(errno.ECONNREFUSED, "Connection refused"), "no connection: "),
    ],
)
def test_network_name_and_host_that_cannot_be_reached_are_told_apart(error: OSError, said: str) -> None:
    async def lookup(_host: str, _port: int) -> list[str]:
        raise error

    @asynccontextmanager
    async def admit(_: str) -> AsyncIterator[None]:
        yield

    async def asked() -> Fetched | Failure:
        async with Client("test", Guard(lookup=lookup)) as client:
            return await client.get("https://www.example.se/", admit)

    failure = asyncio.run(asked())
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.UNREACHABLE
    assert failure.message.startswith(said)


def test_redirects_in_scope_are_followed_and_kept() -> None:
    routes = {"/a": redirect("/b"), "/b": redirect("c?x=å", "301 Moved"), "/d": reply("där")}
    with Server(routes) as server:
        server.routes["/c"] = redirect(server.origin.removeprefix("http:") + "/d", "308 Permanent Redirect")
        answer = got(server, "/a")[0]
    assert isinstance(answer, Fetched)
    assert [hop.status for hop in answer.hops] == [302, 301, 308, 200]
    assert answer.url.endswith("/a")
    assert answer.final_url.endswith("/d")


@pytest.mark.parametrize("shape", ["self", "pair", "growing", "chain"])
def test_redirects_without_end_are_given_up(shape: str) -> None:
    def growing(call: Call) -> bytes:
        return redirect(call.seen.target + "x")

    shapes: dict[str, dict[str, Answer]] = {
        "self": {"/x": redirect("/x")},
        "pair": {"/x": redirect("/y"), "/y": redirect("/x")},
        "growing": {"*": growing},
        "chain": {f"/x{n or ''}": redirect(f"/x{n + 1}") for n in range(25)},
    }
    with Server(shapes[shape]) as server:
        failure = got(server, "/x")[0]
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.REDIRECTS
    assert failure.got
    assert len(failure.got.hops) == len(server.requests) <= 11


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "data:text/html,hej",
        "javascript:alert(1)",
        "ftp://127.0.0.1/x",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[::1",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://" + "a" * 300 + ".se/",
        "http://exa mple.se/",
        "/x" * 2000,
    ],
)
def test_redirect_to_what_is_no_web_address_is_refused(target: str) -> None:
    failure = one(redirect(target))
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.OUT_OF_SCOPE
    assert failure.message.startswith("redirect refused: ")
    assert failure.got
    assert failure.got.status == 302


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{other}/x", "http://127.0.0.2:{same}/x", "http://localhost:{other}/"]
)
def test_guard_holds_for_every_hop(target: str) -> None:
    with Server({"*": reply("hemligt")}) as other, Server({}) as server:
        ports = {"other": other.origin.rpartition(":")[2], "same": server.origin.rpartition(":")[2]}
        server.routes["/x"] = redirect(target.format(**ports))
        failure = got(server, "/x")[0]
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.OUT_OF_SCOPE
    assert other.requests == []


def test_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that gives a public address first and loopback afterwards (rebinding) is looked up once."""
    lookups: list[str] = []

    async def rebinding(host: str, _: int) -> list[str]:
        lookups.append(host)
        return ["192.0.2.1"] if len(lookups) == 1 else ["127.0.0.1"]

    async def run(port: str) -> Fetched | Failure:
        async with Client("anslag/test", Guard(lookup=rebinding), BOUNDS) as client:
            return await client.get(f"http://rebinding.example:{port}/x", anything)

    with Server({"*": reply("hemligt")}) as server:
        failure = asyncio.run(run(server.origin.rpartition(":")[2]))
    assert isinstance(failure, Failure)
    assert server.requests == []
    assert len(lookups) == 1


def test_admission_is_asked_for_every_hop_and_its_word_holds() -> None:
    @asynccontextmanager
    async def admit(url: str) -> AsyncIterator[None]:
        if url.endswith("/private"):
            raise Refused(Kind.DISALLOWED, "disallowed by robots.txt")
        yield

    async def run(origin: str) -> Fetched | Failure:
        async with Client("anslag/test", Guard.of([origin]), BOUNDS) as client:
            return await client.get(origin + "/x", admit)

    with Server({"/x": redirect("/private"), "/private": reply("hemligt")}) as server:
        failure = asyncio.run(run(server.origin))
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.DISALLOWED
    assert server.targets() == ["/x"]


def test_closed_port_is_a_failure() -> None:
    with Server({}) as server:
        pass
    failure = got(server, "/x")[0]
    assert isinstance(failure, Failure)
    assert failure.kind is Kind.UNREACHABLE

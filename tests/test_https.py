"""Encrypted connections: HTTP/2 where offered, and the certificate is that of the name, not of the address."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest

from anslag.scraper.addresses import Guard, Origin
from anslag.scraper.client import Client
from anslag.scraper.exchange import Failure, Fetched
from anslag.scraper.outcomes import Kind

NAME = "newsroom.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for :data:`NAME` and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    key, own = folder / "key.pem", folder / "own.pem"
    made = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={NAME}"
    extra = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(own)]
    subprocess.run([openssl, *made.split(), *extra], check=True, capture_output=True)
    return own, key


async def speak_h2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every HTTP/2 request with its own path."""
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
    )
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                asked = {str(name): str(value) for name, value in event.headers}
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                connection.send_data(event.stream_id, (asked[":authority"] + asked[":path"]).encode(), True)
        writer.write(connection.data_to_send())
    writer.close()


async def speak_h1(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers one HTTP/1.1 request."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhej")
    await writer.drain()
    writer.close()


@asynccontextmanager
async def anything(_: str) -> AsyncIterator[None]:
    yield


async def fetched(
    certificate: tuple[Path, Path], name: str, *paths: str, h2_offered: bool = True, trusted: bool = True
) -> tuple[list[Fetched | Failure], int]:
    """Answers of a server that has the certificate, asked for as ``name``; and how many connections it saw."""
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(*certificate)
    served.set_alpn_protocols(["h2", "http/1.1"] if h2_offered else ["http/1.1"])
    connections: list[asyncio.StreamWriter] = []

    def named(_socket: ssl.SSLObject, asked: str | None, _context: ssl.SSLContext) -> None:
        assert asked == name

    served.sni_callback = named

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await (speak_h2 if h2_offered else speak_h1)(reader, writer)

    async def lookup(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    server = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=served)
    port = server.sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=str(certificate[0]) if trusted else None)
    async with Client(
        "anslag/test",
        Guard({Origin("https", name, port)}, lookup),
        trust=lambda: trust,
    ) as client:
        answers = [await client.get(f"https://{name}:{port}{path}", anything) for path in paths]
    server.close()
    for writer in connections:
        writer.close()
    await asyncio.sleep(0.05)
    return answers, len(connections)


def test_http2_is_used_where_offered_over_one_connection(certificate: tuple[Path, Path]) -> None:
    answers, connections = asyncio.run(fetched(certificate, NAME, "/a", "/b?x=å"))
    for answer, path in zip(answers, ("/a", "/b?x=%C3%A5"), strict=True):
        assert isinstance(answer, Fetched), answer
        assert answer.last.protocol == "HTTP/2"
        assert answer.body.decode().startswith(NAME)
        assert answer.body.decode().endswith(path)
    assert connections == 1


def test_http1_over_tls_is_never_kept(certificate: tuple[Path, Path]) -> None:
    answers, connections = asyncio.run(fetched(certificate, NAME, "/a", "/b", h2_offered=False))
    assert [a.body for a in answers if isinstance(a, Fetched)] == [b"hej", b"hej"]
    assert connections == 2


@pytest.mark.parametrize(("name", "trusted"), [("other.example", True), (NAME, False)])
def test_wrong_certificate_is_refused(certificate: tuple[Path, Path], name: str, trusted: bool) -> None:
    [answer], _ = asyncio.run(fetched(certificate, name, "/a", trusted=trusted))
    assert isinstance(answer, Failure)
    assert answer.kind is Kind.CERTIFICATE

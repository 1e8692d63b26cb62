"""Archives as other tools make them, of made-up releases: ``python -m tests.foreign`` writes ``fixtures/foreign``.

The pages are served on loopback to the real tools, by way of a proxy, so that they archive addresses of any host. That
needs wget, and fastwarc, which the project does not.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FOLDER = Path(__file__).parent.parent / "fixtures" / "foreign"
ROOM = "http://bygdestiftelsen.example/nyheter/"
"""A newsroom on a site of its own; whoever takes it in must know it."""
HOSTED = "http://www.mynewsdesk.com/se/bygdestiftelsen/pressreleases"
"""A room of a platform, whose releases are told by their addresses."""


def page(number: int, owner: str, amount: str) -> bytes:
    """A made-up release that grants one owner an amount."""
    return (
        f"<!DOCTYPE html><html lang='sv'><title>Bidrag {number}</title><h1>Bidrag till {owner} för bygdens skull</h1>"
        f"<p>Styrelsen beslutade att bevilja {owner} {amount} kronor för projektet Vinterljus {number}. Arbetet "
        "börjar till hösten och samlar många i bygden kring ljus och värme.</p></html>"
    ).encode()


def routes() -> dict[str, tuple[int, str, bytes, bool]]:
    """By address: status, kind, body, and whether it is sent in chunks and packed."""
    html = "text/html; charset=utf-8"
    return {
        ROOM: (200, html, b"<html><title>Nyheter</title><h1>Nyheter</h1></html>", False),
        f"{ROOM}bidrag-till-norrby-byalag": (200, html, page(1, "Norrby byalag", "250 000"), False),
        f"{ROOM}bidrag-till-soderby-byalag": (200, html, page(2, "Söderby byalag", "120 000"), True),
        f"{ROOM}borttagen-nyhet-om-bidrag": (404, html, b"<html><title>404</title></html>", False),
        f"{ROOM}karta-over-vara-bidrag.pdf": (200, "application/pdf", b"%PDF-1.4 made up", False),
        "http://annan.example/recept/saffransbullar": (200, html, page(9, "Bullby", "1"), False),
        f"{HOSTED}/bidrag-till-ostby-3200001": (200, html, page(3, "Östby byalag", "75 000"), False),
    }


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, kind, body, is_packed = routes().get(self.path, (404, "text/html", b"", False))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if is_packed:
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Transfer-Encoding", "chunked")
            body = (
                b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:50], body[50:]))
                + b"0\r\n\r\n"
            )
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def proxy() -> Iterator[str]:
    """The address of a proxy that has the pages, for as long as it lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def by_wget(dest: Path) -> None:
    """Has wget archive all pages into ``dest`` (.warc.gz)."""
    with tempfile.TemporaryDirectory() as folder, proxy() as at:
        name = dest.name.removesuffix(".warc.gz")
        quietly = ["--quiet", "-e", f"http_proxy={at}", "-O", "/dev/null", "--no-warc-keep-log"]
        command = ["wget", *quietly, f"--warc-file={name}", *routes()]
        # It fails, for one of the pages is not there.
        subprocess.run(command, cwd=folder, check=False, timeout=60)
        shutil.move(Path(folder) / dest.name, dest)


def by_warcio(dest: Path) -> None:
    """Has warcio write the pages, and a revisit of one of them under another address."""
    with dest.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        made = {url: _response(writer, url) for url in routes()}
        for one in made.values():
            writer.write_record(one)
        twice = f"{ROOM}bidrag-till-norrby-byalag"
        said = made[twice].rec_headers.get_header
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        again = f"{twice}?utm_source=brev"
        writer.write_record(
            writer.create_revisit_record(again, said("WARC-Payload-Digest"), twice, said("WARC-Date"), head)
        )


def _response(writer: WARCWriter, url: str) -> ArcWarcRecord:
    status, kind, body, is_packed = routes()[url]
    sent = [("Content-Type", kind)] + ([("Content-Encoding", "gzip")] if is_packed else [])
    head = StatusAndHeaders(f"{status} OK", sent, protocol="HTTP/1.1")
    payload = BytesIO(gzip.compress(body, mtime=0) if is_packed else body)
    fields = {"WARC-Date": "2025-03-01T12:00:00Z"}
    return writer.create_warc_record(url, "response", payload, http_headers=head, warc_headers_dict=fields)


def by_fastwarc(dest: Path) -> None:
    """Has fastwarc write the pages, unpacked, as Common Crawl has them: bodies as text, headers of codings renamed."""
    from fastwarc.warc import WarcRecord, WarcRecordType  # type: ignore[import-not-found,unused-ignore]

    stream = dest.open("wb")
    for url, (status, kind, body, is_packed) in routes().items():
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Date"] = "2025-03-01T12:00:00Z"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        packed = b"X-Crawl-Content-Encoding: gzip\r\n" if is_packed else b""
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\n".encode() + packed + b"\r\n"
        record.set_bytes_content(head + body)
        record.write(stream, checksum_data=True)
    stream.close()


def wacz(warc: Path, dest: Path) -> None:
    """Puts a WARC file into a WACZ as Browsertrix does, with an index of its own making."""
    lines = "".join(sorted(cdxj(warc)))
    held = {
        "archive/data.warc.gz": warc.read_bytes(),
        "indexes/index.cdx.gz": gzip.compress(lines.encode(), mtime=0),
    }
    resources = [
        {
            "name": Path(name).name,
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in held.items()
    ]
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    with zipfile.ZipFile(dest, "w") as zipped:
        for name, data in {**held, "datapackage.json": json.dumps(package, indent=1).encode()}.items():
            zipped.writestr(zipfile.ZipInfo(name), data)


def cdxj(warc: Path) -> Iterator[str]:
    """The lines of an index of a WARC file whose records are packed one by one."""
    from warcio.archiveiterator import ArchiveIterator

    with warc.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            if record.rec_type in ("response", "revisit"):
                url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
                said = {
                    "url": url,
                    "mime": (record.http_headers.get_header("Content-Type") or "").partition(";")[0],
                    "status": record.http_headers.get_statuscode(),
                    "length": str(records.get_record_length()),
                    "offset": str(records.get_record_offset()),
                    "filename": "data.warc.gz",
                }
                yield f"{url} 20250301120000 {json.dumps(said)}\n"


def main(folder: Path) -> None:
    """Writes all fixtures."""
    folder.mkdir(parents=True, exist_ok=True)
    by_wget(folder / "wget.warc.gz")
    by_warcio(folder / "warcio.warc.gz")
    by_fastwarc(folder / "fastwarc.warc")
    wacz(folder / "wget.warc.gz", folder / "browsertrix.wacz")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

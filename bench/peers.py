"""What others do of the same work: readers of pages, and a writer of archives. Run by a Python that has them.

``make peers`` sets one up beside (``bench/peers.txt``), for what they need is no part of anslag. This file is run by
it as a script, so it stands on nothing but the standard library and the peers themselves.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PYTHON = Path(".venv-peers") / "bin" / "python"
LACKING = "not installed: `make peers`"
READERS = ("trafilatura", "newspaper4k", "beautifulsoup4")
ARCHIVES = ("fastwarc",)
_SUM = re.compile(r"(\d[\d \xa0.]*\d|\d) (?:kronor|kr)\b")
_ADDRESS = "https://example.se/nyheter/"


def measured_by(work: str, folder: Path) -> Mapping[str, Any]:
    """What the peers' Python measures of the pages in ``folder``, by the peers' names.

    Nothing where there is none. What a peer says while it works is passed over.
    """
    if not PYTHON.is_file():
        return {}
    asked = [str(PYTHON), "-P", __file__, work, str(folder)]
    done = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    work, folder = sys.argv[1], Path(sys.argv[2])
    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    made = readers(pages) if work == "readers" else archives(pages, folder)
    print(json.dumps(dict(made)))


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def readers(pages: Sequence[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Seconds that each reader takes for all pages, and its version."""
    for name, read in (("trafilatura", trafilatura), ("newspaper4k", newspaper), ("beautifulsoup4", soup)):
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        # What a library loads at its first page is none of the others'.
        read(pages[0])
        yield name, {"version": version, "seconds": _spent(lambda read=read: [read(page) for page in pages])}  # type: ignore[misc]


def soup(page: bytes) -> object:
    """What a script of an afternoon does: BeautifulSoup, and a pattern for sums."""
    made = importlib.import_module("bs4").BeautifulSoup(page, "html.parser")
    return _SUM.findall(made.get_text("\n"))


def trafilatura(page: bytes) -> object:
    """The text and facts of a page."""
    return importlib.import_module("trafilatura").bare_extraction(page, with_metadata=True)


def newspaper(page: bytes) -> object:
    """The text and facts of a page."""
    article = importlib.import_module("newspaper").Article(f"{_ADDRESS}1", language="sv")
    article.download(input_html=page.decode())
    article.parse()
    return article.text


def archives(pages: Sequence[bytes], folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Seconds that fastwarc takes to write each page as a response with its request, and to read them all back."""
    try:
        version = importlib.metadata.version("fastwarc")
    except importlib.metadata.PackageNotFoundError:
        return
    path = folder / "fastwarc.warc.gz"
    # By the clock, for so is what syncs to a disk.
    began = time.perf_counter()
    _write(pages, path)
    written = time.perf_counter()
    _read(path, len(pages))
    write, read = written - began, time.perf_counter() - written
    yield "fastwarc", {"version": version, "write": write, "read": read}


def _write(pages: Sequence[bytes], path: Path) -> None:
    warc, streams = importlib.import_module("fastwarc.warc"), importlib.import_module("fastwarc.stream_io")
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            top = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n"
            asked = f"GET /nyheter/{number} HTTP/1.1\r\nHost: example.se\r\n\r\n".encode()
            for kind, content in (("response", top.encode() + page), ("request", asked)):
                record = warc.WarcRecord()
                record.init_headers(record_type=getattr(warc, kind))
                record.headers["WARC-Target-URI"] = f"{_ADDRESS}{number}"
                record.headers["Content-Type"] = f"application/http; msgtype={kind}"
                record.set_bytes_content(content)
                stream = streams.GzipWriter(file)
                record.write(stream, checksum_data=True)
                stream.finish()


def _read(path: Path, count: int) -> None:
    warc = importlib.import_module("fastwarc.warc")
    found = 0
    with path.open("rb") as file:
        for record in warc.ArchiveIterator(file, record_types=warc.response, parse_http=True):
            found += bool(record.reader.read())
    assert found == count, (found, count)


if __name__ == "__main__":
    main()

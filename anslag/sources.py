"""What ``anslag extract`` reads: files, addresses, and standard input."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from anslag import reader
from anslag.errors import BadInput
from anslag.parsers.errors import ParserError
from anslag.parsers.markup.decode import decoded
from anslag.parsers.records import Extraction

MOST_BYTES = 20_000_000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_HOST = re.compile(r"www\.|(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.I)
_TAG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|div|p|h1|article|main|meta)\b", re.I
)
_FILE_NAME = re.compile(r"\S+\.(?:x?html?|txt|warc|gz|json|pdf|docx?)", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_answered: dict[str, float] = {}
"""When each host last answered in this run: the pause between two addresses of one host counts from there."""
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"\xd0\xcf\x11\xe0")


def read(source: str) -> Extraction:
    """Reads one source. Raises :class:`BadInput` with one line that says what was wrong."""
    try:
        if _ADDRESS.match(source):
            return _address(source)
        if source == "-":
            return _content(sys.stdin.buffer.read(MOST_BYTES + 1), html=False)
        return _content(_file(Path(source)), html=source.lower().endswith((".html", ".htm", ".xhtml")))
    except ParserError as error:
        raise BadInput(str(error)) from error


def given(source: str | bytes | Path, url: str | None, headers: Mapping[str, str]) -> Extraction:
    """Reads what a caller from Python hands over. Raises :class:`BadInput` and :class:`NotARelease`."""
    if isinstance(source, bytes):
        return reader.page(source, headers, url)
    if isinstance(source, Path) or _names_a_file(source):
        return read(str(source))
    if _ADDRESS.match(source) and not source.strip().count("\n"):
        raise BadInput(f"{source.strip()[:200]} is an address: fetch it first, or run `anslag extract` on it")
    if source.lstrip("\ufeff \t\r\n").startswith("<"):
        return reader.page(source.encode("utf-8"), {"content-type": "text/html; charset=utf-8"}, url)
    if _FILE_NAME.fullmatch(source.strip()):
        raise BadInput(f"{source.strip()}: no such file")
    return reader.text(source, url)


def _names_a_file(text: str) -> bool:
    # A release is longer than any name of a file can be, or has more than a line.
    return len(text) < 1_000 and "\n" not in text.strip() and Path(text.strip()).is_file()


def _content(body: bytes, *, html: bool) -> Extraction:
    if len(body) > MOST_BYTES:
        raise BadInput(f"larger than {MOST_BYTES // 1_000_000} MB: no press release is that large")
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput("empty: there is nothing in it")
    if html or _TAG.match(body[:1000]):
        return reader.page(body, {})
    if body.startswith(_BINARY) or (b"\0" in body[:1000] and not body.startswith(_UTF16)):
        raise BadInput("not text: save the release as .txt or .html first")
    return reader.text(decoded(body))


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        hint = f"; did you mean https://{path}?" if _HOST.match(str(path)) else ""
        raise BadInput(f"no such file{hint}") from error
    except IsADirectoryError as error:
        raise BadInput("is a folder: name the files in it") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def _address(url: str) -> Extraction:
    # Here, for the network's libraries take longer to load than a file takes to read.
    from anslag.scraper.crawl import FetchError, Options, fetch_one
    from anslag.scraper.outcomes import ADVICE, Kind

    options = Options()
    host = urlsplit(url).netloc.lower()
    time.sleep(max(0.0, _answered.get(host, 0.0) + options.delay - time.monotonic()))
    try:
        capture = fetch_one(url, options)
    except FetchError as error:
        advice = f"; {ADVICE[error.kind]}" if error.kind in (Kind.UNREACHABLE, Kind.GONE) else ""
        raise BadInput(f"{error}{advice}") from error
    finally:
        _answered[host] = time.monotonic()
    return reader.page(capture.body, dict(capture.headers), capture.final_url, capture.platform)

"""What ``anslag extract`` reads: files, addresses, and standard input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from anslag.errors import BadInput
from parsers import document, pages, reading
from parsers.charsets import decoded
from parsers.errors import NotARelease
from parsers.records import Extraction

_TAG = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|div|p|h1|article|main|meta)", re.I
)
MOST_BYTES = 20_000_000


def read(source: str) -> Extraction:
    """Reads one source. Raises :class:`BadInput` with one line that says what was wrong."""
    if re.match(r"https?://", source, re.I):
        return _address(source)
    body = sys.stdin.buffer.read(MOST_BYTES + 1) if source == "-" else _file(Path(source))
    if len(body) > MOST_BYTES:
        raise BadInput("larger than 20 MB: no press release is that large")
    try:
        if source.lower().endswith((".html", ".htm")) or _TAG.match(body[:1000]):
            return reading.extraction(pages.release(body, {}))
        if (b"\0" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))) or body.startswith(
            (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8")
        ):
            raise BadInput("not text: save the release as .txt or .html first")
        return reading.extraction(document.plain(decoded(body)))
    except NotARelease as error:
        raise BadInput(str(error)) from error


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput("no such file") from error
    except IsADirectoryError as error:
        raise BadInput("is a folder: name the files in it") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def _address(url: str) -> Extraction:
    from scraper.crawl import FetchError, fetch_one

    try:
        capture = fetch_one(url)
        return reading.extraction(pages.release(capture.body, dict(capture.headers), capture.final_url))
    except (FetchError, NotARelease) as error:
        raise BadInput(str(error)) from error

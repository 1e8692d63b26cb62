"""What ``anslag extract`` reads: files, folders of them, WARC files, addresses, and standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from anslag import reader
from anslag.errors import BadInput
from anslag.parsers.errors import ParserError
from anslag.parsers.markup.decode import decoded
from anslag.parsers.records import Extraction

if TYPE_CHECKING:
    from anslag.scraper.any_warc import SavedPage
    from anslag.scraper.fetcher import Fetcher

STANDARD_INPUT = "-"
ENDINGS = (".html", ".htm", ".xhtml", ".txt", ".warc", ".warc.gz")
"""What is read of a folder."""
MOST_BYTES = 20_000_000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_HOST = re.compile(r"www\.|(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.I)
_TAG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|div|p|h1|article|main|meta)\b", re.I
)
_FILE_NAME = re.compile(r"\S+\.(?:x?html?|txt|warc|gz|json|pdf|docx?)", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"\xd0\xcf\x11\xe0")


Found: TypeAlias = "Extraction | BadInput"
"""What a source says, or why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One release that was read, or not. ``left`` counts the sources behind it, which may hold any number.

    ``source`` is the file, the address, or the WARC file with the address of the page in it.
    """

    source: str
    found: Found
    left: int = 0


def readings(sources: Iterable[str]) -> Iterator[Reading]:
    """Reads one source after the other, folders and WARC files release by release; none that fails stops the rest."""
    files = [file for source in sources for file in _files(source)]
    with ExitStack() as kept:
        addresses = _Addresses(kept)
        for number, (source, fault) in enumerate(files, 1):
            every = [(source, fault)] if fault else _readings(source, addresses)
            for name, found in every:
                yield Reading(name, found, len(files) - number)


def holds_several(source: str) -> bool:
    """Whether a source may be more than one release."""
    return source == STANDARD_INPUT or Path(source).is_dir() or source.lower().endswith(ENDINGS[-2:])


def listed(path: Path) -> list[str]:
    """The sources that a file names, one a line; empty lines and those that begin with # are none.

    Raises :class:`BadInput`.
    """
    try:
        text = (sys.stdin.buffer.read() if str(path) == STANDARD_INPUT else path.read_bytes()).decode(
            "utf-8-sig"
        )
    except OSError as error:
        raise BadInput(f"--from {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"--from {path}: not text in UTF-8; save it as such, one address a line") from error
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _files(source: str) -> Iterator[tuple[str, BadInput | None]]:
    """The source itself, or the files of a folder in the order of their names, with what hinders reading them."""
    if _ADDRESS.match(source) or not os.path.isdir(source):
        yield source, None
        return
    faults: list[OSError] = []
    found = list(_below(source, faults))
    for fault in faults:
        yield str(fault.filename), BadInput(f"cannot be read: {fault.strerror}")
    if not found and not faults:
        yield source, BadInput(f"a folder without a file that ends in {', '.join(ENDINGS)}")
    yield from ((file, None) for file in found)


def _below(source: str, faults: list[OSError]) -> Iterator[str]:
    """The files of a folder and of those in it, hidden ones left out; ``faults`` takes what hinders walking it."""
    for folder, inner, names in os.walk(source, onerror=faults.append):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield os.path.join(folder, name)


def _readings(source: str, addresses: _Addresses) -> Iterator[tuple[str, Found]]:
    try:
        if _ADDRESS.match(source):
            yield source, addresses.read(source)
        elif source == STANDARD_INPUT:
            yield from _stream(source, sys.stdin.buffer, html=False)
        else:
            with _opened(Path(source)) as file:
                yield from _stream(source, file, html=_is_html(source))
    except (BadInput, ParserError) as error:
        yield source, error if isinstance(error, BadInput) else BadInput(str(error))


def _stream(source: str, file: BinaryIO, *, html: bool) -> Iterator[tuple[str, Found]]:
    start = file.read(5)
    if start.startswith((b"WARC/", b"\x1f\x8b")):
        yield from _pages(source, start, file)
    else:
        yield source, _content(start + file.read(MOST_BYTES + 1 - len(start)), html=html)


def _pages(source: str, start: bytes, rest: BinaryIO) -> Iterator[tuple[str, Found]]:
    """The pages of a WARC file, each under the file's name and its own address."""
    # Here, for it takes longer to load than a file takes to read.
    from anslag.scraper.any_warc import pages
    from anslag.scraper.warc import Unreadable

    empty = True
    try:
        for page in pages(start, rest):
            empty = False
            yield f"{source} {page.url}", _page(page)
    except Unreadable as error:
        yield source, BadInput(str(error))
        return
    if empty:
        yield source, BadInput("a WARC file without a page in it")


def _page(page: SavedPage) -> Found:
    if page.fault:
        return BadInput(page.fault)
    try:
        return reader.page(page.body, page.headers, page.url, page.platform)
    except ParserError as error:
        return BadInput(str(error))


def read(source: str) -> Extraction:
    """Reads one file that holds one release. Raises :class:`BadInput` with one line that says what was wrong."""
    try:
        with _opened(Path(source)) as file:
            return _content(file.read(MOST_BYTES + 1), html=_is_html(source))
    except ParserError as error:
        raise BadInput(str(error)) from error


def _is_html(name: str) -> bool:
    return name.lower().endswith(ENDINGS[:3])


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


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        hint = f"; did you mean https://{path}?" if _HOST.match(str(path)) else ""
        raise BadInput(f"no such file{hint}") from error
    except IsADirectoryError as error:
        raise BadInput("is a folder: name the files in it") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


class _Addresses:
    """Reads what lies at addresses; the network is set up with the first and ended with ``kept``."""

    def __init__(self, kept: ExitStack) -> None:
        self._kept = kept
        self._fetcher: Fetcher | None = None

    def read(self, url: str) -> Extraction:
        # Here, for the network's libraries take longer to load than a file takes to read.
        from anslag.scraper.fetcher import Fetcher, FetchError
        from anslag.scraper.outcomes import ADVICE, Kind

        if self._fetcher is None:
            self._fetcher = self._kept.enter_context(Fetcher())
        try:
            capture = self._fetcher.page(url)
        except FetchError as error:
            advice = f"; {ADVICE[error.kind]}" if error.kind in (Kind.UNREACHABLE, Kind.GONE) else ""
            raise BadInput(f"{error}{advice}") from error
        return reader.page(capture.body, dict(capture.headers), capture.final_url, capture.platform)

"""A part of an archive read by itself: some pages of one file in, a Parquet file of their readings out.

It is what a worker of a cluster does. The reading is done in a process of its own, as in a build on one machine: so a
page is bounded in time, a page that ends its process ends no worker, and the weights of a data folder are those in use.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from anslag import __version__, signature
from anslag.captures import Seen
from anslag.parent import end_with
from anslag.parsers import weights
from anslag.scraper.permissions import begin
from anslag.versions import read_pages

_READER = b"reader"
_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Maker:
    """What reads: the version of anslag, that of Python, and the signature of the reader with its weights."""

    anslag: str
    python: str
    reader: str

    def __str__(self) -> str:
        return f"anslag {self.anslag} (reader {self.reader[:12]}) on Python {self.python}"


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be read: ``pages`` of the archive in ``folder``, by ``tables`` (weights), into the file ``to``.

    Whoever reads it must be the ``maker``.
    """

    folder: str
    pages: tuple[Seen, ...]
    to: str
    maker: Maker
    tables: Mapping[str, str]


class OtherMaker(Exception):
    """The machine that was to read has another anslag."""


class PartFailed(Exception):
    """The process that reads ended before its work; the message is the last that it said."""


def maker() -> Maker:
    """What reads here, by the weights in use."""
    return Maker(__version__, platform.python_version(), signature.reader())


def maker_of(tables: Mapping[str, str]) -> Maker:
    """What would read on this machine by these weights."""
    return Maker(**_CHILDREN.answer({"tables": dict(tables)})["maker"])


def read_part(part: Part) -> str:
    """Reads a part on this machine; gives the name of its file. Raises :class:`OtherMaker` and :class:`PartFailed`."""
    found = _CHILDREN.answer(asdict(part))
    if Maker(**found["maker"]) != part.maker:
        raise OtherMaker(f"{Maker(**found['maker'])}, not {part.maker}")
    return Path(part.to).name


def readings(path: Path, reader: str) -> Iterator[dict[str, bytes]]:
    """The readings in the file of a part, some at a time; none where another ``reader`` made it."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        if (file.schema_arrow.metadata or {}).get(_READER) != reader.encode("ascii"):
            return
        for batch in file.iter_batches(_ROWS):
            yield dict(zip(batch["page"].to_pylist(), batch["reading"].to_pylist(), strict=True))


class _Child:
    """A process that reads parts by some weights, one after the other."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self.tables = dict(tables)
        self._said = TemporaryFile()  # noqa: SIM115  it stays as long as the process
        # -P: what lies in the working folder of a worker is none of ours.
        command = [sys.executable, "-P", "-m", __name__]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._said)

    def answer(self, asked: Mapping[str, Any]) -> Any:
        """What it says. Raises :class:`PartFailed` where it ends instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()
        if line := self._process.stdout.readline():
            return json.loads(line)
        code = self._process.wait()
        self._said.seek(0)
        words = self._said.read().decode("utf-8", "replace").strip().splitlines()
        self.end()
        raise PartFailed(words[-1] if words else f"ended with {code}")

    def end(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()
        with self._process, self._said:
            pass


class _Children(threading.local):
    """The process that reads for a thread of a worker: to begin one takes as long as reading some dozens of pages."""

    child: _Child | None = None

    def answer(self, asked: Mapping[str, Any]) -> Any:
        """What it says; another one begins where it reads by other weights."""
        child, self.child = self.child, None
        if child is not None and child.tables != asked["tables"]:
            child.end()
            child = None
        child = child or _Child(asked["tables"])
        said = child.answer(asked)
        self.child = child
        return said


_CHILDREN = _Children()


def main() -> None:
    """Reads the parts that standard input names, a line each, and says by what."""
    end_with(os.getppid())
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        weights.use(asked["tables"])
        own = maker()
        if "pages" in asked and Maker(**asked["maker"]) == own:
            pages = [Seen(**one) for one in asked["pages"]]
            read = [(page, found) for page, found, lasts in read_pages(Path(asked["folder"]), pages) if lasts]
            _write(Path(asked["to"]), read, own.reader)
        sys.stdout.write(json.dumps({"maker": asdict(own)}) + "\n")
        sys.stdout.flush()


def _write(to: Path, read: list[tuple[str, bytes]], reader: str) -> None:
    """Writes a part's file, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("page", pa.string()), ("reading", pa.binary())], metadata={_READER: reader})
    columns = [[page for page, _ in read], [found for _, found in read]]
    new = to.with_name(f".{to.name}.{os.getpid()}")
    begin(new)
    # They are packed already.
    pq.write_table(pa.Table.from_arrays(list(map(pa.array, columns)), schema=schema), new, compression="none")
    new.replace(to)


if __name__ == "__main__":
    main()

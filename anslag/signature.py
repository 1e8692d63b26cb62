"""What a reading and a database depend on beside the archive, in a digest: nobody has to remember to raise a number.

It is made of the files themselves, code and data, and of the versions of what they stand on.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from anslag.parsers import weights

_READER = ("parsers", "scraper", "reader.py", "readings.py", "db/numbers.py", "db/validation.py")
"""What shapes a reading; of the scraper, what is known of a page's make."""
_LIBRARIES = ("selectolax", "dateparser", "python-stdnum")


def reader() -> str:
    """The reader as it is: its files, what it stands on, and the weights in use."""
    return _digest([_of_files(_READER), _LIBRARIES, *map(version, _LIBRARIES), _python(), weights.own()])


def maker() -> str:
    """All of anslag as it is: what makes a database of readings."""
    return _digest([_of_files(("",)), _python(), sqlite3.sqlite_version])


def of(value: object) -> str:
    """A digest of records, texts and numbers."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


def _python() -> str:
    # Letters and their case are those of its Unicode tables.
    return platform.python_version()


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@cache
def _of_files(names: Iterable[str]) -> str:
    made = hashlib.sha256()
    for name in names:
        for place, file in _below(name, files("anslag").joinpath(name)):
            content = file.read_bytes()
            made.update(f"{place} {len(content)}\n".encode() + content)
    return made.hexdigest()


def _below(place: str, found: Traversable) -> Iterable[tuple[str, Traversable]]:
    """Every file of a package, in the order of the names; what Python has made of one is none."""
    if found.is_file():
        yield place, found
    elif found.is_dir() and found.name != "__pycache__":
        for one in sorted(found.iterdir(), key=lambda one: one.name):
            yield from _below(f"{place}/{one.name}", one)

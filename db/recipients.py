"""Organisation numbers of those who receive money: printed in a release, or from a register that the user brings.

A register links an organisation by the exact normal form of one of its spellings. Two numbers for one name link it to
neither, unless the kommun tells them apart; what is not linked stays open, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from stdnum.se import orgnr

from anslag.db import places
from anslag.db.normal_form import normal
from anslag.db.table_file import refuse, rows
from anslag.parsers.records import Organisation

NAME = "register.csv"
COLUMNS = ("name", "number", "kommun")
_NO_PERSON = "2"
"""The third digit of an organisation number is at least 2, so that it is no date of birth (Skatteverket)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a register: ``number`` as NNNNNN-NNNN, ``kommun`` an SCB code or None."""

    name: str
    number: str
    kommun: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation with its number, and where that comes from: "printed" or "register"; ``open`` says why none."""

    organisation: Organisation
    source: str | None
    open: str | None


def register(path: Path) -> tuple[list[Entry], int]:
    """The rows of a register, sorted, and how many were left out for being persons' numbers.

    Raises :class:`anslag.db.errors.BadTable` naming the columns or every bad row by line.
    """
    kommuner = {normal(name): code for code, name in places.names("kommun").items()}
    found, wrong, persons = set(), [], 0
    for line, row in rows(path, ("name", "number"), COLUMNS):
        digits = _digits(row["number"])
        why = _wrong(row, digits, kommuner)
        if why:
            wrong.append((line, why))
        elif digits[2] < _NO_PERSON:
            persons += 1
        else:
            found.add(Entry(row["name"], str(orgnr.format(digits)), _kommun(row.get("kommun", ""), kommuner)))
    refuse(path, wrong)
    return sorted(found, key=lambda one: (one.name, one.number, one.kommun or "")), persons


def _digits(number: str) -> str:
    """The ten digits of a number; registers also print it with the century "16" before."""
    digits = number.replace("-", "").replace(" ", "")
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def _wrong(row: Mapping[str, str], digits: str, kommuner: Mapping[str, str]) -> str:
    if not normal(row["name"]):
        return "no name"
    if not orgnr.is_valid(digits):
        return f"{row['number']!r} is no organisation number"
    kommun = row.get("kommun", "")
    if kommun and _kommun(kommun, kommuner) is None:
        return f"{kommun!r} is no kommun: its name or its four digits are wanted"
    return ""


def _kommun(said: str, kommuner: Mapping[str, str]) -> str | None:
    if said in places.names("kommun"):
        return said
    bare = normal(said).removesuffix(" kommun").removesuffix(" stad")
    return kommuner.get(bare) or kommuner.get(bare.removesuffix("s"))


def recipients(organisations: Iterable[Organisation], entries: Sequence[Entry]) -> list[Recipient]:
    """Each organisation with its number, in order: a printed one stays, else the register's if it has just one."""
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_name[normal(entry.name)].append(entry)
    return [_found(one, by_name) if entries else _printed(one) for one in organisations]


def _printed(one: Organisation) -> Recipient:
    return Recipient(one, "printed" if one.organisation_number else None, None)


def _found(one: Organisation, by_name: Mapping[str, Sequence[Entry]]) -> Recipient:
    if one.organisation_number:
        return _printed(one)
    names = sorted({normal(name) for name in (one.name, *one.names)})
    every = list(chain.from_iterable(by_name.get(name, ()) for name in names))
    here = [entry for entry in every if one.kommun in (None, entry.kommun) or entry.kommun is None]
    numbers = {entry.number for entry in here}
    if len(numbers) > 1:
        return Recipient(one, None, "several numbers in the register")
    if not numbers:
        elsewhere = "in the register in another kommun only" if every else "not in the register"
        return Recipient(one, None, elsewhere)
    return Recipient(replace(_placed(one, here), organisation_number=numbers.pop()), "register", None)


def _placed(one: Organisation, entries: Sequence[Entry]) -> Organisation:
    """The organisation in the register's kommun, where nothing else tells its place."""
    kommuner = {entry.kommun for entry in entries if entry.kommun}
    if one.kommun or len(kommuner) != 1:
        return one
    [code] = kommuner
    return replace(one, kommun=code, county=code[:2])

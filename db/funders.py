"""Who pays, with the numbers that registers keep them by: ``funders.csv`` of this package and of the data folder.

A release's funder is linked where its printed name is one of a funder's names in the same normal form, or left open.
Nothing is guessed: a name that two funders share links to neither, and a form of two letters is no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from stdnum.se import orgnr

from anslag.db.normal_form import normal
from anslag.db.table_file import refuse, rows

NAME = "funders.csv"
_SHORTEST = 3
"""Letters of a name below which it could be anything."""
_CROSSREF = re.compile(r"10\.13039/\d{9,12}")
_ROR = re.compile(r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}\d{2}")
"""https://ror.readme.io/docs/identifier: Crockford's base 32 with two check digits."""
_WIKIDATA = re.compile(r"Q[1-9]\d*")
COLUMNS = (
    "name", "name_en", "other_names", "kind", "organisation_number", "crossref_id", "ror", "wikidata", "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Funder:
    """A body that gives money. ``id`` is readable and stable; ``crossref_id`` a DOI, ``ror`` an address.

    ``organisation_number`` is NNNNNN-NNNN; ``sources`` says where each number was found, with | between.
    """

    id: str
    name: str
    name_en: str | None
    other_names: tuple[str, ...]
    kind: str | None
    organisation_number: str | None
    crossref_id: str | None
    ror: str | None
    wikidata: str | None
    sources: str | None


def funders(own: Path | None = None) -> list[Funder]:
    """Every funder that is known, in the order of ids; rows of ``own`` stand in the place of ours of the same name.

    Raises :class:`anslag.db.errors.BadTable`.
    """
    with as_file(files("anslag.db") / NAME) as path:
        found = {one.id: one for one in _read(path)}
    if own is not None and own.is_file():
        found |= {one.id: one for one in _read(own)}
    return [found[id_] for id_ in sorted(found)]


def _read(path: Path) -> list[Funder]:
    found, wrong = [], []
    for line, row in rows(path, ("name",), COLUMNS):
        bad = _wrong(row)
        if bad:
            wrong.append((line, bad))
        else:
            found.append(_funder(row))
    refuse(path, wrong)
    return found


def _funder(row: Mapping[str, str]) -> Funder:
    cells = {name: row.get(name) or None for name in COLUMNS}
    others = tuple(part.strip() for part in (cells.pop("other_names") or "").split("|") if part.strip())
    name = row["name"]
    return Funder(id=_id(name), other_names=others, **cells | {"name": name})  # type: ignore[arg-type]


def _id(name: str) -> str:
    plain = unicodedata.normalize("NFKD", normal(name)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _wrong(row: Mapping[str, str]) -> str:
    """What is wrong with a row, "" if nothing is."""
    number = row.get("organisation_number", "")
    if len(normal(row["name"])) < _SHORTEST:
        return f"{row['name']!r} is no name of a funder"
    if number and not (re.fullmatch(r"\d\d[2-9]\d{3}-\d{4}", number) and orgnr.is_valid(number)):
        return f"{number!r} is no organisation number (NNNNNN-NNNN)"
    forms = (("crossref_id", _CROSSREF), ("ror", _ROR), ("wikidata", _WIKIDATA))
    for name, form in forms:
        if row.get(name) and not form.fullmatch(row[name]):
            return f"{row[name]!r} is no {name}"
    return ""


def by_name(known: Iterable[Funder]) -> dict[str, str]:
    """The ids of funders by every name of theirs in normal form; a name that two share is left out."""
    found: dict[str, set[str]] = {}
    for one in known:
        plain = [one.name, *one.other_names, *([one.name_en] if one.name_en else [])]
        # "Europeiska regionala utvecklingsfonden (ERUF)" is how releases print name and short form together.
        paired = [f"{name} ({short})" for name in plain for short in one.other_names]
        for name in (*plain, *paired):
            if len(normal(name)) >= _SHORTEST:
                found.setdefault(normal(name), set()).add(one.id)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


def linked(known: Mapping[str, str], names: Sequence[str | None]) -> str | None:
    """The funder whose name the first of ``names`` that is one is; None if none is."""
    return next((known[form] for form in map(normal, names) if form in known), None)

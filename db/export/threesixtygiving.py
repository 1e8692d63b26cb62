"""JSON in the shape of the 360Giving Data Standard 1.4 (https://standard.threesixtygiving.org).

360Giving-shaped, not 360Giving-published: the publisher prefix ``anslag`` is not registered. A grant that lacks
a mandatory fact is left out and counted by that fact; nothing is made up. What stands for a missing description
is the release's own line about the grant.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from anslag.db.codebook import Column, Kind
from anslag.db.errors import ExportError
from anslag.db.export import ExportReport
from anslag.db.export.source import LICENCE, TITLE, CellValue, Source
from anslag.db.export.whole_file import replacing

PREFIX = "360G-anslag"
_Row: TypeAlias = Mapping[str, CellValue]

_MANDATORY = {
    "title": "title",
    "currency": "currency",
    "amount": "amountAwarded",
    "decided_on": "awardDate",
    "funder": "fundingOrganization",
    "owner": "recipientOrganization",
}
"""Columns without which there is no grant in the standard, and the standard's names of them."""
_PERSON = "recipient may be a person"

_SOLE_TRADER = re.compile(r"\benskild (?:firma|näringsidkare)\b", re.I)
_PARTICLES = {"von", "af", "de", "van", "der", "la", "el", "al"}
_BOLAGSVERKET = re.compile(r"[579]\d{5}-\d{4}")
"""Numbers of the bodies that Bolagsverket registers: companies, economic associations, trading partnerships."""


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the grants that have every mandatory fact. Raises :class:`ExportError` if none has."""
    left_out: Counter[str] = Counter()
    rows = 0
    with replacing(dest) as new:
        with new.open("w", encoding="utf-8", newline="\n") as to:
            head = json.dumps({"version": "1.4", "meta": _meta(source)}, ensure_ascii=False, indent=1)
            to.write(head.removesuffix("\n}") + ',\n "grants": [')
            for row in _rows(source):
                missing = _missing(row)
                left_out.update(missing)
                if not missing:
                    to.write((",\n" if rows else "\n") + json.dumps(_grant(row), ensure_ascii=False))
                    rows += 1
            to.write("\n ]\n}\n")
        if not rows:
            said = (
                ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
                or "there is no grant"
            )
            raise ExportError(f"no grant has every fact that 360Giving demands; missing: {said}")
    note = "360Giving-shaped: the publisher prefix is not registered with 360Giving"
    return ExportReport(rows, dest, dict(sorted(left_out.items())), (note,))


def left_out(db: sqlite3.Connection) -> dict[str, int]:
    """Of all grants, how many an export leaves out, by the fact they lack; "" for all that it leaves out."""
    missing: Counter[str] = Counter({"": 0})
    for values in db.execute(_FACTS):
        lacking = _missing(dict(zip(_ASKED, values, strict=True)))
        missing.update(lacking)
        missing[""] += bool(lacking)
    return dict(sorted(missing.items()))


def _meta(source: Source) -> dict[str, object]:
    origin, (_, title, path) = source.origin, LICENCE
    return {
        "title": TITLE,
        "description": "360Giving-shaped data, read from press releases by anslag; "
        "the identifier prefix is not registered.",
        "issued": origin.day or None,
        "modified": origin.day or None,
        "publisher": {"name": "anslag"},
        "license": path,
        "license_name": title,
        "provenance": origin.named(),
    }


_LINE = """(
    SELECT start FROM evidence WHERE grant_id = {id} ORDER BY field = 'title' DESC, field = 'owner' DESC, start LIMIT 1
)"""
"""Where in its text a release tells of a grant."""
_ASKED = (*_MANDATORY, "owner_kind", "description", "start", "text")
_FACTS = f"""
SELECT g.title, g.currency, g.amount, r.decided_on, r.funder, g.owner, o.kind, g.description,
    iif(g.description <> '', NULL, {_LINE.format(id="g.id")}), iif(g.description <> '', NULL, r.text)
FROM grants AS g JOIN releases AS r ON r.id = g.release_id LEFT JOIN organisations AS o ON o.id = g.organisation_id
WHERE g.same_as IS NULL
"""
"""What of a grant decides whether it is left out, in the order of :data:`_ASKED`."""


def _rows(source: Source) -> Iterator[dict[str, CellValue]]:
    """The chosen grants, each with the line of its release that tells of it."""
    columns = (
        *source.columns,
        Column("", "text", "", Kind.TEXT, ""),
        Column("", "start", "", Kind.INTEGER, ""),
    )
    names = ", ".join(f"l.{column.name}" for column in source.columns)
    line = _LINE.format(id="l.id")
    sql = (
        f"SELECT {names}, r.text, {line} FROM (SELECT * FROM grants_list WHERE {source.condition}) AS l "
        "JOIN releases AS r ON r.id = l.release_id ORDER BY l.release_id, l.position"
    )
    for row in source.read(sql, columns):
        yield dict(zip((column.name for column in columns), row, strict=True))


def _missing(row: _Row) -> list[str]:
    missing = [name for column, name in _MANDATORY.items() if row[column] in (None, "")]
    if _description(row) is None:
        missing.append("description")
    if row["owner"] and _may_be_a_person(row):
        missing.append(_PERSON)
    return missing


def _may_be_a_person(row: _Row) -> bool:
    """An owner that no word tells to be a body, shaped like a person's name: never published as a body."""
    return row["owner_kind"] in (None, "unknown") and not _trades(row) and _like_a_person(str(row["owner"]))


def _like_a_person(owner: str) -> bool:
    """ "Anna af Berg", "Berg, Anna-Lisa", "Anna K. Berg": two to five words that begin with a capital letter."""
    words = owner.replace(", ", " ", 1).split(" ")
    named = [word for word in words if word not in _PARTICLES]
    return 2 <= len(words) <= 5 and len(named) > 1 and all(_like_a_name(word) for word in named)


def _like_a_name(word: str) -> bool:
    parts = word.removesuffix(".").split("-")
    return all(
        part[:1].isupper() and (len(part) == 1 or part[1:].islower()) and part.isalpha() for part in parts
    )


def _trades(row: _Row) -> bool:
    return bool(_SOLE_TRADER.search(str(row["owner"])))


def _description(row: _Row) -> str | None:
    if row["description"]:
        return str(row["description"])
    if row["start"] is None:
        return None
    text, start = str(row["text"]), int(str(row["start"]))
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else None].strip() or None


def _grant(row: _Row) -> dict[str, object]:
    said: dict[str, object] = {
        "id": f"{PREFIX}-{row['id']}",
        "title": row["title"],
        "description": _description(row),
        "currency": row["currency"],
        "amountAwarded": row["amount"],
        "awardDate": row["decided_on"],
        "fundingOrganization": [_funder(row)],
        **_recipient(row),
        "dataSource": row["url"],
    }
    planned = {"startDate": row["period_start"], "endDate": row["period_end"]}
    planned = {name: day for name, day in planned.items() if day}
    if planned:
        said["plannedDates"] = [planned]
    # The standard reports fields that it does not know as additional; these let a reader trace and weigh a value.
    if row["reference"]:
        said["anslagReference"] = row["reference"]
    return {
        **said,
        "anslagConfidence": row["confidence"],
        "anslagAmountApproximate": row["amount_approximate"],
        "anslagCorrected": row["corrected"],
        "anslagReadBy": row["read_by"],
        "anslagReviewed": row["reviewed"],
        "anslagRecipientKommun": row["kommun"],
        "anslagRecipientCounty": row["county"],
    }


def _funder(row: _Row) -> dict[str, object]:
    """Who pays, by its address in ROR (https://org-id.guide calls that register XI-ROR) where it is linked."""
    ror = row["funder_ror"]
    known = f"XI-ROR-{str(ror).removeprefix('https://ror.org/')}" if ror else ""
    number = row["funder_organisation_number"]
    body: dict[str, object] = {
        "id": known or f"{PREFIX}-{row['funder_id'] or _slug(str(row['funder']))}",
        "name": row["funder"],
    }
    return body | ({"organisationNumber": number} if number else {})


def _recipient(row: _Row) -> dict[str, object]:
    if _trades(row):
        # A sole trader is a person, and the number of such a firm is a personal number: neither goes out.
        return {
            "recipientIndividual": {
                "id": f"{PREFIX}-individual-{row['id']}",
                "name": "Sole trader (name withheld)",
            }
        }
    number = str(row["organisation_number"] or "")
    own = f"{PREFIX}-{row['organisation_id'] or _slug(str(row['owner']))}"
    id_ = f"SE-BLV-{number.replace('-', '')}" if _BOLAGSVERKET.fullmatch(number) else own
    body = {"id": id_, "name": row["organisation"] or row["owner"]}
    return {"recipientOrganization": [body | ({"organisationNumber": number} if number else {})]}


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

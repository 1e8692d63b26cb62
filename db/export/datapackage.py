"""A Frictionless data package (https://specs.frictionlessdata.io/data-package/): tables as CSV with their schemas,
keys, checksums, codebook, licence and origin; fit for deposit in a repository.

The texts of the releases stay out: they are their publishers'. Quotes of the evidence are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anslag.db.codebook import Column, Kind, markdown, table
from anslag.db.export import ExportReport, about, comma_separated
from anslag.db.export.source import LICENCE, TITLE, CellValue, Source
from anslag.db.export.whole_file import TimelessZip, parts, replacing, swap

DESCRIPTOR = "datapackage.json"
_KINDS = {Kind.TEXT: "string", Kind.DAY: "date", Kind.LIST: "array"}
_OTHERS_WORDS = ("text", "lede")


@dataclass(frozen=True, slots=True)
class _Resource:
    """A table of the package: which rows of which table, its keys, and its order if that is not the key's.

    ``{}`` stands for the condition on grants. ``of_grants``: its rows go with grants; the others are all there where
    the whole database is asked for.
    """

    name: str
    source: str
    chosen: str
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()
    of_grants: bool = False
    order: str = ""


_RESOURCES = (
    _Resource("funders", "funders", "id IN (SELECT funder_id FROM grants_list WHERE {})", ("id",)),
    _Resource(
        "organisations", "organisations", "id IN (SELECT organisation_id FROM grants_list WHERE {})", ("id",)
    ),
    _Resource(
        "organisation_names",
        "organisation_names",
        "organisation_id IN (SELECT organisation_id FROM grants_list WHERE {})",
        ("name",),
        (("organisation_id", "organisations"),),
    ),
    _Resource(
        "releases",
        "releases",
        "id IN (SELECT release_id FROM grants_list WHERE {})",
        ("id",),
        (("funder_id", "funders"),),
    ),
    _Resource(
        "grants",
        "grants_list",
        "{}",
        ("id",),
        (("release_id", "releases"), ("organisation_id", "organisations"), ("funder_id", "funders")),
        of_grants=True,
    ),
    _Resource(
        "evidence",
        "evidence",
        "grant_id IN (SELECT id FROM grants_list WHERE {})",
        ("grant_id", "field"),
        (("grant_id", "grants"),),
        of_grants=True,
    ),
    _Resource(
        "proposals",
        "proposals",
        "grant_id IN (SELECT id FROM grants_list WHERE {})",
        ("id",),
        (("grant_id", "grants"),),
        of_grants=True,
    ),
    # The other grant of a pair is in the package only where each telling is asked for.
    _Resource(
        "same_grant",
        "same_grant",
        "first IN (SELECT id FROM grants_list WHERE {})",
        ("first", "second"),
        (("first", "grants"),),
        of_grants=True,
    ),
    _Resource(
        "checks",
        "checks",
        "release_id IN (SELECT release_id FROM grants_list WHERE {})",
        refers=(("release_id", "releases"),),
    ),
    _Resource(
        "changes",
        "changes",
        "release_id IN (SELECT release_id FROM grants_list WHERE {})",
        refers=(("release_id", "releases"),),
    ),
    # A sample tells of the whole archive, whatever grants are chosen.
    _Resource("samples", "samples", "1", ("name",)),
    _Resource(
        "quality",
        "quality",
        "1",
        ("sample", "stratum", "measure", "of"),
        (("sample", "samples"),),
        order="rowid",
    ),
)


def write(source: Source, dest: Path) -> ExportReport:
    """Writes the package as a folder, or as one file where ``dest`` ends in ``.zip``.

    Raises :class:`ExportError` for a folder that holds something else.
    """
    with parts(dest, DESCRIPTOR, "a data package") as folder:
        described, rows = [], 0
        for one in _RESOURCES:
            columns = _columns(one)
            count = comma_separated.table(folder / f"{one.name}.csv", columns, _rows(source, one, columns))
            described.append(_described(one, columns, folder / f"{one.name}.csv", count))
            rows = count if one.name == "grants" else rows
        (folder / "codebook.md").write_text(markdown(), "utf-8")
        (folder / "README.md").write_text(_readme(source, rows), "utf-8")
        (folder / DESCRIPTOR).write_text(about.dumped(_package(source, described)), "utf-8")
        if dest.suffix.lower() == ".zip":
            with replacing(dest) as new, TimelessZip(new) as archive:
                for file in sorted(folder.iterdir()):
                    archive.write(file, file.name)
        else:
            swap(folder, dest)
    return ExportReport(rows, dest)


def _columns(one: _Resource) -> list[Column]:
    return [column for column in table(one.source).columns if column.name not in _OTHERS_WORDS]


def _rows(source: Source, one: _Resource, columns: Sequence[Column]) -> Iterator[tuple[CellValue, ...]]:
    names = ", ".join(f'"{column.name}"' for column in columns)
    chosen = one.chosen.replace("{}", source.condition) if source.where or one.of_grants else "1"
    order = one.order or ", ".join(one.key) or "rowid"
    return source.read(f"SELECT {names} FROM {one.source} WHERE {chosen} ORDER BY {order}", columns)


def _described(one: _Resource, columns: Sequence[Column], file: Path, rows: int) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column, one.key) for column in columns],
        "missingValues": [""],
    }
    if one.key:
        schema["primaryKey"] = list(one.key)
    if one.refers:
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": other, "fields": [_key_of(other)]}}
            for field, other in one.refers
        ]
    return {
        "name": one.name,
        "title": table(one.source).meaning,
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "bytes": file.stat().st_size,
        "hash": f"sha256:{about.sha256(file)}",
        "rows": rows,
        "schema": schema,
    }


def _key_of(resource: str) -> str:
    return next(one.key[0] for one in _RESOURCES if one.name == resource)


def _field(column: Column, key: Sequence[str]) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": _KINDS.get(column.kind, str(column.kind)),
        "description": column.meaning,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.name in key:
        field["constraints"] = {"required": True}
    return field


def _package(source: Source, resources: Sequence[dict[str, object]]) -> dict[str, object]:
    origin, (name, title, path) = source.origin, LICENCE
    created = {"created": origin.date} if origin.date else {}
    return {
        "profile": "tabular-data-package",
        "name": "anslag-grants",
        "title": TITLE,
        "description": "Every value was read from the words of a press release; the table evidence has the words.",
        "version": f"{origin.version}+{origin.archive_digest[:12]}",
        **created,
        "keywords": ["grants", "public funding", "Sweden", "press releases", "bidrag"],
        "licenses": [{"name": name, "title": title, "path": path}],
        "sources": [{"title": "Press releases; their addresses are in the table releases"}],
        "provenance": origin.named(),
        "formulaGuard": comma_separated.GUARD,
        "resources": list(resources),
    }


def _readme(source: Source, rows: int) -> str:
    origin = source.origin
    return f"""# {TITLE}

{rows} grants, read by anslag {origin.version} from an archive of press releases.

- Newest fetch in the archive: {origin.date or "none"}
- Digest of the archive: `{origin.archive_digest}`
- Made by: `{origin.command}`
- Tables, columns and units: `codebook.md`; schemas, keys and checksums: `{DESCRIPTOR}`
- Texts in the CSV files: {comma_separated.GUARD}

Licence: {LICENCE[1]} ({LICENCE[2]}) for the compilation of facts. Titles, descriptions and quotes are words of
the press releases and remain their publishers'; the full texts are not part of the package.

How often it is right: {origin.error_rate or "nobody has measured it yet"}. The tables `samples` and `quality` have the
whole of it.

A value that the release does not state is empty. `grants.confidence` is the chance that every field of a grant
is exact; `checks` compares what was read with what each release claims. Where `grants.read_by` says `model`, a language
model proposed the grant: `proposals` says which one, and `grants.reviewed` whether a person has accepted it.
"""

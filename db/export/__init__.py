"""The grants in the forms that the field uses. The same archive gives the same bytes.

Every export says which archive it was made of (digest and newest fetch), by which version and by which
command: inside the file where the form has a place for it, else in a file beside it (``.about.json``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from anslag.db.errors import ExportError, StoreError
from anslag.db.extras import needed
from anslag.db.progress import ProgressCallback, silent

if TYPE_CHECKING:
    from anslag.db.export.source import Source


EXCEL, BY_YEAR = "--excel", "--partition year"
"""The options that ask for a form otherwise: as a Swedish Excel opens it; a folder with a file for each year."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: what people read of it, the module of this package that writes it, the endings of its files.

    ``variants`` are the modules that write it otherwise, by the option that asks for that.
    """

    title: str
    meaning: str
    module: str
    endings: tuple[str, ...]
    media_type: str = "application/octet-stream"
    variants: Mapping[str, str] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        """How a file of the form usually ends."""
        return self.endings[0]


FORMATS: dict[str, Form] = {
    "csv": Form(
        "CSV",
        "for any program (RFC 4180, UTF-8); text that looks like a formula has an apostrophe in front",
        "comma_separated",
        (".csv",),
        "text/csv; charset=utf-8",
        variants={EXCEL: "for_excel"},
    ),
    "xlsx": Form(
        "Excel",
        "with the meaning of each column; texts of more than 32 767 characters are cut",
        "xlsx",
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "parquet": Form(
        "Parquet",
        "for pandas, R, DuckDB",
        "parquet",
        (".parquet",),
        "application/vnd.apache.parquet",
        variants={BY_YEAR: "lake"},
    ),
    "jsonl": Form(
        "JSON Lines",
        "one grant a line",
        "json_lines",
        (".jsonl", ".ndjson"),
        "application/jsonl; charset=utf-8",
    ),
    "datapackage": Form(
        "Data package",
        "Frictionless, for a repository; without the full texts of the releases, which are their publishers’",
        "datapackage",
        (".zip",),
        "application/zip",
    ),
    "360giving": Form(
        "360Giving JSON",
        "the open standard for grants, 1.4",
        "threesixtygiving",
        (".json",),
        "application/json",
    ),
    "openalex": Form(
        "OpenAlex award lines",
        "JSON Lines in the shape of OpenAlex’s awards, with the numbers of Crossref and ROR",
        "openalex",
        (".openalex.jsonl",),
        "application/jsonl; charset=utf-8",
    ),
}
"""Every form by its name: commands, site and documents know of no other list."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export holds: ``rows`` grants at ``path``.

    ``left_out`` counts grants that the form cannot hold, by the fact they lack; ``told_again`` those that are not in it
    because another one counts for them; ``notes`` are for a person.
    """

    rows: int
    path: Path
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    told_again: int = 0


class _Format(Protocol):
    def write(self, source: Source, dest: Path) -> ExportReport: ...


def export(
    db_path: Path,
    format: str,
    dest: Path,
    where: str | None = None,
    progress: ProgressCallback = silent,
    *,
    variant: str = "",
    each_telling: bool = False,
) -> ExportReport:
    """Writes the grants to ``dest``, replacing an earlier export there when the new one is whole.

    ``where`` is an SQL condition on the columns of the view ``grants_list``; ``progress`` is told how many grants of
    how many are written; ``variant`` asks for the form otherwise (:data:`EXCEL`, :data:`BY_YEAR`). A grant that
    several releases tell is written once, unless ``each_telling``; the report says how many are left out for that.
    Raises :class:`ExportError` for an unknown format, one that has no such variant, a condition that is none, a place
    that cannot be written and an export that would be empty where the form does not allow that; :class:`StoreError`
    for the database; :class:`anslag.db.errors.MissingExtra` where the library for the form is not installed.
    """
    if format not in FORMATS:
        raise ExportError(f"no format {format!r}; choose one of {', '.join(FORMATS)}")
    form = FORMATS[format]
    if variant and variant not in form.variants:
        fit = ", ".join(name for name, one in FORMATS.items() if variant in one.variants)
        raise ExportError(f"{variant} is for {fit}, not for {format}")
    from anslag.db.export.source import opened

    with needed(f"a {format} file"):
        writer = cast("_Format", import_module(f"anslag.db.export.{form.variants.get(variant, form.module)}"))
    with opened(db_path, f"{format} {variant}".strip(), where, progress, each_telling) as source:
        try:
            report = writer.write(source, dest)
        except OSError as error:
            raise ExportError(
                f"cannot write {dest}: {error.strerror or error}; nothing was replaced"
            ) from error
        return replace(report, told_again=source.told_again())


__all__ = ["BY_YEAR", "EXCEL", "FORMATS", "ExportError", "ExportReport", "StoreError", "export"]

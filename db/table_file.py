"""A table as CSV that a person brings: its columns are checked, and every row that cannot be used is named by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from anslag.db.errors import BadTable

_MOST_NAMED = 10
"""Bad rows that a message names; the others are counted."""
_DELIMITERS = ",;\t"


def rows(path: Path, needed: Sequence[str], known: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their lines in the file, cells without spaces around, "" for what a row has not.

    Comma, semicolon or tab between cells; UTF-8 with or without a byte order mark. Raises :class:`BadTable`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(_DELIMITERS, key=head.count), strict=True)
            _check(path, [name.strip() for name in reader.fieldnames or ()], needed, known)
            for row in reader:
                yield reader.line_num, _cells(path, reader.line_num, row)
    except UnicodeDecodeError as error:
        raise BadTable(f"{path} is not UTF-8; save it as “CSV UTF-8” and try again") from error
    except csv.Error as error:
        raise BadTable(f"{path} is no CSV table: {error}") from error
    except OSError as error:
        raise BadTable(f"{path} cannot be read: {error.strerror or error}") from error


def _cells(path: Path, line: int, row: Mapping[str, str | None]) -> dict[str, str]:
    if None in row:
        raise BadTable(f"{path}, line {line}: more cells than columns")
    return {name.strip(): (cell or "").strip() for name, cell in row.items()}


def _check(path: Path, found: Sequence[str], needed: Sequence[str], known: Sequence[str]) -> None:
    missing = [name for name in needed if name not in found]
    if missing:
        raise BadTable(f"{path} lacks the column {', '.join(missing)}; its columns may be {', '.join(known)}")
    unknown = [name for name in found if name not in known]
    if unknown:
        raise BadTable(f"{path} has the column {unknown[0]!r}; its columns may be {', '.join(known)}")


def refuse(path: Path, wrong: Sequence[tuple[int, str]]) -> None:
    """Raises :class:`BadTable` naming the bad rows, if there are any."""
    if wrong:
        named = "; ".join(f"line {line}: {why}" for line, why in wrong[:_MOST_NAMED])
        more = f"; and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        raise BadTable(f"{path}: {named}{more}. Nothing was kept; mend these lines or take them out")

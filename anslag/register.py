"""``anslag register``: a register of organisations that the user brings, and the recipients still without a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from anslag.db import recipients
from anslag.db.connection import connect
from anslag.db.whole_file import replacing
from anslag.errors import AnslagError
from anslag.folder import DATABASE
from anslag.presentation import counted, kronor

_OPEN = "SELECT name, number_open, grants, kronor FROM recipients_open"
_SAID = "no register is kept; `anslag register FILE.csv` takes one"


def keep(file: Path, data: Path) -> Iterator[str]:
    """Keeps a register in the data folder for the builds to come, in the place of an earlier one.

    Raises :class:`anslag.db.errors.BadTable` for a file that cannot be used, :class:`AnslagError` where nothing can be
    written; what was kept before stays then.
    """
    entries, persons = recipients.register(file)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(recipients.COLUMNS)
    writer.writerows((one.name, one.number, one.kommun or "") for one in entries)
    dest = data / recipients.NAME
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(dest) as new:
            new.touch(0o600)
            new.write_text(text.getvalue(), "utf-8", newline="\n")
    except OSError as error:
        raise AnslagError(
            f"{dest} cannot be written: {error.strerror or error}; nothing was changed"
        ) from error
    yield f"{counted(len(entries), 'organisation')} in {dest}; `anslag build` looks them up."
    if persons:
        yield f"  left out: {counted(persons, 'number')} of persons, which are never kept"


def open_lines(data: Path, limit: int) -> Iterator[str]:
    """The recipients without an organisation number, most kronor first, each with the reason."""
    with closing(connect(data / DATABASE)) as db:
        every = db.execute(f"{_OPEN} ORDER BY kronor DESC, id").fetchall()
        named = db.execute(
            "SELECT count(*) FROM organisations WHERE organisation_number IS NOT NULL"
        ).fetchone()[0]
    yield f"{counted(named, 'organisation')} with a number, {len(every)} without one"
    for row in every[:limit]:
        held = f"{counted(row['grants'], 'grant')}, {kronor(row['kronor'])}"
        yield f"  {row['name']}  {held}: {row['number_open'] or _SAID}"
    if len(every) > limit:
        yield f"… and {len(every) - limit} more; raise --limit to see them, or look at the view recipients_open"

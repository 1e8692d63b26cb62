"""A reader that learns from a user's own corrections: weights moved towards the releases that a person found right.

The tables that anslag comes with are the starting point, so a few releases move them a little. They are kept in the
data folder, and every build of that folder reads by them, if they do better on releases that they have not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anslag.db.extras import needed
from anslag.errors import BadInput
from anslag.fitting.scoring import Tally
from anslag.parsers.weights import TABLES, replaced

if TYPE_CHECKING:
    from anslag.fitting.reading import Candidates
    from anslag.fitting.unseen import Unseen

FOLDER = "weights"
"""Where a data folder keeps its own tables."""
FEWEST = 10
"""Releases below which nothing can be learned and tested."""
_PARTS = 5

Tables = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned from ``releases``: how well they are read as before, and by tables that had not seen them.

    ``kept`` says whether the new tables are in the data folder: only if they read no worse.
    """

    releases: int
    before: Tally
    after: Tally
    kept: bool


def own_tables(data: Path) -> Tables:
    """The tables that a data folder keeps, printed, by name."""
    found = ((name, data / FOLDER / f"{name}.tsv") for name in TABLES)
    try:
        return {name: path.read_text("utf-8") for name, path in found if path.is_file()}
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the weights in {data / FOLDER} cannot be read: {error}") from error


@contextmanager
def taught(data: Path) -> Iterator[None]:
    """Reads by the tables of a data folder, where it has some."""
    with replaced(own_tables(data)):
        yield


def teach(gold_dir: Path, data: Path) -> Lesson:
    """Learns from the gold files in ``gold_dir`` for the data folder ``data``.

    Raises :class:`BadInput` where there are too few of them, :class:`anslag.db.errors.MissingExtra` where the learning
    library is missing.
    """
    read = _read(gold_dir)
    _ready()
    from anslag.fitting.confidence import taught_table
    from anslag.fitting.unseen import judged

    before = [judged(one) for one in read]
    after: list[Unseen] = []
    for part in range(_PARTS):
        tables = _tables([one for at, one in enumerate(read) if at % _PARTS != part])
        with replaced(tables):
            after += [judged(one) for at, one in enumerate(read) if at % _PARTS == part]
    lesson = _lesson(before, after)
    if lesson.kept:
        _keep({**_tables(read), "confidence": taught_table(after)}, data)
    return lesson


def _read(gold_dir: Path) -> list[Candidates]:
    from anslag.evaluate import sources
    from anslag.fitting.labelled import labelled
    from anslag.fitting.reading import candidates

    count = sum(1 for _ in sources(gold_dir))
    if count < FEWEST:
        raise BadInput(
            f"{gold_dir} holds {count} gold files; at least {FEWEST} are needed to learn from them"
        )
    every = list(labelled([gold_dir], (".txt", ".html")))
    texts = {one.name for one in every if not one.is_page}
    return [candidates(one) for one in every if not one.is_page or one.name not in texts]


def _ready() -> None:
    with needed("teaching"):
        import sklearn  # noqa: F401


def _tables(read: Sequence[Candidates]) -> Tables:
    from anslag.fitting import fates, sumless

    return {"fates": fates.taught_table(read), **sumless.taught_tables(read)}


def _lesson(before: Sequence[Unseen], after: Sequence[Unseen]) -> Lesson:
    old = sum((one.tally for one in before), Tally())
    new = sum((one.tally for one in after), Tally())
    return Lesson(
        len(before), old, new, (new.f1("exact"), new.f1("paired")) >= (old.f1("exact"), old.f1("paired"))
    )


def _keep(tables: Tables, data: Path) -> None:
    folder = data / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            (folder / f"{name}.tsv").write_text(table, "utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"cannot write {folder}: {error.strerror or error}") from error

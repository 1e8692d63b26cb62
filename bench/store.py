"""How fast the store takes releases, beside one that writes the same rows by a bare ``executemany``; the floor is half.

The second figure is that of the writing alone, without what is checked before it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from anslag.db.rows import Row
from anslag.db.store import Store
from bench.table import measured
from tests.databases import NEWSROOM, answer, invented

RELEASES, GRANTS, FLOOR, ROUNDS = 1000, 8, 0.5, 3


class Timed(Store):
    """The store, with the time that it spends in writing rows."""

    writing = 0.0
    rows = 0

    def _insert(self, table: str, of_table: Iterable[Row]) -> None:
        began = time.process_time()
        rows = list(of_table)
        self.put(table, rows)
        self.rows += len(rows)
        self.writing += time.process_time() - began

    def put(self, table: str, rows: list[Row]) -> None:
        super()._insert(table, rows)


class Bare(Timed):
    """The same by ``executemany``."""

    def put(self, table: str, rows: list[Row]) -> None:
        if rows:
            columns, values = (
                ", ".join(f'"{name}"' for name in rows[0]),
                ", ".join(f":{name}" for name in rows[0]),
            )
            self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)


def seconds(kind: type[Timed], folder: Path) -> tuple[float, float, int]:
    """Processor time of taking the releases, and of writing them, and how many rows they have."""
    made = list(invented(RELEASES, GRANTS))
    with kind(folder / "anslag.db") as store:
        began = time.process_time()
        for release_id, one in made:
            store.save_response(answer(release_id, one))
            store.save(release_id, NEWSROOM, [one], one.seen)
        store.owners()
        return time.process_time() - began, store.writing, store.rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        kinds = (Timed, Bare)
        every = {kind: [seconds(kind, Path(folder)) for _ in range(ROUNDS)] for kind in kinds}
    (taking, writing), (bare_taking, bare_writing) = (
        (min(one for one, _, _ in every[kind]), min(one for _, one, _ in every[kind])) for kind in kinds
    )
    share, rows = bare_taking / taking, every[Timed][0][2]
    print(
        f"{RELEASES / taking:.0f} releases, {rows / taking:,.0f} rows a second, "
        f"{share:.2f} of executemany (floor {FLOOR})"
    )
    print(f"writing alone: {bare_writing / writing:.2f} of executemany")
    measured("store", "releases with eight grants", RELEASES / taking, "releases/s")
    measured("store", "their rows", rows / taking, "rows/s")
    measured("store", "beside a bare executemany", share, "×", FLOOR)
    measured("store", "writing alone, beside a bare executemany", bare_writing / writing, "×")


if __name__ == "__main__":
    main()

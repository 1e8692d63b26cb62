"""How often what is read is right, as the database and the exports tell it: rows in, rows and a sentence out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from anslag.parsers.records import Amount

ALL = "all"
"""The stratum of every release."""
_DIGITS = 4
"""What is kept behind the point: far more than is known, and the same on every machine."""

Row = dict[str, "str | Amount | None"]


@dataclass(frozen=True, slots=True)
class Rate:
    """One share with its 95 % interval, None where there was nothing to judge.

    ``measure`` and ``of`` say what of what, as the table ``quality`` explains. ``right`` of ``judged`` in so many
    ``releases`` were counted in the sample.
    """

    stratum: str
    measure: str
    of: str
    value: float | None
    low: float | None
    high: float | None
    right: float
    judged: float
    releases: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample of ``size`` of ``frame`` releases, of which ``judged`` were judged, and the error rates it gives."""

    name: str
    seed: int
    stratified_by: str | None
    frame: int
    size: int
    judged: int
    drawn_from: str
    drawn_by: str
    rates: tuple[Rate, ...] = ()

    def rate(self, measure: str, of: str, stratum: str = ALL) -> Rate | None:
        """One of the rates; None where it is not known."""
        wanted = (stratum, measure, of)
        return next((one for one in self.rates if (one.stratum, one.measure, one.of) == wanted), None)


def sample_row(one: Measured) -> Row:
    """A row of ``samples``."""
    said = asdict(one)
    del said["rates"]
    return said


def rate_rows(one: Measured) -> Iterator[Row]:
    """Rows of ``quality``."""
    for rate in one.rates:
        said = asdict(rate)
        for name in ("value", "low", "high"):
            said[name] = None if said[name] is None else round(said[name], _DIGITS)
        yield {"sample": one.name, **said}


def stored(db: sqlite3.Connection) -> list[Measured]:
    """What a database knows of its error rates, by the names of the samples."""
    found = []
    for sample in db.execute(
        "SELECT name, seed, stratified_by, frame, size, judged, drawn_from, drawn_by FROM samples ORDER BY name"
    ).fetchall():
        rates = db.execute(
            'SELECT stratum, measure, of, value, low, high, "right", judged, releases FROM quality '
            "WHERE sample = ? ORDER BY rowid",
            (sample[0],),
        )
        found.append(replace(Measured(*sample), rates=tuple(Rate(*row) for row in rates)))
    return found


def sentence(measured: Sequence[Measured]) -> str:
    """The error rates of the samples in a line each, "" where there is none: what travels with every export."""
    return "; ".join(filter(None, map(_sentence, measured)))


def _sentence(one: Measured) -> str:
    wanted = (("precision", "grants"), ("recall", "grants"), ("precision", "exact grants"))
    said = [
        f"{measure} of {of} {percent(rate)}"
        for measure, of in wanted
        if (rate := one.rate(measure, of)) and rate.value is not None
    ]
    if not said:
        return ""
    return (
        f"{', '.join(said)} (95 % intervals; {one.judged} releases judged of {one.size} drawn at random from "
        f"{one.frame}, sample {one.name})"
    )


def percent(rate: Rate) -> str:
    """ "94.1 % [90.2, 96.5]"."""
    if rate.value is None or rate.low is None or rate.high is None:
        return "–"
    return f"{100 * rate.value:.1f} % [{100 * rate.low:.1f}, {100 * rate.high:.1f}]"

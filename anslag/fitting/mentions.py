"""Fits what the names of a release need: where they end, and what organisations look like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from anslag.fitting import names, organisations
from anslag.fitting.labelled import Labelled
from anslag.fitting.tables import save


def fit(every: Sequence[Labelled], folder: Path) -> None:
    """Writes ``names.tsv`` and ``organisations.tsv`` into ``folder``; the same releases give the same bytes."""
    save(organisations.table(every), folder / "organisations.tsv", "organisation")
    save(names.table(every), folder / "names.tsv", "goes on")

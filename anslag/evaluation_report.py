"""What ``anslag evaluate`` prints of gold files and of a judged sample, and how that comes into the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from anslag import paper, quality, sampling
from anslag.crawling import rebuild
from anslag.db.quality import ALL, Measured, Rate
from anslag.db.queries import facts
from anslag.errors import BadInput
from anslag.evaluate import FIELDS, evaluate
from anslag.presentation import counted, evaluation_table, reliability_table, share
from anslag.reports import opened
from anslag.review import Desk, judged_of
from anslag.sampling import Sample
from anslag.sources import read
from anslag.watching import progressing

_MEASURES = ("precision", "recall", "accuracy")
_OF = ("grants", "exact grants", *(one.name for one in FIELDS), "claimed_total", "claimed_count")
_OF_STRATUM = (("precision", "grants"), ("recall", "grants"), ("precision", "exact grants"))


def of_sample(path: Path, data: Path, language: str | None, *, save: bool) -> int:
    """Measures a sample and prints what it says; with ``language``, only the text for a paper. Gives the exit code.

    ``save`` keeps the sample in the data folder and builds the database with its error rate. Raises :class:`BadInput`
    where nothing of it was judged.
    """
    sample = sampling.read(path)
    found = _measured(sample, data)
    console = Console()
    if language:
        for line in (paper.paragraph(found, language), "", *paper.table(found, language)):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    else:
        _print(console, sample, found)
        for line in _warnings(sample, found, data):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print(f"\n{paper.paragraph(found)}", markup=False, highlight=False, soft_wrap=True)
    if not save:
        return 0
    kept = sampling.keep(path, data)
    console.print(f"\nThe sample is kept as {kept}: every build tells its error rate.", markup=False)
    return rebuild(data, accept_loss=False)


def of_gold(folder: Path) -> None:
    """Compares what is read with gold files and prints it. Raises :class:`BadInput`."""
    found = evaluate(folder, lambda source: read(str(source)))
    console = Console()
    console.print(evaluation_table(found))
    if found.reliability:
        console.print(reliability_table(found.reliability))
    lines = [f"Releases read exactly as a whole: {share(found.releases)}"]
    lines += [f"Not exact: {', '.join(found.inexact)}"] if found.inexact else []
    for line in (*lines, *(f"not read: {source}: {why}" for source, why in found.unread.items())):
        console.print(line, markup=False, highlight=False)


def _measured(sample: Sample, data: Path) -> Measured:
    opened(data).close()
    desk = Desk(data, "", date.min)
    with progressing(Console(stderr=True), "reading judged releases") as progress:
        judged = judged_of(desk, sample, progress)
    if not judged:
        raise BadInput(
            f"nobody has judged a release of {sample.name} yet; go through it with `anslag review --sample` first"
        )
    return quality.measured(sample, judged)


def _print(console: Console, sample: Sample, found: Measured) -> None:
    by = f", by {sample.stratified_by}" if sample.stratified_by else ""
    console.print(
        f"Sample {sample.name}: {found.size} of {found.frame} releases{by}, seed {sample.seed}; {found.judged} judged, "
        f"with {_counted(found, 'precision')} read and {_counted(found, 'recall')} told.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    console.print(_rates(found))
    strata = list(dict.fromkeys(one.stratum for one in found.rates if one.stratum != ALL))
    if strata:
        console.print(_strata(found, strata, sample))
    console.print(_reliability(found))
    whole, money = found.rate("exact", "releases"), found.rate("sum", "kronor")
    console.print(f"Releases right as a whole: {_share(whole)}", markup=False, highlight=False)
    if money is not None and money.value is not None:
        said = "the same in all" if money.low is None else f"[{money.low:.2f}, {money.high:.2f}]"
        console.print(
            f"Kronor read for each krona told: {money.value:.2f} {said}", markup=False, highlight=False
        )


def _counted(found: Measured, measure: str) -> str:
    rate = found.rate(measure, "grants")
    return counted(int(rate.judged) if rate else 0, "grant")


def _rates(found: Measured) -> Table:
    table = _table(
        "In brackets the 95 % intervals by the design. Accuracy: of the grants found,\n"
        "those whose value is right, or rightly empty.",
        ("", *(name.capitalize() for name in _MEASURES)),
    )
    for of in _OF:
        table.add_row(of, *(_bare(found.rate(measure, of)) for measure in _MEASURES))
        if of in ("exact grants", FIELDS[-1].name):
            table.add_section()
    return table


def _strata(found: Measured, strata: list[str], sample: Sample) -> Table:
    table = _table("", ("Stratum", "Judged", "Precision", "Recall", "Exact"))
    for stratum in strata:
        whole = found.rate("exact", "releases", stratum)
        judged = f"{whole.releases if whole else 0} of {sample.frames[stratum]}"
        shares = (_bare(found.rate(*key, stratum)) for key in _OF_STRATUM)
        table.add_row(escape(stratum), judged, *shares)
    return table


def _reliability(found: Measured) -> Table:
    table = _table("Of the grants read with this confidence, so many are exact.", ("Confidence", "Exact"))
    for one in found.rates:
        if one.measure == "confidence" and one.stratum == ALL and one.judged:
            table.add_row(one.of, _share(one))
    return table


def _table(caption: str, headings: tuple[str, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=caption or None)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    return table


def _share(one: Rate | None) -> str:
    """ "0.94 [0.90, 0.97]  291/310"; "–" for a share of nothing."""
    counts = f"  {one.right:.0f}/{one.judged:.0f}" if one and one.value is not None else ""
    return f"{_bare(one)}{counts}"


def _bare(one: Rate | None) -> str:
    """ "0.94 [0.90, 0.97]"."""
    return "–" if one is None or one.value is None else f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"


def _warnings(sample: Sample, found: Measured, data: Path) -> Iterator[str]:
    """What a reader of the figures must know besides."""
    left = found.size - found.judged
    if left:
        yield (
            f"{counted(left, 'release')} of the sample {'is' if left == 1 else 'are'} not judged yet and left out; "
            "`anslag review --sample` goes on with them."
        )
    seen = {one.stratum for one in found.rates if one.measure == "exact"}
    for stratum in sample.frames if found.judged else ():
        if len(sample.frames) > 1 and stratum not in seen:
            frame = counted(sample.frames[stratum], "release")
            yield f"Nothing is judged of “{stratum}” ({frame}): the figures say nothing of it."
    database = opened(data)
    try:
        if facts(database)["archive_digest"] != sample.archive_digest:
            yield (
                f"The archive has changed since the draw: the figures speak of the {sample.frame} releases of "
                f"{sample.archive_newest[:10] or 'then'}."
            )
    finally:
        database.close()

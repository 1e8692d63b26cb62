"""An error rate in words and as a table, ready for a paper: in English or Swedish, as Markdown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anslag.db.quality import ALL, Measured, Rate

_ROWS = (
    ("precision", "grants"),
    ("recall", "grants"),
    ("precision", "exact grants"),
    ("recall", "exact grants"),
    ("exact", "releases"),
)
_FIELDS = ("title", "owner", "amount", "period_start", "period_end")
_BY_STRATUM = _ROWS[:3]


@dataclass(frozen=True, slots=True)
class _Language:
    """The sentences of one language; ``point`` stands in its numbers, ``names`` are those of rates and columns."""

    point: str
    sampled: str
    stratified: str
    simple: str
    unjudged: str
    rates: str
    method: str
    interval: str
    table: str
    head: Sequence[str]
    strata: str
    stratum_head: Sequence[str]
    names: Mapping[str, str]


@cache
def _language(code: str) -> _Language:
    found = tomllib.loads((files("anslag") / "paper.toml").read_text("utf-8"))
    return _Language(**found[code])


def paragraph(one: Measured, language: str = "en") -> str:
    """How the sample was drawn and judged, what it says and how that was worked out."""
    words = _language(language)
    by = words.names.get(one.stratified_by or "", "")
    design = words.stratified.format(by=by) if one.stratified_by else words.simple
    said = words.sampled.format(
        design=design,
        size=one.size,
        frame=_spaced(one.frame),
        seed=one.seed,
        version=one.drawn_by,
        digest=one.drawn_from[:12],
        judged=one.judged,
    )
    if one.judged < one.size:
        said += " " + words.unjudged.format(unjudged=one.size - one.judged)
    rates = {
        "precision": ("precision", "grants"),
        "recall": ("recall", "grants"),
        "exact": ("precision", "exact grants"),
        "releases": ("exact", "releases"),
    }
    told = {name: _percent(words, one.rate(*key)) for name, key in rates.items()}
    return f"{said} {words.rates.format(**told)} {words.method}"


def table(one: Measured, language: str = "en") -> Iterator[str]:
    """The rates as a table in Markdown, and those of the strata as another one."""
    words = _language(language)
    yield from _head(words.table, words.head)
    for key in (*_ROWS, *(("accuracy", name) for name in _FIELDS)):
        rate = one.rate(*key)
        if rate is not None:
            name = words.names[" of ".join(key)]
            counts = (_spaced(rate.right), _spaced(rate.judged), str(rate.releases))
            yield _row(name, _number(words, rate.value), _interval(words, rate), *counts)
    strata = list(dict.fromkeys(rate.stratum for rate in one.rates if rate.stratum != ALL))
    if strata:
        yield ""
        yield from _head(words.strata.format(by=words.names[one.stratified_by or ""]), words.stratum_head)
    for stratum in strata:
        of_releases = one.rate("exact", "releases", stratum)
        shares = (_short(words, one.rate(*key, stratum)) for key in _BY_STRATUM)
        yield _row(stratum, str(of_releases.releases if of_releases else 0), *shares)


def _head(title: str, columns: Sequence[str]) -> Iterator[str]:
    yield title
    yield ""
    yield _row(*columns)
    yield _row("---", *("---:" for _ in columns[1:]))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _spaced(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


def _number(words: _Language, share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}".replace(".", words.point)


def _interval(words: _Language, rate: Rate) -> str:
    return "–" if rate.value is None else f"{_number(words, rate.low)}–{_number(words, rate.high)}"


def _short(words: _Language, rate: Rate | None) -> str:
    if rate is None or rate.value is None:
        return "–"
    return f"{_number(words, rate.value)} ({_interval(words, rate)})"


def _percent(words: _Language, rate: Rate | None) -> str:
    if rate is None or rate.value is None:
        return "–"
    return f"{_number(words, rate.value)} % ({words.interval} {_interval(words, rate)}; n = {_spaced(rate.judged)})"

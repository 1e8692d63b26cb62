"""What people decided on pairs of grants: ``[[same_grant]]`` entries of corrections.toml, beside the corrections.

A decision is bound to what both grants said when it was made; where one of them says something else now, it is
reported and not applied.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from anslag.db import corrections_file
from anslag.db.errors import BadCorrections
from anslag.db.same_grant import Verdict
from anslag.db.tellings import Telling

KEY = "same_grant"
_TEXTS = ("first", "second", "first_read", "second_read", "who", "why")


@dataclass(frozen=True, slots=True)
class PairDecision:
    """``same`` is what a person said of the grants ``first`` and ``second``, which read as the briefs say then."""

    first: str
    second: str
    same: bool
    first_read: str
    second_read: str
    who: str
    when: date
    why: str


def brief(one: Telling) -> str:
    """A grant in one line: what a decision is bound to."""
    parts = (one.title, one.owner, one.amount, one.currency)
    return " · ".join("–" if part is None else str(part) for part in parts)


def read(path: Path) -> list[PairDecision]:
    """Every decision in the file's order; none without a file. Raises :class:`BadCorrections`."""
    corrections_file.read(path)
    try:
        found = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except OSError as error:
        raise BadCorrections(f"{path} cannot be read: {error.strerror}") from error
    decisions = []
    for number, entry in enumerate(found.get(KEY, []), 1):
        try:
            decisions.append(_decision(entry))
        except ValueError as error:
            raise BadCorrections(f"{path}, {KEY} {number}: {error}") from error
    return decisions


def _decision(entry: Mapping[str, object]) -> PairDecision:
    needed = {*_TEXTS, "same", "when"}
    if entry.keys() != needed:
        missing = ", ".join(sorted(needed - entry.keys()))
        raise ValueError(
            f"missing {missing}" if missing else f"unknown key {', '.join(sorted(entry.keys() - needed))}"
        )
    texts = {}
    for key in _TEXTS:
        said = entry[key]
        if not isinstance(said, str) or not said.strip():
            raise ValueError(f"{key}: a text is wanted, not {said!r}")
        texts[key] = said
    same, when = entry["same"], entry["when"]
    if not isinstance(same, bool):
        raise ValueError(f"same: true or false is wanted, not {same!r}")
    if not isinstance(when, date) or isinstance(when, datetime):
        raise ValueError(f"when: a day such as 2025-03-01 is wanted, without quotes, not {when!r}")
    if texts["first"] == texts["second"]:
        raise ValueError("first and second are the same grant")
    return PairDecision(same=same, when=when, **texts)


def add(path: Path, one: PairDecision) -> None:
    """Appends a decision in one step that a power cut cannot halve. Raises :class:`BadCorrections`."""
    said = {key: getattr(one, key) for key in ("first", "second", "same", *_TEXTS[2:])}
    lines = [f"{key} = {corrections_file.toml(value)}" for key, value in said.items()]
    corrections_file.append(path, "\n".join([f"\n[[{KEY}]]", *lines, f"when = {one.when.isoformat()}", ""]))


def applied(
    decisions: Sequence[PairDecision], tellings: Iterable[Telling]
) -> tuple[dict[frozenset[str], Verdict], list[str]]:
    """The verdicts that still hold, the last one on each pair; and for each decision why it does not, "" if it does."""
    by_id = {one.id: one for one in tellings}
    verdicts, outcomes = {}, []
    for one in decisions:
        outcomes.append(next(_changes(one, by_id), ""))
        if not outcomes[-1]:
            verdicts[frozenset((one.first, one.second))] = Verdict(one.same, one.who, one.when)
    return verdicts, outcomes


def _changes(one: PairDecision, by_id: Mapping[str, Telling]) -> Iterator[str]:
    for id_, read_then in ((one.first, one.first_read), (one.second, one.second_read)):
        if id_ not in by_id:
            yield f"there is no grant {id_} any more"
        elif brief(by_id[id_]) != read_then:
            yield f"{id_} read then: {json.dumps(read_then, ensure_ascii=False)}, now: {brief(by_id[id_])}"

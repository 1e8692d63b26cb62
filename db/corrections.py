"""Decisions of people on what was read: kept in corrections.toml, applied when the database is built.

A decision names the release, the grant, the value it was made on and the SHA-256 of the release's text. It is
applied only where all of these still hold; otherwise it is reported as stale and nothing is changed. Later
entries of the file win over earlier ones. Reading and applying are pure: no clock, no network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from anslag.parsers.fields import CORRECTABLE, EMPTY, Kind, Value
from anslag.parsers.records import Claims, Evidence, Extraction, Grant

GRANT_FIELDS: Mapping[str, Kind] = MappingProxyType({one.name: one.kind for one in CORRECTABLE})
"""The columns of a grant that can be decided on, with the kinds of their values."""
RELEASE_FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        "title": Kind.TEXT,
        "lede": Kind.TEXT,
        "publisher": Kind.TEXT,
        "published": Kind.DAY,
        "funder": Kind.TEXT,
        "decided_on": Kind.DAY,
        "decided_by": Kind.TEXT,
        "reference": Kind.TEXT,
        "claimed_total": Kind.NUMBER,
        "claimed_currency": Kind.TEXT,
        "claimed_total_approximate": Kind.BOOLEAN,
        "claimed_count": Kind.INTEGER,
    }
)
"""The same for the release itself."""
RULE = "correction"
"""The rule of evidence that a person showed."""


class Decision(StrEnum):
    """What a person decided. ``ACCEPT``: right as read; ``CORRECT``: another value; ``REJECT``: there is none."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    ``position`` is the grant's (None: the release itself), ``field`` the column (None: the grant or release as
    a whole; rejecting a release says that it tells of no grant). ``read`` is what had been read, for a whole grant
    its :func:`brief`. ``start`` and ``end`` show where in the text the right value stands (None: nowhere).
    ``span`` is the place of the whole grant in the text, by which it is found again.
    """

    release_id: str
    position: int | None
    field: str | None
    decision: Decision
    who: str
    when: date
    why: str
    text_sha256: str
    read: Value = None
    decided: Value = None
    start: int | None = None
    end: int | None = None
    span: tuple[int, int] | None = None


class Outcome(StrEnum):
    """What became of a decision. ``CONFIRMED``: the value was right as read and is marked as seen."""

    APPLIED = "applied"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Applied:
    """A corrected extraction; ``outcomes`` go with the decisions in order.

    ``corrected`` maps a position (None: the release) to its corrected columns, ``decided`` to those that a person
    decided on at all, ``reviewed`` to the day of the newest decision that holds.
    """

    extraction: Extraction
    outcomes: tuple[tuple[Outcome, str], ...] = ()
    corrected: Mapping[int | None, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reviewed: Mapping[int | None, date] = field(default_factory=lambda: MappingProxyType({}))
    decided: Mapping[int | None, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


def text_digest(text: str) -> str:
    """SHA-256 of a release's text in UTF-8, hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def brief(grant: Grant) -> str:
    """A grant in one line: what a decision on a whole grant is bound to."""
    parts = (grant.title, grant.owner, grant.amount, grant.currency)
    return " · ".join("–" if part is None else str(part) for part in parts)


def span(grant: Grant) -> tuple[int, int] | None:
    """The place of a grant in the text: from its first to its last evidence; None without evidence."""
    if not grant.evidence:
        return None
    return min(e.start for e in grant.evidence.values()), max(e.end for e in grant.evidence.values())


def value(found: Extraction, position: int | None, name: str | None) -> Value:
    """What was read for a column (``name`` None: the whole grant in one line). Raises :class:`KeyError`."""
    if position is None:
        return _of_release(found, name)
    grant = {grant.position: grant for grant in found.grants}[position]
    return brief(grant) if name is None else _field(grant, name)


def _field(grant: Grant, name: str) -> Value:
    if name not in GRANT_FIELDS:
        raise KeyError(name)
    found: Value = getattr(grant, name)
    return found


def _of_release(found: Extraction, name: str | None) -> Value:
    if name is None:
        return None
    if name not in RELEASE_FIELDS:
        raise KeyError(name)
    owner, attribute = _home(found, name)
    read: Value = getattr(owner, attribute)
    return read


def _home(found: Extraction, name: str) -> tuple[object, str]:
    """The record that holds a release's column, and its name there."""
    if name.startswith("claimed_"):
        return found.claims, name.removeprefix("claimed_").removeprefix("total_")
    return (found, name) if hasattr(found, name) else (found.release, name)


def apply(found: Extraction, decisions: Sequence[Correction]) -> Applied:
    """What remains right of ``found`` after the ``decisions`` on its release, in the order of the file."""
    work = _Work(found)
    outcomes = [work.take(one) for one in decisions]
    last = {(one.position, one.field): number for number, one in enumerate(decisions)}
    for number, one in enumerate(decisions):
        if outcomes[number][0] is not Outcome.STALE and last[one.position, one.field] != number:
            outcomes[number] = (Outcome.SUPERSEDED, "")
    return Applied(
        work.extraction,
        tuple(outcomes),
        {position: tuple(sorted(names)) for position, names in work.corrected.items() if names},
        work.reviewed,
        {position: frozenset(names) for position, names in work.decided.items()},
    )


class _Work:
    """An extraction while decisions are applied to it, one after the other."""

    def __init__(self, found: Extraction) -> None:
        self.read = self.extraction = found
        self.corrected: dict[int | None, set[str]] = {}
        self.reviewed: dict[int | None, date] = {}
        self.decided: dict[int | None, set[str]] = {}
        self._digest = text_digest(found.release.text)
        self._rejected: dict[int, Grant] = {}

    def take(self, one: Correction) -> tuple[Outcome, str]:
        """Applies one decision if all it was bound to still holds."""
        stale = self._stale(one)
        if stale:
            return Outcome.STALE, stale
        if one.position is not None or one.field is None:
            self.reviewed[one.position] = max(one.when, self.reviewed.get(one.position, one.when))
        if one.field is None:
            return self._whole(one)
        self.decided.setdefault(one.position, set()).add(one.field)
        names = self.corrected.setdefault(one.position, set())
        wanted = None if one.decision is Decision.REJECT else one.decided
        if one.decision is Decision.ACCEPT:
            wanted = one.read
        if wanted == value(self.extraction, one.position, one.field) and not _shows(one):
            return Outcome.CONFIRMED, ""
        self._set(one, _empty(wanted, one.position, one.field))
        back = wanted == value(self.read, one.position, one.field) and not _shows(one)
        (names.discard if back else names.add)(one.field)
        return Outcome.APPLIED, ""

    def _stale(self, one: Correction) -> str:
        if one.text_sha256 != self._digest:
            return "the release's text has changed since"
        if one.position is not None:
            moved = self._moved(one, one.position)
            if moved or one.position in self._rejected:
                return moved
        readings = [value(e, one.position, one.field) for e in (self.read, self.extraction)]
        return "" if one.read in readings else f"read then: {_said(one.read)}, now: {_said(readings[0])}"

    def _moved(self, one: Correction, position: int) -> str:
        grant = {grant.position: grant for grant in self.read.grants}.get(position)
        if grant is None:
            return f"no grant {position} is read any more"
        if position in self._rejected and one.field is not None:
            return f"an earlier decision rejected grant {position}"
        now = span(grant)
        if one.span and now and not (one.span[0] < now[1] and now[0] < one.span[1]):
            return f"grant {position} is read at another place now"
        return ""

    def _whole(self, one: Correction) -> tuple[Outcome, str]:
        if one.decision is not Decision.REJECT:
            if one.position in self._rejected and one.position is not None:
                self._restore(one.position)
            return Outcome.CONFIRMED, ""
        gone = [grant for grant in self.extraction.grants if one.position in (None, grant.position)]
        self._rejected |= {grant.position: grant for grant in gone}
        kept = tuple(grant for grant in self.extraction.grants if grant not in gone)
        self.extraction = replace(self.extraction, grants=kept)
        return Outcome.APPLIED, ""

    def _restore(self, position: int) -> None:
        grants = (*self.extraction.grants, self._rejected.pop(position))
        self.extraction = replace(self.extraction, grants=tuple(sorted(grants, key=lambda g: g.position)))

    def _set(self, one: Correction, wanted: Value) -> None:
        assert one.field
        place = self._evidence(one)
        if one.position is None:
            self.extraction = _with(self.extraction, one.field, wanted, place)
            return
        self.extraction = replace(
            self.extraction,
            grants=tuple(
                replace(grant, **{one.field: wanted}, evidence=_shown(grant.evidence, one.field, place))  # type: ignore[arg-type]
                if grant.position == one.position
                else grant
                for grant in self.extraction.grants
            ),
        )

    def _evidence(self, one: Correction) -> Evidence | None:
        text = self.read.release.text
        if one.start is None or one.end is None or not 0 <= one.start < one.end <= len(text):
            return None
        return Evidence(one.start, one.end, text[one.start : one.end], RULE)


def _with(found: Extraction, name: str, wanted: Value, place: Evidence | None) -> Extraction:
    owner, attribute = _home(found, name)
    change = {attribute: wanted}
    if owner is found:
        return replace(found, **change, evidence=_shown(found.evidence, name, place))  # type: ignore[arg-type]
    if isinstance(owner, Claims):
        claims = replace(owner, **change, evidence=_shown(owner.evidence, name, place))  # type: ignore[arg-type]
        return replace(found, claims=claims)
    release = replace(found.release, **change)  # type: ignore[arg-type]
    return replace(found, release=release, evidence=_shown(found.evidence, name, place))


def _shown(evidence: Mapping[str, Evidence], name: str, place: Evidence | None) -> Mapping[str, Evidence]:
    """``evidence`` where a corrected value keeps no quote that speaks of another value."""
    rest = {field: one for field, one in evidence.items() if field != name}
    return MappingProxyType(rest | {name: place} if place else rest)


def _shows(one: Correction) -> bool:
    return one.start is not None and one.decision is Decision.CORRECT


def _empty(wanted: Value, position: int | None, name: str) -> Value:
    """No value, as the record type writes it."""
    fields = RELEASE_FIELDS if position is None else GRANT_FIELDS
    return EMPTY.get(fields[name]) if wanted is None else wanted


def _said(one: Value) -> str:
    return "nothing" if one is None else str(one)


def by_release(decisions: Iterable[Correction]) -> dict[str, list[tuple[int, Correction]]]:
    """The decisions of each release with their numbers in the file, from 1."""
    found: dict[str, list[tuple[int, Correction]]] = {}
    for number, one in enumerate(decisions, 1):
        found.setdefault(one.release_id, []).append((number, one))
    return found

"""Decisions of people on what was read: kept in corrections.toml, applied when the database is built.

A decision names the release, the grant, the value it was made on and the SHA-256 of the release's text. It is
applied only where all of these still hold; otherwise it is reported as stale and nothing is changed. Later
entries of the file win over earlier ones. Reading and applying are pure: no clock, no network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from anslag.parsers.fields import CORRECTABLE, EMPTY, Kind, Value
from anslag.parsers.records import AmountFate, BlockKind, Claims, Evidence, Extraction, Grant, Release

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


_LAYOUTS = {BlockKind.ROW: "table", BlockKind.ITEM: "bulleted"}
"""How a release sets out a grant that a person added, by the block that its words stand in."""
_ANOTHER = "grant {} is another one now"
_UNSAID = ("description", "reference")
"""Columns that are not part of what a whole release is judged on, as no error rate tells of them."""


class Decision(StrEnum):
    """What a person decided. ``ACCEPT``: right as read; ``CORRECT``: another value; ``REJECT``: there is none.

    ``ADD``: the release tells of a grant that was not read. ``COMPLETE``: the release was read to its end, each grant
    that it tells of is in the list, and each is right as it stands there.
    """

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    ``position`` is the grant's (None: the release itself), ``field`` the column (None: the grant or release as
    a whole; rejecting a release says that it tells of no grant). ``read`` is what had been read, for a whole grant
    its :func:`brief`, for a complete release its :func:`listed`. Of a page that could not be read ``decided`` is the
    number of grants that it tells of, and ``text_sha256`` that of the page. ``start`` and ``end`` show where in the
    text the right value stands (None: nowhere). ``span`` is the place of the whole grant in the text, by which it is
    found again. ``proposal`` is the id of the model's proposal that a person accepted by adding the grant.
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
    proposal: str | None = None


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
    decided on at all, ``reviewed`` to the day of the newest decision that holds. ``judged`` says that a person
    answered for the whole list: every grant is right or none, and none is missing. ``read_by`` says who else than the
    rules read a grant: ``"person"`` or ``"model"``; ``accepted`` has the position of each accepted proposal's grant.
    """

    extraction: Extraction
    outcomes: tuple[tuple[Outcome, str], ...] = ()
    corrected: Mapping[int | None, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reviewed: Mapping[int | None, date] = field(default_factory=lambda: MappingProxyType({}))
    decided: Mapping[int | None, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    judged: bool = False
    read_by: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    accepted: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def text_digest(text: str) -> str:
    """SHA-256 of a release's text in UTF-8, hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def brief(grant: Grant) -> str:
    """A grant in one line: what a decision on a whole grant is bound to."""
    parts = (grant.title, grant.owner, grant.amount, grant.currency)
    return " · ".join("–" if part is None else str(part) for part in parts)


def listed(found: Extraction) -> str:
    """What a release tells of as a whole, in one line: what a judgement on all of it is bound to."""
    said = [_said_of(grant) for grant in found.grants]
    claims = found.claims
    digest = text_digest(json.dumps([said, claims.total, claims.count], default=str))
    return f"{len(said)} grant{'' if len(said) == 1 else 's'}, {digest[:16]}"


def _said_of(grant: Grant) -> dict[str, Value]:
    """The values that a grant has: a column that comes later leaves old judgements as they are where it is empty."""
    values = {name: _field(grant, name) for name in sorted(GRANT_FIELDS) if name not in _UNSAID}
    return {name: one for name, one in values.items() if one not in (None, (), False)}


def span(grant: Grant) -> tuple[int, int] | None:
    """The place of a grant in the text: from its first to its last evidence; None without evidence."""
    if not grant.evidence:
        return None
    return min(e.start for e in grant.evidence.values()), max(e.end for e in grant.evidence.values())


def layout(release: Release, place: tuple[int, int] | None) -> str:
    """How a release sets out a grant that no rule read, by the block that its words begin in."""
    blocks = [one for one in release.blocks if place and one.start <= place[0] < one.end]
    return _LAYOUTS.get(blocks[0].kind, "prose") if blocks else "prose"


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
    work.finish()
    last = {_about(one): number for number, one in enumerate(decisions)}
    for number, one in enumerate(decisions):
        if outcomes[number][0] is not Outcome.STALE and last[_about(one)] != number:
            outcomes[number] = (Outcome.SUPERSEDED, "")
        outcomes[number] = work.settled(one, outcomes[number])
    return Applied(
        work.extraction,
        tuple(outcomes),
        {position: tuple(sorted(names)) for position, names in work.corrected.items() if names},
        work.reviewed,
        {position: frozenset(names) for position, names in work.decided.items()},
        work.judged,
        {grant.position: work.read_by(grant.position) for grant in work.added()},
        {id_: grant.position for grant in work.added() if (id_ := work.proposals.get(grant.position))},
    )


def _about(one: Correction) -> tuple[int | None, str | None, bool]:
    """What a decision is about: a later one about the same takes its place. What is added can be decided on, and what
    was rejected as a whole can be complete with what was added."""
    return one.position, one.field, one.decision in (Decision.ADD, Decision.COMPLETE)


class _Work:
    """An extraction while decisions are applied to it, one after the other."""

    def __init__(self, found: Extraction) -> None:
        self.read = self.extraction = found
        self.judged = False
        self._twins: dict[int | None, int] = {}
        self.corrected: dict[int | None, set[str]] = {}
        self.reviewed: dict[int | None, date] = {}
        self.decided: dict[int | None, set[str]] = {}
        self._digest = text_digest(found.release.text)
        self._rejected: dict[int, Grant] = {}
        self._added: set[int] = set()
        self.proposals: dict[int, str] = {}
        self._taken: set[int] = set()

    def take(self, one: Correction) -> tuple[Outcome, str]:
        """Applies one decision if all it was bound to still holds."""
        stale = self._stale(one)
        if stale:
            return Outcome.STALE, stale
        if one.decision is Decision.COMPLETE:
            return Outcome.CONFIRMED, ""
        if one.position is not None or one.field is None:
            self._review(one)
        if one.field is None:
            return self._add(one) if one.decision is Decision.ADD else self._whole(one)
        return self._value(one, one.field)

    def _review(self, one: Correction) -> None:
        self.reviewed[one.position] = max(one.when, self.reviewed.get(one.position, one.when))

    def _value(self, one: Correction, name: str) -> tuple[Outcome, str]:
        self.decided.setdefault(one.position, set()).add(name)
        names = self.corrected.setdefault(one.position, set())
        wanted = None if one.decision is Decision.REJECT else one.decided
        if one.decision is Decision.ACCEPT:
            wanted = one.read
        if wanted == value(self.extraction, one.position, name) and not _shows(one):
            return Outcome.CONFIRMED, ""
        self._set(one, _empty(wanted, one.position, name))
        back = wanted == value(self.read, one.position, name) and not _shows(one)
        (names.discard if back else names.add)(name)
        return Outcome.APPLIED, ""

    def _stale(self, one: Correction) -> str:
        if one.text_sha256 != self._digest:
            return "the release's text has changed since"
        if one.decision in (Decision.ADD, Decision.COMPLETE):
            return self._outdated(one)
        if one.position is not None:
            moved = self._moved(one, one.position)
            if moved or one.position in self._rejected:
                return moved
        readings = [value(e, one.position, one.field) for e in (self.read, self.extraction)]
        return "" if one.read in readings else f"read then: {_said(one.read)}, now: {_said(readings[0])}"

    def _outdated(self, one: Correction) -> str:
        if one.decision is Decision.COMPLETE:
            now = listed(self.extraction)
            return "" if one.read == now else f"what is read has changed since: {_said(one.read)}, now {now}"
        if one.position not in {grant.position for grant in self.read.grants}:
            return ""
        self._taken.add(one.position or 0)
        return _ANOTHER.format(one.position)

    def _moved(self, one: Correction, position: int) -> str:
        grant = {grant.position: grant for grant in self.read.grants}.get(position)
        if grant is None:
            return f"no grant {position} is read any more"
        if position in self._taken and one.span is None:
            # A value of the grant that was to be added.
            return _ANOTHER.format(position)
        if position in self._rejected and one.field is not None:
            return f"an earlier decision rejected grant {position}"
        now = span(grant)
        if one.span and now and not _overlap(one.span, now):
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

    def _add(self, one: Correction) -> tuple[Outcome, str]:
        assert one.position
        new = Grant(one.position, layout="prose", confidence=1.0)
        self._added.add(one.position)
        if one.proposal is not None:
            self.proposals[one.position] = one.proposal
        # Later decisions give its values, and are made on it as on any grant.
        self.read = replace(self.read, grants=(*self.read.grants, new))
        self.extraction = replace(self.extraction, grants=(*self.extraction.grants, new))
        return Outcome.APPLIED, ""

    def finish(self) -> None:
        """Takes away what was added and is read by itself now; tells how the release sets out the rest of it, and
        whose its sum is."""
        for added in self.added():
            twin = next((grant for grant in self.read.grants if _same(added, grant)), None)
            others = tuple(grant for grant in self.extraction.grants if grant is not added)
            if twin is not None:
                self._twins[added.position] = twin.position
                self.reviewed.pop(added.position, None)
                self.extraction = replace(self.extraction, grants=others)
                continue
            kept = sorted(
                (*others, replace(added, layout=layout(self.read.release, span(added)))),
                key=lambda one: one.position,
            )
            self.extraction = replace(
                self.extraction,
                grants=tuple(kept),
                amounts=tuple(_granted(one, added) for one in self.extraction.amounts),
            )

    def added(self) -> list[Grant]:
        """The grants that a person added and that stand."""
        return [grant for grant in self.extraction.grants if grant.position in self._added]

    def read_by(self, position: int) -> str:
        """Who first read a grant that was added."""
        return "model" if position in self.proposals else "person"

    def settled(self, one: Correction, outcome: tuple[Outcome, str]) -> tuple[Outcome, str]:
        """What became of a decision when all of them are made, and whether somebody answered for the release."""
        if one.position in self._twins:
            return Outcome.STALE, f"it is read as grant {self._twins[one.position]} now"
        if outcome[0] is Outcome.APPLIED and (one.position, one.field) == (None, None):
            self.judged = self.judged or not self.extraction.grants
        if outcome[0] is Outcome.CONFIRMED and one.decision is Decision.COMPLETE:
            if one.read != listed(self.extraction):
                return Outcome.STALE, "a later decision has changed the list"
            self.judged = True
            self._review(one)
        return outcome

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


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same(added: Grant, read: Grant) -> bool:
    """Whether a grant that was read is the one that a person had to add before: the same sum to the same owner, told
    by the same words."""
    if added.position == read.position or (added.amount, added.owner) != (read.amount, read.owner):
        return False
    pairs = [(added.evidence.get(name), read.evidence.get(name)) for name in ("amount", "owner", "title")]
    shown = [(one, other) for one, other in pairs if one and other]
    return bool(shown) and all(one.start < other.end and other.start < one.end for one, other in shown)


def _granted(one: AmountFate, added: Grant) -> AmountFate:
    """A sum of the release, which a person may have shown to be that of a grant that was not read."""
    place = added.evidence.get("amount")
    if place is None or one.grant is not None or not (one.start < place.end and place.start < one.end):
        return one
    return replace(one, fate="granted", cue="a person added the grant", grant=added.position)


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

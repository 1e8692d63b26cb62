"""The record types that leave the parsers: what a release says, with the place where it says it.

The span law: ``release.text[e.start:e.end] == e.quote`` for every :class:`Evidence` ``e``; offsets are
half-open and count code points of the text as stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from anslag.parsers.fields import Amount as Amount
from anslag.parsers.fields import GrantFields


class BlockKind(StrEnum):
    """What a block of a release is to a reader."""

    HEADLINE = "headline"
    LEDE = "lede"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its place in the text, and the header that stands over it."""

    start: int
    end: int
    header: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the release's text that stands by itself on the page; no phrase crosses its border.

    ``level`` is a heading's rank (1 to 6) or a list's depth (from 1); ``marker`` is the item's marker as
    printed ("1.", "•") or ""; ``group`` numbers the list or table that an item or row belongs to, from 1;
    ``header`` marks a table's header row.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: str = ""
    group: int = 0
    header: bool = False
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A press release as a reader sees it: page furniture is gone, contacts are cut off.

    ``text`` is NFC and holds headline, lede and body, a newline between lines and an empty line
    between paragraphs, a tab between the cells of a row and a newline between the lines of a cell. ``published``
    is a day; ``language`` is an ISO 639-1 code; ``lost`` quotes what the page says and the text may lack.
    """

    text: str
    blocks: tuple[Block, ...]
    url: str | None = None
    title: str | None = None
    lede: str | None = None
    publisher: str | None = None
    published: date | None = None
    platform: str | None = None
    language: str | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: half-open code-point offsets into the release's text, and by which rule."""

    start: int
    end: int
    quote: str
    rule: str


def _no_evidence() -> Mapping[str, Evidence]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Claims:
    """What the release says of the whole: money granted in all and number of grants.

    ``hedge`` is the direction in which the printed total may miss: "" (rounded), "about" (cirka),
    "more" (drygt, över) or "less" (knappt, nära). ``unit`` is one unit of the last printed digit, in
    currency units (25,5 miljoner: 100 000).
    """

    total: Amount | None = None
    currency: str | None = None
    approximate: bool = False
    hedge: str = ""
    unit: Amount = 1
    count: int | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=_no_evidence)


@dataclass(frozen=True, slots=True)
class Grant(GrantFields):
    """One decision of money to a recipient or a project; its columns are those of :class:`GrantFields`.

    ``period_start`` and ``period_end`` are days, both included. ``evidence`` maps a column's name to where its value
    was read.
    """

    evidence: Mapping[str, Evidence] = field(default_factory=_no_evidence)


@dataclass(frozen=True, slots=True)
class AmountFate:
    """What became of one number of the release that could be an amount of money: every one has exactly one fate.

    ``fate`` is one of :data:`anslag.parsers.fates.FATES`, ``cue`` what speaks for it most, ``probability`` (0 to 1)
    the chance that the sum is granted, ``grant`` the position of the grant whose amount it is. ``value`` is None
    where the number cannot be read whole.
    """

    start: int
    end: int
    value: Amount | None
    currency: str
    fate: str
    cue: str
    probability: float
    grant: int | None = None


class CheckStatus(StrEnum):
    """The outcome of a check. ``SKIPPED``: the release claims nothing that could be compared."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison of what was read with what should hold. ``expected`` and ``found`` are as printed."""

    name: str
    status: CheckStatus
    expected: str | None = None
    found: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one release."""

    release: Release
    claims: Claims = Claims()
    grants: tuple[Grant, ...] = ()
    checks: tuple[Check, ...] = ()
    amounts: tuple[AmountFate, ...] = ()
    funder: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    reference: str | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=_no_evidence)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One legal body, with every spelling that releases use for it.

    ``id`` is readable and stable ("lulea-tekniska-universitet"); ``kind`` one of the kinds that
    :mod:`anslag.parsers.organisations` lists; ``kommun`` and ``county`` SCB codes ("2482", "24");
    ``organisation_number`` as NNNNNN-NNNN, never a person's number.
    """

    id: str
    name: str
    kind: str = "unknown"
    kommun: str | None = None
    county: str | None = None
    organisation_number: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two organisations that may be one; they are kept apart until a person decides."""

    first: str
    second: str
    reason: str

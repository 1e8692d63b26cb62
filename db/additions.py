"""What people add to a database beside what the archive gives: decisions on pairs, funders, a register, newsrooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from anslag.db.funders import Funder
from anslag.db.recipients import Entry
from anslag.db.same_grant_file import PairDecision


@dataclass(frozen=True, slots=True)
class Additions:
    """``newsrooms`` maps the address of a known newsroom to the name of the body whose it is."""

    pair_decisions: Sequence[PairDecision] = ()
    funders: Sequence[Funder] = ()
    register: Sequence[Entry] = ()
    newsrooms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

"""Adds proposals to the releases of a build, behind what was read and what people decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from anslag.db.corrections import Applied
from anslag.db.proposals import Proposal, Refusal, Settled, Standing
from anslag.parsers.records import Extraction
from anslag.second_reader.standing import Stood, Verdict, standing

_JUDGED = "a person has answered for all grants of the release"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a data folder brings to a build; with ``take`` the proposals that nobody has reviewed go into it too."""

    proposals: tuple[Proposal, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    take: bool = False

    def by_release(self) -> dict[str, tuple[object, ...]]:
        """What shapes the rows of each release that something was proposed for."""
        refused = {one.proposal for one in self.refusals}
        found: dict[str, list[object]] = defaultdict(list)
        for one in self.proposals:
            found[one.release_id].append((one, one.id in refused))
        return {release_id: (self.take, *every) for release_id, every in found.items()}


class Proposals:
    """The proposals of a data folder while a build takes them."""

    def __init__(self, brought: Brought) -> None:
        self._take = brought.take
        self._every = brought.proposals
        self._refused = {one.proposal for one in brought.refusals}
        self._of_release: dict[str, list[Proposal]] = defaultdict(list)
        for one in brought.proposals:
            self._of_release[one.release_id].append(one)
        self._settled: dict[str, Settled] = {}

    def added(self, release_id: str, read: Extraction, applied: Applied) -> Applied:
        """``applied`` with the proposals that stand, if the build takes them."""
        proposals = self._of_release.get(release_id, ())
        if not proposals:
            return applied
        waiting = self._undecided(proposals, applied)
        stood = stands(read, applied, waiting)
        for one, verdict in zip(waiting, stood.verdicts, strict=True):
            self._settled[one.id] = self._outcome(one, verdict)
        if not self._take:
            return applied
        taken = {one.position: "model" for one in stood.verdicts if one.position is not None}
        return replace(applied, extraction=stood.extraction, read_by={**applied.read_by, **taken})

    def _undecided(self, proposals: Sequence[Proposal], applied: Applied) -> list[Proposal]:
        left = []
        for one in proposals:
            if one.id in self._refused:
                self._settled[one.id] = Settled(one, Standing.REFUSED)
            elif one.id in applied.accepted:
                self._settled[one.id] = Settled(one, Standing.ACCEPTED, applied.accepted[one.id])
            elif applied.judged:
                self._settled[one.id] = Settled(one, Standing.STALE, message=_JUDGED)
            else:
                left.append(one)
        return left

    def _outcome(self, one: Proposal, verdict: Verdict) -> Settled:
        if not verdict.stands:
            return Settled(one, Standing.STALE, message=verdict.why)
        if self._take and verdict.backed:
            return Settled(one, Standing.TAKEN, verdict.position)
        return Settled(one, Standing.WAITING, message=verdict.why)

    def settled(self) -> list[Settled]:
        """What became of every proposal, in the file's order."""
        lost = "the release is not in the database"
        return [
            self._settled.get(one.id) or Settled(one, Standing.STALE, message=lost) for one in self._every
        ]


def stands(read: Extraction, applied: Applied, proposals: Sequence[Proposal]) -> Stood:
    """What stands of undecided ``proposals`` behind the grants that were read and those that people added."""
    every = [grant.position for found in (read, applied.extraction) for grant in found.grants]
    return standing(applied.extraction, proposals, 1 + max(every, default=0))


def waiting(
    read: Extraction, applied: Applied, proposals: Sequence[Proposal], refused: Collection[str]
) -> list[Proposal]:
    """The proposals of one release that a person should look at: nobody has decided on them, and they stand."""
    if applied.judged:
        return []
    left = [one for one in proposals if one.id not in refused and one.id not in applied.accepted]
    stood = stands(read, applied, left)
    return [one for one, verdict in zip(left, stood.verdicts, strict=True) if verdict.stands]

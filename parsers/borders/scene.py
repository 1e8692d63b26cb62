"""What the grants of a release tell of one another, asked for each of its rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from anslag.parsers.candidates import Candidate
from anslag.parsers.lexicon import any_of, words
from anslag.parsers.mentions.mention import Annotations, Name, Span, within
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.merging import Told
from anslag.parsers.scenes import entity

QUOTATION = '"”“«»'


@dataclass(frozen=True)
class Scene:
    """A release's grants in order of the text, with all readings by the start of their sum, else of their row."""

    a: Annotations
    told: Sequence[Told]
    readings: Mapping[tuple[bool, int], Sequence[Candidate]]

    @property
    def text(self) -> str:
        return self.a.text

    @cached_property
    def rows(self) -> Sequence[int]:
        """The places of the grants that a grid reads."""
        return [at for at, one in enumerate(self.told) if one.candidate.reader.startswith("grid.")]

    @cached_property
    def owners(self) -> Mapping[str, int]:
        """How many grants each owner has."""
        return Counter(entity(one.candidate.owner.of(self.text)) for one in self.told if one.candidate.owner)

    @cached_property
    def titles(self) -> Mapping[str, int]:
        """How many grants bear each title."""
        return Counter(entity(one.candidate.title.of(self.text)) for one in self.told if one.candidate.title)

    @cached_property
    def names(self) -> Mapping[str, int]:
        """How often each name stands in the release."""
        return Counter(entity(self.text[name.start : name.end]) for name in self.a.names)

    @cached_property
    def home(self) -> Name | None:
        """The one body that the release says persons or projects are at before its first row: "fem forskare vid X"."""
        first = self.told[self.rows[0]].candidate.start if self.rows else 0
        ahead = (name for name in self.a.names if name.start < first and name.organisation >= _BODY)
        homes = {
            entity(self.text[name.start : name.end]): name
            for name in ahead
            if _AT_WORK.search(self.text, max(0, name.start - _NEAR), name.start)
        }
        return homes.popitem()[1] if len(homes) == 1 else None

    @cached_property
    def capitals(self) -> bool:
        """Whether most titles begin with a capital."""
        return self._share(lambda title: title.of(self.text)[:1].isupper())

    @cached_property
    def quoted(self) -> bool:
        """Whether most titles stand in quotation marks."""
        return self._share(lambda title: self.text[max(0, title.start - 1) : title.start] in {*QUOTATION})

    @cached_property
    def named(self) -> str:
        """Whether what the rows' columns give as owners are organisations."""
        owners = [one.candidate.owner.of(self.text) for one in self.told if one.candidate.owner]
        if not owners:
            return "name nobody"
        share = sum(organisation_score(owner) for owner in owners) / len(owners)
        return next(words for most, words in _NAMING if share <= most)

    @cached_property
    def quotations(self) -> Mapping[int, Sequence[Span]]:
        """The quotations in each of :attr:`rows`."""
        return {
            at: within(self.a.quotes, self.told[at].candidate.start, self.told[at].candidate.end)
            for at in self.rows
        }

    @cached_property
    def quoting(self) -> str:
        """How many rows have a quotation."""
        share = sum(map(bool, self.quotations.values())) / max(1, len(self.rows))
        return "all" if share > 0.95 else "most" if share > 0.6 else "some" if share > 0.3 else "few"

    def _share(self, holds: Callable[[Span], bool]) -> bool:
        every = [one.candidate.title for one in self.told if one.candidate.title]
        return bool(every) and sum(map(holds, every)) > _MOST * len(every)

    def read_otherwise(self, one: Candidate) -> Sequence[Candidate]:
        """The readings of the same sum or row, ``one`` among them."""
        return self.readings.get(place(one), ())

    def neighbours(self, at: int) -> Iterator[Candidate]:
        """The grants before and behind one."""
        for other in (at - 1, at + 1):
            if 0 <= other < len(self.told):
                yield self.told[other].candidate


_MOST = 0.6
_BODY = 0.5
_NEAR = 60
_AT_WORK = re.compile(rf"\b{any_of(words('words', 'at_work'))}\b[^.!?:\n]{{0,30}}\b(?:vid|på|från)\s+$", re.I)
_NAMING = ((0.3, "name no organisations"), (0.6, "name some organisations"), (1.0, "name organisations"))


def heads_both(grant: Candidate, other: Candidate, place: tuple[int, int]) -> bool:
    """Whether a span stands above two rows, which may both have it."""
    return place[1] <= min(grant.start, other.start)


def place(one: Candidate) -> tuple[bool, int]:
    """What two readings of one grant share: where its sum stands, else where its row begins."""
    return (True, one.money.start) if one.money else (False, one.start)


def scene_of(a: Annotations, told: Sequence[Told], others: Sequence[Candidate]) -> Scene:
    """The scene of ``told``; ``others`` are all readings of the release."""
    readings: dict[tuple[bool, int], list[Candidate]] = defaultdict(list)
    for one in others:
        readings[place(one)].append(one)
    return Scene(a, told, readings)

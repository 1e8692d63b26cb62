"""Labelled releases to fit and measure with: the release as the reader gets it, and what a careful person reads."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anslag.parsers import document, pages
from anslag.parsers.markup.decode import decoded
from anslag.parsers.records import Release

FOLDS = 5
SILENT = 2.0
"""What an example counts for whose release grants nothing: wrong is worse than missing.

On publishers not seen, false grants fall by a third for one grant of a hundred missed; 3 gives nothing more.
"""
PEERS = 0.75
"""How fast a release counts for less, the more its publisher has: 200 of one count as four, as 14 with a half.

Of a half and three quarters, the latter loses fewer lists of other publishers.
"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled release. ``gold`` is its answer file as it stands (see fixtures/README.md for the format)."""

    name: str
    release: Release
    gold: Mapping[str, Any]
    is_page: bool = False
    is_case: bool = False
    """A small case that asks for one thing: what its answer does not name is unknown, not empty."""
    peers: int = 1
    """How many releases of its publisher are learned from, itself among them."""

    @property
    def publisher(self) -> str:
        return " ".join(str(self.gold.get("publisher") or self.name).casefold().split())

    @property
    def family(self) -> str:
        return str(self.gold["family"])

    @property
    def is_aimed(self) -> bool:
        """Whether it was written to ask for one thing ("lists without sums"): its sums are not like most."""
        return "asks" in self.gold

    @property
    def weight(self) -> float:
        """What the release counts for when the fates are fitted: less, the more its publisher has to say."""
        return (1.0 if self.gold["grants"] else SILENT) * math.pow(self.peers, -PEERS)

    @property
    def fold(self) -> int:
        """The fold of its publisher: a publisher's releases are never parted, over all folders."""
        return sum(self.publisher.encode()) % FOLDS


def labelled(folders: Iterable[Path], forms: tuple[str, ...] = (".txt",)) -> Iterator[Labelled]:
    """The labelled releases of ``folders`` in the order of their names; releases undecidable as text only as HTML."""
    for folder in folders:
        for answer in sorted(set(folder.glob("*.json")) - set(folder.glob(f"*{_EXPECTED}"))):
            gold = json.loads(answer.read_text("utf-8"))
            for form in forms:
                source = answer.with_suffix(form)
                if not source.exists() or (form == ".txt" and gold.get("txt_undecidable")):
                    continue
                yield Labelled(answer.stem, _release(source), gold, form == ".html")


def with_peers(releases: Sequence[Labelled]) -> list[Labelled]:
    """``releases``, each knowing how many its publisher has among them: as text and as page it is one."""
    peers = Counter(publisher for publisher, _ in {(one.publisher, one.name) for one in releases})
    return [replace(one, peers=peers[one.publisher]) for one in releases]


_EXPECTED = ".expect.json"


def cases(folder: Path) -> Iterator[Labelled]:
    """The small cases of ``folder`` that say which grants they hold (the format: fixtures/README.md)."""
    for answer in sorted(folder.glob(f"*{_EXPECTED}")):
        said = json.loads(answer.read_text("utf-8"))
        name = answer.name.removesuffix(_EXPECTED)
        source = next(one for one in sorted(folder.glob(f"{name}.*")) if one != answer)
        if "grants" in said:
            yield Labelled(name, _release(source), _gold(said), source.suffix == ".html", is_case=True)


def _gold(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a case expects, as the answer of a labelled release has it: of several right values, the first and "alt"."""
    grants = []
    for expected in said["grants"]:
        grants.append({"title": None, "owner": None, "amount": None} | _parted(expected))
    claims = {"total": None, "count": None} | _parted(said.get("claims", {}))
    return {"publisher": f"case: {said['kind']}", "family": "case", "claims": claims, "grants": grants}


def _parted(expected: Mapping[str, Any]) -> dict[str, Any]:
    """Each value, or the first of several, the others under "alt"."""
    several = {field: value for field, value in expected.items() if isinstance(value, list)}
    firsts = {field: several[field][0] if field in several else value for field, value in expected.items()}
    others = {field: value[1:] for field, value in several.items() if value[1:]}
    return firsts | ({"alt": others} if others else {})


def _release(source: Path) -> Release:
    if source.suffix == ".html":
        return pages.release(source.read_bytes(), {}, None)
    return document.plain(decoded(source.read_bytes()))

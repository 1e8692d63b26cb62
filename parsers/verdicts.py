"""What a column of a table says became of each of its rows: "Ja" and "Nej", "Avslag" among sums, "0 kr"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from anslag.parsers.mentions.mention import Annotations, once
from anslag.parsers.records import Block, BlockKind, Cell
from anslag.parsers.scopes import statuses


@once
def verdicts(a: Annotations) -> Mapping[int, str]:
    """What a column that decides on the rows of its table says of each: "granted" or "refused"."""
    tables: dict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(a.release.blocks):
        if block.kind is BlockKind.ROW:
            tables[block.group].append(index)
    return {index: verdict for rows in tables.values() for index, verdict in _verdicts_in(a, rows)}


def _verdicts_in(a: Annotations, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
    blocks = a.release.blocks
    for column in range(max(len(blocks[index].cells) for index in rows)):
        cells = {at: blocks[at].cells[column] for at in rows if column < len(blocks[at].cells)}
        found = {at: _verdict(a.text, cell) for at, cell in cells.items() if not blocks[at].header}
        said = {at: a.text[cell.start : cell.end].strip() for at, cell in cells.items()}
        if _are_sums(said.values()):
            yield from ((at, "refused") for at, one in said.items() if _is_nothing(one, found.get(at, "")))
        elif _decide(found, said) and _is_decision(a.text, rows, blocks, column, _said_alone(a.text, cells)):
            yield from ((at, verdict) for at, verdict in found.items() if verdict)


def _said_alone(text: str, cells: Mapping[int, Cell]) -> Set[str]:
    """The verdicts of the cells that say nothing else."""
    said = (text[cell.start : cell.end].strip(" .!") for cell in cells.values())
    alone = (name for one in said for name, pattern in statuses() if pattern.fullmatch(one))
    return {_MEANT.get(name, "") for name in alone}


def _decide(found: Mapping[int, str], said: Mapping[int, str]) -> bool:
    """Whether most cells that say something say what became of their row: a title may begin with "Nej"."""
    return 2 * sum(map(bool, found.values())) >= sum(bool(said[at]) for at in found)


def _are_sums(said: Collection[str]) -> bool:
    """Whether a column holds sums, in half of its cells at least, its header aside."""
    return 2 * sum(_SUM.fullmatch(one) is not None for one in said) >= max(2, len(said) - 1)


def _is_nothing(said: str, verdict: str) -> bool:
    """Whether a cell in a column of sums says that there is none: "0 kr", "Avslag"."""
    return _NOTHING.fullmatch(said) is not None or verdict == "refused"


_NOTHING = re.compile(r"0 ?(?:kr|kronor|tkr|:-)(?: ?\([^()]*\))?\.?", re.I)
"""That a row's sum is nothing, and perhaps what it had asked for."""
_SUM = re.compile(r"\d[\d .,]* ?(?:kr|kronor|tkr|:-)?(?: ?\([^()]*\))?\.?", re.I)
_YES_AND_NO = frozenset(("granted", "refused"))


def _verdict(text: str, cell: Cell) -> str:
    """What a cell that begins with it says became of its row: "granted", "refused", or "" for nothing."""
    said = text[cell.start : cell.end].strip(" .!")
    for name, pattern in statuses():
        if (found := pattern.match(said)) and _REASON.match(said, found.end()):
            return _MEANT.get(name, "")
    return ""


_MEANT = {"granted": "granted", "refused": "refused", "withdrawn": "refused", "applied": "refused"}
"""What a status in a cell means for its row; a proposal is none."""


_REASON = re.compile(r"\s*(?:$|[,.;:(–-])")
"""What may follow what became of a row: "Avslag, för låg poäng"."""


def _is_decision(
    text: str, rows: Sequence[int], blocks: Sequence[Block], column: int, said: Set[str]
) -> bool:
    """Whether a column tells of decisions: its header asks for them, or none says what its yes and no are to."""
    first = blocks[rows[0]].cells
    header = next((one.header for one in first[column : column + 1]), "")
    if not header and column < len(first) and not _verdict(text, first[column]):
        header = text[first[column].start : first[column].end]
    if _OTHER.search(header):
        return False
    both = said >= _YES_AND_NO
    return _DECISION.search(header) is not None or (
        both and (not header or _MONEY.search(header) is not None)
    )


_DECISION = re.compile(r"bevilj|beslut|besked|utfall|resultat|status|bifall|tilldel|godkän", re.I)
_MONEY = re.compile(r"stöd|bidrag|får|bedöm", re.I)
"""Words of a header that may ask for the decision, or for something else that has money."""
_OTHER = re.compile(r"minimis|annat|andra|övrig|tidigare|\beg[en]", re.I)

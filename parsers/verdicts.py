"""What a column of a table says became of each of its rows: "Ja" and "Nej", "Avslag, för låg poäng"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from anslag.parsers.mentions.mention import Annotations, once
from anslag.parsers.records import BlockKind, Cell
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
        if _are_sums(said.values()) or not _decide(found, said):
            continue
        if _is_decision(a.text, blocks[rows[0]].cells, column):
            yield from ((at, verdict) for at, verdict in found.items() if verdict)


def _decide(found: Mapping[int, str], said: Mapping[int, str]) -> bool:
    """Whether most cells that say something say what became of their row: a title may begin with "Nej"."""
    return 2 * sum(map(bool, found.values())) >= sum(bool(said[at]) for at in found)


def _are_sums(said: Collection[str]) -> bool:
    """Whether a column holds sums, in half of its cells at least, its header aside."""
    return 2 * sum(_SUM.fullmatch(one) is not None for one in said) >= max(2, len(said) - 1)


_SUM = re.compile(r"\d[\d .,]* ?(?:kr|kronor|tkr|:-)?(?: ?\([^()]*\))?\.?", re.I)


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


def _is_decision(text: str, first: Sequence[Cell], column: int) -> bool:
    """Whether the header of a column, printed or in the ``first`` row, asks for decisions."""
    header = next((one.header for one in first[column : column + 1]), "")
    if not header and column < len(first) and not _verdict(text, first[column]):
        header = text[first[column].start : first[column].end]
    return _DECISION.search(header) is not None


_DECISION = re.compile(r"bevilj|beslut|besked|utfall|resultat|status|bifall|tilldel|godkän", re.I)

"""Tables whose first column holds labels and whose second holds values: records turned on their side."""

from __future__ import annotations

from collections.abc import Sequence

from anslag.parsers.layouts.context import Context
from anslag.parsers.phrases.labels import Field, label
from anslag.parsers.records import Block, BlockKind

_FEWEST = 3


def paired_rows(context: Context) -> dict[int, Field]:
    """The labelled value of each row of such tables, by the row's block."""
    found: dict[int, Field] = {}
    rows: list[tuple[int, Block]] = []
    for index, block in enumerate((*context.release.blocks, None)):
        if (
            block is not None
            and block.kind is BlockKind.ROW
            and (not rows or rows[-1][1].group == block.group)
        ):
            rows.append((index, block))
            continue
        found |= _pairs(context.text, rows)
        rows = [(index, block)] if block is not None and block.kind is BlockKind.ROW else []
    return found


def _pairs(text: str, rows: Sequence[tuple[int, Block]]) -> dict[int, Field]:
    found: dict[int, Field] = {}
    for index, row in rows:
        one = label(text[row.cells[0].start : row.cells[0].end]) if len(row.cells) == 2 else None
        if one is not None and row.cells[1].start < row.cells[1].end:
            found[index] = Field(one, row.cells[1].start, row.cells[1].end, row.start)
    told = {one.label.field for one in found.values()}
    enough = len(found) >= _FEWEST and len(found) * 4 >= len(rows) * 3
    return found if enough and "amount" in told and told & {"title", "owner", "person"} else {}

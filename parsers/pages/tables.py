"""Tables of a page as rows of cells, whatever elements they are made of; tables that only lay out the page are none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from anslag.parsers.document import BARE_SUM, Draft
from anslag.parsers.headings import MONEY
from anslag.parsers.markup.tree import Element, has_tag, inside, text_of
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.roles import organisation_score
from anslag.parsers.pages.cells import Cell, grid
from anslag.parsers.records import BlockKind

_SECTIONS = ("thead", "tbody", "tfoot")
_CELL_ROLES = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
_LONG_CELL = 400
"""Characters of a cell from which on it may hold the page and not a value."""


class Row(NamedTuple):
    """The cells of one row; ``is_head`` where the markup says that they head their columns."""

    cells: tuple[Element, ...]
    is_head: bool


def rows_of(element: Element) -> list[Row]:
    """The rows of an element that is a table, by its elements or roles; else none."""
    rows: list[Row] = []
    if element.tag == "table":
        rows = list(_table_rows(element))
    elif element.attributes.get("role") in ("table", "grid", "treegrid"):
        rows = list(_role_rows(element))
    return rows if _is_data(rows) else []


def captions(table: Element) -> Iterator[Element]:
    """The captions of a table."""
    return (child for child in table.children if isinstance(child, Element) and child.tag == "caption")


def row_drafts(rows: Sequence[Row], group: int, read: Callable[[Element], str]) -> Iterator[Draft]:
    """The rows as blocks, each cell under the lowest header over it; ``read`` tells the text of a cell."""
    headers: list[str] = []
    width = max(len(row.cells) for row in rows)
    in_head = is_first = True
    cells = [[_cell(cell, read(cell)) for cell in row.cells] for row in rows]
    filled = list(grid(cells))
    if not rows[0].is_head and _is_turned(filled):
        # Each column is a record: read down, it is a row like any other.
        names = [texts[0].replace("\n", " ") for texts in filled]
        for at, record in enumerate(zip(*filled, strict=True)):
            yield Draft(BlockKind.ROW, [], group=group, header=not at, cells=list(record), headers=names)
        return
    if (column := _of_records(filled)) is not None:
        yield from _unfolded(filled, column, group)
        return
    grouped = sum(map(_is_lone, filled)) > 1
    for row, own, texts in zip(rows, cells, filled, strict=True):
        if len(own) == 1 and own[0].columns >= width and width > 1:
            # A cell over the whole width heads the rows below it.
            lines = [line for line in own[0].text.split("\n") if line]
            yield Draft(BlockKind.PARAGRAPH, lines)
            continue
        is_header = in_head and (
            row.is_head or (is_first and _names_columns(texts) and not (grouped and _is_lone(texts)))
        )
        in_head = in_head and row.is_head
        if is_header:
            headers = _under(headers, [text.replace("\n", " ") for text in texts])
            texts = texts if is_first else headers
        is_first = False
        for each in _apart(texts, headers):
            yield Draft(BlockKind.ROW, [], group=group, header=is_header, cells=each, headers=headers)


def _of_records(rows: Sequence[Sequence[str]]) -> int | None:
    """The column whose cells hold lists, each line of them a name with its sum; None for none."""
    width = min(map(len, rows))
    for column in range(width):
        lists = [texts[column].split("\n") for texts in rows if MONEY.search(texts[column])]
        bare = len(rows) - len(lists)
        if any(len(one) > 1 for one in lists) and bare <= 1 and all(map(_is_record, itertools.chain(*lists))):
            return None if _name_bodies(rows, column) else column
    return None


def _name_bodies(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether the other cells of most rows are bodies: what each of them gets is no list of others."""
    others = [[text for at, text in enumerate(texts) if at != column] for texts in rows]
    named = sum(
        any(organisation_score(text.replace("\n", " ")) >= _BODY for text in texts) for texts in others
    )
    return 2 * named > len(rows)


_BODY = 0.7


def _is_record(line: str) -> bool:
    """Whether a line names somebody and has a sum."""
    return MONEY.search(line) is not None and _NAMED.search(MONEY.sub("", line)) is not None


_NAMED = re.compile(r"[A-ZÅÄÖ][^\W\d_]{2}")


def _unfolded(rows: Sequence[Sequence[str]], column: int, group: int) -> Iterator[Draft]:
    """Such a table as what it is: lists, each below what the rest of its row says of it."""
    for texts in rows:
        rest = [text for at, text in enumerate(texts) if at != column or not MONEY.search(text)]
        if said := " ".join(text.replace("\n", " ") for text in rest if text):
            yield Draft(BlockKind.PARAGRAPH, [said])
        if MONEY.search(texts[column]):
            yield from (Draft(BlockKind.ITEM, [line], group=group) for line in texts[column].split("\n"))


def _is_turned(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column of a table names what stands beside it, as a first row would: "Sökande", "Belopp"."""
    if len({len(texts) for texts in rows}) != 1 or len(rows[0]) < _RECORDS:
        return False
    names = [texts[0].strip() for texts in rows]
    named = [one for name in names if (one := label(name))]
    return len(named) * 3 >= len(names) * 2 and len({one.field for one in named}) > 1


def _apart(texts: list[str], headers: Sequence[str]) -> Iterator[list[str]]:
    """The rows that one row holds line by line: as many sums in one cell as names in another, the rest said of all."""
    cells = [text.split("\n") for text in texts]
    several = [cell for cell in cells if len(cell) > 1]
    is_split = len({len(cell) for cell in several}) == 1 and {_held(cell) for cell in several} == _ROWS_INSIDE
    # "Sökt/Beviljat": two sums of one row.
    if not is_split or "/" in "".join(headers):
        yield texts
        return
    for at in range(len(several[0])):
        yield [cell[at % len(cell)] for cell in cells]


_ROWS_INSIDE = {"sums", "names"}
"""What the cells of several lines hold where each line is a row."""


def _held(cell: Sequence[str]) -> str:
    """What each line of a cell is: a sum, or a name; "" where one only goes on or says where."""
    if all(BARE_SUM.fullmatch(line) for line in cell):
        return "sums"
    return "names" if all(line[:1].isupper() and not _ADDRESS.match(line) for line in cell) else ""


_ADDRESS = re.compile(r"(?:Box|Postadress|Org)\b")
_RECORDS = 3
"""Columns of a turned table at least: two are the labels and values of one record."""


def _names_columns(texts: Sequence[str]) -> bool:
    """Whether a first row may head the columns: it has no figures but years ("Beviljat belopp 2026")."""
    return not any(_FIGURES.search(text) for text in texts)


def _is_lone(texts: Sequence[str]) -> bool:
    """Whether only the first of several cells has words: where several rows are so, they head the rows below ("Teater")."""
    return len(texts) > 1 and bool(texts[0].strip()) and not any(text.strip() for text in texts[1:])


_FIGURES = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3}")


def _under(above: list[str], below: list[str]) -> list[str]:
    """The headers of columns whose head has two rows: the lower one, where there is one."""
    size = max(len(above), len(below))
    padded = [*above, *[""] * (size - len(above))], [*below, *[""] * (size - len(below))]
    return [lower or upper for upper, lower in zip(*padded, strict=True)]


def _cell(element: Element, text: str) -> Cell:
    # What no page means covers one row, one column.
    down, across = (
        element.mark(name) or element.mark(f"aria-{name}") or "1" for name in ("rowspan", "colspan")
    )
    spans = (int(n) if re.fullmatch(r"[1-9][0-9]?", n) else 1 for n in (down, across))
    return Cell(text, *spans)


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))


def _table_rows(table: Element) -> Iterator[Row]:
    """The rows of a table, not of the tables inside it."""
    for part in _elements(table):
        for row in _elements(part) if part.tag in _SECTIONS else (part,):
            cells = tuple(cell for cell in _elements(row) if cell.tag in ("td", "th"))
            if row.tag == "tr" and cells:
                yield Row(cells, part.tag == "thead" or all(cell.tag == "th" for cell in cells))


def _role_rows(element: Element) -> Iterator[Row]:
    for row in _outermost(element, ("row",)):
        cells = tuple(_outermost(row, _CELL_ROLES))
        if cells:
            yield Row(cells, all(cell.attributes.get("role") == "columnheader" for cell in cells))


def _outermost(element: Element, roles: Collection[str]) -> Iterator[Element]:
    """The elements of ``roles`` below one, without those inside them: a table in a cell has its own."""
    for child in _elements(element):
        if child.attributes.get("role") in roles:
            yield child
        else:
            yield from _outermost(child, roles)


def _is_data(rows: Sequence[Row]) -> bool:
    """Whether rows hold values; where a cell holds a table of its own or most of the words, they lay out the page."""
    if not rows or max(len(row.cells) for row in rows) < 2:
        return False
    sizes = [len(text_of(cell)) for row in rows for cell in row.cells]
    if max(sizes) > _LONG_CELL and max(sizes) * 2 > sum(sizes):
        return False
    return not any(has_tag(cell, ("h1", "h2")) or _has_table(cell) for row in rows for cell in row.cells)


def _has_table(element: Element) -> bool:
    """Whether a table of several cells lies in an element."""
    tables = (one for one in inside(element) if one.tag == "table")
    return any(sum(len(row.cells) for row in _table_rows(one)) > 1 for one in tables)

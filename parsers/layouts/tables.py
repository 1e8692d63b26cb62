"""Finds tables: marked rows, and the header words and cells of a table that lost its markup."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from anslag.parsers.document import Line
from anslag.parsers.layouts.context import Context
from anslag.parsers.layouts.draft import trimmed
from anslag.parsers.layouts.fields import amount_in
from anslag.parsers.layouts.pairs import paired_rows
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases.labels import FIELDS, Label, label
from anslag.parsers.phrases.parties import is_person, organisation_score
from anslag.parsers.records import BlockKind

_TRAILING_NUMBERS = re.compile(r"(?:\s[0-9]{1,3}(?:\s[0-9]{3})*(?:\s?kr)?)+$")

TOTAL = re.compile(r"\W*(?:total(?:t|summa|sumlan)?|summa|sammanlagt|delsumma|s:a)\b", re.I)
"""A row of sums, which is no grant."""


_PAIRED = re.compile(
    r"(?P<name>[A-ZÅÄÖ0-9\"”][^\n]{2,110}?)\s+(?P<sum>[0-9]{1,3}(?: [0-9]{3})+)(?:\s?(?:kr|kronor)\b)?(?![0-9])"
)


_JOINT = re.compile(r"[\s,.;]*(?:(?:och|samt)\s+)?")


def collapsed(context: Context) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    """Names and sums in turn within one line, as a table leaves them when all its markup is lost."""
    text = context.text
    for line in context.lines:
        if len(line.text) < 80 or line.kind is BlockKind.ROW:
            continue
        rows: list[list[Span]] = []
        at = line.start
        for pair in _PAIRED.finditer(text, line.start, line.end):
            joined = _JOINT.fullmatch(text, at, pair.start())
            if rows and not joined:
                rows = rows if len(rows) >= 4 else []
            if len(rows) >= 4 and not joined:
                break
            name = _headless(text, Span(*pair.span("name")))
            rows.append([name, Span(*pair.span("sum"))])
            at = pair.end()
        named = sum(organisation_score(row[0].of(text)) > 0.4 for row in rows)
        if len(rows) >= 4 and named * 2 >= len(rows) and context.awards:
            yield [Label("owner", 1, "SEK", False), Label("amount", 1, "SEK", False)], rows


def _headless(text: str, name: Span) -> Span:
    """The name without what stands before it in the first cell: a sentence, or the header's own words."""
    start = name.start
    for stop in re.finditer(r"[.:]\s+(?=[A-ZÅÄÖ])", text[name.start : name.end]):
        start = name.start + stop.end()
    words_left = list(re.finditer(r"\S+", text[start : name.end]))
    index = 0
    while index < len(words_left):
        width = next(
            (
                w
                for w in (3, 2, 1)
                if index + w < len(words_left)
                and label(" ".join(m[0] for m in words_left[index : index + w]))
            ),
            0,
        )
        if not width:
            break
        index += width
    return Span(start + words_left[index].start() if words_left else start, name.end)


def marked(context: Context) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    groups: dict[int, list[tuple[bool, list[Span]]]] = {}
    last = 0
    virtual = 10**6
    sideways = paired_rows(context)
    for index, block in enumerate(context.release.blocks):
        if block.kind is not BlockKind.ROW or index in sideways:
            continue
        if not block.group and index != last + 1:
            virtual += 1
        last = index
        groups.setdefault(block.group or virtual, []).append(
            (block.header, [Span(c.start, c.end) for c in block.cells])
        )
    for rows in groups.values():
        first = [label(cell.of(context.text)) for cell in rows[0][1]]
        above = _header_above(context, rows[0][1][0].start)
        if sum(one is not None for one in first) >= 2 or (
            rows[0][0] and any(one is not None for one in first)
        ):
            yield first, [cells for _, cells in rows[1:]]
        elif above is not None and len(above) == len(rows[0][1]):
            yield above, [cells for _, cells in rows if len(cells) == len(above)]
        elif len(rows) > 1 and context.awards:
            yield from _guessed(context.text, [cells for _, cells in rows])


def _guessed(text: str, rows: list[list[Span]]) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    """A table without a header: sums of money in one column, names of organisations in another."""
    width = max(len(cells) for cells in rows)
    full = [cells for cells in rows if len(cells) == width and not TOTAL.match(cells[0].of(text))]
    if width < 2 or width > 6 or len(full) < 2:
        return
    money_at = next(
        (
            i
            for i in reversed(range(width))
            if sum(bool(amount_in(text, c[i].start, c[i].end)) for c in full) * 5 >= len(full) * 4
        ),
        None,
    )
    names = [
        (sum(organisation_score(c[i].of(text)) for c in full) / len(full), i)
        for i in range(width)
        if i != money_at
    ]
    if money_at is None or not names or max(names)[0] < 0.2:
        return
    owner_at = max(names)[1]
    texts = [i for _, i in names if i != owner_at and sum(len(c[i].of(text)) for c in full) > 8 * len(full)]
    header: list[Label | None] = [None] * width
    header[money_at], header[owner_at] = Label("amount", 1, "SEK", False), Label("owner", 1, "SEK", False)
    if texts:
        header[texts[0]] = Label("title", 1, "SEK", False)
    yield header, full


def _header_above(context: Context, start: int) -> list[Label | None] | None:
    line = next((line for line in reversed(context.lines) if line.end < start), None)
    return _spaced_header(line.text) if line else None


def cell_a_line(context: Context) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    every = context.lines
    index = 0
    while index < len(every):
        found = _cells_from(context, every, index) if _heads(every[index]) else None
        if found is None:
            index += 1
            continue
        header, rows, index = found
        yield header, rows


_WIDEST = 9


def _heads(line: Line) -> Label | None:
    """The label that a short line is by itself."""
    return label(line.text) if len(line.text) < 60 and line.kind is not BlockKind.ROW else None


def _cells_from(
    context: Context, every: Sequence[Line], index: int
) -> tuple[list[Label | None], list[list[Span]], int] | None:
    """The header whose first cell is line ``index``, its rows and where they end: the width that fits the most rows.

    A header may hold a word that no table knows, if two rows or more fit it all the same.
    """
    best: tuple[int, int, list[Label | None], list[list[Span]], int] | None = None
    header: list[Label | None] = []
    for line in every[index : index + _WIDEST]:
        one = _heads(line)
        if (
            line.kind is BlockKind.ROW
            or len(line.text) >= 60
            or (one is None and any(map(str.isdigit, line.text)))
        ):
            break
        header.append(one)
        known = sum(cell is not None for cell in header)
        if len(header) < 2 or known * 3 < len(header) * 2:
            continue
        rows, stop = _grouped(context, every, index + len(header), header)
        if len(rows) >= (1 if known == len(header) else 2) and (
            best is None or (len(rows), known) > best[:2]
        ):
            best = len(rows), known, list(header), rows, stop
    return best[2:] if best else None


_REFUSED = re.compile(r"(?:avslag|avslås|nej|ej\s+beviljat|inget|[-–—0])\W*", re.I)


def _is_sum(text: str, cell: Span) -> bool:
    return amount_in(text, cell.start, cell.end) is not None or bool(_REFUSED.fullmatch(cell.of(text)))


def _grouped(
    context: Context, every: Sequence[Line], index: int, header: Sequence[Label | None]
) -> tuple[list[list[Span]], int]:
    width = len(header)
    amounts = [i for i, one in enumerate(header) if one and one.field in ("amount", "applied")]
    rows: list[list[Span]] = []
    skipped = False
    while amounts and index + width <= len(every):
        cells = [Span(line.start, line.end) for line in every[index : index + width]]
        if TOTAL.match(every[index].text):
            break
        if all(_is_sum(context.text, cells[i]) for i in amounts):
            rows.append(cells)
            index += width
            skipped = False
        elif skipped or _is_sum(context.text, cells[0]):
            # One line between two rows heads a part of the table; two are no table.
            return rows, index - skipped
        else:
            index += 1
            skipped = True
    return rows, index


_REFUSED_ROW = re.compile(r"[0-9]\s(?:avslag|avslås|nej|ej\s+beviljat|[-–—0])(?:\s?kr)?$", re.I)


def row_a_line(context: Context) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    every = context.lines
    for index, line in enumerate(every):
        header = _spaced_header(line.text)
        if header is None:
            continue
        rows = []
        for later in every[index + 1 :]:
            if TOTAL.match(later.text) or later.kind is BlockKind.ROW:
                break
            if _REFUSED_ROW.search(later.text):
                continue
            cells = _spaced_cells(context.text, later, header)
            if cells is None:
                break
            rows.append(cells)
        if rows:
            yield header, rows


_NAME_AND_SUM = re.compile(r"(?P<name>[A-ZÅÄÖ\"”][^\n0-9]*[^\s0-9.,:])\s+(?P<sum>[0-9]{1,3}(?: [0-9]{3})+)")


def named_sums(context: Context) -> Iterator[tuple[list[Label | None], list[list[Span]]]]:
    """Three lines or more in a row that are a name and a bare sum ("Lunda Basket 120 000"), in a release of awards."""
    if not context.awards:
        return
    rows: list[list[Span]] = []
    last = -1
    for index, line in enumerate([*context.lines, None]):
        match = _NAME_AND_SUM.fullmatch(line.text) if line and line.kind is not BlockKind.ROW else None
        if match and line:
            rows = rows if index == last + 1 else []
            rows.append(
                [Span(line.start + a, line.start + b) for a, b in (match.span("name"), match.span("sum"))]
            )
            last = index
        elif rows and index == last + 1:
            named = sum(organisation_score(row[0].of(context.text)) > 0 for row in rows)
            if len(rows) >= 3 and named * 2 >= len(rows):
                yield [Label("owner", 1, "SEK", False), Label("amount", 1, "SEK", False)], rows
            rows = []


def _is_column(tokens: Sequence[str]) -> bool:
    """Whether words of a header name one column; those of two columns are two labels, however well they read as one."""
    joined = " ".join(tokens)
    if len(tokens) > 1 and tokens[-1].strip("()") in ("kr", "kronor", "sek", "tkr"):
        # A unit behind a column's word is part of it.
        return _is_column(tokens[:-1])
    if joined in FIELDS or len(tokens) == 1:
        return joined in FIELDS
    return label(joined) is not None and not all(one in FIELDS for one in tokens)


def _spaced_header(text: str) -> list[Label | None] | None:
    tokens = text.lower().split()
    if not 2 <= len(tokens) <= 12 or ":" in text:
        return None
    found: list[Label | None] = []
    at = 0
    while at < len(tokens):
        width = next(
            (w for w in (4, 3, 2, 1) if at + w <= len(tokens) and _is_column(tokens[at : at + w])),
            0,
        )
        if not width:
            return None
        found.append(label(" ".join(tokens[at : at + width])))
        at += width
    fields = [one.field for one in found if one]
    return (
        found if len(found) >= 2 and "amount" in fields and ("owner" in fields or "title" in fields) else None
    )


def _spaced_cells(text: str, line: Line, header: Sequence[Label | None]) -> list[Span] | None:
    tail = _TRAILING_NUMBERS.search(line.text)
    if tail is None:
        return None
    columns = [one for one in header if one and one.field in ("amount", "applied")]
    numbers = _numbers(line, tail.start(), columns)
    if numbers is None:
        return None
    start = line.start
    if header[0] and header[0].field == "number":
        code = re.compile(r"\S*\d\S*\s+").match(text, start)
        start = code.end() if code else start
    words_span = trimmed(text, start, line.start + tail.start()) or Span(start, line.start + tail.start())
    cells: list[Span] = []
    named = [one.field for one in header if one and one.field in ("owner", "title", "person")]
    split = _owner_title(text, words_span, named) if len(named) == 2 else [words_span]
    for one in header:
        if one and one.field in ("amount", "applied"):
            cells.append(numbers.pop(0))
        elif one and one.field in ("owner", "title", "person"):
            cells.append(split.pop(0) if split else Span(line.start, line.start))
        else:
            cells.append(Span(line.start, line.start))
    return cells


def _numbers(line: Line, start: int, columns: Sequence[Label]) -> list[Span] | None:
    """The last numbers of a line, one for each column of sums, where spaces could part their digits in several ways.

    Groups behind the first have three digits, nobody gets more than was applied for, and sums in a row are of a size.
    """
    groups = list(re.compile(r"[0-9]+").finditer(line.text, start))
    if not groups or not columns:
        return None
    if len(columns) == 1:
        at = len(groups) - 1
        while at > 0 and len(groups[at][0]) == 3 and len(groups[at - 1][0]) <= 3:
            at -= 1
        return [Span(line.start + groups[at].start(), line.start + groups[-1].end())]
    ways: list[tuple[float, list[Span]]] = []
    for cuts in itertools.combinations(range(1, len(groups)), len(columns) - 1):
        parts = [groups[a:b] for a, b in itertools.pairwise((0, *cuts, len(groups)))]
        sums = [_grouped_number(part) for part in parts]
        if all(sums) and _is_sensible(columns, sums):
            spans = [Span(line.start + part[0].start(), line.start + part[-1].end()) for part in parts]
            ways.append((max(sums) / min(sums), spans))
    return min(ways, key=lambda way: way[0])[1] if ways else None


def _grouped_number(groups: Sequence[re.Match[str]]) -> int:
    """The number that digits with spaces between thousands print, 0 where they print none."""
    first, *rest = (group[0] for group in groups)
    spaced = not rest or (len(first) <= 3 and all(len(one) == 3 for one in rest))
    return int(first + "".join(rest)) if spaced and not first.startswith("0") else 0


def _is_sensible(columns: Sequence[Label], sums: Sequence[int]) -> bool:
    applied = [one for one, label in zip(sums, columns, strict=True) if label.field == "applied"]
    granted = [one for one, label in zip(sums, columns, strict=True) if label.field == "amount"]
    return not applied or not granted or max(granted) <= max(applied)


_SENTENCE_CASE = re.compile(r"\S+(?:\s(?:[a-zåäö0-9]|[A-ZÅÄÖ]+[0-9])\S*)*")
_OPEN_END = re.compile(r"\s(?:i|på|vid|av|för|och|till|med|om|&)$|[:,–-]$")


def _owner_title(text: str, span: Span, named: Sequence[str]) -> list[Span]:
    """Parts "Ägare Titel" without a sign between: where the first half looks most like an owner."""
    whole = span.of(text)
    half = len(whole) // 2
    if len(whole) % 2 and whole[:half] == whole[half + 1 :]:
        return [Span(span.start, span.start + half), Span(span.start + half + 1, span.end)]
    best: tuple[float, int] | None = None
    for gap in re.finditer(r"\s+(?=[A-ZÅÄÖ0-9\"”])", whole):
        first, last = (
            (whole[: gap.start()], whole[gap.end() :])
            if named[0] == "owner"
            else (whole[gap.end() :], whole[: gap.start()])
        )
        score = organisation_score(first) + (1.5 if is_person(first) else 0) - 0.3 * organisation_score(last)
        # A title is in sentence case, a name in capitals up to its end: "Ångbåten Gerda | Byte av tuber".
        score += 0.5 if _SENTENCE_CASE.fullmatch(last) else 0.0
        score -= 2.0 if _OPEN_END.search(whole[: gap.start()]) else 0.0
        if best is None or score > best[0]:
            best = (score, gap.start())
    if best is None:
        return [span]
    cut = span.start + best[1]
    return [Span(span.start, cut), trimmed(text, cut, span.end) or Span(cut, span.end)]

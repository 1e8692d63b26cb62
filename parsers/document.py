"""Builds a release's canonical text and its blocks; HTML and plain text end up the same.

The text is NFC with plain spaces: no-break, thin and figure spaces become a space, soft hyphens and
zero-width signs go, so that a rule sees "2 491 478 kr" however it was typeset.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from anslag.parsers.lost_cells import parted, unstacked
from anslag.parsers.records import Block, BlockKind, Cell, Release

_SPACES = dict.fromkeys(
    [0x09, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "
)
_GONE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x200C,
        0x200D,
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        0x200E,
        0x200F,
        *range(0x2066, 0x206A),
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
    ]
)
_RAISED = re.compile("(?<=\\w)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_ACCENT = re.compile("(?<=\\d)[\u0300-\u036f]+")
"""An accent over a digit: a slip of the pen, and no number has it."""
_METRES = re.compile(r"(?<![^\W\d_])[kcdm]?m$")
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_SIGNS: dict[int, str | None] = {**_SPACES, **_GONE, **_HYPHENS}
# Few of a text's signs are odd, and few texts hold one: looked for first, for a table of signs is asked sign by sign.
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _SIGNS)))}]")
_RUN = re.compile("  +")
_ESCAPED = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
"""A sign that a page has escaped twice, so that its escape is what one reads: "2&#160;900 kr"."""

BULLETS = "•●▪◦‣·■○∙*"
_ITEM = re.compile(
    rf"[ ]*(?:([{BULLETS}])[ ]*|(-)[ ]+|(\d{{1,3}}[.)])[ ]+|([a-zåäö]\))[ ]+|(§ ?\d+)[ ]+)(?=\S)"
)
_COLUMNS = re.compile(r" {3,}|\t+ *")
MAX_TEXT = 2_000_000
"""Characters of a release's text beyond which it is refused: no press release is that long."""


def clean(text: str) -> str:
    """``text`` with one kind of space and hyphen, NFC, no invisible signs, no doubled spaces."""
    if "&" in text:
        # Before all else, for what it stands for is judged as any other sign; a line stays one line.
        text = _ESCAPED.sub(lambda sign: html.unescape(sign[0]).replace("\n", " "), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        # A lone surrogate cannot be stored in UTF-8.
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = _RAISED.sub(_power, _ACCENT.sub("", text))
    text = _ODD.sub(lambda odd: _SIGNS[ord(odd[0])] or "", text)
    return _RUN.sub(" ", text).strip()


def _power(raised: re.Match[str]) -> str:
    """A raised digit where it squares or cubes a unit; elsewhere it is the mark of a footnote, and goes."""
    return raised[0] if _METRES.search(raised.string, max(0, raised.start() - 3), raised.start()) else ""


@dataclass(slots=True)
class Draft:
    """A block before it has a place in the text."""

    kind: BlockKind
    lines: list[str]
    level: int = 0
    marker: str = ""
    group: int = 0
    header: bool = False
    cells: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    linked: bool = False
    """Whether the page made all its words links."""


class Line(NamedTuple):
    """One line of a release with what the page says of it."""

    text: str
    start: int
    end: int
    kind: BlockKind
    marker: str
    group: int
    block: int
    first: bool


def lines(release: Release) -> list[Line]:
    """The lines of a release in order; ``first`` is true for the first line of its block."""
    found = []
    for index, block in enumerate(release.blocks):
        start = block.start
        for text in release.text[block.start : block.end].split("\n"):
            end = start + len(text)
            if text:
                found.append(
                    Line(
                        text,
                        start,
                        end,
                        block.kind,
                        block.marker if start == block.start else "",
                        block.group,
                        index,
                        start == block.start,
                    )
                )
            start = end + 1
    return found


def assembled(drafts: Iterable[Draft]) -> tuple[str, tuple[Block, ...]]:
    """The canonical text of ``drafts`` and their blocks with offsets into it."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    before: Draft | None = None
    for draft in drafts:
        body = "\t".join(draft.cells) if draft.kind is BlockKind.ROW else "\n".join(draft.lines)
        if not body.strip():
            continue
        if before is not None:
            tight = draft.group and draft.group == before.group
            parts.append("\n" if tight else "\n\n")
            at += 1 if tight else 2
        blocks.append(_block(draft, body, at))
        parts.append(body)
        at += len(body)
        before = draft
    return "".join(parts), tuple(blocks)


def _block(draft: Draft, body: str, at: int) -> Block:
    cells = []
    start = at
    for index, cell in enumerate(draft.cells):
        header = draft.headers[index] if index < len(draft.headers) else ""
        cells.append(Cell(start, start + len(cell), header))
        start += len(cell) + 1
    return Block(
        draft.kind, at, at + len(body), draft.level, draft.marker, draft.group, draft.header, tuple(cells)
    )


_CUT_BEFORE_GROUP = re.compile(r"(?:(?<!\S)\d{1,3}(?: \d{3})+|: ?\d{1,3}|^\d{1,3})$")
_CUT_BEFORE_UNIT = re.compile(r"(?<!\S)\d{1,3}(?:(?: \d{3})*|(?:\.\d{3})+|\d+)(?:,\d+)?$")
_GROUP = re.compile(r"\d{3}(?: \d{3})*(?: ?(?:kr\b|kronor|:-|sek\b|euro)|$)", re.I)
_UNIT = re.compile(r"(?:kr\b|kronor|tkr\b|mkr\b|mnkr\b|msek\b|tusen kr|miljon|miljard|:-)", re.I)


def rejoined(lines: list[str]) -> list[str]:
    """The lines, those joined whose break cuts a number ("1 864 / 205 kr") or parts it from its unit."""
    made: list[str] = []
    for line in lines:
        before = made[-1] if made else ""
        if before[-1:].isdigit() and (
            (_UNIT.match(line) and _CUT_BEFORE_UNIT.search(before))
            or (_GROUP.match(line) and _CUT_BEFORE_GROUP.search(before))
        ):
            made[-1] = f"{before} {line}"
        else:
            made.append(line)
    return made


def itemised(line: str) -> tuple[str, str]:
    """``line`` without its list marker, and the marker ("" if it has none)."""
    found = _ITEM.match(line)
    if not found:
        return "", line
    marker = next(group for group in found.groups() if group)
    return marker, line[found.end() :]


_FOLDED = re.compile(rf"(?<=[\s:.])(?=[{BULLETS}]\s\S)")


def unfolded(line: str) -> list[str]:
    """The items of a list that has collapsed into one line ("… går till: * A – 5 000 kr * B – 3 000 kr")."""
    parts = _FOLDED.split(line)
    return [part for part in parts if part.strip()] if len(parts) > 2 else [line]


BARE_SUM = re.compile(
    r"\d{1,3}(?:[ .\xa0]\d{3})*(?:,\d+)?[ \xa0]?(?:kr|kronor|tkr|mkr|mnkr|msek|(?:tusen|miljoner|miljarder)(?: kronor)?|:-)?\.?",
    re.I,
)
"""A text that is nothing but a sum."""
_PIPED = re.compile(r"\|.*\|")
_RULED = re.compile(r"[|:\s-]+")


def piped(line: str) -> list[str] | None:
    """The cells of a table row typed with bars ("| Förening | 20 000 |"), [] for its rule, None for other lines."""
    bare = line.strip()
    if not _PIPED.fullmatch(bare) or bare.count("|") < 3:
        return None
    return [] if _RULED.fullmatch(bare) else [clean(cell) for cell in bare.strip("|").split("|")]


_BAR = re.compile(r"(?<! ) +\| +")
_BARRED = 3
"""Lines with as many bars, and cells in each of them, from which on bars part the cells of a table."""


def with_bars(lines: list[str]) -> list[str]:
    """The lines with outer bars for those of a table typed with bars between its cells: "Förening | Avser | 20 000 kr"."""
    cells = [_BAR.split(line.strip()) if "|" in line else [] for line in lines]
    tables: dict[int, list[bool]] = defaultdict(list)
    for row in cells:
        tables[len(row)].append(any(_CELL_SUM.fullmatch(cell) for cell in row))
    known = {
        size for size, sums in tables.items() if size >= _BARRED and sum(sums) >= max(_BARRED, len(sums) / 2)
    }
    return [
        f"| {line.strip()} |" if len(row) in known and piped(line) is None else line
        for row, line in zip(cells, lines, strict=True)
    ]


_CELL_SUM = re.compile(rf"{BARE_SUM.pattern}|\d{{1,3}}(?:[ .]\d{{3}})*", re.I)


def plain(text: str, url: str | None = None) -> Release:
    """A release from plain text: an empty line ends a paragraph, a marker at a line's start makes an item.

    Raises :class:`anslag.parsers.errors.NotARelease` when there is no text, or too much of it.
    """
    from anslag.parsers.furniture import trimmed

    drafts = trimmed(list(paragraphs(text)))
    return release_of(drafts, url=url)


def release_of(drafts: Sequence[Draft], **facts: object) -> Release:
    """A release from its drafts; ``facts`` are fields of :class:`Release`. The headline names the title."""
    from anslag.parsers.errors import NotARelease

    body, blocks = assembled(drafts)
    if not body:
        raise NotARelease("no text in it")
    if len(body) > MAX_TEXT:
        raise NotARelease(f"more than {MAX_TEXT} characters of text; no press release is that long")
    headline = next((b for b in blocks if b.kind is BlockKind.HEADLINE), None)
    lede = next((b for b in blocks if b.kind is BlockKind.LEDE), None)
    if headline and not facts.get("title"):
        facts["title"] = body[headline.start : headline.end].replace("\n", " ")
    if lede:
        facts["lede"] = body[lede.start : lede.end].replace("\n", " ")
    return Release(text=body, blocks=blocks, **facts)  # type: ignore[arg-type]


_BARE_NUMBER = re.compile(r"([1-9][0-9]?) (?=[\"”A-ZÅÄÖ])")


def numbered_lines(lines: list[str]) -> list[str]:
    """The lines with a point behind bare numbers that count 1, 2, 3 … down the page ("1 Titel", "2 Titel")."""
    expected = 1
    places = []
    for index, line in enumerate(lines):
        found = _BARE_NUMBER.match(line.strip())
        if found and int(found[1]) == expected:
            places.append(index)
            expected += 1
    if len(places) < 3:
        return lines
    return [
        _BARE_NUMBER.sub(r"\1. ", line.strip(), count=1) if i in places else line
        for i, line in enumerate(lines)
    ]


_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_MARKER_GAP = re.compile(rf"^(\s*(?:[{BULLETS}-]|\d{{1,3}}[.)]))[ \u00a0\t]+(?=\S)")


def columned(lines: list[str]) -> list[str]:
    """The lines with a tab for each wide gap, where three lines or more in a row have as many gaps."""
    # A wide gap behind a list's marker parts no columns.
    lines = [_MARKER_GAP.sub(r"\1 ", line) for line in lines]
    made = list(lines)
    index = 0
    while index < len(lines):
        stop = index
        while stop < len(lines) and _GAP.search(lines[stop].strip()):
            stop += 1
        widths = [len(_GAP.findall(line.strip())) for line in lines[index:stop]]
        if len(widths) > 2 and widths.count(max(set(widths), key=widths.count)) * 5 >= len(widths) * 4:
            made[index:stop] = [_GAP.sub("\t", line.strip()) for line in lines[index:stop]]
        index = max(stop, index + 1)
    return made


_GLUED = re.compile(r"\s*([0-9onqlvØü§])(?=[A-ZÅÄÖ])")
"""A list's marker from a font of signs, copied as the letter or digit of its place, without a space."""
_MOST_ALIKE = 3


def unglued(lines: list[str]) -> list[str]:
    """The lines, those with a bullet set apart that several begin with and none continues ("1Fontänhuset")."""
    starts = Counter(found[1] for line in lines if (found := _GLUED.match(line)))
    sign, times = max(starts.items(), key=lambda one: one[1], default=("", 0))
    if times < _MOST_ALIKE:
        return lines
    return [
        f"• {line.lstrip()[1:]}" if (f := _GLUED.match(line)) and f[1] == sign else line for line in lines
    ]


_COPIED = str.maketrans(
    {
        "\r": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\u202f": " ",
        "\u2001": "  ",
        "\u2002": "  ",
        "\u2003": "  ",
    }
)
"""A space as wide as a letter sets columns apart as two narrow ones do."""


def paragraphs(text: str) -> Iterable[Draft]:
    """The blocks of a plain text."""
    # Pages copied into a file carry every sort of line end and space.
    raw_lines = text.replace("\r\n", "\n").translate(_COPIED).split("\n")
    groups = 0
    current: Draft | None = None
    before: Draft | None = None
    for raw in [
        *(
            part
            for line in numbered_lines(parted(unstacked(columned(with_bars(unglued(raw_lines))))))
            for part in unfolded(line)
        ),
        "",
    ]:
        line = raw.replace("\xa0", " ")
        marker, rest = itemised(line)
        barred = piped(line)
        if barred == []:
            continue
        cells = barred or ([clean(part) for part in _COLUMNS.split(line.strip())] if not marker else [])
        is_row = bool(barred) or (len(cells) >= 2 and all(cells))
        if current is not None and (not line.strip() or marker or is_row):
            yield current
            before, current = current, None
        if not line.strip():
            continue
        if marker:
            groups += 0 if before is not None and before.kind is BlockKind.ITEM else 1
            current = Draft(BlockKind.ITEM, [clean(rest)], 1, marker, groups)
        elif is_row:
            before = Draft(BlockKind.ROW, [], cells=cells)
            yield before
        elif current is not None:
            current.lines.append(clean(line))
        else:
            current = Draft(BlockKind.PARAGRAPH, [clean(line)])
    if current is not None:
        yield current

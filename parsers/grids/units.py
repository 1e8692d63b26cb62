"""The units that grids are made of: lines, table rows and labelled values, brought into one form before anything repeats.

Each pass takes all units of a release and returns them anew; what it cannot bring into the form it leaves alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from anslag.parsers.grids.folded import MARK, rows
from anslag.parsers.grids.formed import form
from anslag.parsers.mentions.labels import label as known_label
from anslag.parsers.mentions.language import outside
from anslag.parsers.mentions.mention import Annotations, Money, Period, Span, within
from anslag.parsers.records import Block, BlockKind

PROSE = 150
"""Characters beyond which a unit without cells is running text."""

_CROWDED = 4
"""Lines from which on a block is more than a headline: a text pasted without an empty line."""

_LABEL_WORDS = 5
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n.!?;\t]{1,44}?)\s?:(?:\s|$)")
_INLINE = re.compile(
    r"(?:(?<=^)|(?<=[.,;|•/–-]\s)|(?<=\s))(?P<label>[A-ZÅÄÖ][\w/()-]*(?:\s[a-zåäö][\w/()-]*){0,3}(?:\s(?:19|20)\d\d)?)\s?:\s"
)
_YEAR = re.compile(r"\s(?:19|20)\d\d$")
_MARKER = re.compile(r"\s*(?:\d{1,3}[.)]?\s+(?=\D)|[•●▪◦‣·■○∙*–-]\s*|[a-zåäö]\)\s+)?")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One line, one row of cells or one labelled value. ``shape`` is what the page says of it: kind, marker, depth.

    ``label`` is the label in lower case, "" if it has none; ``value`` is where its value begins. ``line`` numbers
    the line of the release that it was cut from. ``many`` is true in a block of several lines.
    """

    start: int
    end: int
    shape: str
    line: int
    block: int
    first: bool
    many: bool
    heading: bool = False
    group: int = 0
    marker: str = ""
    cells: tuple[Span, ...] = ()
    headers: tuple[str, ...] = ()
    is_header: bool = False
    label: str = ""
    value: int = -1
    sums: tuple[Money, ...] = ()
    periods: tuple[Period, ...] = ()
    prose: bool = False
    pointed: bool = False
    """One of several that look like running text and each end in their sum."""

    @property
    def begin(self) -> int:
        """Where what it says begins: behind its label."""
        return self.value if self.value >= 0 else self.start

    def of(self, text: str) -> str:
        return text[self.begin : self.end]


def units(a: Annotations) -> tuple[Unit, ...]:
    """The units of a release in order of the text."""
    found = [unit for unit in _raw(a) if outside(unit.start, a.foreign)]
    for change in (_vertical, _folded, _below_labels, _prefixed, _labelled, _stretches, _pointed):
        found = list(change(a, found))
    return tuple(_formed(a, found))


def letters(text: str) -> bool:
    return _LETTER.search(text) is not None


def key_of(text: str) -> str:
    return " ".join(text.casefold().strip(" :*–-").split())


def made(a: Annotations, one: Unit, start: int, end: int, **changes: object) -> Unit:
    """``one`` cut to ``[start, end)``, with the mentions that lie there."""
    text = a.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    sums = tuple(within(a.sums, start, end))
    prose = end - start > PROSE or (len(within(a.sentences, start, end)) > 1 and end - start > PROSE // 2)
    parts = {
        "start": start,
        "end": end,
        "sums": sums,
        "periods": tuple(within(a.periods, start, end)),
        "prose": prose,
    }
    return replace(one, **(parts | changes))  # type: ignore[arg-type]


def _raw(a: Annotations) -> Iterator[Unit]:
    number = 0
    seen: Counter[int] = Counter(line.block for line in a.lines)
    for index, block in enumerate(a.release.blocks):
        above = block.kind in (BlockKind.HEADLINE, BlockKind.LEDE)
        if above and seen[index] < _CROWDED and not _is_folded(a, block):
            number += seen[index]
            continue
        shape = f"{block.kind.value[0]}{block.level}{marker_class(block.marker)}"
        base = Unit(
            block.start, block.end, shape, number, index, True, seen[index] > 1,
            block.kind is BlockKind.HEADING, block.group, block.marker,
        )  # fmt: skip
        if block.kind is BlockKind.ROW:
            number += 1
            yield _row(a, base, block)
            continue
        start = block.start
        for text in a.text[block.start : block.end].split("\n"):
            if text.strip():
                first = start == block.start
                changes = {} if first else {"shape": shape.rstrip("•1a§-") + "+", "marker": ""}
                if not (above and first) or rows(a, start, start + len(text)):
                    yield made(a, base, start, start + len(text), first=first, line=number, **changes)
                number += 1
            start += len(text) + 1


def _is_folded(a: Annotations, block: Block) -> bool:
    """Whether a lede holds the rows of a text that has lost its breaks."""
    return any(rows(a, line.start, line.end) for line in a.lines if block.start <= line.start < block.end)


def marker_class(marker: str) -> str:
    """ "1." and "12)" are one class, so are all bullets of one sign."""
    return "1" if marker[:1].isdigit() else "a" if marker[:1].isalpha() else marker[:1]


def _row(a: Annotations, base: Unit, block: Block) -> Unit:
    cells = tuple(Span(cell.start, cell.end) for cell in block.cells)
    full = [cell for cell in cells if cell.of(a.text).strip()]
    if len(full) == 1 and (len(cells) > 2 or not any(cell.header for cell in block.cells)):
        # One cell across the row, or alone in it, heads what follows.
        return made(a, base, full[0].start, full[0].end, heading=True, shape="rh")
    headers = tuple(cell.header for cell in block.cells)
    one = made(a, base, block.start, block.end, cells=cells, headers=headers, is_header=block.header)
    return replace(one, start=block.start, end=block.end, prose=False, shape=f"r{len(cells)}")


def _field(text: str) -> str:
    found = known_label(text)
    return found.field if found else ""


def _vertical(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """Tables of two columns whose first column is labels: they recur, or are known."""
    recurring = Counter(key_of(u.cells[0].of(a.text)) for u in found if len(u.cells) == 2)
    firsts = [u for u in found if len(u.cells) == 2]
    labels = [
        u
        for u in firsts
        if not within(a.sums, u.cells[0].start, u.cells[0].end)
        and (recurring[key_of(u.cells[0].of(a.text))] > 1 or _field(u.cells[0].of(a.text)))
    ]
    # A header row and a last "Summa" are no labels; a table on its side is made of them.
    vertical = len(labels) * 2 >= len(firsts) and len(labels) > 1 and len({u.line for u in labels}) > 1
    for unit in found:
        if vertical and len(unit.cells) == 2:
            label = key_of(unit.cells[0].of(a.text))
            yield replace(
                made(a, unit, unit.cells[1].start, unit.cells[1].end),
                start=unit.start, label=label, value=unit.cells[1].start, cells=(), headers=(), shape="rl",
            )  # fmt: skip
        else:
            yield unit


def _below_labels(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """A label alone on its line joins the value below it."""
    labels = _label_lines(a, found)
    index = 0
    while index < len(found):
        unit = found[index]
        follower = found[index + 1] if index + 1 < len(found) else None
        joins = index in labels and index + 1 not in labels and not _announces(found[index : index + 3])
        if joins and follower is not None and not follower.cells:
            yield replace(
                made(a, unit, follower.start, follower.end),
                start=unit.start, label=key_of(unit.of(a.text)), value=follower.start, shape=unit.shape + "l",
            )  # fmt: skip
            index += 2
        else:
            yield unit
            index += 1


def _announces(units: Sequence[Unit]) -> bool:
    """Whether a line stands above a list of several items: it announces them all and labels none."""
    if len(units) < 3:
        return False
    above, one, other = units
    return bool(one.marker) and one.shape == other.shape != above.shape


def _label_lines(a: Annotations, found: Sequence[Unit]) -> frozenset[int]:
    texts = [
        key_of(u.of(a.text)) if not u.cells and u.end - u.start < 48 and not u.sums else "" for u in found
    ]
    times = Counter(texts)
    known = {i for i, text in enumerate(texts) if text and _field(text)}
    often = {times[texts[i]] for i in known if times[texts[i]] > 1}
    lines = set()
    for i, text in enumerate(texts):
        colon = a.text[found[i].start : found[i].end].rstrip().endswith(":")
        beside = {i - 2, i + 2} & known and not {i - 1, i + 1} & known
        if text and (
            (colon and (i in known or times[text] > 1))
            or (i in known and (times[text] > 1 or beside))
            or (times[text] > 2 and times[text] in often and not found[i].periods)
        ):
            lines.add(i)
    return frozenset(lines)


def _labelled(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """ "Label: value", one or several to a line; a label recurs or is known."""
    times: Counter[str] = Counter()
    places = []
    for unit in found:
        here = (
            []
            if unit.cells or unit.label
            else [(m.start("label"), m.end("label"), m.end()) for m in _labels(a, unit)]
        )
        places.append(here)
        times.update({key_of(a.text[start:end]) for start, end, _ in here})
    for unit, here in zip(found, places, strict=True):
        good = [
            p for p in here if _is_label(a.text[p[0] : p[1]], times) and not _is_workplace(a.text, *p[:2])
        ]
        if not good:
            yield unit
            continue
        if letters(a.text[unit.start : good[0][0]]):
            yield made(a, unit, unit.start, good[0][0])
        for index, (start, end, value) in enumerate(good):
            stop = good[index + 1][0] if index + 1 < len(good) else unit.end
            part = made(
                a,
                unit,
                min(value, stop),
                stop,
                label=_usual(a.text[start:end], times),
                value=min(value, stop),
            )
            yield replace(part, start=start, first=unit.first and not index, shape=unit.shape + "l")


def _is_workplace(text: str, start: int, end: int) -> bool:
    """Whether what could be a label is what a row tells last of a person: "Maj Ek, lektor, Energi och hus: Ny is"."""
    return text[max(0, start - 2) : start] == ", " and not _field(text[start:end])


def _usual(text: str, times: Counter[str]) -> str:
    """The key of a label, without its year where others have it so: "Bidrag 2031" among "Bidrag"."""
    bare = key_of(_YEAR.sub("", text))
    return bare if times[bare] > 1 else key_of(text)


def _labels(a: Annotations, unit: Unit) -> Iterator[re.Match[str]]:
    opens = _MARKER.match(a.text, unit.start, unit.end)
    first = _LABEL.match(a.text, opens.end() if opens else unit.start, unit.end)
    if first and len(first["label"].split()) <= _LABEL_WORDS:
        yield first
    at = first.end() if first else unit.start
    yield from _INLINE.finditer(a.text, at, unit.end)


def _is_label(text: str, times: Counter[str]) -> bool:
    field = _field(text)
    return bool(field) or times[key_of(text)] > 2 or (times[key_of(text)] > 1 and len(text.split()) < 4)


def _prefixed(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """Labels without a colon: known ones that open as many lines as another one does ("Beslut 450 000 kr")."""
    places = [_prefix(a.text, u) for u in found]
    times = Counter(label for label, _ in places if label)
    alike = Counter(times.values())
    for unit, (label, value) in zip(found, places, strict=True):
        if label and times[label] > 1 and alike[times[label]] > 1:
            part = made(a, unit, value, unit.end, label=label, value=value)
            yield replace(part, start=unit.start, shape=unit.shape + "l")
        else:
            yield unit


def _prefix(text: str, unit: Unit) -> tuple[str, int]:
    """The known label that opens a line, and where its value begins; the longest of up to four words."""
    if unit.cells or unit.label or unit.prose:
        return "", 0
    words = [m.end() for m in re.finditer(r"\S+(?=\s)", text[unit.start : min(unit.end, unit.start + 60)])][
        :4
    ]
    for length in reversed(words):
        if _field(text[unit.start : unit.start + length]) and text[unit.start + length - 1] != ":":
            return key_of(text[unit.start : unit.start + length]), unit.start + length + 1
    return "", 0


def _folded(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """A line that has lost its breaks is the rows in it, each with its sum behind a label."""
    for unit in found:
        parts = () if unit.cells else rows(a, unit.start, unit.end)
        if not parts or letters(a.text[unit.start : parts[0].start]):
            yield made(a, unit, unit.start, parts[0].start) if parts else unit
        for start, label, end in parts:
            yield made(a, unit, start, label.start, first=True, prose=False, shape=unit.shape + MARK)
            changes = {"label": key_of(label.of(a.text)), "shape": unit.shape + MARK + "l"}
            value = a.text.index(":", label.end) + 1
            part = made(a, unit, value, end, value=value, first=False, **changes)
            yield replace(part, start=label.start)


_OPENER = re.compile(r"\s*(?:och\s+|samt\s+)?(?P<sign>[,;|/•*\t–-]|och\b|samt\b|\.)?")


def _stretches(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """A line with three sums and one separator behind each is three rows."""
    for unit in found:
        parts = _parts(a, unit) if len(unit.sums) > 2 and not unit.cells and not unit.label else []
        if not parts:
            yield unit
        for index, (start, end) in enumerate(parts):
            yield made(a, unit, start, end, first=unit.first and not index, shape=unit.shape + "/")


def _parts(a: Annotations, unit: Unit) -> list[tuple[int, int]]:
    text = a.text
    colon = text.rfind(": ", unit.start, unit.sums[0].start)
    ends = [one.end for one in unit.sums]
    signs = []
    cuts = []
    for end, following in zip(ends, unit.sums[1:], strict=False):
        opener = _OPENER.match(text, end, following.start)
        signs.append(opener["sign"] if opener else None)
        cuts.append(opener.end() if opener else end)
        if following.start - end > 90 or not letters(text[end : following.start]):
            return []
    modal = Counter(signs[:-1]).most_common(1)[0][0]
    if modal is None or modal == "." or sum(sign == modal for sign in signs[:-1]) < len(signs) - 1:
        return []
    starts = [colon + 2 if colon >= 0 else unit.start, *cuts]
    parts = list(zip(starts, [*starts[1:], unit.end], strict=True))
    return [(unit.start, colon + 1), *parts] if colon > unit.start else parts


_LONGEST_ROW = 400
"""Characters of a row whose parts end in full stops."""
_POINTED = 3
"""Lines of one kind that end in a sum before that is taken for the way of the list."""


def _pointed(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """Rows whose parts end in full stops look like running text: "Maj Ek, Viksjö universitet. Ljus i norr. 300 000 kr"; where
    most are as long, what stands above and below them is none of them."""
    for (pointed, _), alike in groupby(found, lambda unit: (_ends_in_its_sum(a.text, unit), unit.shape)):
        run = list(alike)
        if not pointed or len(run) < _POINTED:
            yield from run
            continue
        sign = "." if 2 * sum(unit.prose for unit in run) >= len(run) else ""
        yield from (replace(unit, pointed=True, shape=unit.shape + sign) for unit in run)


def _ends_in_its_sum(text: str, unit: Unit) -> bool:
    """Whether a line that could be a row, and that no marker makes one, holds one sum, at its end."""
    if len(unit.sums) != 1 or unit.end - unit.start > _LONGEST_ROW or unit.cells or unit.label or unit.marker:
        return False
    return not text[unit.sums[0].end : unit.end].strip(" .)*")


def _formed(a: Annotations, found: Sequence[Unit]) -> Iterator[Unit]:
    """Lines that follow each other and are made alike are the rows of a list, and what stands above and below is none. In
    plain text some look like headings."""
    for made_so, alike in groupby(found, lambda unit: _form(a.text, unit)):
        run = list(alike)
        if not made_so or len(run) < _POINTED:
            yield from run
            continue
        for one in run:
            yield replace(one, shape=f"p{one.shape[1:]}{made_so}", heading=False, prose=False, pointed=True)


def _form(text: str, unit: Unit) -> str:
    """The form of a line without a sum that could be a row."""
    plain = unit.shape in ("p0", "h0") and not (unit.label or unit.sums)
    return form(text, unit.start, unit.end) if plain and unit.end - unit.start <= _LONGEST_ROW else ""

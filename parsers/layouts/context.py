"""What every layout may look at: the release, its lines, and who is at home in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from anslag.parsers.document import Line, lines
from anslag.parsers.furniture import is_title_like
from anslag.parsers.mentions.mention import Span
from anslag.parsers.phrases import granting as words
from anslag.parsers.phrases.claims import claimed_count
from anslag.parsers.phrases.labels import fields
from anslag.parsers.phrases.money import money
from anslag.parsers.phrases.parties import universities
from anslag.parsers.records import Block, BlockKind, Release

_CLAIMING = 8
"""Blocks of running text in which a release says what it is about."""


def is_labelled(text: str, lines: Sequence[Line]) -> bool:
    """Whether the lines of a block are a record of labelled values, which no sentence tells."""
    labelled = sum(bool(fields(text, one.start, one.end)) for one in lines)
    return len(lines) > 2 and labelled * 3 >= len(lines) * 2


def _is_record(text: str, lines: Sequence[Line]) -> bool:
    """Whether the lines of a block tell of one grant: a short name above its sum, or labels with a sum among them."""
    if len(lines) < 2:
        return False
    named = (
        is_title_like(lines[0].text)
        and not money(lines[0].text)
        and any(money(one.text) for one in lines[1:])
    )
    labels = [one for line in lines for one in fields(text, line.start, line.end)]
    return named or (len(labels) > 1 and any(one.label.field == "amount" for one in labels))


@dataclass(frozen=True)
class Context:
    """One release under reading; derived views are made once."""

    release: Release

    @property
    def text(self) -> str:
        return self.release.text

    @cached_property
    def lines(self) -> list[Line]:
        return lines(self.release)

    @cached_property
    def _by_block(self) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.block, []).append(line)
        return found

    def lines_of(self, block: int) -> list[Line]:
        """The lines of one block of the release, by the block's index."""
        return self._by_block.get(block, [])

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Half-open spans of running text: each block, its lines together."""
        return [(b.start, b.end) for b in self.release.blocks if b.kind not in (BlockKind.ROW,)]

    @cached_property
    def opening(self) -> str:
        """Headline, lede and the paragraph after it, in one string."""
        picked: list[Block] = []
        blocks = self.release.blocks
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            listed = following is not None and following.kind in (BlockKind.ITEM, BlockKind.ROW)
            announces = block.kind is BlockKind.HEADING and listed and len(picked) == 1
            if announces or block.kind in (BlockKind.HEADLINE, BlockKind.LEDE, BlockKind.PARAGRAPH):
                picked.append(block)
            # What stands below the first list is no opening.
            if len(picked) == 3 or (len(picked) > 1 and block.kind in (BlockKind.ITEM, BlockKind.ROW)):
                break
        return "\n".join(self.text[b.start : b.end] for b in picked)

    @cached_property
    def calls(self) -> bool:
        """Whether headline or lede invite applications."""
        return bool(words.CALL.search(self.opening))

    @cached_property
    def awards(self) -> bool:
        """Whether headline or lede say that money was granted: no call, no budget, no proposal."""
        return (
            bool(words.DECIDED.search(self.opening))
            and not self.calls
            and not words.APPLIED.search(self.opening)
        )

    @cached_property
    def openings(self) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
        """The spans of the headline and of the first blocks of running text: where claims stand."""
        blocks = self.release.blocks
        headline = next(((b.start, b.end) for b in blocks if b.kind is BlockKind.HEADLINE), None)
        running = (BlockKind.LEDE, BlockKind.PARAGRAPH, BlockKind.HEADING)
        found: list[tuple[int, int]] = []
        records = [
            i for i, b in enumerate(blocks) if b.kind in running and _is_record(self.text, self.lines_of(i))
        ]
        # One alone may be a text that lost its empty lines.
        records = records if len(records) > 1 else []
        for index, block in enumerate(blocks):
            lines = self.lines_of(index)
            if found and index in records:
                break
            if block.kind in running and not is_labelled(self.text, lines):
                found.append((block.start, block.end))
            elif block.kind in running and not found and not fields(self.text, lines[0].start, lines[0].end):
                # A text without empty lines: what stands above the first label.
                first = next(one for one in lines if fields(self.text, one.start, one.end))
                found.append((block.start, first.start - 1))
            elif block.kind is not BlockKind.HEADLINE and len(found) > 1:
                # Below the first list, table or record the release tells of single grants.
                break
        return headline, found[:_CLAIMING]

    @cached_property
    def count(self) -> int | None:
        """The number of grants that the release claims, None if it claims none."""
        found = claimed_count(self.text, *self.openings)
        return found.value if found else None

    def home_near(self, place: int) -> Span | None:
        """The university named right above ``place`` as the recipients' ("forskare vid X"), else :attr:`home`."""
        near = universities(self.text, max(0, place - 400), place)
        told = [
            u
            for u in near
            if re.search(r"(?:vid|på|till|från)\s+$", self.text[max(0, u.start - 6) : u.start])
        ]
        return Span(told[-1].start, told[-1].end, told[-1].rule) if told else self.home

    @cached_property
    def home(self) -> Span | None:
        """The university or institute where the recipients of this release work, when it names one as theirs.

        A university's own release lists researchers by name; the money goes to the university.
        """
        text = self.text
        counts: dict[str, list[Span]] = {}
        for found in universities(text):
            name = text[found.start : found.end].lower()
            counts.setdefault(name, []).append(Span(found.start, found.end, found.rule))
        if not counts:
            return None
        publisher = (self.release.publisher or "").lower()
        for name, spans in counts.items():
            if publisher and (name in publisher or publisher.endswith(f", {name}")):
                return spans[0]
        opening = text[:900].lower()
        at_home = [
            spans
            for name, spans in counts.items()
            if re.search(
                rf"(?:vid|på|till|stödja|stöd(?:j)?er|bevilja[rt]?|tilldela[rt]?|ger)\s+{re.escape(name)}"
                rf"|{re.escape(name)}\s+(?:får|fick|tilldelas|beviljas|har\s+(?:fått|beviljats|tilldelats))\s",
                opening,
            )
        ]
        if not at_home:
            return None
        best = max(at_home, key=lambda spans: (len(spans), -spans[0].start))
        # A short form ("LiU") is the university itself as a rule, and speaks for no other.
        others = sum(
            name in self.opening.lower() and len(name) > 4
            for name, spans in counts.items()
            if spans is not best
        )
        return best[0] if len(best) > others else None

"""Items that tell of a project in sentences: "Projektet Ny is ska …, och projektägaren Boda IF ser till …". The name behind
the word for a project is the title, the one behind the word for its owner is the owner."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from anslag.parsers.borders.choice import decided
from anslag.parsers.lexicon import any_of, lexicon, words
from anslag.parsers.mentions.mention import Annotations, Name, Span, holds_any, within
from anslag.parsers.merging import Told
from anslag.parsers.records import Block, BlockKind

_LEAST = 2
"""Items that make a list of such."""
_VERB = any_of(words("words", "verb") | words("words", "auxiliary"))
_PRESENT = r"(?!(?:för|när|där|här|över|under|efter|eller|per|mer|fler)\b)[a-zåäö]+(?:ar|er|[åäöy]r)"
"""Any other verb by its ending; behind a preposition it is a noun in the plural."""
_NO_NOUN = "".join(rf"(?<!\b{word})" for word in ("för", "och", "med", "till", "som", "av", "i", "på", "om"))
_PROJECT = re.compile(
    rf"(?<![^\s,])(?i:{any_of(lexicon('giving')['works']['alone'])})\s(?=[^\W_a-zåäö])"
    rf"(?P<title>[^\s.,]+(?: [^\s.,]+){{0,7}}?)(?=\s(?:{_VERB})\b|{_NO_NOUN}\s(?:{_PRESENT})\b|[.,])"
)
_OPENS = re.compile(
    rf"(?:(?:Med|I|Genom) )?(?P<title>[A-ZÅÄÖ][^\s.,]*(?: [^\s.,]+){{0,7}}?)(?=\s(?:{_VERB})\b|{_NO_NOUN}\s(?:{_PRESENT})\b)"
)
"""What opens an item beside others that say "projektet": all before the verb is its name."""
_ROLE = r"\b(?:(?:projekt|stöd)?(?:ägaren?|sökanden?)|huvudsökanden?|huvudman(?:nen)?)\s"
_OWNER, _OPENED = re.compile(rf"{_ROLE}$", re.I), re.compile(_ROLE, re.I)
_BEHIND = re.compile(r"\ssom\s(?:projektägare|sökande|huvudman)\b")


def narrated(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with a grant for each item of such a list of which one at least is told."""
    made = list(told)
    for group in {_group(a, one) for one in told} - {0}:
        like = next(one for one in told if _group(a, one) == group)
        if items := _items(a, group, like):
            made = [*(one for one in made if _group(a, one) != group), *items]
    return sorted(made, key=lambda one: one.candidate.start)


def _items(a: Annotations, group: int, like: Told) -> list[Told]:
    """The grants of the items of a list; none if it is no such list."""
    items = [block for block in a.release.blocks if block.kind is BlockKind.ITEM and block.group == group]
    named = sum(_PROJECT.search(a.text, block.start, block.end) is not None for block in items)
    parts = [_parts(a, block) for block in items]
    if named < _LEAST or not all(parts):
        return []
    return [_as_told(like, *one) for one in zip(items, filter(None, parts), strict=True)]


def _group(a: Annotations, one: Told) -> int:
    """The list that a grant without a sum is told in, 0 for none."""
    block = a.release.blocks[
        bisect_right(a.release.blocks, one.candidate.start, key=lambda each: each.start) - 1
    ]
    return block.group if block.kind is BlockKind.ITEM and one.candidate.money is None else 0


def _as_told(like: Told, block: Block, names: tuple[Span | None, Span]) -> Told:
    row = like.candidate._replace(
        start=block.start, end=block.end, description=None, partners=(), period=None
    )
    return replace(like, candidate=decided(row, *names))


def _parts(a: Annotations, block: Block) -> tuple[Span | None, Span] | None:
    """The owner and the title of an item without a sum whose sentences name a project."""
    found = _PROJECT.search(a.text, block.start, block.end) or _OPENS.match(a.text, block.start, block.end)
    if found is None or holds_any(a.sums, block.start, block.end) or a.text[block.end - 1] != ".":
        return None
    owners = [name for name in within(a.names, found.end(), block.end) if _owns(a.text, name)]
    owner = _without_role(a.text, owners[0]) if owners else None
    return owner, Span(*found.span("title"), "borders.narrated")


def _owns(text: str, name: Name) -> bool:
    """Whether words right beside a name say that the project is its."""
    before = _OWNER.search(text, max(0, name.start - 30), name.start)
    beside = before or _BEHIND.match(text, name.end) or _OPENED.match(text, name.start, name.end)
    return beside is not None


def _without_role(text: str, name: Name) -> Span:
    opened = _OPENED.match(text, name.start, name.end)
    return Span(opened.end() if opened else name.start, name.end, "borders.narrated")

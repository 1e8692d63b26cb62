"""Which project a grant is for, where another sentence or the line over its list names it: "Projektet Isbana …" and then "Projektet
beviljas M"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from anslag.parsers import frames, listed
from anslag.parsers.borders.choice import decided
from anslag.parsers.borders.ends import ended
from anslag.parsers.candidates import Candidate
from anslag.parsers.lexicon import any_of, lexicon
from anslag.parsers.mentions.mention import Annotations, Name, Span
from anslag.parsers.merging import Told
from anslag.parsers.organisations import kind
from anslag.parsers.records import BlockKind
from anslag.parsers.reductions import NAMED, Sentence

BEFORE, AFTER = 5, 3
"""Sentences before and after a grant that may name its project."""
_LISTED = (BlockKind.ITEM, BlockKind.ROW)
Titles = Mapping[str, Span]
"""The projects that a sentence names, by their text in lower case."""


_LEAST = 3
"""Names of a list from which on they may be projects."""


def announced(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the names of lists without sums as titles, where the line that announces them calls them projects and
    none is of a kind that bodies are: "De fyra projekten som får stöd är:"."""
    lists: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        if one.laid_out and one.candidate.money is None:
            lists[_project_line(a, one.candidate)].append(at)
    named = {
        at for line, every in lists.items() if line and _are_projects(a.text, every, told) for at in every
    }
    made = [replace(one, candidate=decided(one.candidate, None, one.candidate.owner)) for one in told]
    return [
        whole if at in named else one
        for at, (one, whole) in enumerate(zip(told, ended(a, made), strict=True))
    ]


def _project_line(a: Annotations, row: Candidate) -> int:
    """Where the line begins that announces a row as a project's; 0 where none does."""
    line = listed.announcement(a, row.start)
    return line.start if line and listed.things_in(line.text) == "grants" else 0


def _are_projects(text: str, places: Sequence[int], told: Sequence[Told]) -> bool:
    """Whether rows are several that each give one name alone, none of which is of a kind that bodies are."""
    rows = [told[at].candidate for at in places]
    alone = all(row.owner is not None and row.title is None for row in rows)
    unknown = all(kind(row.owner.of(text)) == "unknown" for row in rows if row.owner)
    return len(rows) >= _LEAST and alone and unknown


def unowned(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` without owners that are projects: names of no known kind that the text only ever calls "projektet …", or quotes,
    or that are a thing and its place ("Vattenledning Storsele").

    Whoever bears such a name too ("Isbana får 5 000 kronor för projektet Isbana") is named bare somewhere.
    """
    bare = {a.text[one.start : one.end].casefold() for one in a.names if not _is_announced(a.text, one)}
    return [
        replace(one, candidate=decided(one.candidate, None, one.candidate.title or owner))
        if (owner := one.candidate.owner) and _is_project(a.text, owner, bare)
        else one
        for one in told
    ]


def _is_project(text: str, owner: Span, bare: Set[str]) -> bool:
    said = owner.of(text)
    only = said.casefold() not in bare and _is_announced(text, owner)
    return kind(said) == "unknown" and (only or _AT_A_PLACE.match(said) is not None)


_AT_A_PLACE = re.compile(
    rf"(?i:[\w-]*?{any_of(lexicon('giving')['works']['things'])}) (?:(?:i|på|vid|till) )?[A-ZÅÄÖ]"
)


def _is_announced(text: str, name: Span | Name) -> bool:
    """Whether a word for a project stands right before a name, or quotation marks on both of its sides."""
    before = text[max(0, name.start - _WORD) : name.start]
    quoted = _QUOTED.search(before) is not None and text[name.end : name.end + 1] in _MARKS
    return quoted or _ANNOUNCED.search(before) is not None


_WORD = 30
"""Characters before a name in which the word for a project stands."""
_MARKS = tuple('"”“»')
_QUOTED = re.compile(r"(?:^|[\s(])[\"”“»]$")
_ANNOUNCED = re.compile(
    rf"(?:^|[\s(])\w*(?:{'|'.join(lexicon('giving')['works']['alone'])})\s[\"”“»]?$", re.I
)


def named(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles that other sentences tell of them.

    A title is a grant's where no other grant stands between and no other title beside it; two grants share none.
    """
    if all(one.candidate.title or one.candidate.money is None for one in told):
        return list(told)
    own = {
        one.candidate.title.of(a.text).strip().casefold()
        for one in told
        if one.candidate.title and one.candidate.money
    }
    sentences = frames.parsed(a)
    titles = [_titles(a, sentence, own) for sentence in sentences]
    places = [bisect_right(sentences, _place(one), key=lambda s: s.start) - 1 for one in told]
    near = [
        _near(titles, at, frozenset(places)) if _lacks(a, one) else None
        for one, at in zip(told, places, strict=True)
    ]
    starts = [span.start for span in near if span]
    known = {span.of(a.text) for span in near if span and starts.count(span.start) == 1}
    return [
        replace(one, candidate=one.candidate._replace(title=span))
        if span and span.of(a.text) in known
        else one
        for one, span in zip(told, near, strict=True)
    ]


def _place(one: Told) -> int:
    return one.candidate.money.start if one.candidate.money else one.candidate.start


def _lacks(a: Annotations, one: Told) -> bool:
    """Whether a grant told in running text has a sum and no title."""
    line = a.lines[bisect_right(a.lines, _place(one), key=lambda each: each.start) - 1]
    return one.candidate.title is None and one.candidate.money is not None and line.kind not in _LISTED


def _titles(a: Annotations, sentence: Sentence, own: set[str]) -> Titles:
    every = ((a.text[t.start : t.end].strip().casefold(), t) for t in sentence.titles if t.cue == NAMED)
    return {text: Span(t.start, t.end, "clause.title") for text, t in every if text not in own}


def _near(titles: Sequence[Titles], at: int, granting: frozenset[int]) -> Span | None:
    """The one project named since the grant before, else before the next one."""
    for way in (range(at, max(-1, at - 1 - BEFORE), -1), range(at + 1, min(len(titles), at + 1 + AFTER))):
        found: dict[str, Span] = {}
        for index in way:
            if index != at and index in granting:
                break
            found |= titles[index]
        if len(found) == 1:
            return next(iter(found.values()))
    return None

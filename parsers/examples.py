"""Projects that a paragraph tells as examples of what its money went to: "Ett exempel är ”Isbana” i Boda kommun, där …"."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from anslag.parsers import frames
from anslag.parsers.candidates import Candidate
from anslag.parsers.enumerations import NO_SUM, TOLD
from anslag.parsers.lexicon import words
from anslag.parsers.mentions.mention import Annotations, Name, Span, once
from anslag.parsers.reductions import PERSON, Sentence
from anslag.parsers.symbols import Token, drawn

_OPENS = re.compile(r"[^MXT;:]{0,12}(?:K|,)(?:N:?x{0,2}|x)?T|o[^MXT;:]{0,8}T")
"""What tells the first of them: "Dit hör T", "Ett av dem, T, …", "Bland projekten finns A:s satsning T", "Ur potten kan A …"."""
_GIVEN = re.compile("[MbRBWDY]")
_OPENING, _ONE, _OF = words("words", "example"), ("ett", "en"), ("av", "exempel")
_BEFORE = re.compile(r"(?P<n>N):?[^NTMs:;]{0,8}$")
_BEHIND = re.compile(r"[iv](?P<n>N)|,x{1,3}s(?P<who>N)")
"""Who has a project, before its title and behind: "A driver T", "T i Boda kommun", "T, ett projekt som A driver"."""
_AGAINST = frozenset(("earlier", "irrealis", "proposal"))


def examples(a: Annotations) -> Iterator[Candidate]:
    """The projects that paragraphs tell as examples, each once, with who has it where its sentence says so."""
    seen: set[str] = set()
    for _, told in _told(a):
        for sentence, title in ((one, title) for one in told for title in one.titles):
            said = a.text[title.start : title.end].casefold()
            if said not in seen and "M" not in sentence.symbols and _is_plain(sentence, title.start):
                seen.add(said)
                yield _candidate(sentence, title)


@once
def pots(a: Annotations) -> frozenset[int]:
    """The starts of the sums that went to all projects of which examples follow, where nobody is said to get them, or to some
    of all at one place who are counted before."""
    opening = (one for one, _ in _told(a) if not any(pair.name for pair in frames.pairs(one)))
    whole = (token for one in (*opening, *_of_many(a)) for token in one.tokens)
    return frozenset(money.start for token in (*whole, *_beside_counts(a)) for money in token.sums)


def _beside_counts(a: Annotations) -> Iterator[Token]:
    """The sums told in one breath with how many share them: "Det är 134 skolgårdar och 215 miljoner kronor"."""
    for sentence in frames.parsed(a):
        full = [one for one in sentence.full if one.symbol]
        for count, joint, money in zip(full, full[1:], full[2:], strict=False):
            if count.symbol + joint.symbol + money.symbol == "CcM" and count.value > 1:
                yield money


_COUNTED_AT = re.compile(r"C[xic]{0,5}v(?P<n>N)[^Me]{0,12}M(?!e)")


def _of_many(a: Annotations) -> Iterator[Sentence]:
    """The sentences that count some of those who a sentence before counts at the same place: "36 forskare vid Norrhamra
    universitet fick sammanlagt 49 miljoner kronor", of 54 there with 76 millions."""
    seen: set[str] = set()
    for one in frames.parsed(a):
        full = [token for token in one.full if token.symbol]
        found = _COUNTED_AT.search(drawn(full))
        if found is not None and full[found.start()].value > 1:
            body = a.text[full[found.start("n")].start : full[found.start("n")].end].casefold()
            yield from (one,) if body in seen else ()
            seen.add(body)


@once
def _told(a: Annotations) -> Sequence[tuple[Sentence, Sequence[Sentence]]]:
    """Each sentence that tells of money right before the first example of its paragraph, and the sentences from there on."""
    starts = [line.start for line in a.lines]
    found = []
    for _, group in itertools.groupby(frames.parsed(a), lambda one: bisect_right(starts, one.start)):
        paragraph = tuple(group)
        opened = (at for at, one in enumerate(paragraph) if at and _opens(one))
        at = next(opened, 0)
        if at and _GIVEN.search(drawn(paragraph[at - 1].full)) and _is_plain(paragraph[at - 1]):
            found.append((paragraph[at - 1], paragraph[at:]))
    return found


def _opens(sentence: Sentence) -> bool:
    first, second = (*(one.word for one in sentence.full[:2]), "", "")[:2]
    pointed = first in _OPENING or (first in _ONE and second in _OF)
    return pointed and _OPENS.match(drawn(sentence.full)) is not None


def _is_plain(sentence: Sentence, end: int | None = None) -> bool:
    """Whether a sentence does not say, up to ``end``, that somebody asked, was refused, got it before or may get it."""
    said = [one for one in sentence.full if end is None or one.end <= end]
    return "X" not in drawn(said) and _AGAINST.isdisjoint(one.cue for one in said)


def _candidate(sentence: Sentence, title: Token) -> Candidate:
    owner = _whose(sentence, title)
    return Candidate(
        "clause.example",
        title.start,
        title.end,
        title=Span(title.start, title.end, "clause.title"),
        owner=Span(owner.start, owner.end, "clause.recipient") if owner else None,
        cues=frozenset({NO_SUM, TOLD}),
    )


def _whose(sentence: Sentence, title: Token) -> Name | None:
    """The body before a title in its clause, at it, or behind, where it runs it; nobody where only a place is told."""
    full = [one for one in sentence.full if one.symbol]
    before = [one for one in full if one.end <= title.start]
    behind = [one for one in full if one.start >= title.end]
    found = _BEHIND.match(drawn(behind))
    named = behind[found.end() - 1] if found else None
    if named is None and (found := _BEFORE.search(drawn(before))) is not None:
        named = before[found.start("n")]
    return (
        next((name for name in named.names if name.organisation >= PERSON > name.place), None)
        if named
        else None
    )

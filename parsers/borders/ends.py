"""Where a row's title ends: behind a dash, a colon, a question or a comma it goes on, up to the next name, time, label or sum.

"Vem äger diket? Grannar och lag, Norra universitetet" and "Ord på vägen - romani i tal, som drivs av …": what stands
between a title and the next thing that the row tells, and is nobody's name and no sentence, is more of the title.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anslag.parsers.borders.around import VERBS
from anslag.parsers.borders.choice import decided
from anslag.parsers.candidates import Candidate
from anslag.parsers.grids.pieces import Piece, pieces
from anslag.parsers.lexicon import any_of, lexicon, words
from anslag.parsers.mentions.labels import label
from anslag.parsers.mentions.mention import Annotations, within
from anslag.parsers.merging import Told
from anslag.parsers.symbols import TELLING, symbol_of

LONGEST, SHORT = 260, 2
"""Characters of a title, and words of an addition that tells its kind (", en pilotstudie")."""
_SIGN = re.compile(r"(?P<sign>\s[–—-]|:|,|(?<=[?!]))\s(?=[\wÅÄÖåäö\"”“])")
_NEXT = re.compile(r"[.!?][\"”]?\s")
_TIME = re.compile(r"\s(?:under|för)\s(?:åren|perioden|tiden|år)\s\d")
_WORD = re.compile(r"[^\W\d_]{3}")
_SEVERAL = re.compile(r"[A-ZÅÄÖ][\w-]+/[A-ZÅÄÖ]")
"""Names side by side: "Maj Ek/Per Ås"."""
_FOR_A_PROJECT = re.compile(
    rf"\s(?:för|till|med)\s\w*{any_of(lexicon('giving')['works']['alone'])}\s[\"”“]?(?=[A-ZÅÄÖ0-9])", re.I
)
_CLAUSES = frozenset(("som", "vilka", "vilken", "vilket", "där"))
_SUBORDINATE = words("words", "subordinate")
_FINITE = VERBS | words("words", "auxiliary")
_REMARK = _SUBORDINATE | frozenset(("en", "ett", "med", "enligt"))
"""How what tells of a project begins, behind its title."""


def ended(a: Annotations, told: Sequence[Told]) -> list[Told]:
    """``told`` with the titles of its rows as long as their lines say."""
    return [replace(one, candidate=_whole(a, one.candidate)) if one.laid_out else one for one in told]


def _whole(a: Annotations, grant: Candidate) -> Candidate:
    grant = _behind_owner(a.text, grant)
    title = grant.title
    found = _SIGN.match(a.text, title.end) if title else None
    if title is None or found is None:
        return grant
    stop = min(_borders(a, grant, title.end))
    every = pieces(a.text, found.end(), stop)
    more = list(itertools.takewhile(lambda one: _is_more(a, one, stop), every))
    closed = len(more) < len(every) or stop < _line_end(a, title.end)
    end = title.end + len(a.text[title.end : more[-1].end].rstrip(" (")) if more else title.end
    if (
        not more
        or end - title.start > LONGEST
        or not _goes_on(a.text[found.end() : end], found["sign"], closed)
    ):
        return grant
    return decided(grant, grant.owner, title._replace(end=end))


def _behind_owner(text: str, grant: Candidate) -> Candidate:
    """``grant`` without the owner at its title's beginning: "Storåns IF för projektet Isbana" has "Isbana"."""
    title, owner = grant.title, grant.owner
    if title is None or owner is None or title.start != owner.start or owner.end >= title.end:
        return grant
    found = _FOR_A_PROJECT.match(text, owner.end, title.end)
    return decided(grant, owner, title._replace(start=found.end())) if found else grant


def _line_end(a: Annotations, place: int) -> int:
    """Where the cell or line of ``place`` ends."""
    line = a.lines[bisect_right(a.lines, place - 1, key=lambda each: each.start) - 1]
    tab = a.text.find("\t", place, line.end)
    return tab if tab >= 0 else line.end


def _borders(a: Annotations, grant: Candidate, place: int) -> Iterator[int]:
    """Where the line, the next sentence, sum, time and the owner begin."""
    end = _line_end(a, place)
    yield end
    yield from (one.start() for one in [_NEXT.search(a.text, place + 1, end)] if one)
    yield from (one.start for one in within(a.sums, place, end)[:1])
    yield from (one.start() for one in _TIME.finditer(a.text, place, end))
    if grant.owner and grant.owner.start >= place:
        yield grant.owner.start


def _is_more(a: Annotations, one: Piece, stop: int) -> bool:
    """Whether a piece may be more of a title: nobody's name nor several's, no label, no clause, and whole."""
    said = a.text[one.start : one.end]
    is_cut = one.end >= stop and a.text[one.end : one.end + 1].isupper()
    if one.kind or is_cut or not _WORD.search(said) or _SEVERAL.search(said):
        return False
    first = said.split()[0].casefold()
    return first not in _CLAUSES and label(first) is None


def _goes_on(said: str, sign: str, closed: bool) -> bool:
    """Whether what stands behind a sign is more of the title before it."""
    every = [word.strip('.,;:!?"”“()') for word in said.casefold().split()]
    if sign == ",":
        kind = every[0] in ("en", "ett") and len(every) == SHORT
        return closed and said.islower() and len(every) > 1 and (kind or every[0] not in _REMARK)
    return not any(_happens(every))


def _happens(every: Sequence[str]) -> Iterator[bool]:
    """For each word before one that makes its clause a part of a name, whether it is a finite verb."""
    for word in itertools.takewhile(lambda one: one not in _SUBORDINATE and one != "så", every):
        yield word in _FINITE or symbol_of(word) in TELLING

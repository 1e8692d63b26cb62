"""One grant told twice: headline, sentence and list may each tell it; told with two sums, it has none.

Readings are merged where nothing speaks against it (the same sum and a name that agrees). Where the same recipient
and the same project stand with two sums, the release contradicts itself: the amount stays empty, and a failed check
names both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anslag.parsers.candidates import Candidate
from anslag.parsers.checks import holds
from anslag.parsers.mentions.mention import Money, Span

_MARKS = re.compile(r"[\"'”“„’‘«»().,:;]")
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
_DASHES = re.compile(r"\s*[-‐-―]\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """A grant as it will be stored: its best reading, and other sums that the release prints for it."""

    candidate: Candidate
    chance: float
    laid_out: bool
    others: tuple[Money, ...] = field(default=())


def key(name: str) -> str:
    """What two printings of one name share: no case, quotation marks, kinds of dash or line breaks."""
    return " ".join(_DASHES.sub("-", _MARKS.sub("", name)).casefold().split())


def agree(text: str, one: Span | None, other: Span | None) -> bool:
    """Whether two names can be one: equal, one the beginning or end of the other by whole words, or either unknown."""
    if one is None or other is None:
        return True
    return same(text, one, other)


def same(text: str, one: Span, other: Span) -> bool:
    """Whether two printed names are one name, one of them perhaps shortened or with brackets behind."""
    first, second = (key(_BRACKETED.sub("", span.of(text))) for span in (one, other))
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    genitive = long == f"{short}s"
    return genitive or short == long or long.startswith(f"{short} ") or long.endswith(f" {short}")


def merged(text: str, told: Iterable[Told]) -> list[Told]:
    """``told`` with each grant once, in order of the text. Laid-out readings come before sentences, surer before others."""
    kept: list[Told] = []
    places: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(told, key=lambda t: (not t.laid_out, -_fields(t.candidate), t.candidate.start)):
        rivals = _rivals(one, places)
        place = next((i for i in rivals if _told_again(text, one, kept[i], kept)), None)
        if place is None:
            places[_grid(one)][one.candidate.start].append(len(kept))
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], one)
    return list(_once(text, sorted(kept, key=lambda t: (t.candidate.start, t.candidate.end))))


def _once(text: str, kept: Sequence[Told]) -> Iterator[Told]:
    """``kept`` in order, a sentence that only spells out the line above it joined with it."""
    above: Told | None = None
    for one in kept:
        if above is not None and (whole := _headed_by(text, above, one) or _headed_by(text, one, above)):
            above = whole
            continue
        if above is not None:
            yield above
        above = one
    if above is not None:
        yield above


def _headed_by(text: str, line: Told, one: Told) -> Told | None:
    """The grant of a sentence beside a line that tells its sum and names who gets it, as a link does; None where none is."""
    a, b = line.candidate, one.candidate
    alike = a.owner is not None and b.owner is not None and same(text, a.owner, b.owner)
    if not alike or a.title is not None or not _is_line_beside(text, a, b):
        return None
    return one if a.money and b.money and can_be_one(a.money, b.money) else None


def _is_line_beside(text: str, line: Candidate, told: Candidate) -> bool:
    """Whether a line that is no sentence stands right above or below one that is."""
    first, last = sorted((line, told), key=lambda each: each.start)
    head, sentence = text[line.start : line.end].strip(), text[told.start : told.end].rstrip()
    is_line = "\n" not in head and not head.endswith(".") and sentence.endswith(".")
    return is_line and not text[first.end : last.start].strip()


def _grid(one: Told) -> str:
    return one.candidate.reader if one.laid_out else ""


def _rivals(one: Told, places: Mapping[str, Mapping[int, Sequence[int]]]) -> list[int]:
    """Where in order the readings are kept that may tell the same grant, by the grid and start of each.

    The other rows of its own grid are other grants, and a release can have thousands.
    """
    own = _grid(one)
    found = [rows for grid, rows in places.items() if not own or grid != own]
    same = places[own].get(one.candidate.start, ()) if own in places and own else ()
    return sorted([*same, *(index for rows in found for each in rows.values() for index in each)])


def _fields(candidate: Candidate) -> int:
    return sum(
        value is not None for value in (candidate.owner, candidate.title, candidate.money, candidate.period)
    )


def _told_again(text: str, one: Told, other: Told, kept: Sequence[Told]) -> bool:
    a, b = one.candidate, other.candidate
    if a.money is not None and b.money is not None and a.money.start == b.money.start:
        # "vardera" gives one sum to several names.
        return False
    if not agree(text, a.owner, b.owner) or not agree(text, a.title, b.title):
        return _takes_project_for_owner(text, a, b)
    if a.money is None and b.money is None and not one.laid_out and not other.laid_out:
        # A sentence that lists one recipient twice tells of two grants; sentences that list it again were left out.
        return False
    if a.money is None or b.money is None:
        return _named_alike(text, a, b) and _alone(text, one, kept)
    if can_be_one(a.money, b.money):
        return _named_alike(text, a, b) or (a.owner is None or b.owner is None)
    titled = a.title is not None and b.title is not None
    row = one.laid_out or other.laid_out
    return _named_alike(text, a, b) and (titled or _names_its_project(text, a, b, row))


def _names_its_project(text: str, a: Candidate, b: Candidate, row: bool) -> bool:
    """Whether the sentence of the grant without a title names the title of the other, in its line where one is a row."""
    title, told = (a.title, b) if a.title else (b.title, a)
    begun = text.rfind("\n", 0, told.start) + 1 if row else told.start
    return title is not None and title.of(text).casefold() in text[begun : told.end].casefold()


def _takes_project_for_owner(text: str, a: Candidate, b: Candidate) -> bool:
    """Whether a grant without a title of its own has the project of another as its owner: "1,3 miljoner till Nya scenen"."""
    if a.money is None or b.money is None or a.owner is None or b.title is None or b.owner is None:
        return False
    # Sums are compared sooner than names.
    if not can_be_one(a.money, b.money) or (a.title is not None and not same(text, a.title, a.owner)):
        return False
    return same(text, a.owner, b.title)


def _alone(text: str, one: Told, kept: Sequence[Told]) -> bool:
    """Whether just one grant bears the name: a recipient of two grants told again tells neither."""
    return sum(_named_alike(text, one.candidate, other.candidate) for other in kept) == 1


def _named_alike(text: str, a: Candidate, b: Candidate) -> bool:
    owners = a.owner is not None and b.owner is not None and same(text, a.owner, b.owner)
    titles = a.title is not None and b.title is not None and same(text, a.title, b.title)
    return owners or (titles and (a.owner is None or b.owner is None))


def can_be_one(a: Money, b: Money) -> bool:
    """Whether two printed sums can be one: equal, or one the other rounded."""
    rough, exact = (a, b) if a.unit >= b.unit else (b, a)
    if rough.amount is None or exact.amount is None or a.currency != b.currency:
        return False
    return rough.amount == exact.amount or holds(rough.amount, exact.amount, rough.unit, rough.hedge)


def _joined(kept: Told, one: Told) -> Told:
    """``kept`` with what only ``one`` tells; of two printings of a sum the exact one, of two sums neither."""
    a, b = kept.candidate, one.candidate
    money, others = a.money, kept.others
    if money is None:
        money = b.money
    elif b.money is not None and can_be_one(money, b.money):
        money = min((money, b.money), key=lambda m: m.unit)
    elif b.money is not None:
        others = (*others, b.money)
    candidate = a._replace(
        money=money,
        owner=a.owner or b.owner,
        title=a.title or b.title,
        description=a.description or b.description,
        partners=a.partners or b.partners,
        period=a.period or b.period,
    )
    return Told(candidate, max(kept.chance, one.chance), kept.laid_out, others)

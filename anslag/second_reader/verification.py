"""Finds a model's quotes in the release, and reads them with anslag's own recognisers: nothing is believed.

A quote is brought into the form of the document model, and then stands in the text or does not. Of several places the
one beside the record's other words counts. The amount is that of the release's own sum, days are read out of the quoted
words; a number that the model itself writes is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anslag import marking
from anslag.db.proposals import RULE
from anslag.parsers.document import clean
from anslag.parsers.fields import Value
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations, Money, Span
from anslag.parsers.privacy import HIDDEN
from anslag.parsers.records import AmountFate, Evidence, Extraction
from anslag.second_reader.answers import Said
from anslag.second_reader.standing import BESIDE, distance
from anslag.values import BadValue

Place = tuple[int, int]
_ROUND = " \n\t\"'“”„»«’,;:.–—-"
"""Signs that belong to no name at its border."""
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d(?:.*\d)?", re.DOTALL)


class Dropped(Exception):
    """A grant of an answer that does not stand in the release; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A grant whose words stand in the release: its values as anslag reads them there, and their places."""

    values: dict[str, Value]
    evidence: dict[str, Evidence]


class Verifier:
    """Looks for the quotes of one release. Its sums are numbered from 1, in the order of the text."""

    def __init__(self, now: Extraction) -> None:
        self._now, self._text = now, now.release.text
        self._notes: Annotations = annotated(now.release)

    def found(self, one: Said) -> Found:
        """The grant that ``one`` tells, by its words in the release. Raises :class:`Dropped`."""
        if not {"owner", "title"} & one.quotes.keys():
            raise Dropped("it names neither owner nor title")
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        money = self._money(self._sum(one))
        anchor: list[Place] = []
        if money is not None:
            places["amount"] = money.start, money.end
            values |= {"amount": money.amount, "currency": money.currency}
            values |= {"amount_approximate": True} if money.approximate else {}
            anchor.append(places["amount"])
        for name in ("owner", "title"):
            if name in one.quotes:
                places[name] = self._name(name, one.quotes[name], anchor)
                values[name] = marking.words_at(self._text, places[name])
                anchor.append(places[name])
        if "owner" in places:
            self._refuse_nobody(places["owner"])
        self._refuse_mismatch(places, money)
        for name, value, place in (*self._period(one, anchor), *self._partners(one, anchor)):
            values[name], places[name] = value, place
        return Found(values, {name: self._evidence(place) for name, place in places.items()})

    def _evidence(self, place: Place) -> Evidence:
        return Evidence(*place, self._text[place[0] : place[1]], RULE)

    # -- the sum

    def _sum(self, one: Said) -> AmountFate | None:
        """The release's own sum whose number and words a model gives."""
        number, quote = one.sum_number, one.quotes.get("amount")
        if number is None and quote is None:
            return None
        if quote is None or number is None:
            raise Dropped("it gives a sum without its words, or without its number")
        if not 1 <= number <= len(self._now.amounts):
            raise Dropped("there is no sum of that number")
        fate = self._now.amounts[number - 1]
        digits = _DIGITS.search(self._text, fate.start, fate.end)
        start, end = digits.span() if digits else (fate.start, fate.end)
        if not any(a <= start and end <= b for a, b in self._places("amount", quote)):
            raise Dropped("the words of its sum are not those of the sum of that number")
        return fate

    def _money(self, fate: AmountFate | None) -> Money | None:
        if fate is None:
            return None
        money = marking.sum_at(self._now.release, (fate.start, fate.end))
        if money is None or money.amount is None or money.amount <= 0 or fate.value != money.amount:
            raise Dropped("its sum cannot be read whole")
        if money.cap or money.high is not None:
            raise Dropped("its sum is an upper bound or a range")
        return money

    # -- words

    def _places(self, name: str, quote: str) -> list[Place]:
        """Every place where a quote stands: whole words of one block, with nothing hidden in them."""
        try:
            every = marking.places(self._text, clean(quote))
        except BadValue:
            every = []
        found = [place for place in every if self._is_whole(place)]
        if not found:
            raise Dropped(f"the words of its {name} do not stand in the release")
        if any(HIDDEN in self._text[start:end] for start, end in found):
            raise Dropped(f"the words of its {name} are hidden")
        return found

    def _is_whole(self, place: Place) -> bool:
        start, end = place
        text = self._text
        cut = (text[start - 1 : start] + text[start], text[end - 1] + text[end : end + 1])
        return not any(len(one) == 2 and one.isalnum() for one in cut) and any(
            block.start <= start and end <= block.end for block in self._now.release.blocks
        )

    def _place(self, name: str, quote: str, anchor: Sequence[Place]) -> Place:
        """Where a quote stands: its only place, or the one that stands beside the record's other words."""
        found = self._places(name, quote)
        if len(found) == 1:
            return found[0]
        if not anchor:
            raise Dropped(f"the words of its {name} stand at several places")
        near = sorted((min(distance(Span(*one), Span(*place)) for place in anchor), one) for one in found)
        if near[0][0] > BESIDE or near[0][0] == near[1][0]:
            raise Dropped(f"the words of its {name} stand at several places, none of them beside its others")
        return near[0][1]

    def _name(self, name: str, quote: str, anchor: Sequence[Place]) -> Place:
        start, end = self._place(name, quote, anchor)
        words = self._text[start:end]
        start, end = (
            start + len(words) - len(words.lstrip(_ROUND)),
            end - len(words) + len(words.rstrip(_ROUND)),
        )
        if not _LETTER.search(self._text, start, end):
            raise Dropped(f"its {name} has no word")
        if any(start < one.end and one.start < end for one in self._now.amounts):
            raise Dropped(f"a sum stands in its {name}")
        return start, end

    def _refuse_nobody(self, owner: Place) -> None:
        """Raises where the owner's words hold no name, or are those of who pays."""
        start, end = owner
        if not any(one.start < end and start < one.end for one in self._notes.names):
            raise Dropped("its owner is no name")
        words = marking.words_at(self._text, owner).casefold()
        payers = (self._now.funder, self._now.release.publisher, self._now.decided_by)
        if any(words == payer.casefold() for payer in payers if payer):
            raise Dropped("its owner is who pays or decides")

    def _refuse_mismatch(self, places: dict[str, Place], money: Money | None) -> None:
        """Raises where names cover each other, or the owner stands beside another sum than its own."""
        owner, title = places.get("owner"), places.get("title")
        if owner and title and owner[0] < title[1] and title[0] < owner[1]:
            raise Dropped("its owner and its title are the same words")
        if owner and money and self._is_beside_another(owner, money):
            raise Dropped("its owner stands beside another sum")

    def _is_beside_another(self, owner: Place, money: Money) -> bool:
        line = next(one for one in self._notes.lines if one.start <= owner[0] < one.end)
        if line.start <= money.start < line.end:
            low, high = sorted((owner, (money.start, money.end)))
            between = [one for one in self._now.amounts if low[1] <= one.start and one.end <= high[0]]
            return any(one.value != money.amount for one in between)
        inside = [one.value for one in self._now.amounts if line.start <= one.start < line.end]
        return bool(inside) and money.amount not in inside

    # -- what may be missing

    def _period(self, one: Said, anchor: Sequence[Place]) -> Iterator[tuple[str, Value, Place]]:
        if "period" not in one.quotes:
            return
        place = self._place("period", one.quotes["period"], anchor)
        first, last = marking.period_at(self._now.release, place) or (None, None)
        if first and last and last < first:
            raise Dropped("its period ends before it starts")
        for name, day in (("period_start", first), ("period_end", last)):
            if day is not None:
                yield name, day, place

    def _partners(self, one: Said, anchor: Sequence[Place]) -> Iterator[tuple[str, Value, Place]]:
        places = [self._name("partner", quote, anchor) for quote in one.partners]
        if places:
            names = tuple(dict.fromkeys(marking.words_at(self._text, place) for place in places))
            yield "partners", names, (min(a for a, _ in places), max(b for _, b in places))

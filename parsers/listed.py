"""What a release calls the things that it lists: projects, or those who get the money.

"Följande projekt får stöd:" speaks for grants below it, "Anmälda till mötet:" does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

from anslag.parsers.cues.words import rows_in
from anslag.parsers.document import Line
from anslag.parsers.lexicon import any_of, lexicon, words
from anslag.parsers.mentions.counts import nouns
from anslag.parsers.mentions.mention import Annotations, Span, within
from anslag.parsers.mentions.numerals import WORD
from anslag.parsers.records import BlockKind
from anslag.parsers.symbols import TELLING, Token, drawn, symbol_of, tokens

_LOOK_BACK = 60
"""Lines above a row in which what is listed may be named."""
_SHORT = 300
"""Characters of a line that announces a list."""
_HEADINGS = (BlockKind.HEADING, BlockKind.HEADLINE)
_POINTING = re.compile(rf"\b{any_of(words('words', 'pointing'))}\b", re.I)
NEITHER = "things without a name"
GETS = frozenset(("gets", "is granted", "granted sum"))
"""Rows of the lexicon of fates that say of somebody that they got money: "De som tilldelas medel är:"."""


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """For each kind of thing that a release counts: its nouns, in the plural, definite or not."""
    return {
        row["of"]: re.compile(rf"(?<![\wåäö-]){nouns(row['words'])}(?:na|en)?(?![\wåäö-])", re.I)
        for row in lexicon("counts")["counted"]
    }


@lru_cache(maxsize=1000)
def things_in(text: str) -> str:
    """Which kind of things ``text`` names: "grants", "recipients", "grants and recipients", or :data:`NEITHER`.

    A pronoun stands for the grants in the line that says who gets something: "Dessa elva har fått ja:".
    """
    named = [f"{kind}s" for kind, forms in _forms().items() if forms.search(text)]
    if not named and _POINTING.search(text) and not GETS.isdisjoint(rows_in(text)):
        return "grants"
    return " and ".join(named) or NEITHER


def tells_of_money(a: Annotations) -> bool:
    """Whether a release tells of money, or of projects and applications: who gets a medal for "insatser" gets none."""
    if a.sums:
        return True
    said = set(_WORD.findall(a.text.lower()))
    return any(symbol_of(word) == "b" or word.startswith(_FUNDED) for word in said)


_WORD = re.compile(r"[^\W\d_]+")
_FUNDED = tuple(words("words", "funded"))
"""How words for money and for what gets it begin."""


def announcement(a: Annotations, start: int) -> Line | None:
    """The nearest line above the row that begins at ``start`` which announces a list: it names what is in it, or who gets money.

    A line announces if it is a heading or ends in a colon: between it and the row may stand headings of groups, and
    other rows of the list.
    """
    own = bisect_right(a.lines, start, key=lambda line: line.start) - 1
    for index in range(own - 1, max(-1, own - _LOOK_BACK), -1):
        line = a.lines[index]
        announces = line.kind in _HEADINGS or line.text.rstrip().endswith(":")
        if announces and len(line.text) <= _SHORT and _tells_what(line.text):
            return line
    return None


def announcing(a: Annotations, line: Line) -> Span:
    """What of a line announces: its last sentence, where it ends in a colon, else all of it."""
    last = within(a.sentences, line.start, line.end)[-1:] if line.text.rstrip().endswith(":") else ()
    return Span(last[0].start, line.end) if last else Span(line.start, line.end)


def says_who_gets(a: Annotations, line: Line) -> bool:
    """Whether the line right above a list says in so many words that money went to what is in it.

    What announces is its last sentence before a colon, all of a heading, or a sentence that points at what follows.
    """
    if line.kind in _HEADINGS or line.text.rstrip().endswith(":"):
        said = announcing(a, line)
        return _gives(a, said) or _comes_true(a.text[said.start : said.end]) or _are_of_those(a, said)
    every = within(a.sentences, line.start, line.end)
    return any(_POINTING.search(a.text, one.start, one.end) and _gives(a, one) for one in every)


def _are_of_those(a: Annotations, said: Span) -> bool:
    """Whether words count some of those of whom the sentences before say that they got money: "Fyra av dem märks här:"."""
    if _OF_THOSE.match(a.text, said.start, said.end) is None:
        return False
    at = bisect_right(a.sentences, said.start, key=lambda one: one.start) - 1
    return any(_gives(a, one) for one in a.sentences[max(0, at - _BEFORE) : at])


_OF_THOSE = re.compile(
    rf"(?i:{WORD}|\d+) av (?:dem|dessa|de (?:{WORD}|\d+)|{nouns({word for row in lexicon('counts')['counted'] for word in row['words']})}(?:na|en)?)\b"
)
_BEFORE = 6
"""Sentences before that tell who those are."""


def _comes_true(said: str) -> bool:
    """Whether words that point say that something will be done: "Det här blir av:", "De här idéerna blir verklighet"."""
    return _POINTING.search(said) is not None and _COMES_TRUE.search(said) is not None


_COMES_TRUE = re.compile(rf"\b{any_of(words('words', 'comes_true'))}\W*$", re.I)


def _gives(a: Annotations, said: Span) -> bool:
    """Whether words say that money was given: a verb beside money or the things that got it, or a yes to them; nothing else."""
    found = tokens(a, said.start, said.end)
    symbols = drawn(found)
    if _is_open(found) or "X" in symbols:
        return False
    told = not TELLING.isdisjoint(symbols) and not _MONEY.isdisjoint(symbols)
    decided = not _OF_THINGS.isdisjoint(symbols) and _forms()["grant"].search(a.text, said.start, said.end)
    things = things_in(a.text[said.start : said.end]) != NEITHER
    holding = things and ("mb" in symbols or symbols[:1] == "W")
    return any((told, decided, holding, _OF_A_GIVER.match(a.text, said.start), _says_yes(found)))


_OF_A_GIVER = re.compile(rf"[A-ZÅÄÖ][\w ]{{2,40}}s {any_of(words('words', 'granted_by'))} till ")
"""Whose money went to those below: "Norrfondens anslag till Norra universitetet"."""


def _says_yes(found: Sequence[Token]) -> bool:
    """Whether words say yes to something, with a verb between or none: "Ja till:", "Bifall ges till:", "Fem med ja från styrelsen:"."""
    yes = "".join("y" if one.word in _YES else one.symbol for one in found)
    return _YES_TO.search(yes) is not None


_YES_TO = re.compile("y[RBWDY]?t|myo")


def _is_open(found: Sequence[Token]) -> bool:
    """Whether words leave open if something is given, tell of an earlier time, or speak to the reader."""
    return any(one.cue in _OPEN or one.word in _READER for one in found)


_OPEN = frozenset(("modal", "irrealis", "proposal", "earlier"))
_MONEY = frozenset("bM")
"""The symbols of money, be it a sum that all in the list share."""
_READER = words("words", "reader")
_OF_THINGS = frozenset("BW")
"""The symbols of verbs that say of projects and applications, without a word for money, that they got some."""
_YES = frozenset(("ja", "grönt ljus", "klartecken", "bifall"))


def _tells_what(text: str) -> bool:
    return things_in(text) != NEITHER or not GETS.isdisjoint(rows_in(text))

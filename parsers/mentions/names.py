"""Finds every run of words that could be somebody's name, in sentences, cells and items, each with its borders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anslag.parsers.document import Line
from anslag.parsers.mentions.borders import joined
from anslag.parsers.mentions.mention import Name
from anslag.parsers.mentions.roles import is_public, organisation_score, person_score, place_score
from anslag.parsers.mentions.usage import Usage, usage
from anslag.parsers.mentions.words import GETTING, JOINING, SIGNS, Word, stretches, tokens
from anslag.parsers.records import Release

_BEGIN = frozenset(
    """Capital Genitive Ending Head Given ACRONYM Club Initial mixed Small Noun Verb legal calendar
    Hyphen Letter""".split()
)
_NEVER_LAST = frozenset("small noun verb role & number sign".split()) | JOINING
_EMPTY = JOINING | frozenset(
    """Small Role Noun Verb legal calendar Initial Letter Hyphen Head number figure head small noun verb role Club
    & sign ending lower""".split()
)
_PLURAL = re.compile(r"(?:kommuner|församlingar|pastorat|län)s?")


def spread(text: str, lines: Iterable[Line]) -> list[list[Word]]:
    """The words of each cell and line."""
    return [tokens(text, a, b) for line in lines for a, b in stretches(text, line.start, line.end)]


def going_on(words: Sequence[Word], last: int) -> int | None:
    """The place of the word with which a name could go on behind ``last``, over one soft sign; None at a hard end."""
    at = last + 1
    if at < len(words) and words[at].kind == SIGNS:
        if not _is_soft(words, at):
            return None
        at += 1
    if at >= len(words) or words[at].kind == SIGNS:
        return None
    return at


def _is_soft(words: Sequence[Word], at: int) -> bool:
    """Whether a sign can stand inside a name: a bar between two words, a comma before a legal form or in a list of kommuner."""
    if at + 1 >= len(words):
        return False
    before, sign, after = words[at - 1 : at + 2]
    if sign.text == "/":
        return before.end == sign.start and sign.end == after.start
    if sign.text != ",":
        return False
    return after.kind == "legal" or _shares_a_noun(words, at + 1)


def _shares_a_noun(words: Sequence[Word], at: int) -> bool:
    """Whether a list of names ends in a noun for all ("Rättviks, Orsa och Mora kommuner")."""
    while at < len(words) and (words[at].text[0].isupper() or words[at].text in (",", "och")):
        at += 1
    return at < len(words) and bool(_PLURAL.fullmatch(words[at].low)) and words[at - 1].text != ","


def names(release: Release, lines: Sequence[Line]) -> tuple[Name, ...]:
    """The names of ``release`` in order of the text, none over another. Linear in the length of the text."""
    every = spread(release.text, lines)
    seen = usage(every)
    return tuple(_scored(found, seen, release.text) for words in every for found in _found(words, seen))


def _scored(words: Sequence[Word], seen: Usage, text: str) -> Name:
    start, end = words[0].start, words[-1].end
    name = text[start:end]
    known = seen.stands_alone(tuple(word.low for word in words), start) or is_public(name)
    return Name(start, end, organisation_score(name), person_score(name), place_score(name), known)


def _found(words: Sequence[Word], seen: Usage) -> Iterable[Sequence[Word]]:
    at = 0
    while at < len(words):
        if not _begins(words, at):
            at += 1
            continue
        last = _last(words, at, seen)
        if _is_name(words[at : last + 1], words[max(0, at - 1) : at], words[last + 1 : last + 2], seen):
            yield words[at : last + 1]
        at = last + 1


def _begins(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.kind in _BEGIN and not word.text[0].islower():
        return True
    if word.kind != "head" or going_on(words, at) != at + 1:
        return False
    after = words[at + 1 : at + 3]
    return after[0].text[0].isupper() or (
        after[0].kind == "i" and len(after) > 1 and after[1].text[0].isupper()
    )


def _last(words: Sequence[Word], begun: int, seen: Usage) -> int:
    last = begun
    while (following := going_on(words, last)) is not None and joined(words, begun, last, following, seen):
        last = following
    while last > begun and words[last].kind in _NEVER_LAST:
        last -= 1
    return last


def _is_name(words: Sequence[Word], before: Sequence[Word], after: Sequence[Word], seen: Usage) -> bool:
    """Whether a run of words names somebody: more than closed classes, more than a noun that opens a sentence."""
    if all(word.kind in _EMPTY for word in words):
        # "Föreningen Tillsammans", "Kom Som Du Är": capitals where no sentence asks for them.
        return len(words) > 1 and all(word.kind in _TITLE_CASE for word in words)
    opens = not before or (before[-1].kind == SIGNS and before[-1].text != ",")
    if len(words) > 1 or not opens or words[0].text[0].islower():
        return True
    goes_on = bool(after) and after[0].text[0].islower() and after[0].kind not in JOINING
    return not goes_on or _is_known_word(words[0], after[0], seen)


_TITLE_CASE = frozenset("Head Small Verb Capital".split())
_DEFINITE = re.compile(r"\w+(?:en|et|na|an|nen)$")


def _is_known_word(word: Word, after: Word, seen: Usage) -> bool:
    """Whether one word at the head of a sentence is a name: written so inside sentences too, or no common noun by its form."""
    if word.low in seen.inside or seen.stands_alone((word.low,), word.start):
        return True
    if word.low in seen.small or word.kind == "Noun":
        return False
    if word.kind in ("ACRONYM", "mixed", "Given") or after.low in GETTING:
        return True
    return word.kind == "Ending" or not (_DEFINITE.match(word.low) or after.kind in ("lower", "lower noun-like"))

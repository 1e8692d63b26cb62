"""Finds every run of words that could be somebody's name, in sentences, cells and items, each with its borders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anslag.parsers.document import Line
from anslag.parsers.mentions.borders import joined
from anslag.parsers.mentions.mention import Name
from anslag.parsers.mentions.roles import is_public, organisation_score, person_score, place_score
from anslag.parsers.mentions.usage import Usage, usage
from anslag.parsers.mentions.words import SIGNS, Word, stretches, tokens
from anslag.parsers.records import Release

_SOFT = frozenset([",", "/", '"', "”", "“"])
_BEGIN = frozenset(
    "Capital Genitive Ending Head Given ACRONYM Club Initial mixed Small Role Noun Verb legal calendar".split()
)
_NEVER_LAST = frozenset("small noun verb role & number".split())
_EMPTY = frozenset(
    "Small Role Noun Verb legal calendar Initial Head number figure head small noun verb role Club & sign".split()
)


def spread(text: str, lines: Iterable[Line]) -> list[list[Word]]:
    """The words of each cell and line."""
    return [tokens(text, a, b) for line in lines for a, b in stretches(text, line.start, line.end)]


def going_on(words: Sequence[Word], last: int) -> int | None:
    """The place of the word with which a name could go on behind ``last``, over one soft sign; None at a hard end."""
    at = last + 1
    if at < len(words) and words[at].kind == SIGNS:
        if words[at].text not in _SOFT:
            return None
        at += 1
    if at >= len(words) or words[at].kind == SIGNS:
        return None
    return at


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
        if _names_somebody(words[at : last + 1]):
            yield words[at : last + 1]
        at = last + 1


def _begins(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.kind in _BEGIN and not word.text[0].islower():
        return True
    after = going_on(words, at)
    return word.kind in ("head", "ending") and after == at + 1 and words[after].text[0].isupper()


def _last(words: Sequence[Word], begun: int, seen: Usage) -> int:
    last = begun
    while (following := going_on(words, last)) is not None and joined(words, begun, last, following, seen):
        last = following
    while last > begun and (words[last].kind in _JOINS or words[last].kind in _NEVER_LAST):
        last -= 1
    while last > begun and words[last].kind == SIGNS:
        last -= 1
    return last


_JOINS = frozenset("i och & för av på med mot utan om till vid under över från som åt in of the and".split())


def _names_somebody(words: Sequence[Word]) -> bool:
    return any(word.kind not in _EMPTY for word in words)

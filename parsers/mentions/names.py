"""Finds every run of words that could be somebody's name, in sentences, cells and items, each with its borders.

Where a name ends is decided gap by gap (:mod:`anslag.parsers.mentions.borders`), save where the release itself says so
by an abbreviation in brackets. A name in the genitive is given without its s where other words follow that it owns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anslag.parsers.document import Line
from anslag.parsers.lexicon import lexicon
from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.borders import joined
from anslag.parsers.mentions.brackets import BODY, LONGEST_LIST, abbreviates, behind_brackets
from anslag.parsers.mentions.doubled import leads_to_a_sum, second_half
from anslag.parsers.mentions.mention import Name
from anslag.parsers.mentions.others import is_apposition
from anslag.parsers.mentions.roles import is_public, organisation_score, person_score, place_score
from anslag.parsers.mentions.usage import Usage, usage
from anslag.parsers.mentions.wholes import LOCAL, NAMING, closes_its_field
from anslag.parsers.mentions.words import GETTING, JOINING, SIGNS, Stretch, Word, ending, spread
from anslag.parsers.records import Release

_BEGIN = frozenset("Capital Genitive Ending Head Given ACRONYM Club Initial mixed Hyphen Letter".split())
_WEAK = frozenset("Small Noun Verb legal calendar".split())
"""Kinds that begin a name only before another capital ("Kom Igång")."""
_NEVER_LAST = frozenset("small noun role & number sign".split()) | JOINING
_EMPTY = JOINING | frozenset(
    """Small Role Noun Verb legal calendar Initial Letter Hyphen Head number figure head small noun verb role Club
    & sign ending lower""".split()
)
_TITLE_CASE = frozenset("Head Small Verb Capital".split())
_QUOTES = frozenset('"”“«»„')
_AUXILIARY = words_of("words", "auxiliary")
_PLURAL = re.compile(r"(?:kommuner|församlingar|pastorat)s?")
_DEFINITE = re.compile(r"\w+(?:en|et|na|an)$")
_OWNED = frozenset(["lower", "lower-s", "lower verb-like", "lower noun-like", "noun", "ending", "role"])
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,8}")


def names(release: Release, lines: Sequence[Line]) -> tuple[Name, ...]:
    """The names of ``release`` in order of the text, none over another. Linear in the length of the text."""
    every = spread(release.text, lines)
    seen = usage(stretch.words for stretch in every)
    return tuple(one for stretch in every for one in _names(stretch, seen, release.text))


def _names(stretch: Stretch, seen: Usage, text: str) -> Iterator[Name]:
    words = stretch.words
    at = 0
    while at < len(words):
        if not _begins(words, at):
            at += 1
            continue
        last = _last(stretch, at, seen)
        run, after = words[_named(words, at, last) : last + 1], words[last + 1 : last + 2]
        if _is_name(run, words[max(0, at - 1) : at], after, seen):
            named = _scored(run, run[-1].end - _genitive(run, after, seen), seen, text)
            yield replace(named, organisation=0.0, person=SURE) if _is_scholar(words, at, run) else named
        at = last + 1


def _named(words: Sequence[Word], begun: int, last: int) -> int:
    """The first word of the name itself: "Energibolaget", "Kommunerna" and "Arrangören" before a capital say what it is."""
    said = is_apposition(words[begun]) or _WHO.fullmatch(words[begun].low)
    return begun + 1 if said and begun < last and words[begun + 1].text[0].isupper() else begun


_WHO = re.compile(r"\w+(?:aren|(?<![mk])ören|logen|mlingen)")
"""A definite noun for a person."""


def _is_scholar(words: Sequence[Word], at: int, run: Sequence[Word]) -> bool:
    """Whether an academic title stands before two or three capitals that no form, club or abbreviation makes a body."""
    plain = all(word.text.istitle() and word.kind not in ("legal", "Club", "ACRONYM") for word in run)
    return at > 0 and words[at - 1].low in _SCHOLARS and plain and 1 < len(run) <= _LONGEST_PERSON


_SCHOLARS = words_of("words", "scholar")
_LONGEST_PERSON, SURE = 3, 0.95


def _scored(words: Sequence[Word], end: int, seen: Usage, text: str) -> Name:
    start = words[0].start
    name = text[start:end]
    known = seen.stands_alone(tuple(name.lower().split()), start) or is_public(name)
    # A name that a dash parts is as much an organisation's as the better half of it.
    body = max(organisation_score(part) for part in {name, *_DASH.split(name)})
    return Name(start, end, body, person_score(name), place_score(name), known)


_DASH = re.compile(r"\s[-–—]\s")


def _begins(words: Sequence[Word], at: int) -> bool:
    """Whether a name may begin here: with a capital, or with a small noun that names bear ("byalaget i Färila")."""
    word = words[at]
    opens = at == 0 or words[at - 1].kind == SIGNS
    if (word.low in _AUXILIARY and opens) or (word.kind == "calendar" and word.text[0].islower()):
        return False
    if word.kind in _WEAK:
        return at + 1 < len(words) and words[at + 1].text[0].isupper()
    if word.kind in _BEGIN:
        return not word.text[0].islower() or word.kind == "mixed"
    if not word.low.endswith(NAMING):
        return False
    after = [one for one in words[at + 1 : at + 3] if one.kind != SIGNS]
    if not after:
        return False
    return after[0].text[0].isupper() or (
        after[0].kind == "i" and len(after) > 1 and after[1].text[0].isupper()
    )


def _last(stretch: Stretch, begun: int, seen: Usage) -> int:
    """The place of the name's last word."""
    words = stretch.words
    shared = _shared_noun(words, begun)
    if shared is not None:
        return shared
    last = begun
    while (following := going_on(words, last)) is not None and joined(stretch, begun, last, following, seen):
        last = following
    if words[begun].low.endswith("na") and is_apposition(words[begun]):
        # "Kommunerna Lövåsa och Storsele": each of several has a name of its own.
        last = next((at - 1 for at in range(begun + 1, last) if words[at].kind == "och"), last)
    while last > begun and _never_ends(words, begun, last):
        last -= 1
    last = max(_before_abbreviation(words, begun, last), _last_field(words, begun, last))
    last = behind_brackets(words, begun, _behind_quotes(words, begun, last))
    second = second_half(stretch, begun, last)
    if second is None or not (_begins(words, second) or words[second].text[0].islower()):
        return last
    end = _last(stretch, second, seen)
    return end if leads_to_a_sum(words, begun, last, end) else last


def _never_ends(words: Sequence[Word], begun: int, last: int) -> bool:
    """Whether no name ends in a word: a small one, a common noun that closes no field, a number behind a small word."""
    if words[last].kind == "figure":
        return words[last - 1].kind in JOINING
    return words[last].kind in _NEVER_LAST and not closes_its_field(words, begun, last)


def _last_field(words: Sequence[Word], begun: int, last: int) -> int:
    """The last word of a body's fields: "Institutionen för fysik, kemi och biologi"; -1 where it does not list any."""
    head = next((at for at in range(begun + 1, last + 1) if words[at].low in _FOR), None)
    if head is None or not _names_a_body(words[begun]):
        return -1
    at = head + 1
    while (behind := _behind_field(words, at)) and words[behind].text == ",":
        at = behind + 1
    listed = at > head + 1 and behind and words[behind].low == "och"
    return behind + 1 if listed and _is_of_a_field(words[behind + 1]) else -1


def _names_a_body(word: Word) -> bool:
    return word.kind in BODY or ending(word.low) is not None


def _behind_field(words: Sequence[Word], at: int) -> int:
    """The place behind the words of a field that begins at ``at``, with a word behind it; 0 where none begins."""
    end = at
    while end < min(at + _FIELD_WORDS, len(words)) and _is_of_a_field(words[end]):
        end += 1
    return end if at < end < len(words) - 1 else 0


_FOR = frozenset(["för", "mot"])
_FIELD_WORDS = 2
"""Words of one field in an enumeration of them."""


def _is_of_a_field(word: Word) -> bool:
    return (
        word.text[:1].islower() and word.low != "och" and word.kind not in ("verb", "small", "number", SIGNS)
    )


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
    """Whether a sign can stand in a name: a bar between words, a comma before a legal form or a local part."""
    if at + 1 >= len(words):
        return False
    before, sign, after = words[at - 1 : at + 2]
    if sign.text == "/":
        return before.end == sign.start and sign.end == after.start
    return sign.text == "," and (after.kind == "legal" or after.text in LOCAL)


def _shared_noun(words: Sequence[Word], begun: int) -> int | None:
    """The place of the noun that a list of names from ``begun`` shares ("Rättviks, Orsa och Mora kommuner")."""
    coordinated = False
    for at in range(begun, min(begun + LONGEST_LIST, len(words))):
        word = words[at]
        if _PLURAL.fullmatch(word.low):
            return at if coordinated and words[at - 1].text[0].isupper() else None
        if word.kind not in ("Capital", "Genitive", "Hyphen") and word.text not in (",", "och"):
            return None
        coordinated = coordinated or word.text == "och"
    return None


def _before_abbreviation(words: Sequence[Word], begun: int, last: int) -> int:
    """The last word before an abbreviation in brackets of all words since ``begun``; ``last`` where there is none."""
    for at in range(last + 1, min(begun + LONGEST_LIST, len(words) - 2)):
        if words[at].kind in (SIGNS, "number") or (
            words[at].kind == "verb" and words[at - 1].low not in _BEFORE_NOUNS
        ):
            short = words[at + 1].text
            fits = words[at].text == "(" and _ACRONYM.fullmatch(short) and words[at + 2].text == ")"
            return at - 1 if fits and abbreviates(short.lower(), words[begun:at]) else last
    return last


_BEFORE_NOUNS = frozenset(["av", "för", "mot", "i"])
"""What no verb stands behind: "omställning av hamnar och farleder"."""


def _behind_quotes(words: Sequence[Word], begun: int, last: int) -> int:
    """The last word of a name with a quoted part (Riksföreningen "Glöm aldrig")."""
    quoted = words[begun].kind == "Head" and last == begun and words[last + 1 : last + 2]
    if quoted and quoted[0].text in _QUOTES and quoted[0].start > words[last].end:
        for at in range(last + 3, min(last + LONGEST_LIST, len(words))):
            if words[at].text in _QUOTES:
                return at
    return last


def _is_name(words: Sequence[Word], before: Sequence[Word], after: Sequence[Word], seen: Usage) -> bool:
    """Whether a run of words names somebody: more than closed classes, more than a noun that opens a sentence."""
    if all(word.kind in _EMPTY for word in words):
        # "Föreningen Tillsammans", "Kom Som Du Är": capitals where no sentence asks for them; "Stiftelsen gropgården".
        headed = words[0].kind == "Head" and words[-1].kind in ("ending", "lower")
        headed = headed or closes_its_field(words, 0, len(words) - 1)
        return len(words) > 1 and (headed or all(word.kind in _TITLE_CASE for word in words))
    opens = not before or (before[-1].kind == SIGNS and before[-1].text != ",")
    if len(words) > 1 or not opens or words[0].text[0].islower():
        return True
    goes_on = bool(after) and after[0].text[0].islower()
    if goes_on and after[0].kind in ("och", "samt", "i"):
        return not _is_plural(words[0]) or _is_seen(words[0], seen)
    return not goes_on or _is_known_word(words[0], after[0], seen)


def _is_plural(word: Word) -> bool:
    """Whether a word is a common noun of several bodies: "Kommuner och regioner"."""
    known = ending(word.low)
    return known is not None and known.plural


def _is_seen(word: Word, seen: Usage) -> bool:
    """Whether a word is written so within sentences, or alone."""
    return word.low in seen.inside or seen.stands_alone((word.low,), word.start)


def _is_known_word(word: Word, after: Word, seen: Usage) -> bool:
    """Whether one word at the head of a sentence is a name: so written within sentences, or no common noun by its form."""
    if _is_seen(word, seen):
        return True
    if word.low in seen.small or word.kind == "Noun" or _is_plural(word) or _ADVERB.fullmatch(word.low):
        return False
    if word.kind in ("ACRONYM", "mixed", "Given") or after.low in GETTING or ending(word.low) is not None:
        return True
    return not (_DEFINITE.match(word.low) or after.kind in _COMMON)


_ADVERB = re.compile(r"\w{3,}(?:iskt|ligt|ligen|tvis)")
"""Adverbs open sentences: "Ekonomiskt tilldelas projekten sex miljoner"."""
_COMMON = JOINING | {"lower", "lower noun-like", "noun", "small"}
"""What follows a common noun at the head of a sentence rather than a name."""


def _genitive(words: Sequence[Word], after: Sequence[Word], seen: Usage) -> int:
    """How many letters of the genitive stand behind a name that owns what follows ("Gula Bandets ansökan")."""
    last = words[-1]
    if last.low.endswith(":s"):
        return 2
    owns = bool(after) and after[0].kind in _OWNED and last.low.endswith("s")
    if not owns or last.kind in ("lower", "lower-s", "Club", "legal") or _ends_in_s(last.low):
        return 0
    bare = (*(word.low for word in words[:-1]), last.low[:-1])
    definite = last.low.endswith(("ets", "ens", "ans", "nas")) or after[0].low in _WORKS
    return int(definite or last.low[:-1] in seen.inside or bare in seen.alone or is_public(" ".join(bare)))


_WORKS = frozenset(lexicon("giving")["works"]["stems"])
"""What is somebody's, and no part of a name: "Boda Kontrasts projekt"."""


def _ends_in_s(low: str) -> bool:
    return low.endswith(("ss", "us", "is", "ås", "äs"))

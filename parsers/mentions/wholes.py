"""Where grammar says that a name goes on, whatever the weights hold of it: it lacks its noun, its form or its other half."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anslag.parsers.lexicon import lexicon
from anslag.parsers.lexicon import words as words_of
from anslag.parsers.mentions.usage import Usage
from anslag.parsers.mentions.words import GETTING, GIVING, SIGNS, Word, gets

NAMING = tuple(lexicon("words")["naming"]["endings"])
"""What the words end in that begin a name of their own: "byalaget i Lövåsa"."""


def is_one_whole(words: Sequence[Word], begun: int, last: int, following: int, seen: Usage) -> bool:
    """Whether the name from ``begun`` to ``last`` surely goes on with the word at ``following``."""
    if following == last + 1 and closes_its_field(words, begun, following):
        return True
    return (
        (words[begun].low in _OURS and words[following].text[0].isupper())
        or _lacks_its_noun(words, begun, last, following)
        or _is_of_a_body(words, begun, following)
        or _is_twofold(words, begun, last, following, seen)
        or _is_headed(words, begun, following)
    )


def _is_headed(words: Sequence[Word], begun: int, following: int) -> bool:
    """Whether a part of a line, or of a clause, is nothing but a name with a head of its own."""
    if not words[begun].low.endswith(NAMING) or (begun and words[begun - 1].kind != SIGNS):
        return False
    return _is_headed_part(words, begun, following) or _fills_its_clause(words, begun, following)


LOCAL = words_of("words", "local")
_OURS = words_of("words", "ours")


def _lacks_its_noun(words: Sequence[Word], begun: int, last: int, following: int) -> bool:
    """Whether a name with a head of its own ends in an adjective, and its noun comes next: "Föreningen Gamla tryckeriet";
    or in a genitive, and an adjective comes next: "Föreningen Skärgårdens gamla fyrar"."""
    if last == begun or following > last + 1 or not words[begun].low.endswith(NAMING):
        return False
    if words[last].text.istitle() and words[last].low.endswith("s"):
        return words[following].low in _ADJECTIVES
    return words[last].low in _ADJECTIVES and _DEFINITE.fullmatch(words[following].text) is not None


def closes_its_field(words: Sequence[Word], begun: int, at: int) -> bool:
    """Whether a word is the noun of the adjective before it, which says a body's field: "Institutionen för urbana studier"."""
    if at < begun + 3 or words[at - 2].low != "för" or words[begun].kind not in ("Ending", "Head"):
        return False
    adjective = _OF_A_FIELD.search(words[at - 1].text) is not None and words[at - 1].text.islower()
    return adjective and words[at].text.islower() and words[at].kind not in _CLOSED


_CLOSED = frozenset(("small", "verb", "number", SIGNS, "och", "samt", "i"))


def _fills_its_clause(words: Sequence[Word], begun: int, following: int) -> bool:
    """Whether a name with a head of its own and a capital behind it opens a clause, and all to its verb of getting is
    its: "Insamlingsstiftelsen Vilda kuster tilldelas"."""
    part = words[begun + 1 : begun + _HEADED + 1]
    verb = next((at for at, word in enumerate(part) if gets(words[begun + 1 + at : begun + 3 + at])), 0)
    if not verb or not part[0].text[0].isupper() or any(map(_parts_names, part[:verb])):
        return False
    return following <= begun + verb


def _parts_names(word: Word) -> bool:
    return word.kind in (SIGNS, "number", "verb", "small", "legal") or word.low in ("och", "samt", "som")


def _is_of_a_body(words: Sequence[Word], begun: int, following: int) -> bool:
    """Whether a field and the body in which it is worked at get or are given money: "Molekylär ekologi vid Boda universitet"."""
    at = next((at for at in range(begun + 2, begun + 4) if _leads_in(words, at)), 0)
    if not at or following > at + 1 or not _is_field(words[begun:at]):
        return False
    return _is_party(words, begun) and _is_a_body(words[at + 1 : at + 2 + _BODY])


def _is_field(words: Sequence[Word]) -> bool:
    first = words[0]
    plain = not any(word.kind in _WORK for word in words[1:])
    return plain and first.text.istitle() and first.low.endswith(_FIELDS)


def _is_a_body(words: Sequence[Word]) -> bool:
    """Whether the capitals that words begin with, or the word behind them, are an organisation's."""
    named = next((at for at, word in enumerate(words) if not word.text[0].isupper()), len(words))
    return named > 0 and any(word.kind in OF_BODIES or word.low == "region" for word in words[: named + 1])


_WORK = frozenset(("noun", "role", "verb", "small", "number", SIGNS))
"""Kinds of words that are no field: research, or whoever does it."""


def _leads_in(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].low in ("vid", "i")


def _is_party(words: Sequence[Word], begun: int) -> bool:
    """Whether what begins here stands where a sentence says who gets money: at its head, behind "till" or a verb of giving."""
    before = words[begun - 1] if begun else None
    if before is None or before.text in (".", "!", "?", ":"):
        return any(gets(words[at : at + 2]) for at in range(begun + 1, min(begun + _CLAUSE, len(words))))
    return before.low in _TO or before.low in GETTING or before.low in GIVING


_TO = ("till", "åt")
_CLAUSE = 12
"""Words of a name before its verb of getting, at most."""
_BODY = 3
"""Words in which a body's name says that it is one."""
_FIELDS = tuple(lexicon("organisations")["fields"]["adjectives"])
_OF_A_FIELD = re.compile(rf"(?:{'|'.join(_FIELDS)}|an)[at]?$")
_TRADES = tuple(lexicon("organisations")["fields"]["trades"])


def _is_twofold(words: Sequence[Word], begun: int, last: int, following: int, seen: Usage) -> bool:
    """Whether "och" joins two trades of one body, or two words behind what it is: "Sörvikens Hamn och Stuveri", "Museet
    Järn och Glöd"."""
    at = last if words[last].kind in _AND else following
    if (
        words[at].kind not in _AND
        or at - begun != _LEFT
        or following > at + 1
        or not _stands_lone(words, at + 1)
    ):
        return False
    if seen.stands_alone((words[at + 1].low,), words[at + 1].start) or words[max(0, begun - 1)].text == ",":
        return False
    return _are_halves(words[begun:at], words[at + 1])


def _are_halves(left: Sequence[Word], second: Word) -> bool:
    if not left[1].text.istitle():
        return False
    return left[1].low.endswith(_TRADES) and second.low.endswith(_TRADES)


def _stands_lone(words: Sequence[Word], at: int) -> bool:
    """Whether one word with a capital stands here, and no other behind it."""
    lone = all(word.text[0].islower() or word.kind == SIGNS for word in words[at + 1 : at + 2])
    return lone and at < len(words) and words[at].kind in ("Capital", "Ending")


_AND = ("och", "&")
_LEFT = 2
"""Words before "och"."""
_ADJECTIVES = words_of("words", "adjectives")
_DEFINITE = re.compile(r"[a-zåäö]{3,}(?:en|et|an|na|n|t|er|or|ar)")
"""A noun that is definite or in the plural, behind an adjective: no verb follows one."""
OF_BODIES = frozenset(("Ending", "ending", "legal", "Club"))
"""Kinds of words that only bodies have in their names."""


def _is_headed_part(words: Sequence[Word], begun: int, following: int) -> bool:
    """Whether a part before a sum is nothing but a headed name ("Stiftelsen Norr läker, 61 000 kr", "Föreningen Vi bygger: 5 000")."""
    part = words[begun : begun + _HEADED + 2]
    stop = next((at for at, word in enumerate(part) if word.kind in (SIGNS, "number")), len(part))
    if any(word.low in _SAYING for word in part[:stop]) or not following < begun + stop < len(words):
        return False
    behind = words[begun + stop + 1 : begun + stop + 2]
    return words[begun + stop].kind == SIGNS and all(one.kind in ("number", SIGNS) for one in behind)


_SAYING = GETTING | GIVING | words_of("words", "auxiliary")
"""Verbs that make a sentence of what begins like a name: "Föreningen har fått till en scen, 5 000 kr"."""
_HEADED = 5
"""Words behind the head of a name that fills the part before a sum, at most."""

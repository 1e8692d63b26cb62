"""Decides between two neighbouring words whether one name holds both: named cues, weights fitted on labelled names."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.others import names_others
from anslag.parsers.mentions.usage import Usage
from anslag.parsers.mentions.wholes import OF_BODIES, is_one_whole
from anslag.parsers.mentions.words import GETTING, GIVING, JOINING, SIGNS, Stretch, Word, gets
from anslag.parsers.weights import weights

LONGEST = 16
"""Words beyond which no name goes on."""
_WHOLE = frozenset(["Ending", "ending", "legal", "Club", "head", "Head"])
_SENTENCE = frozenset(["small", "noun", "role", "lower verb-like"])
_NEVER_INSIDE = frozenset(["verb", "small", "number"])
_OPEN = frozenset(["lower", "lower-s", "lower verb-like", "lower noun-like", "noun", "role"])
_CLOSING = frozenset(["verb", "number", "noun", SIGNS])
_COARSE = {
    "lower verb-like": "lower",
    "lower-s": "lower",
    "lower noun-like": "lower",
    "Letter": "Capital",
    "Hyphen": "Capital",
    "Genitive": "Capital",
    "Given": "Capital",
    "Initial": "Capital",
    "mixed": "Capital",
    "Club": "legal",
    "ACRONYM": "Capital",
    "Verb": "verb",
    "Role": "role",
    "Noun": "noun",
}
_LENGTHS = (1, 2, 3, 4, 6)


def joined(stretch: Stretch, begun: int, last: int, following: int, seen: Usage) -> bool:
    """Whether the name from ``begun`` to ``last`` goes on with the word at ``following`` (a sign may lie between)."""
    words = stretch.words
    if last - begun >= LONGEST:
        return False
    if words[last].text[-1] == "-" or (last > begun and words[last - 1].text[-1] == "-"):
        # "Jazz- och bluesförening": the hyphen says that the word goes on.
        return True
    if names_others(words, following):
        return False
    if is_one_whole(words, begun, last, following, seen):
        return True
    if _hands_out(words, begun, last, following):
        return False
    following_kind = words[following].kind
    if following_kind in _NEVER_INSIDE or (words[last].kind == "legal" and following_kind in _OPEN):
        return False
    if stretch.row and last > begun and _ends_row_name(words[last], words[following]):
        return False
    table = weights("names")
    none = (0.0,)
    return sum([table.get(cue, none)[0] for cue in cues(stretch, begun, last, following, seen)]) > 0


def _hands_out(words: Sequence[Word], begun: int, last: int, following: int) -> bool:
    """Whether a word behind a verb of giving says who gives, and a body's name comes next: "stöder Länsstyrelsen Norra Kören"."""
    if last > begun or not begun or words[begun - 1].low not in GIVING:
        return False
    rest = itertools.takewhile(lambda word: not _stops(word), words[following : following + _SUBJECT])
    body = words[following].text[0].isupper() and any(word.kind in OF_BODIES for word in rest)
    return body and words[begun].low.endswith(_HANDING)


_HANDING = tuple(lexicon("words")["handing"]["endings"])


def _ends_row_name(last: Word, following: Word) -> bool:
    """Whether in a table without columns the next word begins the next cell ("Storsele IF Isbana 95 000")."""
    # Behind "badfören." stands the name that the short head begins.
    whole = last.kind in _WHOLE and last.text[-1] != "."
    owns = last.low.endswith("s") and following.kind == "Ending"
    return whole and following.text[0].isupper() and following.kind not in ("legal", "Club") and not owns


def cues(stretch: Stretch, begun: int, last: int, following: int, seen: Usage) -> list[str]:
    """The named cues for and against going on; each is a key of the table of weights."""
    words = stretch.words
    a, b = words[last], words[following]
    sign = words[last + 1].text if following > last + 1 else ""
    found = [
        "always",
        f"{a.kind}{sign} > {b.kind}",
        f"next {b.kind}",
        f"last {a.kind}",
        f"begun {words[begun].kind}, next {_coarse(b)}",
        f"words so far {_bucket(last - begun + 1)}",
    ]
    if last > begun:
        found.append(f"{_coarse(words[last - 1])} {a.kind} > {_coarse(b)}")
    if sign:
        found.append(f"sign {sign}")
    if words[begun].kind == "head":
        found.append(f"begun with {words[begun].low}")
    found += _whole(words, begun, last, following)
    found += _ahead(words, following, b)
    found += _constituent(words, begun, following, b)
    found += _part(stretch, begun, last, following)
    found += _coordination(words, begun, last, following, seen)
    found += _elsewhere(words, begun, last, following, seen)
    return found


def _whole(words: Sequence[Word], begun: int, last: int, following: int) -> list[str]:
    """Whether the words so far hold what makes a name of an organisation."""
    a, b = words[last], words[following]
    after = _kind(words, following + 1)
    whole = [word.kind for word in words[begun : last + 1] if word.kind in _WHOLE]
    found = [
        f"next {_coarse(b)} before {after}",
        f"{_coarse(a)} > {_coarse(b)} before {_COARSE.get(after, after)}",
        f"{'whole' if whole else 'not whole'} so far, next {_coarse(b)} before {after}",
        f"{'whole' if whole else 'not whole'} so far, next {b.kind}",
    ]
    if whole:
        found.append(f"{_COARSE.get(whole[-1], whole[-1])} so far, next {_coarse(b)}")
    return found


def _ahead(words: Sequence[Word], following: int, b: Word) -> list[str]:
    """What closes the name if it goes on: a legal form or an organisation's word before the next sign or verb."""
    for word in words[following + 1 : following + 4]:
        if word.kind in ("legal", "Club"):
            return [f"legal form ahead, next {_coarse(b)}"]
        if word.kind in ("ending", "Ending"):
            return [f"ending ahead, next {_coarse(b)}"]
        if word.kind in _CLOSING:
            break
    return []


def _constituent(words: Sequence[Word], begun: int, following: int, b: Word) -> list[str]:
    """Whether the name so far opens a clause about who gets something, or follows its verb.

    In a Swedish main clause all that stands before the verb is one constituent, and so is what stands between an
    inverted verb and the sum: "Öjersta fjällräddning beviljas …", "nu får Viksjö bågskytteklubb 92 000 kronor".
    """
    stop = next(
        (at for at in range(following, min(following + _SUBJECT, len(words))) if _stops(words[at])), -1
    )
    if stop <= following:
        return []
    stop = _behind_brackets(words, stop)
    if gets(words[stop : stop + 2]) and (begun == 0 or words[begun - 1].kind == SIGNS):
        return [f"opens a clause and gets, next {_coarse(b)}", f"opens and gets, begun {words[begun].kind}"]
    if words[stop].kind == "number" and _follows_giving(words, begun):
        return [f"between verb and sum, next {_coarse(b)}"]
    return []


def _follows_giving(words: Sequence[Word], begun: int) -> bool:
    """Whether a name follows an inverted verb, or the giver behind it: "nu beviljar regionstyrelsen Öjersta räddningsvärn"."""
    if not begun:
        return False
    if words[begun - 1].low in GETTING:
        return True
    return begun > 1 and words[begun - 2].low in GIVING and words[begun - 1].text[0].islower()


def _behind_brackets(words: Sequence[Word], at: int) -> int:
    """Where what stands behind one word in brackets or commas begins ("… och rent vatten (NSFV) beviljas"), else ``at``."""
    signs = "".join(word.text for word in words[at : at + 3 : 2])
    return at + 3 if signs in ("()", ",,") and at + 3 < len(words) else at


_SUBJECT = 6
"""Words of a name that stand before a verb or a sum, at most, behind its first."""


def _stops(word: Word) -> bool:
    return word.kind in (SIGNS, "number", "verb") or word.low in GETTING


def _part(stretch: Stretch, begun: int, last: int, following: int) -> list[str]:
    """How the words stand between the signs of their line."""
    words = stretch.words
    a, b = words[last], words[following]
    rest = _rest(words, following + 1)
    where = "row" if stretch.row else "sentence" if stretch.prose else "item"
    opens = begun == 0 or words[begun - 1].kind == SIGNS
    found = [
        f"{a.kind} > {b.kind}, rest {rest}",
        f"{'part so far' if opens else 'within a part'}, {_coarse(a)} > {b.kind}, rest {rest}",
        f"{'begins a part' if opens else 'within a part'}, {words[begun].kind} > {_coarse(b)}",
        f"{where}, {_coarse(a)} > {b.kind}",
        f"{where}, {'whole' if any(w.kind in _WHOLE for w in words[begun : last + 1]) else 'not whole'} so far, next {_coarse(b)}",
    ]
    if opens and _capitals(words, begun):
        found.append(f"{where}, part of capitals, next {b.kind if b.text[0].islower() else 'Capital'}")
    if opens:
        found.append(f"{where}, part begun with {words[begun].kind}, rest {rest}")
    return found


def _capitals(words: Sequence[Word], at: int) -> bool:
    """Whether the words to the next sign or number are all written with a capital, but for those that join."""
    begun = at
    while at < len(words) and words[at].kind not in (SIGNS, "number", "verb"):
        if not (words[at].text[0].isupper() or words[at].kind in JOINING) or at - begun > 6:
            return False
        at += 1
    return words[at - 1].text[0].isupper()


def _rest(words: Sequence[Word], at: int) -> str:
    """What follows to the next sign, number or verb: nothing, only what names are made of, or a sentence."""
    begun = at
    while at < len(words) and words[at].kind not in (SIGNS, "number", "verb"):
        if words[at].kind in _SENTENCE or at - begun > 6:
            return "a sentence"
        at += 1
    return "a name" if at > begun else "nothing"


def _coordination(words: Sequence[Word], begun: int, last: int, following: int, seen: Usage) -> list[str]:
    """What stands on both sides of "och": two names, or two halves of one."""
    joining = words[following].kind
    right = words[following + 1 : following + 5]
    if joining not in ("och", "&", "samt", "i", "för") or not right:
        return []
    left_whole = (
        any(word.kind in _WHOLE for word in words[begun : last + 1]) or words[begun].kind == "ACRONYM"
    )
    run = []
    for word in right:
        if not word.text[0].isupper() and word.kind not in _WHOLE:
            break
        run.append(word)
    right_whole = any(word.kind in _WHOLE for word in run)
    found = [
        f"{joining}: left {_side(left_whole, last - begun + 1)}, right {_side(right_whole, len(run))}",
        f"{joining}: left {_side(left_whole, last - begun + 1)}, right {right[0].kind}",
    ]
    if seen.stands_alone((right[0].low,), right[0].start) or right[0].low in seen.begins:
        found.append(f"{joining} before what stands alone elsewhere")
    if right[0].low in seen.small:
        found.append(f"{joining} before what is written small elsewhere")
    return found


def _side(whole: bool, length: int) -> str:
    return f"{'whole' if whole else 'open'} {'none' if not length else 'one' if length == 1 else 'several'}"


def _elsewhere(words: Sequence[Word], begun: int, last: int, following: int, seen: Usage) -> list[str]:
    """What the release elsewhere writes of these words."""
    a, b = words[last], words[following]
    found = []
    lows = tuple(word.low for word in words[begun : last + 1])
    start = words[begun].start
    if seen.stands_alone(lows, start):
        found += ["stands alone elsewhere", f"stands alone elsewhere, next {_coarse(b)}"]
    if following == last + 1 and seen.goes_on((*lows, b.low), start):
        found.append("goes on so elsewhere")
    elif following == last + 1 and seen.stands_alone((*lows, b.low), start):
        found.append("whole with the next elsewhere")
    if seen.follows.get((a.low, b.low), 0) > 1:
        found.append(f"pair twice, next {_coarse(b)}")
    if b.text[0].isupper() and b.low in seen.small:
        found.append("next is written small elsewhere")
    if last == begun and a.low in seen.small:
        found.append("first is written small elsewhere")
    return found


def _kind(words: Sequence[Word], at: int) -> str:
    if at >= len(words):
        return "end"
    word = words[at]
    return word.text if word.kind == SIGNS else word.kind


def _coarse(word: Word) -> str:
    return _COARSE.get(word.kind, word.kind)


def _bucket(length: int) -> str:
    return f"{max(one for one in _LENGTHS if one <= length)}"

"""Whether a release tells of no decision: of what can be applied for (rules, rates and days), of what was applied for,
or of no money at all."""

from __future__ import annotations

import re

from anslag.parsers.lexicon import any_of, lexicon
from anslag.parsers.listed import tells_of_money
from anslag.parsers.mentions.mention import Annotations, once
from anslag.parsers.records import BlockKind
from anslag.parsers.scopes import SPEECH

_OPENING = (BlockKind.HEADLINE, BlockKind.LEDE)
_TIMES = 2
"""How often such a page says "you" at least."""


def _pattern(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\wåäö]){any_of(lexicon(table)[key]['words'])}(?![\wåäö])", re.I)


_READER = _pattern("words", "reader")
_ASKED, _APPLIED = _pattern("scopes", "applying"), _pattern("scopes", "applied")
_TRADE, _SUPPORT = (
    re.compile(
        rf"\b(?:{'|'.join(word.replace('*', '[a-zåäö]*') for word in lexicon('scopes')[row]['words'])})\b",
        re.I,
    )
    for row in ("trade", "support")
)
_PENDING = _pattern("scopes", "pending")
_PROPOSING = _pattern("scopes", "proposing")
_TO_DECIDE = re.compile(
    rf"(?<![\wåäö]){any_of(lexicon('scopes')['assembly']['words'])}\b[^.\n]{{0,60}}?"
    rf"(?<![\wåäö]){any_of(lexicon('scopes')['decides_later']['words'])}(?![\wåäö])",
    re.I,
)
"""That an assembly has yet to decide."""
_DECIDED = re.compile(rf"{_pattern('scopes', 'decided').pattern}(?!\s(?:in|sitt|sina)\s)", re.I)
"""That something was decided; "har fått in" says that it was asked for, "ger sitt yttrande" that it was not."""
_GIVEN = re.compile(
    r"(?<!\w)(?:får|fått|erhåller|beviljas|tillförs|till)\s(?:\w+\s){0,3}[0-9]|[0-9]\s?\w*\s(?:går\s)?(?:till|åt)\s",
    re.I,
)
"""A sum beside a verb of getting, or before who gets it: a rule of a scheme says neither."""


@once
def decides_nothing(a: Annotations) -> bool:
    """Whether the release speaks to who applies, or of a decision to come, and tells of none; or tells of no money at all."""
    if _is_proposed(a) or _is_trade(a) or not tells_of_money(a):
        return True
    if not invites(a) and not _awaits(a):
        return False
    return not (_DECIDED.search(a.text) or _GIVEN.search(a.text))


def _is_trade(a: Annotations) -> bool:
    """Whether a release tells of a contract, and of no support: who "får 62 miljoner" sells something."""
    lines = ({found[0].casefold()[:_STEM] for found in _TRADE.finditer(line.text)} for line in a.lines)
    said = [one for one in lines if one]
    # A title of research may name two in one line.
    return len(said) > 1 and len(set().union(*said)) > 1 and _SUPPORT.search(a.text) is None


_STEM = 5
"""Letters by which words of one thing are one."""


def invites(a: Annotations) -> bool:
    """Whether the release speaks to who applies, and says that one can."""
    return speaks_to_reader(a) >= _TIMES and _ASKED.search(a.text) is not None


def _is_proposed(a: Annotations) -> bool:
    """Whether headline or lede propose, and an assembly has yet to decide: of 15 such releases none grants anything."""
    return _opens_with(a, _PROPOSING) and _TO_DECIDE.search(a.text) is not None


def _awaits(a: Annotations) -> bool:
    """Whether headline or lede are about what was asked for, and a decision is to come."""
    return _opens_with(a, _APPLIED) and _PENDING.search(a.text) is not None


def _opens_with(a: Annotations, pattern: re.Pattern[str]) -> bool:
    """Whether headline or lede say what ``pattern`` reads."""
    opening = [block for block in a.release.blocks if block.kind in _OPENING] or a.release.blocks[:1]
    return any(pattern.search(a.text, block.start, block.end) for block in opening)


@once
def speaks_to_reader(a: Annotations) -> int:
    """How often a page says "you" outside of speech: guidance for those who apply does, a decision does not."""
    told = (line.text for line in a.lines if not line.text.lstrip().startswith(SPEECH))
    return sum(len(_READER.findall(line)) for line in told)

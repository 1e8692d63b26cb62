"""Finds what a release counts: "sju projekt", "39 nya stipendier", "de fyra föreningarna"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.figures import is_year
from anslag.parsers.mentions.mention import Count
from anslag.parsers.mentions.numerals import INTEGER, WORD, integer

_MOST = 5000
"""More grants than a release ever tells of."""
_ADJECTIVES = 4


def _forms() -> str:
    forms = (word for row in lexicon("counts")["counted"] for word in row["words"])
    return "|".join(sorted({re.escape(form).replace(r"\*", r"[\wåäö-]*?") for form in forms}))


# Between number and noun stand small words in lower case; a capital makes it somebody's or something's name.
_COUNT = re.compile(
    rf"(?<![\w.,:/§-])(?P<n>{WORD}|{WORD.title()}|{INTEGER})(?:\s(?P<of>av)\s(?:de\s)?(?:{WORD}|[0-9]+))?"
    rf"(?:\s(?!(?:av|de|i|till|för|får|som|kr|kronor|år|procent|miljon(?:er)?)\b)[a-zåäöé-]+,?){{0,{_ADJECTIVES}}}?"
    rf"\s(?P<noun>{_forms()})(?![\wåäö-])"
)
# "Hkp 16", "Jas 39": the number of a type.
_TYPE = re.compile(
    r"(?:(?<![.!?:]\s)(?<!^)\b[A-ZÅÄÖ][A-Za-zåäö]{0,4}|\b(?:nr|nummer|kapitel|sid(?:an)?|förordning|lag|artikel))\s$",
    re.M,
)
_PLUS = re.compile(
    rf"\soch\s(?P<n>{WORD}|[0-9]{{1,4}})\s(?:region(?:er)?|kommun(?:er)?|länsstyrelser?|organisation(?:er)?|förening(?:ar)?|företag)\b"
)


def counts(text: str, start: int, end: int) -> Iterator[Count]:
    """The numbers of things in ``text[start:end]``, in order; one thing alone is counted in figures only."""
    for found in _COUNT.finditer(text, start, end):
        value = integer(found["n"])
        if (
            value is None
            or not 0 < value <= _MOST
            or is_year(found["n"])
            or found["n"].lower() in ("en", "ett")
        ):
            continue
        if found["n"][0].isdigit() and _TYPE.search(text, max(start, found.start() - 14), found.start()):
            continue
        last = found.end()
        plus = _PLUS.match(text, last, end)
        if plus and (more := integer(plus["n"])):
            value, last = value + more, plus.end()
        yield Count(found.start(), last, value, found["noun"].lower())

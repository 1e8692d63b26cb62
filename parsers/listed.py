"""What a release calls the things that it lists: projects, or those who get the money.

"Följande projekt får stöd:" makes a bare name below it a title, "Föreningar som beviljats medel:" makes it a recipient.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import cache, lru_cache

from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.mention import Annotations
from anslag.parsers.records import BlockKind

_LOOK_BACK = 60
"""Lines above a row in which what is listed may be named."""
_SHORT = 300
"""Characters of a line that announces a list."""
_HEADINGS = (BlockKind.HEADING, BlockKind.HEADLINE)
NEITHER = "things without a name"


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """For each kind of thing that a release counts: its nouns, in the plural, definite or not."""
    return {
        row["of"]: re.compile(
            rf"(?<![\wåäö-])(?:{'|'.join(re.escape(word).replace(chr(92) + '*', '[a-zåäö-]*') for word in row['words'])})(?:na|en)?(?![\wåäö-])",
            re.I,
        )
        for row in lexicon("counts")["counted"]
    }


@lru_cache(maxsize=1000)
def things_in(text: str) -> str:
    """Which kind of things ``text`` names: "grants", "recipients", "grants and recipients", or :data:`NEITHER`."""
    named = [f"{kind}s" for kind, forms in _forms().items() if forms.search(text)]
    return " and ".join(named) or NEITHER


def listed(a: Annotations, start: int, rows: Collection[int] = ()) -> str:
    """What the row that begins at ``start`` is one of, by the nearest line above that announces and names it.

    A line announces if it is a heading or ends in a colon; lines whose places are in ``rows`` are rows themselves.
    """
    own = bisect_right(a.lines, start, key=lambda line: line.start) - 1
    for index in range(own - 1, max(-1, own - _LOOK_BACK), -1):
        line = a.lines[index]
        if index in rows or len(line.text) > _SHORT:
            continue
        if line.kind in _HEADINGS or line.text.rstrip().endswith(":"):
            named = things_in(line.text)
            if named != NEITHER:
                return named
    return NEITHER

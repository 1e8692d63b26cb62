"""Whether words speak of money being given: what is furniture of a page never does."""

from __future__ import annotations

import re

from anslag.parsers.lexicon import words

_WORDS = sorted(words("words", "award"))
_PARTS = "|".join(word[:-1] for word in _WORDS if word.endswith("*"))
_WHOLE = "|".join(word for word in _WORDS if not word.endswith("*"))
AWARD = re.compile(rf"{_PARTS}|\b(?:{_WHOLE})\b|\bdela[rt]?(?:de)?\s+(?:\w+\s+){{0,2}}ut\b", re.I)

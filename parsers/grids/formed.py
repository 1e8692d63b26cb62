"""The forms of lines that are rows though nothing marks them: "Boda IF: Fotboll för alla.", "Maj Ek, Viksjö – ”Ljus i norr”"."""

from __future__ import annotations

import re

_HEADED = re.compile(r"[^\W_][^:.!?\n]{2,70}:\s(?=\S)")
_QUOTED = re.compile(r"[^\W\d_a-zåäö][^\n”“\"]+[”“\"][^\n]+[”“\"]\s*$")


def form(text: str, start: int, end: int) -> str:
    """How a line is made: ":" for a name and a colon, "”" for a name and a quotation, "" for neither."""
    if _QUOTED.match(text, start, end):
        return "”"
    return ":" if _HEADED.match(text, start, end) else ""

"""How likely a headline is to announce grants, so that a crawl stopped half-way has most of them.

The rules are data: ``likely.toml`` holds groups of Swedish phrases with a weight each, and says how phrases are
written. A headline's score is the sum of the weights of the groups that are met.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

_LONGEST = 500
_NUMBER = "[0-9][0-9.,:-]*(?: [0-9]+)*"
_GAP = "(?:[^ ]+ ){0,8}?"
_UNMARKED = str.maketrans("åäáàéèöøüæ", "aaaaeeoouu")
_BETWEEN = re.compile(r"[\s–—!?\"”“»«()\[\]/]+")


def score(headline: str) -> float:
    """The weight of a headline, or of the words of an address: from :data:`LIKELY` on it probably announces
    grants, below 0 it hardly does.
    """
    words = _plain(headline)
    return round(sum((weight for met, weight in _GROUPS if met.search(words)), 0.0), 2)


def _plain(text: str) -> str:
    """Words without marks over their letters, parted by single spaces, a space at either end."""
    words = (_unmarked(word.strip(".,:;'’…")) for word in _BETWEEN.split(text[:_LONGEST]))
    return f" {' '.join(word for word in words if word)} "


def _unmarked(word: str) -> str:
    # Addresses of some platforms spell å as aa, ä as ae and ö as oe.
    plain = word.lower().translate(_UNMARKED)
    return plain.replace("aa", "a").replace("ae", "a").replace("oe", "o")


def _pattern(phrase: str) -> str:
    """The pattern of a phrase of the table, to be met between two spaces."""
    written = ""
    for word in phrase.split():
        if word == "…":
            written += _GAP
        elif word == "#":
            written += f"{_NUMBER} "
        else:
            written += re.escape(_unmarked(word)).replace(r"\*", "[^ ]*") + " "
    return written.rstrip(" ")


def _groups() -> tuple[float, tuple[tuple[re.Pattern[str], float], ...]]:
    stated: dict[str, Any] = tomllib.loads((files("anslag.scraper") / "likely.toml").read_text("utf-8"))
    groups = (
        (re.compile(f" (?:{'|'.join(map(_pattern, group['phrases']))}) "), float(group["weight"]))
        for group in stated["group"]
    )
    return float(stated["likely"]), tuple(groups)


LIKELY, _GROUPS = _groups()
"""From ``LIKELY`` on ``--only-likely`` fetches a release."""

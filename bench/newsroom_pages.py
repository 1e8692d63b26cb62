"""Release pages as newsrooms have them, as many as wanted, made of the made-up releases in ``fixtures/fresh``.

A page is one of these with its own markup, words and table, and around it what a newsroom's page has and a fixture is
spared: style rules, settings for scripts, a menu, teasers of other releases and a footer, up to some 90 kB with some
12 kB of text that can be seen. The words of all that are headlines and first lines of ``fixtures/made``. After two
hundred pages the releases come again, with other sums: each page draws its own, so that none tells another's grant;
the total that a release claims need not add up then. How well pages are read is not measured by these.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

SIZE, TEXT = 90_000, 12_000
"""Bytes of a page and signs that can be seen in it, both on average."""
_SPREAD = (0.7, 1.3)
_FIXTURES = Path(__file__).parent.parent / "fixtures"
_SUM = re.compile(r"(?<![\d.,-])\d{1,3}(?=(?:(?:[ \xa0.]|&nbsp;)\d{3})+(?!\d))")
_BODY = re.compile(r"<body[^>]*>")
_MENU = 0.3
"""Share of the words around a release that stands in menus; the rest are teasers."""


def page(seed: int) -> bytes:
    """One page; the same for the same seed."""
    chance = random.Random(seed)
    every = _releases()
    made = _SUM.sub(lambda found: _drawn(found[0], chance), every[seed % len(every)])
    wide = chance.uniform(*_SPREAD)
    lacking = max(0, round(TEXT * wide) - _seen(made))
    made = _BODY.sub(lambda found: found[0] + _menu(chance, round(lacking * _MENU)), made, count=1)
    around = _teasers(chance, round(lacking * (1 - _MENU)))
    made = made.replace("</body>", f"{around}</body>", 1)
    head = _head(chance, round(SIZE * wide) - len(made.encode()))
    return made.replace("</head>", f"{head}</head>", 1).encode()


@cache
def _releases() -> tuple[str, ...]:
    """The pages of the fixtures in UTF-8 that have a head and a body to be filled."""
    found = (path.read_text("utf-8", "replace") for path in sorted((_FIXTURES / "fresh").glob("*.html")))
    whole = (one for one in found if "</head>" in one and "</body>" in one and _BODY.search(one))
    return tuple(one for one in whole if "\N{REPLACEMENT CHARACTER}" not in one)


@cache
def _told() -> tuple[tuple[str, str], ...]:
    """Headline and first line of text of each release that words are taken from."""
    every = (path.read_text("utf-8").split("\n\n") for path in sorted((_FIXTURES / "made").glob("*.txt")))
    return tuple(
        (html.escape(one[0].strip()), html.escape(max(one[1:4], key=len, default="").strip()))
        for one in every
    )


def _drawn(digits: str, chance: random.Random) -> str:
    return str(chance.randrange(10 ** (len(digits) - 1), 10 ** len(digits)))


def _seen(made: str) -> int:
    tree = LexborHTMLParser(made)
    for node in tree.css("script, style"):
        node.decompose()
    return len(" ".join(tree.body.text(separator=" ").split())) if tree.body else 0


def _menu(chance: random.Random, size: int) -> str:
    items = []
    while size > 0:
        words = " ".join(chance.choice(_told())[0].split()[:3])
        size -= len(words) + 1
        items.append(f'<li class="menu-item"><a href="/sida/{chance.randrange(10**6)}">{words}</a></li>')
    return f'<header><nav class="menu"><ul>{"".join(items)}</ul></nav></header>'


def _teasers(chance: random.Random, size: int) -> str:
    made = []
    while size > 0:
        headline, first = chance.choice(_told())
        size -= len(headline) + len(first) + 2
        link = f'<a href="/nyheter/{chance.randrange(10**6)}">{headline}</a>'
        made.append(f'<article class="teaser"><h3>{link}</h3><p>{first}</p></article>')
    return f'<aside class="related"><h2>Fler nyheter</h2>{"".join(made)}</aside><footer>Sidfot</footer>'


def _head(chance: random.Random, size: int) -> str:
    rules, settings = _pool()
    count = max(0, size // (len(rules[0]) + len(settings[0])))
    style, script = "".join(chance.choices(rules, k=count)), "".join(chance.choices(settings, k=count))
    return f'<style>{style}</style><script>window.settings={{{script}"end":""}};</script>'


@cache
def _pool() -> tuple[Sequence[str], Sequence[str]]:
    """Rules of style and settings of scripts, each of one length."""
    chance = random.Random(0)
    numbers = [(chance.randrange(100, 1000), chance.randrange(16**6)) for _ in range(5000)]
    rules = [f".c-{one}{{margin:{one}px;padding:{one}px;color:#{two:06x}}}\n" for one, two in numbers]
    return rules, [f'"s{one}":"{two:06x}",' for one, two in numbers]

"""Who a page gives as its contact persons: names beside a telephone or an address, and below a label that says so."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from anslag.parsers.mentions.persons import is_person
from anslag.parsers.privacy.folding import plain
from anslag.parsers.privacy.lines import lines
from anslag.parsers.privacy.reach import reached
from anslag.parsers.records import Release

_LABEL = re.compile(
    r"(?:(?:press|medie|media)?kontakt(?:er|a|person(?:er)?|uppgifter|information)?|(?:press|media )?contacts?|handläggare|talesperson(?:er)?"
    r"|(?:för )?(?:mer|mera|ytterligare|vidare|närmare) (?:information|info|upplysningar)|(?:for )?more information|upplysningar"
    r"|ansvarig utgivare|(?:har du |vid )?frågor|vill du veta mer|(?:för )?intervju(?:er|förfrågningar)?|press(?:ansvarig|tjänst|frågor))\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:kontakt(?:a|as|person(?:er)?|uppgifter)?|presskontakt|handläggare|besvaras av|lämnas av|ges av|fås av|hör av (?:dig|er) till"
    r"|vänd (?:dig|er) till|talesperson)\b",
    re.I,
)
_SAYING = (
    "kontakt",
    "handläggare",
    "svaras av",
    "lämnas av",
    "ges av",
    "fås av",
    "hör av ",
    "vänd ",
    "talesperson",
)
"""What a line holds, to be asked for the words before."""
_WORD = re.compile(r"[^\s,;:()|/<>\"“”█-][^\s,;:()|/<>\"“”█]*|[,;:()|/]|(?<!\S)-(?!\S)")
_PARTICLES = frozenset("von af de van der den el al la da di del bin ben ter y".split())
_MONEY = re.compile(r"[0-9] ?(?:kr\b|kronor|tkr|mkr|mnkr|milj|[km]?sek\b|tusen|:-)", re.I)
_SENTENCE = re.compile(r"(?<=[a-zåäö)][.!?]) (?=[A-ZÅÄÖ-])")
_LOCAL = re.compile(r"([\w.+-]+)@")
_MOST_PLACES, _MOST_NAMES = 400, 300
"""Addresses and labels that are looked at in a page, and names that are kept: a release names a handful."""
_ABOVE, _BELOW, _STRANGERS = 5, 12, 2
"""Lines above an address and below a label that may hold a name; lines in a row that hold none and end a box."""
_SHORT, _BEFORE, _AFTER = 110, 90, 60
"""Characters of a line in a box; around an address in running text."""


def contacts(source: str, release: Release) -> frozenset[str]:
    """The names, as :func:`plain` has them, of the people whom ``release`` or its ``source`` gives as contacts.

    ``source`` is the page or the plain text that the release was taken from, contact box included.
    """
    found = (plain(name) for name in (*_in_columns(release), *_named(lines(source))))
    return frozenset(islice(found, _MOST_NAMES))


def _in_columns(release: Release) -> Iterator[str]:
    """The names in the columns of tables that are headed as contacts."""
    for block in release.blocks:
        for cell in block.cells:
            if _LABEL.match(cell.header):
                yield from names_in(release.text[cell.start : cell.end])


def _named(read: Sequence[str]) -> Iterator[str]:
    ends = list(accumulate(len(line) + 1 for line in read))
    text = "\n".join(read)
    for start, end in islice(reached(text), _MOST_PLACES):
        index = bisect_right(ends, start)
        begun = ends[index] - len(read[index]) - 1
        yield from _beside(read[index], start - begun, end - begun)
        yield from _above(read, index)
    labels = (index for index, line in enumerate(read) if _LABEL.match(line) or _says_so(line))
    for index in islice(labels, _MOST_PLACES):
        yield from _labelled(read, index)


def _says_so(line: str) -> bool:
    low = line.lower()
    return any(one in low for one in _SAYING) and _SAID.search(line) is not None


def _beside(line: str, start: int, end: int) -> Iterator[str]:
    """The names in the sentence of an address, and the name that the address is made of."""
    if local := _LOCAL.match(line[start:end].replace(" ", "")):
        yield from names_in(re.sub(r"[._0-9-]+", " ", local[1]).title())
    before = _SENTENCE.split(line[max(0, start - _BEFORE) : start])[-1]
    after = _SENTENCE.split(line[end : end + _AFTER])[0]
    yield from names_in(before)
    yield from names_in(after)


def _above(read: Sequence[str], index: int) -> Iterator[str]:
    box: list[str] = []
    for line in reversed(read[max(0, index - _ABOVE) : index]):
        if len(line) > _SHORT or _MONEY.search(line):
            break
        box.insert(0, line)
    yield from _in_box(box)


def _labelled(read: Sequence[str], index: int) -> Iterator[str]:
    """The names that stand in the sentence of a label, or in the lines below one that stands alone."""
    line = read[index]
    for said in islice(_SAID.finditer(line), _ABOVE):
        yield from names_in(_SENTENCE.split(line[said.end() : said.end() + _SHORT])[0])
    head = _LABEL.match(line)
    if not head or len(line) > _SHORT or _MONEY.search(line):
        return
    yield from names_in(line[head.end() :])
    box: list[str] = []
    strangers = 0
    for below in read[index + 1 : index + 1 + _BELOW]:
        is_name = any(True for _ in _in_box([below])) or _is_half(below)
        strangers = 0 if is_name else strangers + 1
        if len(below) > _SHORT or _MONEY.search(below) or strangers > _STRANGERS:
            break
        box.append(below)
    yield from _in_box(box)


def _in_box(box: Sequence[str]) -> Iterator[str]:
    """The names that lines of a contact box begin or end with, also one whose halves stand in two lines."""
    for before, line in zip(["", *box], box, strict=False):
        if _is_half(before) and _is_half(line):
            yield from names_in(f"{before} {line}")
        if len(line.split()) <= _WORDS:
            yield from names_in(line)


_WORDS = 9
"""Words of a line that holds a name, a title and a workplace."""


def _is_half(line: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_][\w'.-]+,?", line)) and line[0].isupper()


def names_in(text: str) -> Iterator[str]:
    """The names of people in a line: runs of capital words, also behind a title, or turned round by a comma."""
    runs = list(_runs(text))
    for run, following in zip(runs, [*runs[1:], []], strict=False):
        yield from _readings(run)
        # "Löfgren, Therese"
        if len(run) < 3 and 0 < len(following) < 3 and f"{run[-1]}, {following[0]}" in text:
            turned = [*following, *run]
            yield from [" ".join(turned)] if _is_person(turned) else ()


def _runs(text: str) -> Iterator[list[str]]:
    run: list[str] = []
    for word in [*_WORD.findall(text), ""]:
        if word[:1].isupper() or (run and word in _PARTICLES):
            run.append(word.rstrip(".") if len(word) > 2 else word)
            if not word.endswith(".") or len(word) == 2:
                continue
        if run:
            yield run
        run = []


def _readings(run: list[str]) -> Iterator[str]:
    # "Kulturchef Maud Grenholt", "Maud Grenholt Kulturchef": a title is a capital word too.
    if not _is_person(run):
        return
    yield " ".join(run)
    if len(run) > 2:
        halves = (run[:2], run[-2:], [run[0], run[-1]])
        yield from (" ".join(two) for two in halves if _is_person(two))


def _is_person(words: list[str]) -> bool:
    ends = {words[0].lower(), words[-1].lower()}
    name = " ".join(words)
    return not (ends & _PARTICLES or _LABEL.match(name) or _SAID.match(name)) and is_person(_latin(name))


def _latin(name: str) -> str:
    # Only letters of the first alphabet are known to begin a name: "Šime" as "Sime".
    kept = "åäöÅÄÖéÉ"
    return "".join(c if c in kept else unicodedata.normalize("NFKD", c)[0] for c in name)

"""Time against size for texts made to be slow: it has to grow as the text does.

``python -m bench.hostile_text`` reads each kind at four sizes and prints seconds of processor time and the
factor by which the last doubling grew it (2 is linear). A test takes the same kinds at one size.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from anslag import reader

SIZES = (25_000, 50_000, 100_000, 200_000)
HEAD = "Bidrag till projekt\n\nNämnden beviljade 1 miljon kronor till projekt:\n\n"
KINDS = {
    "ones before kr": "1 1 1 kr ",
    "digits": "9",
    "dashes": "– ",
    "words and dashes": "a – ",
    "nested parentheses": "(",
    "closed parentheses": "(a) ",
    "millions": "miljoner ",
    "sums": "1 234 kr ",
    "one long word": "a",
    "capital words": "Ab ",
    "capital words and commas": "Ab, ",
    "till": "till A ",
    "får": "får 1 kr ",
    "recipients": "Granby kommun får 1 000 kr ",
    "sentences": "Granby kommun får 1 000 kronor. ",
    "quotation marks": "”a ",
    "projects": "projektet Ab ",
    "labels in a line": "Belopp: 1 kr ",
    "labelled lines": "Projektägare: Ab\nBelopp: 1 000 kr\n\n",
    "years": "2020–2021 ",
    "days": "2020-01-01 ",
    "short lines": "A\n",
    "priced lines": "Ab 1 000 kr\n",
    "items": "• Ab IF, 1 000 kr\n",
    "rows": "Ab IF\tNytt tak\t1 000 kr\n",
    "bars": "| a | b |\n",
    "telephones": "070-",
    "addresses": "a@",
    "spaces": " ",
    "number groups": "111 ",
    "number groups in lines": "111\n",
    "numbers": "12 345 678 ",
    "counts": "5 projekt ",
    "numerals": "två tre ",
    "decimals": "1,5 ",
    "ranges": "1-2 ",
    "numbers and commas": "1, ",
    "numbers in parentheses": "(111) ",
    "per cent": "5 % ",
    "single years": "2021 ",
    "months": "januari 2021 ",
    "identity numbers": "850312 2393 ",
    "contacts": "Kontakt Anna Ek, 070-123 45 67\n",
    "headings": "Ab\n\nText om ett projekt som får 1 000 kronor.\n\n",
}


def text_of(words: str, size: int) -> str:
    """A release of ``size`` characters and more, made of ``words`` over and over."""
    return HEAD + (words * (size // len(words) + 1))[:size]


def seconds(text: str, read: Callable[[str], object] = reader.text) -> float:
    """Processor time that ``text`` takes."""
    start = time.process_time()
    read(text)
    return time.process_time() - start


def main() -> None:
    print(f"{'':28}" + "".join(f"{size // 1000:>8} kB" for size in SIZES) + "   growth")
    for kind, words in KINDS.items():
        taken = [seconds(text_of(words, size)) for size in SIZES]
        growth = taken[-1] / taken[-2] if taken[-2] else 0
        print(f"{kind:28}" + "".join(f"{one:>9.2f} s" for one in taken) + f"   {growth:.1f}", flush=True)


if __name__ == "__main__":
    main()

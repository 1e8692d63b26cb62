"""How fast pages become grants, against the least that any parser of the same pages must do.

``python -m bench.reading`` makes a few hundred release pages of about 90 kB, and in one run, in turns, parses
each with bare selectolax and takes its body's text (the limit), reads it into a release, and reads the release's
grants. Processor time, not the clock, so that a busy machine says the same. Other readers of the same pages
(``bench/others.txt``) are measured beside, where they are installed.
"""

from __future__ import annotations

import importlib.util
import random
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers import pages
from anslag.parsers.read import extraction
from anslag.parsers.records import Release
from bench.table import measured

PAGES, ROUNDS, SIZE = 240, 3, 90_000
_OF_OTHERS = 40
"""Pages that the others are given: they are the same for all, and slow."""
_PLACES = ("Granby", "Hult", "Lövberga", "Ängby", "Norrskog", "Strömhaga", "Tallåsen", "Vinterviken")
_KINDS = ("kommun", "hembygdsförening", "idrottsklubb", "universitet", "bygdegårdsförening", "teaterförening")


def page(seed: int) -> bytes:
    """One release page: menus and scripts around, a list, labelled records or prose inside."""
    rng = random.Random(seed)
    names = [f"{rng.choice(_PLACES)} {rng.choice(_KINDS)}" for _ in range(8)]
    sums = [f"{rng.randrange(50, 3000)} 000 kronor" for _ in names]
    if seed % 3 == 0:
        told = "".join(f"<li>{name}, {amount}</li>" for name, amount in zip(names, sums, strict=True))
        body = f"<p>Följande föreningar får stöd:</p><ul>{told}</ul>"
    elif seed % 3 == 1:
        body = "".join(
            f"<p>Projekt: Utveckling {n}<br>Projektägare: {name}<br>Beviljat belopp: {amount}"
            "<br>Projekttid: 2023-01-01 – 2024-12-31</p>"
            for n, (name, amount) in enumerate(zip(names, sums, strict=True))
        )
    else:
        body = "".join(
            f"<p>{name} får {amount} till projektet Rum {n}.</p>"
            for n, (name, amount) in enumerate(zip(names, sums, strict=True))
        )
    prose = "<p>Nämnden ser fram emot att följa arbetet i länets alla delar under de kommande åren.</p>" * 12
    menu = "".join(f'<li class="item"><a href="/sida/{n}">Menyval {n}</a></li>' for n in range(300))
    script = "<script>" + "var a=1;" * 2000 + "</script>"
    made = (
        f"<html lang=sv><head><title>Åtta projekt får stöd</title>{script}</head><body><nav><ul>{menu}</ul></nav><main>"
        f"<h1>Åtta projekt får dela på stöd</h1><p>Nämnden har beslutat att bevilja stöd till åtta projekt i länet.</p>"
        f"{body}{prose}</main>"
    )
    filler = "<div class='foot'><span>Sidfot med adresser och öppettider</span></div>"
    return (made + filler * max(0, (SIZE - len(made)) // len(filler)) + "</body></html>").encode()


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def limit(body: bytes) -> str:
    tree = LexborHTMLParser(body)
    return tree.body.text(deep=True) if tree.body else ""


def timed(bodies: Sequence[bytes]) -> tuple[float, float, float]:
    """Seconds for all pages: the limit, bytes to releases, releases to grants, taken in turns page by page."""
    bare = read = told = 0.0
    for body in bodies:
        bare += spent(lambda body=body: limit(body))  # type: ignore[misc]
        kept: list[Release] = []
        read += spent(lambda body=body, kept=kept: kept.append(pages.release(body, {})))  # type: ignore[misc]
        told += spent(lambda kept=kept: extraction(kept[0]))  # type: ignore[misc]
    return bare, read, told


_SUM = re.compile(r"(\d[\d ]*\d) kronor")


def soup(body: bytes) -> list[str]:
    """What a script of an afternoon does: BeautifulSoup and a pattern for sums."""
    made: Any = importlib.import_module("bs4")
    return _SUM.findall(made.BeautifulSoup(body, "html.parser").get_text("\n"))


def trafilatura(body: bytes) -> object:
    """The text and facts of a page."""
    return importlib.import_module("trafilatura").bare_extraction(body, with_metadata=True)


def newspaper4k(body: bytes) -> object:
    """The text and facts of a page."""
    article = importlib.import_module("newspaper").Article("https://example.se/a", language="sv")
    article.download(input_html=body.decode())
    article.parse()
    return article.text


OTHERS: Mapping[str, tuple[str, Callable[[bytes], object]]] = {
    "BeautifulSoup + regex": ("bs4", soup),
    "trafilatura": ("trafilatura", trafilatura),
    "newspaper4k": ("newspaper", newspaper4k),
}
"""Other readers by their names: the module that must be there, and how one reads a page."""


def others(bodies: Sequence[bytes], bare: float) -> None:
    """Measures the other readers that are installed; ``bare`` is the limit's seconds for a page."""
    for name, (module, work) in OTHERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"  {name}: not installed (bench/others.txt)")
            continue
        work(bodies[0])
        took = spent(lambda work=work: [work(body) for body in bodies]) / len(bodies)  # type: ignore[misc]
        said(name, 1 / took, bare / took)


def said(name: str, rate: float, ratio: float, goal: float | None = None) -> None:
    """Prints a rate in pages a second, and as a share of the limit."""
    print(f"  {name:22} {rate:8.0f} pages/s  ratio {ratio:.3f}{f'  (goal {goal})' if goal else ''}")
    measured("reading", name, rate, "pages/s")
    if goal:
        measured("reading", f"{name}, beside bare parse and text", ratio, "×", goal)


def main() -> None:
    bodies = [page(seed) for seed in range(PAGES)]
    timed(bodies[:20])
    rounds = [timed(bodies) for _ in range(ROUNDS)]
    bare, read, told = (statistics.median(column) / PAGES for column in zip(*rounds, strict=True))
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"{PAGES} pages of {size:.0f} kB, median of {ROUNDS} rounds")
    said("bare parse and text", 1 / bare, 1)
    said("bytes → release", 1 / read, bare / read)
    said("release → grants", 1 / told, bare / told)
    said("bytes → grants", 1 / (read + told), bare / (read + told), 0.5)
    others(bodies[:_OF_OTHERS], bare)


if __name__ == "__main__":
    main()

"""How fast pages become grants, against the least that any parser of the same pages must do.

``python -m bench.reading`` makes a few hundred release pages of about 90 kB, and in one run, in turns, parses
each with bare selectolax and takes its body's text (the limit), reads it into a release, and reads the release's
grants. Processor time, not the clock, so that a busy machine says the same.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence

from selectolax.lexbor import LexborHTMLParser

from anslag.parsers import pages
from anslag.parsers.read import extraction
from anslag.parsers.records import Release

PAGES, ROUNDS, SIZE = 240, 3, 90_000
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


def measured(bodies: Sequence[bytes]) -> tuple[float, float, float]:
    """Seconds for all pages: the limit, bytes to releases, releases to grants, taken in turns page by page."""
    bare = read = told = 0.0
    for body in bodies:
        bare += spent(lambda body=body: limit(body))  # type: ignore[misc]
        kept: list[Release] = []
        read += spent(lambda body=body, kept=kept: kept.append(pages.release(body, {})))  # type: ignore[misc]
        told += spent(lambda kept=kept: extraction(kept[0]))  # type: ignore[misc]
    return bare, read, told


def main() -> None:
    bodies = [page(seed) for seed in range(PAGES)]
    measured(bodies[:20])
    rounds = [measured(bodies) for _ in range(ROUNDS)]
    bare, read, told = (statistics.median(column) for column in zip(*rounds, strict=True))
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"{PAGES} pages of {size:.0f} kB, median of {ROUNDS} rounds")
    print(f"  bare parse and text  {PAGES / bare:8.0f} pages/s  (the limit)")
    print(f"  bytes → release      {PAGES / read:8.0f} pages/s  ratio {bare / read:.3f}")
    print(f"  release → grants     {PAGES / told:8.0f} pages/s  ratio {bare / told:.3f}")
    print(
        f"  bytes → grants       {PAGES / (read + told):8.0f} pages/s  ratio {bare / (read + told):.3f}  (goal 0.5)"
    )


if __name__ == "__main__":
    main()

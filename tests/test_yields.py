"""A newsroom that yields nothing any more, or suddenly far more, is named after the crawl, and the exit code is 3."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from anslag import crawling
from anslag.scraper.platform import Bands
from anslag.yields import Yielded, judged
from tests.servers import Server, reply

SINCE = "2025-06-01T00:00:00+00:00"
WIDE = Bands()


def yielded(count: int, granting: int, amounts: int | None = None, *, new: bool = False) -> list[Yielded]:
    """So many releases, one a week, of which some have grants and of these some amounts."""
    seen = "2025-06-02T12:00:00+00:00" if new else "2025-01-01T12:00:00+00:00"
    with_amounts = granting if amounts is None else amounts
    return [
        Yielded(date(2024, 1, 1) + timedelta(weeks=n), seen, n < granting, n < with_amounts)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("before", "new", "said"),
    [
        ((60, 20), (25, 0), "0 of 25 new releases with grants, 20 of 60 before: layout changed?"),
        ((200, 4), (25, 18), "18 of 25 new releases with grants, 4 of 200 before: layout changed?"),
        (
            (60, 30),
            (30, 15, 0),
            "0 of 15 new releases of those with grants with amounts, 30 of 30 before: layout changed?",
        ),
        ((60, 20), (25, 5), ""),
        ((60, 20), (7, 0), ""),
        ((60, 3), (25, 0), ""),
    ],
)
def test_silent_zero_and_jump_are_told_from_chance(
    before: tuple[int, ...], new: tuple[int, ...], said: str
) -> None:
    releases = [*yielded(*before), *yielded(*new, new=True)]
    assert list(judged(releases, WIDE, SINCE)) == ([said] if said else [])


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (Bands(releases_a_month=(10, 40)), "4.4 releases a month, expected 10 to 40"),
        (Bands(releases_a_month=(0, 2)), "4.4 releases a month, expected 0 to 2"),
        (Bands(with_grants=(0.5, 1)), "10 of 50 releases with grants, expected 50% to 100%"),
        (Bands(with_grants=(0, 0.1)), "10 of 50 releases with grants, expected 0% to 10%"),
        (
            Bands(with_amounts=(0.9, 1)),
            "5 of 10 releases of those with grants with amounts, expected 90% to 100%",
        ),
        (Bands(releases_a_month=(1, 9), with_grants=(0.1, 0.5)), ""),
    ],
)
def test_band_is_held_on_both_sides(bands: Bands, said: str) -> None:
    assert list(judged(yielded(50, 10, 5), bands, SINCE)) == ([said] if said else [])


def page(number: int, grant: str) -> bytes:
    text = "<p>Styrelsen har i dag talat om läget i bygden och om arbetet under nästa år.</p>"
    return reply(
        f"<html lang='sv'><head><title>Nytt {number}</title></head><body><main><h1>Nytt nummer {number} från byn</h1>"
        f"<p>{grant} {number}.</p>{text}</main></body></html>"
    )


def test_newsroom_that_falls_silent_ends_the_command_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def listing(numbers: Sequence[int]) -> bytes:
        rows = "".join(
            f'<li><a href="/se/rum/pressreleases/nytt-fran-byn-{n}">Nytt {n} från byn</a></li>'
            for n in numbers
        )
        return reply(f'<html><body><ul>{rows}</ul><script id="mnd-script"></script></body></html>')

    first, second = range(1001, 1025), range(2001, 2025)
    with Server({"/robots.txt": reply("", kind="text/plain")}) as server:
        for numbers, grant, code in (
            (first, "Nämnden beviljar Umeå kommun 70000 kronor för projektet Vinterljus", 0),
            (second, "Nämnden möts på måndag klockan tio", 3),
        ):
            # The archive tells times in whole seconds.
            time.sleep(1.1)
            server.routes |= {f"/se/rum/pressreleases/nytt-fran-byn-{n}": page(n, grant) for n in numbers}
            server.routes["/se/rum"] = server.routes["/se/rum/pressreleases"] = listing(numbers)
            assert (
                crawling.run([f"{server.origin}/se/rum"], delay=0, contact="", quiet=True, data=tmp_path)
                == code
            )
    said = capsys.readouterr().out
    assert "0 of 24 new releases with grants, 24 of 24 before: layout changed?" in said

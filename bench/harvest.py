"""How much of the grants a crawl has after part of its fetches, likely headlines first against listing order.

``python -m bench.harvest`` crawls the fixture newsroom over HTTP and counts the grants of its golden files in the
order in which the server was asked; then it orders made-up newsrooms of which one release in ten holds grants
(``harvest_headlines.toml``), a thousand times over. Prints one line for each tenth of the fetches.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from anslag.demo import FIXTURES, ROOM, Newsroom
from anslag.scraper.crawl import Options, crawl
from anslag.scraper.likely import LIKELY, score
from anslag.scraper.platforms import named

TENTHS = range(10, 101, 10)
ROOMS, RELEASES, GRANTING = 1_000, 400, 40


def share(found: Sequence[int], percent: int) -> float:
    """The share of all that is found in the first ``percent`` of a sequence of counts."""
    return sum(found[: round(len(found) * percent / 100)]) / sum(found)


def fixture_orders() -> tuple[list[int], list[int]]:
    """Grants of each release of the fixture newsroom: in the order of a real crawl, and in that of its lists."""
    grants = {
        path.name.removesuffix(".golden.json"): len(json.loads(path.read_text("utf-8"))["grants"])
        for path in FIXTURES.glob("releases/*.golden.json")
    }
    listed: list[str] = []
    with Newsroom() as room, tempfile.TemporaryDirectory() as data:
        crawl(Path(data), [room.address], Options(delay=0, contact="bench@example.se"))
        asked = [seen.path.rpartition("/")[2] for seen in room.requests if "/pressreleases/" in seen.path]
        for file, address in (("pressreleases.html", ""), ("pressreleases-2.html", "?page=2")):
            body = (FIXTURES / file).read_bytes().replace(b"{{origin}}", room.origin.encode())
            found = named("mynewsdesk").read(f"{room.origin}{ROOM}/pressreleases{address}", body)
            listed += [link.url.rpartition("/")[2] for link in found.releases]
    return [grants[name] for name in asked if name in grants], [grants[name] for name in listed]


def made_up_orders(dice: random.Random) -> tuple[list[int], list[int]]:
    """One for each release that holds grants and 0 for each other, likely headlines first and as listed."""
    stated = tomllib.loads((Path(__file__).parent / "harvest_headlines.toml").read_text("utf-8"))
    room = [(dice.choice(stated["grants"]), 1) for _ in range(GRANTING)]
    room += [(dice.choice(stated["others"]), 0) for _ in range(RELEASES - GRANTING)]
    dice.shuffle(room)
    likely = sorted(room, key=lambda one: -score(one[0]))
    return [held for _, held in likely], [held for _, held in room]


def table(title: str, likely: Sequence[Sequence[int]], listed: Sequence[Sequence[int]]) -> None:
    """Prints both curves, averaged over newsrooms."""
    print(f"\n{title}\n  fetched   likely first   listing order")
    for percent in TENTHS:
        ours, theirs = (statistics.mean(share(one, percent) for one in orders) for orders in (likely, listed))
        print(f"  {percent:6} %   {ours:11.0%}   {theirs:13.0%}")


def main() -> None:
    """Runs both parts."""
    ours, theirs = fixture_orders()
    table(f"fixture newsroom: {len(ours)} releases, {sum(ours)} grants", [ours], [theirs])
    dice = random.Random(4)
    orders = [made_up_orders(dice) for _ in range(ROOMS)]
    title = f"{ROOMS} made-up newsrooms of {RELEASES} releases, {GRANTING} with grants"
    table(title, [likely for likely, _ in orders], [listed for _, listed in orders])
    stated = tomllib.loads((Path(__file__).parent / "harvest_headlines.toml").read_text("utf-8"))
    kept, let_in = (
        statistics.mean(score(one) >= LIKELY for one in stated[kind]) for kind in ("grants", "others")
    )
    print(f"\n--only-likely would fetch {kept:.0%} of the granting headlines and {let_in:.0%} of the others")


if __name__ == "__main__":
    main()

"""The picture of a terminal in the README: what ``anslag extract`` prints for a made-up release, as SVG.

    .venv/bin/python -m bench.picture > docs/extract.svg        (make picture)

A test compares the two. The same release gives the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from anslag.presentation import show
from anslag.sources import read

ROOM = Path(__file__).resolve().parent.parent / "fixtures" / "newsrooms" / "mynewsdesk"
RELEASE = ROOM / "releases" / "7-9-miljoner-till-fem-foeretagsfraemjande-projekt-3372448.html"
NAME = "release.html"
COLUMNS = 92
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.S)
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"


def svg() -> str:
    """The picture; unlike rich's own it fetches no font from another machine."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(f"[dim]$[/dim] anslag extract {NAME}", highlight=False)
    show(console, read(str(RELEASE)), NAME)
    # Where the picture ends it cuts the underscores of the line above.
    console.print()
    made = console.export_svg(title="anslag extract", unique_id="anslag")
    picture = _FONT_FACE.sub("", made).replace("Fira Code, monospace", _FONTS)
    return "".join(f"{line.rstrip()}\n" for line in picture.splitlines())


if __name__ == "__main__":
    sys.stdout.write(svg())

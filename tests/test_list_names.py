"""The year in the name of a list is nobody's."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

ROWS = "Storsele Teater 814 tkr\nViksjö museum 655 tkr\nBoda kammarkör 310 tkr\nNorrhamra bibliotek 288 tkr\n"
BELOW = "Ny ridå i Lövåsa\nNämnden beslutade att bevilja 90 000 kronor till Lövåsa bygdegårdsförening."


def _starts(heading: str) -> set[str]:
    told = f"Beslut från kulturnämnden 2030-11-26\n\n{heading}\nNämnden ändrade inget.\nFördelningen:\n{ROWS}\n{BELOW}"
    rows = extraction(plain(told)).grants[:4]
    return {str(one.period_start) for one in rows}


@pytest.mark.parametrize("heading", ["Förteckning över bidragen 2031", "Stora scenen firar 2031"])
def test_the_name_of_a_list_and_other_headings_tell_no_time(heading: str) -> None:
    assert _starts(heading) == {"None"}

"""Rows of a sentence for the project, one for who gets it and a labelled sum."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

HEAD = "Tre satsningar får EU-pengar\n\nPartnerskapet har beviljat stöd till tre satsningar.\n\n"


@pytest.mark.parametrize("label", ["Beviljat stöd", "Beviljat belopp"])
def test_the_last_sentence_before_the_label_is_the_owner(label: str) -> None:
    rows = (
        f"Bron. Viksjö kommun. {label}: 7 318 442 kr. Kvinnor följer 45 hotell i vardagen.",
        f"Svetsa. Laga. Läs. Storsele kommun. {label}: 2 066 915 kr. Svenska lärs ut vid svetsen.",
        f"Grannfrun. Boda studieförbund. {label}: cirka 905 000 kr. 60 frivilliga öppnar sina kök.",
    )
    found = extraction(plain(HEAD + "\n\n".join(rows))).grants
    assert [(one.title, one.owner) for one in found] == [
        ("Bron", "Viksjö kommun"),
        ("Svetsa. Laga. Läs", "Storsele kommun"),
        ("Grannfrun", "Boda studieförbund"),
    ]


def test_sentences_that_name_no_body_stay_as_they_are() -> None:
    rows = (
        "Viksjö kommun. Ett hus för alla. Beviljat belopp: 318 442 kr.",
        "Storsele kommun. En bro till. Beviljat belopp: 66 915 kr.",
    )
    found = extraction(plain(HEAD + "\n\n".join(rows))).grants
    assert "Ett hus för alla" not in [one.owner for one in found]

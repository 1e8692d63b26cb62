"""What is asked of a release as a whole."""

from __future__ import annotations

from anslag.parsers.document import plain
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.mentions.mention import Annotations, once


def test_what_is_asked_of_a_release_is_worked_out_once_for_each() -> None:
    asked: list[str] = []

    @once
    def opening(a: Annotations) -> str:
        asked.append(a.text)
        return a.text[:5]

    one, other = annotated(plain("Kören får stöd")), annotated(plain("Orkestern får stöd"))
    assert [opening(one), opening(other), opening(one)] == ["Kören", "Orkes", "Kören"]
    assert asked == [one.text, other.text]
    assert one == annotated(plain("Kören får stöd"))

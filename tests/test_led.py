"""Rows of a project, the persons who lead it and the short name of their unit have the project alone."""

from __future__ import annotations

import pytest

from anslag.parsers.document import plain
from anslag.parsers.read import extraction

OPENING = "Fem idéer får pengar ur idépotten\n\nTillsammans får de 2 450 000 kronor.\n\nDe här idéerna får pengar\n\n"
ROWS = (
    "Rullande väntrum – Maj Ek/Per Ås ({0})",
    "Digital rond III – Stina af Vik ({1})",
    "Patientkontrakt på 4 kliniker (Bo Ahl, {0})",
    "Levande korridor Eva Ro/Kaj Ed – {1}",
)
TITLES = ["Rullande väntrum", "Digital rond III", "Patientkontrakt på 4 kliniker", "Levande korridor"]


def _read(*units: str) -> list[tuple[str | None, str | None]]:
    told = OPENING + "\n".join(f" • {row.format(*units)}" for row in ROWS)
    return [(one.title, one.owner) for one in extraction(plain(told)).grants]


def test_the_unit_of_persons_is_nobody() -> None:
    assert _read("KOM", "IT/HR") == [(title, None) for title in TITLES]


def test_a_known_body_is_the_owner() -> None:
    bodies = "Boda kommun", "Viksjö kommun"
    assert _read(*bodies) == [(title, bodies[at % 2]) for at, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    "line", ["Sedan tidigare klara för 2031:", "Förra året beviljades följande projekt medel:"]
)
def test_what_was_decided_before_is_no_grant_of_now(line: str) -> None:
    old = f"\n\n{line}\n\n • Gemensam läkemedelsvagn (APO)\n • Rätt kompetens (HR)\n • Trygg natt (GER)"
    told = OPENING + "\n".join(f" • {row.format('KOM', 'IT/HR')}" for row in ROWS) + old
    assert [one.title for one in extraction(plain(told)).grants] == TITLES

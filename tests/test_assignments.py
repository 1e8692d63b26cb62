"""Money for a task: it goes to who has the task, wherever the release says who that is."""

from __future__ import annotations

from typing import Any

import pytest

from anslag.parsers import document
from anslag.parsers.assignments import for_tasks
from anslag.parsers.lexicon import lexicon
from anslag.parsers.mentions.annotate import annotated
from anslag.parsers.read import extraction


def owners(text: str) -> list[str | None]:
    return [grant.owner for grant in extraction(document.plain(f"Bävrarna ska räknas\n\n{text}")).grants]


def is_for_a_task(text: str) -> bool:
    return bool(for_tasks(annotated(document.plain(f"Bävrarna ska räknas\n\n{text}"))))


@pytest.mark.parametrize("group", lexicon("tasks").values(), ids=lexicon("tasks"))
def test_every_group_of_words_reads_its_phrase_and_refuses_the_other(group: dict[str, Any]) -> None:
    # What hands money on stands against a task; all others stand for one.
    hands_on = group is lexicon("tasks")["hands_on"]
    assert is_for_a_task(group["reads"]) != hands_on
    assert is_for_a_task(group["refuses"]) == hands_on


@pytest.mark.parametrize(
    "text",
    [
        "Viltkontoret får i uppdrag att räkna bävrar. För uppdraget avsätter regeringen 3 miljoner kronor.",
        "Uppdraget att räkna bävrar har gått till Viltkontoret. För arbetet avsätts 3 miljoner kronor.",
        "Räkningen anförtros Viltkontoret.\n\nDet är ett stort uppdrag till Viltkontoret. För ändamålet har "
        "regionen reserverat 3 miljoner kronor.",
        "Regeringen ger Viltkontoret i uppdrag att räkna bävrar.\n\nMyndigheten får använda högst 3 miljoner kronor.",
        "Viltkontoret får i uppgift att räkna bävrar.\n\nMyndigheten får disponera högst 2,4 mnkr för detta.",
    ],
)
def test_a_sum_for_a_task_goes_to_who_has_it(text: str) -> None:
    assert owners(text) == ["Viltkontoret"]


@pytest.mark.parametrize(
    "text",
    [
        "Viltkontoret får i uppdrag att fördela stöd till jaktlag. För uppdraget avsätts 3 miljoner kronor.",
        "Viltkontoret får i uppdrag att räkna bävrar. Regeringen föreslår att 3 miljoner kronor avsätts för uppdraget.",
        "Bävrarna har blivit fler. För arbetet avsätter regeringen 3 miljoner kronor.",
    ],
)
def test_money_that_is_handed_on_proposed_or_nobodys_is_no_tasks(text: str) -> None:
    assert not is_for_a_task(text)


def test_each_of_several_with_a_task_gets_what_its_own_clause_says() -> None:
    text = (
        "Viltkontoret, Havsbyrån och Fiskrådet får ett gemensamt uppdrag att räkna bävrar.\n\n"
        "För uppdraget får Viltkontoret använda 3 miljoner kronor och Havsbyrån 2 miljoner kronor."
    )
    assert owners(text) == ["Viltkontoret", "Havsbyrån"]

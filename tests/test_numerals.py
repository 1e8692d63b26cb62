"""Numerals in words have the value that Swedish gives them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers.mentions.numerals import CARDINAL, WORDS, cardinal, integer

BELOW_HUNDRED = {value: word for word, value in WORDS.items() if value < 100}


def in_words(value: int, joint: str) -> str:
    hundreds, rest = divmod(value, 100)
    head = f"{'' if hundreds == 1 else BELOW_HUNDRED[hundreds] + joint}hundra" if hundreds else ""
    return f"{head}{joint if head and rest else ''}{BELOW_HUNDRED[rest] if rest else ''}"


@given(st.integers(1, 999), st.sampled_from(["", " "]), st.booleans())
def test_words_read_back(value: int, joint: str, capital: bool) -> None:
    words = in_words(value, joint)
    assert re.fullmatch(CARDINAL, words)
    assert cardinal(words.capitalize() if capital else words) == value


def test_every_number_below_a_hundred_has_a_word() -> None:
    assert set(WORDS.values()) == set(range(1, 101))


@pytest.mark.parametrize("words", ["", "hundraett två", "halv", "fleraldrig", "ettett", "12"])
def test_what_is_no_numeral_in_words_is_none(words: str) -> None:
    assert cardinal(words) is None


@given(st.integers(0, 10**12 - 1), st.sampled_from(["", " ", "."]))
def test_figures_read_back(value: int, separator: str) -> None:
    assert integer(f"{value:,}".replace(",", separator)) == value

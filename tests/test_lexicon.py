"""Patterns that are made of the words of the lexicon."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers.lexicon import any_of

WORDS = st.sets(st.text("abc", min_size=1, max_size=4), min_size=1)


@given(WORDS, st.text("abc", max_size=6))
def test_pattern_for_words_takes_the_longest_that_fits(words: set[str], text: str) -> None:
    found = re.match(any_of(words), text)
    assert (found[0] if found else "") == max(
        (one for one in words if text.startswith(one)), key=len, default=""
    )


def test_pattern_goes_back_to_a_shorter_word_where_the_longest_leaves_no_match() -> None:
    assert re.fullmatch(rf"{any_of(['sep', 'sept'])}t?\.", "sept.")


def test_signs_are_themselves_and_a_space_is_any() -> None:
    assert re.fullmatch(any_of(["e.g. so", "a|b"]), "e.g.\nso")
    assert not re.fullmatch(any_of(["e.g. so", "a|b"]), "a")

"""Swedish letters survive whatever a server says about their encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anslag.parsers.markup.decode import decoded

WORDS = "Åtta får stöd på Öland – 25 000 €"


@pytest.mark.parametrize(
    ("codec", "header", "meta"),
    [
        ("utf-8", "text/html; charset=utf-8", ""),
        ("utf-8", "", '<meta charset="utf-8">'),
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("utf-8", "text/html; charset=hittepå", ""),
        ("utf-8", "", '<meta charset="utf-16">'),
        ("utf-8-sig", "text/html; charset=windows-1252", ""),
        ("utf-16", "", ""),
        ("windows-1252", "text/html; charset=iso-8859-1", ""),
        ("windows-1252", "text/html; charset=utf-8", ""),
        ("windows-1252", "", "<meta charset=latin1>"),
        ("windows-1252", "", ""),
        ("utf-8", "text/html; charset=zip", ""),
        ("utf-8", "text/html; charset=rot13", ""),
        ("windows-1252", "text/html; charset=utf-7", ""),
        ("utf-8", "text/html; charset=iso-8859-15", ""),
        ("utf-8", "", '<?xml version="1.0" encoding="utf-8"?>'),
    ],
)
def test_letters_are_read(codec: str, header: str, meta: str) -> None:
    assert decoded(f"{meta}<p>{WORDS}</p>".encode(codec), header).endswith(f"<p>{WORDS}</p>")


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", ""])
@pytest.mark.parametrize("byte", [b"\x96", b"\xe5", b"\xff"])
def test_damaged_byte_costs_one_letter(byte: bytes, declared: str) -> None:
    body = WORDS.encode() + byte + WORDS.encode()
    assert decoded(body, f"text/html; charset={declared}") == f"{WORDS}\ufffd{WORDS}"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_bytes_and_no_header_raise(body: bytes, header: str) -> None:
    assert isinstance(decoded(body, header), str)


@given(st.text(alphabet="åäöÅÄÖéüabc <>–€”", min_size=1, max_size=60))
def test_utf8_is_never_taken_for_latin1(text: str) -> None:
    assert decoded(text.encode(), "text/html; charset=iso-8859-1") == text

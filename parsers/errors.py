"""What the parsers refuse, each with one line for the person who gave the input.

ParserError
└── NotARelease   the input holds no release: not HTML, empty, an error page, too complex to parse
"""

from __future__ import annotations


class ParserError(Exception):
    """Root of everything that the parsers raise on purpose."""


class NotARelease(ParserError):
    """The input is no press release; the message says what it is instead, in one line."""

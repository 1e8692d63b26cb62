"""A page parsed as it is, for who looks for its links: the one way to a parsed page outside this package."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode as Node

from anslag.parsers.markup.decode import decoded
from anslag.parsers.markup.limits import too_complex

__all__ = ["Node", "Page", "TooComplex", "parsed"]


class TooComplex(ValueError):
    """A page that cannot be parsed in bounded time; the message says why."""


def parsed(body: bytes) -> Page:
    """The page that an answer's body holds. Raises :class:`TooComplex`."""
    if why := too_complex(body):
        raise TooComplex(why)
    return Page(decoded(body))

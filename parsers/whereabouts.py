"""Tells a municipality that gets money from one that says where a body is: "Öjersta Folkets hus, Boda kommun"."""

from __future__ import annotations

import re

from anslag.parsers.mentions.mention import Annotations, Span, within

_FIRST = re.compile(r"\s[–-]\s|[,:)]")
_MUNICIPALITIES = (" kommun", " stad")
_NAMING = 0.9
"""Score from which on a name is surely an organisation's, and no project's."""
_NEAR = 60
"""Characters in which the name before it begins."""


def says_where(a: Annotations, span: Span) -> bool:
    """Whether ``span`` is, or begins with, a municipality that a comma puts behind the name of another body."""
    if not _FIRST.split(span.of(a.text), maxsplit=1)[0].endswith(_MUNICIPALITIES):
        return False
    joint = _JOINT.search(a.text, max(0, span.start - 2), span.start)
    bodies = within(a.names, max(0, span.start - _NEAR), span.start)[-1:] if joint else ()
    # A municipality below another, or below its county, is the next of a list.
    bodies = [one for one in bodies if not a.text[one.start : one.end].endswith((*_MUNICIPALITIES, " län"))]
    return any(joint and one.organisation > _NAMING and one.end == joint.start() for one in bodies)


_JOINT = re.compile(r"(?:, |\n)$")

"""Answers to ready questions that do not fit their fields: refused in words, for SQL would make something of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs

from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import say
from anslag.db.site.metadata import questions
from anslag.db.site.sites import DATABASE

_PATH = re.compile(rf"/{DATABASE}/(?P<question>\w+)(?:\.\w+)?")


def refusal(path: str, query_string: str) -> str | None:
    """What is wrong with what is asked at ``path``; None if nothing is."""
    found = _PATH.fullmatch(path)
    asked = questions().get(found["question"]) if found else None
    if not isinstance(asked, Mapping):
        return None
    fields = asked["parameters"]
    assert isinstance(fields, Mapping)
    for name, values in parse_qs(query_string).items():
        value = values[0]
        field = fields.get(name)
        wrong = _wrong(value, field.get("type")) if isinstance(field, Mapping) else None
        if wrong:
            assert isinstance(field, Mapping)
            return wrong % {"field": say(field["label"]), "value": value}
    return None


def _wrong(value: str, kind: object) -> str | None:
    if kind == "date":
        said = _("%(field)s: “%(value)s” is no day; write it as 2025-03-01, or leave the field empty")
        return None if _is_day(value) else said
    if kind == "number":
        said = _("%(field)s: “%(value)s” is no whole number; write it as 2025, or leave the field empty")
        return None if re.fullmatch(r"-?[0-9]{1,15}", value) else said
    return None


def _is_day(value: str) -> bool:
    # Python also takes 20250301 and 2025-W09-6, which SQLite does not compare with days.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True

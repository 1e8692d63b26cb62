"""corrections.toml: the plain text file that keeps people's decisions; made to be version-controlled and shared.

TOML 1.0 (https://toml.io/en/v1.0.0), one ``[[correction]]`` a decision. Comments and order are a person's own:
:func:`add` appends and leaves the rest as it is.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from anslag.db import validation
from anslag.db.corrections import GRANT_FIELDS, RELEASE_FIELDS, Correction, Decision
from anslag.db.errors import BadCorrections, Refused
from anslag.db.whole_file import replacing
from anslag.parsers.fields import TYPES, Value

NAME = "corrections.toml"
_HEAD = """# Decisions of people on what anslag read. `anslag build` applies them; later ones win over earlier ones.
# A decision holds for the text with its SHA-256 only: after an edit by the publisher it is reported, not applied.
"""
_NEEDED = ("release", "decision", "who", "when", "why", "text_sha256")
_KNOWN = {*_NEEDED, "grant", "field", "read", "decided", "place", "span", "proposal"}


def read(path: Path) -> list[Correction]:
    """Every decision in the file's order; none without a file. Raises :class:`BadCorrections`."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadCorrections(f"{path} cannot be read: {error.strerror}") from error
    return _parsed(content, path)


def _parsed(content: bytes, path: Path) -> list[Correction]:
    try:
        found = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadCorrections(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadCorrections(f"{path} is not TOML: {error}; mend that place by hand") from error
    entries = found.pop("correction", [])
    # anslag.db.same_grant_file and anslag.db.proposals read these.
    others = [found.pop(key, []) for key in ("same_grant", "proposal")]
    if found or not all(map(_entries, (entries, *others))):
        raise BadCorrections(
            f"{path} may hold [[correction]], [[same_grant]] and [[proposal]] entries only, "
            f"not {sorted(found) or 'a single one'}"
        )
    decisions = []
    for number, entry in enumerate(entries, 1):
        try:
            decisions.append(_correction(entry))
        except ValueError as error:
            raise BadCorrections(f"{path}, correction {number}: {error}") from error
    return decisions


def _entries(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)


def _correction(entry: Mapping[str, object]) -> Correction:
    missing = [key for key in _NEEDED if key not in entry]
    unknown = sorted(entry.keys() - _KNOWN)
    if missing or unknown:
        raise ValueError(f"missing {', '.join(missing)}" if missing else f"unknown key {', '.join(unknown)}")
    texts = {key: _text(key, entry[key]) for key in ("release", "decision", "who", "why", "text_sha256")}
    if texts["decision"] not in set(Decision):
        raise ValueError(f"decision: {texts['decision']!r} is none of {', '.join(Decision)}")
    if not re.fullmatch("[0-9a-f]{64}", texts["text_sha256"]):
        raise ValueError("text_sha256: not 64 hex digits")
    position = _position(entry.get("grant"))
    field = _text("field", entry["field"]) if "field" in entry else None
    place = _place("place", entry.get("place"))
    return checked(
        Correction(
            release_id=texts["release"],
            position=position,
            field=field,
            decision=Decision(texts["decision"]),
            who=texts["who"],
            when=_day(entry["when"]),
            why=texts["why"],
            text_sha256=texts["text_sha256"],
            read=_value(entry.get("read")),
            decided=_value(entry.get("decided")),
            start=place[0] if place else None,
            end=place[1] if place else None,
            span=_place("span", entry.get("span")),
            proposal=_text("proposal", entry["proposal"]) if "proposal" in entry else None,
        )
    )


def checked(one: Correction) -> Correction:
    """``one`` if it makes sense. Raises :class:`ValueError` naming the field that does not."""
    if one.proposal is not None and one.decision is not Decision.ADD:
        raise ValueError("proposal: only a grant that is added can be one")
    if one.decision in (Decision.ADD, Decision.COMPLETE):
        return _whole(one)
    if one.field is None:
        if one.decision is Decision.CORRECT or one.decided is not None:
            raise ValueError("field: missing; only one field can be corrected at a time")
        return one
    fields = RELEASE_FIELDS if one.position is None else GRANT_FIELDS
    if one.field not in fields:
        raise ValueError(f"field: {one.field!r} is none of {', '.join(fields)}")
    if (one.decision is Decision.CORRECT) != (one.decided is not None):
        raise ValueError("decided: needed by a correction, and by nothing else")
    for name, value in (("read", one.read), ("decided", one.decided)):
        if value is not None and not _fits(value, TYPES[fields[one.field]]):
            raise ValueError(f"{name}: {value!r} cannot be a value of {one.field}")
    try:
        _lawful(one)
    except Refused as error:
        raise ValueError(str(error)) from error
    return one


def _whole(one: Correction) -> Correction:
    """A decision that adds a grant, or answers for a whole release."""
    if one.field is not None:
        raise ValueError(f"field: {one.decision} is about a whole grant or release")
    if (one.position is None) != (one.decision is Decision.COMPLETE):
        raise ValueError("grant: its position is needed to add it, and not to call a release complete")
    # Of a page that could not be read, the number of grants that it tells of.
    number = type(one.decided) is int and one.decided >= 0
    if one.decision is Decision.ADD and one.decided is not None:
        raise ValueError("decided: an added grant's values are corrections of their own")
    if one.decision is Decision.COMPLETE and number != (one.read is None):
        raise ValueError("read: what was read, or decided: the number of grants of a page that was not")
    return one


def _fits(value: Value, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds)


def _lawful(one: Correction) -> None:
    if isinstance(one.decided, str):
        validation.exact("decided", one.decided)
        if one.field in ("currency", "claimed_currency"):
            validation.currency("decided", one.decided)
    elif isinstance(one.decided, int | float):
        validation.number("decided", one.decided)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key}: a text is wanted, not {value!r}")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"when: a day such as 2025-03-01 is wanted, without quotes, not {value!r}")
    return value


def _position(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise ValueError(f"grant: its position from 1 is wanted, not {value!r}")
    return value


def _place(key: str, value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2 or not all(type(one) is int for one in value):
        raise ValueError(f"{key}: two offsets such as [120, 134] are wanted, not {value!r}")
    start, end = value
    if not 0 <= start < end:
        raise ValueError(f"{key}: {start} to {end} is no place in a text")
    return start, end


def _value(value: object) -> Value:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, datetime) or not isinstance(value, str | int | float | date | None):
        raise ValueError(f"{value!r} is no text, number, day, truth value or list of texts")
    return value


def add(path: Path, *decisions: Correction) -> None:
    """Appends decisions, all or none, in one step that a power cut cannot halve.

    Raises :class:`BadCorrections` where the file cannot be read or written, or a decision makes no sense.
    """
    kept = len(read(path))
    after = _with(path, "".join(map(_entry, decisions)))
    # Read back before it is kept: what is written now is applied by every later build.
    if _parsed(after, path)[kept:] != list(decisions):
        raise BadCorrections(f"{path}: a decision does not come back as it was written; please report this")
    _replace(path, after)


def append(path: Path, entry: str) -> None:
    """Appends an entry of another kind, in TOML, in one step. Raises :class:`BadCorrections`."""
    after = _with(path, entry)
    _parsed(after, path)
    _replace(path, after)


def _with(path: Path, entries: str) -> bytes:
    before = path.read_bytes() if path.is_file() else _HEAD.encode()
    return before + (b"" if before.endswith(b"\n") else b"\n") + entries.encode()


def _replace(path: Path, after: bytes) -> None:
    try:
        with replacing(path) as new:
            new.touch(0o600)
            new.write_bytes(after)
    except OSError as error:
        raise BadCorrections(f"{path} cannot be written: {error.strerror}; nothing was changed") from error


def _entry(one: Correction) -> str:
    place = (one.start, one.end) if one.start is not None and one.end is not None else None
    said: dict[str, Value | tuple[int, int]] = {
        "release": one.release_id,
        "grant": one.position,
        "field": one.field,
        "decision": str(one.decision),
        "read": one.read,
        "decided": one.decided,
        "place": place,
        "span": one.span,
        "proposal": one.proposal,
        "who": one.who,
        "when": one.when,
        "why": one.why,
        "text_sha256": one.text_sha256,
    }
    lines = [f"{key} = {toml(value)}" for key, value in said.items() if value is not None]
    return "\n".join(["\n[[correction]]", *lines, ""])


def toml(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    # A JSON string is a TOML basic string, but for DEL: https://toml.io/en/v1.0.0#string
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

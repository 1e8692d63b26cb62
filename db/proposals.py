"""What language models propose beside what the rules read: proposals.jsonl, and what people decided on it.

A proposal is a grant whose every value stands in words of the release, at places that anslag has checked. It is bound
to the SHA-256 of the release's text. One JSON object a line; `anslag propose` writes the file, a build only reads it.
That a person accepted one says a decision ``add`` of corrections.toml, that one was refused a ``[[proposal]]`` there.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from anslag.db import corrections_file
from anslag.db.corrections import GRANT_FIELDS, Applied
from anslag.db.errors import BadCorrections, BadProposals
from anslag.db.whole_file import beside, replacing
from anslag.parsers.fields import TYPES, Kind, Value
from anslag.parsers.records import Evidence, Extraction

NAME = "proposals.jsonl"
KEY = "proposal"
"""What entries of corrections.toml are called by which a person refuses a proposal."""
RULE = "model"
"""The rule of evidence that a model quoted."""
_TEXTS = ("id", "release", "text_sha256", "model", "version", "prompt_sha256")
_SAID = ("proposal", "release", "who", "why")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A grant that a model proposes; ``version`` is the model's own name for what answered, ``when`` the day.

    ``values`` are the columns as anslag's recognisers read them in the words that ``evidence`` quotes.
    """

    release_id: str
    text_sha256: str
    model: str
    version: str
    when: date
    prompt_sha256: str
    values: Mapping[str, Value] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same words of the same text, whoever proposes them."""
        places = sorted((name, one.start, one.end) for name, one in self.evidence.items())
        said = json.dumps([self.release_id, self.text_sha256, places])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A person's decision that a proposal is no grant."""

    proposal: str
    release_id: str
    who: str
    when: date
    why: str


class Standing(StrEnum):
    """What became of a proposal. ``WAITING``: nobody has decided; ``TAKEN``: nor that, but the build took it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN = "taken"
    WAITING = "waiting"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Settled:
    """A proposal with what became of it; ``position`` is its grant's, None without one; ``message`` says why not
    more."""

    proposal: Proposal
    standing: Standing
    position: int | None = None
    message: str = ""


class SecondReading(Protocol):
    """Who adds proposals to the releases of a build."""

    def added(self, release_id: str, read: Extraction, applied: Applied) -> Applied:
        """A release, read and corrected, with the proposals that a build takes."""

    def settled(self) -> Sequence[Settled]:
        """What became of every proposal, in the file's order, when all releases have passed."""


def read(path: Path) -> list[Proposal]:
    """Every proposal in the file's order; none without a file. Raises :class:`BadProposals` naming the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise BadProposals(f"{path} cannot be read: {error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_proposal(json.loads(line)))
        except (ValueError, RecursionError) as error:
            advice = "take the line out, or run `anslag propose` again"
            raise BadProposals(f"{path}, line {number}: {error}; {advice}") from error
    return found


def _proposal(said: object) -> Proposal:
    needed = {*_TEXTS, "when", "values", "quotes"}
    if not isinstance(said, dict) or said.keys() != needed:
        raise ValueError(f"an object with {', '.join(sorted(needed))} is wanted")
    if not all(isinstance(said[key], str) for key in (*_TEXTS, "when")):
        raise ValueError(f"{', '.join(_TEXTS)} and when are texts")
    values, quotes = said["values"], said["quotes"]
    if not isinstance(values, dict) or not isinstance(quotes, dict):
        raise ValueError("values and quotes are objects")
    found = Proposal(
        said["release"],
        said["text_sha256"],
        said["model"],
        said["version"],
        date.fromisoformat(said["when"]),
        said["prompt_sha256"],
        {name: _value(name, one) for name, one in values.items()},
        {name: _quote(name, one) for name, one in quotes.items()},
    )
    if found.id != said["id"]:
        raise ValueError("the quotes are not those that were proposed")
    return found


def _value(name: str, said: object) -> Value:
    kind = GRANT_FIELDS.get(name)
    if kind is Kind.DAY and isinstance(said, str):
        return date.fromisoformat(said)
    if kind is Kind.LIST and isinstance(said, list) and all(isinstance(one, str) for one in said):
        return tuple(said)
    if kind is None or not isinstance(said, TYPES[kind]) or isinstance(said, bool) != (kind is Kind.BOOLEAN):
        raise ValueError(f"{name}: {said!r} cannot be a value of it")
    found: Value = said  # type: ignore[assignment]
    return found


def _quote(name: str, said: object) -> Evidence:
    match said:
        case {"start": int(start), "end": int(end), "quote": str(quote)} if name in GRANT_FIELDS:
            return Evidence(start, end, quote, RULE)
    raise ValueError(f"{name}: {said!r} is no quote")


def write(path: Path, proposals: Iterable[Proposal]) -> None:
    """Puts the proposals in the place of those that were there, in one step. Raises :class:`BadProposals`."""
    lines = "".join(json.dumps(_line(one), ensure_ascii=False) + "\n" for one in proposals)
    try:
        with replacing(path):
            # Like the database it may name people who receive money.
            beside(path).touch(0o600)
            beside(path).write_text(lines, "utf-8", newline="\n")
    except OSError as error:
        raise BadProposals(f"{path} cannot be written: {error.strerror}; nothing was changed") from error


def _line(one: Proposal) -> dict[str, object]:
    return {
        "id": one.id,
        "release": one.release_id,
        "model": one.model,
        "version": one.version,
        "when": one.when.isoformat(),
        "values": {name: _plain(value) for name, value in one.values.items()},
        "quotes": {
            name: {"start": place.start, "end": place.end, "quote": place.quote}
            for name, place in one.evidence.items()
        },
        "text_sha256": one.text_sha256,
        "prompt_sha256": one.prompt_sha256,
    }


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value


def refusals(path: Path) -> list[Refusal]:
    """What people refused, from corrections.toml. Raises :class:`BadCorrections`."""
    corrections_file.read(path)
    try:
        found = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except OSError as error:
        raise BadCorrections(f"{path} cannot be read: {error.strerror}") from error
    return [_refusal(f"{path}, {KEY} {number}", one) for number, one in enumerate(found.get(KEY, []), 1)]


def _refusal(place: str, said: Mapping[str, object]) -> Refusal:
    texts = {key: one for key in _SAID if isinstance(one := said.get(key), str) and one.strip()}
    when = said.get("when")
    if said.keys() != {*_SAID, "when"} or len(texts) < len(_SAID):
        raise BadCorrections(f"{place}: the texts {', '.join(_SAID)} and the day when are wanted")
    if not isinstance(when, date) or isinstance(when, datetime):
        raise BadCorrections(f"{place}: when: a day such as 2025-03-01 is wanted, without quotes")
    return Refusal(texts["proposal"], texts["release"], texts["who"], when, texts["why"])


def refuse(path: Path, one: Refusal) -> None:
    """Appends a refusal to corrections.toml in one step. Raises :class:`BadCorrections`."""
    said = {"proposal": one.proposal, "release": one.release_id, "who": one.who, "why": one.why}
    lines = [f"{key} = {corrections_file.toml(value)}" for key, value in said.items()]
    corrections_file.append(path, "\n".join([f"\n[[{KEY}]]", *lines, f"when = {one.when.isoformat()}", ""]))

"""What a page's head and linked data say of the release: title, publisher, day, and the body as a last resort."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from anslag.parsers import fallback
from anslag.parsers.document import clean
from anslag.parsers.markup.glance import UNFILLED
from anslag.parsers.markup.tree import Tree, text_of
from anslag.parsers.mentions.periods import day
from anslag.parsers.mentions.roles import organisation_score

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_WIRES = {"mynewsdesk", "cision", "cision news", "via tt", "notified", "pressmachine"}
"""Names of platforms that publish for others."""
_FIGURE = re.compile(r"[0-9]")
"""A part with a figure is a day or the number of a page."""
_SENDER = re.compile(r"\s+(?:[|–—-]|::)\s+|\s*[|»]\s*")
_PARTED = re.compile(r"\s[|–—-]\s$|[|»]\s*$")
_LONGEST_SENDER = 60
_SECTIONS = frozenset(
    "aktuellt arkiv hem news nyheter nyhetsarkiv nyhetsrum press pressmeddelande pressmeddelanden pressrum start startsida startsidan".split()
)
"""Parts of a site that a title may end with."""
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?\d*)?(?:Z|[+-]\d\d:?\d\d)", re.I)
_DATES = (
    *("published", "article:published_time", "ld:datePublished", "og:published", "dc.date", "dc.date.issued"),
    *("epi.published", "date", "time"),
)
"""Names of the day of publication, the surest first: a time element may stand for another page's."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself. ``named`` has the metas by name as printed, "" never."""

    named: Mapping[str, str]

    @property
    def titles(self) -> tuple[str, ...]:
        """The names that the page gives the release, the surest first."""
        found = [self.named[key] for key in ("ld:headline", "og:title", "title") if key in self.named]
        # The page's title mostly ends with the sender, behind the last bar or dash.
        return (
            *found,
            *(title[: bars[-1].start()] for title in found if (bars := [*_SENDER.finditer(title)])),
        )

    @property
    def url(self) -> str | None:
        """The page's own address, if it names one: not what a template left unfilled."""
        named = (self.named.get(key, "") for key in ("canonical", "og:url"))
        return next((address for address in named if address and not UNFILLED.search(address)), None)

    @property
    def article(self) -> str:
        """The body that the linked data hold, or ""."""
        return self.named.get("ld:articleBody", "")

    def published(self) -> date | None:
        """The day of publication, in Sweden."""
        # regeringen.se puts Swedish words in datetime attributes, so metas come first.
        for key in _DATES:
            value = self.named.get(key, "")
            found = value and (swedish_day(value) or day(value) or fallback.day(value))
            if found:
                return found
        return None

    def publisher(self, headline: str | None) -> str | None:
        """Who sent the release: never a person who wrote it, nor the platform that carries it."""
        for key in ("ld:publisher", "og:site_name", "dc.publisher"):
            if (name := self.named.get(key)) and name.casefold() not in _WIRES:
                return name
        sender = sender_of(self.named.get("title", ""), headline or "")
        author = self.named.get("author", "")
        desk = author.casefold().startswith(_DESKS)
        body = author if organisation_score(author) >= _BODY and not desk else None
        return sender or self.named.get("application-name") or body


_BODY = 0.7
"""Score from which on an author is an organisation."""
_DESKS = ("kommunikation", "webb", "redaktion", "press", "information", "admin")
"""How the names begin of those who write for an organisation ("Kommunikationsavdelningen")."""


def sender_of(title: str, headline: str) -> str | None:
    """The sender that a page's title names, behind or before the headline, or behind a bar."""
    parts = _beside(title, headline)
    named = [name for part in parts if (name := part.strip(" -–—|»:")) and name.casefold() not in _SECTIONS]
    name = next((one for one in reversed(named) if not _FIGURE.search(one)), "")
    return name if name and len(name) <= _LONGEST_SENDER and name.casefold() not in _WIRES else None


def _beside(title: str, headline: str) -> list[str]:
    """The parts of a page's title beside its headline, the farthest last."""
    low, head = title.lower(), headline.lower()
    if head and low.startswith(head):
        return _SENDER.split(f" {title[len(head) :]}")
    if head and low.endswith(head) and _PARTED.search(title[: -len(head)]):
        return _SENDER.split(f"{title[: -len(head)]} ")[::-1]
    return title.split(" | ")[1:]


def swedish_day(value: str) -> date | None:
    """The day in Sweden of a moment that names its time zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(value.upper()) if _ZONED.fullmatch(value) else None
    except ValueError:
        return None
    if moment is None or not 1 < moment.year < 9999:
        return None
    utc = moment.astimezone(UTC)
    return (utc + timedelta(hours=2 if _is_summer(utc) else 1)).date()


def _is_summer(utc: datetime) -> bool:
    """Whether summer time holds: from the last Sunday in March to that in October, 01:00 UTC (directive 2000/84/EC)."""
    start, end = (
        datetime(utc.year, month, 31, 1, tzinfo=UTC)
        - timedelta(days=(date(utc.year, month, 31).weekday() + 1) % 7)
        for month in (3, 10)
    )
    return start <= utc < end


def metadata(tree: Tree) -> Metadata:
    """The metadata of a page."""
    named: dict[str, str] = {}
    for element in tree.head:
        if element.tag == "meta":
            key = (element.mark("property") or element.mark("name")).lower()
            value = clean(element.mark("content"))
        elif element.tag == "title":
            key, value = "title", clean(str(element.children[0]))
        else:
            key = "canonical" if element.mark("rel").lower() == "canonical" else ""
            value = clean(element.mark("href"))
        if key and value:
            named.setdefault(key, value)
    for script in tree.linked_data:
        _linked(script, named)
    if tree.time is not None and (said := clean(tree.time.mark("datetime") or text_of(tree.time))):
        named.setdefault("time", said)
    return Metadata(named)


def _linked(script: str, named: dict[str, str]) -> None:
    """Adds what a script of linked data says of an article (schema.org)."""
    try:
        things = list(_things(json.loads(script)))
    except (ValueError, RecursionError):
        return
    known = {str(thing["@id"]): thing for thing in things if "@id" in thing and len(thing) > 1}
    for thing in things:
        if "headline" not in thing and "datePublished" not in thing and "articleBody" not in thing:
            continue
        for key in ("headline", "datePublished", "articleBody"):
            value = thing.get(key)
            if isinstance(value, str) and (said := value if key == "articleBody" else clean(value)):
                named.setdefault(f"ld:{key}", said)
        if name := _name(thing.get("publisher"), known):
            named.setdefault("ld:publisher", name)


def _things(data: Json) -> Iterator[dict[str, Json]]:
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph", []))


def _name(publisher: Json, known: Mapping[str, dict[str, Json]]) -> str:
    """The name of a publisher that is told in place or by its ``@id``; "" for a person."""
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    if isinstance(publisher, str):
        publisher = known.get(publisher, {"name": publisher if "/" not in publisher else ""})
    if isinstance(publisher, dict) and "name" not in publisher:
        publisher = known.get(str(publisher.get("@id")))
    if not isinstance(publisher, dict) or publisher.get("@type") == "Person":
        return ""
    name = publisher.get("name")
    return clean(name) if isinstance(name, str) else ""

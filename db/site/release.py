"""The evidence page: a release's text with what was read marked in it, beside the grants and the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound
from markupsafe import Markup

from anslag.db.corrections import RELEASE_FIELDS
from anslag.db.site.formatting import cell, decided
from anslag.db.site.highlights import Span, highlighted, sound
from anslag.db.site.languages import gettext as _
from anslag.db.site.languages import word
from anslag.db.site.sites import DATABASE
from anslag.parsers.fields import CORRECTABLE, GRANT

Row = Mapping[str, object]
_FACTS = (
    "publisher", "funder", "published", "decided_on", "decided_by", "reference", "claimed_total", "claimed_count",
    "platform",
)  # fmt: skip
_SPANS = """
SELECT 0 AS position, field, start, "end", quote, rule FROM release_evidence WHERE release_id = :id
UNION ALL
SELECT g.position, e.field, e.start, e."end", e.quote, e.rule
FROM evidence AS e JOIN grants AS g ON g.id = e.grant_id WHERE g.release_id = :id"""
_GRANTS = """
SELECT g.*, o.name AS organisation FROM grants AS g LEFT JOIN organisations AS o ON o.id = g.organisation_id
WHERE g.release_id = :id ORDER BY g.position"""
_AMOUNTS = """
SELECT start, "end", quote, value, currency, fate, cue, probability, grant_id FROM amounts WHERE release_id = :id
ORDER BY start"""
_CHECKS = """
SELECT name, status, expected, found, message FROM checks WHERE release_id = :id
ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'passed' THEN 1 ELSE 2 END, rowid"""
_REVISIONS = """
SELECT revision, seen, title, sha256, archive_file, archive_offset, url FROM release_revisions
WHERE release_id = :id ORDER BY revision DESC"""
_CHANGES = """
SELECT revision, seen, position, field, before, after FROM changes WHERE release_id = :id
ORDER BY revision, position, field"""
_DECISIONS = """
SELECT position, field, decision, value_read, value_decided, decided_by, decided_at, reason, outcome, message
FROM corrections WHERE release_id = :id ORDER BY number"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value on the page: as shown, where it was read ("" if nowhere), and whether a person corrected it."""

    shown: object
    anchor: str
    corrected: bool


async def context(datasette: Datasette, release_id: str) -> dict[str, object]:
    """What the page shows. Raises :class:`NotFound`."""
    db = datasette.get_database(DATABASE)
    release = (await db.execute("SELECT * FROM releases WHERE id = :id", {"id": release_id})).first()
    if release is None:
        raise NotFound(_("No release %s in this database") % release_id)
    spans = [Span(*row) for row in (await db.execute(_SPANS, {"id": release_id})).rows]
    text = str(release["text"])
    drawn = sound(text, spans)
    anchors = {span.anchor for span in drawn}
    grants = await _rows(db, _GRANTS, release_id)
    amounts = await _rows(db, _AMOUNTS, release_id)
    others = _others(amounts, drawn)
    return {
        "release": release,
        "text": highlighted(text, [*drawn, *others]),
        "amounts": [
            (row, next((span.anchor for span in others if span.start == row["start"]), ""))
            for row in amounts
            if row["grant_id"] is None
        ],
        "unmatched": len(spans) - len(drawn),
        "fields": [name for name in _LEGEND if any(span.field == name for span in drawn)],
        "facts": _values(release, "releases", 0, _FACTS, anchors),
        "grants": [
            (row, _values(row, "grants", int(str(row["position"])), _OF_GRANT, anchors)) for row in grants
        ],
        "columns": _PLAIN,
        "checks": await _rows(db, _CHECKS, release_id),
        "revisions": await _rows(db, _REVISIONS, release_id),
        "changes": await _rows(db, _CHANGES, release_id),
        "decisions": await _rows(db, _DECISIONS, release_id),
        "decided": decided,
        "database": DATABASE,
    }


def _others(amounts: Sequence[Row], drawn: Sequence[Span]) -> list[Span]:
    """The sums that are no grant's, to be marked where no value of the release or of a grant has their words."""
    taken = {span.start for span in drawn}
    return [
        Span(
            0,
            "other_sum",
            int(str(row["start"])),
            int(str(row["end"])),
            str(row["quote"]),
            f"{word('fate', row['fate'])}: {row['cue']}",
        )
        for row in amounts
        if row["grant_id"] is None and row["start"] not in taken
    ]


_OF_GRANT = tuple(one.name for one in GRANT)
_LAID_OUT = (
    "title", "owner", "partners", "description", "amount", "currency", "amount_approximate", "period_start",
    "period_end", "confidence", "number", "layout",
)  # fmt: skip
_PLAIN = tuple(name for name in _OF_GRANT if name not in _LAID_OUT)
"""The columns that the page has no place of their own for: each is a line below its grant."""
_LEGEND = tuple(dict.fromkeys([*(one.name for one in CORRECTABLE), *RELEASE_FIELDS]))


async def _rows(db: Database, sql: str, release_id: str) -> Sequence[Row]:
    rows: Sequence[Row] = (await db.execute(sql, {"id": release_id})).rows
    return rows


def _values(row: Row, table: str, position: int, names: Sequence[str], anchors: set[str]) -> dict[str, Value]:
    corrected = str(row["corrected"] or "").split(",")
    found = {}
    for name in names:
        anchor = f"v-{position}-{name}"
        # Without the keys that make a value a link to another page: here it is one to its words.
        plain = {key: row[key] for key in row.keys() if key not in ("id", "organisation_id")}  # noqa: SIM118
        shown: Markup | object = cell(plain, row[name], name, table)
        found[name] = Value(
            row[name] if shown is None else shown, anchor if anchor in anchors else "", name in corrected
        )
    return found

"""Full-text search that takes whatever people type: every word must occur, a final * finds beginnings of words."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from markupsafe import Markup, escape

from anslag.db.site.sites import DATABASE

_WORD = re.compile(r'"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<word>\S+)')
_OPEN, _CLOSE = "\u0002", "\u0003"

MOST = 20
"""Hits shown of each kind."""


def match(query: str | None) -> str:
    """An FTS5 query for what a person typed; never a syntax error.

    ``kommun*`` finds kommuner; words in quotes must follow each other; other signs only part words. A query
    without a letter or digit finds nothing.
    """
    parts = []
    for found in _WORD.finditer(query or ""):
        if found["word"] is None:
            words, star = found["phrase"], found["star"]
        else:
            words, star = found["word"].rstrip("*"), "*" if found["word"].endswith("*") else ""
        words = "".join(" " if sign in '"*' or sign < " " else sign for sign in words).strip()
        if any(sign.isalnum() for sign in words):
            parts.append(f'"{words}"{star}')
    return " ".join(parts) or '""'


def folded(text: str | None) -> str | None:
    """A text for comparing without regard to capitals; SQLite's own ``lower`` knows no å, ä and ö."""
    return unicodedata.normalize("NFC", text).casefold() if isinstance(text, str) else text


def teach(connection: sqlite3.Connection) -> None:
    """Gives a connection the SQL functions that the questions and Datasette's search use."""
    connection.create_function("escape_fts", 1, match, deterministic=True)
    connection.create_function("folded", 1, folded, deterministic=True)


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one table: the rows shown, and how many there are in all (None: too many to count)."""

    rows: Sequence[dict[str, object]]
    total: int | None


_RELEASES = f"""SELECT r.id, r.title, r.publisher, r.published, r.grants,
    snippet(releases_fts, 1, '{_OPEN}', '{_CLOSE}', ' … ', 28) AS words
FROM releases_fts JOIN releases AS r ON r.rowid = releases_fts.rowid
WHERE releases_fts MATCH :query ORDER BY {{order}} LIMIT {MOST}"""
_GRANTS = f"""SELECT g.id, g.title, g.owner, g.organisation_id, g.amount, g.currency, g.amount_approximate, g.year,
    highlight(grants_fts, 0, '{_OPEN}', '{_CLOSE}') AS title_words,
    highlight(grants_fts, 1, '{_OPEN}', '{_CLOSE}') AS owner_words
FROM grants_fts JOIN grants AS g ON g.rowid = grants_fts.rowid
WHERE grants_fts MATCH :query ORDER BY {{order}} LIMIT {MOST}"""

_RANKED = 20_000
"""Up to so many hits are put in order of relevance (bm25 reads them all); beyond that, as they are stored."""


async def hits(datasette: Datasette, query: str) -> dict[str, Hits]:
    """What a query finds, in releases and in grants."""
    return {
        "releases": await _hits(datasette, "releases_fts", _RELEASES, query),
        "grants": await _hits(datasette, "grants_fts", _GRANTS, query),
    }


async def _hits(datasette: Datasette, table: str, sql: str, query: str) -> Hits:
    db, params = datasette.get_database(DATABASE), {"query": match(query)}
    total: int | None
    try:
        counted = await db.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH :query", params)
        total = int(counted.single_value())
    except QueryInterrupted:
        total = None
    order = "rank" if total is not None and total <= _RANKED else "1"
    found = await db.execute(sql.format(order=order if order == "rank" else f"{table}.rowid"), params)
    return Hits([_marked(dict(row)) for row in found.rows], total)


def _marked(row: dict[str, object]) -> dict[str, object]:
    return {name: marked(value) if name.endswith("words") else value for name, value in row.items()}


def marked(value: object) -> Markup | None:
    """Text with the found words set off, everything else escaped."""
    if not isinstance(value, str):
        return None
    safe = str(escape(value))
    return Markup(safe.replace(_OPEN, "<b>").replace(_CLOSE, "</b>"))

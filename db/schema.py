"""Makes an empty anslag.db, and completes a filled one: tables, indexes, views, full-text search, figures.

The tables are ``tables.sql``, the views ``views.sql``. There are no migrations: the database is derived, and a
newer anslag makes it anew from the archive.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from anslag.db import places
from anslag.db.codebook import sql
from anslag.db.connection import VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.db import Table

APPLICATION_ID = 0x616E736C
"""Tells anslag.db from other SQLite files ("ansl"): https://www.sqlite.org/pragma.html#pragma_application_id"""

LACKING = "360giving_without: "
"""How the figures are called that count what an export as 360Giving leaves out, before the fact it lacks."""

_MOST_FREE = 0.1
"""Share of unused pages from which packing a file again is worth its time."""
TOKENIZE = "unicode61 remove_diacritics 2"
SEARCHED = {"releases": ("title", "text"), "grants": ("title", "owner", "description")}

_INDEXES = (
    ("releases", "published"),
    ("releases", "first_seen"),
    ("releases", "publisher"),
    ("releases", "funder"),
    ("releases", "funder_id"),
    ("releases", "failed_checks"),
    ("releases", "gone"),
    ("releases", "decided_on"),
    ("changes", "release_id", "revision"),
    ("changes", "seen"),
    ("organisations", "kind"),
    ("organisations", "county"),
    ("organisations", "kommun"),
    ("organisations", "name"),
    ("organisation_names", "organisation_id"),
    ("grants", "organisation_id", "currency", "year", "amount", "same_as", "read_by"),
    ("grants", "currency", "year", "amount", "same_as", "read_by"),
    ("grants", "release_id", "organisation_id", "currency", "year", "amount", "same_as", "read_by"),
    ("grants", "same_as"),
    ("same_grant", "second"),
    ("same_grant", "probability"),
    ("grants", "year", "layout", "amount"),
    ("grants", "amount"),
    ("grants", "owner"),
    ("grants", "layout"),
    ("grants", "currency", "amount"),
    ("grants", "confidence"),
    ("grants", "period_start", "period_end"),
    ("grants", "corrected"),
    ("grants", "read_by"),
    ("proposals", "release_id"),
    ("proposals", "grant_id"),
    ("proposals", "standing"),
    ("evidence", "field"),
    ("evidence", "rule"),
    ("amounts", "fate", "value"),
    ("amounts", "grant_id"),
    ("checks", "release_id"),
    ("checks", "status", "name"),
    ("corrections", "release_id"),
    ("corrections", "outcome"),
    ("quality", "of", "measure"),
    ("responses", "release_id"),
    ("responses", "fetched_at"),
    ("responses", "status", "role"),
)
"""Every foreign key that no primary key covers, what people sort and facet by, and what covers sums of kronor."""


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables in an empty database; only the names of places are in them."""
    connection.execute("PRAGMA page_size = 4096")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.executescript(sql("tables.sql"))
    named = sorted(pair for kind in places.KINDS for pair in places.names(kind).items())
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO places VALUES (?, ?)", named)
    connection.execute("COMMIT")


def complete(connection: sqlite3.Connection) -> None:
    """Adds indexes, search, views and figures to filled tables, then packs the file."""
    # It loads pandas where that is installed, which only a build can wait for.
    from sqlite_utils import Database

    db = Database(connection)
    for name, *columns in _INDEXES:
        _table(db, name).create_index(columns)
    connection.executescript(sql("views.sql"))
    for name, searched in SEARCHED.items():
        # VACUUM leaves the row ids of tables with an index as they are.
        _table(db, name).enable_fts(searched, tokenize=TOKENIZE)
        _table(db, name).optimize()
    connection.execute(f"PRAGMA user_version = {VERSION}")
    _summarise(connection)
    connection.execute("VACUUM")


def complete_again(connection: sqlite3.Connection) -> None:
    """Works out anew what is known of the rows, after some of a complete database have changed."""
    _summarise(connection)
    [free], [every] = (connection.execute(f"PRAGMA {name}_count").fetchone() for name in ("freelist", "page"))
    if free > every * _MOST_FREE:
        connection.execute("VACUUM")


def _table(db: Database, name: str) -> Table:
    from sqlite_utils.db import Table

    found = db[name]
    assert isinstance(found, Table)
    return found


def _summarise(connection: sqlite3.Connection) -> None:
    # It stands on this module.
    from anslag.db.export import threesixtygiving

    connection.execute("BEGIN")
    connection.execute("DELETE FROM summary")
    connection.execute("COMMIT")
    # The figures ask for much at once: which index helps is known only now.
    connection.execute("ANALYZE")
    values = [(name, connection.execute(query).fetchone()[0], meaning) for name, query, meaning in FIGURES]
    values += [
        (f"{LACKING}{fact}", count, left_out(fact))
        for fact, count in threesixtygiving.left_out(connection).items()
    ]
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO summary VALUES (?, ?, ?)", values)
    connection.execute("COMMIT")


def left_out(fact: str) -> str:
    """What is said of the figure of grants that lack a fact; of those that lack any where there is none."""
    why = f" for this: {fact}" if fact else ""
    return f"Grants that an export as 360Giving leaves out{why}."


_OF_CLAIMS = "FROM checks WHERE name IN ('total', 'count') AND status <> 'skipped'"
_ONCE = "FROM grants WHERE same_as IS NULL"
"""A grant that another one counts for is left out of every sum."""
_IN_KRONOR = f"{_ONCE} AND currency = 'SEK' AND amount IS NOT NULL"
FIGURES = (
    ("releases", "SELECT count(*) FROM releases", "Releases."),
    ("releases_with_grants", "SELECT count(*) FROM releases WHERE grants > 0", "Releases that a grant was read in."),
    ("releases_gone", "SELECT count(*) FROM releases WHERE gone IS NOT NULL", "Releases that their publisher removed."),
    ("releases_changed", "SELECT count(*) FROM releases WHERE revision > 1", "Releases with more than one revision."),
    ("releases_failed", "SELECT count(*) FROM releases WHERE failed_checks > 0", "Releases with a failed check."),
    (
        "releases_to_review",
        "SELECT count(*) FROM releases_to_review",
        "Releases with a failed check that nobody has found right.",
    ),
    ("publishers", "SELECT count(DISTINCT publisher) FROM releases", "Publishers."),
    ("grants", f"SELECT count(*) {_ONCE}", "Grants; one that several releases tell counts once."),
    (
        "grants_told_again",
        "SELECT count(*) FROM grants WHERE same_as IS NOT NULL",
        "Grants told again elsewhere, which do not count beside the one that does.",
    ),
    (
        "pairs_to_review",
        "SELECT count(*) FROM same_grant WHERE decided IS NULL",
        "Pairs of grants that may be one and that nobody has decided on.",
    ),
    (
        "grants_with_amount",
        f"SELECT count(*) {_ONCE} AND amount IS NOT NULL",
        "Grants with an amount, in any currency.",
    ),
    ("grants_in_kronor", f"SELECT count(*) {_IN_KRONOR}", "Grants with an amount in kronor."),
    ("kronor", f"SELECT coalesce(sum(amount), 0) {_IN_KRONOR}", "Sum of the grants in kronor (SEK)."),
    (
        "kronor_without_county",
        "SELECT coalesce(sum(kronor), 0) FROM kronor_per_county WHERE county IS NULL",
        "Sum (SEK) of the grants whose owner's county is not known: no map shows it.",
    ),
    (
        "grants_corrected",
        "SELECT count(*) FROM grants WHERE corrected IS NOT NULL",
        "Grants with a value that a person corrected.",
    ),
    ("grants_by_model", f"SELECT count(*) {_ONCE} AND read_by = 'model'", "Grants that a model proposed."),
    (
        "kronor_by_model",
        f"SELECT coalesce(sum(amount), 0) {_IN_KRONOR} AND read_by = 'model'",
        "Sum (SEK) of the grants in kronor that a model proposed.",
    ),
    (
        "proposals_waiting",
        "SELECT count(*) FROM proposals WHERE standing IN ('waiting', 'taken')",
        "Proposals of a model that nobody has decided on.",
    ),
    ("amounts", "SELECT count(*) FROM amounts", "Numbers in releases that could be amounts of money."),
    (
        "amounts_not_understood",
        "SELECT count(*) FROM amounts WHERE fate = 'not understood'",
        "Of these, the ones whose part nobody could tell.",
    ),
    ("organisations", "SELECT count(*) FROM organisations", "Organisations that receive money."),
    (
        "claims_compared",
        f"SELECT count(*) {_OF_CLAIMS}",
        "Claims of releases (a total, a number of grants) that could be compared with what was read.",
    ),
    ("claims_held", f"SELECT count(*) {_OF_CLAIMS} AND status = 'passed'", "Of these, the ones that hold."),
    ("checks_passed", "SELECT count(*) FROM checks WHERE status = 'passed'", "Checks that passed."),
    ("checks_failed", "SELECT count(*) FROM checks WHERE status = 'failed'", "Checks that failed."),
    ("checks_skipped", "SELECT count(*) FROM checks WHERE status = 'skipped'", "Checks with nothing to compare."),
    ("changes", "SELECT count(*) FROM changes", "Values that publishers changed after publication."),
    (
        "corrections_stale",
        "SELECT count(*) FROM corrections_stale",
        "Corrections that no longer fit and were not applied.",
    ),
    ("first_published", "SELECT min(published) FROM releases", "Day of the oldest release."),
    ("last_published", "SELECT max(published) FROM releases", "Day of the newest release."),
    ("newest_fetch", "SELECT max(fetched_at) FROM responses", "Time of the newest answer in the archive."),
)  # fmt: skip

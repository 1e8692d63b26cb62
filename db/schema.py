"""The tables of anslag.db, with the meaning of every column beside it.

The comments below are the codebook: ``docs/codebook.md`` and the site's column descriptions are made from
this text, so they cannot drift. Times are UTC, days ISO 8601, amounts whole units of their currency unless the
source prints decimals, offsets half-open code points of ``releases.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = 1

TABLES = """
CREATE TABLE releases (                -- A press release, as its newest readable revision says.
    id TEXT PRIMARY KEY,               -- Readable and stable; made from the canonical address.
    url TEXT NOT NULL,                 -- The address of the newest revision.
    newsroom TEXT NOT NULL,            -- The start address that led to the release.
    publisher TEXT,                    -- Who published it.
    funder TEXT,                       -- Who pays: named in the text, else the publisher.
    title TEXT,                        -- The headline.
    lede TEXT,                         -- The first paragraph.
    text TEXT NOT NULL,                -- The release as read: no page furniture, no contact persons.
    published TEXT,                    -- Day of publication.
    decided_on TEXT,                   -- Day of the decision.
    decided_by TEXT,                   -- The body that decided.
    platform TEXT,                     -- The publishing platform (mynewsdesk, sitevision, …).
    language TEXT,                     -- ISO 639-1 code of the page.
    claimed_total ANY CHECK (typeof(claimed_total) IN ('integer', 'real', 'null')), -- What the release says was granted in all.
    claimed_currency TEXT,             -- ISO 4217 code of the claimed total.
    claimed_total_approximate INTEGER NOT NULL CHECK (claimed_total_approximate IN (0, 1)), -- 1 when hedged (cirka, drygt …).
    claimed_count INTEGER,             -- The number of grants that the release claims.
    first_seen TEXT NOT NULL,          -- When it was first fetched.
    last_seen TEXT NOT NULL,           -- When it was last seen, changed or not.
    revision INTEGER NOT NULL,         -- Number of its newest revision, from 1.
    gone TEXT                          -- Day on which the publisher had removed it; null while it is there.
) STRICT;
CREATE TABLE release_revisions (       -- What was read from each version of a release; nothing is ever wiped.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    revision INTEGER NOT NULL,         -- 1 is the oldest.
    seen TEXT NOT NULL,                -- When this version was first fetched.
    title TEXT,                        -- Its headline.
    text TEXT NOT NULL,                -- Its text.
    grants TEXT NOT NULL,              -- Its grants as JSON: position, number, title, owner, amount, currency, period.
    sha256 TEXT NOT NULL,              -- Digest of the page as received.
    archive_file TEXT NOT NULL,        -- WARC file that holds the page.
    archive_offset INTEGER NOT NULL,   -- Byte offset of its record there.
    PRIMARY KEY (release_id, revision)
) STRICT;
CREATE TABLE organisations (           -- A body that receives money, with its spellings brought together.
    id TEXT PRIMARY KEY,               -- Readable and stable; made from the name.
    name TEXT NOT NULL,                -- The fullest spelling.
    kind TEXT NOT NULL,                -- kommun, region, universitet, aktiebolag, förening …; unknown.
    kommun TEXT,                       -- SCB kommun code, four digits.
    county TEXT,                       -- SCB county (län) code, two digits.
    organisation_number TEXT           -- As printed and valid; never a person's number.
) STRICT;
CREATE TABLE organisation_names (      -- Every spelling of an organisation.
    name TEXT PRIMARY KEY,             -- As printed in a release.
    organisation_id TEXT NOT NULL REFERENCES organisations (id) -- The organisation it stands for.
) STRICT;
CREATE TABLE doubtful_pairs (          -- Organisations that may be one; kept apart until a person decides.
    first TEXT NOT NULL,               -- One name.
    second TEXT NOT NULL,              -- The other name.
    reason TEXT NOT NULL,              -- Why they may be one.
    PRIMARY KEY (first, second)
) STRICT;
CREATE TABLE grants (                  -- One decision of money to a recipient or a project.
    id TEXT PRIMARY KEY,               -- Release id and position.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release that tells of it.
    position INTEGER NOT NULL,         -- Place in the release, from 1.
    number INTEGER,                    -- Number as printed in the release.
    title TEXT,                        -- Title of the project.
    owner TEXT,                        -- Who receives the money (projektägare), as printed.
    organisation_id TEXT REFERENCES organisations (id), -- The owner, spellings brought together.
    partners TEXT,                     -- Others that take part, as a JSON list.
    description TEXT,                  -- What the release says of the project.
    amount ANY CHECK (typeof(amount) IN ('integer', 'real', 'null')), -- Granted amount in units of the currency.
    currency TEXT,                     -- ISO 4217 code.
    amount_approximate INTEGER NOT NULL CHECK (amount_approximate IN (0, 1)), -- 1 when hedged (cirka, drygt …).
    period_start TEXT,                 -- First day of the project.
    period_end TEXT,                   -- Last day of the project.
    layout TEXT NOT NULL,              -- How the release sets it out: numbered, labelled, bulleted, headed, table, prose.
    confidence REAL NOT NULL,          -- Chance (0 to 1) that every field is exact.
    UNIQUE (release_id, position)
) STRICT;
CREATE TABLE evidence (                -- Where in the release's text each value was read.
    grant_id TEXT NOT NULL REFERENCES grants (id), -- The grant.
    field TEXT NOT NULL,               -- The column that the value went into.
    start INTEGER NOT NULL,            -- First character.
    "end" INTEGER NOT NULL,            -- Behind the last character.
    quote TEXT NOT NULL,               -- The characters there.
    rule TEXT NOT NULL,                -- The rule that read them.
    PRIMARY KEY (grant_id, field)
) STRICT;
CREATE TABLE release_evidence (        -- Where the release's own facts (claims, funder, decision) were read.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    field TEXT NOT NULL,               -- The column that the value went into.
    start INTEGER NOT NULL,            -- First character.
    "end" INTEGER NOT NULL,            -- Behind the last character.
    quote TEXT NOT NULL,               -- The characters there.
    rule TEXT NOT NULL,                -- The rule that read them.
    PRIMARY KEY (release_id, field)
) STRICT;
CREATE TABLE checks (                  -- What was read, compared with what the release claims.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    name TEXT NOT NULL,                -- total, count, number_sequence, owner_missing …
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'skipped')), -- skipped: nothing to compare with.
    expected TEXT,                     -- What should hold.
    found TEXT,                        -- What was read.
    message TEXT NOT NULL              -- In words; empty when it passed.
) STRICT;
CREATE TABLE responses (               -- Every answer of a server that the archive holds.
    url TEXT NOT NULL,                 -- The address asked for.
    fetched_at TEXT NOT NULL,          -- When.
    status INTEGER NOT NULL,           -- HTTP status.
    sha256 TEXT NOT NULL,              -- Digest of the body, content coding taken off.
    archive_file TEXT NOT NULL,        -- WARC file.
    archive_offset INTEGER NOT NULL,   -- Byte offset of the record.
    role TEXT NOT NULL,                -- robots, feed, listing, release.
    release_id TEXT,                   -- The release that it was asked for.
    PRIMARY KEY (archive_file, archive_offset)
) STRICT;
CREATE TABLE meta (                    -- What this file is.
    key TEXT PRIMARY KEY,              -- Name of a fact.
    value TEXT NOT NULL                -- The fact.
) STRICT;
"""

INDEXES = """
CREATE INDEX releases_published ON releases (published);
CREATE INDEX releases_publisher ON releases (publisher);
CREATE INDEX grants_release ON grants (release_id);
CREATE INDEX grants_organisation ON grants (organisation_id, amount);
CREATE INDEX grants_amount ON grants (amount);
CREATE INDEX grants_owner ON grants (owner);
CREATE INDEX grants_layout ON grants (layout);
CREATE INDEX checks_release ON checks (release_id);
CREATE INDEX checks_status ON checks (status, name);
CREATE INDEX names_organisation ON organisation_names (organisation_id);
CREATE INDEX responses_release ON responses (release_id);
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the codebook."""

    table: str
    name: str
    type: str
    meaning: str


_TABLE = re.compile(r"^CREATE TABLE (\w+) \(\s*-- (.+)$", re.M)
_COLUMN = re.compile(r'^    "?(\w+)"? (TEXT|INTEGER|REAL|ANY)\b.*?-- (.+)$', re.M)


def tables() -> dict[str, str]:
    """Every table with its meaning."""
    return {found[1]: found[2] for found in _TABLE.finditer(TABLES)}


def codebook() -> list[Column]:
    """Every column of every table with its type and meaning, in the order of the schema."""
    found = []
    for part in TABLES.split("CREATE TABLE ")[1:]:
        table = part.split(" ", 1)[0]
        found += [Column(table, m[1], m[2], m[3]) for m in _COLUMN.finditer(part)]
    return found

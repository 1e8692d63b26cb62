-- The tables of anslag.db. The comment behind a name is its meaning in the codebook, in the docs and on the
-- site; "Unit:" closes it where a value has one. Times are UTC in ISO 8601, days ISO 8601, offsets half-open
-- code points of the text they belong to. In place of {grant: …} stand the columns of parsers/fields.py.
CREATE TABLE funders (                 -- Bodies that give money, with the numbers that registers keep them by: db/funders.csv, and funders.csv of the data folder.
    id TEXT PRIMARY KEY,               -- Readable and stable; made from the name.
    name TEXT NOT NULL,                -- Its name.
    name_en TEXT,                      -- Its name in English.
    other_names TEXT CHECK (other_names IS NULL OR json_valid(other_names)), -- Short forms and earlier names, as a JSON list.
    kind TEXT,                         -- agency, council, county_board, region, municipal, foundation, company, eu.
    organisation_number TEXT CHECK (organisation_number GLOB '[1-9][0-9][2-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]'), -- Swedish organisation number, NNNNNN-NNNN.
    crossref_id TEXT,                  -- Its DOI in the Crossref Funder Registry.
    ror TEXT,                          -- Its address in the Research Organization Registry.
    wikidata TEXT,                     -- Its item in Wikidata.
    sources TEXT                       -- Where each number was found, with | between.
) STRICT, WITHOUT ROWID;
CREATE TABLE releases (                -- A press release, as its newest readable revision says.
    id TEXT PRIMARY KEY,               -- Readable and stable; made from the canonical address.
    url TEXT NOT NULL,                 -- The address of the newest revision.
    newsroom TEXT NOT NULL,            -- The start address that led to the release.
    publisher TEXT,                    -- Who published it.
    funder TEXT,                       -- Who pays: named in the text, else the publisher.
    funder_id TEXT REFERENCES funders (id), -- That funder, linked by its exact name, or by the newsroom where the text names none; null: open.
    title TEXT,                        -- The headline.
    lede TEXT,                         -- The first paragraph.
    text TEXT NOT NULL,                -- The release as read: no page furniture, no contact persons; █ hides what the text still says of one.
    published TEXT CHECK (published IS date(published, '+0 days')), -- Day of publication.
    decided_on TEXT CHECK (decided_on IS date(decided_on, '+0 days')), -- Day of the decision.
    decided_by TEXT,                   -- The body that decided.
    reference TEXT,                    -- Number by which the giver keeps the decision as a whole (diarienummer), as printed.
    platform TEXT,                     -- The publishing platform (mynewsdesk, sitevision, …).
    language TEXT,                     -- ISO 639-1 code of the page.
    claimed_total ANY CHECK (typeof(claimed_total) IN ('integer', 'real', 'null')), -- What the release says was granted in all. Unit: claimed_currency.
    claimed_currency TEXT CHECK (claimed_currency GLOB '[A-Z][A-Z][A-Z]'), -- ISO 4217 code of the claimed total.
    claimed_total_approximate INTEGER NOT NULL CHECK (claimed_total_approximate IN (0, 1)), -- 1 when the total is hedged (cirka, drygt …).
    claimed_count INTEGER,             -- The number of grants that the release claims. Unit: grants.
    first_seen TEXT NOT NULL,          -- When it was first fetched.
    last_seen TEXT NOT NULL,           -- When it was last seen, changed or not.
    revision INTEGER NOT NULL CHECK (revision >= 1), -- Number of its newest revision, from 1.
    gone TEXT CHECK (gone IS date(gone, '+0 days')), -- Day on which the publisher had removed it; null while it is there.
    text_sha256 TEXT NOT NULL,         -- SHA-256 of text in UTF-8; a correction names the text it was decided on by it.
    grants INTEGER NOT NULL,           -- Number of grants read in it. Unit: grants.
    failed_checks INTEGER NOT NULL,    -- Number of its failed checks. Unit: checks.
    reviewed TEXT CHECK (reviewed IS date(reviewed, '+0 days')), -- Day on which a person found the whole release right; null if nobody has.
    corrected TEXT                     -- Columns of this row that a person corrected, with a comma between; null if none.
) STRICT;
CREATE TABLE release_revisions (       -- What was read from each version of a release; nothing is ever wiped.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    revision INTEGER NOT NULL CHECK (revision >= 1), -- 1 is the oldest.
    seen TEXT NOT NULL,                -- When this version was first fetched.
    title TEXT,                        -- Its headline.
    text TEXT NOT NULL,                -- Its text.
    grants TEXT NOT NULL CHECK (json_valid(grants)), -- Its grants as a JSON list, as read before corrections; the view revision_grants has them as rows.
    sha256 TEXT NOT NULL,              -- SHA-256 of the page as received.
    archive_file TEXT NOT NULL,        -- WARC file that holds the page.
    archive_offset INTEGER NOT NULL,   -- Where its record begins there. Unit: bytes.
    url TEXT NOT NULL,                 -- Its address.
    publisher TEXT,                    -- Its publisher.
    published TEXT CHECK (published IS date(published, '+0 days')), -- Its day of publication.
    claimed_total ANY CHECK (typeof(claimed_total) IN ('integer', 'real', 'null')), -- Its claimed total. Unit: claimed_currency.
    claimed_currency TEXT,             -- ISO 4217 code of its claimed total.
    claimed_count INTEGER,             -- Its claimed number of grants. Unit: grants.
    PRIMARY KEY (release_id, revision)
) STRICT;
CREATE TABLE changes (                 -- What a publisher changed in a release after publication, value by value.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    revision INTEGER NOT NULL,         -- The revision that has the new value.
    seen TEXT NOT NULL,                -- When the new value was first seen.
    position INTEGER,                  -- The grant's position in that revision; null for the release itself; of a withdrawn grant, its last position.
    field TEXT NOT NULL,               -- The changed column; "grant" for a grant that was added or withdrawn.
    before TEXT,                       -- The old value; null if there was none.
    after TEXT,                        -- The new value; null if there is none any more.
    FOREIGN KEY (release_id, revision) REFERENCES release_revisions (release_id, revision)
) STRICT;
CREATE TABLE organisations (           -- A body that receives money, with its spellings brought together.
    id TEXT PRIMARY KEY,               -- Readable and stable; made from the name.
    name TEXT NOT NULL,                -- The fullest spelling.
    kind TEXT NOT NULL,                -- kommun, region, universitet/högskola, aktiebolag, ideell förening …; unknown.
    kommun TEXT CHECK (kommun GLOB '[0-9][0-9][0-9][0-9]'), -- SCB kommun code, four digits.
    county TEXT CHECK (county GLOB '[0-9][0-9]'), -- SCB county (län) code, two digits.
    organisation_number TEXT CHECK (organisation_number GLOB '[1-9][0-9][2-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]'), -- Swedish organisation number, NNNNNN-NNNN; never a person's number.
    number_source TEXT CHECK (number_source IN ('printed', 'register')), -- Where the number comes from: printed in a release, or the register of the data folder.
    number_open TEXT                   -- Why the register gives no number; null where there is one, or no register.
) STRICT, WITHOUT ROWID;
CREATE TABLE organisation_names (      -- Every spelling of an organisation.
    name TEXT PRIMARY KEY,             -- As printed in a release.
    organisation_id TEXT NOT NULL REFERENCES organisations (id) -- The organisation it stands for.
) STRICT, WITHOUT ROWID;
CREATE TABLE places (                  -- Sweden's counties (län) and kommuner, for the names behind the codes.
    code TEXT PRIMARY KEY,             -- SCB code: two digits for a county, four for a kommun.
    name TEXT NOT NULL                 -- Its name.
) STRICT;
CREATE TABLE doubtful_pairs (          -- Organisations that may be one; kept apart until a person decides.
    first TEXT NOT NULL,               -- One name.
    second TEXT NOT NULL,              -- The other name.
    reason TEXT NOT NULL,              -- Why they may be one.
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE TABLE grants (                  -- One decision of money to a recipient or a project.
    id TEXT PRIMARY KEY,               -- Release id and position.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release that tells of it.
    position INTEGER NOT NULL CHECK (position >= 1), -- Place in the release, from 1.
    organisation_id TEXT REFERENCES organisations (id), -- The owner, spellings brought together.
    {grant: columns}
    year INTEGER,                      -- Year of the decision, else of publication.
    corrected TEXT,                    -- Columns that a person corrected, with a comma between; null if none.
    reviewed TEXT CHECK (reviewed IS date(reviewed, '+0 days')), -- Day on which a person last decided on this grant; null if nobody has.
    read_by TEXT NOT NULL CHECK (read_by IN ('rules', 'person', 'model')), -- Who first read it: the rules; a person, who added it; a model, which proposed it (see proposals; reviewed says whether a person accepted it).
    same_as TEXT REFERENCES grants (id), -- The grant that counts for this one, which another release tells too; null: it counts itself.
    UNIQUE (release_id, position)
) STRICT;
CREATE TABLE same_grant (              -- Pairs of grants that may be one grant told twice; each stays as its release tells it.
    first TEXT NOT NULL REFERENCES grants (id), -- The grant that counts for both where they are one.
    second TEXT NOT NULL REFERENCES grants (id), -- The other one.
    kind TEXT NOT NULL CHECK (kind IN ('told again', 'corrected', 'part')), -- corrected: first corrects second; part: second is a year's part of first.
    why TEXT NOT NULL,                 -- How far they agree, field by field, in words.
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1), -- Chance that they are one, by the weights of db/same_grant.toml. Unit: share, 0 to 1.
    decided INTEGER CHECK (decided IN (0, 1)), -- 1 where a person said that they are one, 0 that they are two; null: nobody has.
    decided_by TEXT,                   -- Who said so.
    decided_at TEXT CHECK (decided_at IS date(decided_at, '+0 days')), -- The day of the decision.
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE TABLE same_grant_decisions (    -- Decisions of people on pairs of grants from corrections.toml, and what became of each.
    number INTEGER PRIMARY KEY,        -- Its place among them in the file, from 1.
    first TEXT NOT NULL,               -- One grant; need not exist any more.
    second TEXT NOT NULL,              -- The other one.
    same INTEGER NOT NULL CHECK (same IN (0, 1)), -- 1: they are one grant.
    decided_by TEXT NOT NULL,          -- Who decided, as the person calls themselves.
    decided_at TEXT NOT NULL CHECK (decided_at IS date(decided_at, '+0 days')), -- The day of the decision.
    reason TEXT NOT NULL,              -- Why.
    message TEXT NOT NULL              -- Why it was not applied; empty where it was.
) STRICT;
CREATE TABLE evidence (                -- Where in the release's text each value of a grant was read.
    grant_id TEXT NOT NULL REFERENCES grants (id), -- The grant.
    field TEXT NOT NULL,               -- The column that the value went into.
    start INTEGER NOT NULL CHECK (start >= 0), -- First character. Unit: code points of releases.text.
    "end" INTEGER NOT NULL CHECK ("end" > start), -- Behind the last character. Unit: code points of releases.text.
    quote TEXT NOT NULL CHECK (length(quote) = "end" - start), -- The characters there.
    rule TEXT NOT NULL,                -- The rule that read them; "correction" where a person showed the place, "model" where a model quoted it.
    PRIMARY KEY (grant_id, field)
) STRICT;
CREATE TABLE release_evidence (        -- Where the release's own facts (claims, funder, decision) were read.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    field TEXT NOT NULL,               -- The column that the value went into.
    start INTEGER NOT NULL CHECK (start >= 0), -- First character. Unit: code points of releases.text.
    "end" INTEGER NOT NULL CHECK ("end" > start), -- Behind the last character. Unit: code points of releases.text.
    quote TEXT NOT NULL CHECK (length(quote) = "end" - start), -- The characters there.
    rule TEXT NOT NULL,                -- The rule that read them; "correction" where a person showed the place.
    PRIMARY KEY (release_id, field)
) STRICT;
CREATE TABLE amounts (                 -- Every number of a release that could be an amount of money, and what became of it.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    start INTEGER NOT NULL CHECK (start >= 0), -- First character. Unit: code points of releases.text.
    "end" INTEGER NOT NULL CHECK ("end" > start), -- Behind the last character. Unit: code points of releases.text.
    quote TEXT NOT NULL CHECK (length(quote) = "end" - start), -- The characters there.
    value ANY CHECK (typeof(value) IN ('integer', 'real', 'null')), -- The amount; null where it cannot be read whole. Unit: units of the currency.
    currency TEXT NOT NULL,            -- ISO 4217 code; kronor where the release names none.
    fate TEXT NOT NULL,                -- What it is: granted, total, applied for, refused, cost, earlier, not understood ….
    cue TEXT NOT NULL,                 -- What speaks for that fate most, in words.
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1), -- Chance that it is a granted amount. Unit: share, 0 to 1.
    grant_id TEXT REFERENCES grants (id), -- The grant whose amount it is; null if it is no grant's.
    PRIMARY KEY (release_id, start)
) STRICT;
CREATE TABLE checks (                  -- What was read, compared with what the release claims and with what must hold.
    release_id TEXT NOT NULL REFERENCES releases (id), -- The release.
    name TEXT NOT NULL,                -- Which comparison: total, count, number_sequence, owner_missing ….
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'skipped')), -- skipped: nothing to compare with.
    expected TEXT,                     -- What should hold.
    found TEXT,                        -- What was read.
    message TEXT NOT NULL              -- In words; empty when it passed.
) STRICT;
CREATE TABLE corrections (             -- Decisions of people from corrections.toml, and what became of each.
    number INTEGER PRIMARY KEY,        -- Its place in the file, from 1.
    release_id TEXT NOT NULL,          -- The release it was decided for; need not exist any more.
    position INTEGER,                  -- The grant's position; null for the release itself.
    field TEXT,                        -- The column; null for the grant or release as a whole.
    decision TEXT NOT NULL CHECK (decision IN ('accept', 'correct', 'reject', 'add', 'complete')), -- accept: right as read; correct: another value; reject: no such value or grant; add: a grant that was not read; complete: every grant of the release is in the list, and right.
    value_read TEXT,                   -- What had been read when it was decided, as JSON.
    value_decided TEXT,                -- The right value, as JSON.
    decided_by TEXT NOT NULL,          -- Who decided, as the person calls themselves.
    decided_at TEXT NOT NULL CHECK (decided_at IS date(decided_at, '+0 days')), -- The day of the decision.
    reason TEXT NOT NULL,              -- Why.
    text_sha256 TEXT NOT NULL,         -- SHA-256 of the release's text that it was decided on.
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'confirmed', 'superseded', 'stale')), -- stale: not applied, for text or reading have changed since.
    message TEXT NOT NULL              -- Why it is stale; empty otherwise.
) STRICT;
CREATE TABLE proposals (               -- Grants that a language model proposed, from proposals.jsonl, and what became of each.
    id TEXT PRIMARY KEY,               -- Made of the release's text and the words that it quotes.
    release_id TEXT NOT NULL,          -- The release it was proposed for; need not exist any more.
    grant_id TEXT REFERENCES grants (id), -- Its grant, where it is in the table grants.
    standing TEXT NOT NULL CHECK (standing IN ('accepted', 'refused', 'taken', 'waiting', 'stale')), -- accepted and refused: by a person; taken: by a build with proposals, nobody has decided; waiting: not taken, nobody has decided; stale: it does not stand any more.
    model TEXT NOT NULL,               -- The model that was asked.
    version TEXT NOT NULL,             -- What the model calls itself.
    proposed_at TEXT NOT NULL CHECK (proposed_at IS date(proposed_at, '+0 days')), -- The day of its answer.
    quotes TEXT NOT NULL CHECK (json_valid(quotes)), -- The words of the release by the columns that they give, as a JSON object.
    text_sha256 TEXT NOT NULL,         -- SHA-256 of the release's text that it quotes.
    prompt_sha256 TEXT NOT NULL,       -- SHA-256 of what the model was asked.
    message TEXT NOT NULL              -- Why it is stale, or not backed by a sum of the release; empty otherwise.
) STRICT;
CREATE TABLE samples (                 -- Random samples of releases that people judged, from the folder samples: what the error rates in quality rest on.
    name TEXT PRIMARY KEY,             -- Name of its file, without the ending.
    seed INTEGER NOT NULL,             -- The number that decided what was drawn.
    stratified_by TEXT,                -- What the releases were divided by before the draw: platform, layout, confidence or year; null if by nothing.
    frame INTEGER NOT NULL,            -- Releases that it was drawn from. Unit: releases.
    size INTEGER NOT NULL,             -- Releases drawn. Unit: releases.
    judged INTEGER NOT NULL,           -- Of these, the ones that a person judged as a whole. Unit: releases.
    drawn_from TEXT NOT NULL,          -- Digest of the archive that it was drawn from.
    drawn_by TEXT NOT NULL             -- Version of anslag that drew it.
) STRICT;
CREATE TABLE quality (                 -- How often what is read is right: shares measured on a sample, with 95 % intervals that respect its design.
    sample TEXT NOT NULL REFERENCES samples (name), -- The sample.
    stratum TEXT NOT NULL,             -- The part of the releases; all: every one.
    measure TEXT NOT NULL CHECK (measure IN ('precision', 'recall', 'accuracy', 'exact', 'sum', 'confidence')), -- precision: of what was read, right; recall: of what releases tell, read right; accuracy: of grants found, those whose value is right, or rightly empty; exact: right as a whole; sum: money read for each krona told; confidence: right in all, of grants with so much confidence.
    of TEXT NOT NULL,                  -- What of: grants, exact grants, releases, a column, a claim, kronor, or the confidence (0.9 to 1.0).
    value REAL,                        -- The estimate; null where nothing was there to judge. Unit: share, 0 to 1.
    low REAL,                          -- Lower end of its 95 % interval. Unit: share, 0 to 1.
    high REAL,                         -- Upper end of its 95 % interval. Unit: share, 0 to 1.
    "right" REAL NOT NULL,             -- How many were right in the sample, unweighted; of kronor, the sum read. Unit: as of says.
    judged REAL NOT NULL,              -- Of so many; of kronor, the sum told. Unit: as of says.
    releases INTEGER NOT NULL,         -- Judged releases that have some. Unit: releases.
    PRIMARY KEY (sample, stratum, measure, of)
) STRICT;
CREATE TABLE responses (               -- Every answer of a server that the archive holds.
    url TEXT NOT NULL,                 -- The address asked for.
    fetched_at TEXT NOT NULL,          -- When.
    status INTEGER NOT NULL,           -- HTTP status.
    sha256 TEXT NOT NULL,              -- SHA-256 of the body, content coding taken off.
    archive_file TEXT NOT NULL,        -- WARC file.
    archive_offset INTEGER NOT NULL,   -- Where its record begins there. Unit: bytes.
    role TEXT NOT NULL,                -- robots, feed, listing, release.
    release_id TEXT,                   -- The release that it was asked for; need not have been readable.
    source_file TEXT,                  -- File of another tool's archive that it was taken from; null for what anslag fetched itself.
    source_record TEXT,                -- Id of its record there (WARC-Record-ID).
    PRIMARY KEY (archive_file, archive_offset)
) STRICT;
CREATE TABLE summary (                 -- Figures of the whole database, worked out when it was built.
    name TEXT PRIMARY KEY,             -- Name of the figure.
    value ANY CHECK (typeof(value) <> 'blob'), -- The figure; null where nothing can be said.
    meaning TEXT NOT NULL              -- What it says, with its unit.
) STRICT;
CREATE TABLE meta (                    -- What this file is: schema_version, archive_digest, archive_newest, anslag_version.
    key TEXT PRIMARY KEY,              -- Name of a fact.
    value TEXT NOT NULL                -- The fact.
) STRICT;

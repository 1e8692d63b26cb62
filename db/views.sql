-- Questions that are asked often. One column a line; the comment behind it is its meaning in the codebook.
-- In place of {grant: …} stand the columns of parsers/fields.py.
CREATE VIEW grants_list AS             -- Every grant with its release and its owner as an organisation: what the exports hold.
SELECT
    g.id AS id,                                 -- Grant: release id and position.
    {grant: shown}
    g.year AS year,                             -- Year of the decision, else of publication.
    r.funder AS funder,                         -- Who pays: named in the text, else the publisher.
    r.publisher AS publisher,                   -- Who published the release.
    r.funder_id AS funder_id,                   -- The funder in the table funders; null: not linked.
    f.crossref_id AS funder_crossref_id,        -- The funder's DOI in the Crossref Funder Registry.
    f.ror AS funder_ror,                        -- The funder's address in the Research Organization Registry.
    f.organisation_number AS funder_organisation_number, -- The funder's Swedish organisation number.
    o.kind AS owner_kind,                       -- Kind of the owner.
    o.county AS county,                         -- SCB county (län) code of the owner.
    c.name AS county_name,                      -- Name of that county.
    o.kommun AS kommun,                         -- SCB kommun code of the owner.
    k.name AS kommun_name,                      -- Name of that kommun.
    g.release_id AS release_id,                 -- The release that tells of it.
    r.title AS release_title,                   -- Headline of the release.
    r.published AS published,                   -- Day of publication.
    r.url AS url,                               -- Address of the release.
    g.position AS position,                     -- Place in the release, from 1.
    g.organisation_id AS organisation_id,       -- The owner, spellings brought together.
    o.name AS organisation,                     -- The owner's fullest spelling.
    o.organisation_number AS organisation_number, -- Swedish organisation number of the owner.
    r.decided_on AS decided_on,                 -- Day of the decision.
    r.decided_by AS decided_by,                 -- The body that decided.
    r.reference AS release_reference,           -- Number by which the giver keeps the decision as a whole, as printed.
    {grant: not shown}
    r.failed_checks AS failed_checks,           -- Number of failed checks of the release. Unit: checks.
    date(r.first_seen) AS first_seen,           -- Day on which the archive first held the release (UTC).
    r.gone AS gone,                             -- Day on which the publisher had removed the release.
    g.corrected AS corrected,                   -- Columns that a person corrected.
    g.read_by AS read_by,                       -- Who first read it: rules, person or model (what a model proposed; reviewed says whether a person accepted it).
    g.reviewed AS reviewed,                     -- Day on which a person last decided on this grant; null if nobody has.
    g.same_as AS same_as                        -- The grant that counts for this one, which another release tells too; null: it counts itself.
FROM grants AS g
JOIN releases AS r ON r.id = g.release_id
LEFT JOIN funders AS f ON f.id = r.funder_id
LEFT JOIN organisations AS o ON o.id = g.organisation_id
LEFT JOIN places AS c ON c.code = o.county
LEFT JOIN places AS k ON k.code = o.kommun;

CREATE VIEW kronor_per_year AS         -- Number and sum of grants in kronor, each told grant once, by year.
SELECT
    year AS year,                               -- Year of the decision, else of publication.
    count(*) FILTER (WHERE same_as IS NULL) AS grants, -- Grants in kronor. Unit: grants.
    coalesce(sum(amount) FILTER (WHERE same_as IS NULL), 0) AS kronor, -- Their sum. Unit: SEK.
    coalesce(sum(amount) FILTER (WHERE same_as IS NULL AND read_by = 'model'), 0) AS kronor_by_model, -- Those of grants that a model proposed. Unit: SEK.
    count(same_as) AS told_again                -- Grants told again elsewhere, which do not count beside the one that does. Unit: grants.
FROM grants WHERE currency = 'SEK' AND amount IS NOT NULL GROUP BY year ORDER BY year;

CREATE VIEW kronor_per_owner AS        -- Number and sum of grants in kronor, each told grant once, by organisation, largest first.
SELECT
    o.id AS id,                                 -- The organisation.
    o.name AS name,                             -- Its fullest spelling.
    o.kind AS kind,                             -- Its kind.
    o.county AS county,                         -- Its SCB county (län) code.
    s.grants AS grants,                         -- Grants in kronor. Unit: grants.
    s.kronor AS kronor,                         -- Their sum. Unit: SEK.
    s.kronor_by_model AS kronor_by_model,       -- Those of grants that a model proposed. Unit: SEK.
    s.told_again AS told_again                  -- Grants told again elsewhere, which do not count beside the one that does. Unit: grants.
FROM organisations AS o JOIN (
    SELECT organisation_id, count(*) - count(same_as) AS grants, count(same_as) AS told_again,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL), 0) AS kronor,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL AND read_by = 'model'), 0) AS kronor_by_model
    FROM grants WHERE currency = 'SEK' AND amount IS NOT NULL GROUP BY organisation_id
) AS s ON s.organisation_id = o.id
ORDER BY kronor DESC, o.id;

CREATE VIEW kronor_per_county AS       -- Number and sum of grants in kronor, each told grant once, by the owner's county; null: county not known.
SELECT
    o.county AS county,                         -- SCB county (län) code.
    sum(s.grants) AS grants,                    -- Grants in kronor. Unit: grants.
    sum(s.kronor) AS kronor,                    -- Their sum. Unit: SEK.
    sum(s.kronor_by_model) AS kronor_by_model,  -- Those of grants that a model proposed. Unit: SEK.
    sum(s.told_again) AS told_again             -- Grants told again elsewhere, which do not count beside the one that does. Unit: grants.
FROM (
    SELECT organisation_id, count(*) - count(same_as) AS grants, count(same_as) AS told_again,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL), 0) AS kronor,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL AND read_by = 'model'), 0) AS kronor_by_model
    FROM grants WHERE currency = 'SEK' AND amount IS NOT NULL GROUP BY organisation_id
) AS s LEFT JOIN organisations AS o ON o.id = s.organisation_id
GROUP BY o.county ORDER BY o.county;

CREATE VIEW kronor_per_kommun AS       -- Number and sum of grants in kronor, each told grant once, by the owner's kommun; null: kommun not known.
SELECT
    o.kommun AS kommun,                         -- SCB kommun code.
    sum(s.grants) AS grants,                    -- Grants in kronor. Unit: grants.
    sum(s.kronor) AS kronor,                    -- Their sum. Unit: SEK.
    sum(s.kronor_by_model) AS kronor_by_model,  -- Those of grants that a model proposed. Unit: SEK.
    sum(s.told_again) AS told_again             -- Grants told again elsewhere, which do not count beside the one that does. Unit: grants.
FROM (
    SELECT organisation_id, count(*) - count(same_as) AS grants, count(same_as) AS told_again,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL), 0) AS kronor,
        coalesce(sum(amount) FILTER (WHERE same_as IS NULL AND read_by = 'model'), 0) AS kronor_by_model
    FROM grants WHERE currency = 'SEK' AND amount IS NOT NULL GROUP BY organisation_id
) AS s LEFT JOIN organisations AS o ON o.id = s.organisation_id
GROUP BY o.kommun ORDER BY o.kommun;

CREATE VIEW kronor_per_funder AS       -- Number and sum of grants in kronor, each told grant once, by funder, largest first.
SELECT
    r.funder AS funder,                         -- Who pays; null: not known.
    count(*) FILTER (WHERE g.same_as IS NULL) AS grants, -- Grants in kronor. Unit: grants.
    coalesce(sum(g.amount) FILTER (WHERE g.same_as IS NULL), 0) AS kronor, -- Their sum. Unit: SEK.
    coalesce(sum(g.amount) FILTER (WHERE g.same_as IS NULL AND g.read_by = 'model'), 0) AS kronor_by_model, -- Those of grants that a model proposed. Unit: SEK.
    count(g.same_as) AS told_again              -- Grants told again elsewhere, which do not count beside the one that does. Unit: grants.
FROM grants AS g JOIN releases AS r ON r.id = g.release_id
WHERE g.currency = 'SEK' AND g.amount IS NOT NULL GROUP BY r.funder ORDER BY kronor DESC, r.funder;

CREATE VIEW owners_of_several_funders AS -- Organisations that more than one funder gives money to.
SELECT
    o.id AS id,                                 -- The organisation.
    o.name AS name,                             -- Its fullest spelling.
    count(*) AS funders,                        -- Funders that give to it. Unit: funders.
    sum(s.grants) AS grants,                    -- Its grants. Unit: grants.
    sum(s.kronor) AS kronor                     -- Sum of those in kronor. Unit: SEK.
FROM (
    SELECT g.organisation_id, r.funder, count(*) AS grants, sum(CASE g.currency WHEN 'SEK' THEN g.amount END) AS kronor
    FROM releases AS r CROSS JOIN grants AS g ON g.release_id = r.id
    WHERE r.funder IS NOT NULL AND g.same_as IS NULL GROUP BY g.organisation_id, r.funder
) AS s JOIN organisations AS o ON o.id = s.organisation_id
GROUP BY o.id HAVING count(*) > 1 ORDER BY funders DESC, o.id;

CREATE VIEW funders_open AS            -- Who pays by the releases, where no funder of that name is known: rows for funders.csv of the data folder.
SELECT
    r.funder AS funder,                         -- The name, as printed.
    count(*) AS grants,                         -- Grants by it. Unit: grants.
    sum(CASE g.currency WHEN 'SEK' THEN g.amount END) AS kronor -- Their sum in kronor. Unit: SEK.
FROM grants AS g JOIN releases AS r ON r.id = g.release_id
WHERE r.funder_id IS NULL AND g.same_as IS NULL GROUP BY r.funder ORDER BY kronor DESC, r.funder;

CREATE VIEW recipients_open AS         -- Organisations without an organisation number, most kronor first.
SELECT
    o.id AS id,                                 -- The organisation.
    o.name AS name,                             -- Its fullest spelling.
    o.kind AS kind,                             -- Its kind.
    o.kommun AS kommun,                         -- Its SCB kommun code.
    o.number_open AS number_open,               -- Why the register gives no number; null: there is no register.
    count(*) AS grants,                         -- Its grants. Unit: grants.
    sum(CASE g.currency WHEN 'SEK' THEN g.amount END) AS kronor -- Their sum in kronor. Unit: SEK.
FROM organisations AS o JOIN grants AS g ON g.organisation_id = o.id
WHERE o.organisation_number IS NULL AND g.same_as IS NULL GROUP BY o.id ORDER BY kronor DESC, o.id;

CREATE VIEW grants_told_again AS       -- Grants that another one counts for: what the sums leave out, and why.
SELECT
    g.id AS id,                                 -- The grant.
    g.title AS title,                           -- Its title.
    g.owner AS owner,                           -- Its owner.
    g.amount AS amount,                         -- Its amount. Unit: currency.
    g.currency AS currency,                     -- ISO 4217 code.
    g.year AS year,                             -- Its year.
    g.same_as AS same_as,                       -- The grant that counts for it.
    s.kind AS kind,                             -- told again, corrected or part; null where a third grant links the two.
    s.why AS why,                               -- How far the two agree.
    s.probability AS probability,               -- Chance that they are one. Unit: share, 0 to 1.
    s.decided AS decided                        -- 1 where a person said so.
FROM grants AS g LEFT JOIN same_grant AS s ON s.first = g.same_as AND s.second = g.id
WHERE g.same_as IS NOT NULL ORDER BY g.id;

CREATE VIEW releases_to_review AS      -- Releases with failed checks that nobody has found right yet, most failed checks first.
SELECT
    r.id AS id,                                 -- The release.
    r.title AS title,                           -- Its headline.
    r.publisher AS publisher,                   -- Who published it.
    r.published AS published,                   -- Day of publication.
    r.failed_checks AS failed,                  -- Failed checks. Unit: checks.
    (SELECT group_concat(name) FROM (SELECT DISTINCT c.name FROM checks AS c WHERE c.release_id = r.id AND c.status = 'failed' ORDER BY c.name)) AS checks, -- Their names.
    r.url AS url                                -- Its address.
FROM releases AS r
WHERE r.failed_checks > 0 AND r.reviewed IS NULL ORDER BY r.failed_checks DESC, r.id;

CREATE VIEW check_rates AS             -- In how many of the releases where a check could be made it failed. Most checks are stored only where they fail.
WITH made AS (
    SELECT name, release_id, max(status = 'failed') AS failed FROM checks WHERE status <> 'skipped' GROUP BY name, release_id
), counted AS (
    SELECT name, count(*) AS stored, sum(failed) AS failed FROM made GROUP BY name
)
SELECT
    name AS name,                               -- Which check.
    max(stored, CASE
        WHEN name IN ('total', 'count', 'number_sequence') THEN stored
        WHEN name IN ('owner_missing', 'amount_unclear', 'amount_contradicted') THEN (SELECT count(*) FROM releases WHERE grants > 0)
        WHEN name IN ('amount_missing', 'amount_twice') THEN (SELECT count(DISTINCT release_id) FROM grants WHERE amount IS NOT NULL)
        WHEN name IN ('period_order', 'date_impossible') THEN (SELECT count(DISTINCT release_id) FROM grants WHERE coalesce(period_start, period_end) IS NOT NULL)
        ELSE (SELECT count(*) FROM releases)
    END) AS applied,                            -- Releases in which it could be made: those with what it looks at. Unit: releases.
    failed AS failed                            -- Of these, the ones in which it failed. Unit: releases.
FROM counted ORDER BY name;

CREATE VIEW revision_grants AS         -- Every grant of every revision, as read before corrections.
SELECT
    v.release_id AS release_id,                 -- The release.
    v.revision AS revision,                     -- The revision.
    v.seen AS seen,                             -- When it was first fetched.
    {grant: of a revision}
    json_extract(g.value, '$.position') AS position        -- Place in the revision, from 1.
FROM release_revisions AS v, json_each(v.grants) AS g;

CREATE VIEW corrections_stale AS       -- Corrections that were not applied, for text or reading have changed since: decide anew.
SELECT
    c.number AS number,                         -- Its place in corrections.toml, from 1.
    c.release_id AS release_id,                 -- The release it was decided for.
    c.position AS position,                     -- The grant's position; null for the release itself.
    c.field AS field,                           -- The column.
    c.value_read AS value_read,                 -- What had been read then, as JSON.
    c.value_decided AS value_decided,           -- The value decided, as JSON.
    c.decided_by AS decided_by,                 -- Who decided.
    c.decided_at AS decided_at,                 -- When.
    c.message AS message                        -- What has changed.
FROM corrections AS c WHERE c.outcome = 'stale' ORDER BY c.number;

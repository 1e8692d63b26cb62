CREATE VIEW grants_list AS             -- Every grant with the release that tells of it.
SELECT
    g.id, g.owner, g.title, g.amount, g.currency, g.amount_approximate, g.period_start, g.period_end,
    coalesce(substr(r.decided_on, 1, 4), substr(r.published, 1, 4), substr(g.period_start, 1, 4)) AS year,
    r.funder, r.publisher, o.kind AS owner_kind, o.county, o.kommun, g.layout, g.confidence,
    g.release_id, r.title AS release_title, r.published, r.url, g.number, g.partners
FROM grants AS g
JOIN releases AS r ON r.id = g.release_id
LEFT JOIN organisations AS o ON o.id = g.organisation_id;

CREATE VIEW kronor_per_year AS         -- Sum and number of grants in kronor, by year.
SELECT year, count(*) AS grants, sum(amount) AS kronor FROM grants_list WHERE currency = 'SEK' GROUP BY year ORDER BY year;

CREATE VIEW kronor_per_owner AS        -- Sum and number of grants in kronor, by owner.
SELECT o.id, o.name, o.kind, o.county, count(*) AS grants, sum(g.amount) AS kronor
FROM grants AS g JOIN organisations AS o ON o.id = g.organisation_id
WHERE g.currency = 'SEK' GROUP BY o.id ORDER BY kronor DESC;

CREATE VIEW releases_to_review AS      -- Releases with failed checks, most failed checks first.
SELECT r.id, r.title, r.publisher, r.published, count(*) AS failed, group_concat(DISTINCT c.name) AS checks, r.url
FROM checks AS c JOIN releases AS r ON r.id = c.release_id
WHERE c.status = 'failed' GROUP BY r.id ORDER BY failed DESC, r.id;

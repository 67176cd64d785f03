-- name: stale-knowledge
-- purpose: Tested beliefs whose last evidence is older than so many days at the last run.
-- asked by: reliability lead
-- param: days integer = 90
-- param: limit integer = 50
WITH latest AS (SELECT max(coalesce(ended_at, started_at)) AS at FROM runs)
SELECT effect, cause, fault_class, dose, round(mean, 3) AS mean,
       strftime('%Y-%m-%d', last_evidence_at / 1000000, 'unixepoch') AS last_evidence,
       (latest.at - last_evidence_at) / 86400000000 AS age_days
FROM beliefs, latest
WHERE kind = 'propagation' AND last_evidence_at IS NOT NULL
  AND (latest.at - last_evidence_at) / 86400000000 >= :days
ORDER BY age_days DESC, criticality DESC, id
LIMIT :limit

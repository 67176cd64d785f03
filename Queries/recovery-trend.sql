-- name: recovery-trend
-- purpose: Recovery times by target and fault, oldest first.
-- asked by: reliability lead
-- param: limit integer = 200
SELECT target, fault_kind, dose, run, round(recovery_seconds, 1) AS recovery_s,
       strftime('%Y-%m-%dT%H:%M:%SZ', started_at / 1000000, 'unixepoch') AS started
FROM runs
WHERE recovery_seconds IS NOT NULL AND disqualified IS NULL
ORDER BY target, fault_kind, started_at
LIMIT :limit

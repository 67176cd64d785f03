-- name: runs-of-journey
-- purpose: Runs in which a journey was observed, and what it did.
-- asked by: reliability lead
-- param: journey text
SELECT r.run, r.target, r.fault_kind, r.dose, r.environment, r.grade, o.symptom, o.state,
       strftime('%Y-%m-%dT%H:%M:%SZ', r.started_at / 1000000, 'unixepoch') AS started
FROM runs AS r JOIN observations AS o ON o.run = r.run
WHERE o.node_kind = 'journey' AND o.node = :journey
ORDER BY r.started_at DESC, r.run, o.symptom

-- name: blast-radius
-- purpose: Components and journeys that each run was predicted to degrade, beside those that it did.
-- asked by: reliability lead
SELECT r.run, r.target, r.fault_kind, r.dose, round(sum(p.probability), 2) AS predicted, sum(p.degraded) AS actual,
       count(*) AS judged
FROM predicted_states AS p JOIN runs AS r ON r.run = p.run
GROUP BY p.run
ORDER BY abs(sum(p.probability) - sum(p.degraded)) DESC, r.run

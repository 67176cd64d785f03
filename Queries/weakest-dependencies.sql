-- name: weakest-dependencies
-- purpose: Dependencies that pass trouble on most surely, weighed by what they can reach.
-- asked by: reliability lead
-- param: limit integer = 20
SELECT effect, cause, fault_class, dose, round(mean, 3) AS mean, round(low, 3) AS low, round(high, 3) AS high,
       round(evidence, 1) AS evidence, criticality
FROM beliefs
WHERE kind IN ('propagation', 'coupling') AND evidence > 0
ORDER BY mean * criticality DESC, mean DESC, evidence DESC, id
LIMIT :limit

-- name: untested-on-critical-path
-- purpose: Dependencies below a critical journey that no run has tested, by class.
-- asked by: planner
-- param: criticality real = 0.7
-- param: limit integer = 50
SELECT effect, cause, fault_class, round(max(mean), 3) AS believed, criticality
FROM beliefs
WHERE kind = 'propagation' AND effect_kind = 'component' AND criticality >= :criticality
GROUP BY effect, cause, fault_class, criticality
HAVING max(evidence) = 0
ORDER BY criticality DESC, believed DESC, effect, cause, fault_class
LIMIT :limit

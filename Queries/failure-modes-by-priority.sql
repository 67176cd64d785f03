-- name: failure-modes-by-priority
-- purpose: The book's own failure modes by likelihood times impact (default weights), with the runs that tried their fault.
-- asked by: planner
SELECT f.id, f.name, f.category, f.fault, f.component, f.likelihood, f.impact,
       CASE f.likelihood WHEN 'common' THEN 9 WHEN 'occasional' THEN 3 ELSE 1 END
       * CASE f.impact WHEN 'critical' THEN 8 WHEN 'high' THEN 4 WHEN 'medium' THEN 2 ELSE 1 END AS priority,
       count(r.run) AS runs
FROM failure_modes AS f
LEFT JOIN runs AS r ON r.fault_kind = f.fault AND (f.component IS NULL OR r.target_component = f.component)
  AND r.disqualified IS NULL AND r.grade IN ('E2', 'E3', 'E4', 'E5')
GROUP BY f.id
ORDER BY priority DESC, runs, f.id

-- name: contradictions
-- purpose: Nodes that degraded in one run and stayed steady in another under the same fault on the same target.
-- asked by: reliability lead
WITH seen AS (
  SELECT r.target, r.fault_kind, r.dose, o.node_kind, o.node, r.run,
         max(o.state = 'degraded') AS degraded, min(o.state = 'steady') AS steady
  FROM runs AS r JOIN observations AS o ON o.run = r.run
  WHERE r.disqualified IS NULL AND r.grade IN ('E2', 'E3', 'E4', 'E5') AND r.target IS NOT NULL
  GROUP BY r.run, o.node_kind, o.node)
SELECT target, fault_kind, dose, node_kind, node, sum(degraded) AS degraded_in, sum(steady) AS steady_in,
       group_concat(CASE WHEN degraded THEN run END) AS degraded_runs,
       group_concat(CASE WHEN steady THEN run END) AS steady_runs
FROM seen
GROUP BY target, fault_kind, dose, node_kind, node
HAVING sum(degraded) > 0 AND sum(steady) > 0
ORDER BY min(sum(degraded), sum(steady)) DESC, target, fault_kind, node

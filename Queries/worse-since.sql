-- name: worse-since
-- purpose: What stayed steady under a fault and later, since an instant, degraded under the same fault.
-- asked by: reliability lead
-- param: since text = 1970-01-01
WITH seen AS (
  SELECT r.target, r.fault_kind, o.node_kind, o.node, r.run, r.started_at,
         max(o.state = 'degraded') AS degraded, min(o.state = 'steady') AS steady
  FROM runs AS r JOIN observations AS o ON o.run = r.run
  WHERE r.disqualified IS NULL AND r.grade IN ('E2', 'E3', 'E4', 'E5') AND r.target IS NOT NULL
  GROUP BY r.run, o.node_kind, o.node)
SELECT late.node_kind, late.node, late.target, late.fault_kind, early.run AS steady_in, late.run AS degraded_in,
       strftime('%Y-%m-%d', late.started_at / 1000000, 'unixepoch') AS seen
FROM seen AS late JOIN seen AS early
  ON early.target = late.target AND early.fault_kind = late.fault_kind AND early.node = late.node
 AND early.node_kind = late.node_kind AND early.started_at < late.started_at
WHERE late.degraded = 1 AND early.steady = 1 AND late.started_at >= unixepoch(:since) * 1000000
ORDER BY late.started_at DESC, late.node

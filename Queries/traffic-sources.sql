-- name: traffic-sources
-- purpose: Which import brought the windows of traffic of each call.
-- asked by: planner
-- internal
-- param: last integer
SELECT DISTINCT json_extract(payload, '$.caller') AS caller, json_extract(payload, '$.callee') AS callee,
       correlationid AS correlation
FROM log
-- The second condition lets the index of all that is no sample be used.
WHERE type = 'faultbook.dependency.observed' AND type <> 'faultbook.metric.sampled' AND position <= :last
  AND correlationid IS NOT NULL

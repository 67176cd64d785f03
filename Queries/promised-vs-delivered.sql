-- name: promised-vs-delivered
-- purpose: Information about calls that each run delivered beside what its proposal had promised, and all that it taught, in bits.
-- asked by: planner
-- param: limit integer = 100
SELECT l.run, r.target, r.fault_kind, r.proposal, round(l.promised_bits, 3) AS promised_bits,
       round(l.delivered_bits, 3) AS delivered_bits,
       round(l.delivered_bits + l.discovered_bits, 3) AS bits, round(l.brier, 4) AS brier, round(l.log_loss, 4) AS log_loss
FROM learning AS l JOIN runs AS r ON r.run = l.run
ORDER BY l.position DESC
LIMIT :limit

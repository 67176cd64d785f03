-- name: taught-nothing
-- purpose: Experiments repeated on the same target whose last repeat taught next to nothing about calls, in bits.
-- asked by: planner
-- param: bits real = 0.05
WITH repeated AS (
  SELECT r.target, r.fault_kind, r.dose, count(*) AS runs, max(l.position) AS last_position,
         sum(l.delivered_bits) AS all_bits
  FROM runs AS r JOIN learning AS l ON l.run = r.run
  WHERE r.target IS NOT NULL
  GROUP BY r.target, r.fault_kind, r.dose
  HAVING count(*) > 1)
SELECT p.target, p.fault_kind, p.dose, p.runs, l.run AS last_run, round(l.delivered_bits, 4) AS last_bits,
       round(p.all_bits, 3) AS all_bits
FROM repeated AS p JOIN learning AS l ON l.position = p.last_position
WHERE l.delivered_bits <= :bits
ORDER BY p.runs DESC, last_bits, p.target

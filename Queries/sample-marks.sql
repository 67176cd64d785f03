-- internal
-- name: sample-marks
-- purpose: How far the samples of each run go, between two positions.
-- asked by: the fold of a book
-- param: after integer
-- param: through integer
SELECT s.stream, count(*) AS samples, max(e.position) AS last_position, max(e.occurred_at) AS last_at
FROM events AS e JOIN streams AS s ON s.stream_id = e.stream_id
WHERE e.position > :after AND e.position <= :through AND e.type = 'faultbook.metric.sampled'
GROUP BY e.stream_id
ORDER BY s.stream

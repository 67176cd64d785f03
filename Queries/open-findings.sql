-- name: open-findings
-- purpose: Findings that nobody has resolved, the worst first.
-- asked by: reliability lead
SELECT id, severity, component, title, run, recommendation,
       strftime('%Y-%m-%d', opened_at / 1000000, 'unixepoch') AS opened
FROM findings
WHERE resolved_at IS NULL
ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, opened_at, id

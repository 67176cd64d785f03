-- name: coverage-by-team
-- purpose: How much of what each owner depends on has been tested, per owner of the calling component.
-- asked by: reliability lead
SELECT coalesce(c.owner, '(nobody)') AS owner, count(DISTINCT d.caller || ' ' || d.callee) AS dependencies,
       count(DISTINCT CASE WHEN b.evidence > 0 THEN d.caller || ' ' || d.callee END) AS tested,
       round(1.0 * count(DISTINCT CASE WHEN b.evidence > 0 THEN d.caller || ' ' || d.callee END)
             / count(DISTINCT d.caller || ' ' || d.callee), 3) AS share
FROM dependencies AS d
JOIN components AS c ON c.component = d.caller
LEFT JOIN beliefs AS b
  ON b.kind = 'propagation' AND b.effect_kind = 'component' AND b.effect = d.caller AND b.cause = d.callee
WHERE d.retired = 0
GROUP BY coalesce(c.owner, '(nobody)')
ORDER BY share, owner

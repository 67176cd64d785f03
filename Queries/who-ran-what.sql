-- name: who-ran-what
-- purpose: Runs by who recorded them and the tool that ran them.
-- asked by: auditor
SELECT actor, runner, environment, count(*) AS runs, sum(outcome = 'refuted') AS refuted,
       sum(status = 'aborted') AS aborted, sum(disqualified IS NOT NULL) AS disqualified,
       strftime('%Y-%m-%d', max(started_at) / 1000000, 'unixepoch') AS last_run
FROM runs
GROUP BY actor, runner, environment
ORDER BY runs DESC, actor, runner

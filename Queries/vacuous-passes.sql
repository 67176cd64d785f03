-- name: vacuous-passes
-- purpose: Runs whose tool said they passed although nothing, or too little, was observed.
-- asked by: auditor
SELECT run, target, fault_kind, native_tool, native_status, native_verdict, grade, outcome, samples, probes
FROM runs
WHERE native_tool IS NOT NULL AND (grade IS NULL OR grade IN ('E0', 'E1'))
  AND (lower(coalesce(native_verdict, '')) IN ('pass', 'passed', 'not deviated', 'success', 'false')
       OR lower(coalesce(native_status, '')) IN ('completed', 'pass', 'passed', 'success'))
ORDER BY run

-- name: hidden-couplings
-- purpose: Pairs without a known call in which a fault on one was seen to reach the other.
-- asked by: reliability lead
-- param: mean real = 0.1
SELECT cause AS target, effect, effect_kind, fault_class, dose, round(mean, 3) AS mean, round(low, 3) AS low,
       round(high, 3) AS high, round(evidence, 1) AS evidence
FROM beliefs
WHERE kind = 'coupling' AND mean >= :mean
ORDER BY mean DESC, target, effect, fault_class, dose

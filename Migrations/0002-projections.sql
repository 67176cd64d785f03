-- What the events say, in tables: every one of these can be dropped and rebuilt from the log (`faultbook rebuild`).
-- Times are microseconds since 1970-01-01 UTC. A null is something that nobody has said or seen.

CREATE TABLE components(
  component TEXT PRIMARY KEY, kind TEXT NOT NULL, owner TEXT, tier TEXT, tags TEXT,
  declared INTEGER NOT NULL, retired INTEGER NOT NULL, changes INTEGER NOT NULL, last_changed_at INTEGER,
  criticality REAL NOT NULL, calls INTEGER, error_rate REAL, latency_mean_ms REAL) STRICT, WITHOUT ROWID;

CREATE TABLE dependencies(
  caller TEXT NOT NULL, callee TEXT NOT NULL, mode TEXT NOT NULL, kind TEXT,
  declared INTEGER NOT NULL, observed INTEGER NOT NULL, retired INTEGER NOT NULL, guarded INTEGER NOT NULL,
  calls INTEGER, error_rate REAL, latency_mean_ms REAL, latency_p50_ms REAL, latency_p99_ms REAL, retries INTEGER,
  propagated_errors INTEGER, masked_errors INTEGER, propagated_delays INTEGER, masked_delays INTEGER,
  PRIMARY KEY(caller, callee)) STRICT, WITHOUT ROWID;

CREATE TABLE journeys(
  journey TEXT PRIMARY KEY, criticality REAL NOT NULL, latency_p99_ms REAL, error_rate REAL, availability REAL)
  STRICT, WITHOUT ROWID;

CREATE TABLE journey_entries(journey TEXT NOT NULL, component TEXT NOT NULL, PRIMARY KEY(journey, component))
  STRICT, WITHOUT ROWID;

CREATE TABLE failure_modes(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, fault TEXT NOT NULL, component TEXT,
  likelihood TEXT NOT NULL, impact TEXT NOT NULL, detection TEXT, current_handling TEXT, desired_handling TEXT)
  STRICT, WITHOUT ROWID;

CREATE TABLE budgets(
  node_kind TEXT NOT NULL, node TEXT NOT NULL, remaining REAL NOT NULL, burn_rate REAL, at INTEGER NOT NULL,
  PRIMARY KEY(node_kind, node)) STRICT, WITHOUT ROWID;

CREATE TABLE policy(
  key TEXT PRIMARY KEY, value TEXT NOT NULL, why TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL,
  actor TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE intents(
  intent TEXT PRIMARY KEY, title TEXT NOT NULL, hypothesis TEXT NOT NULL, journey TEXT, target TEXT, fault_kind TEXT,
  owner TEXT, proposal TEXT, clauses INTEGER NOT NULL, revisions INTEGER NOT NULL, retired TEXT,
  declared_at INTEGER NOT NULL, position INTEGER NOT NULL, actor TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- A target is a component's name, or caller → callee for one link; null in a placebo.
CREATE TABLE runs(
  run TEXT PRIMARY KEY, status TEXT NOT NULL, environment TEXT, target TEXT, target_component TEXT, fault_kind TEXT,
  fault_class TEXT, dose TEXT, magnitude REAL, unit TEXT, runner TEXT, intent TEXT, proposal TEXT,
  started_at INTEGER, injected_at INTEGER, confirmed INTEGER, cleared_at INTEGER, ended_at INTEGER,
  native_tool TEXT, native_status TEXT, native_verdict TEXT, samples INTEGER NOT NULL, probes INTEGER NOT NULL,
  outcome TEXT, grade TEXT, method TEXT, recovery_seconds REAL, judged_position INTEGER, disqualified TEXT,
  degraded INTEGER, steady INTEGER, unknown INTEGER, last_position INTEGER NOT NULL, actor TEXT NOT NULL)
  STRICT, WITHOUT ROWID;

-- How far the samples of each run go; the samples themselves stay in the log.
CREATE TABLE run_samples(
  run TEXT PRIMARY KEY, samples INTEGER NOT NULL, last_position INTEGER NOT NULL, last_at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;

CREATE TABLE observations(
  run TEXT NOT NULL, node_kind TEXT NOT NULL, node TEXT NOT NULL, symptom TEXT NOT NULL, state TEXT NOT NULL,
  onset_seconds REAL, confidence REAL, PRIMARY KEY(run, node_kind, node, symptom)) STRICT, WITHOUT ROWID;

CREATE TABLE clause_verdicts(
  run TEXT NOT NULL, clause TEXT NOT NULL, outcome TEXT NOT NULL, expected TEXT NOT NULL, actual TEXT, unit TEXT,
  evidence TEXT, PRIMARY KEY(run, clause)) STRICT, WITHOUT ROWID;

CREATE TABLE findings(
  id TEXT PRIMARY KEY, run TEXT NOT NULL, title TEXT NOT NULL, severity TEXT NOT NULL, component TEXT NOT NULL,
  recommendation TEXT, opened_at INTEGER NOT NULL, resolved_at INTEGER, how TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE incidents(
  incident TEXT PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER, suspected TEXT NOT NULL,
  fault_kind TEXT NOT NULL, attribution REAL NOT NULL, observations INTEGER NOT NULL, position INTEGER NOT NULL,
  actor TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE proposals(
  proposal TEXT PRIMARY KEY, target TEXT NOT NULL, fault_kind TEXT NOT NULL, dose TEXT NOT NULL, bits REAL NOT NULL,
  allowed INTEGER, computed_at_position INTEGER NOT NULL, seed INTEGER NOT NULL, proposed_at INTEGER NOT NULL,
  answer TEXT, why TEXT, run TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE imports(
  sha256 TEXT PRIMARY KEY, format TEXT NOT NULL, bytes INTEGER NOT NULL, names TEXT NOT NULL,
  ignored_fields INTEGER NOT NULL, event_id TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;

-- What the counting verdicts say about each family, before any prior, weight or time is brought to it.
CREATE TABLE evidence(
  kind TEXT NOT NULL, effect_kind TEXT NOT NULL, effect TEXT NOT NULL, fault_class TEXT NOT NULL, causes TEXT NOT NULL,
  dose TEXT NOT NULL, symptom TEXT NOT NULL, outcome TEXT NOT NULL, environment TEXT NOT NULL, grade TEXT NOT NULL,
  day INTEGER NOT NULL, count INTEGER NOT NULL, positions TEXT NOT NULL, contributions TEXT NOT NULL,
  PRIMARY KEY(kind, effect_kind, effect, fault_class, causes, dose, symptom, outcome, environment, grade, day))
  STRICT, WITHOUT ROWID;

-- Pooled priors (Dirichlet over the threshold dose), each with the verdict's position at which it was fitted.
CREATE TABLE group_priors(
  prior_group TEXT NOT NULL, position INTEGER NOT NULL, low REAL NOT NULL, medium REAL NOT NULL, high REAL NOT NULL,
  never REAL NOT NULL, runs INTEGER NOT NULL, PRIMARY KEY(prior_group, position)) STRICT, WITHOUT ROWID;

-- Posteriors at book time, all environments weighing alike.
CREATE TABLE beliefs(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, cause TEXT NOT NULL, effect TEXT NOT NULL, effect_kind TEXT NOT NULL,
  fault_class TEXT NOT NULL, dose TEXT, symptom TEXT, mean REAL NOT NULL, sd REAL NOT NULL, low REAL NOT NULL,
  high REAL NOT NULL, prior_mean REAL NOT NULL, evidence REAL NOT NULL, last_evidence_at INTEGER,
  criticality REAL NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE scores(
  kind TEXT NOT NULL, name TEXT NOT NULL, resilience REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
  coverage REAL NOT NULL, freshness REAL, refuted INTEGER NOT NULL, PRIMARY KEY(kind, name)) STRICT, WITHOUT ROWID;

-- What each counting run taught: promised by its proposal, delivered by its verdict
-- (about calls; about anything else apart, as discovered: both are all that it taught), and how it had been foreseen.
CREATE TABLE learning(
  run TEXT PRIMARY KEY, position INTEGER NOT NULL, promised_bits REAL, delivered_bits REAL NOT NULL, discovered_bits REAL NOT NULL,
  states INTEGER NOT NULL, brier REAL, log_loss REAL) STRICT, WITHOUT ROWID;

CREATE TABLE predicted_states(
  run TEXT NOT NULL, node_kind TEXT NOT NULL, node TEXT NOT NULL, probability REAL NOT NULL, degraded INTEGER NOT NULL,
  PRIMARY KEY(run, node_kind, node)) STRICT, WITHOUT ROWID;

import Testing

@testable import Vocabulary

/// Payloads that break one rule each, by event type: the golden payload with some members replaced, and the sentence
/// that people read.
@Suite("Unsound payloads")
struct BadPayloadTests {
  typealias Row = (type: EventType, changes: JSON, message: String)

  /// An object with some members replaced; null leaves one out.
  static func changed(_ json: JSON, _ changes: JSON) -> JSON {
    let new = changes.members ?? []
    return .object((json.members ?? []).filter { old in !new.contains { $0.name == old.name } } + new)
  }

  static func clause(_ changes: JSON) -> JSON {
    let sound: JSON = ["id": "c", "claim": "stays-within", "subject": ["component": "a"], "metric": "error_rate"]
    return ["clauses": [changed(sound, changes)]]
  }

  static func criterion(_ changes: JSON) -> JSON {
    let sound: JSON = ["component": "a", "metric": "latency_p99", "op": "<", "threshold": 400, "unit": "ms"]
    return ["abortWhen": [changed(sound, changes)]]
  }

  static func fault(_ json: JSON) -> JSON { ["fault": json] }

  static func observation(_ json: JSON) -> JSON { ["observations": [json]] }

  static let samples: [Row] = [
    (.metricSampled, ["unit": .null], "data.unit: is missing; expected a string"),
    (
      .metricSampled, ["unit": "percent"],
      "data.value: of latency_p99 must stand in a unit of time such as ms, found unit \"percent\""
    ),
    (
      .metricSampled, ["metric": "error_rate", "value": 30, "unit": "percent"],
      "data.value: of error_rate must stand in unit ratio (0 to 1), found unit \"percent\""
    ),
    (
      .metricSampled, ["metric": "availability", "value": 99.5, "unit": "ratio"],
      "data.value: of availability must be a fraction from 0 to 1, found 99.5"
    ),
    (
      .metricSampled, ["metric": "up", "value": 100, "unit": "bool"],
      "data.value: of up must be from 0 to 1, found 100"
    ),
    (.metricSampled, ["value": -1], "data.value: of latency_p99 must be at least 0, found -1"),
    (.metricSampled, ["value": "781"], "data.value: expected a number, found a string"),
    (.metricSampled, ["value": .null], "data.value: is missing; expected a number"),
    (.metricSampled, ["windowSeconds": -1], "data.windowSeconds: must be at least 0, found -1"),
    (.metricSampled, ["phase": "before"], "data.phase: expected one of baseline, fault, recovery, found \"before\""),
    (.metricSampled, ["dependency": .null], "data.component: is missing; expected component, journey or dependency"),
    (.metricSampled, ["component": "a"], "data.dependency: stands beside component; name one of them"),
    (.metricSampled, ["component": "a", "journey": "a"], "data.journey: stands beside component; name one of them"),
    (
      .metricSampled, ["dependency": ["caller": "a", "callee": "b"]],
      "data.dependency.reporter: is missing; expected one of caller, callee"
    ),
    (
      .metricSampled, ["dependency": ["caller": "a", "callee": "a", "reporter": "caller"]],
      "data.dependency.callee: is the caller itself; a dependency joins two components"
    ),
  ]

  static let runs: [Row] = [
    (.runStarted, ["target": .null], "data.target: is missing; only a placebo (fault kind \"none\") has no target"),
    (.runStarted, fault(["kind": "none"]), "data.target: stands in a placebo (fault kind \"none\"), which has none"),
    (.runStarted, ["target": "payments"], "data.target: expected an object, found a string"),
    (.runStarted, ["target": [:]], "data.target.component: is missing; expected component or dependency"),
    (
      .runStarted, ["target": ["component": "a", "dependency": ["caller": "a", "callee": "b"]]],
      "data.target.dependency: stands beside component; name one of them"
    ),
    (
      .runStarted, ["target": ["dependency": ["caller": "a"]]],
      "data.target.dependency.callee: is missing; expected a string"
    ),
    (.runStarted, ["environment": .null], "data.environment: is missing; expected a string"),
    (.runStarted, ["runner": ["version": "1"]], "data.runner.tool: is missing; expected a string"),
    (.runStarted, fault(.null), "data.fault: is missing; expected an object"),
    (
      .runStarted, fault(["kind": "pod-kill"]),
      "data.fault.kind: \"pod-kill\" is no known kind of fault; use one such as net.latency, or \"unknown\""
    ),
    (
      .runStarted, fault(["kind": "net.latency", "magnitude": ["value": 600]]),
      "data.fault.magnitude.unit: is missing; expected a string"
    ),
    (
      .runStarted, fault(["kind": "net.latency", "magnitude": 600]),
      "data.fault.magnitude: expected an object, found a number"
    ),
    (
      .runStarted, fault(["kind": "net.loss", "magnitude": ["value": 30, "unit": "ratio"]]),
      "data.fault.magnitude.value: of net.loss must be at most the whole, a ratio of 1, found 30 in unit \"ratio\""
    ),
    (
      .runStarted, fault(["kind": "compute.cpu", "magnitude": ["value": 180, "unit": "percent"]]),
      "data.fault.magnitude.value: of compute.cpu must be at most the whole, a ratio of 1, found 180 in unit \"percent\""
    ),
    (
      .runStarted, fault(["kind": "net.latency", "magnitude": ["value": -5, "unit": "ms"]]),
      "data.fault.magnitude.value: must be at least 0, found -5"
    ),
    (
      .runStarted, fault(["kind": "net.loss", "dose": "huge"]),
      "data.fault.dose: expected one of low, medium, high, found \"huge\""
    ),
    (
      .runStarted, fault(["kind": "net.loss", "scope": 50]),
      "data.fault.scope: must be a fraction from 0 to 1, found 50"
    ),
    (
      .runStarted, ["baseline": ["from": "2026-11-20T18:11:00Z", "to": "2026-11-20T18:10:00Z"]],
      "data.baseline.to: lies before from"
    ),
    (
      .faultInjected, ["at": "18:11:28"],
      "data.at: expected a time in RFC 3339 with an offset, found \"18:11:28\""
    ),
    (.faultInjected, ["confirmed": .null], "data.confirmed: is missing; expected true or false"),
    (.faultCleared, ["how": "timeout"], "data.how: expected one of expired, rolled-back, manual, found \"timeout\""),
    (.runAborted, ["reason": .null], "data.reason: is missing; expected one of guardrail, operator, error"),
    (.probeObserved, ["met": "yes"], "data.met: expected true or false, found a string"),
    (.probeObserved, ["phase": .null], "data.phase: is missing; expected one of baseline, fault, recovery"),
    (.probeObserved, ["journey": "checkout"], "data.journey: stands beside component; name one of them"),
    (.runFinished, ["native": ["status": "completed"]], "data.native.tool: is missing; expected a string"),
    (.runDisqualified, ["why": ""], "data.why: must not be empty"),
    (
      .findingOpened, ["severity": "blocker"],
      "data.severity: expected one of critical, high, medium, low, found \"blocker\""
    ),
    (.findingResolved, ["how": .null], "data.how: is missing; expected a string"),
  ]

  static let verdicts: [Row] = [
    (
      .verdictReached, ["outcome": "passed"],
      "data.outcome: expected one of supported, refuted, partly-supported, inconclusive, not-run, found \"passed\""
    ),
    (.verdictReached, ["grade": "E6"], "data.grade: expected one of E0, E1, E2, E3, E4, E5, found \"E6\""),
    (.verdictReached, ["observations": .null], "data.observations: is missing; expected an array"),
    (
      .verdictReached, observation(["component": "a", "symptom": "latency", "state": "fine"]),
      "data.observations[0].state: expected one of degraded, steady, unknown, found \"fine\""
    ),
    (
      .verdictReached, observation(["component": "a", "symptom": "slow", "state": "steady"]),
      "data.observations[0].symptom: expected one of errors, latency, saturation, correctness, found \"slow\""
    ),
    (
      .verdictReached, observation(["symptom": "errors", "state": "steady"]),
      "data.observations[0].component: is missing; expected component or journey"
    ),
    (
      .verdictReached, observation(["component": "a", "symptom": "errors", "state": "steady", "confidence": 95]),
      "data.observations[0].confidence: must be a fraction from 0 to 1, found 95"
    ),
    (
      .verdictReached, ["clauses": [["id": "c1", "outcome": "ok"]]],
      "data.clauses[0].outcome: expected one of supported, refuted, partly-supported, inconclusive, not-run, found \"ok\""
    ),
    (.verdictReached, ["recoverySeconds": "12"], "data.recoverySeconds: expected a number, found a string"),
    (.incidentRecorded, ["attribution": 80], "data.attribution: must be a fraction from 0 to 1, found 80"),
    (.incidentRecorded, ["suspected": .null], "data.suspected: is missing; expected a string"),
    (.incidentRecorded, ["ended": "2026-11-02T00:00:00Z"], "data.ended: lies before started"),
    (.incidentRecorded, ["observations": .null], "data.observations: is missing; expected an array"),
  ]

  static let intents: [Row] = [
    (.intentDeclared, ["hypothesis": .null], "data.hypothesis: is missing; expected a string"),
    (
      .intentDeclared, clause(["threshold": 0.05]),
      "data.clauses[0].unit: is missing; a threshold needs its unit"
    ),
    (
      .intentDeclared, clause(["threshold": 5, "unit": "percent"]),
      "data.clauses[0].threshold: of error_rate must stand in unit ratio (0 to 1), found unit \"percent\""
    ),
    (
      .intentDeclared, clause(["threshold": 5, "unit": "ratio"]),
      "data.clauses[0].threshold: of error_rate must be a fraction from 0 to 1, found 5"
    ),
    (
      .intentDeclared, clause(["claim": "survives"]),
      "data.clauses[0].claim: expected one of stays-within, recovers-within, detects-within, isolates, trips-before, degrades-gracefully, found \"survives\""
    ),
    (.intentDeclared, clause(["op": "=<"]), "data.clauses[0].op: expected one of <, <=, >, >=, ==, found \"=<\""),
    (
      .intentDeclared, clause(["subject": "a"]),
      "data.clauses[0].subject: expected an object, found a string"
    ),
    (
      .intentDeclared, clause(["subject": ["service": "a"]]),
      "data.clauses[0].subject.component: is missing; expected component or journey"
    ),
    (
      .intentDeclared, clause(["relativeTo": "before"]),
      "data.clauses[0].relativeTo: expected one of absolute, baseline, found \"before\""
    ),
    (
      .intentDeclared, clause(["withinSeconds": -1]),
      "data.clauses[0].withinSeconds: must be at least 0, found -1"
    ),
    (
      .intentDeclared,
      [
        "clauses": [
          ["id": "c", "claim": "isolates", "subject": ["component": "a"]],
          ["id": "c", "claim": "isolates", "subject": ["component": "b"]],
        ]
      ],
      "data.clauses: two clauses share an id; each needs its own"
    ),
    (.intentDeclared, criterion(["unit": .null]), "data.abortWhen[0].unit: is missing; expected a string"),
    (
      .intentDeclared, criterion(["metric": "error_rate", "unit": "ratio"]),
      "data.abortWhen[0].threshold: of error_rate must be a fraction from 0 to 1, found 400"
    ),
    (
      .intentDeclared, criterion(["op": .null]),
      "data.abortWhen[0].op: is missing; expected one of <, <=, >, >=, =="
    ),
    (
      .intentDeclared, ["steadyState": ["criteria": []]],
      "data.steadyState.windowSeconds: is missing; expected a number of at least 0"
    ),
    (.intentDeclared, ["maxDurationSeconds": -5], "data.maxDurationSeconds: must be at least 0, found -5"),
    (.intentRevised, ["why": .null], "data.why: is missing; expected a string"),
    (.intentRevised, clause(["id": .null]), "data.clauses[0].id: is missing; expected a string"),
    (.intentRetired, ["why": .null], "data.why: is missing; expected a string"),
    (.experimentProposed, ["seed": .null], "data.seed: is missing; expected a whole number"),
    (.experimentProposed, ["position": -1], "data.position: expected a whole number of at least 0, found -1"),
    (.experimentProposed, ["target": .null], "data.target: is missing; expected an object"),
    (.proposalAccepted, ["proposal": .null], "data.proposal: is missing; expected a string"),
  ]

  static let system: [Row] = [
    (.componentDeclared, ["component": .null], "data.component: is missing; expected a string"),
    (.componentDeclared, ["component": "a\0b"], "data.component: holds a NUL character"),
    (.componentDeclared, ["tags": ["eu", 1]], "data.tags[1]: expected a string, found a number"),
    (
      .componentChanged, ["change": "release"],
      "data.change: expected one of deploy, config, scale, schema, found \"release\""
    ),
    (.componentChanged, ["version": 2.1], "data.version: expected a string, found a number; put it in quotes"),
    (
      .dependencyDeclared, ["callee": "checkout"],
      "data.callee: is the caller itself; a dependency joins two components"
    ),
    (.dependencyDeclared, ["mode": .null], "data.mode: is missing; expected one of sync, async"),
    (.dependencyDeclared, ["mode": "queue"], "data.mode: expected one of sync, async, found \"queue\""),
    (
      .dependencyDeclared, ["guards": ["breaker": 1]],
      "data.guards.breaker: expected true, false or a name, found a number"
    ),
    (.dependencyDeclared, ["guards": ["timeoutMs": -1]], "data.guards.timeoutMs: must be at least 0, found -1"),
    (.dependencyObserved, ["calls": 1.5], "data.calls: expected a whole number of at least 0, found 1.5"),
    (.dependencyObserved, ["errors": 1201], "data.errors: must be at most calls, 1200, found 1201"),
    (.dependencyObserved, ["to": "2026-11-20T17:59:59Z"], "data.to: lies before from"),
    (.journeyDeclared, ["entry": .null], "data.entry: is missing; expected an array"),
    (.journeyDeclared, ["entry": []], "data.entry: must name at least one component"),
    (.journeyDeclared, ["criticality": 100], "data.criticality: must be a fraction from 0 to 1, found 100"),
    (
      .journeyDeclared, ["objective": ["availability": 99.9]],
      "data.objective.availability: must be a fraction from 0 to 1, found 99.9"
    ),
    (.budgetReported, ["remaining": 42], "data.remaining: must be a fraction from 0 to 1, found 42"),
    (.budgetReported, ["journey": .null], "data.component: is missing; expected component or journey"),
    (
      .failureModeCatalogued, ["fault": "tool.down"],
      "data.fault: \"tool.down\" is no known kind of fault; use one such as net.latency, or \"unknown\""
    ),
    (
      .failureModeCatalogued, ["likelihood": "often"],
      "data.likelihood: expected one of common, occasional, rare, found \"often\""
    ),
    (
      .failureModeCatalogued, ["category": "network"],
      "data.category: expected one of tool, ai, orchestration, resource, external, interaction, infrastructure, found \"network\""
    ),
    (.policySet, ["why": .null], "data.why: is missing; expected a string"),
    (
      .policySet, ["key": "safety.spacing"],
      "data.key: \"safety.spacing\" is no known setting; known are \(Policy.knownKeys.joined(separator: ", "))"
    ),
    (.policySet, ["value": -1], "data.value: of safety.spacingSeconds must be a number of at least 0, found -1"),
    (.sourceImported, ["names": .null], "data.names: is missing; expected an array"),
    (.sourceImported, ["bytes": -1], "data.bytes: expected a whole number of at least 0, found -1"),
  ]

  @Test("Refused in the words of the table", arguments: [samples, runs, verdicts, intents, system])
  func refused(rows: [Row]) throws {
    for (type, changes, message) in rows {
      let event = try CloudEvents.read(try Golden.bytes("\(type.name).1.json"))
      let payload = Self.changed(try JSON.parse(event.payload), changes)
      let error = #expect(throws: VocabularyError.self, "\(type) \(changes.text)") { try Fact(type, payload) }
      #expect(error?.description == message)
    }
  }

  @Test("What lacks altogether: a policy without a value, a revision without a change")
  func lacking() {
    #expect(throws: VocabularyError(field: "data.value", problem: "is missing; null resets the setting")) {
      try Fact(.policySet, ["key": "belief.halfLifeDays", "why": "w"])
    }
    for changes in [["why": "w"], ["why": "w", "titel": "t"]] as [JSON] {
      let error = #expect(throws: VocabularyError.self) { try Fact(.intentRevised, changes) }
      #expect(error?.field == "data" && error?.problem.hasPrefix("names no field of an intent that changed") == true)
    }
  }
}

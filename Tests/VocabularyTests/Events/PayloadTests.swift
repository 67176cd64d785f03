import Testing

@testable import Vocabulary

@Suite("Payloads")
struct PayloadTests {
  static func read(_ type: EventType, _ json: JSON) throws -> Fact { try Fact(type, json) }

  @Test(
    "The least that a payload must say is enough",
    arguments: [
      (.componentDeclared, ["component": "a", "kind": "quantum annealer"]),
      (.componentDeclared, ["component": "a", "kind": "service", "tier": 1]),
      (.componentChanged, ["component": "a", "change": "scale"]),
      (.componentRetired, ["component": "a"]),
      (.dependencyDeclared, ["caller": "a", "callee": "b", "mode": "async"]),
      (.dependencyDeclared, ["caller": "a", "callee": "b", "mode": "sync", "guards": ["fallback": "cached answer"]]),
      (
        .dependencyObserved,
        [
          "caller": "a", "callee": "b", "mode": "sync", "from": "2026-11-20T18:00:00+01:00",
          "to": "2026-11-20T17:00:00Z", "calls": 0, "errors": 0,
        ]
      ),
      (.dependencyRetired, ["caller": "a", "callee": "b"]),
      (.journeyDeclared, ["journey": "a", "entry": ["a"], "criticality": 0]),
      (.budgetReported, ["component": "a", "remaining": 0]),
      (
        .failureModeCatalogued,
        ["id": "TF-1", "name": "n", "category": "ai", "fault": "model.error", "likelihood": "rare", "impact": "low"]
      ),
      (
        .failureModeCatalogued,
        [
          "id": "TF-1", "name": "n", "category": "ai", "likelihood": "rare", "impact": "low",
          "fault": ["kind": "net.loss", "magnitude": ["value": 30, "unit": "percent"]],
        ]
      ),
      (.policySet, ["key": "belief.halfLifeDays", "value": .null, "why": "back to the default"]),
      (.intentDeclared, ["title": "t", "hypothesis": "h"]),
      (.intentRevised, ["why": "w", "target": .null]),
      (.intentRetired, ["why": "w"]),
      (.runStarted, ["environment": "test", "target": .null, "fault": ["kind": "none"], "runner": ["tool": "t"]]),
      (
        .runStarted,
        ["environment": "test", "target": ["component": "a"], "fault": ["kind": "unknown"], "runner": ["tool": "t"]]
      ),
      (.faultInjected, ["confirmed": false]),
      (.metricSampled, ["journey": "j", "metric": "my.own", "value": -3.5, "unit": "K"]),
      (.metricSampled, ["component": "c", "metric": "cpu_utilisation", "value": 130, "unit": "percent_of_limit"]),
      (.metricSampled, ["component": "c", "metric": "up", "value": 0, "unit": "bool"]),
      (.metricSampled, ["component": "c", "metric": "error_rate", "value": 1, "unit": "1"]),
      (.probeObserved, ["name": "p", "phase": "baseline"]),
      (.probeObserved, ["name": "p", "phase": "baseline", "met": .null]),
      (.faultCleared, ["how": "expired", "confirmed": true]),
      (.runAborted, ["reason": "operator"]),
      (.runFinished, [:]),
      (.verdictReached, ["outcome": "not-run", "clauses": [], "observations": [], "grade": "E0", "method": "m"]),
      (.runDisqualified, ["why": "w"]),
      (.findingOpened, ["id": "f", "title": "t", "severity": "low", "component": "c"]),
      (.findingResolved, ["id": "f", "how": "h"]),
      (
        .incidentRecorded,
        [
          "started": "2026-11-20T18:00:00Z", "suspected": "a", "fault": ["kind": "unknown"], "attribution": 1,
          "observations": [],
        ]
      ),
      (.proposalAccepted, ["proposal": "p"]),
      (.proposalRejected, ["proposal": "p"]),
      (.sourceImported, ["sha256": "9f", "format": "otlp", "bytes": 0, "names": []]),
      (
        .eventCorrected,
        ["source": "s", "id": "i", "type": "faultbook.run.finished", "data": [:], "why": "w"]
      ),
      (.eventRetracted, ["source": "s", "id": "i", "why": "w"]),
      (.subjectErased, ["key": 1, "why": "w"]),
      (.bookRestored, ["copy": "c", "why": "w"]),
    ] as [(EventType, JSON)])
  func least(type: EventType, json: JSON) throws {
    let fact = try Self.read(type, json)
    #expect(try Fact(type, JSON.parse(fact.payload.json.text)) == fact)
  }

  /// The contract's fields without a question mark.
  static let required: [(type: EventType, fields: [String])] = [
    (.componentDeclared, ["component", "kind"]),
    (.componentChanged, ["component", "change"]),
    (.componentRetired, ["component"]),
    (.dependencyDeclared, ["caller", "callee", "mode"]),
    (.dependencyObserved, ["caller", "callee", "mode", "from", "to", "calls", "errors"]),
    (.dependencyRetired, ["caller", "callee"]),
    (.journeyDeclared, ["journey", "entry", "criticality"]),
    (.budgetReported, ["journey", "remaining"]),
    (.failureModeCatalogued, ["id", "name", "category", "fault", "likelihood", "impact"]),
    (.policySet, ["key", "value", "why"]),
    (.intentDeclared, ["title", "hypothesis"]),
    (.intentRevised, ["why"]),
    (.intentRetired, ["why"]),
    (.runStarted, ["environment", "target", "fault", "runner"]),
    (.faultInjected, ["confirmed"]),
    (.metricSampled, ["dependency", "metric", "value", "unit"]),
    // Whether a probe was met may be unknown.
    (.probeObserved, ["name", "phase"]),
    (.faultCleared, ["how", "confirmed"]),
    (.runAborted, ["reason"]),
    (.runFinished, []),
    // Absent clauses are none: a run without an intent has none.
    (.verdictReached, ["outcome", "observations", "grade", "method"]),
    (.runDisqualified, ["why"]),
    (.findingOpened, ["id", "title", "severity", "component"]),
    (.findingResolved, ["id", "how"]),
    (.incidentRecorded, ["started", "suspected", "fault", "attribution", "observations"]),
    (.experimentProposed, ["id", "target", "fault", "bits", "position", "seed"]),
    (.proposalAccepted, ["proposal"]),
    (.proposalRejected, ["proposal"]),
    // Absent ignored fields are none.
    (.sourceImported, ["sha256", "format", "bytes", "names"]),
    (.eventCorrected, ["source", "id", "type", "data", "why"]),
    (.eventRetracted, ["source", "id", "why"]),
    (.subjectErased, ["key", "why"]),
    (.bookRestored, ["copy", "why"]),
  ]

  @Test("A required field is missed by its name, and no other is missed", arguments: required.indices)
  func requiredFields(row: Int) throws {
    let (type, fields) = Self.required[row]
    let event = try CloudEvents.read(try Golden.bytes("\(type.name).1.json"))
    let members = try JSON.parse(event.payload).members ?? []
    var missed: [String] = []
    for member in members {
      do {
        _ = try Fact(type, .object(members.filter { $0.name != member.name }))
      } catch let error as VocabularyError {
        missed.append(member.name)
        // What stands for another, as a journey for a component, is missed under the first one's name.
        #expect(error.field == "data." + member.name || error.field == "data.component", "\(error)")
      }
    }
    #expect(missed.sorted() == fields.sorted())
  }

  @Test("The table of required fields has every type")
  func requiredIsComplete() { #expect(Self.required.map(\.type) == EventType.all) }

  @Test("A revision changes what it names, clears what it sets to null, and keeps the rest")
  func revision() throws {
    let intent = IntentDeclared(
      title: "t", hypothesis: "h", journey: "j", exclusions: ["ledger"], maxDurationSeconds: 60, owner: "ada")
    guard
      case .intentRevised(let revision) = try Self.read(
        .intentRevised, ["why": "w", "hypothesis": "h2", "owner": .null, "maxDurationSeconds": 30, "x": 1])
    else { return }
    let revised = try revision.applied(to: intent)
    #expect(
      revised
        == IntentDeclared(title: "t", hypothesis: "h2", journey: "j", exclusions: ["ledger"], maxDurationSeconds: 30))
    #expect(throws: VocabularyError(field: "data.title", problem: "is missing; expected a string")) {
      try Self.read(.intentRevised, ["why": "w", "title": .null])
    }
  }

  @Test("A catalogue's fault may be a kind alone or a fault in full")
  func catalogue() throws {
    func entry(_ fault: JSON) throws -> FailureModeCatalogued? {
      let json: JSON = [
        "id": "TF-1", "name": "n", "category": "ai", "fault": fault, "likelihood": "rare", "impact": "low",
      ]
      guard case .failureModeCatalogued(let entry) = try Self.read(.failureModeCatalogued, json) else { return nil }
      return entry
    }
    let plain = try #require(try entry("net.latency"))
    #expect(plain.fault.name == "net.latency" && plain.json["fault"] == "net.latency")
    let full: JSON = ["kind": "net.latency", "magnitude": ["value": 200, "unit": "ms"]]
    let sized = try #require(try entry(full))
    #expect(sized.fault == plain.fault && sized.injection.dose() == .medium && sized.json["fault"] == full)
  }

  @Test("Guards by name, retries alone guard nothing")
  func guards() throws {
    func guards(_ json: JSON) throws -> Guards { try Guards.read(FieldReader(json)) }
    #expect(try guards(["breaker": "hystrix"]).isGuarded && guards(["timeoutMs": 300]).isGuarded)
    #expect(try guards(["fallback": true]).isGuarded && !guards(["retries": 3]).isGuarded)
    #expect(try !guards(["breaker": "none", "fallback": false]).isGuarded && !guards([:]).isGuarded)
  }

  @Test(
    "Comparisons hold as they read",
    arguments: [
      (.less, [true, false, false]), (.atMost, [true, true, false]), (.greater, [false, false, true]),
      (.atLeast, [false, true, true]), (.equal, [false, true, false]),
    ] as [(Comparison, [Bool])])
  func comparisons(comparison: Comparison, holds: [Bool]) {
    #expect([1, 2, 3].map { comparison.holds($0, 2) } == holds)
  }

  @Test("A component and a journey of one name are two nodes, components first")
  func nodes() {
    let nodes: [NodeID] = [.journey("a"), .component("b"), .component("a"), .journey("B")]
    #expect(nodes.sorted() == [.component("a"), .component("b"), .journey("B"), .journey("a")])
    #expect(NodeID.component("a") != .journey("a") && Set(nodes).count == 4)
    #expect(NodeID.journey("a").description == "journey a" && NodeID.component("a").description == "a")
  }
}

import Beliefs
import Planner
import SystemModel
import Testing
import Vocabulary

private func run(
  _ id: String, _ target: String, _ kind: String, _ dose: Dose = .high, degraded: [String] = [],
  promised: Double? = nil, at seconds: Double = 0
) -> RunHistory.PastRun {
  RunHistory.PastRun(
    id: id, target: .component(target), kind: FaultKind(named: kind)!, dose: dose, environment: "staging",
    startedAt: Timestamp(seconds: seconds), endedAt: Timestamp(seconds: seconds + 60), grade: .e4,
    outcome: .supported, degraded: degraded.map { .component($0) }, unknown: [.component("mail")],
    openClauses: ["c2"], promisedBits: promised)
}

@Suite("Plan")
struct PlanTests {
  @Test("a tested-out experiment ranks low and is named redundant")
  func redundancy() throws {
    var scene = Scene()
    scene.call("front", "store", Beta(2, 400))
    scene.call("front", "search", Beta(1, 1))
    scene.history.runs = [
      run("r1", "store", "compute.kill", promised: 0.2), run("r2", "store", "compute.kill"),
      run("r3", "store", "compute.kill"), run("r4", "search", "compute.kill"),
    ]
    let plan = scene.plan()
    let store = try #require(plan.proposals.firstIndex { $0.target == .component("store") })
    let search = try #require(plan.proposals.firstIndex { $0.target == .component("search") })
    #expect(search < store)
    let redundant = try #require(plan.redundant.first)
    #expect(plan.redundant.count == 1)
    #expect(redundant.target == .component("store") && redundant.runs == ["r1", "r2", "r3"])
    #expect(redundant.shareOfBest < 0.1 && redundant.firstBits == 0.2)
    #expect(redundant.why.contains("3 runs in a row"))
    #expect(plan.proposal(on: "store", "compute.kill")?.redundant == redundant.why)
    #expect(plan.proposals.count { $0.redundant != nil } == 1)
  }

  @Test("an experiment whose outcome changed is not redundant")
  func surprising() {
    var scene = Scene()
    scene.call("front", "store", Beta(2, 400))
    scene.call("front", "search", Beta(1, 1))
    scene.history.runs = [
      run("r1", "store", "compute.kill"), run("r2", "store", "compute.kill", degraded: ["front"]),
    ]
    #expect(scene.plan().redundant.isEmpty)
  }

  @Test("a batch does not ask the same twice: what overlaps adds less, what does not adds all")
  func batch() throws {
    // Two separate systems; in one the target is worth more, by a little.
    var scene = Scene()
    scene.call("a", "b", Beta(1, 1))
    scene.call("c", "d", Beta(1.2, 1.2))
    let request = PlanRequest(top: 6, batch: 4, environment: "staging")
    let plan = scene.plan(request)
    #expect(plan.proposals.count == 4)
    let ranking = scene.plan(PlanRequest(top: 100, environment: "staging"))
    for proposal in plan.proposals {
      let alone = try #require(
        ranking.proposals.first {
          $0.target == proposal.target && $0.dose == proposal.dose && $0.fault.kind == proposal.fault.kind
        })
      #expect(proposal.objectiveValue <= alone.objectiveValue + 1e-9)
    }
    // Classes share nothing, doses of a class do: no class comes twice on a target before the others have come once.
    let first = plan.proposals[0]
    #expect(first.target == .component("b"))
    #expect(first.objectiveValue == first.bits)
    let keys = plan.proposals.map { "\($0.target) \($0.fault.kind.faultClass?.rawValue ?? "")" }
    #expect(Set(keys).count == keys.count)
    for (one, next) in zip(plan.proposals, plan.proposals.dropFirst()) {
      #expect(one.objectiveValue >= next.objectiveValue - 1e-9)
    }
  }

  @Test("ranking by bits per cost prefers the cheap")
  func cost() throws {
    var scene = Scene()
    scene.call("front", "store", Beta(1, 1))
    scene.call("batch", "archive", Beta(2, 2))
    scene.journey("buy", ["front"], 1)
    scene.journey("count", ["batch"], 1)
    scene.set("plan.cost.compute.kill", 1)
    scene.set("plan.cost.journey", 0)
    let byBits = scene.plan(PlanRequest(top: 3, environment: "staging"))
    let byCost = scene.plan(PlanRequest(top: 3, environment: "staging", by: .bitsPerCost))
    #expect(byBits.proposals[0].target == .component("store"))
    #expect(byCost.proposals[0].fault.kind.name == "compute.kill")
    #expect(byCost.proposals[0].cost == 1)
    #expect(abs(byCost.proposals[0].value - byCost.proposals[0].objectiveValue) < 1e-12)
    // The run and what it is expected to break: 15 min + 30 min · P(buy) · criticality.
    scene.set("plan.cost.journey", .null)
    let dear = try #require(scene.plan().proposal(on: "store", "app.error", .low))
    let journey = try #require(dear.predicted.first { $0.node == .journey("buy") })
    #expect(abs(dear.cost - (15 + 30 * journey.probability)) < 1e-9)
  }

  @Test("a proposal is JSON in the form of `next`, and an event that can be read back")
  func json() throws {
    var scene = Scene()
    scene.component("store", "database")
    scene.call("front", "store")
    scene.call("front", "mail")
    scene.journey("buy", ["front"], 1, objective: Objective(latencyP99Ms: 400, errorRate: 0.01))
    scene.history.runs = [run("r1", "store", "net.latency", .low, at: 10)]
    let plan = scene.plan(PlanRequest(top: 3, environment: "staging"))
    let json = plan.json
    #expect(json["position"]?.integerValue == plan.position && json["seed"]?.integerValue == 7)
    #expect(json["objective"]?.stringValue == "information")
    let proposals = try #require(json["proposals"]?.arrayValue)
    #expect(proposals.count == 3)
    for (index, proposal) in proposals.enumerated() {
      for name in [
        "id", "rank", "target", "fault", "bits", "standardError", "value", "cost", "safety", "predicted", "sources",
        "intent",
      ] {
        #expect(proposal[name] != nil, "\(name)")
      }
      #expect(proposal["rank"]?.integerValue == Int64(index + 1))
      let event = try ExperimentProposed(from: FieldReader(try JSON.parse(proposal.text)))
      #expect(event.id == plan.proposals[index].id && event.bits == plan.proposals[index].bits)
      let intent = try IntentDeclared(from: FieldReader(try #require(proposal["intent"])))
      #expect(intent == plan.proposals[index].intent)
      #expect(intent.proposal == event.id)
    }
    let again = try #require(plan.proposals.first { $0.target == .component("store") })
    #expect(plan.proposals.last?.runnerUp != nil)
    #expect(again.discoveryBits > 0 && again.policyHash.count == 16)
  }

  @Test("an intent can be refuted: its clauses are the journey's objectives, its fault has a size within the band")
  func intent() throws {
    var scene = Scene()
    scene.component("store", "database")
    scene.call("front", "store")
    scene.journey("buy", ["front"], 1, objective: Objective(latencyP99Ms: 400, errorRate: 0.01))
    let plan = scene.plan()
    let intent = try #require(plan.proposal(on: "store", "net.latency", .low)).intent
    #expect(intent.hypothesis.hasPrefix("While store suffers net.latency of 50 ms (low) in staging, journey buy keeps"))
    #expect(intent.clauses.map(\.claim) == [.staysWithin, .staysWithin, .recoversWithin])
    #expect(intent.clauses.map(\.threshold) == [400, 0.01, 400])
    #expect(intent.journey == "buy" && intent.environment == "staging")
    #expect(intent.abortWhen.map(\.threshold) == [0.5, 1600])
    #expect(intent.steadyState?.criteria.count == 2 && !intent.rollback.isEmpty)
    #expect(intent.maxDurationSeconds == 900)

    // Without a journey the callers speak, against the baseline where nothing else is known.
    var bare = Scene()
    bare.call("front", "store")
    let clauses = try #require(bare.plan().proposal(on: "store", "compute.kill")).intent.clauses
    #expect(clauses.allSatisfy { $0.subject == .component("front") })
    #expect(clauses.contains { $0.relativeTo == .baseline && $0.unit == "multiple" })
  }

  @Test("the size of each dose lies within its band, whatever policy makes of the bands", arguments: FaultKind.all)
  func magnitudes(kind: FaultKind) {
    let narrow = DoseBands.standard.setting(kind, to: DoseBands.Edges(medium: 0.31, high: 0.33))
    for bands in [DoseBands.standard, narrow] {
      for dose in Dose.allCases {
        let magnitude = Magnitudes.magnitude(of: kind, at: dose, bands)
        #expect((magnitude == nil) == (bands.edges(of: kind) == nil))
        if let magnitude { #expect(bands.dose(of: kind, magnitude: magnitude) == dose) }
      }
    }
  }

  @Test("the catalogue names the kind, and brings kinds that nobody would have thought of")
  func catalogue() throws {
    var scene = Scene()
    scene.call("front", "store")
    let mode = FailureModeCatalogued(
      id: "TF-001", name: "stale reads", category: .infrastructure, fault: FaultKind(named: "data.stale")!,
      component: "store", likelihood: .common, impact: .high)
    #expect(scene.plan().proposal(on: "store", "data.stale") == nil)
    scene.add(.failureModeCatalogued(mode))
    #expect(scene.plan().proposal(on: "store", "data.stale")?.fault.kind.name == "data.stale")
  }

  @Test("similar runs say what they left open")
  func similar() throws {
    var scene = Scene()
    scene.call("front", "store")
    scene.history.runs = [run("r1", "store", "net.latency", .low, at: 10)]
    let proposal = try #require(scene.plan().proposal(on: "store", "net.latency", .medium))
    let similar = try #require(proposal.similarRuns.first)
    #expect(similar.id == "r1" && similar.leftOpen.contains("c2") && similar.leftOpen.contains("mail"))
    #expect(similar.leftOpen.contains("the dose medium"))
  }

  @Test("a request may name target, kind, dose and exclusions")
  func narrowed() throws {
    var scene = Scene()
    scene.call("front", "store")
    scene.call("front", "mail")
    scene.journey("buy", ["front"], 1)
    scene.component("idle")
    var request = PlanRequest(top: 50, environment: "staging")
    request.exclusions = ["store"]
    #expect(
      scene.plan(request).proposals.allSatisfy { $0.target == .component("mail") || $0.target == .component("front") })
    request = PlanRequest(environment: "staging", target: .dependency(Dependency(caller: "front", callee: "mail")))
    #expect(!scene.plan(request).proposals.isEmpty)
    request = PlanRequest(
      environment: "staging", target: .component("store"), kinds: FaultKind(named: "time.skew").map { [$0] },
      dose: .medium)
    let only = scene.plan(request).proposals
    #expect(only.count == 1)
    #expect(only.first?.fault.kind.name == "time.skew" && only.first?.dose == .medium)
    // Asked for by name, what teaches nothing is told as well.
    request = PlanRequest(
      environment: "staging", target: .component("idle"), kinds: FaultKind(named: "compute.kill").map { [$0] })
    #expect(scene.plan(request).proposals.map(\.bits) == [0])
  }

  @Test("the id of a proposal follows from what it is, where, when and by which seed")
  func identity() throws {
    var scene = Scene()
    scene.call("front", "store")
    let id = try #require(scene.plan().proposals.first).id
    #expect(scene.plan().proposals.first?.id == id)
    #expect(scene.plan(seed: 8).proposals.first?.id != id)
    #expect(scene.plan(PlanRequest(environment: "other")).proposals.first?.id != id)
    scene.component("another")
    #expect(scene.plan().proposals.first?.id != id)
  }
}

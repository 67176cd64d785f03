import SystemModel
import Testing
import Vocabulary

/// checkout → payments → ledger, search → ledger, checkout → mail (async); journeys buy (1) and find (0.4); batch → ledger.
private let shop = model([
  calls("checkout", "payments"), calls("payments", "ledger"), calls("search", "ledger"),
  calls("checkout", "mail", .async), calls("batch", "ledger", guards: Guards(timeoutMs: 100)),
  journey("buy", ["checkout"], 1), journey("find", ["search"], 0.4),
])

@Suite("System graph")
struct SystemGraphTests {
  private let graph = shop.graph
  private func at(_ name: String) -> Int { graph.index(.component(name))! }

  @Test("callers and callees stand by name, journeys after components")
  func neighbours() {
    #expect(shop.callers(of: "ledger") == [.component("batch"), .component("payments"), .component("search")])
    #expect(shop.callees(of: "checkout") == [.component("mail"), .component("payments")])
    #expect(shop.callers(of: "checkout") == [.journey("buy")])
    #expect(shop.callers(of: "nobody").isEmpty)
    #expect(graph.nodes.suffix(2) == [.journey("buy"), .journey("find")])
    #expect(graph.edges.filter(\.guarded).map { graph.nodes[$0.caller] } == [.component("batch")])
  }

  @Test("trouble reaches callers of callers, and journeys")
  func reach() {
    #expect(
      graph.ancestors(of: at("ledger")).map { graph.nodes[$0].description }
        == ["batch", "checkout", "payments", "search", "journey buy", "journey find"])
    #expect(graph.ancestors(of: at("batch")).isEmpty)
    #expect(graph.distances(from: at("ledger"))[graph.index(.journey("buy"))!] == 3)
    #expect(graph.distances(from: at("batch"))[at("ledger")] == nil)
    #expect(graph.journeys(reachedFrom: at("search")).map { graph.nodes[$0] } == [.journey("find")])
    let path = graph.dependencies(of: graph.index(.journey("find"))!)
    #expect(graph.nodes.indices.filter { path[$0] }.map { graph.nodes[$0].name } == ["ledger", "search", "find"])
  }

  @Test("a component takes the highest criticality that its trouble can reach")
  func criticality() {
    #expect(graph.criticalityReach[at("ledger")] == 1)
    #expect(graph.criticalityReach[at("search")] == 0.4)
    #expect(graph.criticalityReach[at("batch")] == nil)
    #expect(graph.criticalityReach[graph.index(.journey("find"))!] == 0.4)
  }

  @Test("cycles end, and a component and a journey may share a name")
  func cycles() {
    let ring = model([calls("a", "b"), calls("b", "c"), calls("c", "a"), journey("a", ["a"], 1)]).graph
    #expect(ring.ancestors(of: 0).count == 3)
    #expect(ring.index(.component("a")) == 0)
    #expect(ring.index(.journey("a")) == 3)
  }

  @Test("every kind of the vocabulary has plausible faults, each of a class", arguments: ComponentKind.known)
  func plausible(kind: ComponentKind) {
    #expect(!kind.plausibleFaults.isEmpty)
    #expect(!kind.plausibleLinkFaults.isEmpty)
    #expect((kind.plausibleFaults + kind.plausibleLinkFaults).allSatisfy { $0.faultClass != nil })
    #expect(kind.plausibleFaults == kind.plausibleFaults.sorted())
    #expect(ComponentKind("anything else").plausibleFaults == ComponentKind.service.plausibleFaults)
  }
}

@Suite("Shares of traffic")
struct ShareTests {
  private func window(_ callee: String, _ calls: Int) -> Fact {
    .dependencyObserved(
      DependencyObserved(
        dependency: Dependency(caller: "web", callee: callee), mode: .sync, from: Timestamp(seconds: 0),
        to: Timestamp(seconds: 60), calls: calls, errors: 0))
  }

  private func shares(_ facts: [Fact]) -> [String: Double] {
    let graph = model(facts).graph
    return Dictionary(
      uniqueKeysWithValues: graph.edges.filter { graph.nodes[$0.caller] == .component("web") }.map {
        (graph.nodes[$0.callee].name, $0.share)
      })
  }

  @Test("by traffic where it was counted, alike where it was not, and always the whole together")
  func shares() {
    let declared = ["a", "b", "c"].map { calls("web", $0) }
    #expect(shares(declared).values.allSatisfy { abs($0 - 1.0 / 3) < 1e-12 })
    #expect(shares([window("a", 30), window("b", 10)]) == ["a": 0.75, "b": 0.25])
    // c was never counted: it keeps an equal share, and a and b divide the rest.
    let mixed = shares(declared + [window("a", 30), window("b", 10)])
    #expect(abs((mixed["c"] ?? 0) - 1.0 / 3) < 1e-12 && abs((mixed["a"] ?? 0) - 0.5) < 1e-12)
    #expect(abs(mixed.values.reduce(0, +) - 1) < 1e-12)
  }
}

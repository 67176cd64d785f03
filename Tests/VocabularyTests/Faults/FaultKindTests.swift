import Testing
import Vocabulary

@Suite("Kinds of fault")
struct FaultKindTests {
  /// The contract's list of kinds, chapter 1.
  static let contract =
    """
    net.latency net.loss net.partition net.bandwidth net.reset net.dns net.duplicate net.corrupt net.reorder
    app.error app.latency app.abort app.exception app.response load.surge
    compute.kill compute.node compute.cpu compute.memory storage.latency storage.error storage.full time.skew
    data.failover data.lock data.stale queue.delay queue.duplicate queue.reorder control.plane
    config.change none tool.unavailable tool.ratelimit tool.malformed tool.slow
    agent.kill agent.loop agent.handoff agent.state agent.context agent.hallucination model.timeout model.error
    budget.tokens budget.cost zone.outage unknown
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

  @Test("The vocabulary has the contract's kinds and no other")
  func kinds() {
    #expect(FaultKind.all.map(\.name) == Self.contract.sorted())
    for name in Self.contract { #expect(FaultKind(named: name)?.name == name) }
    for name in ["", "latency", "net", "net.Latency", "network.latency"] { #expect(FaultKind(named: name) == nil) }
  }

  @Test("The classes partition the kinds: each has one, but for the placebo and the unknown")
  func classes() {
    let parts = FaultClass.allCases.map { FaultKind.kinds(of: $0) }
    let all = parts.flatMap(\.self)
    #expect(Set(all).count == all.count, "no kind in two classes")
    #expect(Set(FaultKind.all).subtracting(all) == [.none, .unknown])
    #expect(parts.allSatisfy { !$0.isEmpty && $0 == $0.sorted() })
    #expect(FaultKind.none.faultClass == nil && FaultKind.unknown.faultClass == nil)
  }

  @Test(
    "Kinds stand in the classes that chapter 2 names",
    arguments: [
      (.latency, ["net.latency", "app.latency", "storage.latency", "queue.delay", "tool.slow"]),
      (.errors, ["app.error", "app.exception", "app.response", "tool.malformed", "tool.ratelimit"]),
      (.unavailable, ["compute.kill", "net.partition", "net.dns", "tool.unavailable", "zone.outage"]),
      (.resource, ["compute.cpu", "compute.memory", "storage.full", "load.surge", "budget.tokens", "budget.cost"]),
      (.data, ["data.stale", "net.corrupt", "queue.reorder", "time.skew", "agent.state"]),
      (.control, ["config.change", "control.plane"]),
    ] as [(FaultClass, [String])])
  func named(faultClass: FaultClass, names: [String]) {
    for name in names { #expect(FaultKind(named: name)?.faultClass == faultClass) }
  }

  @Test("Classes have the vocabulary's order")
  func order() {
    #expect(FaultClass.allCases.map(\.rawValue) == ["latency", "errors", "unavailable", "resource", "data", "control"])
    #expect(FaultClass.allCases.map(\.index) == Array(0..<6))
    #expect(FaultClass.allCases.sorted() == FaultClass.allCases && Dose.allCases.sorted() == [.low, .medium, .high])
    #expect(Grade.allCases.filter(\.movesBeliefs) == [.e2, .e3, .e4, .e5])
  }
}

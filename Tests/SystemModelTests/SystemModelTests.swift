import SystemModel
import Testing
import Vocabulary

/// Folds facts at one-second steps from `Timestamp(seconds: 0)`.
func model(_ facts: [Fact]) -> SystemModel {
  var model = SystemModel()
  for (index, fact) in facts.enumerated() {
    model.apply(fact, at: Timestamp(seconds: Double(index)), position: Int64(index + 1))
  }
  return model
}

func component(_ name: String, _ kind: String = "service") -> Fact {
  .componentDeclared(ComponentDeclared(component: name, kind: kind))
}

func calls(_ caller: String, _ callee: String, _ mode: CallMode = .sync, guards: Guards? = nil) -> Fact {
  .dependencyDeclared(
    DependencyDeclared(dependency: Dependency(caller: caller, callee: callee), mode: mode, guards: guards))
}

func journey(_ name: String, _ entry: [String], _ criticality: Double) -> Fact {
  .journeyDeclared(JourneyDeclared(journey: name, entry: entry, criticality: criticality))
}

func window(
  _ caller: String, _ callee: String, calls: Int, errors: Int = 0, from: Double = 0, to: Double = 60,
  mean: Double? = nil, mode: CallMode = .sync, propagated: Int? = nil
) -> Fact {
  .dependencyObserved(
    DependencyObserved(
      dependency: Dependency(caller: caller, callee: callee), mode: mode, from: Timestamp(seconds: from),
      to: Timestamp(seconds: to), calls: calls, errors: errors, latencyMeanMs: mean, propagatedErrors: propagated))
}

@Suite("System model")
struct SystemModelTests {
  @Test("a name met only in a dependency becomes a service that is not declared")
  func undeclaredNames() {
    let system = model([component("checkout"), calls("checkout", "payments")])
    #expect(system.components.map(\.name) == ["checkout", "payments"])
    #expect(system.component("payments")?.declared == false)
    #expect(system.component("payments")?.kind == .service)
    #expect(system.component("checkout")?.declared == true)
    #expect(system.position == 2)
  }

  @Test("windows of traffic add up, latencies weighed by calls")
  func windows() throws {
    let system = model([
      window("a", "b", calls: 100, errors: 10, from: 0, to: 60, mean: 20, propagated: 4),
      window("a", "b", calls: 300, errors: 0, from: 60, to: 120, mean: 40),
      window("a", "b", calls: 50, from: 120, to: 180),
    ])
    let traffic = try #require(system.dependency(Dependency(caller: "a", callee: "b"))?.observed)
    #expect(traffic.windows == 3)
    #expect(traffic.calls == 450)
    #expect(traffic.errors == 10)
    #expect(traffic.propagatedErrors == 4)
    #expect(traffic.latencyMeanMs == 35)
    #expect(traffic.latencyP99Ms == nil)
    #expect(traffic.from == Timestamp(seconds: 0))
    #expect(traffic.to == Timestamp(seconds: 180))
  }

  @Test("what is declared of a call stands above what was seen")
  func declaredMode() {
    let link = Dependency(caller: "a", callee: "b")
    #expect(model([window("a", "b", calls: 1, mode: .async)]).dependency(link)?.mode == .async)
    let seen = model([window("a", "b", calls: 1), window("a", "b", calls: 1, mode: .async)])
    #expect(seen.dependency(link)?.mode == .sync)
    #expect(model([calls("a", "b", .async), window("a", "b", calls: 1)]).dependency(link)?.mode == .async)
  }

  @Test("retired parts leave the graph, and come back when declared or seen again")
  func retirement() {
    var facts = [calls("a", "b"), calls("b", "c"), journey("j", ["a"], 1)]
    facts.append(.componentRetired(ComponentRetired(component: "c", reason: nil)))
    #expect(model(facts).graph.nodes == [.component("a"), .component("b"), .journey("j")])
    #expect(model(facts + [component("c")]).graph.edges.count == 3)

    let link = Dependency(caller: "a", callee: "b")
    let gone = [calls("a", "b"), Fact.dependencyRetired(DependencyRetired(dependency: link, reason: nil))]
    #expect(model(gone).graph.edges.isEmpty)
    // The retirement is at second 1: traffic that ended before it does not bring the call back.
    #expect(model(gone + [window("a", "b", calls: 1, from: 0, to: 1)]).graph.edges.isEmpty)
    #expect(model(gone + [window("a", "b", calls: 1, from: 0, to: 9)]).graph.edges.count == 1)
  }

  @Test("changes stand in order of the world's time, and are counted between evidence and now")
  func changes() {
    var system = SystemModel()
    for (position, second) in [30.0, 10, 20].enumerated() {
      system.apply(
        .componentChanged(ComponentChanged(component: "a", change: .deploy)), at: Timestamp(seconds: second),
        position: Int64(position + 1))
    }
    let a = system.component("a")
    #expect(a?.changes.map(\.at.seconds) == [10, 20, 30])
    #expect(a?.changes(after: Timestamp(seconds: 10), upTo: Timestamp(seconds: 30)) == 2)
    #expect(a?.changes(after: Timestamp(seconds: 0), upTo: Timestamp(seconds: 15)) == 1)
    #expect(a?.changes(after: Timestamp(seconds: 30), upTo: Timestamp(seconds: 20)) == 0)
  }

  @Test("the latest report of a budget counts, by its time in the world")
  func budgets() {
    var system = SystemModel()
    let reports = [(5.0, 0.9), (9.0, 0.4), (7.0, 0.6)]
    for (index, report) in reports.enumerated() {
      system.apply(
        .budgetReported(BudgetReported(node: .journey("j"), remaining: report.1)), at: Timestamp(seconds: report.0),
        position: Int64(index + 1))
    }
    #expect(system.budget(of: .journey("j"))?.remaining == 0.4)
    #expect(system.budget(of: .component("j")) == nil)
  }

  @Test(
    "a declaration of a component replaces what it says of the earlier one, no more; facts of other streams change nothing"
  )
  func replacement() {
    let system = model([
      .componentDeclared(ComponentDeclared(component: "a", kind: "database", owner: "x", tier: "1", tags: ["eu"])),
      .componentDeclared(ComponentDeclared(component: "a", kind: "warehouse")),
      .policySet(PolicySet(key: "belief.halfLifeDays", value: 90, why: "")),
    ])
    #expect(system.component("a")?.owner == "x")
    #expect(system.component("a")?.tags == ["eu"])
    #expect(system.component("a")?.kind == ComponentKind("warehouse"))
    #expect(system.component("a")?.kind.treatedAs == .service)
    #expect(system.position == 2)
  }

  @Test("equal logs give equal models, in whatever order their names hash")
  func determinism() {
    let facts = (0..<40).flatMap { [component("c\($0)"), calls("c\($0)", "c\(($0 * 7 + 3) % 41)")] }
    #expect(model(facts) == model(facts))
    #expect(model(facts).components.map(\.name) == model(facts).components.map(\.name).sorted())
    #expect(model(facts).dependencies.map(\.dependency) == model(facts).dependencies.map(\.dependency).sorted())
  }
}

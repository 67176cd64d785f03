import Testing
import Vocabulary

@testable import Judgement

@Suite("Grades of evidence and probes")
struct GradeAndProbeTests {
  struct Row: CustomStringConvertible, Sendable {
    let description: String
    let before: [Double]
    let during: [Double]
    let after: [Double]
    var confirmed = true
    var injected = true
    var control = false
    let grade: Grade
  }

  @Test(
    arguments: [
      Row(description: "not injected", before: [9], during: [9], after: [9], injected: false, grade: .e0),
      Row(description: "nothing observed", before: [], during: [], after: [], grade: .e1),
      Row(description: "before only", before: [9], during: [], after: [], grade: .e1),
      Row(description: "after only", before: [], during: [], after: [9], grade: .e2),
      Row(description: "during only", before: [], during: [9], after: [], grade: .e2),
      Row(description: "before and after", before: [9], during: [], after: [9], grade: .e3),
      Row(description: "before and during", before: [9], during: [9], after: [], grade: .e3),
      Row(
        description: "all three, not confirmed", before: [9], during: [9, 9, 9], after: [9], confirmed: false,
        grade: .e3),
      Row(description: "all three", before: [9], during: [9, 9, 9], after: [9], grade: .e4),
      Row(description: "against a control", before: [9], during: [9, 9, 9], after: [9], control: true, grade: .e5),
      Row(
        description: "the target's own degradation confirms", before: [9, 9, 9], during: [900, 900, 900], after: [9],
        confirmed: false, grade: .e4),
    ])
  func grade(_ row: Row) throws {
    var scenario = Scenario(confirmed: row.confirmed, isInjected: row.injected)
    scenario.add(db, "latency_p99", "ms", row.before, row.during, row.after)
    #expect(try scenario.verdict(in: SystemFacts(hasControl: row.control)).grade == row.grade)
  }

  @Test("a probe unmet during the fault is a degradation, whatever the tool said")
  func unmetDuring() throws {
    var scenario = Scenario()
    scenario.probe("checkout answers", .baseline, true, component: "web")
    scenario.probe("checkout answers", .fault, false, component: "web")
    scenario.probe("checkout answers", .recovery, true, component: "web")
    let verdict = try scenario.verdict()
    let seen = try #require(verdict.observation(web, .errors))
    #expect(seen.state == .degraded)
    #expect(seen.onsetSeconds == 90)
    #expect(verdict.recoverySeconds == 60)
    #expect(verdict.grade == .e4)
  }

  @Test(
    "whom a probe asks is no alert and no guard for being called like one",
    arguments: [
      ("alertmanager answers", "alertmanager", true), ("alertmanager latency as usual", "alertmanager", true),
      ("alertmanager answers", "web", false), ("alertmanager firing", "alertmanager", false),
      ("circuit-breaker answers", "circuit-breaker", true), ("circuit-breaker open", "circuit-breaker", false),
      ("latency alert fired", "web", false), ("web breaker answers", "web", false), ("web answers", "web", true),
      ("alerts-api: no alert is firing", "alerts-api", true), ("pager notified", "pager", false),
    ])
  func namesakes(_ name: String, _ component: String, _ isOfHealth: Bool) {
    #expect(ProbeObserved(name: name, component: component, phase: .fault, met: true).isOfHealth == isOfHealth)
  }

  @Test("a probe's state by what it answered before, during and after")
  func probeTable() throws {
    let table: [(Bool?, Bool?, Bool?, ObservedState)] = [
      (true, true, true, .steady), (nil, true, nil, .steady), (true, false, true, .degraded),
      (false, false, false, .unknown), (true, nil, false, .degraded), (true, nil, true, .steady),
      (true, nil, nil, .unknown), (nil, nil, nil, .unknown),
    ]
    for (before, during, after, state) in table {
      var scenario = Scenario()
      scenario.probe("answers", .baseline, before, component: "web")
      scenario.probe("answers", .fault, during, component: "web")
      scenario.probe("answers", .recovery, after, component: "web")
      #expect(try scenario.verdict().state(web) == state, "\(String(describing: (before, during, after)))")
    }
  }

  @Test("the hypothesis speaks for its journey; a probe of the method that names nobody speaks for nobody")
  func journeys() throws {
    var scenario = Scenario(journeys: ["checkout"])
    scenario.probe("meets its objectives", .baseline, true)
    scenario.probe("meets its objectives", .fault, false)
    scenario.probe("something else", .fault, false)
    #expect(try scenario.verdict().observations.map(\.node) == [.journey("checkout")])
  }

  @Test("a probe that asks for a time shows latency")
  func latencyProbe() throws {
    var scenario = Scenario()
    scenario.probe("p99 latency below 500 ms", .fault, false, component: "web")
    #expect(try scenario.verdict().observation(web, .latency)?.state == .degraded)
  }
}

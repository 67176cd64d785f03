import Testing
import Vocabulary

@testable import Judgement

@Suite("Clauses are judged claim by claim, expected beside actual")
struct ClaimTests {
  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let clause: Clause
    let outcome: Outcome
    let expected: String
    let actual: String?
  }

  /// Latency of `web`: 100 ms, then 300, 800, 400 under the fault, back at the window that ends 120 s after it. Errors of
  /// `web`: 10 % under the fault. `breaker_open` of `web` trips at 120 s. `cart` stays as it was.
  static var scenario: Scenario {
    var scenario = Scenario()
    scenario.add(web, "latency_p99", "ms", steadyLatency, [300, 800, 400], [250, 105, 101])
    scenario.add(web, "request_rate", "1/s", [20, 20, 20, 20, 20], [20, 20, 20], [20, 20, 20])
    scenario.add(web, "error_rate", "ratio", [0, 0, 0, 0, 0], [0.05, 0.2, 0.05], [0, 0, 0])
    scenario.add(web, "breaker_open", "bool", [0, 0, 0, 0, 0], [0, 1, 1], [0, 0, 0])
    scenario.add(.component("cart"), "latency_p99", "ms", steadyLatency, [101, 99, 100], [100, 100, 100])
    scenario.add(.component("cart"), "error_rate", "ratio", [0, 0, 0, 0, 0], [0, 0, 0], [0, 0, 0])
    return scenario
  }

  static func clause(
    _ claim: Clause.Claim, _ node: NodeID = web, _ metric: String? = nil, _ comparison: Comparison? = nil,
    _ threshold: Double? = nil, _ unit: String? = nil, _ basis: ThresholdBasis = .absolute, within: Double? = nil
  ) -> Clause {
    Clause(
      id: "c", claim: claim, subject: node, metric: metric, comparison: comparison, threshold: threshold, unit: unit,
      relativeTo: basis, withinSeconds: within)
  }

  static let cases: [Case] = [
    Case(
      description: "stays within, and does", clause: clause(.staysWithin, web, "latency_p99", .atMost, 1000, "ms"),
      outcome: .supported, expected: "latency_p99 <= 1000 ms", actual: "800"),
    Case(
      description: "stays within, and does not", clause: clause(.staysWithin, web, "latency_p99", .atMost, 500, "ms"),
      outcome: .refuted, expected: "latency_p99 <= 500 ms", actual: "800"),
    Case(
      description: "in another unit", clause: clause(.staysWithin, web, "latency_p99", .less, 0.5, "s"),
      outcome: .refuted, expected: "latency_p99 < 0.5 s", actual: "0.8"),
    Case(
      description: "in a unit that does not convert",
      clause: clause(.staysWithin, web, "latency_p99", .less, 0.5, "MB"),
      outcome: .inconclusive, expected: "latency_p99 < 0.5 MB", actual: nil),
    Case(
      description: "as a change against the baseline",
      clause: clause(.staysWithin, web, "latency_p99", .atMost, 750, "ms", .baseline),
      outcome: .supported, expected: "latency_p99 <= 750 ms over the baseline", actual: "700"),
    Case(
      description: "as a multiple of the baseline",
      clause: clause(.staysWithin, web, "latency_p99", .atMost, 1.5, "ratio", .baseline),
      outcome: .refuted, expected: "latency_p99 <= 1.5 ratio of the baseline", actual: "8"),
    Case(
      description: "a share of requests is pooled, not ranked",
      clause: clause(.staysWithin, web, "error_rate", .atMost, 0.15, "ratio"),
      outcome: .supported, expected: "error_rate <= 0.15 ratio", actual: "0.1"),
    Case(
      description: "availability is read from the error rate",
      clause: clause(.staysWithin, web, "availability", nil, 0.95, "ratio"),
      outcome: .refuted, expected: "availability >= 0.95 ratio", actual: "0.9"),
    Case(
      description: "nobody measured it", clause: clause(.staysWithin, web, "queue_depth", .atMost, 5, "count"),
      outcome: .inconclusive, expected: "queue_depth <= 5 count", actual: nil),
    Case(
      description: "isolates, and does not", clause: clause(.isolates), outcome: .refuted,
      expected: "web does not degrade", actual: "degraded"),
    Case(
      description: "isolates, and does", clause: clause(.isolates, .component("cart")), outcome: .supported,
      expected: "cart does not degrade", actual: "steady"),
    Case(
      description: "isolates somebody unseen", clause: clause(.isolates, .journey("checkout")), outcome: .inconclusive,
      expected: "journey checkout does not degrade", actual: nil),
    Case(
      description: "recovers in time",
      clause: clause(.recoversWithin, web, "latency_p99", .atMost, 200, "ms", within: 150),
      outcome: .supported, expected: "latency_p99 <= 200 ms within 150 s", actual: "120"),
    Case(
      description: "recovers too late",
      clause: clause(.recoversWithin, web, "latency_p99", .atMost, 200, "ms", within: 90),
      outcome: .refuted, expected: "latency_p99 <= 200 ms within 90 s", actual: "120"),
    Case(
      description: "never left", clause: clause(.recoversWithin, web, "latency_p99", .atMost, 900, "ms", within: 90),
      outcome: .supported, expected: "latency_p99 <= 900 ms within 90 s", actual: "0"),
    Case(
      description: "not back when the record ends",
      clause: clause(.recoversWithin, web, "latency_p99", .atMost, 50, "ms", within: 600),
      outcome: .inconclusive, expected: "latency_p99 <= 50 ms within 600 s", actual: nil),
    Case(
      description: "not back within its time",
      clause: clause(.recoversWithin, web, "latency_p99", .atMost, 50, "ms", within: 100),
      outcome: .refuted, expected: "latency_p99 <= 50 ms within 100 s", actual: "more than 180"),
    Case(
      description: "recovers by what was seen of it", clause: clause(.recoversWithin, within: 150), outcome: .supported,
      expected: "web recovers within 150 s", actual: "120"),
    Case(
      description: "detected in time",
      clause: clause(.detectsWithin, web, "breaker_open", .atLeast, 1, "bool", within: 130),
      outcome: .supported, expected: "breaker_open >= 1 bool within 130 s", actual: "120"),
    Case(
      description: "detected too late",
      clause: clause(.detectsWithin, web, "breaker_open", .atLeast, 1, "bool", within: 100),
      outcome: .refuted, expected: "breaker_open >= 1 bool within 100 s", actual: "120"),
    Case(
      description: "detected by the subject itself", clause: clause(.detectsWithin, within: 60), outcome: .supported,
      expected: "web shows it within 60 s", actual: "60"),
    Case(
      description: "nobody noticed", clause: clause(.detectsWithin, .component("cart"), within: 60), outcome: .refuted,
      expected: "cart shows it within 60 s", actual: "never"),
    Case(
      description: "trips in time", clause: clause(.tripsBefore, web, "breaker_open", .atLeast, 1, "bool", within: 150),
      outcome: .supported, expected: "breaker_open >= 1 bool within 150 s", actual: "120"),
    Case(
      description: "trips after the subject degraded",
      clause: clause(.tripsBefore, web, "breaker_open", .atLeast, 1, "bool"),
      outcome: .refuted, expected: "breaker_open >= 1 bool before web degrades", actual: "120"),
    Case(
      description: "never trips", clause: clause(.tripsBefore, web, "breaker_open", .atLeast, 2, "bool", within: 150),
      outcome: .refuted, expected: "breaker_open >= 2 bool within 150 s", actual: "never"),
    Case(
      description: "degrades, and not gracefully", clause: clause(.degradesGracefully), outcome: .refuted,
      expected: "web does not fail", actual: "degraded"),
    Case(
      description: "degrades gracefully", clause: clause(.degradesGracefully, .component("cart")), outcome: .supported,
      expected: "cart does not fail", actual: "steady"),
  ]

  @Test(arguments: cases)
  func claim(_ one: Case) throws {
    let verdict = try ClaimTests.scenario.verdict([one.clause])
    let clause = try #require(verdict.clauses.first)
    #expect(clause.outcome == one.outcome, "\(clause.evidence ?? "")")
    #expect(clause.expected == one.expected)
    #expect(clause.actual == one.actual)
    #expect(verdict.outcome == one.outcome)
  }

  @Test("the whole: supported, refuted, partly supported, inconclusive")
  func outcomes() {
    let table: [([Outcome], Outcome)] = [
      ([], .inconclusive), ([.supported], .supported), ([.refuted], .refuted),
      ([.supported, .refuted], .partlySupported),
      ([.supported, .inconclusive], .partlySupported), ([.refuted, .inconclusive], .refuted),
      ([.inconclusive, .inconclusive], .inconclusive),
    ]
    for (clauses, whole) in table { #expect(Judge.outcome(of: clauses) == whole, "\(clauses)") }
  }

  @Test("a system that was not steady before the fault makes every clause inconclusive, and says why")
  func gate() throws {
    let criterion = Criterion(subject: web, metric: "latency_p99", comparison: .atMost, threshold: 90, unit: "ms")
    let verdict = try ClaimTests.scenario.verdict(
      [ClaimTests.clause(.isolates)], steadyState: SteadyState(windowSeconds: 120, criteria: [criterion]))
    #expect(verdict.outcome == .inconclusive)
    #expect(verdict.clauses[0].evidence == "not steady before the fault: latency_p99 of web <= 90 ms, was 100")
    #expect(verdict.state(web) == .degraded, "the observations count all the same")
  }

  @Test("a run without an injection is not run, clause by clause")
  func notRun() throws {
    var scenario = ClaimTests.scenario
    scenario.isInjected = false
    let verdict = try scenario.verdict([ClaimTests.clause(.isolates)])
    #expect(verdict.outcome == .notRun)
    #expect(verdict.clauses.map(\.outcome) == [.notRun])
    #expect(verdict.grade == .e0)
    #expect(verdict.observations.isEmpty)
  }

  @Test("one bad window in ten breaks no bound on latency, one in nine does")
  func toleratedWindow() throws {
    for (count, outcome) in [(10, Outcome.supported), (9, .refuted)] {
      var scenario = Scenario()
      for end in 1...count {
        scenario.add(.node(web), "latency_p99", "ms", at: Double(end) * 15, end == 4 ? 900 : 100, width: 15)
      }
      let clause = ClaimTests.clause(.staysWithin, web, "latency_p99", .atMost, 500, "ms")
      #expect(try scenario.verdict([clause]).outcome == outcome)
    }
  }
}

import Testing
import Vocabulary

@testable import Judgement

/// Every claim with data that support it, that refute it, and that are too few to say: unknown is never counted as good.
@Suite("Claims and how much was seen")
struct ClaimDataTests {
  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let clause: Clause
    let scenario: Scenario
    let outcome: Outcome
    let samples: Int?

    init(
      _ description: String, _ clause: Clause, _ outcome: Outcome, samples: Int? = nil,
      _ fill: (inout Scenario) -> Void
    ) {
      var scenario = Scenario()
      fill(&scenario)
      (self.description, self.clause, self.scenario) = (description, clause, scenario)
      (self.outcome, self.samples) = (outcome, samples)
    }
  }

  private static func clause(
    _ claim: Clause.Claim, _ metric: String? = nil, _ comparison: Comparison? = nil, _ threshold: Double? = nil,
    _ unit: String? = nil, _ basis: ThresholdBasis = .absolute, within: Double? = nil
  ) -> Clause { ClaimTests.clause(claim, web, metric, comparison, threshold, unit, basis, within: within) }

  /// Windows of fifteen seconds of one metric of web.
  private static func windows(
    _ scenario: inout Scenario, _ metric: String, _ unit: String, _ values: [(Double, Double)], width: Double = 15
  ) {
    for (end, value) in values { scenario.add(.node(web), metric, unit, at: end, value, width: width) }
  }

  private static let limit = clause(.staysWithin, "latency_p99", .atMost, 500, "ms")
  private static let back = clause(.recoversWithin, "latency_p99", .atMost, 200, "ms", within: 60)
  private static let noticed = clause(.detectsWithin, "alert", .atLeast, 1, "bool", within: 60)
  private static let guarded = clause(.tripsBefore, "breaker_open", .atLeast, 1, "bool", within: 60)
  private static let guardedFirst = clause(.tripsBefore, "breaker_open", .atLeast, 1, "bool")

  static let cases: [Case] = [
    // The fault lasts from 0 to 180 s.
    Case("stays within, a quarter of the fault sampled", limit, .supported, samples: 3) {
      windows(&$0, "latency_p99", "ms", [(15, 100), (30, 120), (45, 110)])
    },
    Case("stays within, a sixth of the fault sampled", limit, .inconclusive, samples: 2) {
      windows(&$0, "latency_p99", "ms", [(15, 100), (30, 120)])
    },
    Case("one window beyond the limit is enough", limit, .refuted, samples: 1) {
      windows(&$0, "latency_p99", "ms", [(15, 900)])
    },
    Case("sampled before and after the fault alone", limit, .inconclusive) {
      windows(&$0, "latency_p99", "ms", [(-15, 100), (0, 100), (240, 100)])
    },
    Case(
      "a change without a baseline", clause(.staysWithin, "latency_p99", .atMost, 50, "ms", .baseline), .inconclusive
    ) {
      windows(&$0, "latency_p99", "ms", [(60, 100), (120, 100), (180, 100)], width: 60)
    },
    Case("a threshold of no metric", clause(.staysWithin, nil, .atMost, 500, "ms"), .inconclusive) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 100, 100])
    },
    Case("a metric of its own name without a threshold", clause(.isolates, "queue_age"), .inconclusive) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 100, 100])
    },
    Case("a metric that stands for a symptom", clause(.isolates, "latency_p99"), .supported, samples: 3) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 100, 100])
    },
    Case("isolates, by a probe", clause(.isolates), .supported, samples: 1) {
      $0.probe("answers", .baseline, true, component: "web")
      $0.probe("answers", .fault, true, component: "web")
    },
    Case("isolates, and the probe was not answered", clause(.isolates), .inconclusive) {
      $0.probe("answers", .fault, nil, component: "web")
    },
    Case("isolates, and the probe was not met", clause(.isolates), .refuted, samples: 1) {
      $0.probe("answers", .fault, false, component: "web")
    },
    Case("degrades gracefully: slower and without errors", clause(.degradesGracefully), .supported) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [900, 900, 900])
      $0.add(web, "error_rate", "ratio", [0, 0, 0, 0, 0], [0, 0, 0])
    },
    Case("degrades, and nobody counted errors", clause(.degradesGracefully), .inconclusive) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [900, 900, 900])
    },
    Case("degrades with errors", clause(.degradesGracefully), .refuted) {
      $0.add(web, "error_rate", "ratio", [0, 0, 0, 0, 0], [0.5, 0.5, 0.5])
    },
    Case("degrades no further than its bound", clause(.degradesGracefully, "latency_p99", .atMost, 1, "s"), .supported)
    {
      $0.add(web, "latency_p99", "ms", steadyLatency, [900, 900, 900])
    },
    Case("back in time", back, .supported) {
      windows(&$0, "latency_p99", "ms", [(60, 900), (120, 900), (180, 900), (195, 900), (210, 100), (225, 100)])
    },
    Case("bad again later", back, .refuted) {
      windows(&$0, "latency_p99", "ms", [(180, 900), (195, 100), (210, 100), (255, 900), (270, 100)])
    },
    Case("bad until somebody looked again, long after", back, .inconclusive) {
      windows(&$0, "latency_p99", "ms", [(180, 900), (195, 900), (400, 100)])
    },
    Case("bad beyond the limit, whatever came later", back, .refuted) {
      windows(&$0, "latency_p99", "ms", [(180, 900), (255, 900), (700, 100)])
    },
    Case("good after it, and nobody looked under the fault or soon after it", back, .inconclusive) {
      windows(&$0, "latency_p99", "ms", [(-15, 100), (400, 100)])
    },
    Case("good soon after it, whatever was under the fault", back, .supported) {
      windows(&$0, "latency_p99", "ms", [(195, 100), (210, 100)])
    },
    Case("not measured after it", back, .inconclusive) {
      windows(&$0, "latency_p99", "ms", [(60, 900), (120, 900), (180, 900)])
    },
    Case("recovers as measured by its tool", clause(.recoversWithin, within: 60), .supported, samples: 1) {
      $0.add(.node(web), "time_to_recover", "s", at: 240, 42, width: nil)
    },
    Case("recovers too late as measured by its tool", clause(.recoversWithin, within: 30), .refuted, samples: 1) {
      $0.add(.node(web), "time_to_recover", "s", at: 240, 42, width: nil)
    },
    Case("recovers, and nobody saw it", clause(.recoversWithin, within: 60), .inconclusive) { _ in },
    Case("noticed in time", noticed, .supported) {
      windows(&$0, "alert", "bool", [(0, 0), (15, 0), (30, 1)])
    },
    Case("noticed too late", noticed, .refuted) {
      windows(&$0, "alert", "bool", [(0, 0), (15, 0), (30, 0), (45, 0), (60, 0), (75, 0), (90, 1)])
    },
    Case("alarmed before the fault already", noticed, .inconclusive) {
      windows(&$0, "alert", "bool", [(0, 1), (15, 1), (30, 1)])
    },
    Case("alarmed when somebody looked, long after", noticed, .inconclusive) {
      windows(&$0, "alert", "bool", [(0, 0), (15, 0), (400, 1)])
    },
    Case("not noticed", noticed, .refuted) {
      windows(&$0, "alert", "bool", [(15, 0), (30, 0), (45, 0), (60, 0), (75, 0)])
    },
    Case("not noticed by those who hardly looked", noticed, .inconclusive) {
      windows(&$0, "alert", "bool", [(100, 0), (115, 0)])
    },
    Case("the record ends before it was due", noticed, .inconclusive) {
      windows(&$0, "alert", "bool", [(15, 0), (30, 0)])
    },
    Case("trips in time", guarded, .supported) { windows(&$0, "breaker_open", "bool", [(15, 0), (30, 1)]) },
    Case("had tripped before", guarded, .inconclusive) { windows(&$0, "breaker_open", "bool", [(0, 1), (30, 1)]) },
    Case("trips too late", guarded, .refuted) {
      windows(&$0, "breaker_open", "bool", [(15, 0), (30, 0), (45, 0), (60, 0), (75, 1)])
    },
    Case("nobody watched the guard", guarded, .inconclusive) { _ in },
    Case("trips before the degradation", guardedFirst, .supported) {
      windows(&$0, "breaker_open", "bool", [(15, 0), (30, 1)])
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 900, 900])
    },
    Case("trips after the degradation", guardedFirst, .refuted) {
      windows(&$0, "breaker_open", "bool", [(60, 0), (120, 0), (180, 1)], width: 60)
      $0.add(web, "latency_p99", "ms", steadyLatency, [900, 900, 900])
    },
    Case("trips in the window of the degradation", guardedFirst, .inconclusive) {
      windows(&$0, "breaker_open", "bool", [(60, 0), (120, 1)], width: 60)
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 900, 900])
    },
    Case("trips, and the subject stays steady", guardedFirst, .supported) {
      windows(&$0, "breaker_open", "bool", [(15, 0), (30, 1)])
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 100, 100])
    },
    Case("trips, and nobody looked at the subject", guardedFirst, .inconclusive) {
      windows(&$0, "breaker_open", "bool", [(15, 0), (30, 1)])
    },
    Case("had nothing to trip for", guardedFirst, .inconclusive) {
      windows(&$0, "breaker_open", "bool", [(60, 0), (120, 0), (180, 0)], width: 60)
      $0.add(web, "latency_p99", "ms", steadyLatency, [100, 100, 100])
    },
    Case("a guard without a metric", clause(.tripsBefore), .inconclusive) {
      $0.add(web, "latency_p99", "ms", steadyLatency, [900, 900, 900])
    },
  ]

  @Test(arguments: cases)
  func claim(_ one: Case) throws {
    let verdict = try one.scenario.verdict([one.clause]).clauses[0]
    #expect(verdict.outcome == one.outcome, "\(verdict.evidence ?? "")")
    if let samples = one.samples { #expect(verdict.figures?.samples == samples) }
    guard verdict.outcome == .supported || verdict.outcome == .refuted else { return }
    let figures = try #require(verdict.figures, "what decides has its figures")
    #expect(figures.samples > 0)
    let window = try #require(figures.window)
    #expect(window.from <= window.to)
    #expect(verdict.actual != nil)
    if let value = figures.value, let comparison = figures.comparison, let threshold = figures.threshold {
      #expect(comparison.holds(value, threshold) == (verdict.outcome == .supported))
    }
  }

  @Test("what held under a fault that nothing shows to have acted is not supported", arguments: cases)
  func unconfirmed(_ one: Case) throws {
    var scenario = one.scenario
    scenario.confirmed = false
    let verdict = try scenario.verdict([one.clause]).clauses[0]
    #expect(
      verdict.outcome == (one.outcome == .supported || one.clause.claim == .detectsWithin ? .inconclusive : one.outcome)
    )
    if one.outcome == .supported {
      #expect(verdict.evidence?.hasSuffix("it held, but nothing shows that the fault took effect") == true)
    }
  }

  @Test("what held of a system whose steadiness nobody measured is not supported", arguments: cases)
  func unmeasuredSteadiness(_ one: Case) throws {
    let unmeasured = Criterion(
      subject: .journey("checkout"), metric: "error_rate", comparison: .less, threshold: 0.1, unit: "ratio")
    let asked = SteadyState(windowSeconds: 60, criteria: [unmeasured])
    let verdict = try one.scenario.verdict([one.clause], steadyState: asked).clauses[0]
    #expect(verdict.outcome == (one.outcome == .supported ? .inconclusive : one.outcome))
  }

  @Test("steadiness must be seen for a part of the time that is asked for")
  func steadiness() throws {
    let criterion = Criterion(subject: web, metric: "latency_p99", comparison: .atMost, threshold: 200, unit: "ms")
    for (seconds, outcome) in [(60.0, Outcome.supported), (600, .inconclusive)] {
      var scenario = Scenario()
      Self.windows(&scenario, "latency_p99", "ms", [(-15, 100), (0, 100)])
      Self.windows(&scenario, "latency_p99", "ms", [(60, 100), (120, 100), (180, 100)], width: 60)
      let asked = SteadyState(windowSeconds: seconds, criteria: [criterion])
      #expect(try scenario.verdict([Self.limit], steadyState: asked).outcome == outcome)
    }
  }

  @Test("no claim is supported by a run in which its subject was not sampled after the injection", arguments: cases)
  func nothingSeen(_ one: Case) throws {
    var scenario = one.scenario
    scenario.samples.removeAll { $0.at > Scenario.zero }
    scenario.probes.removeAll { $0.payload.phase != .baseline }
    #expect(try scenario.verdict([one.clause]).outcome == .inconclusive)
  }

  @Test("the figures of a bound are the value in the clause's unit, its threshold, its windows and their time")
  func figures() throws {
    let clause = Self.clause(.staysWithin, "latency_p99", .less, 0.5, "s")
    let verdict = try ClaimTests.scenario.verdict([clause]).clauses[0]
    let zero = Scenario.zero
    #expect(
      verdict.figures
        == ClauseFigures(
          value: 0.8, comparison: .less, threshold: 0.5, samples: 3,
          window: TimeWindow(from: zero, to: zero.advanced(bySeconds: 180))))
    #expect(verdict.unit == "s")
    let json = verdict.json
    #expect(json["value"] == 0.8 && json["op"] == "<" && json["threshold"] == 0.5 && json["samples"] == 3)
    #expect(try ClauseVerdict.read(FieldReader(json)) == verdict)
  }
}

import Testing
import Vocabulary

@testable import Judgement

/// Guards and alerts are told by probes, whichever way round these ask.
@Suite struct IndicatorTests {
  /// One answer: when, and what.
  struct Answer: Sendable {
    let second: Double
    let met: Bool?
    var value: JSON?
    var tolerance: JSON?

    init(_ second: Double, _ met: Bool?, value: JSON? = nil, tolerance: JSON? = nil) {
      self.second = second
      self.met = met
      self.value = value
      self.tolerance = tolerance
    }
  }

  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let claim: Clause.Claim
    let probe: String
    let answers: [Answer]
    var within: Double?
    var metric: String?
    /// Latency of `web` under the fault, minute by minute; it is 100 ms before it.
    var latency: [Double] = [100, 100, 100]
    let outcome: Outcome
    let actual: String?

    init(
      _ description: String, _ claim: Clause.Claim, _ probe: String, _ answers: [Answer], within: Double? = nil,
      metric: String? = nil, latency: [Double] = [100, 100, 100], _ outcome: Outcome, _ actual: String? = nil
    ) {
      self.description = description
      self.claim = claim
      self.probe = probe
      self.answers = answers
      self.within = within
      self.metric = metric
      self.latency = latency
      self.outcome = outcome
      self.actual = actual
    }
  }

  static let slow = [100.0, 800, 800]

  static let cases: [Case] = [
    // An alert, asked either way round.
    Case(
      "an alert fired in time", .detectsWithin, "latency alert fired", [Answer(-30, false), Answer(40, true)],
      within: 60, .supported, "40"),
    Case(
      "an alert that should be silent is not", .detectsWithin, "no alert is firing",
      [Answer(-30, true), Answer(40, false)], within: 60, .supported, "40"),
    Case(
      "an alert fired too late", .detectsWithin, "alert fired",
      [Answer(30, false), Answer(90, false), Answer(120, true)],
      within: 60, .refuted, "120"),
    Case(
      "an alert fired somewhere in a gap about its limit", .detectsWithin, "alert fired",
      [Answer(30, false), Answer(120, true)], within: 60, .inconclusive),
    Case(
      "an alert never fired", .detectsWithin, "alert fired",
      [Answer(-30, false), Answer(50, false), Answer(150, false)],
      within: 60, .refuted, "never"),
    Case(
      "an alert had not fired when last asked, before it was due", .detectsWithin, "alert fired",
      [Answer(-30, false), Answer(50, false)], within: 120, .inconclusive),
    Case(
      "an alert was firing before the fault", .detectsWithin, "alert fired", [Answer(-30, true), Answer(40, true)],
      within: 60, .inconclusive),
    Case(
      "an alert got no answer", .detectsWithin, "alert fired", [Answer(-30, false), Answer(40, nil)], within: 60,
      .inconclusive),
    Case(
      "the state says firing", .detectsWithin, "checkout alert",
      [Answer(40, true, value: ["state": "firing"], tolerance: "firing")], within: 60, .supported, "40"),
    Case(
      "the state says pending, which is not firing yet", .detectsWithin, "checkout alert",
      [Answer(40, true, value: "pending"), Answer(80, true, value: "pending")], within: 60, .refuted, "never"),
    Case(
      "a list of alerts is empty, then not", .detectsWithin, "alerts",
      [Answer(20, true, value: []), Answer(50, true, value: [["alertname": "Slow"]])], within: 60, .supported, "50"),
    Case(
      "a bare name, read against the answer at rest", .detectsWithin, "latency alert",
      [Answer(-30, true), Answer(40, false)], within: 60, .supported, "40"),
    Case(
      "a bare name without an answer at rest says nothing", .detectsWithin, "latency alert", [Answer(40, true)],
      within: 60, .inconclusive),
    Case(
      "the clause names the probe", .detectsWithin, "watchdog", [Answer(-30, false), Answer(40, true)], within: 60,
      metric: "watchdog", .supported, "40"),
    // A guard.
    Case(
      "a breaker tripped in time", .tripsBefore, "payments breaker open", [Answer(-30, false), Answer(30, true)],
      within: 45, .supported, "30"),
    Case(
      "a breaker that should be closed is not", .tripsBefore, "payments breaker is closed",
      [Answer(-30, true), Answer(30, false)], within: 45, .supported, "30"),
    Case(
      "a breaker by its state and tolerance", .tripsBefore, "payments circuit",
      [
        Answer(-30, true, value: "CLOSED", tolerance: "closed"),
        Answer(30, false, value: "HALF_OPEN", tolerance: "closed"),
      ],
      within: 45, .supported, "30"),
    Case(
      "a breaker by a flag", .tripsBefore, "breakerOpen",
      [Answer(10, false, value: false, tolerance: true), Answer(30, true, value: true, tolerance: true)], within: 45,
      .supported, "30"),
    Case(
      "a breaker that was asked not to be open", .tripsBefore, "breaker open",
      [Answer(-30, true, tolerance: false), Answer(30, false, tolerance: false)], within: 45, .supported, "30"),
    Case(
      "a breaker never tripped", .tripsBefore, "breaker open", [Answer(30, false), Answer(90, false)], within: 45,
      .refuted, "never"),
    Case(
      "a breaker was open before the fault", .tripsBefore, "breaker open", [Answer(-30, true), Answer(30, true)],
      within: 45, .inconclusive),
    Case(
      "tripped well before the subject degraded", .tripsBefore, "breaker open", [Answer(-30, false), Answer(20, true)],
      latency: slow, .supported, "20"),
    Case(
      "tripped after the subject degraded", .tripsBefore, "breaker open",
      [Answer(20, false), Answer(125, false), Answer(170, true)], latency: slow, .refuted, "170"),
    Case(
      "tripped in the minute in which the subject degraded", .tripsBefore, "breaker open",
      [Answer(70, false), Answer(110, true)], latency: slow, .inconclusive, "110"),
    Case(
      "never tripped, and the subject degraded", .tripsBefore, "breaker open", [Answer(60, false), Answer(170, false)],
      latency: slow, .refuted, "never"),
    Case(
      "tripped, and the subject did not degrade", .tripsBefore, "breaker open", [Answer(-30, false), Answer(50, true)],
      .supported, "50"),
    Case(
      "not tripped, and nothing to trip for", .tripsBefore, "breaker open", [Answer(50, false), Answer(170, false)],
      .inconclusive),
    Case(
      "a probe of something else", .tripsBefore, "web answers", [Answer(-30, true), Answer(50, true)], within: 60,
      .inconclusive),
    Case(
      "a metric that no probe is named by", .tripsBefore, "breaker open", [Answer(-30, false), Answer(30, true)],
      within: 60, metric: "breaker_state", .inconclusive),
  ]

  @Test(arguments: cases) func claim(_ one: Case) throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p99", "ms", steadyLatency, one.latency, [100, 101, 99])
    for answer in one.answers {
      let phase: Phase = answer.second < 0 ? .baseline : answer.second <= 180 ? .fault : .recovery
      scenario.probes.append(
        RunRecord.Probe(
          ProbeObserved(
            name: one.probe, component: "web", phase: phase, met: answer.met, value: answer.value,
            tolerance: answer.tolerance), at: Scenario.zero.advanced(bySeconds: answer.second)))
    }
    let verdict = try scenario.verdict([
      Clause(id: "c", claim: one.claim, subject: web, metric: one.metric, withinSeconds: one.within)
    ])
    let clause = try #require(verdict.clauses.first)
    #expect(clause.outcome == one.outcome, "\(clause.evidence ?? "")")
    #expect(clause.actual == one.actual, "\(clause.evidence ?? "")")
    // Whether a guard or an alert acted is no sign of how web is: its latency alone says that.
    let state: ObservedState = one.latency == IndicatorTests.slow ? .degraded : .steady
    let quiet = ["no alert is firing", "web answers", "watchdog"].contains(one.probe)
    #expect(quiet || verdict.state(web) == state)
    #expect(verdict.method.hasSuffix("probes of guards and alerts") == (one.probe != "web answers"))
  }

  @Test func `a fired alert is no health where nothing else was seen`() throws {
    var scenario = Scenario()
    scenario.probe("alert fired", .baseline, false, component: "web")
    scenario.probe("alert fired", .fault, true, component: "web")
    #expect(try scenario.verdict().observations.isEmpty)
  }

  @Test func `of several alerts the first that fires counts, and those of other components do not`() throws {
    var scenario = Scenario()
    for (name, component, second) in [
      ("slow alert fired", "web", 80.0), ("error alert fired", "web", 40), ("db alert fired", "db", 10),
    ] {
      scenario.probe(name, .baseline, false, component: component)
      scenario.probe(name, .fault, true, component: component, at: second)
    }
    let clause = ClaimTests.clause(.detectsWithin, web, within: 60)
    let found = try #require(scenario.verdict([clause]).clauses.first)
    #expect(found.outcome == .supported && found.actual == "40")
    #expect(found.evidence == "probe \"error alert fired\" first said that it had fired")
  }

  @Test(
    "no time is told at which nobody asked",
    arguments: [
      (
        Clause.Claim.tripsBefore, nil, [110.0],
        "asked for the first time at 110 s the guard had tripped, and web degraded by"
      ),
      (
        .tripsBefore, nil, [70, 110],
        "asked at 70 s the guard had not tripped, asked at 110 s it had, and web degraded by"
      ),
      (.detectsWithin, 60.0, [90], "probe \"latency alert fired\" first said that it had fired; nobody looked earlier"),
      (
        .detectsWithin, 60, [30, 90],
        "first said that it had fired; nobody looked between 30 s, when it had not fired, and 90 s"
      ),
    ] as [(Clause.Claim, Double?, [Double], String)])
  func unasked(_ claim: Clause.Claim, _ within: Double?, _ asked: [Double], _ words: String) throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p99", "ms", steadyLatency, IndicatorTests.slow, [100, 101, 99])
    let name = claim == .tripsBefore ? "breaker open" : "latency alert fired"
    for second in asked {
      scenario.probe(name, .fault, second == asked.last, component: "web", at: second)
    }
    let clause = try #require(
      scenario.verdict([Clause(id: "c", claim: claim, subject: web, withinSeconds: within)]).clauses.first)
    #expect(clause.evidence?.contains(words) == true, "\(clause.evidence ?? "")")
  }

  @Test func `without such probes the method is called as it was`() throws {
    var scenario = ClaimTests.scenario
    scenario.probe("web answers", .fault, true, component: "web")
    #expect(try scenario.verdict().method == Judge.method)
  }
}
